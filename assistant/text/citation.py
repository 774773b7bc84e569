"""The citation of a passage, in the style that the reader has chosen."""

from __future__ import annotations

from assistant.text.citations.bilingual import BILINGUAL
from assistant.text.citations.chinese import CHINESE
from assistant.text.citations.style import CitationStyle
from corpus.model import AlignedPassage, Article
from corpus.plugins import Registry

STYLES: Registry[CitationStyle] = Registry(
    "citation style", "archive_assistant.citation_styles", {style.name: style for style in (BILINGUAL, CHINESE)}
)
DEFAULT_STYLE = BILINGUAL.name
_style = BILINGUAL
# Like the interface's language, the style is the whole program's.


def use_style(name: str) -> None:
    """Cite in this style from now on. Raises UsageError where there is no such style."""
    global _style
    _style = STYLES[name]


def citation(article: Article, passage: AlignedPassage, style: str | None = None) -> str:
    """The citation as plain text, in the named style; None is the style in use. Raises UsageError for an unknown style."""
    return (STYLES[style] if style else _style).cite(article, passage)
