"""The question line: completion, search in the questions asked before, filters that can be removed, line breaks."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from tui_driving import MakeChat, ask, screen_text, settle, turns, write
from tui_fakes import FakeArchive, found

from assistant.sessions.session_store import Sessions
from assistant.text.wrap import NO_END, NO_START
from assistant.tui.widgets.chips import Chips
from assistant.tui.widgets.prompt import Prompt, PromptLine
from assistant.tui.widgets.quote_card import QuoteCard
from assistant.tui.widgets.suggestions import Suggestions
from embeddings.query.filters import FilterValues

pytestmark = pytest.mark.asyncio
NAMES = FilterValues(("社论", "防汛通讯"), ("Reed Harbour News",), ("方立夫",), (1954, 1958))


def prompt(pilot: Pilot[None]) -> Prompt:
    return pilot.app.screen.query_one(Prompt)


def suggested(pilot: Pilot[None]) -> list[str]:
    suggestions = pilot.app.screen.query_one(Suggestions)
    return [row.text.strip() for row in suggestions.rows(60)] if suggestions.display else []


async def test_a_filter_and_its_value_are_completed(make: MakeChat) -> None:
    archive = FakeArchive(found)
    async with make(archive=archive, names=lambda: NAMES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await write(pilot, "纸 co")
        await pilot.press("tab")
        await settle(pilot)
        assert prompt(pilot).text == "纸 column:"
        assert suggested(pilot) == ["› column:社论", "column:防汛通讯"]
        await pilot.press("down")
        assert suggested(pilot)[1].startswith("› ")
        await pilot.press("enter")
        await settle(pilot)
        assert prompt(pilot).text == "纸 column:防汛通讯 "
        assert suggested(pilot) == []
        assert prompt(pilot).has_focus
        await pilot.press("enter")
        await settle(pilot)
        assert archive.questions == ["纸 column:防汛通讯"]


async def test_suggestions_follow_the_typing_and_move_nothing(make: MakeChat) -> None:
    async with make(names=lambda: NAMES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await write(pilot, "纸 p")
        before = prompt(pilot).region, pilot.app.cursor_position
        await pilot.press("tab")
        await settle(pilot)
        assert [word.split()[0 if not word.startswith("›") else 1] for word in suggested(pilot)] == ["page:", "paper:"]
        assert (prompt(pilot).region, pilot.app.cursor_position) == before
        suggestions = pilot.app.screen.query_one(Suggestions)
        assert suggestions.region.bottom <= prompt(pilot).region.y
        assert "part of the newspaper" in screen_text(pilot)
        await write(pilot, "ap")
        await settle(pilot)
        assert len(suggested(pilot)) == 1
        await pilot.press("escape")
        await settle(pilot)
        assert suggested(pilot) == []
        assert prompt(pilot).text == "纸 pap"
        assert prompt(pilot).has_focus


async def test_a_suggestion_is_a_mouse_target(make: MakeChat) -> None:
    async with make(names=lambda: NAMES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await write(pilot, "纸 column:")
        await pilot.press("tab")
        await settle(pilot)
        await pilot.click(Suggestions, offset=(4, 1))
        await settle(pilot)
        assert prompt(pilot).text == "纸 column:防汛通讯 "


async def test_tab_without_a_filter_goes_to_the_answers(make: MakeChat) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ask(pilot, "纸")
        await settle(pilot)
        await write(pilot, "half a quest")
        await pilot.press("tab")
        await settle(pilot)
        assert isinstance(pilot.app.focused, QuoteCard)


async def test_search_the_history(make: MakeChat, tmp_path: Path) -> None:
    file = tmp_path / "sessions.db"
    with Sessions.open(file) as sessions:
        for line in ("纸为什么断", "How many vats?", "纸 mill\nsecond line", "水位"):
            sessions.ask(sessions.begin("the archive"), line)
    archive = FakeArchive(found)
    async with make(archive=archive, sessions=file).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert suggested(pilot) == ["› 水位", "纸 mill second line", "How many vats?", "纸为什么断"]
        await write(pilot, "纸")
        await settle(pilot)
        assert suggested(pilot) == ["› 纸 mill second line", "纸为什么断"]
        await pilot.press("ctrl+r", "enter")
        await settle(pilot)
        assert prompt(pilot).text == "纸为什么断"
        assert not archive.questions, "it is written, not asked"
        await pilot.press("ctrl+r", "escape")
        await settle(pilot)
        assert suggested(pilot) == []
        assert prompt(pilot).text == "纸为什么断"


async def test_up_moves_through_a_long_question_before_the_history(make: MakeChat) -> None:
    async with make().run_test(size=(40, 24)) as pilot:
        await ask(pilot, "早先")
        await settle(pilot)
        await write(pilot, "堤" * 40)
        assert prompt(pilot).region.height == 3
        await pilot.press("up", "up")
        assert prompt(pilot).text == "堤" * 40
        await pilot.press("up")
        assert prompt(pilot).text == "早先"
        await pilot.press("down")
        assert prompt(pilot).text == "堤" * 40


async def test_typed_filters_are_chips(make: MakeChat) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        height = pilot.app.screen.query_one(PromptLine).region.height
        await write(pilot, "纸 after:1957 column:社论 怎么")
        await settle(pilot)
        assert pilot.app.screen.query_one(Chips).filters == (("after:1957", False), ("column:社论", False))
        assert "after:1957 ×  column:社论 ×" in screen_text(pilot)
        assert pilot.app.screen.query_one(PromptLine).region.height == height, "nothing moves"
        await pilot.click(Chips, offset=(4, 0))
        await settle(pilot)
        assert prompt(pilot).text == "纸 column:社论 怎么"
        await pilot.press("ctrl+l")
        await settle(pilot)
        assert prompt(pilot).text == "纸 怎么"
        assert pilot.app.screen.query_one(Chips).filters == ()


async def test_filters_that_stay_on_are_chips(make: MakeChat) -> None:
    archive = FakeArchive(found)
    async with make(archive=archive).run_test(size=(80, 24)) as pilot:
        await ask(pilot, "纸 after:1957 -en:foreign")
        await settle(pilot)
        assert "after:1957 ×  -en:foreign ×" in screen_text(pilot)
        await ask(pilot, "船")
        await settle(pilot)
        assert archive.contexts[-1].filters == ("after:1957", "-en:foreign")
        assert "Filters still on: after:1957 -en:foreign" in screen_text(pilot)
        await pilot.press("ctrl+l")
        await settle(pilot)
        assert archive.questions[-1] == "船"
        assert archive.contexts[-1].filters == ("after:1957",)
        assert "-en:foreign ×" not in screen_text(pilot)


async def test_within_answer_is_a_chip(make: MakeChat) -> None:
    archive = FakeArchive(found)
    async with make(archive=archive).run_test(size=(80, 24)) as pilot:
        await ask(pilot, "纸")
        await settle(pilot)
        await ask(pilot, "within:answer 船")
        await settle(pilot)
        assert archive.contexts[-1].within
        assert "within:answer ×" in screen_text(pilot)
        await pilot.press("ctrl+l")
        await settle(pilot)
        assert (archive.questions[-1], archive.contexts[-1].within) == ("船", ())
        assert "within:answer ×" not in screen_text(pilot)


async def test_an_unfinished_filter_is_no_chip(make: MakeChat) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await write(pilot, "page:1 after:19")
        await settle(pilot)
        assert pilot.app.screen.query_one(Chips).filters == (("page:1", False),)
        assert turns(pilot) == []


@pytest.mark.parametrize("width", [30, 37, 44, 80])
async def test_the_question_line_uses_our_line_breaker(make: MakeChat, width: int) -> None:
    text = "“纸像孩子，渴了就要哭……”他说：《芦白》最好（见第二版）。据新华社报道 People's Daily 中华人民共和国，每月出纸４２００斤，“平安”。"
    async with make().run_test(size=(width, 24)) as pilot:
        await settle(pilot)
        pilot.app.post_message(Paste(text))
        await settle(pilot)
        lines = prompt(pilot).wrapped_document.lines[0]
        assert "".join(lines) == text
        assert len(lines) > 1
        for first, second in pairwise(lines):
            assert second[0] not in NO_START
            assert first.rstrip()[-1] not in NO_END
        assert prompt(pilot).region.contains_point(prompt(pilot).cursor_screen_offset)
        await pilot.resize_terminal(width + 9, 20)
        await settle(pilot)
        assert pilot.app.cursor_position == prompt(pilot).cursor_screen_offset
        assert "".join(prompt(pilot).wrapped_document.lines[0]) == text
