"""Retrieval for questions with a date in their words.

Such a date is a guess about when the answer was printed: `the famine of 1942` may be in a paper of 1946. So the days are searched
first, then (for a day or a month) the following two weeks too, then everything. The narrower result is used unless a wider one is
clearly better. The answer says which (`DateApplied`, `DateIgnored`).
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
from embeddings.ranking.hits import Candidates, Hit, SearchResult
from embeddings.search import SearchIndex
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
    if question.date_mention is None:
        candidates = index.retrieve_candidates(question, everything, context)
        return DateRetrieval(index.rank(candidates, limit), question, candidates, context=context)
    # The date would lead the model to passages that name dates. Its words still count where a passage contains them.
    # Measured: R@1 .589 to .643 and .625 to .696 on the sample, .850 to .863 and .863 to .838 on real documents.
    undated = replace(question, encoded_text=without_date(question.text, question.date_mention))
    candidates, in_any_period = index.retrieve_candidates_for_readings((question, undated), everything, context)
    first_anywhere = index.rank(candidates, 1)
    if not first_anywhere.hits:
        return DateRetrieval(first_anywhere, question, candidates, context=context)
    mention, nothing_printed, best = question.date_mention, True, first_anywhere.hits[0]
    for days in _stages(mention.days):
        within = replace(undated, selection=replace(question.selection, since=days.since, until=days.until))
        among = index.select(store, within.selection)
        in_period = index.retrieve_candidates(within, among, context)
        found = index.rank(in_period, limit)
        if found.hits:
            nothing_printed = False
            if found.hits[0].score >= best.score - BETTER or not undated.encoded_text:  # it asks for those days alone
                share = 1.0 if among is None else len(among) / index.manifest.passages
                found = found.with_date(partial(_date_log_odds, index.rank(in_any_period, 1).hits[0].score, share))
                applied = DateApplied(mention.text, (str(days),), 0 if days == mention.days else LAG)
                return DateRetrieval(found, within, in_period, in_any_period if everything is None else None, context, applied)
    ignored = DateIgnored(mention.text, (str(mention.days),), "better-match-elsewhere")
    if nothing_printed:
        ignored = _nothing_printed(store, ignored)
    anywhere = index.rank(candidates, limit).with_date(lambda _: DATE_MISMATCH_LOG_ODDS)
    return DateRetrieval(anywhere, question, candidates, context=context, understood=ignored)


def _date_log_odds(top: float, share: float, hit: Hit) -> float:
    """Log-odds that the date adds for a passage printed on its days, which are a `share` of the archive; `top` is the best score
    of any day."""
    return date_log_odds((top - hit.score) / BETTER, share)


def _stages(days: Days) -> Iterator[Days]:
    yield days
    later = days.with_lag()
    if later:
        yield later


def _nothing_printed(store: Store, ignored: DateIgnored) -> DateIgnored:
    coverage = store.date_range()
    if coverage is None:
        return DateIgnored(ignored.phrase, ignored.filters, "archive-undated")
    return DateIgnored(ignored.phrase, ignored.filters, "nothing-printed", coverage, store.day_count())
