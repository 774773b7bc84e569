"""The chat is one conversation: a line may refer to those before it, and each answer says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot
from tui_driving import MakeChat, ask, screen_text, settle, turns
from tui_fakes import FLOOD, FakeArchive, found, quote

from assistant.answer import Answer
from assistant.tui.widgets.quote_card import QuoteCard


async def test_a_follow_up_is_asked_together_with_the_question_before(make: MakeChat) -> None:
    archive = FakeArchive(found)
    async with make(archive=archive).run_test(size=(120, 40)) as pilot:
        await ask(pilot, "Why did the paper break?")
        await ask_and_settle(pilot, "and in winter?")
        assert archive.contexts[-1].together_with == ("Why did the paper break?",)
        assert "Asked together with “Why did the paper break?”. To ask it by itself: alone" in screen_text(pilot)
        await ask_and_settle(pilot, "alone")
        assert archive.questions[-1] == "and in winter?"
        assert archive.contexts[-1].together_with == ()


async def ask_and_settle(pilot: Pilot[None], line: str) -> None:
    await settle(pilot)
    await ask(pilot, line)
    await settle(pilot)


async def test_more_goes_on_after_what_was_shown(make: MakeChat) -> None:
    archive = FakeArchive(found)
    async with make(archive=archive).run_test(size=(120, 40)) as pilot:
        await ask_and_settle(pilot, "纸")
        shown = len(turns(pilot)[-1].current.quotes)
        await ask_and_settle(pilot, "更多")
        assert (archive.questions[-1], archive.contexts[-1].skipped) == ("纸", shown)


async def test_a_key_on_a_card_asks_for_more_like_it_and_undo_takes_it_back(make: MakeChat) -> None:
    archive = FakeArchive(found)
    async with make(archive=archive).run_test(size=(120, 40)) as pilot:
        await ask_and_settle(pilot, "纸")
        await pilot.press("tab")
        card = pilot.app.focused
        assert isinstance(card, QuoteCard)
        await pilot.press("m")
        await settle(pilot)
        assert archive.contexts[-1].like == (card.quote.passage.id,)
        assert f"more like {card.quote.rank}" in screen_text(pilot)
        await ask_and_settle(pilot, "undo")
        assert archive.contexts[-1].like == ()


async def test_a_card_of_an_earlier_answer_is_not_mistaken_for_one_of_the_last(make: MakeChat) -> None:
    def respond(line: str) -> Answer:
        return found(line) if line == "纸" else replace(found(line), quotes=(quote(FLOOD, 1, 1),))

    archive = FakeArchive(respond)
    async with make(archive=archive).run_test(size=(120, 40)) as pilot:
        await ask_and_settle(pilot, "纸")
        old = turns(pilot)[-1].query(QuoteCard).first()
        await ask_and_settle(pilot, "船")
        old.action_not_like()
        await settle(pilot)
        assert archive.questions == ["纸", "船"]
        assert [note.message for note in pilot.app._notifications] == ["Only quotations of the last answer can be searched by."]


async def test_a_command_with_nothing_before_it_is_an_error_that_says_what_to_do(make: MakeChat) -> None:
    async with make(archive=FakeArchive(found)).run_test(size=(120, 40)) as pilot:
        await ask_and_settle(pilot, "more")
        assert "nothing was asked yet" in screen_text(pilot)


async def test_a_new_session_begins_a_new_conversation(make: MakeChat, tmp_path: Path) -> None:
    archive = FakeArchive(found)
    async with make(archive=archive, sessions=tmp_path / "sessions.db").run_test(size=(120, 40)) as pilot:
        await ask_and_settle(pilot, "纸 after:1957")
        await pilot.press("ctrl+n")
        await ask_and_settle(pilot, "船")
        assert archive.contexts[-1].filters == ()


async def test_a_session_that_is_opened_again_goes_on(make: MakeChat, tmp_path: Path) -> None:
    file = tmp_path / "sessions.db"
    async with make(archive=FakeArchive(found), sessions=file).run_test(size=(120, 40)) as pilot:
        await ask_and_settle(pilot, "纸 after:1957")
    archive = FakeArchive(found)
    async with make(archive=archive, sessions=file, resume=0).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "after:1957 ×" in screen_text(pilot)
        await ask_and_settle(pilot, "船")
        assert archive.contexts[-1].filters == ("after:1957",)
