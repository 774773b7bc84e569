"""A year, month or day: the unit by which the archive is browsed and counted."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

_WRITTEN = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?"  # 1960-04-25, 1960/4, 1960.4.25
    r"|(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?"
)


class NotInCalendar(ValueError):
    """A date in the right form that does not exist, e.g. 1960-02-31."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, a month or a day."""

    year: int
    month: int = 0
    """0 for the whole year."""
    day: int = 0
    """0 for the whole month."""

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `1960`, `1960-04`, `1960-04-25`, also with `/` or `.`, or `1960年4月25日`.

        Raises NotInCalendar for a date that does not exist, and ValueError for anything else.
        """
        match = _WRITTEN.fullmatch(text.strip())
        if not match:
            raise ValueError(f"{text} is not a date")
        year, month, day = (int(group or 0) for group in (match.groups()[:3] if match[1] else match.groups()[3:]))
        written = [group for group in match.groups() if group is not None]
        period = cls(year, month, day)
        try:
            if not all(map(int, written)):
                raise ValueError
            period.first, period.end  # noqa: B018 - raises if out of range
        except (ValueError, OverflowError) as error:
            raise NotInCalendar(f"{text} is not in the calendar") from error
        return period

    @classmethod
    def of_day(cls, date: datetime.date) -> Period:
        return cls(date.year, date.month, date.day)

    @classmethod
    def between(cls, first: datetime.date | None, end: datetime.date | None) -> Period | None:
        """The year, month or day from `first` up to, but excluding, `end`; None if they are not such bounds."""
        if first is None or end is None:
            return None
        candidates = (cls(first.year), cls(first.year, first.month), cls.of_day(first))
        return next((p for p in candidates if (p.first, p.end) == (first, end)), None)

    @property
    def first(self) -> datetime.date:
        """First day."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def end(self) -> datetime.date:
        """Day after the last one."""
        if self.day:
            return self.first + datetime.timedelta(days=1)
        if self.month:
            return datetime.date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return datetime.date(self.year + 1, 1, 1)

    @property
    def parent(self) -> Period | None:
        """The month of a day, or the year of a month; None for a year."""
        return Period(self.year, self.month) if self.day else Period(self.year) if self.month else None

    def parts(self) -> Iterator[Period]:
        """The months of a year, or the days of a month; empty for a day."""
        if not self.month:
            yield from (Period(self.year, month) for month in range(1, 13))
        elif not self.day:
            days = calendar.monthrange(self.year, self.month)[1]
            yield from (Period(self.year, self.month, day) for day in range(1, days + 1))

    def __str__(self) -> str:
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])
