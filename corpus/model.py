"""The nouns of the archive. Frozen, without I/O; every text is cut from its source by offset and never rewritten.

Source    a file as it was read                   Bead            an m:n link between paragraphs, or sentences
Text      one side's exact body, with paragraphs  AlignedPassage  the unit that is found and quoted
Article   one article, both languages
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Side = Literal["en", "zh"]
"""A language of the archive. In JSON and on the screen the sides are called `english` and `chinese`."""

SIDES: tuple[Side, Side] = ("en", "zh")


class Kind(StrEnum):
    """What a paragraph is. Only `body` paragraphs answer questions; the others give context."""

    BODY = "body"
    TITLE = "title"
    BYLINE = "byline"
    DATELINE = "dateline"
    COLUMN = "column"
    CREDIT = "credit"
    SUBHEAD = "subhead"
    SEPARATOR = "separator"
    GLOSSARY = "glossary"
    STRAY = "stray"
    """Chinese text left standing in the English half: recorded, never aligned, never indexed."""


ALIGNABLE = frozenset(Kind) - {Kind.GLOSSARY, Kind.STRAY}
"""Kinds that may have a counterpart on the other side."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters, `text[start:end]`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers; ValueError where it reaches beyond the end."""
        if self.end > len(text):
            raise ValueError(f"span {self.start}..{self.end} reaches beyond {len(text)} characters")
        return text[self.start : self.end]

    def shift(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A span together with its characters. Made by `Text.cut` only, so that it is always exact."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A non-blank body line, without the blanks around it."""

    span: Span
    """Characters of the `Text` that holds the paragraph."""
    kind: Kind = Kind.BODY


@dataclass(frozen=True, slots=True)
class Text:
    """One side of an article: the exact body as the file has it, and where its paragraphs stand."""

    content: str
    paragraphs: tuple[Paragraph, ...]
    offset: int | None = None
    """Where `content` begins in the decoded source, in characters; None where the source is not plain text
    (a JSON string is escaped, so its characters have no place of their own)."""

    def cut(self, span: Span) -> Excerpt:
        return Excerpt(span, span.of(self.content))


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read."""

    path: str
    """Absolute, as text."""
    sha256: str
    """Of the file's bytes, in hexadecimal digits."""
    encoding: str
    """As Python names it, e.g. `utf-8`."""


@dataclass(frozen=True, slots=True)
class Newspaper:
    """A newspaper's name on both sides; either may be empty."""

    english: str = ""
    chinese: str = ""

    @classmethod
    def parse(cls, text: str) -> Newspaper:
        """Read `People's Daily|人民日报`, the form of the command line; one name alone stands for its own language."""
        english, bar, chinese = (part.strip() for part in text.partition("|"))
        if not bar and any("㐀" <= c <= "鿿" for c in english):
            return cls("", english)
        return cls(english, chinese)

    def __str__(self) -> str:
        return f"{self.english} ({self.chinese})" if self.english and self.chinese else self.english or self.chinese


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A line of the `**Named Entities**` block that some articles carry."""

    name: str
    """The Chinese name."""
    pinyin: str
    """Its romanisation; empty where the line gives none."""
    gloss: str
    """What the translator says it is."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article, both languages. At least one side is there."""

    id: str
    """Stable: the same article keeps it when its file moves. See `corpus.readers.reading.article_id`."""
    newspaper: Newspaper
    date: datetime.date | None
    page: int | None
    column: str
    """The newspaper's column (专栏), in Chinese where the record names it; empty for none."""
    title_en: str
    title_zh: str
    author_en: str
    author_zh: str
    source: Source
    english: Text | None
    chinese: Text | None
    glossary: tuple[GlossaryEntry, ...] = ()
    machine_translated: bool = False
    """Whether the English is known to be an unreviewed machine translation."""
    english_source: Source | None = None
    """The file of the English text where it is another than `source`: the article is a pair of files."""
    source_beads: tuple[Bead, ...] = field(default=(), compare=False)
    """Paragraph beads that the source itself gives (a table's rows, a translation memory's units), all paragraphs in
    them; empty where they are to be found. The record keeps them as the article's beads, not here."""

    def __post_init__(self) -> None:
        if self.english is None and self.chinese is None:
            raise ValueError(f"article {self.id} has no text in either language")

    def text(self, side: Side) -> Text | None:
        return self.english if side == "en" else self.chinese

    def source_of(self, side: Side) -> Source:
        """The file that holds the text of a side."""
        return self.english_source or self.source if side == "en" else self.source

    def title(self, side: Side) -> str:
        return self.title_en if side == "en" else self.title_zh


@dataclass(frozen=True, slots=True)
class Bead:
    """An m:n link between units (paragraphs, or sentences) of the two sides. An empty side is legal: nothing corresponds."""

    en: tuple[int, ...]
    zh: tuple[int, ...]
    score: float = 0.0
    """How alike the two sides are: the cosine of their centred vectors, -1 to 1; 0 where a side is empty."""

    def side(self, side: Side) -> tuple[int, ...]:
        return self.en if side == "en" else self.zh


@dataclass(frozen=True, slots=True)
class AlignedPassage:
    """What is retrieved and quoted: an English excerpt and the Chinese one that says the same (one may be missing)."""

    id: str
    """`ARTICLE:NUMBER`, the number counting the article's passages from 1."""
    article_id: str
    english: Excerpt | None
    chinese: Excerpt | None
    first_paragraph: int
    """Which body paragraph it begins with, counted from 1 on the Chinese side (on the English where there is no Chinese)."""
    last_paragraph: int
    sentences_en: tuple[Span, ...]
    """Characters of the article's English text, in order."""
    sentences_zh: tuple[Span, ...]
    beads: tuple[Bead, ...]
    """Sentence beads; their indices count `sentences_en` and `sentences_zh` from 0. Every sentence stands in exactly one."""
    score: float
    """How sure the alignment is: the mean of the sentence beads' scores, weighted by length; 0 for a one-sided passage."""

    def excerpt(self, side: Side) -> Excerpt | None:
        return self.english if side == "en" else self.chinese

    def sentences(self, side: Side) -> tuple[Span, ...]:
        return self.sentences_en if side == "en" else self.sentences_zh


@dataclass(frozen=True, slots=True)
class AlignedArticle:
    """An article with its paragraph beads and the passages cut from it."""

    article: Article
    beads: tuple[Bead, ...] = field(default=())
    """Paragraph beads; indices count all paragraphs of the side, from 0."""
    passages: tuple[AlignedPassage, ...] = field(default=())
