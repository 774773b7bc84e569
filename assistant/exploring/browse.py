"""The archive without a question: what there is of a year, a month or a day, and what there is not.

An absence is said, never left out: parts of a period that have no article are there with 0, and an empty day names the days
around it that have some.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from corpus.selection import Selection
from corpus.storage.catalog import Catalog, Count, Heading
from corpus.text.date_period import Period


@dataclass(frozen=True, slots=True)
class Browsed:
    """What stands at one place of the archive."""

    selection: Selection
    """The place: dates, pages, column, newspaper."""
    period: Period | None
    """The year, month or day of the selection; None for all of the archive, or for a range."""
    parts: tuple[Count, ...]
    """What it consists of, those without an article too: the months of the archive from its first to its last, the months of
    a year, the days of a month. None for a day."""
    days: tuple[Count, ...]
    """The days with an article, for a year, a month or a day."""
    headings: tuple[Heading, ...]
    """The articles of a day, or of those without a date, as many as were asked for; of anything else only where they were
    asked for."""
    columns: tuple[tuple[str, int], ...]
    """The newspaper's columns that articles stood in, with their counts, the largest first."""
    pages: tuple[tuple[int, int], ...]
    """Of what has headings: its pages, ascending, with their counts."""
    undated: int
    """Articles that fit but have no date, where no dates were asked for; 0 otherwise."""
    before: Count | None
    """The nearest day before the period with an article that fits; None where there is none, or no period."""
    after: Count | None
    whole_day: Count | None
    """Of a day: all that the archive has of it, whatever the page or column; None where it has nothing."""
    coverage: tuple[datetime.date, datetime.date] | None
    """First and last day of the archive; None where no article has a date."""

    @property
    def articles(self) -> int:
        """How many articles with a date fit."""
        return sum(part.articles for part in self.parts or self.days)

    @property
    def full_days(self) -> int:
        """Days with at least one article that fits."""
        return sum(part.days for part in self.parts or self.days)

    @property
    def placed(self) -> bool:
        """Whether anything but dates was asked for."""
        return bool(replace(self.selection, since=None, until=None))


def browse(
    contents: Catalog,
    coverage: tuple[datetime.date, datetime.date] | None,
    selection: Selection = Selection(),
    *,
    listed: bool = False,
    limit: int = -1,
) -> Browsed:
    """What stands at a place; `listed`: with its articles, `limit` of them at most (-1: all). ValueError for a selection with
    words in it."""
    period = Period.between(selection.since, selection.until)
    dates = Selection(since=selection.since, until=selection.until)
    days = contents.days(selection) if period else []
    found = _counted(days, period) if period else [] if selection.undated else contents.months(selection)
    before, after = contents.nearest(selection)
    whole = contents.days(dates) if period and period.day else []
    listed = listed or selection.undated or bool(period and period.day)
    return Browsed(
        selection=selection,
        period=period,
        parts=tuple(_filled(found, period, coverage, selection)),
        days=tuple(days),
        headings=tuple(contents.headings(selection, limit)) if listed else (),
        columns=tuple(contents.columns(selection)),
        pages=tuple(contents.pages(selection)) if listed else (),
        undated=0 if dates else contents.undated(selection),
        before=before,
        after=after,
        whole_day=whole[0] if whole else None,
        coverage=coverage,
    )


def _counted(days: list[Count], period: Period) -> list[Count]:
    """The days of a year put together into months; those of a month as they are."""
    if period.month:
        return days
    months: dict[Period, Count] = {}
    for day in days:
        month = Period(day.period.year, day.period.month)
        so_far = months.get(month, Count(month, 0, 0))
        months[month] = Count(month, so_far.days + 1, so_far.articles + day.articles)
    return list(months.values())


def _filled(
    found: list[Count],
    period: Period | None,
    coverage: tuple[datetime.date, datetime.date] | None,
    selection: Selection,
) -> list[Count]:
    """All parts of the period, or of the archive's span, with what was found of them."""
    by_period = {count.period: count for count in found}
    if period is not None:
        parts = [] if period.day else list(period.parts())
    elif coverage is None or selection.undated:
        parts = []
    else:
        first = max(coverage[0], selection.since or coverage[0])
        last = min(coverage[1], selection.until - datetime.timedelta(days=1) if selection.until else coverage[1])
        parts = [
            month
            for year in range(first.year, last.year + 1)
            for month in Period(year).parts()
            if month.end > first and month.first <= last
        ]
    return [by_period.get(part, Count(part, 0, 0)) for part in parts]
