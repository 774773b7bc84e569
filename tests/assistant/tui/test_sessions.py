"""Sessions in the chat: kept as they happen, found again, opened again."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import OptionList
from tui_driving import MakeChat, ask, screen_text, settle, turns, until, write
from tui_fakes import ALL, MILL, FakeArchive, found

from assistant.facts import ArticleGone, PassageChanged
from assistant.sessions.session_store import Sessions
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.sessions import SessionsScreen
from assistant.tui.widgets.prompt import Prompt
from assistant.tui.widgets.quote_card import QuoteCard
from assistant.tui.widgets.transcript import LastSession

pytestmark = pytest.mark.asyncio
KEY = "the archive"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sessions.db"


def fill(file: Path, *lines: str, archive: str = KEY) -> int:
    with Sessions.open(file) as sessions:
        id = sessions.begin(archive)
        for line in lines:
            sessions.answer(sessions.ask(id, line), found(line))
    return id


def kept_lines(file: Path) -> list[tuple[str, bool]]:
    with Sessions.open(file) as sessions:
        return [(t.line, t.answer is not None) for s in sessions.find() for t in sessions.turns(s.id)]


async def test_a_question_is_on_the_disk_before_it_is_searched_for(make: MakeChat, file: Path) -> None:
    seen: list[list[tuple[str, bool]]] = []

    def respond(line: str) -> object:
        seen.append(kept_lines(file))
        return found(line)

    async with make(respond, sessions=file).run_test(size=(80, 24)) as pilot:
        await ask(pilot, "一")
        await settle(pilot)
        await ask(pilot, "二")
        await settle(pilot)
    assert seen == [[("一", False)], [("一", True), ("二", False)]]
    assert kept_lines(file) == [("一", True), ("二", True)]


async def test_a_failure_is_stored_as_a_question_without_an_answer(make: MakeChat, file: Path) -> None:
    def respond(line: str) -> object:
        raise ZeroDivisionError("oh")

    async with make(respond, sessions=file).run_test(size=(80, 24)) as pilot:
        await ask(pilot, "一")
        await settle(pilot)
    with Sessions.open(file) as sessions:
        (turn,) = sessions.turns(sessions.find()[0].id)
    assert (turn.line, turn.answer) == ("一", None)
    assert "ZeroDivisionError" in turn.error


async def test_the_last_session_is_offered_and_not_opened(make: MakeChat, file: Path) -> None:
    id = fill(file, "第一问", "第二问")
    async with make(sessions=file).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert not turns(pilot)
        assert "Last session" in screen_text(pilot)
        pilot.app.screen.query_one(LastSession).focus()
        await pilot.press("enter")
        await settle(pilot)
        assert [turn.question for turn in turns(pilot)] == ["第一问", "第二问"]
        assert [turn.folded for turn in turns(pilot)] == [True, False]
        assert "试车那天下午，纸一共断了十七次。" in screen_text(pilot)
        await ask(pilot, "第三问")
        await settle(pilot)
    with Sessions.open(file) as sessions:
        assert [turn.line for turn in sessions.turns(id)] == ["第一问", "第二问", "第三问"], "it goes on in the same session"


@pytest.mark.parametrize("number", [0, 1])
async def test_resume_opens_a_session(make: MakeChat, file: Path, number: int) -> None:
    fill(file, "甲")
    fill(file, "乙")
    fill(file, "elsewhere", archive="another")
    async with make(sessions=file, resume=number).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert [turn.question for turn in turns(pilot)] == [{0: "乙", 1: "甲"}[number]]
        assert turns(pilot)[0].query(QuoteCard)


async def test_a_missing_session_is_reported(make: MakeChat, file: Path) -> None:
    async with make(sessions=file, resume=77).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert any("there is no session 77" in told for told in notices(pilot))
        await ask(pilot, "一")
        await settle(pilot)
        assert turns(pilot)[0].query(QuoteCard)


async def test_old_turns_of_a_long_session_can_be_brought_back(make: MakeChat, file: Path) -> None:
    fill(file, *(f"问 {number}" for number in range(30)))
    async with make(sessions=file, resume=0).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert [turn.question for turn in turns(pilot)] == [f"问 {number}" for number in range(18, 30)]
        assert "18 earlier questions" in "\n".join(
            p.text for n in pilot.app.screen.query("EarlierTurns") for p in getattr(n, "paragraphs", ())
        )


async def test_a_reopened_answer_warns_of_changes_in_the_archive(make: MakeChat, file: Path) -> None:
    fill(file, "问")
    altered = dataclasses.replace(MILL.article, chinese=dataclasses.replace(MILL.article.chinese, content="换了"))  # type: ignore[type-var]
    now = FakeArchive(found, [dataclasses.replace(MILL, article=altered), *[a for a in ALL if a is not MILL][1:]])
    async with make(archive=now, sessions=file, resume=0).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await until(pilot, lambda: turns(pilot) and turns(pilot)[0].query(QuoteCard))
        first, second = turns(pilot)[0].query(QuoteCard)
        assert first.quote.warnings[0] == PassageChanged()
        assert second.quote.warnings[0] == ArticleGone()
        assert "The archive has changed since" in screen_text(pilot)
        assert "试车那天下午，纸一共断了十七次。" in screen_text(pilot), "what was quoted then"


def notices(pilot: Pilot[None]) -> list[str]:
    return [notice.message for notice in pilot.app._notifications]


async def open_list(pilot: Pilot[None]) -> SessionsScreen:
    await settle(pilot)
    await pilot.press("ctrl+o")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, SessionsScreen)
    return screen


def listed(pilot: Pilot[None]) -> list[str]:
    return [str(option.prompt).split("   ")[-1] for option in pilot.app.screen.query_one(OptionList).options]


async def test_the_list_searches_names_opens_and_deletes(make: MakeChat, file: Path) -> None:
    fill(file, "洪水 [b]")
    second = fill(file, "paper mill")
    async with make(sessions=file).run_test(size=(80, 24)) as pilot:
        await open_list(pilot)
        assert listed(pilot) == ["paper mill", "洪水 [b]"]
        assert "洪水 [b]" in screen_text(pilot)
        await write(pilot, "MILL")
        await settle(pilot)
        assert listed(pilot) == ["paper mill"]
        await pilot.press("ctrl+r")
        await settle(pilot)
        await write(pilot, "造纸")
        await pilot.press("enter")
        await settle(pilot)
        assert listed(pilot) == ["造纸"]
        await pilot.press("ctrl+x")
        await settle(pilot)
        assert "again deletes this session, 1 question" in screen_text(pilot)
        with Sessions.open(file) as sessions:
            assert sessions.session(second).name == "造纸", "not yet"
        await pilot.press("ctrl+x")
        await settle(pilot)
        assert "Deleted." in screen_text(pilot)
        for _ in "MILL":
            await pilot.press("backspace")
        await settle(pilot)
        assert listed(pilot) == ["洪水 [b]"]
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ChatScreen)
        assert [turn.question for turn in turns(pilot)] == ["洪水 [b]"]


async def test_a_session_name_cannot_control_the_terminal(make: MakeChat, file: Path) -> None:
    fill(file, "纸 \x1b[31m \u202etxet\x07")
    async with make(sessions=file).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        seen = screen_text(pilot)
        await open_list(pilot)
        seen += screen_text(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        seen += screen_text(pilot)
        await pilot.press("escape", "escape", "ctrl+r")
        await settle(pilot)
        seen += screen_text(pilot)
    assert seen.count("␛[31m ⇄txet␇") >= 4
    assert not set(seen) & {"\x1b", "\x07", "\u202e"}


async def test_moving_cancels_the_deletion(make: MakeChat, file: Path) -> None:
    fill(file, "一")
    fill(file, "二")
    async with make(sessions=file).run_test(size=(80, 24)) as pilot:
        await open_list(pilot)
        await pilot.press("ctrl+x", "down", "ctrl+x", "escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ChatScreen)
    assert len(kept_lines(file)) == 2


async def test_export_names_its_files(make: MakeChat, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    id = fill(file, "问")
    monkeypatch.chdir(tmp_path)
    async with make(sessions=file).run_test(size=(120, 40)) as pilot:
        await open_list(pilot)
        await pilot.press("ctrl+e")
        await settle(pilot)
        assert any(str(tmp_path / f"archive-session-{id}.md") in told for told in notices(pilot))
    assert "试车那天下午，纸一共断了十七次。" in (tmp_path / f"archive-session-{id}.md").read_text(encoding="utf-8")
    assert (tmp_path / f"archive-session-{id}.jsonl").read_text(encoding="utf-8").count("\n") == 1


async def test_a_new_session_begins_empty(make: MakeChat, file: Path) -> None:
    async with make(sessions=file).run_test(size=(80, 24)) as pilot:
        await ask(pilot, "一")
        await settle(pilot)
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert not turns(pilot)
        assert "For example" in screen_text(pilot)
        assert "Last session  一" in screen_text(pilot)
        await ask(pilot, "二")
        await settle(pilot)
    with Sessions.open(file) as sessions:
        assert [s.name for s in sessions.find(KEY)] == ["二", "一"]


async def test_the_chat_goes_on_where_sessions_cannot_be_stored(make: MakeChat, file: Path) -> None:
    file.write_bytes(b"this is no database" * 100)
    async with make(sessions=file).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        (told,) = notices(pilot)
        assert told.startswith("Questions are not being saved.")
        assert str(file) in told
        await ask(pilot, "一")
        await settle(pilot)
        assert turns(pilot)[0].query(QuoteCard)
    assert file.read_bytes() == b"this is no database" * 100


async def test_history_goes_across_sessions(make: MakeChat, file: Path) -> None:
    fill(file, "早先", "后来")
    async with make(sessions=file).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await ask(pilot, "现在")
        await settle(pilot)
        prompt = pilot.app.screen.query_one(Prompt)
        seen = []
        for key in ("up", "up", "up", "down"):
            await pilot.press(key)
            seen.append(prompt.text)
        assert seen == ["现在", "后来", "早先", "后来"]


async def test_keys_that_arrive_together_are_handled_in_order(make: MakeChat) -> None:
    """An input method sends a word in one burst, and Enter may follow it in the same."""
    archive = FakeArchive(found)
    async with make(archive=archive).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for character in "堤为什么没有垮":
            pilot.app.post_message(Key(character, character))
        pilot.app.post_message(Key("enter", "\r"))
        await settle(pilot)
        assert archive.questions == ["堤为什么没有垮"]
        assert pilot.app.screen.query_one(Prompt).text == ""
