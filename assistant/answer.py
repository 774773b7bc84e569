"""What an answer is. It holds quotations and what is known about them, never a sentence of the program's own about the
content."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from corpus.model import AlignedPassage, Article, Side, Span
from embeddings.question import Question


class Outcome(StrEnum):
    """Whether the archive answers."""

    FOUND = "found"
    WEAK = "weak"
    """The nearest passages, which may not answer."""
    NOTHING = "nothing"
    """The archive does not say. The quotes, if any, are distant matches and labelled so."""


Matched = Literal["en", "zh", "both"]


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands out in one side of a quote. Spans count from the beginning of the quoted text, in order, without
    overlaps."""

    sentences: tuple[Span, ...] = ()
    """The sentences that answer."""
    words: tuple[Span, ...] = ()
    """The words of the question that were found."""


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
    english: Marks
    chinese: Marks
    warnings: tuple[str, ...]
    """In the order of importance; each a whole sentence."""
    citation: str

    def marks(self, side: Side) -> Marks:
        return self.english if side == "en" else self.chinese


@dataclass(frozen=True, slots=True)
class Answer:
    """The quotes that answer one question, best first."""

    question: Question
    outcome: Outcome
    confidence: float
    """0 to 1: how sure it is that the first quote answers the question."""
    reason: str | None
    """For weak and nothing: why. None for found."""
    quotes: tuple[Quote, ...]
    elapsed_ms: float
