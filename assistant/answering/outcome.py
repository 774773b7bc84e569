"""The outcome of an answer (found, weak or nothing), and the reasons that can be computed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from assistant.answer import Outcome
from assistant.answering.answer_types import expected_answer_type
from assistant.facts import (
    AmountMissing,
    AnswerKind,
    ArchiveCovers,
    ArchiveEmpty,
    ArticlesOfPeriod,
    MatchesOutsideFilters,
    NearestFollows,
    NothingFits,
    OnlyDistantMatches,
    OnlyLinesFit,
    Reason,
    UnknownWords,
    WeakMatch,
)
from corpus.model import SIDES, AlignedPassage
from embeddings.query.question import Question, is_keyword_query
from embeddings.ranking.confidence import FOUND, WEAK, ConfidenceEstimate
from embeddings.ranking.hits import SearchResult


@dataclass(frozen=True, slots=True)
class FilteredOut:
    """What the filters of a question exclude."""

    matching: int
    """Passages that match as well as those of an answer that is found."""
    filters: tuple[str, ...]
    """As typed."""
    within: bool
    """Whether the search is limited to the articles of an earlier answer."""
    coverage: tuple[datetime.date, datetime.date] | None
    """First and last day of the archive."""
    days: int
    """Days of the archive with an article."""
    dates_outside: bool
    """Whether all the days that the question asks for lie outside the archive."""


def adjust_confidence(
    estimate: ConfidenceEstimate, question: Question, passage: AlignedPassage | None, printed: float = 0.0
) -> ConfidenceEstimate:
    """The confidence in one passage, given the kind of answer that the question asks for. `printed` is the share of a pasted
    text that the passage contains, 0 to 1."""
    if passage and missing_amount(question, passage):
        estimate = estimate.without_expected_answer()
    if is_keyword_query(question.text):
        estimate = estimate.for_keyword_query()
    # A text that is contained word for word is found, regardless of the other evidence.
    return replace(estimate, confidence=max(estimate.confidence, printed))


def missing_amount(question: Question, passage: AlignedPassage) -> AnswerKind | None:
    """The kind of amount that a question asks for and a passage does not have."""
    expected = expected_answer_type(question.text, question.language)
    if expected is None or not expected.amount:
        return None
    english, chinese = (excerpt.text if (excerpt := passage.excerpt(side)) else "" for side in SIDES)
    return None if expected.in_texts(english, chinese) else expected.kind


def outcome_of(estimate: ConfidenceEstimate) -> Outcome:
    if estimate.confidence < WEAK:
        return Outcome.NOTHING
    return Outcome.FOUND if estimate.confidence >= FOUND else Outcome.WEAK


def reasons(
    outcome: Outcome,
    found: SearchResult,
    missing: AnswerKind | None,
    outside: FilteredOut | None,
    of_period: ArticlesOfPeriod | None = None,
    *,
    only_lines: bool = False,
) -> tuple[Reason, ...]:
    """Why the outcome is not found; empty where it is. `missing` is the amount that the question asks for and the first
    passage lacks, `of_period` is given where the question asks for nothing but a date; `only_lines` where no passage fits, but
    lines such as headlines do."""
    if outcome is Outcome.FOUND:
        return ()
    if of_period:
        return (of_period, NearestFollows()) if found.hits else (of_period,)
    beyond = _outside(outside)
    if only_lines:
        return (OnlyLinesFit(), *beyond)
    if not found.hits:
        return (NothingFits(), *beyond) if outside else (ArchiveEmpty(),)
    amount = (AmountMissing(missing),) if missing else ()
    unknown = (UnknownWords(tuple(found.unknown)),) if found.unknown else ()
    coverage = found.hits[0].query_coverage
    if outcome is Outcome.WEAK:
        return (WeakMatch(coverage), *amount, *unknown, *beyond)
    return (*unknown, OnlyDistantMatches(coverage), *amount, *beyond)


def _outside(outside: FilteredOut | None) -> list[Reason]:
    if outside is None:
        return []
    found: list[Reason] = []
    if outside.matching > 0:
        found.append(MatchesOutsideFilters(outside.matching, outside.filters, outside.within))
    if outside.coverage:
        found.append(ArchiveCovers(*outside.coverage, outside.dates_outside, outside.days))
    return found
