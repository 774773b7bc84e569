"""What a bibliography says of a passage."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from assistant.text.citations.author_names import Authors, authors_of
from assistant.text.citations.style import MACHINE, paragraphs
from corpus.model import AlignedPassage, Article


@dataclass(frozen=True, slots=True)
class Reference:
    """A newspaper article, and the place in it. Empty fields are those that the record does not have."""

    key: str
    """Of letters, figures and hyphens; the same for the same passage."""
    passage: str
    """The passage's id, with which `archive show` finds it again."""
    authors: Authors
    title: str
    """The original, in Chinese where there is one."""
    translated_title: str
    newspaper: str
    translated_newspaper: str
    date: datetime.date | None
    page: int | None
    column: str
    place: str
    """Paragraphs, `¶4`, or the kind of the line."""
    chinese: bool
    """Whether the original is in Chinese."""
    note: str
    """That the English is a machine translation; empty where it is not, or is not quoted."""


_LINE_ENDS = re.compile(r"[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def on_one_line(text: str) -> str:
    """The text of a field of a line; control characters, which no such file can hold, as �. Other blanks stay as they are."""
    return _CONTROL.sub("\ufffd", _LINE_ENDS.sub(" ", text)).strip()


def reference_of(article: Article, passage: AlignedPassage) -> Reference:
    title, newspaper = article.title_zh or article.title_en, article.newspaper
    return Reference(
        key=passage.id.replace(":", "-"),
        passage=passage.id,
        authors=authors_of(article.author_zh, article.author_en),
        title=title,
        translated_title=article.title_en if article.title_en != title else "",
        newspaper=newspaper.chinese or newspaper.english,
        translated_newspaper=newspaper.english if newspaper.chinese else "",
        date=article.date,
        page=article.page,
        column=article.column,
        place=paragraphs(passage),
        chinese=bool(article.title_zh or article.chinese),
        note=MACHINE if article.machine_translated and passage.english else "",
    )
