"""Dates in questions: a table of everything that is understood."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.query.question import parse
from embeddings.text.dates import LAG, Days, find_days

GRAMMAR = [
    # a day
    ("What happened on 25 April 1960?", "on 25 April 1960", "on:1960-04-25"),
    ("the 25th of April, 1960", "25th of April, 1960", "on:1960-04-25"),
    ("floods on April 25, 1960", "on April 25, 1960", "on:1960-04-25"),
    ("the editorial of 2 Apr. 1960", "of 2 Apr. 1960", "on:1960-04-02"),
    ("the paper of 1960-04-25", "of 1960-04-25", "on:1960-04-25"),
    ("the paper of 1960/4/25", "of 1960/4/25", "on:1960-04-25"),
    ("1960年4月25日的社论", "1960年4月25日", "on:1960-04-25"),
    ("一九六〇年四月二十五日的社论", "一九六〇年四月二十五日", "on:1960-04-25"),
    ("一九六○年四月二十五号", "一九六○年四月二十五号", "on:1960-04-25"),
    ("１９６０年４月２５日", "１９６０年４月２５日", "on:1960-04-25"),
    ("民国三十五年五月十五日的报纸", "民国三十五年五月十五日", "on:1946-05-15"),
    # a month, part of one, part of a year
    ("steel in April 1960", "in April 1960", "on:1960-04"),
    ("steel in april of 1960", "in april of 1960", "on:1960-04"),
    ("steel, Sept 1957", "Sept 1957", "on:1957-09"),
    ("steel 1960-04", "1960-04", "on:1960-04"),
    ("1960年4月的钢铁", "1960年4月", "on:1960-04"),
    ("一九六〇年四月份", "一九六〇年四月份", "on:1960-04"),
    ("1960年3月底的晚餐", "1960年3月底", "after:1960-03-21 before:1960-04"),
    ("1960年3月上旬", "1960年3月上旬", "after:1960-03 before:1960-03-11"),
    ("the well-wishers of spring 1946", "of spring 1946", "after:1946-03 before:1946-06"),
    ("in the winter of 1959", "in the winter of 1959", "after:1959-12 before:1960-03"),
    ("1960年春天的晚餐", "1960年春天", "after:1960-03 before:1960-06"),
    ("in the first half of 1960", "in the first half of 1960", "after:1960 before:1960-07"),
    ("1960年下半年", "1960年下半年", "after:1960-07 before:1961"),
    ("early 1959", "early 1959", "after:1959 before:1959-05"),
    ("1959年初", "1959年初", "after:1959 before:1959-05"),
    # a year
    ("Why did prices fall in 1957?", "in 1957", "on:1957"),
    ("the 1946 alliance", "1946", "on:1946"),
    ("the famine of 1942", "of 1942", "on:1942"),
    ("1957年的糖精", "1957年", "on:1957"),
    ("一九五七年的糖精", "一九五七年", "on:1957"),
    ("五八年大炼钢铁", "五八年", "on:1958"),
    ("民国三十一年的饥荒", "民国三十一年", "on:1942"),
    ("1958年前后的水利", "1958年前后", "after:1957 before:1960"),
    # a decade
    ("schools in the 1950s", "in the 1950s", "after:1950 before:1960"),
    ("schools in the late 1950s", "in the late 1950s", "after:1956 before:1960"),
    ("schools in the fifties", "in the fifties", "after:1950 before:1960"),
    ("in the early sixties", "in the early sixties", "after:1960 before:1964"),
    ("六十年代的学校", "六十年代", "after:1960 before:1970"),
    ("60年代的学校", "60年代", "after:1960 before:1970"),
    ("二十世纪五十年代初期", "二十世纪五十年代初期", "after:1950 before:1954"),
    ("1950年代", "1950年代", "after:1950 before:1960"),
    # from ... to
    ("between 1957 and 1959", "between 1957 and 1959", "after:1957 before:1960"),
    ("from 1957 to 1959", "from 1957 to 1959", "after:1957 before:1960"),
    ("from 1957 until May 1959", "from 1957 until May 1959", "after:1957 before:1959-06"),
    ("harvests 1957–1959", "1957–1959", "after:1957 before:1960"),
    ("harvests 1957-59", "1957-59", "after:1957 before:1960"),
    ("between April and June 1960", "between April and June 1960", "after:1960-04 before:1960-07"),
    ("3-9 May 1958", "3-9 May 1958", "after:1958-05-03 before:1958-05-10"),
    ("May 3 to 9, 1958", "May 3 to 9, 1958", "after:1958-05-03 before:1958-05-10"),
    ("from January 1959 to 22 March 1960", "from January 1959 to 22 March 1960", "after:1959 before:1960-03-23"),
    ("1957年到1959年的收成", "1957年到1959年", "after:1957 before:1960"),
    ("1957至1959年的收成", "1957至1959年", "after:1957 before:1960"),
    ("从1959年1月到1960年3月22日", "1959年1月到1960年3月22日", "after:1959 before:1960-03-23"),
    ("1960年4月至6月", "1960年4月至6月", "after:1960-04 before:1960-07"),
    ("1960年4月3日至9日", "1960年4月3日至9日", "after:1960-04-03 before:1960-04-10"),
    ("Compare the harvests of 1957 with those of 1959", "of 1957 with those of 1959", "after:1957 before:1960"),
    # open on one side
    ("since 1958", "since 1958", "after:1958"),
    ("after May 1958", "after May 1958", "after:1958-05"),
    ("from 1958 on", "from 1958 on", "after:1958"),
    ("before 1949", "before 1949", "before:1949"),
    ("until 1949", "until 1949", "before:1950"),
    ("since 1949 and before 1952", "since 1949 and before 1952", "after:1949 before:1952"),
    ("1958年以来", "1958年以来", "after:1958"),
    ("1949年以前的学校", "1949年以前", "before:1949"),
    # no date
    ("How were 1958 tons of steel made?", None, None),
    ("What cost 1,958 yuan?", None, None),
    ("Who made 1960 copies?", None, None),
    ("steel on 31 April", None, None),
    ("What may be done in march?", None, None),
    ("Who won in 1066?", None, None),
    ("五十八年后他回来了", None, None),
    ("他等了三十年", None, None),
    ("几十年的经验", None, None),
    ("Room 19601", None, None),
    ("How many boats were counted?", None, None),
]


@pytest.mark.parametrize(("question", "words", "filters"), GRAMMAR, ids=[g[0] for g in GRAMMAR])
def test_grammar(question: str, words: str | None, filters: str | None) -> None:
    found = find_days(question)
    assert (found.text if found else None, str(found.days) if found else None) == (words, filters)


@pytest.mark.parametrize("filters", sorted({g[2] for g in GRAMMAR if g[2]}))
def test_the_filters_shown_mean_the_same_when_typed(filters: str) -> None:
    days = next(d.days for q, _, f in GRAMMAR if f == filters and (d := find_days(q)))
    selection = parse(f"steel {filters}").selection
    assert (selection.since, selection.until) == (days.since, days.until)


def test_short_ranges_are_extended_by_the_lag() -> None:
    day = Days(datetime.date(1960, 3, 31), datetime.date(1960, 4, 1))
    assert day.with_lag() == Days(day.since, datetime.date(1960, 4, 1) + datetime.timedelta(days=LAG))
    assert Days(datetime.date(1960, 1, 1), datetime.date(1961, 1, 1)).with_lag() is None
    assert Days(datetime.date(1960, 1, 1), None).with_lag() is None


@given(st.dates(datetime.date(1840, 1, 1), datetime.date(2039, 12, 31)))
def test_every_day_is_understood_in_every_form(day: datetime.date) -> None:
    for text in (
        day.isoformat(),
        f"{day:%d %B %Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        found = find_days(f"steel {text}")
        assert found is not None
        assert str(found.days) == f"on:{day.isoformat()}"


@given(st.text(st.sampled_from("0123456789年月日一二三四五六七八九十〇代春以来前 ,.-–stoand May"), max_size=40))
def test_any_text_can_be_parsed_and_a_match_is_part_of_it(text: str) -> None:
    found = find_days(text)
    if found:
        assert found.text in text
        assert str(found.days)
