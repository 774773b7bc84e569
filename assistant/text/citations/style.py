"""What a citation style is, and the parts that styles share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.model import AlignedPassage, Article, Kind

if TYPE_CHECKING:
    from corpus.storage.catalog import Heading

MACHINE = "English: machine translation."
KINDS: dict[Kind, str] = {
    Kind.BODY: "text",
    Kind.TITLE: "headline",
    Kind.SUBHEAD: "sub-headline",
    Kind.BYLINE: "byline",
    Kind.DATELINE: "dateline",
    Kind.CREDIT: "credit",
    Kind.COLUMN: "column",
    Kind.SEPARATOR: "separator",
    Kind.GLOSSARY: "translator's note",
    Kind.STRAY: "Chinese in the English half",
}
"""What a line of each kind is called."""


@dataclass(frozen=True, slots=True)
class CitationStyle:
    """A way to cite a passage. Other packages add one as an entry point of `archive_assistant.citation_styles`."""

    name: str
    """As in the setting `citation_style`; the entry point has the same name."""
    description: str
    """One line, in English."""
    cite: Callable[[Article, AlignedPassage], str]
    """Writes the citation as plain text. Fields that the record does not have are empty, and left out. A style must say that
    the English is a machine translation where `article.machine_translated` and the passage has an English side."""


def titles(article: Article | Heading) -> str:
    """Both titles: the English in quotation marks, then the Chinese in brackets, unchanged."""
    english = f"“{inner_quotes(article.title_en)}”" if article.title_en else ""
    if english and article.title_zh and article.title_zh != article.title_en:
        return f"{english} ({article.title_zh})"
    return english or article.title_zh


def paragraphs(passage: AlignedPassage) -> str:
    """`¶4`, or `¶¶4–5` for a passage of several paragraphs; for a line of another kind what it is, such as `headline`."""
    if passage.kind is not Kind.BODY:
        return KINDS[passage.kind]
    first, last = passage.first_paragraph, passage.last_paragraph
    return f"¶{first}" if first == last else f"¶¶{first}–{last}"


def inner_quotes(title: str) -> str:
    """A title with single instead of double quotation marks, for use inside double ones. A straight mark opens at the
    beginning of a word, and closes elsewhere."""
    result = []
    for at, c in enumerate(title):
        if c == '"':
            opens = at == 0 or title[at - 1] in " ([—–-"
            result.append("‘" if opens else "’")
        else:
            result.append({"“": "‘", "”": "’"}.get(c, c))
    return "".join(result)
