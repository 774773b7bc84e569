"""The timeline of the last question: opened, read, and used to ask again. Over the sample archive, which counts without a model."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList
from tui_driving import MakeChat, ask, line, press, screen_text, settle, turns, until
from tui_fakes import CannedAssistant, FakeArchive, found

from assistant.answer import Context
from assistant.exploring.timeline import Hits, Timeline
from assistant.output.layout.timeline import timeline_row
from assistant.text.i18n import use
from assistant.text.wrap import cells
from assistant.tui.app import ChatApp
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.timeline import TimelineScreen
from assistant.tui.widgets.prompt import Prompt
from assistant.tui.widgets.quote_card import QuoteCard
from assistant.tui.widgets.row_widget import Paragraphs
from corpus.errors import IndexStale
from corpus.text.date_period import Period
from embeddings.query.question import Question


@pytest.fixture
def chat(make: MakeChat, sample_archive: Path) -> ChatApp:
    return make(archive=lambda: CannedAssistant.open(sample_archive))


@pytest.fixture
def zh() -> Iterator[None]:
    use("zh")
    yield
    use("en")


async def open_timeline(pilot: Pilot[None], question: str, *keys: str) -> None:
    await settle(pilot)
    await ask(pilot, question)
    await settle(pilot)
    await press(pilot, *keys, "f7")
    assert isinstance(pilot.app.screen, TimelineScreen)


def head(pilot: Pilot[None]) -> str:
    return "\n".join(paragraph.text for paragraph in pilot.app.screen.query_one("#timeline-head", Paragraphs).paragraphs)


def questions(pilot: Pilot[None]) -> list[str]:
    return [turn.question for turn in turns(pilot)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("keys", [(), ("tab",)], ids=["prompt", "card"])
async def test_enter_on_a_year_asks_the_question_for_it(chat: ChatApp, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    async with chat.run_test(size=size) as pilot:
        await open_timeline(pilot, "ferry", *keys)
        assert head(pilot).startswith("ferry\n47 passages · 19 articles · 1952–1963\nCounted by words, not by meaning")
        assert line(pilot).startswith("1952 ")
        assert "3 passages" in line(pilot)
        shown = screen_text(pilot)
        assert "1960      ·  nothing in the archive" in shown, "a year without one is there, too"
        assert "1961      ·\n" in "\n".join(part.rstrip() + "\n" for part in shown.splitlines())
        await press(pilot, "down", "enter")
        assert isinstance(chat.screen, ChatScreen)
        assert questions(pilot) == ["ferry", "ferry on:1953"]
        assert turns(pilot)[-1].current
        assert isinstance(chat.focused, QuoteCard if keys else Prompt)
        await press(pilot, "f7")
        assert "Filters: on:1953" in head(pilot)
        assert line(pilot).startswith("1953-"), "a year is shown by its months"
        month = line(pilot).split()[0]
        await press(pilot, "enter")
        assert questions(pilot)[-1] == f"ferry on:{month}", "the year's filter is replaced"


async def test_a_click_asks_as_well(chat: ChatApp) -> None:
    async with chat.run_test(size=(120, 40)) as pilot:
        await open_timeline(pilot, "ferry")
        await pilot.click(OptionList, offset=(10, 3))
        await settle(pilot)
        assert questions(pilot) == ["ferry", "ferry on:1955"]


async def test_it_is_opened_by_a_click_on_the_bottom_line(chat: ChatApp) -> None:
    async with chat.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "F7" not in screen_text(pilot), "there is nothing to count yet"
        await ask(pilot, "ferry")
        await settle(pilot)
        at = screen_text(pilot).splitlines()[-1].index("F7 timeline")
        await pilot.click(offset=(at + 1, 23))
        await settle(pilot)
        assert isinstance(chat.screen, TimelineScreen)


async def test_it_is_opened_from_the_palette(chat: ChatApp) -> None:
    async with chat.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        title = "When the archive writes about the last question, by year or month"
        assert title not in {command.title for command in chat.get_system_commands(chat.screen)}
        await ask(pilot, "ferry")
        await settle(pilot)
        await next(one for one in chat.get_system_commands(chat.screen) if one.title == title).callback()
        await settle(pilot)
        assert isinstance(chat.screen, TimelineScreen)
        titles = {command.title for command in chat.get_system_commands(chat.screen)}
        assert "Months instead of years, and back" in titles
        assert title not in titles


async def test_rows_without_a_passage_are_passed_over(chat: ChatApp) -> None:
    async with chat.run_test(size=(120, 40)) as pilot:
        await open_timeline(pilot, "ferry")
        await press(pilot, "end")
        assert line(pilot).startswith("1963")
        await press(pilot, "up")
        assert line(pilot).startswith("1959")


async def test_tab_shows_months_and_years_again(chat: ChatApp) -> None:
    async with chat.run_test(size=(120, 40)) as pilot:
        await open_timeline(pilot, "ferry")
        await press(pilot, "down", "down", "tab")
        assert line(pilot).startswith("1954-"), "at the same time"
        await press(pilot, "tab")
        assert line(pilot).startswith("1954 ")
        await press(pilot, "tab", "enter")
        assert questions(pilot)[-1].startswith("ferry on:1954-")


async def test_filters_that_stayed_on_are_kept_and_dates_replaced(chat: ChatApp) -> None:
    async with chat.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await ask(pilot, "dike page:1-4 after:1950")
        await settle(pilot)
        await open_timeline(pilot, "ferry")
        assert "Filters: page:1-4 after:1950" in head(pilot)
        await press(pilot, "enter")
        last = turns(pilot)[-1].current
        assert last
        assert (last.question.typed, last.context.filters) == ("ferry on:1952", ("page:1-4",))
        await press(pilot, "f7", "escape")
        assert isinstance(chat.screen, ChatScreen)
        assert questions(pilot)[-1] == "ferry on:1952"


async def test_nothing_to_show_has_its_reason(chat: ChatApp) -> None:
    async with chat.run_test(size=(80, 24)) as pilot:
        await open_timeline(pilot, "in Peru")
        assert "Nothing was counted." in head(pilot)
        assert "No passage contains “Peru” in either language." in head(pilot)
        await press(pilot, "enter", "tab", "down")
        assert isinstance(chat.screen, TimelineScreen)
        await press(pilot, "q")
        assert len(questions(pilot)) == 1


async def test_before_the_first_answer_the_key_does_nothing(chat: ChatApp) -> None:
    async with chat.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f7")
        assert isinstance(chat.screen, ChatScreen)


async def test_a_question_that_is_being_written_is_left_alone(chat: ChatApp) -> None:
    async with chat.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await ask(pilot, "ferry")
        await settle(pilot)
        chat.screen.query_one(Prompt).text = "half a questi"
        await press(pilot, "f7", "f7")
        assert isinstance(chat.screen, ChatScreen), "the same key closes it"
        prompt = chat.screen.query_one(Prompt)
        assert (prompt.text, prompt.selected_text) == ("half a questi", "")


class Broken(FakeArchive):
    def timeline(self, question: str | Question, context: Context = Context()) -> Timeline:
        raise IndexStale("the index is of another state of the record", "Run `archive index` to build the indexes again.")


async def test_a_failure_is_shown_and_can_be_left(make: MakeChat) -> None:
    async with make(archive=Broken(found)).run_test(size=(80, 24)) as pilot:
        await open_timeline(pilot, "ferry")
        assert "the index is of another state of the record" in screen_text(pilot)
        assert "Run `archive index`" in screen_text(pilot)
        await press(pilot, "tab", "enter", "escape")
        assert isinstance(pilot.app.screen, ChatScreen)
        await ask(pilot, "still there?")
        await settle(pilot)
        assert turns(pilot)[-1].current


class Slow(FakeArchive):
    gate = threading.Event()

    def timeline(self, question: str | Question, context: Context = Context()) -> Timeline:
        assert self.gate.wait(10)
        raise IndexStale("too late", "")


async def test_slow_counting_is_announced_and_a_late_result_is_dropped(make: MakeChat) -> None:
    app = make(archive=Slow(found))
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot, "ferry")
        await settle(pilot)
        await pilot.press("f7")
        await until(pilot, lambda: isinstance(app.screen, TimelineScreen))
        await pilot.pause(0.3)
        assert "Counting …" in screen_text(pilot)
        await pilot.press("escape")
        Slow.gate.set()
        await settle(pilot)
        assert isinstance(app.screen, ChatScreen)
        assert "too late" not in screen_text(pilot)


async def test_a_pasted_page_leaves_room_for_the_rows(chat: ChatApp) -> None:
    async with chat.run_test(size=(80, 24)) as pilot:
        await open_timeline(pilot, "The ferry of the town was old and slow.\n" * 12)
        assert head(pilot).splitlines()[0].endswith("…")


async def test_it_is_redrawn_when_the_width_changes(chat: ChatApp) -> None:
    async with chat.run_test(size=(120, 40)) as pilot:
        await open_timeline(pilot, "ferry", "tab")
        await press(pilot, "down")
        await pilot.resize_terminal(60, 24)
        await settle(pilot)
        assert line(pilot).startswith("1953")
        options = chat.screen.query_one(OptionList)
        rows = [str(options.get_option_at_index(at).prompt) for at in range(options.option_count)]
        assert max(map(cells, rows)) <= 60 - 5


@pytest.mark.usefixtures("zh")
async def test_the_screen_is_in_chinese(chat: ChatApp) -> None:
    async with chat.run_test(size=(80, 24)) as pilot:
        await open_timeline(pilot, "渡船")
        shown = screen_text(pilot)
        for told in ("按词计数，不按意思", "1953", "2 篇中的 1 篇", "Tab 年、月"):
            assert told in shown
        assert "passage" not in shown
        await press(pilot, "enter")
        assert questions(pilot)[-1].startswith("渡船 on:19")


@pytest.mark.parametrize("width", [20, 40, 55, 75, 115])
def test_rows_are_no_wider_than_the_screen(width: int) -> None:
    for part in (
        Hits(Period(1957), 12345, 2345, 99999),
        Hits(Period(1957, 11), 1, 1, 1),
        Hits(Period(1957), 0, 0, 12),
        Hits(None, 7, 7, 7),
    ):
        assert cells(timeline_row(part, 20000, width).text.rstrip()) <= max(width, 36)


def test_a_timeline_of_one_article_is_in_the_singular() -> None:
    assert timeline_row(Hits(Period(1957), 1, 1, 1), 1, 100).text.endswith("1 passage · 1 of 1 article")
    assert timeline_row(Hits(Period(1957), 2, 1, 3), 2, 100).text.endswith("2 passages · 1 of 3 articles")
