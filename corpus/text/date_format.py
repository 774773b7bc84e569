"""Dates in English words, independent of the locale."""

from __future__ import annotations

import datetime

MONTHS = "January February March April May June July August September October November December".split()


def format_day(date: datetime.date) -> str:
    """`25 April 1960`."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def month_name(month: int) -> str:
    """`April` for 4."""
    return MONTHS[month - 1]
