"""When the archive writes about a subject: passages counted by month and year.

Passages are counted by words, not by meaning, because all of them must be counted and not the nearest few: those that contain at
least half as much of the question's words as the best one (`embeddings.keyword_search`), within the filters in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answer import Context
from assistant.facts import (
    CoverageTooLow,
    DateApplied,
    DateIgnored,
    EmptyTimelineReason,
    MatchesFilteredOut,
    NoWordFound,
    OnlyCommonWords,
)
from corpus.storage.store import Store
from corpus.text.date_period import Period
from embeddings.keyword_search import KeywordMatches, KeywordSearcher
from embeddings.query.filter_table import ANY_DATE
from embeddings.query.question import Question, pasted, without_date
from embeddings.text.dates import find_days

Unit = Literal["year", "month"]
_NEVER = Period(0)
_MONTHS = 24
"""Up to this many months are shown by month, more by year."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What was counted for a year or a month."""

    period: Period | None
    """None for passages without a date."""
    passages: int
    articles: int
    """Articles with at least one of these passages."""
    printed: int
    """All articles of that time, regardless of the question and the filters. Counts of different times can only be compared
    in relation to it."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The passages that match a question, by the time when they were printed."""

    question: Question
    """With the filters in force."""
    context: Context
    years: tuple[Hits, ...]
    """Every year from the first with a passage to the last, including those without one."""
    months: tuple[Hits, ...]
    """The same by month."""
    undated: Hits
    best_coverage: float
    """Share of the question's words, by weight, that the best passage contains."""
    reason: EmptyTimelineReason | None
    """Why nothing was counted; None where something was."""
    date: DateApplied | DateIgnored | None = None
    """What became of the date in the question; None where it names none."""
    unknown: tuple[str, ...] = ()
    """Words of the question that no passage contains. They lower the coverage of every passage."""

    @property
    def unit(self) -> Unit:
        """The unit to show it by."""
        return "month" if len(self.months) <= _MONTHS else "year"

    def by(self, unit: Unit) -> tuple[Hits, ...]:
        return self.months if unit == "month" else self.years

    @property
    def total(self) -> Hits:
        parts = (*self.years, self.undated)
        return Hits(None, *(sum(getattr(part, name) for part in parts) for name in ("passages", "articles", "printed")))

    @property
    def filters(self) -> tuple[str, ...]:
        """All that apply: those typed here or kept from earlier questions, and the date."""
        dates = self.date.filters if isinstance(self.date, DateApplied) else ()
        return tuple(one for one in dict.fromkeys((*self.question.filters, *dates)) if one != ANY_DATE)


def timeline(store: Store, finder: KeywordSearcher, question: Question, context: Context = Context()) -> Timeline:
    """Count the passages that contain most of a question's words. A date in the question is a filter, as in an answer, unless
    no passage from that period matches."""
    if question.date_mention is None:
        return _counted(store, finder, question, context)
    mention = question.date_mention
    days, filters = mention.days, (str(mention.days),)
    selection = replace(question.selection, since=days.since, until=days.until)
    in_period = _counted(store, finder, replace(question, selection=selection), context)
    if in_period.total.passages:
        return replace(in_period, date=DateApplied(mention.text, filters))
    ignored = DateIgnored(mention.text, filters, "nothing-counted")
    in_any_period = _counted(store, finder, question, context)
    return replace(in_any_period, date=ignored) if in_any_period.total.passages else in_any_period


def _counted(store: Store, finder: KeywordSearcher, question: Question, context: Context) -> Timeline:
    found = finder.matches((_words_of(question), *context.together_with))
    rows = store.count_by_month(found.numbers, question.selection)
    counted = {Period.parse(month): (passages, articles) for month, passages, articles in rows if month}
    printed = {count.period: count.articles for count in store.catalog.months()}
    undated = next(((passages, articles) for month, passages, articles in rows if month is None), (0, 0))

    def hits(period: Period, months: Sequence[Period]) -> Hits:
        # An article is in one month only, so articles can be added up.
        passages, articles = (sum(counted.get(month, (0, 0))[at] for month in months) for at in (0, 1))
        return Hits(period, passages, articles, sum(printed.get(month, 0) for month in months))

    first, last = min(counted, default=_NEVER), max(counted, default=_NEVER)
    years = [Period(year) for year in range(first.year, last.year + 1)] if counted else []
    return Timeline(
        question=question,
        context=context,
        years=tuple(hits(year, [*year.parts()]) for year in years),
        months=tuple(hits(month, [month]) for year in years for month in year.parts() if first <= month <= last),
        undated=Hits(None, *undated, store.catalog.undated()),
        best_coverage=found.best_coverage,
        reason=None if rows else _reason(found),
        unknown=tuple(found.unknown),
    )


def _words_of(question: Question) -> str:
    """The question without its date: few passages name the year in which they were printed, and rare words weigh much.
    Pasted text and exact phrases stay as they are."""
    exact = any(one.required and one.phrase in question.text for one in question.selection.phrases)
    mention = None if exact or pasted(question.text) else find_days(question.text)
    return (without_date(question.text, mention) if mention else "") or question.text


def _reason(found: KeywordMatches) -> EmptyTimelineReason:
    if found.numbers:
        return MatchesFilteredOut(len(found.numbers))
    if found.common:
        return OnlyCommonWords()
    return CoverageTooLow(found.best_coverage) if found.best_coverage else NoWordFound()
