"""Browsing in the chat: over the sample archive, whose record answers without a model."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from record_factory import Listed
from tui_driving import ChatOver, MakeChat, ask, head, line, press, screen_text, settle, status, turns, until
from tui_fakes import ModelFreeAssistant

from assistant.exploring.browse import BrowseResult
from assistant.text.i18n import use
from assistant.tui.app import ChatApp
from assistant.tui.screens.browse import BrowseScreen
from assistant.tui.screens.reader import ReaderScreen
from corpus.errors import RecordBroken, UnknownId

DAY = datetime.date(1957, 11, 16)


@pytest.fixture
def chat(make: MakeChat, sample_archive: Path) -> ChatApp:
    return make(archive=lambda: ModelFreeAssistant.open(sample_archive))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_from_all_years_to_an_article_and_back(chat: ChatApp, size: tuple[int, int]) -> None:
    async with chat.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "f5")
        assert isinstance(chat.screen, BrowseScreen)
        shown = screen_text(pilot)
        assert "24 articles" in shown
        assert "1953" in shown
        await press(pilot, "enter")  # the first year that has something
        first = screen_text(pilot)
        assert "The archive › 19" in first
        assert "·" in first, "months without an article are there, too"
        await press(pilot, "enter", "enter")
        assert chat.screen.found.headings
        await press(pilot, "enter")
        assert isinstance(chat.screen, ReaderScreen)
        await press(pilot, "escape")
        await press(pilot, "backspace", "backspace", "backspace")
        assert screen_text(pilot) == shown
        await press(pilot, "escape")
        assert not isinstance(chat.screen, BrowseScreen)


async def test_a_line_of_filters_opens_its_place(chat: ChatApp) -> None:
    async with chat.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await ask(pilot, "on:1957-11-16 page:4")
        await settle(pilot)
        shown = screen_text(pilot)
        assert "The archive › 1957 › 1957-11 › 1957-11-16" in shown
        assert "Filters here: page:4" in shown
        assert "2 articles" in shown
        await press(pilot, "escape")
        assert turns(pilot) == []


async def test_an_absent_page_is_not_an_absent_day(chat: ChatApp) -> None:
    async with chat.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await ask(pilot, "on:1957-11-16 page:1")
        await settle(pilot)
        shown = screen_text(pilot)
        assert "Nothing here matches; the archive has 2 articles from that day." in shown
        assert "has nothing from this time" not in shown


async def test_an_absent_day_names_its_neighbours(chat: ChatApp) -> None:
    async with chat.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await ask(pilot, "1957-11-17")
        await settle(pilot)
        shown = screen_text(pilot)
        assert "The archive has nothing from this time; that does not mean that nothing was printed." in shown
        assert "1957-11-16 (2 articles)" in shown
        await press(pilot, "p")
        assert "› 1957-11-16" in screen_text(pilot)
        await press(pilot, "n")
        assert "› 1957-11-16" not in screen_text(pilot)


async def test_nothing_comes_before_the_first_day(chat: ChatApp) -> None:
    async with chat.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await ask(pilot, "on:1900")
        await settle(pilot)
        await press(pilot, "p")
        assert "The archive has nothing before this." in screen_text(pilot)


async def test_articles_without_a_date_can_be_opened(over: ChatOver) -> None:
    async with over([Listed(zh="甲"), Listed(zh="乙"), Listed(zh="丙")]).run_test(size=(80, 24)) as pilot:
        await press(pilot, "f5")
        assert line(pilot) == "Without a date: 3 articles"
        await press(pilot, "enter")
        assert head(pilot) == "The archive › without a date\n3 articles"
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, ReaderScreen)
        assert "乙" in screen_text(pilot)
        await press(pilot, "escape", "backspace")
        assert line(pilot) == "Without a date: 3 articles"


async def test_many_articles_are_listed_in_portions(over: ChatOver) -> None:
    async with over([Listed(zh=f"第{number:03}篇") for number in range(450)]).run_test(size=(80, 24)) as pilot:
        await press(pilot, "f5", "enter", "end")
        assert line(pilot) == "250 more articles"
        await press(pilot, "enter")
        assert line(pilot).startswith("第200篇"), "the first of those that came"
        await press(pilot, "end", "enter", "end")
        assert line(pilot).startswith("第449篇")
        await press(pilot, "backspace")
        assert head(pilot).startswith("The archive\n")


async def test_an_article_that_cannot_be_opened_is_an_error_on_the_list(
    over: ChatOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(self: ModelFreeAssistant, id: str) -> None:
        raise UnknownId(f"{id}: the archive has no such article", "archive stats")

    async with over([Listed()]).run_test(size=(80, 24)) as pilot:
        await press(pilot, "f5", "enter")
        with monkeypatch.context() as patch:
            patch.setattr(ModelFreeAssistant, "passages", gone)
            await press(pilot, "enter")
        assert isinstance(pilot.app.screen, BrowseScreen)
        assert "000: the archive has no such article" in screen_text(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ReaderScreen)


async def test_a_place_that_cannot_be_read_is_an_error_and_can_be_left(over: ChatOver, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RecordBroken("the record is broken", "archive doctor")

    async with over([Listed(DAY)]).run_test(size=(80, 24)) as pilot:
        await press(pilot, "f5")
        with monkeypatch.context() as patch:
            patch.setattr(ModelFreeAssistant, "browse", broken)
            await press(pilot, "enter", "enter")
        assert head(pilot).splitlines() == ["The archive › 1957", "the record is broken", "archive doctor"]
        await press(pilot, "u")
        assert line(pilot).startswith("1957")


async def test_up_returns_to_the_row_it_came_from(over: ChatOver) -> None:
    days = [datetime.date(1957, 3, 1), datetime.date(1957, 11, 2), DAY, datetime.date(1958, 1, 5)]
    async with over([Listed(datetime.date(1953, 1, 1)), *map(Listed, days)]).run_test(size=(80, 24)) as pilot:
        await press(pilot, "f5", "end", "up", "enter")  # 1957
        await press(pilot, *["down"] * 8, "enter", "end", *["up"] * 14, "enter")
        assert head(pilot).startswith(f"The archive › 1957 › 1957-11 › {DAY}")
        await press(pilot, "backspace")
        assert line(pilot).startswith(str(DAY))
        await press(pilot, "u")
        assert line(pilot).startswith("1957-11 ")
        await press(pilot, "backspace")
        assert line(pilot).startswith("1957 ")


async def test_the_arrows_move_along_and_up_follows(over: ChatOver) -> None:
    days = [DAY, datetime.date(1958, 1, 5)]
    async with over([*map(Listed, days)]).run_test(size=(80, 24)) as pilot:
        await press(pilot, "f5", "enter", "enter")
        await press(pilot, "right")
        assert head(pilot).startswith("The archive › 1958 › 1958-01\n")
        await press(pilot, "right")
        assert "The archive has nothing after this." in status(pilot)
        await press(pilot, "backspace")
        assert head(pilot).startswith("The archive › 1958\n")
        assert line(pilot).startswith("1958-01 ")
        await press(pilot, "left", "backspace")
        assert line(pilot).startswith("1957 ")


async def test_up_returns_to_a_range_and_then_removes_it(over: ChatOver) -> None:
    days = [DAY, datetime.date(1958, 1, 5), datetime.date(1959, 1, 5)]
    async with over([*map(Listed, days)]).run_test(size=(80, 24)) as pilot:
        await ask(pilot, "after:1958")
        await settle(pilot)
        assert head(pilot).splitlines()[1:] == ["Filters here: after:1958-01-01", "2 articles · 2 days"]
        await press(pilot, "down", "enter", "enter", "backspace", "backspace")
        assert "after:1958-01-01" in head(pilot)
        assert line(pilot).startswith("1959 ")
        await press(pilot, "backspace")
        assert head(pilot) == "The archive\n3 articles · 3 days"
        assert "Filters removed: after:1958-01-01" in status(pilot)
        await press(pilot, "backspace")
        assert isinstance(pilot.app.screen, BrowseScreen), "nothing is above it, and nothing is closed"


@pytest.mark.parametrize("typed", ["page:4", "column:社论", "page:4 column:社论"])
async def test_filters_without_a_date_can_be_removed(over: ChatOver, typed: str) -> None:
    async with over([Listed(DAY, 4, "社论"), Listed(DAY, 1), Listed(None, 4, "社论")]).run_test(size=(80, 24)) as pilot:
        await ask(pilot, typed)
        await settle(pilot)
        assert f"Filters here: {typed}\n1 article · 1 day\nWithout a date: 1 article" in head(pilot)
        await press(pilot, "u")
        assert head(pilot).startswith("The archive\n2 articles · 1 day\n")
        assert f"Filters removed: {typed}" in status(pilot)


async def test_filters_that_match_nothing_say_so(over: ChatOver) -> None:
    async with over([Listed(DAY)]).run_test(size=(80, 24)) as pilot:
        await ask(pilot, "column:nowhere")
        await settle(pilot)
        assert "Nothing in the archive matches these filters." in head(pilot)


async def test_pages_and_columns_of_a_day_can_be_entered(over: ChatOver) -> None:
    listed = [Listed(DAY, 1, "社论"), Listed(DAY, 1, "小社论"), Listed(DAY, 2, "来信"), Listed(DAY, 2)]
    async with over(listed).run_test(size=(80, 40)) as pilot:
        await ask(pilot, str(DAY))
        await settle(pilot)
        shown = screen_text(pilot)
        assert "Pages" in shown
        assert "Columns" in shown
        await press(pilot, "tab")
        assert line(pilot).split() == ["p.", "1", "2", "articles"]
        await press(pilot, "tab")
        assert line(pilot).split() == ["社论", "2", "articles"], "as many as the filter then finds: it takes 小社论, too"
        await press(pilot, "enter")
        assert "Filters here: column:社论\n2 articles" in head(pilot)
        assert "All of this day: 4 articles" in screen_text(pilot)
        await press(pilot, "tab")
        assert line(pilot).split() == ["小社论", "1", "article"], "only what narrows it further is offered"
        await press(pilot, "backspace")
        assert line(pilot).startswith("社论")
        assert "Filters removed: column:社论" in status(pilot)
        await press(pilot, "tab")
        assert line(pilot).endswith("渡船\n         The Ferry"), "after the last section comes the list"


async def test_a_column_of_all_years(over: ChatOver) -> None:
    async with over([Listed(DAY, 1, "社论"), Listed(DAY, 1), Listed(None, 1, "社论")]).run_test(size=(80, 24)) as pilot:
        await press(pilot, "f5", "tab")
        assert line(pilot).split() == ["社论", "2", "articles"]
        await press(pilot, "enter")
        assert head(pilot).splitlines()[1:4] == [
            "Filters here: column:社论", "1 article · 1 day", "Without a date: 1 article",
        ]  # fmt: skip


async def test_from_a_page_to_its_whole_day(over: ChatOver) -> None:
    async with over([Listed(DAY, 4), Listed(DAY, 1)]).run_test(size=(80, 24)) as pilot:
        await ask(pilot, f"on:{DAY} page:9")
        await settle(pilot)
        assert line(pilot) == "All of this day: 2 articles"
        await press(pilot, "enter")
        assert head(pilot).endswith("2 articles · 1 day")


async def test_only_a_slow_lookup_says_that_it_is_looking(over: ChatOver, monkeypatch: pytest.MonkeyPatch) -> None:
    app = over([Listed(DAY)])
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        gate, look = threading.Event(), ModelFreeAssistant.browse

        def slow(*given: Any, **more: Any) -> BrowseResult:
            assert gate.wait(10)
            return look(*given, **more)

        monkeypatch.setattr(ModelFreeAssistant, "browse", slow)
        monkeypatch.setattr("assistant.tui.screens.browse._BUSY_DELAY", 60)
        await pilot.press("f5")
        await pilot.pause()
        assert "Looking it up" not in screen_text(pilot)
        gate.set()
        await settle(pilot)
        gate.clear()
        monkeypatch.setattr("assistant.tui.screens.browse._BUSY_DELAY", 0.01)
        await pilot.press("enter")
        await until(pilot, lambda: "Looking it up …" in status(pilot))
        await pilot.press("enter")  # on a row of the place that was left: nothing
        gate.set()
        await settle(pilot)
        assert "Looking it up" not in screen_text(pilot)
        await press(pilot, "backspace")
        assert head(pilot).startswith("The archive\n")


async def test_an_article_arriving_late_is_not_shown(over: ChatOver, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, read = threading.Event(), ModelFreeAssistant.passages

    def slow(self: ModelFreeAssistant, id: str) -> Any:
        assert gate.wait(10)
        return read(self, id)

    monkeypatch.setattr(ModelFreeAssistant, "passages", slow)
    async with over([Listed()]).run_test(size=(80, 24)) as pilot:
        await press(pilot, "f5", "enter")
        await pilot.press("enter", "backspace")
        gate.set()
        await settle(pilot)
        assert isinstance(pilot.app.screen, BrowseScreen)
        assert line(pilot) == "Without a date: 1 article"


async def test_from_article_to_article_of_a_day(over: ChatOver) -> None:
    day = datetime.date(1957, 11, 16)
    articles = [Listed(day, page, zh=f"第{page}篇") for page in (2, 1, 4)]
    async with over([*articles, Listed(day + datetime.timedelta(days=1), 1, zh="次日")]).run_test(size=(80, 24)) as pilot:
        await ask(pilot, "1957-11-16")
        await settle(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ReaderScreen)
        assert "第1篇" in screen_text(pilot)
        await press(pilot, "right_square_bracket")
        assert "第2篇" in screen_text(pilot)
        await press(pilot, "right_square_bracket")
        assert "第4篇" in screen_text(pilot)
        await press(pilot, "right_square_bracket")
        assert "第4篇" in screen_text(pilot)
        assert "This is the last article of its day" in screen_text(pilot)
        await press(pilot, "left_square_bracket", "left_square_bracket", "left_square_bracket")
        assert "第1篇" in screen_text(pilot)
        assert "This is the first article of its day." in screen_text(pilot)
        await press(pilot, "d")
        assert isinstance(pilot.app.screen, BrowseScreen)
        assert "1957-11-16" in head(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ReaderScreen)


async def test_an_article_without_a_date_has_no_neighbours(over: ChatOver) -> None:
    async with over([Listed(), Listed()]).run_test(size=(80, 24)) as pilot:
        await press(pilot, "f5", "enter", "enter")
        assert isinstance(pilot.app.screen, ReaderScreen)
        await press(pilot, "right_square_bracket", "d")
        assert isinstance(pilot.app.screen, ReaderScreen)


@pytest.mark.usefixtures("chinese")
async def test_the_screen_is_in_chinese(make: MakeChat, sample_archive: Path) -> None:
    app = make(archive=lambda: ModelFreeAssistant.open(sample_archive))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f5")
        assert "24 篇" in screen_text(pilot)
        await press(pilot, "enter", "enter")
        shown = screen_text(pilot)
        assert "全部档案 › 19" in shown
        assert "周" in shown


@pytest.fixture
def chinese() -> Iterator[None]:
    use("zh")
    yield
    use("en")
