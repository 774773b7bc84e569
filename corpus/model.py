"""The data model. All classes are frozen and do no I/O. Texts are cut from their source by offset and never rewritten.

Source    a file as it was when read              Bead            an m:n link between paragraphs, or sentences
Text      one side's exact body, with paragraphs  AlignedPassage  the unit that is retrieved and quoted
Article   one article in both languages
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Side = Literal["en", "zh"]
"""A language of the archive. JSON and the screen call the sides `english` and `chinese`."""

SIDES: tuple[Side, Side] = ("en", "zh")
MatchedSide = Literal["en", "zh", "both"]
"""The language in which a passage matches a question."""


class Kind(StrEnum):
    """The kind of a paragraph. Only `body` paragraphs answer questions; the others give context, and can be found and cited as
    what they are."""

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
    """Chinese text left in the English half: it can be found, but is never aligned and answers no question."""


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
        """The characters of `text` in the span. Raises ValueError if it reaches beyond the end."""
        if self.end > len(text):
            raise ValueError(f"span {self.start}..{self.end} reaches beyond {len(text)} characters")
        return text[self.start : self.end]

    def shift(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A span with its characters. Only `Text.cut` makes one, so it is always exact."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A non-blank body line, without the spaces around it."""

    span: Span
    """In characters of the `Text` that contains the paragraph."""
    kind: Kind = Kind.BODY


@dataclass(frozen=True, slots=True)
class Text:
    """One side of an article: the exact body from the file, and the positions of its paragraphs."""

    content: str
    paragraphs: tuple[Paragraph, ...]
    offset: int | None = None
    """Where `content` begins in the decoded source, in characters. None if the source is not plain text: a JSON string is
    escaped, so its characters have no position in the file."""

    def cut(self, span: Span) -> Excerpt:
        return Excerpt(span, span.of(self.content))


@dataclass(frozen=True, slots=True)
class Source:
    """A source file as it was when read."""

    path: str
    """Absolute path."""
    sha256: str
    """Hash of the file's bytes, in hexadecimal digits."""
    encoding: str
    """Python's name for it, such as `utf-8`."""


@dataclass(frozen=True, slots=True)
class Newspaper:
    """A newspaper's name on both sides; either may be empty."""

    english: str = ""
    chinese: str = ""

    @classmethod
    def parse(cls, text: str) -> Newspaper:
        """Read `People's Daily|人民日报`, as on the command line. A name alone belongs to the language it is written in."""
        english, bar, chinese = (part.strip() for part in text.partition("|"))
        if not bar and any("㐀" <= c <= "鿿" for c in english):
            return cls("", english)
        return cls(english, chinese)

    def __str__(self) -> str:
        return f"{self.english} ({self.chinese})" if self.english and self.chinese else self.english or self.chinese


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A line of the `**Named Entities**` block that some articles have."""

    name: str
    """The Chinese name."""
    pinyin: str
    """Its romanization; empty if the line gives none."""
    gloss: str
    """The translator's explanation."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on a file, for whoever indexes it."""

    kind: str
    """A fixed keyword, for counting: `leftover`, `date`, `duplicate` ..."""
    path: str
    message: str
    span: Span | None = None
    """The place it refers to, in characters of the decoded file; None if it is about the whole file, or the format escapes its
    texts."""
    text: str = ""
    """The complete text at that place; the message may shorten it."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article in both languages. At least one side is present."""

    id: str
    """Stable: an article keeps its id when its file moves. See `corpus.readers.reading.article_id`."""
    newspaper: Newspaper
    date: datetime.date | None
    page: int | None
    column: str
    """The newspaper's column (专栏), in Chinese if the source names it; empty for none."""
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
    """The file of the English text if the article is a pair of files; else None."""
    source_beads: tuple[Bead, ...] = field(default=(), compare=False)
    """Paragraph beads that the source provides (rows of a table, units of a translation memory), covering all paragraphs; empty
    if they have to be computed. The record stores them as the article's beads."""

    def __post_init__(self) -> None:
        if self.english is None and self.chinese is None:
            raise ValueError(f"article {self.id} has no text in either language")

    def text(self, side: Side) -> Text | None:
        return self.english if side == "en" else self.chinese

    def source_of(self, side: Side) -> Source:
        """The file that contains the text of this side."""
        return self.english_source or self.source if side == "en" else self.source

    def title(self, side: Side) -> str:
        return self.title_en if side == "en" else self.title_zh


@dataclass(frozen=True, slots=True)
class Bead:
    """An m:n link between units (paragraphs or sentences) of the two sides. A side without a counterpart is empty."""

    en: tuple[int, ...]
    zh: tuple[int, ...]
    score: float = 0.0
    """Cosine similarity of the centred vectors of the two sides, -1 to 1; 0 if a side is empty."""

    def side(self, side: Side) -> tuple[int, ...]:
        return self.en if side == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Heading:
    """The sub-headline that stands above a passage, inside the article. One side may be missing."""

    english: Excerpt | None
    chinese: Excerpt | None

    def excerpt(self, side: Side) -> Excerpt | None:
        return self.english if side == "en" else self.chinese


@dataclass(frozen=True, slots=True)
class AlignedPassage:
    """What is found and quoted: an English excerpt and its Chinese counterpart; one may be missing. Most are body text, which
    answers questions; the others are lines of another kind, such as a headline (see `AlignedArticle.lines`)."""

    id: str
    """`ARTICLE:NUMBER`, numbering the article's passages from 1; for a line of another kind `ARTICLE:KIND` or, from the second
    of its kind, `ARTICLE:KIND-NUMBER`."""
    article_id: str
    english: Excerpt | None
    chinese: Excerpt | None
    first_paragraph: int
    """Its first body paragraph, counted from 1 on the Chinese side (on the English side if there is no Chinese)."""
    last_paragraph: int
    sentences_en: tuple[Span, ...]
    """In characters of the article's English text, in order."""
    sentences_zh: tuple[Span, ...]
    beads: tuple[Bead, ...]
    """Sentence beads, indexing `sentences_en` and `sentences_zh` from 0. Every sentence is in exactly one."""
    score: float
    """Reliability of the alignment: mean score of the sentence beads, weighted by length; 0 for a one-sided passage."""
    kind: Kind = Kind.BODY
    heading: Heading | None = None
    """The heading under which it stands; it is not part of the quotation."""

    def excerpt(self, side: Side) -> Excerpt | None:
        return self.english if side == "en" else self.chinese

    def sentences(self, side: Side) -> tuple[Span, ...]:
        return self.sentences_en if side == "en" else self.sentences_zh


def is_passage_id(id: str) -> bool:
    """Whether an id is that of a passage, not of a line of another kind."""
    return id.rpartition(":")[2].isdecimal()


@dataclass(frozen=True, slots=True)
class AlignedArticle:
    """An article with its paragraph beads, and with all that can be found and quoted: every character of its paragraphs is in
    exactly one passage or line."""

    article: Article
    beads: tuple[Bead, ...] = field(default=())
    """Paragraph beads; indices count all paragraphs of the side from 0."""
    passages: tuple[AlignedPassage, ...] = field(default=())
    """The body text."""
    lines: tuple[AlignedPassage, ...] = field(default=())
    """The paragraphs that are in no passage: headlines, bylines and the like, in order."""

    @property
    def units(self) -> tuple[AlignedPassage, ...]:
        """The passages, then the lines."""
        return (*self.passages, *self.lines)

    def unit(self, id: str) -> AlignedPassage | None:
        """The passage or line with this id."""
        return next((one for one in self.units if one.id == id), None)
