"""A question put to the record and the indexes: its filters, and the date that its own words name.

A date in a question is a guess about when the answer was printed: `the famine of 1942` may stand in a paper of 1946. So the
days are searched first, then (for a day or a month) the two weeks after them too, then everything; the narrower one holds
unless a wider one finds something clearly better. Either way the answer says so (`DateTaken`, `DateSetAside`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from assistant.facts import DateSetAside, DateTaken
from corpus.storage.store import Store
from embeddings.query.question import Question, without_date
from embeddings.query.relevance_feedback import SearchContext
from embeddings.ranking.confidence import DATE_MISMATCH_ODDS, date_odds
from embeddings.search import Candidates, Hit, SearchIndex, SearchResult
from embeddings.text.dates import LAG, Days

BETTER = 3.0
"""By how much the best score elsewhere must be above the best within the days, for the date to be set aside. From 2 to 5 it
made no difference of more than two questions in 136 (tests/quality/MEASUREMENTS.md)."""


@dataclass(frozen=True, slots=True)
class DateRetrieval:
    """What was found, and by which question."""

    found: SearchResult
    question: Question
    """With the selection that was searched."""
    considered: Candidates
    """All that was ranked for it."""
    anywhere: Candidates | None = None
    """The same question without any filter, where it was looked for."""
    leaning: SearchContext = SearchContext()
    """What it leaned on."""
    understood: DateTaken | DateSetAside | None = None
    """What became of the date in the question; None where it names none."""

    @property
    def filters(self) -> tuple[str, ...]:
        """All that applied: those typed, and the date."""
        return *self.question.filters, *(self.understood.filters if isinstance(self.understood, DateTaken) else ())


def retrieve(
    index: SearchIndex, store: Store, question: Question, limit: int, leaning: SearchContext = SearchContext()
) -> DateRetrieval:
    """At most `limit` hits. Raises as the index and the store do."""
    undated = question
    if question.dated is not None:
        # The date would lead the model to passages that name dates. Its words still count where a passage holds them.
        # Measured: R@1 .589 to .643 and .625 to .696 on the sample, .850 to .863 and .863 to .838 on real documents.
        undated = replace(question, read_as=without_date(question.text, question.dated))
        index.foresee((question, undated))
    everything = index.select(store, question.selection)
    considered = index.consider(question, everything, leaning)
    anywhere = index.rank(considered, limit)
    if question.dated is None or not anywhere.hits:
        return DateRetrieval(anywhere, question, considered, leaning=leaning)
    dated, nothing_then, best = question.dated, True, anywhere.hits[0]
    for days in _stages(dated.days):
        within = replace(undated, selection=replace(question.selection, since=days.since, until=days.until))
        among = index.select(store, within.selection)
        then = index.consider(within, among, leaning)
        found = index.rank(then, limit)
        if found.hits:
            nothing_then = False
            if found.hits[0].score >= best.score - BETTER or not undated.read_as:  # it asks for those days alone
                at_all = index.consider(undated, everything, leaning)
                share = 1.0 if among is None else len(among) / index.card.passages
                found = found.with_odds(partial(_date_odds, index.rank(at_all, 1).hits[0].score, share))
                taken = DateTaken(dated.text, (str(days),), 0 if days == dated.days else LAG)
                return DateRetrieval(found, within, then, at_all if everything is None else None, leaning, taken)
    aside = DateSetAside(dated.text, (str(dated.days),), "better-match-elsewhere")
    if nothing_then:
        aside = _nothing_printed(store, aside)
    anywhere = anywhere.with_odds(lambda _: DATE_MISMATCH_ODDS)
    return DateRetrieval(anywhere, question, considered, leaning=leaning, understood=aside)


def _date_odds(top: float, share: float, hit: Hit) -> float:
    """What the date adds for a passage of its days, which are a `share` of the archive; `top` is the best score of any day."""
    return date_odds((top - hit.score) / BETTER, share)


def _stages(days: Days) -> Iterator[Days]:
    yield days
    later = days.with_lag()
    if later:
        yield later


def _nothing_printed(store: Store, aside: DateSetAside) -> DateSetAside:
    covered = store.date_range()
    if covered is None:
        return DateSetAside(aside.phrase, aside.filters, "archive-undated")
    return DateSetAside(aside.phrase, aside.filters, "nothing-printed", covered)
