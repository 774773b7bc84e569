"""Browsing: what is absent is said, and what is counted is what can be listed."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_factory import Listed, recorded

from assistant.ask import Assistant
from assistant.exploring.browse import BrowseResult
from assistant.output.browse_output import browse_summary, browsed_json, browsed_text, pages_of, place
from assistant.output.layout.browse import with_gaps
from assistant.output.text_output import OutputFormat
from assistant.text.wrap import cells
from corpus.errors import BadQuestion
from corpus.selection import PhraseFilter, Selection
from corpus.storage.catalog import Count
from corpus.text.date_period import Period
from embeddings.query.question import BrowseRequest, parse, parse_line

FULL = datetime.date(1957, 11, 16)
"""A day with two articles, both on page 4."""


def at(text: str, **fields: object) -> Selection:
    period = Period.parse(text)
    return Selection(since=period.first, until=period.end, **fields)  # type: ignore[arg-type]


def test_the_archive_year_month_and_day_count_the_same(assistant: Assistant) -> None:
    whole = assistant.browse(listed=True)
    assert (whole.articles, whole.period, len(whole.headings)) == (24, None, 24)
    assert whole.coverage
    years = {count.period.year for count in whole.parts}
    assert years == set(range(whole.coverage[0].year, whole.coverage[1].year + 1))
    by_year = [assistant.browse(at(str(year))) for year in sorted(years)]
    assert sum(found.articles for found in by_year) == 24
    assert sum(found.full_days for found in by_year) == whole.full_days
    month = assistant.browse(at("1957-11"))
    assert [str(part.period) for part in month.parts if part.articles] == [str(FULL)]
    assert len(month.parts) == 30
    day = assistant.browse(at(str(FULL)))
    assert (day.articles, len(day.headings), day.parts) == (2, 2, ())


def test_an_empty_day_is_known_to_be_absent(assistant: Assistant) -> None:
    found = assistant.browse(at("1957-11-05"))
    assert (found.articles, found.headings, found.whole_day) == (0, (), None)
    assert found.before
    assert found.after
    assert found.after.period.first == FULL
    text = browsed_text(found, OutputFormat(80, False))
    assert "the archive has nothing" in text
    assert "16 November 1957 (2 articles)" in text
    assert "does not mean that nothing was printed" in text


def test_another_page_of_a_full_day_says_which_pages_it_has(assistant: Assistant) -> None:
    found = assistant.browse(at(str(FULL), pages=(1, 1)))
    assert found.articles == 0
    assert "It has 2 articles from that day, p. 4." in browsed_text(found, OutputFormat(80, False))
    assert browse_summary(assistant.browse(at(str(FULL), title="Ding"))).endswith("1 article; 2 on that day in total")


def test_before_and_after_the_archive(assistant: Assistant) -> None:
    early, late = assistant.browse(at("1940")), assistant.browse(at("1999-01"))
    assert early.before is None
    assert early.after
    assert late.after is None
    assert late.before


def test_a_range_is_counted_by_month(assistant: Assistant) -> None:
    found = assistant.browse(Selection(since=datetime.date(1957, 3, 15), until=datetime.date(1957, 12, 1)))
    assert [str(part.period) for part in found.parts] == [f"1957-{month:02}" for month in range(3, 12)]
    assert place(found) == "from 15 March 1957 before 1 December 1957"


def test_articles_without_a_date_are_a_place_of_their_own(tmp_path: Path) -> None:
    archive = recorded(tmp_path, [Listed(None, 1, "社论"), Listed(), Listed(None, 2), Listed(FULL, 1, "社论")])
    with Assistant.open(archive) as opened:
        assert opened.browse().undated == 3
        found = opened.browse(Selection(undated=True), limit=2)
    assert (found.undated, found.articles, found.parts, found.period) == (3, 0, (), None)
    assert [heading.date for heading in found.headings] == [None, None]
    assert (found.columns, found.pages) == ((("社论", 1),), ((1, 1), (2, 1)))


def test_words_are_for_questions(assistant: Assistant) -> None:
    with pytest.raises(ValueError, match="phrases"):
        assistant.browse(Selection(phrases=(PhraseFilter("渡船", None),)))


@pytest.mark.parametrize("line", ["on:1957-11-16 page:4", "1957-11-16", "1957年11月16日", "column:社论", "after:1957"])
def test_a_line_without_a_question_names_a_place(assistant: Assistant, line: str) -> None:
    place = parse_line(line)
    assert isinstance(place, BrowseRequest)
    assert assistant.browse(place.selection).articles > 0
    with pytest.raises(BadQuestion, match="only filters") as caught:
        parse(line)
    assert "archive browse" in caught.value.hint


@pytest.mark.parametrize("line", ["1957", "on:1957 flood", "4200"])
def test_a_line_with_a_question_is_one(line: str) -> None:
    assert parse(line).text


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize("text", ["", "1957", "1957-11", "1957-11-16", "1957-11-05"])
def test_the_json_says_what_the_text_says(assistant: Assistant, text: str, listed: bool) -> None:
    found = assistant.browse(at(text) if text else Selection(), listed=listed)
    value = json.loads(json.dumps(browsed_json(found), ensure_ascii=False))
    assert value["articles"] == sum(part["articles"] for part in value["parts"] or value["full_days"])
    assert (len(value["headings"]) == value["articles"]) is (listed or text.count("-") == 2)
    assert f"{value['articles']} article" in browsed_text(found, OutputFormat(80, False)) or not value["articles"]


@given(st.sets(st.integers(1, 40)))
def test_pages_are_put_together(pages: set[int]) -> None:
    written = pages_of(Count(Period(1960, 4, 25), 1, 1, tuple(sorted(pages))))
    named: set[int] = set()
    for run in written.split(" ", 1)[1].split(", ") if written else []:
        first, _, last = run.partition("–")
        named.update(range(int(first), int(last or first) + 1))
    assert named == pages


@pytest.mark.parametrize("width", [40, 80])
def test_a_hostile_name_stays_text_within_the_width(width: int) -> None:
    hostile = "\x1b[31m社论[/b]" * 9
    found = BrowseResult(
        Selection(column=hostile), None, (), (), (), ((hostile, 3),), (), 0, None, None, None, (FULL, FULL),
    )  # fmt: skip
    assert "\x1b" not in browsed_text(found, OutputFormat(width, False))
    empty = BrowseResult(Selection(), None, (), (), (), ((hostile, 3),), (), 0, None, None, None, None)
    text = browsed_text(empty, OutputFormat(width, False))
    assert "\x1b" not in text
    assert max(map(cells, text.splitlines()[1:])) <= width


@pytest.mark.parametrize(
    ("full", "rows"),
    [
        ({1946, 1950}, [(1946, 1946), (1947, 1949), (1950, 1950)]),
        ({1946, 1949}, [(year, year) for year in range(1946, 1951)]),
        ({1947}, [(1946, 1946), (1947, 1947), (1948, 1950)]),
        (set(), [(1946, 1950)]),
    ],
)
def test_long_runs_of_empty_years_are_one_row(full: set[int], rows: list[tuple[int, int]]) -> None:
    assert list(with_gaps(range(1946, 1951), full)) == rows
