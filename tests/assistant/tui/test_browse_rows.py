"""Rows of the browse screen: whatever an article is called, text within the width."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from unicodedata import east_asian_width

import pytest
from record_factory import Listed
from textual.widgets import OptionList
from tui_driving import ChatOver, press, screen_text

from assistant.exploring.browse import BrowseResult
from assistant.output.layout.bar_chart import BLOCK
from assistant.output.layout.browse import browse_rows
from assistant.text.wrap import cells
from corpus.model import Newspaper, Source
from corpus.selection import Selection
from corpus.storage.catalog import Count, Heading
from corpus.text.date_period import Period

DAY = datetime.date(1957, 11, 16)
HOSTILE = "[b]粗[/b] [@click=app.quit]走[/] \x1b[31m红\x1b]52;c;Zm9v\x07 \u202etxet\u202c\u200b\r\n\t"


async def test_hostile_names_stay_text_within_the_screen(over: ChatOver) -> None:
    long = Listed(DAY, 1, "很长的专栏 with a long name " * 9, "第一张白纸 paper " * 20, "The First Sheet 第一张 " * 20)
    listed = [long, Listed(DAY, 2, HOSTILE * 3, HOSTILE * 3, HOSTILE * 3), Listed(None, 3, HOSTILE, HOSTILE, "")]
    async with over(listed).run_test(size=(80, 24)) as pilot:
        for keys in (("f5",), ("enter",), ("enter",), ("enter",), ("end",), ("enter",)):
            await press(pilot, *keys)
            shown = screen_text(pilot)
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u200b\u202a-\u202e]", shown)
            assert {cells(row) for row in shown.splitlines()} == {80}
            options = pilot.app.screen.query_one(OptionList)
            room = options.scrollable_content_region.width
            for option in options.options:
                assert max(map(cells, str(option.prompt).splitlines()), default=0) <= room
        await press(pilot, "backspace")
        shown = screen_text(pilot)
        assert "[b]粗[/b] [@click=app.quit]走[/] ␛[31m红" in shown
        titles = [row for row in shown.splitlines() if "第一张白纸 paper" in row]
        assert len(titles) == 1, "a title has its line, however long the column's name"
        assert cells(titles[0].split(" · ", 1)[1].rstrip()) >= 17


@pytest.mark.parametrize("width", [40, 60, 75, 115])
def test_no_row_is_wider_than_the_space(width: int) -> None:
    paper, source = Newspaper("", ""), Source("", "", "")
    heading = Heading("1", paper, DAY, 12, "很长的专栏" * 20, "T" * 200, "题" * 200, "", "", source, True, True)
    found = BrowseResult(
        Selection(since=DAY, until=DAY + datetime.timedelta(1)), Period.of_day(DAY), (), (Count(Period.of_day(DAY), 1, 3),),
        (heading,), (("很长的专栏" * 20, 1),), ((12, 1),), 0, None, None, None, (DAY, DAY),
    )  # fmt: skip
    drawn = ["\n".join(line.text for line in row.lines) for row in browse_rows(found, width)]
    assert max(cells(part) for row in drawn for part in row.splitlines() or [""]) <= width
    title = drawn[0].splitlines()[0]
    assert cells(title[title.index("题") :]) >= 19, "20 cells hold nine characters and …"
    month = Count(Period(1957, 11), 30, 1234)
    year = replace(found, selection=Selection(), period=None, headings=(), parts=(month,), pages=(), whole_day=month)
    assert max(cells(line.text) for row in browse_rows(year, width) for line in row.lines) <= width


def test_columns_that_are_not_listed_are_counted() -> None:
    columns = tuple((f"专栏{number:03}", 1) for number in range(105))
    found = BrowseResult(Selection(), None, (), (), (), columns, (), 105, None, None, None, None)
    drawn = ["\n".join(line.text for line in row.lines).strip() for row in browse_rows(found, 75)]
    assert drawn[0] == "Without a date: 105 articles"
    assert sum(row.startswith("专栏") for row in drawn) == 100
    assert drawn[-1] == "5 more columns: in the chat, column:NAME"


def test_bars_are_one_cell_in_every_terminal() -> None:
    assert east_asian_width(BLOCK) in ("N", "Na")
