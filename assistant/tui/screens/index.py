"""Adding files to the archive without leaving the chat: which ones, how far it is, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.suggester import Suggester
from textual.widgets import Input

from assistant.output.layout.rows import StyledText
from assistant.text.i18n import local
from assistant.tui.bindings import Scope, bindings
from assistant.tui.messages import IndexingStopWanted, IndexingWanted
from assistant.tui.widgets.row_widget import Words
from assistant.tui.widgets.status import StatusLine
from corpus.model import Newspaper

_MANY = 1000
"""Entries of a folder that are looked through for one that goes on as what was typed."""


class Paths(Suggester):
    """Goes on with the first file or folder that begins as what was typed."""

    def __init__(self) -> None:
        super().__init__(case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        head, slash, begun = value.rpartition("/")
        if not slash:
            return None
        try:
            entries = islice(full(f"{head}/").iterdir(), _MANY)
            names = sorted(entry.name + "/" * entry.is_dir() for entry in entries)
        except OSError:
            return None
        found = next((name for name in names if name.startswith(begun) and (begun or not name.startswith("."))), None)
        return f"{head}/{found}" if found else None


def full(text: str) -> Path:
    """The path that was typed or pasted, as a shell would take it: in quotation marks, or with ~."""
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"":
        bare = bare[1:-1]
    return Path(bare.removeprefix("file://")).expanduser()


class IndexScreen(Screen[None]):
    """The app starts what it asks for, and hands on how far that is. Leaving it stops nothing."""

    AUTO_FOCUS = "#index-path"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.INDEX)]

    def __init__(self, into: Path, told: Iterable[str] = (), *, running: bool) -> None:
        """`told` is what the last run ended with."""
        super().__init__()
        self._into = into
        self._busy = running
        self._told = Words(tuple(StyledText(line) for line in told), id="index-told")
        self._status = StatusLine()

    def compose(self) -> ComposeResult:
        yield Words(
            (
                StyledText(local("Add files to the archive"), "strong"),
                StyledText(str(self._into), "quiet", f"{local('Archive:')} ", "quiet"),
                StyledText(""),
                StyledText(
                    local(
                        "A folder or a file. Files that did not change cost nothing; with the line empty, what was indexed before"
                        " is brought up to date."
                    ),
                    "quiet",
                ),
            ),
            id="index-head",
        )
        yield self._line("index-path", local("Folder or file"), Paths())
        yield self._line("index-newspaper", local("Newspaper: People's Daily|人民日报. Kept for the folder; may stay empty"))
        with VerticalScroll(can_focus=False):
            yield self._told
        yield self._status

    @staticmethod
    def _line(id: str, placeholder: str, suggester: Suggester | None = None) -> Input:
        line = Input(id=id, placeholder=placeholder, suggester=suggester, compact=True)
        line.cursor_blink = False  # nothing moves near a text that an input method is writing
        return line

    # What the app hands on

    def begun(self) -> None:
        self._runs(True)
        self.tell([local("Starting")])

    def tell(self, lines: Iterable[str], ink: str = "text") -> None:
        self._told.say(*(StyledText(line, ink) for line in lines))

    def ended(self, lines: Iterable[str], ink: str = "text") -> None:
        self._runs(False)
        self.tell(lines, ink)

    def _runs(self, running: bool) -> None:
        self._busy = running
        self._say_what_enter_does()
        self.refresh_bindings()

    # What the reader does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._busy if action == "stop" else True

    def on_descendant_focus(self) -> None:
        self._say_what_enter_does()

    def on_input_changed(self) -> None:
        self._say_what_enter_does()

    def _say_what_enter_does(self) -> None:
        self._status.say(
            "" if self._busy else local("Enter: on to the newspaper" if self._asks_newspaper() else "Enter: start")
        )

    def _asks_newspaper(self) -> bool:
        """Whether Enter has to go on to the newspaper first: articles that are added without one are cited without one."""
        path, name = self.query_one("#index-path", Input), self.query_one("#index-newspaper", Input)
        return path.has_focus and bool(path.value.strip()) and not name.value.strip()

    @on(Input.Submitted)
    def _ask_for(self) -> None:
        if self._busy:
            self._status.say(local("One run at a time: this can be started when it is done."))
            return
        if self._asks_newspaper():
            self.query_one("#index-newspaper", Input).focus()
            return
        typed = self.query_one("#index-path", Input).value.strip()
        name = self.query_one("#index-newspaper", Input).value.strip()
        self.post_message(IndexingWanted((full(typed),) if typed else (), Newspaper.parse(name) if name else None))

    def action_stop(self) -> None:
        self.post_message(IndexingStopWanted())

    def action_close(self) -> None:
        self.dismiss()
