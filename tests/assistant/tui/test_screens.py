"""A screen from another package is opened by its key and from the palette, and is in the help, like a built-in one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot
from tui_driving import MakeChat, press, screen_text, settle, turns
from tui_fakes import FakeArchive, found

from assistant.tui.app import ChatApp
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.help import HelpScreen
from assistant.tui.widgets.row_widget import Paragraphs

MODULE = """
from textual.app import ComposeResult
from textual.widgets import Static
from assistant.tui.screens.archive_screen import ArchiveScreen
from assistant.tui.shared.actions import Action, bindings, opening


class FirstArticle(ArchiveScreen):
    SCOPE = "Looking at the first article"
    OPENED_BY = opening("first", "ctrl+g", "first article", "Look at the first article of the archive", "Ctrl+G")
    ACTIONS = (
        Action("ask", SCOPE, "a", "ask", "Ask about this article", "a"),
        Action("close", SCOPE, "escape", "back", "Back to where you were", "Esc", palette=False),
    )
    BINDINGS = [*bindings(ACTIONS)]

    def compose(self) -> ComposeResult:
        yield Static(id="first")

    async def on_mount(self) -> None:
        self.run_worker(self._fetch())

    async def _fetch(self) -> None:
        aligned = await self.services.worker.call(lambda archive: archive.article("19540424-2-aaaaaaaa"))
        self.query_one("#first", Static).update(aligned.article.title_en)

    def action_ask(self) -> None:
        self.dismiss("Who made the paper?")
"""


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, module: str, target: str) -> None:
    """Put a package with one screen, called `first`, on the path."""
    info = folder / "first_screen-1.0.dist-info"
    info.mkdir()
    (folder / "first_screen.py").write_text(module)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: first-screen\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[archive_assistant.screens]\nfirst = {target}\n")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "first_screen", raising=False)


@pytest.fixture
def chat(make: MakeChat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ChatApp:
    install(tmp_path, monkeypatch, MODULE, "first_screen:FirstArticle")
    return make(archive=FakeArchive(found))


def on_first(pilot: Pilot[None]) -> bool:
    return type(pilot.app.screen).__name__ == "FirstArticle" and "The First Sheet of White Paper" in screen_text(pilot)


async def test_its_key_opens_it_and_its_own_keys_work(chat: ChatApp) -> None:
    async with chat.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g")
        assert on_first(pilot)
        await press(pilot, "escape")
        assert isinstance(chat.screen, ChatScreen)


async def test_the_palette_opens_it(chat: ChatApp) -> None:
    async with chat.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        commands = {command.title: command for command in chat.get_system_commands(chat.screen)}
        await commands["Look at the first article of the archive"].callback()
        await settle(pilot)
        assert on_first(pilot)
        assert "Ask about this article" in {command.title for command in chat.get_system_commands(chat.screen)}


async def test_the_help_lists_its_keys(chat: ChatApp) -> None:
    async with chat.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "f1")
        assert isinstance(chat.screen, HelpScreen)
        text = "\n".join(line.text for part in chat.screen.query(Paragraphs) for line in part.paragraphs)
        assert "Look at the first article of the archive" in text
        assert "Looking at the first article\nAsk about this article" in text


async def test_what_it_is_dismissed_with_is_asked(chat: ChatApp) -> None:
    async with chat.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g", "a")
        assert [turn.question for turn in turns(pilot)] == ["Who made the paper?"]


@pytest.mark.parametrize("target", ["first_screen:Missing", "no_such_module:Screen"])
async def test_one_that_cannot_be_loaded_does_not_stop_the_chat(
    make: MakeChat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    install(tmp_path, monkeypatch, MODULE, target)
    async with make().run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert isinstance(pilot.app.screen, ChatScreen)
        assert ["screen first of another package" in notice.message for notice in pilot.app._notifications] == [True]
