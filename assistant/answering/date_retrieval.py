"""A question put to the record and the indexes: its filters, and the date that its own words name.

A date in a question is a guess about when the answer was printed: `the famine of 1942` may stand in a paper of 1946. So the
days are searched first, then (for a day or a month) the two weeks after them too, then everything; the narrower one holds
unless a wider one finds something clearly better. The reader is told either way (`Understood`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from assistant.answer import Understood
from corpus.storage.store import Store
from corpus.text.date_format import format_day
from embeddings.query.question import Question, without_date
from embeddings.query.relevance_feedback import SearchContext
from embeddings.ranking.confidence import NOT_THEN, date_odds
from embeddings.search import Candidates, Hit, SearchIndex, SearchResult
from embeddings.text.dates import LAG, Days

BETTER = 3.0
"""By how much the best score elsewhere must be above the best within the days, for the date to be set aside. From 2 to 5 it
made no difference of more than two questions in 136 (CONTRIBUTING.md)."""


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
    understood: tuple[Understood, ...] = ()

    @property
    def filters(self) -> tuple[str, ...]:
        """All that were in force: those typed, and the date that was understood."""
        return *self.question.filters, *(f for one in self.understood if one.applied for f in one.searched)


def retrieve(
    index: SearchIndex, store: Store, question: Question, limit: int, leaning: SearchContext = SearchContext()
) -> DateRetrieval:
    """At most `limit` hits. Raises as the index and the store do."""
    everything = index.select(store, question.selection)
    if question.dated is None:
        considered = index.consider(question, everything, leaning)
        return DateRetrieval(index.rank(considered, limit), question, considered, leaning=leaning)
    # The date would lead the model to passages that name dates. Its words still count where a passage contains them.
    # Measured: R@1 .589 to .643 and .625 to .696 on the sample, .850 to .863 and .863 to .838 on real documents.
    undated = replace(question, read_as=without_date(question.text, question.dated))
    considered, at_all = index.consider_readings((question, undated), everything, leaning)
    anywhere = index.rank(considered, limit)
    if not anywhere.hits:
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
                share = 1.0 if among is None else len(among) / index.card.passages
                found = found.dated(partial(_date_odds, index.rank(at_all, 1).hits[0].score, share))
                lag = "" if days == dated.days else f"with the {LAG} days after it"
                told = Understood("date", dated.text, (str(days),), True, lag)
                return DateRetrieval(found, within, then, at_all if everything is None else None, leaning, (told,))
    why = _why_nothing_then(store) if nothing_then else "the best match was printed at another time"
    told = Understood("date", dated.text, (str(dated.days),), False, why)
    anywhere = anywhere.dated(lambda _: NOT_THEN)
    return DateRetrieval(anywhere, question, considered, leaning=leaning, understood=(told,))


def _date_odds(top: float, share: float, hit: Hit) -> float:
    """What the date adds for a passage of its days, which are a `share` of the archive; `top` is the best score of any day."""
    return date_odds((top - hit.score) / BETTER, share)


def _stages(days: Days) -> Iterator[Days]:
    yield days
    later = days.with_lag()
    if later:
        yield later


def _why_nothing_then(store: Store) -> str:
    covered = store.date_range()
    if covered is None:
        return "no article of the archive has a date"
    return f"nothing was printed then (the archive has {format_day(covered[0])} to {format_day(covered[1])})"
