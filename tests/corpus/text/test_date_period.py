"""Periods survive writing and parsing, and the parts of a period cover exactly that period."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.date_period import Period

dates = st.dates(datetime.date(1000, 1, 1), datetime.date(9998, 12, 31))


@given(dates, st.sampled_from([1, 2, 3]))
def test_a_written_period_is_parsed_back(date: datetime.date, grain: int) -> None:
    period = Period(*(date.year, date.month, date.day)[:grain])
    assert Period.parse(str(period)) == period
    assert Period.between(period.first, period.end) == period
    assert period.first <= date < period.end


@given(dates)
def test_parts_cover_a_period_without_gap_or_overlap(date: datetime.date) -> None:
    for period in (Period(date.year), Period(date.year, date.month)):
        parts = list(period.parts())
        assert (parts[0].first, parts[-1].end) == (period.first, period.end)
        assert all(a.end == b.first for a, b in pairwise(parts))
        assert all(part.parent == period for part in parts)
    assert not list(Period.of_day(date).parts())


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("1960", Period(1960)),
        ("1960-4", Period(1960, 4)),
        (" 1960/04/25 ", Period(1960, 4, 25)),
        ("1960.4.5", Period(1960, 4, 5)),
        ("1960年", Period(1960)),
        ("1960年4月", Period(1960, 4)),
        ("1960年4月25日", Period(1960, 4, 25)),
    ],
)
def test_all_forms_of_a_date(text: str, period: Period) -> None:
    assert Period.parse(text) == period


@pytest.mark.parametrize(
    "text", ["", "60", "spring", "1960-", "1960-13", "1960-00", "1957-02-29", "1960-04-00", "0000", "9999"]
)
def test_invalid_dates(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|calendar"):
        Period.parse(text)


def test_ranges_that_are_not_periods() -> None:
    assert Period.between(datetime.date(1960, 1, 1), datetime.date(1960, 3, 1)) is None
    assert Period.between(None, datetime.date(1960, 3, 1)) is None
