"""The citation of a passage, in the style that the reader has chosen."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.text.citations.bilingual import BILINGUAL
from assistant.text.citations.chinese import CHINESE
from assistant.text.citations.gb_t_7714 import GB_T_7714
from assistant.text.citations.style import CitationStyle
from assistant.text.i18n import current_language
from corpus.model import AlignedPassage, Article
from corpus.plugins import Registry

STYLES: Registry[CitationStyle] = Registry(
    "citation style", "archive_assistant.citation_styles", {style.name: style for style in (BILINGUAL, CHINESE, GB_T_7714)}
)
AUTO = "auto"
"""The style of the interface's language: `chinese` in Chinese, else `bilingual`."""
_chosen: CitationStyle | None = None
# Like the interface's language, the style is the whole program's; None for AUTO.


class StyleNames:
    """The values of the setting, those of other packages too, looked up when they are asked for."""

    def __iter__(self) -> Iterator[str]:
        yield AUTO
        yield from STYLES


def use_style(name: str) -> None:
    """Cite in this style from now on. Raises UsageError where there is no such style."""
    global _chosen
    _chosen = None if name == AUTO else STYLES[name]


def citation(article: Article, passage: AlignedPassage, style: str | None = None) -> str:
    """The citation as plain text, in the named style; None is the style in use. Raises UsageError for an unknown style."""
    chosen = STYLES[style] if style else _chosen
    if chosen is None:
        chosen = CHINESE if current_language() == "zh" else BILINGUAL
    return chosen.cite(article, passage)


def citation_for_programs(article: Article, passage: AlignedPassage) -> str:
    """The citation in JSON: in the style that was chosen, and the same in every language of the interface."""
    return (_chosen or BILINGUAL).cite(article, passage)
