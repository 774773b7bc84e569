"""Browsing without a question: what the archive has from a year, a month or a day.

Gaps are shown, never left out: parts of a period without an article are listed with 0, and an empty day names the nearest days that
have some.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from corpus.selection import Selection
from corpus.storage.catalog import Catalog, Count, Heading
from corpus.text.date_period import Period


@dataclass(frozen=True, slots=True)
class BrowseResult:
    """What the archive has at one place."""

    selection: Selection
    """The place: dates, pages and so on."""
    period: Period | None
    """The year, month or day of the selection; None for all of the archive, or for a range."""
    parts: tuple[Count, ...]
    """Its parts, including those without an article: the months of the archive from first to last, the months of a year, the
    days of a month. Empty for a day."""
    days: tuple[Count, ...]
    """The days with an article, for a year, a month or a day."""
    headings: tuple[Heading, ...]
    """The articles of a day, or those without a date, up to the limit; of any other place only on request."""
    columns: tuple[tuple[str, int], ...]
    """The newspaper's columns with their numbers of articles, the largest first."""
    pages: tuple[tuple[int, int], ...]
    """Where there are headings: the pages, ascending, with their numbers of articles."""
    undated: int
    """Matching articles without a date; 0 where the selection has dates."""
    before: Count | None
    """The nearest day before the period with a matching article; None where there is none, or no period."""
    after: Count | None
    whole_day: Count | None
    """For a day: all its articles, on any page and in any column; None if there are none."""
    coverage: tuple[datetime.date, datetime.date] | None
    """First and last day of the archive; None where no article has a date."""

    @property
    def articles(self) -> int:
        """Number of matching articles with a date."""
        return sum(part.articles for part in self.parts or self.days)

    @property
    def full_days(self) -> int:
        """Number of days with a matching article."""
        return sum(part.days for part in self.parts or self.days)

    @property
    def placed(self) -> bool:
        """Whether the selection has conditions other than dates."""
        return bool(replace(self.selection, since=None, until=None))


def browse(
    contents: Catalog,
    coverage: tuple[datetime.date, datetime.date] | None,
    selection: Selection = Selection(),
    *,
    listed: bool = False,
    limit: int = -1,
) -> BrowseResult:
    """What the archive has at a place; `listed`: with its articles, at most `limit` (-1: all). Raises ValueError for a
    selection with phrases."""
    period = Period.between(selection.since, selection.until)
    dates = Selection(since=selection.since, until=selection.until)
    days = contents.days(selection) if period else []
    found = _counted(days, period) if period else [] if selection.undated else contents.months(selection)
    before, after = contents.nearest(selection)
    whole = contents.days(dates) if period and period.day else []
    listed = listed or selection.undated or bool(period and period.day)
    return BrowseResult(
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
    """The days of a year added up by month; those of a month as they are."""
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
    """All parts of the period, or of the archive's coverage, with their counts."""
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
