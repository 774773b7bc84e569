"""The outcome of an answer (found, weak or nothing), and the reasons that can be computed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from assistant.answer import Outcome
from assistant.answering.requirements.doubts import Doubt
from assistant.facts import (
    ArchiveCovers,
    ArchiveEmpty,
    ArticlesOfPeriod,
    DetailDiffers,
    MatchesOutsideFilters,
    NearestFollows,
    NothingFits,
    OnlyDistantMatches,
    OnlyLinesFit,
    Reason,
    UnknownWords,
    WeakMatch,
)
from embeddings.query.question import Question, is_keyword_query
from embeddings.ranking.confidence import FOUND, MISSING_ANSWER_PENALTY, OTHER_DETAIL_PENALTY, WEAK, ConfidenceEstimate
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
    estimate: ConfidenceEstimate, question: Question, doubt: Doubt | None, printed: float = 0.0
) -> ConfidenceEstimate:
    """The confidence in one passage, given why it may not be what the question asks for. `printed` is the share of a pasted text
    that the passage contains, 0 to 1."""
    if doubt:
        differs = isinstance(doubt, DetailDiffers)
        estimate = estimate.doubted(OTHER_DETAIL_PENALTY if differs else MISSING_ANSWER_PENALTY)
    if is_keyword_query(question.text):
        estimate = estimate.for_keyword_query()
    # A text that is contained word for word is found, regardless of the other evidence.
    return replace(estimate, confidence=max(estimate.confidence, printed))


def outcome_of(estimate: ConfidenceEstimate) -> Outcome:
    if estimate.confidence < WEAK:
        return Outcome.NOTHING
    return Outcome.FOUND if estimate.confidence >= FOUND else Outcome.WEAK


def reasons(
    outcome: Outcome,
    found: SearchResult,
    doubt: Doubt | None,
    outside: FilteredOut | None,
    of_period: ArticlesOfPeriod | None = None,
    *,
    only_lines: bool = False,
) -> tuple[Reason, ...]:
    """Why the outcome is not found; empty where it is. `doubt` is why the first passage may not be what is asked for,
    `of_period` is given where the question asks for nothing but a date; `only_lines` where no passage matches, but lines such as
    headlines do."""
    if outcome is Outcome.FOUND:
        return ()
    if of_period:
        return (of_period, NearestFollows()) if found.hits else (of_period,)
    beyond = _outside(outside)
    if only_lines:
        return (OnlyLinesFit(), *beyond)
    if not found.hits:
        return (NothingFits(), *beyond) if outside else (ArchiveEmpty(),)
    doubts = (doubt,) if doubt else ()
    unknown = (UnknownWords(tuple(found.unknown)),) if found.unknown else ()
    coverage = found.hits[0].query_coverage
    if outcome is Outcome.WEAK:
        return (WeakMatch(coverage), *doubts, *unknown, *beyond)
    return (*unknown, OnlyDistantMatches(coverage), *doubts, *beyond)


def _outside(outside: FilteredOut | None) -> list[Reason]:
    if outside is None:
        return []
    found: list[Reason] = []
    if outside.matching > 0:
        found.append(MatchesOutsideFilters(outside.matching, outside.filters, outside.within))
    if outside.coverage:
        found.append(ArchiveCovers(*outside.coverage, outside.dates_outside, outside.days))
    return found
