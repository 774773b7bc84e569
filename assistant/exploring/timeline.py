"""When the archive writes about a subject: passages counted by month and year.

Passages are counted by words, not by meaning, because all of them must be counted and not the nearest few: those that contain at
least half as much of the question's words as the best one (`embeddings.keyword_search`), within the filters in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answer import Context, Understood
from corpus.storage.store import Store
from corpus.text.date_period import Period
from embeddings.keyword_search import KeywordMatches, KeywordSearcher
from embeddings.query.filter_table import ANY_DATE
from embeddings.query.question import Question, pasted, without_date
from embeddings.text.dates import find_days

Unit = Literal["year", "month"]
COUNTED = (
    "Counted by words, not by meaning: the passages that hold at least half as much of the question's words as the fullest "
    "one, which holds {share} of them; rare words weigh more."
)
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
    """All articles of that time, whatever the question and the filters are. Counts of different times can only be compared
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
    fullest: float
    """Share of the question's words, by weight, that the best passage contains."""
    reason: str | None
    """Why nothing was counted; None where something was."""
    understood: tuple[Understood, ...] = ()
    lacking: str = ""
    """The words of the question that no passage has, in a sentence; empty for none. They count against every passage."""

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
    def counted(self) -> str:
        """What a passage is counted by, in English."""
        return COUNTED.format(share=f"{self.fullest:.0%}") if self.fullest else ""

    @property
    def filters(self) -> tuple[str, ...]:
        """All that are in force: those that stayed on, those typed, and the date that was understood."""
        understood = (one for told in self.understood if told.applied for one in told.searched)
        return tuple(one for one in dict.fromkeys((*self.question.filters, *understood)) if one != ANY_DATE)


def timeline(store: Store, finder: KeywordSearcher, question: Question, context: Context = Context()) -> Timeline:
    """Count the passages that contain most of a question's words. A date in the question is a filter, as in an answer, unless
    no passage from that period matches."""
    if question.dated is None:
        return _counted(store, finder, question, context)
    days, dated = question.dated.days, question.dated
    selection = replace(question.selection, since=days.since, until=days.until)
    then = _counted(store, finder, replace(question, selection=selection), context)
    if then.total.passages:
        return replace(then, understood=(Understood("date", dated.text, (str(days),), True),))
    told = Understood("date", dated.text, (str(days),), False, "no passage of then would be counted")
    anywhere = _counted(store, finder, question, context)
    return replace(anywhere, understood=(told,)) if anywhere.total.passages else anywhere


def _counted(store: Store, finder: KeywordSearcher, question: Question, context: Context) -> Timeline:
    found = finder.matches((_words_of(question), *context.together_with))
    rows = store.by_month(found.numbers, question.selection)
    counted = {Period.parse(month): (passages, articles) for month, passages, articles in rows if month}
    printed = {count.period: count.articles for count in store.contents.months()}
    undated = next(((passages, articles) for month, passages, articles in rows if month is None), (0, 0))

    def hits(period: Period, months: Sequence[Period]) -> Hits:
        # An article stands in one month, so that articles add up as passages do.
        passages, articles = (sum(counted.get(month, (0, 0))[at] for month in months) for at in (0, 1))
        return Hits(period, passages, articles, sum(printed.get(month, 0) for month in months))

    first, last = min(counted, default=_NEVER), max(counted, default=_NEVER)
    years = [Period(year) for year in range(first.year, last.year + 1)] if counted else []
    return Timeline(
        question=question,
        context=context,
        years=tuple(hits(year, [*year.parts()]) for year in years),
        months=tuple(hits(month, [month]) for year in years for month in year.parts() if first <= month <= last),
        undated=Hits(None, *undated, store.contents.undated()),
        fullest=found.fullest,
        reason=None if rows else _reason(found),
        lacking=_lacking(found),
    )


def _words_of(question: Question) -> str:
    """The question without its date: few passages name the year in which they were printed, and rare words weigh much.
    Pasted text and exact phrases stay as they are."""
    exact = any(held.wanted and held.phrase in question.text for held in question.selection.held)
    dated = None if exact or pasted(question.text) else find_days(question.text)
    return (without_date(question.text, dated) if dated else "") or question.text


def _reason(found: KeywordMatches) -> str:
    if found.numbers:
        held = "1 passage" if len(found.numbers) == 1 else f"{len(found.numbers)} passages"
        return f"The filters leave out all that would be counted: {held}."
    if found.common:
        return "Each word of the question only asks, or stands in most passages: they tell no time from another."
    if not found.fullest:
        return "No passage holds any of the question's words."
    return f"The passage that holds most of the question's words holds {found.fullest:.0%} of them: too little to count by."


def _lacking(found: KeywordMatches) -> str:
    listed = ", ".join(f"“{word}”" for word in found.unknown)
    return f"No passage has {listed} in either language." if listed else ""
