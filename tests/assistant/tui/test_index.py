"""Adding files without leaving the chat: started, watched, stopped; then the archive that is asked is the new one."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from tui_driving import MakeChat, ask, screen_text, settle, turns, until
from tui_fakes import FakeArchive, found

from assistant.ask import Assistant
from assistant.sessions.session_store import Sessions
from assistant.system import paths
from assistant.system.archive import update
from assistant.system.paths import ArchiveIdentity
from assistant.tui.app import ChatApp
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.index import IndexScreen
from corpus.errors import IndexMissing, UnreadableSource
from corpus.ingesting.report import Progress, Report
from corpus.model import Newspaper, Remark

pytestmark = pytest.mark.asyncio


class FakeUpdate:
    """Three files, at the test's pace."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.calls: list[tuple[Sequence[Path], Newspaper | None]] = []
        self.steps = threading.Semaphore(0)
        self.closed = False

    def __call__(self, paths: Sequence[Path], *, newspaper: Newspaper | None, **_: Any) -> Generator[Progress, None, Report]:
        self.calls.append((paths, newspaper))
        try:
            if self.error:
                raise self.error
            for done in range(3):
                yield Progress("read", done, 3)
                assert self.steps.acquire(timeout=10), "the test never let it go on"
        finally:
            self.closed = True
        return Report(files=3, added=3, articles=3, passages=12, remarks=[Remark("leftover", "[b].md", "[b].md: 3 characters")])


def indexer_done(pilot: Pilot[None]) -> bool:
    assert isinstance(pilot.app, ChatApp)
    return not pilot.app.services.indexing.running


async def start(pilot: Pilot[None], path: str, newspaper: str = "") -> None:
    await pilot.press("f9")
    await until(pilot, lambda: isinstance(pilot.app.screen, IndexScreen) and pilot.app.focused)
    pilot.app.screen.query_one("#index-path", Input).value = path
    pilot.app.screen.query_one("#index-newspaper", Input).value = newspaper
    await pilot.press("enter")
    if path.strip() and not newspaper:  # it goes on to the newspaper, which may stay empty
        await pilot.press("enter")
    await pilot.pause()


async def test_files_are_added_and_the_archive_takes_the_samples_place(make: MakeChat, tmp_path: Path) -> None:
    work, opened = FakeUpdate(), []
    own = ArchiveIdentity(tmp_path / "own", "own")
    here = [ArchiveIdentity(tmp_path / "own", "sample")]

    def archive() -> FakeArchive:
        opened.append(FakeArchive(found))
        return opened[-1]

    app = make(archive=archive, sessions=tmp_path / "s.db", identify=lambda: here[0], update=work)
    async with app.run_test(size=(100, 30)) as pilot:
        await ask(pilot, "一")
        await settle(pilot)
        await start(pilot, f" '{tmp_path}' ", "People's Daily|人民日报")
        await until(pilot, lambda: "read: 0 of 3 files" in screen_text(pilot))
        assert work.calls == [((tmp_path,), Newspaper("People's Daily", "人民日报"))]
        assert "Ctrl+X" in screen_text(pilot)
        await pilot.press("enter")  # one run at a time
        here[0] = own
        work.steps.release(3)
        await until(pilot, lambda: indexer_done(pilot))
        await settle(pilot)
        assert len(work.calls) == 1
        text = screen_text(pilot)
        assert "3 files: 3 added" in text
        assert "[b].md: 3 characters" in text
        assert "Ctrl+X" not in text
        assert [archive.closed for archive in opened] == [True, False]
        await pilot.press("escape")
        await settle(pilot)
        assert turns(pilot) == []
        assert str(tmp_path / "own")[:40] in screen_text(pilot)
        assert pilot.app.title == str(tmp_path / "own")
        await ask(pilot, "二")
        await settle(pilot)
        assert (opened[0].questions, opened[1].questions) == (["一"], ["二"])
    with Sessions.open(tmp_path / "s.db") as kept:
        assert [[t.line for t in kept.turns(s.id)] for s in kept.find("own")] == [["二"]]


async def test_the_conversation_goes_on_after_indexing(make: MakeChat) -> None:
    work, opened = FakeUpdate(), []

    def archive() -> FakeArchive:
        opened.append(FakeArchive(found))
        return opened[-1]

    async with make(archive=archive, update=work, sample=False).run_test(size=(100, 30), notifications=True) as pilot:
        await ask(pilot, "纸 after:1950")
        await settle(pilot)
        await start(pilot, "")
        await pilot.press("escape")  # it goes on while the reader does
        assert isinstance(pilot.app.screen, ChatScreen)
        assert work.calls == [((), None)]
        work.steps.release(3)
        await until(pilot, lambda: indexer_done(pilot))
        await settle(pilot)
        assert "3 files: 3 added" in screen_text(pilot)  # in a notice
        assert len(turns(pilot)) == 1
        await ask(pilot, "船")
        await settle(pilot)
        assert opened[1].contexts[-1].filters == ("after:1950",)


async def test_indexing_can_be_stopped(make: MakeChat) -> None:
    work = FakeUpdate()
    async with make(update=work).run_test(size=(100, 30)) as pilot:
        await start(pilot, "/somewhere")
        await until(pilot, lambda: work.calls)
        await pilot.press("ctrl+x")
        work.steps.release(1)
        await until(pilot, lambda: indexer_done(pilot))
        await settle(pilot)
        assert work.closed
        assert "Stopped. Finished work is kept" in screen_text(pilot)


async def test_an_unreadable_path_is_an_error_and_can_be_retried(make: MakeChat) -> None:
    work = FakeUpdate(UnreadableSource("/nowhere: there is no such file or folder", "Check the path."))
    async with make(update=work).run_test(size=(100, 30)) as pilot:
        await start(pilot, "/nowhere")
        await until(pilot, lambda: work.calls and indexer_done(pilot))
        await settle(pilot)
        assert "/nowhere: there is no such file or folder" in screen_text(pilot)
        work.error = None
        await pilot.press("enter")
        await until(pilot, lambda: len(work.calls) == 2)
        work.steps.release(3)
        await until(pilot, lambda: indexer_done(pilot))


async def test_leaving_the_chat_stops_indexing(make: MakeChat) -> None:
    work = FakeUpdate()
    async with make(update=work).run_test(size=(100, 30)) as pilot:
        await start(pilot, "/somewhere")
        await until(pilot, lambda: work.calls)
        threading.Timer(0.3, work.steps.release).start()  # the current batch ends
        await pilot.press("ctrl+q")
    assert work.closed


async def test_enter_goes_on_to_the_newspaper_and_starts_from_there(make: MakeChat) -> None:
    work = FakeUpdate()
    async with make(update=work).run_test(size=(80, 24)) as pilot:
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, IndexScreen) and pilot.app.focused)
        assert "Enter: start" in screen_text(pilot)  # with the line empty: what was indexed before
        await pilot.press(*"/here")
        await pilot.pause()
        assert "Enter: on to the newspaper" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert work.calls == []
        assert pilot.app.focused is pilot.app.screen.query_one("#index-newspaper", Input)
        assert "Enter: start" in screen_text(pilot)
        await pilot.press(*"News", "enter")
        await until(pilot, lambda: work.calls)
        assert work.calls == [((Path("/here"),), Newspaper("News", ""))]
        await pilot.press("enter")
        await pilot.pause()
        assert "One run at a time" in screen_text(pilot)
        work.steps.release(3)
        await until(pilot, lambda: indexer_done(pilot))


async def test_remarks_are_shown_on_every_screen(make: MakeChat) -> None:
    work = FakeUpdate()
    async with make(update=work, sample=False).run_test(size=(100, 30), notifications=True) as pilot:
        await start(pilot, "/somewhere")
        await until(pilot, lambda: work.calls)
        await pilot.press("escape")
        work.steps.release(3)
        await until(pilot, lambda: indexer_done(pilot))
        await settle(pilot)
        assert "1 x leftover" in screen_text(pilot)
        assert "[b].md: 3 characters" in screen_text(pilot)
        pilot.app.clear_notifications()
        await pilot.press("f9")
        await settle(pilot)
        assert "[b].md: 3 characters" in screen_text(pilot)


async def test_a_missing_archive_is_no_failure_while_it_is_being_indexed(make: MakeChat) -> None:
    work, there = FakeUpdate(), []

    def archive() -> FakeArchive:
        if not there:
            raise IndexMissing("here: the archive has no index yet", "Run `archive index PATH` to build it.")
        return FakeArchive(found)

    async with make(archive=archive, update=work, sample=False).run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "could not be opened" in screen_text(pilot)
        await start(pilot, "/somewhere")
        await until(pilot, lambda: work.calls)
        await pilot.press("escape")
        await ask(pilot, "一")
        await settle(pilot)
        text = screen_text(pilot)
        assert "The archive is being indexed" in text
        assert "Ask again when that is done." in text
        assert "could not be opened" not in text
        assert "no index yet" not in text
        there.append(True)
        work.steps.release(3)
        await until(pilot, lambda: indexer_done(pilot))
        await settle(pilot)
        assert "being indexed; F9 shows the progress" not in screen_text(pilot).splitlines()[-1]
        await ask(pilot, "二")
        await settle(pilot)
        assert turns(pilot)[-1].current


async def test_after_stopped_indexing_the_archive_is_still_missing(make: MakeChat) -> None:
    work = FakeUpdate()

    def archive() -> FakeArchive:
        raise IndexMissing("here: the archive has no index yet", "Run `archive index PATH` to build it.")

    async with make(archive=archive, update=work, sample=False).run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await start(pilot, "/somewhere")
        await until(pilot, lambda: work.calls)
        await pilot.press("ctrl+x")
        work.steps.release(1)
        await until(pilot, lambda: indexer_done(pilot))
        await pilot.press("escape")
        await settle(pilot)
        assert screen_text(pilot).count("no index yet") == 1


async def test_paths_are_completed(make: MakeChat, tmp_path: Path) -> None:
    (tmp_path / "people's daily 1960").mkdir()
    (tmp_path / ".hidden").mkdir()
    async with make().run_test(size=(100, 30)) as pilot:
        await pilot.press("f9")
        await settle(pilot)
        line = pilot.app.screen.query_one("#index-path", Input)
        line.value = f"{tmp_path}/peo"
        line.cursor_position = len(line.value)
        await until(pilot, lambda: line._suggestion)
        await pilot.press("right")
        assert line.value == f"{tmp_path}/people's daily 1960/"
        line.value = f"{tmp_path}/nowhere/x"
        await pilot.pause()
        assert not line._suggestion


async def test_indexed_files_can_be_asked_at_once(make: MakeChat, tmp_path: Path) -> None:
    inbox, folder = tmp_path / "inbox", tmp_path / "own"
    shutil.copytree(paths.SAMPLE / "articles" / "1954.04", inbox)

    def add(paths: Sequence[Path], **rest: Any) -> Generator[Progress, None, Report]:
        return update(folder, paths, **rest)

    async with make(archive=lambda: Assistant.open(folder), update=add, sample=False).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "there is no archive" in " ".join(screen_text(pilot).split())  # a long path breaks the line anywhere
        await start(pilot, str(inbox))
        while not indexer_done(pilot):
            await pilot.pause(0.05)
        await settle(pilot)
        assert "added" in screen_text(pilot)
        await pilot.press("escape")
        await ask(pilot, "Why did the paper break?")
        await settle(pilot)
        assert "✓ as in its file" in screen_text(pilot)
