"""Retrieval for questions with a date in their words.

Such a date is a guess about when the answer was printed: `the famine of 1942` may be in a paper of 1946. So the days are searched
first, then (for a day or a month) the following two weeks too, then everything. The narrower result is used unless a wider one is
clearly better. The answer says which (`DateTaken`, `DateSetAside`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from assistant.facts import DateApplied, DateIgnored
from corpus.storage.store import Store
from embeddings.query.question import Question, without_date
from embeddings.query.relevance_feedback import SearchContext
from embeddings.ranking.confidence import DATE_MISMATCH_LOG_ODDS, date_log_odds
from embeddings.search import Candidates, Hit, SearchIndex, SearchResult
from embeddings.text.dates import LAG, Days

BETTER = 3.0
"""The date is ignored where the best score elsewhere exceeds the best on its days by more than this. Values from 2 to 5 changed
at most two of 136 questions (tests/quality/MEASUREMENTS.md)."""


@dataclass(frozen=True, slots=True)
class DateRetrieval:
    """What was found, and for which question."""

    found: SearchResult
    question: Question
    """With the selection that was searched."""
    candidates: Candidates
    """All candidates that were ranked."""
    anywhere: Candidates | None = None
    """Those without any filter, where they were searched."""
    context: SearchContext = SearchContext()
    """What the conversation added."""
    understood: DateApplied | DateIgnored | None = None
    """How the date in the question was used; None where it names none."""

    @property
    def filters(self) -> tuple[str, ...]:
        """All filters in force: those typed, and the date in the question's words."""
        return *self.question.filters, *(self.understood.filters if isinstance(self.understood, DateApplied) else ())


def retrieve(
    index: SearchIndex, store: Store, question: Question, limit: int, context: SearchContext = SearchContext()
) -> DateRetrieval:
    """At most `limit` hits. Raises as the index and the store do."""
    everything = index.select(store, question.selection)
    if question.dated is None:
        candidates = index.retrieve_candidates(question, everything, context)
        return DateRetrieval(index.rank(candidates, limit), question, candidates, context=context)
    # The date would lead the model to passages that name dates. Its words still count where a passage contains them.
    # Measured: R@1 .589 to .643 and .625 to .696 on the sample, .850 to .863 and .863 to .838 on real documents.
    undated = replace(question, encoded_text=without_date(question.text, question.dated))
    candidates, at_all = index.retrieve_candidates_for_readings((question, undated), everything, context)
    first_anywhere = index.rank(candidates, 1)
    if not first_anywhere.hits:
        return DateRetrieval(first_anywhere, question, candidates, context=context)
    dated, nothing_then, best = question.dated, True, first_anywhere.hits[0]
    for days in _stages(dated.days):
        within = replace(undated, selection=replace(question.selection, since=days.since, until=days.until))
        among = index.select(store, within.selection)
        then = index.retrieve_candidates(within, among, context)
        found = index.rank(then, limit)
        if found.hits:
            nothing_then = False
            if found.hits[0].score >= best.score - BETTER or not undated.encoded_text:  # it asks for those days alone
                share = 1.0 if among is None else len(among) / index.manifest.passages
                found = found.with_date(partial(_date_log_odds, index.rank(at_all, 1).hits[0].score, share))
                taken = DateApplied(dated.text, (str(days),), 0 if days == dated.days else LAG)
                return DateRetrieval(found, within, then, at_all if everything is None else None, context, taken)
    aside = DateIgnored(dated.text, (str(dated.days),), "better-match-elsewhere")
    if nothing_then:
        aside = _nothing_printed(store, aside)
    anywhere = index.rank(candidates, limit).with_date(lambda _: DATE_MISMATCH_LOG_ODDS)
    return DateRetrieval(anywhere, question, candidates, context=context, understood=aside)


def _date_log_odds(top: float, share: float, hit: Hit) -> float:
    """Log-odds that the date adds for a passage printed on its days, which are a `share` of the archive; `top` is the best score
    of any day."""
    return date_log_odds((top - hit.score) / BETTER, share)


def _stages(days: Days) -> Iterator[Days]:
    yield days
    later = days.with_lag()
    if later:
        yield later


def _nothing_printed(store: Store, aside: DateIgnored) -> DateIgnored:
    covered = store.date_range()
    if covered is None:
        return DateIgnored(aside.phrase, aside.filters, "archive-undated")
    return DateIgnored(aside.phrase, aside.filters, "nothing-printed", covered)
