"""Asking: what comes of a question, in whatever order things happen."""

from __future__ import annotations

import threading

import pytest
from textual.events import AppFocus
from tui_driving import EXAMPLES, MakeChat, ask, screen_text, settle, turns, until, write
from tui_fakes import FLOOD, HOSTILE, MILL, FakeArchive, answer, found, quote

from assistant.answer import Answer, Outcome
from assistant.tui.widgets.prompt import Prompt
from assistant.tui.widgets.quote_card import QuoteCard
from assistant.tui.widgets.turn import AskAgain, ErrorCard
from corpus.errors import BadQuestion, RecordMissing

pytestmark = pytest.mark.asyncio
QUESTION = "纸为什么断了十七次？"


async def test_a_typed_question_is_answered(make: MakeChat) -> None:
    async with make().run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await write(pilot, QUESTION)
        await pilot.press("enter")
        await settle(pilot)
        (turn,) = turns(pilot)
        assert turn.question == QUESTION
        assert [card.quote.article.id for card in turn.query(QuoteCard)] == [MILL.article.id, FLOOD.article.id]
        text = screen_text(pilot)
        assert "Found · 2 passages · 2 articles · 1954–1957 · matched in both · 0.42 s" in text
        assert "试车那天下午，纸一共断了十七次。" in text
        assert "machine translation" in text
        assert "the record" in text
        assert pilot.app.screen.query_one(Prompt).text == ""


async def test_the_first_paint_comes_before_the_archive(make: MakeChat) -> None:
    gate = threading.Event()
    archive = FakeArchive(found, warm=lambda: gate.wait(10))
    async with make(archive=archive).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "Loading the model" in screen_text(pilot))
        assert "this newspaper, its town and its people are invented" in screen_text(pilot)
        assert "archive index PATH" in screen_text(pilot)
        await ask(pilot, QUESTION)
        await until(pilot, lambda: "Found by words alone" in screen_text(pilot))
        assert "Try other words" not in screen_text(pilot)
        assert len(turns(pilot)[0].query(QuoteCard)) == 2
        assert (archive.previews, archive.questions) == ([QUESTION], [])
        gate.set()
        await settle(pilot)
        assert (archive.previews, archive.questions) == ([QUESTION], [QUESTION])
        assert "Found by words alone" not in screen_text(pilot)
        assert len(turns(pilot)[0].query(QuoteCard)) == 2
        assert "Loading" not in screen_text(pilot)


async def test_while_the_model_loads_a_question_that_no_keyword_answers_waits(make: MakeChat) -> None:
    gate = threading.Event()
    archive = FakeArchive(lambda line: answer(line, ()), warm=lambda: gate.wait(10))
    async with make(archive=archive).run_test(size=(120, 40)) as pilot:
        await ask(pilot, QUESTION)
        await until(pilot, lambda: archive.previews)
        await ask(pilot, "more")  # goes on from an answer, of which there is none
        await until(pilot, lambda: len(turns(pilot)) == 2)
        await pilot.pause()
        assert "Waiting for the model to load" in screen_text(pilot)
        assert archive.previews == [QUESTION]
        gate.set()
        await settle(pilot)
        assert "Withdrawn" in screen_text(pilot)
        assert "nothing was asked yet" in screen_text(pilot)


@pytest.mark.parametrize(("key", "number"), [("f2", 0), ("f3", 1), ("f4", 2)])
async def test_examples_are_one_key_away(make: MakeChat, key: str, number: int) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await settle(pilot)
        assert [turn.question for turn in turns(pilot)] == [EXAMPLES[number]]
        await pilot.press(key)
        await settle(pilot)
        assert len(turns(pilot)) == 1, "the keys of the examples are for the beginning only"


async def test_an_example_is_a_mouse_target(make: MakeChat) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await pilot.click("Example", offset=(6, 0))
        await settle(pilot)
        assert [turn.question for turn in turns(pilot)] == [EXAMPLES[0]]


async def test_only_the_sample_is_called_invented(make: MakeChat) -> None:
    async with make(sample=False).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "invented" not in screen_text(pilot)
        await pilot.press("f2")
        await settle(pilot)
        assert not turns(pilot)


async def test_overlapping_questions_are_answered_in_their_own_turns(make: MakeChat) -> None:
    gate = threading.Event()

    def respond(line: str) -> Answer:
        return answer(line, (quote(MILL if line == "一" else FLOOD, 2),))

    archive = FakeArchive(respond, gates={"一": gate})
    async with make(archive=archive).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await ask(pilot, "一")
        await until(pilot, lambda: archive.questions == ["一"])
        await ask(pilot, "二")
        await ask(pilot, "三")
        await until(pilot, lambda: len(turns(pilot)) == 3 and turns(pilot)[1].query(AskAgain))
        gate.set()
        await settle(pilot)
        assert archive.questions == ["一", "三"]
        first, second, third = turns(pilot)
        assert first.query_one(QuoteCard).quote.article is MILL.article
        assert not second.query(QuoteCard)
        assert third.query_one(QuoteCard).quote.article is FLOOD.article
        second.query_one(AskAgain).focus()
        await pilot.press("enter")
        await settle(pilot)
        assert [turn.question for turn in turns(pilot)] == ["一", "二", "三", "二"]
        assert turns(pilot)[3].query(QuoteCard)


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (BadQuestion("there is no word in it: [b]", "Ask in [English] or Chinese."), ["[b]", "[English]"]),
        (ZeroDivisionError("[/]"), ["ZeroDivisionError: [/]", "fault of the program"]),
    ],
)
async def test_an_error_is_a_card_and_the_chat_goes_on(make: MakeChat, error: Exception, seen: list[str]) -> None:
    def respond(line: str) -> Answer:
        if line == "坏":
            raise error
        return found(line)

    async with make(respond).run_test(size=(100, 30)) as pilot:
        await ask(pilot, "坏")
        await settle(pilot)
        turns(pilot)[0].query_one(ErrorCard)
        for words in seen:
            assert words in screen_text(pilot)
        await ask(pilot, "好")
        await settle(pilot)
        assert turns(pilot)[1].query(QuoteCard)


async def test_an_archive_that_cannot_be_opened_says_what_to_do(make: MakeChat) -> None:
    def missing() -> FakeArchive:
        raise RecordMissing("There is no archive in /here.", "Make one with: archive index PATH")

    async with make(archive=missing).run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "There is no archive in /here." in screen_text(pilot)
        assert "The archive could not be opened" in screen_text(pilot)
        await ask(pilot, QUESTION)
        await settle(pilot)
        assert turns(pilot)[0].query(ErrorCard)


async def test_a_weak_answer_and_none_say_so(make: MakeChat) -> None:
    def respond(line: str) -> Answer:
        if line == "弱":
            return answer(line, (quote(MILL, 3),), Outcome.WEAK, "The nearest passages are far away.")
        return answer(line, (), Outcome.NOTHING, "No passage has [these] words.")

    async with make(respond).run_test(size=(100, 40)) as pilot:
        await ask(pilot, "弱")
        await settle(pilot)
        text = screen_text(pilot)
        assert "Nothing certain" in text
        assert "far away" in text
        assert "weak match" in text
        await ask(pilot, "无")
        await settle(pilot)
        text = screen_text(pilot)
        assert "The archive does not say" in text
        assert "No passage has [these] words." in text
        assert "Try other words" in text


async def test_archive_text_is_shown_verbatim(make: MakeChat) -> None:
    async with make(lambda line: answer(line, (quote(HOSTILE, 1),))).run_test(size=(120, 40)) as pilot:
        await ask(pilot, "[b]粗[/b] \x1b[31m \u202e")
        await settle(pilot)
        text = screen_text(pilot)
        assert "› [b]粗[/b] ␛[31m" in text
        assert "[b]Bold?[/b] No: [/] [@click=app.quit]archive" in text
        assert "␛]52;c;Zm9v␇" in text
        assert not set(text) & {"\x1b", "\x07", "\u202e", "\u202c"}
        card = pilot.app.screen.query_one(QuoteCard)
        card.focus()
        await pilot.press("enter")
        await settle(pilot)
        assert "[red]不是红[/red] · [b]Not bold[/b]" in screen_text(pilot)
        assert "\x1b" not in screen_text(pilot)


async def test_the_question_line_gets_the_focus_of_a_window_started_in_the_background(make: MakeChat) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        pilot.app.screen.set_focus(None)
        pilot.app.app_focus = False
        pilot.app.post_message(AppFocus())
        await settle(pilot)
        assert isinstance(pilot.app.focused, Prompt)


async def test_a_pasted_page_shows_its_beginning_and_the_answer(make: MakeChat) -> None:
    page = "堤是大家的命，树是堤的骨头。" * 60
    archive = FakeArchive(found)
    async with make(archive=archive).run_test(size=(80, 24)) as pilot:
        await ask(pilot, page)
        await settle(pilot)
        text = screen_text(pilot)
        assert archive.questions == [page]
        assert "… 840 characters in all" in text
        assert "Found" in text
        assert turns(pilot)[-1].question == page
        await pilot.press("up")
        assert pilot.app.screen.query_one(Prompt).text == page, "the whole of it can be asked again"
