"""Ask a bilingual newspaper archive from Python, or with the command line and the chat built on the same classes.

    from assistant import Assistant, citation, warning_text

    with Assistant.open_sample() as archive:
        answer = archive.ask("Why did the dike hold in the great flood?", k=3)
    print(answer.outcome, answer.confidence)
    for quote in answer.quotes:
        for excerpt in (quote.passage.english, quote.passage.chinese):
            print(excerpt.text if excerpt else "-")
        print(citation(quote.article, quote.passage), *map(warning_text, quote.warnings))

`Assistant.open(Path("my-archive"))` opens an archive of your own.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answer import Answer, Outcome, Quote
    from assistant.ask import Assistant
    from assistant.text.citation import citation
    from assistant.wording.messages import warning_text

__all__ = ["Answer", "Assistant", "Outcome", "Quote", "citation", "warning_text"]

_MODULES = {
    "Answer": "assistant.answer",
    "Assistant": "assistant.ask",
    "Outcome": "assistant.answer",
    "Quote": "assistant.answer",
    "citation": "assistant.text.citation",
    "warning_text": "assistant.wording.messages",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that `import assistant` stays quick (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
