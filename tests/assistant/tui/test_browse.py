"""Browsing in the chat: over the sample archive, whose record answers without a model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from tui_driving import Make, ask, screen_text, settle, turns
from tui_fakes import Unwarmed

from assistant.language import use
from assistant.tui.app import ChatApp, place_of
from assistant.tui.screens.browse import BrowseScreen
from assistant.tui.screens.reader import ReaderScreen
from corpus.selection import Selection


@pytest.fixture
def chat(make: Make, sample_archive: Path) -> ChatApp:
    return make(archive=lambda: Unwarmed.open(sample_archive))


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


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


async def test_a_line_of_filters_opens_its_place_and_is_no_question(chat: ChatApp) -> None:
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


async def test_a_page_that_is_absent_is_not_a_day_that_is(chat: ChatApp) -> None:
    async with chat.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await ask(pilot, "on:1957-11-16 page:1")
        await settle(pilot)
        shown = screen_text(pilot)
        assert "Nothing here fits; of that day the archive has 2 articles." in shown
        assert "has nothing of it" not in shown


async def test_an_absent_day_says_so_and_names_its_neighbours(chat: ChatApp) -> None:
    async with chat.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await ask(pilot, "1957-11-17")
        await settle(pilot)
        shown = screen_text(pilot)
        assert "The archive has nothing of it; that does not mean that nothing was printed." in shown
        assert "1957-11-16 (2 articles)" in shown
        await press(pilot, "p")
        assert "› 1957-11-16" in screen_text(pilot)
        await press(pilot, "n")
        assert "› 1957-11-16" not in screen_text(pilot)


async def test_the_first_day_has_none_before(chat: ChatApp) -> None:
    async with chat.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await ask(pilot, "on:1900")
        await settle(pilot)
        await press(pilot, "p")
        assert "The archive has nothing before this." in screen_text(pilot)


@pytest.mark.usefixtures("chinese")
async def test_in_chinese(make: Make, sample_archive: Path) -> None:
    app = make(archive=lambda: Unwarmed.open(sample_archive))
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


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("on:1957 steel", None),
        ("steel", None),
        ("zh:船", None),
        ("on:1957-13", None),
        ("page:1", Selection(pages=(1, 1))),
        ("1957", None),
    ],
)
def test_what_is_a_place(line: str, place: Selection | None) -> None:
    assert place_of(line) == place
