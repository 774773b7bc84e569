"""Answers: quotations and facts about them, and no sentence of the program's own about their content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.facts import Interpretation, PassageWarning, Reason
from corpus.model import AlignedPassage, Article, MatchedSide, Side, Span
from embeddings.query.question import Question


class Outcome(StrEnum):
    """Whether the archive, or one passage of it, answers the question."""

    FOUND = "found"
    WEAK = "weak"
    """It may not answer."""
    NOTHING = "nothing"
    """It does not answer. The quotes of such an answer, if any, are labelled as distant matches."""


@dataclass(frozen=True, slots=True)
class Highlights:
    """Highlighted parts of one side of a quote: spans in the quoted text, ordered, without overlaps."""

    sentences: tuple[Span, ...] = ()
    """The sentences that answer."""
    words: tuple[Span, ...] = ()
    """The words of the question."""


class Exactness(StrEnum):
    """How exactly an article contains a text that the reader pasted."""

    EXACT = "exact"
    """Character for character."""
    LETTERS = "letters"
    """Except for punctuation, spaces, width, script and case."""
    NEAR = "near"
    """Most of its letters."""


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """Where an article, or one quote of it, contains a pasted text."""

    exactness: Exactness
    share: float
    """Share of its letters that are the same, 0 to 1."""
    side: Side
    span: Span
    """Characters of the article's text on that side."""
    part: float = 1.0
    """Share of all that was pasted which this is about, 0 to 1: the rest stands in other quotes, or nowhere."""


@dataclass(frozen=True, slots=True)
class Reprint:
    """Another print of a quote's passage."""

    passage: AlignedPassage
    article: Article
    differing: int
    """Letters that differ from the quote."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage, word for word, with what a citation needs and what the reader should know about it."""

    rank: int
    """From 1."""
    score: float
    """Orders the quotes of one answer; answers are compared by their confidence."""
    matched: MatchedSide
    """Which language's text matched the question."""
    passage: AlignedPassage
    article: Article
    english: Highlights
    chinese: Highlights
    warnings: tuple[PassageWarning, ...]
    """The most serious first."""
    quote_match: QuoteMatch | None = None
    """Where the article contains a text that the reader pasted; None for any other question."""
    reprints: tuple[Reprint, ...] = ()
    """Other prints of the same passage."""
    outcome: Outcome = Outcome.FOUND
    """Whether this passage answers."""

    def highlights(self, side: Side) -> Highlights:
        return self.english if side == "en" else self.chinese


@dataclass(frozen=True, slots=True)
class Context:
    """What a conversation adds to a question. Empty for a question on its own."""

    filters: tuple[str, ...] = ()
    """Filters of earlier lines, as typed."""
    within: tuple[str, ...] = ()
    """Ids of the articles to search; empty for all."""
    together_with: tuple[str, ...] = ()
    """Earlier questions that count, too, the oldest first."""
    like: tuple[str, ...] = ()
    """Ids of passages that the reader wants more of."""
    unlike: tuple[str, ...] = ()
    """Ids of passages that the reader wants less of."""
    words: tuple[str, ...] = ()
    """Words of these passages that were added to the search."""
    skipped: int = 0
    """Passages that were shown before these."""

    def __bool__(self) -> bool:
        return self != Context()


@dataclass(frozen=True, slots=True)
class Answer:
    """The quotes that answer one question, best first. No quote has a better outcome than the answer."""

    question: Question
    outcome: Outcome
    confidence: float
    """Probability that the first quote answers the question, 0 to 1."""
    reasons: tuple[Reason, ...]
    """Why the outcome is weak or nothing; empty for found."""
    quotes: tuple[Quote, ...]
    elapsed_ms: float
    context: Context = Context()
    understood: tuple[Interpretation, ...] = ()
    """How the question was read, beyond its words and filters as typed. Always shown to the reader."""

    @property
    def near(self) -> tuple[Quote, ...]:
        """The quotes that are more than distant matches."""
        return tuple(quote for quote in self.quotes if quote.outcome is not Outcome.NOTHING)


def no_better_than(outcome: Outcome, quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """The quotes of an answer with this outcome: each keeps its own, unless it is better than the answer's."""
    worse = list(Outcome).index
    return tuple(replace(quote, outcome=max(quote.outcome, outcome, key=worse)) for quote in quotes)
