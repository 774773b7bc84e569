"""What an answer is. It holds quotations and what is known about them, never a sentence of the program's own about the
content."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from corpus.model import AlignedPassage, Article, Side, Span
from embeddings.query.question import Question


class Outcome(StrEnum):
    """Whether the archive answers."""

    FOUND = "found"
    WEAK = "weak"
    """The nearest passages, which may not answer."""
    NOTHING = "nothing"
    """The archive does not say. The quotes, if any, are distant matches and labelled so."""

    @property
    def doubt(self) -> str:
        """What a quote is labelled with; empty where it answers."""
        return {Outcome.FOUND: "", Outcome.WEAK: "weak match", Outcome.NOTHING: "distant match"}[self]


Matched = Literal["en", "zh", "both"]


@dataclass(frozen=True, slots=True)
class Highlights:
    """What stands out in one side of a quote. Spans count from the beginning of the quoted text, in order, without
    overlaps."""

    sentences: tuple[Span, ...] = ()
    """The sentences that answer."""
    words: tuple[Span, ...] = ()
    """The words of the question that were found."""


class Exactness(StrEnum):
    """How exactly a passage prints a text that the reader pasted."""

    EXACT = "exact"
    """Character for character."""
    LETTERS = "letters"
    """But for punctuation, blanks, width, script and the case of letters."""
    NEAR = "near"
    """Most of its letters."""


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """Where a pasted text stands in an article."""

    exactness: Exactness
    share: float
    """Of its letters that are the same, 0 to 1."""
    side: Side
    span: Span
    """Characters of the article's text on that side."""

    def __str__(self) -> str:
        if self.exactness is Exactness.EXACT:
            return "Printed here, character for character."
        if self.exactness is Exactness.LETTERS:
            return "Printed here, but for punctuation, blanks or the form of letters."
        return f"Printed here nearly so: {self.share:.0%} of the letters are the same."


@dataclass(frozen=True, slots=True)
class Reprint:
    """Another print of a quote's passage."""

    passage: str
    """Its id."""
    article: Article
    citation: str
    differing: int
    """Letters that differ from the quote."""

    def __str__(self) -> str:
        if not self.differing:
            return f"Also printed: [{self.passage}] {self.citation}"
        letters = "1 letter" if self.differing == 1 else f"{self.differing} letters"
        return f"Also printed, {letters} otherwise: [{self.passage}] {self.citation}"


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage, word for word, with its citation and what the reader should know about it."""

    rank: int
    """From 1."""
    score: float
    """For ordering within this answer only; the answer's confidence is what can be compared between answers."""
    matched: Matched
    """Which language's evidence found it."""
    passage: AlignedPassage
    article: Article
    english: Highlights
    chinese: Highlights
    warnings: tuple[str, ...]
    """In the order of importance; each a whole sentence."""
    citation: str
    printed: QuoteMatch | None = None
    """Where it prints a text that the reader pasted; None where the question was no such text."""
    also: tuple[Reprint, ...] = ()
    """Other prints of the same passage."""
    standing: Outcome = Outcome.FOUND
    """Whether it answers, by itself."""

    def marks(self, side: Side) -> Highlights:
        return self.english if side == "en" else self.chinese


@dataclass(frozen=True, slots=True)
class Context:
    """What a question was asked with, besides its own line: what a conversation knows. Empty for a question on its own."""

    filters: tuple[str, ...] = ()
    """Filters that an earlier line set, as typed."""
    within: tuple[str, ...] = ()
    """Ids of the articles that it is put to; empty for all."""
    together_with: tuple[str, ...] = ()
    """Earlier questions whose evidence is mixed in, the oldest first."""
    like: tuple[str, ...] = ()
    """Ids of passages that the reader wants more of."""
    unlike: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """Words of these that were searched by too."""
    skipped: int = 0
    """Passages that were shown before these."""

    def __bool__(self) -> bool:
        return self != Context()


@dataclass(frozen=True, slots=True)
class Understood:
    """What the program read into a question, beyond the words and filters as typed. Never kept from the reader."""

    kind: Literal["date", "quotation", "name"]
    text: str
    """The words of the question."""
    searched: tuple[str, ...]
    """date: the filters that they came to. name: its pinyin and its Chinese forms. quotation: nothing."""
    applied: bool
    """False where the search set it aside."""
    note: str = ""
    """Why it was set aside, or what goes with it; empty for nothing to say."""

    def __str__(self) -> str:
        if self.kind == "quotation":
            return f"“{self.text}”: {self.note}."
        if self.kind == "name":
            return f"Name: {' = '.join((self.text, *self.searched))}."
        shown, note = " ".join(self.searched), f", {self.note}" if self.note else ""
        if self.applied:
            return f"“{self.text}” is taken for {shown}{note}; on:any takes it off."
        return f"“{self.text}”, {shown}, is set aside: {self.note}."


@dataclass(frozen=True, slots=True)
class Answer:
    """The quotes that answer one question, best first. None of them stands higher than the answer."""

    question: Question
    outcome: Outcome
    confidence: float
    """0 to 1: how sure it is that the first quote answers the question."""
    reason: str | None
    """For weak and nothing: why. None for found."""
    quotes: tuple[Quote, ...]
    elapsed_ms: float
    context: Context = Context()
    understood: tuple[Understood, ...] = ()

    def __post_init__(self) -> None:
        # Those of an answer that an earlier version kept have no standing of their own.
        worse = list(Outcome).index
        quotes = tuple(replace(q, standing=max(q.standing, self.outcome, key=worse)) for q in self.quotes)
        object.__setattr__(self, "quotes", quotes)

    @property
    def near(self) -> tuple[Quote, ...]:
        """The quotes that are more than distant matches."""
        return tuple(quote for quote in self.quotes if quote.standing is not Outcome.NOTHING)
