"""Citations: newspaper, day, page, title in both languages, paragraph, and that the English is a machine's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.model import AlignedPassage, Article
from corpus.text.date_format import format_day

if TYPE_CHECKING:
    from corpus.storage.catalog import Heading

MACHINE = "English: machine translation."


def citation(article: Article, passage: AlignedPassage) -> str:
    """The citation of a quote as running text. What the record does not know is left out, but for a missing date.

    >>> People's Daily (人民日报), 25 April 1960, p. 3, “Vigorously Develop ‘Small Foreign Groups’” (大办“小洋群”), ¶4.
    """
    parts = [
        str(article.newspaper),
        format_day(article.date) if article.date else "n.d.",
        f"p. {article.page}" if article.page is not None else "",
        titles(article),
        paragraphs(passage),
    ]
    text = ", ".join(part for part in parts if part) + "."
    return f"{text} {MACHINE}" if article.machine_translated and passage.english else text


def titles(article: Article | Heading) -> str:
    """Both titles: the English in quotation marks, the Chinese as it stands, in brackets."""
    english = f"“{inner_quotes(article.title_en)}”" if article.title_en else ""
    if english and article.title_zh and article.title_zh != article.title_en:
        return f"{english} ({article.title_zh})"
    return english or article.title_zh


def paragraphs(passage: AlignedPassage) -> str:
    """`¶4`, or `¶¶4–5` for a passage of several paragraphs."""
    first, last = passage.first_paragraph, passage.last_paragraph
    return f"¶{first}" if first == last else f"¶¶{first}–{last}"


def inner_quotes(title: str) -> str:
    """A title with its double quotation marks made single, to stand inside double ones. Straight marks open at the
    beginning of a word and close at its end."""
    result = []
    for at, c in enumerate(title):
        if c == '"':
            opens = at == 0 or title[at - 1] in " ([—–-"
            result.append("‘" if opens else "’")
        else:
            result.append({"“": "‘", "”": "’"}.get(c, c))
    return "".join(result)
