"""Adding files to the archive without leaving the chat."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.suggester import Suggester
from textual.widgets import Input

from assistant.output.layout.rows import StyledText
from assistant.text.i18n import translate
from assistant.tui.controllers.indexing import IndexingState
from assistant.tui.screens.archive_screen import ArchiveScreen
from assistant.tui.shared.actions import Scope, actions_of, bindings
from assistant.tui.widgets.row_widget import Paragraphs
from assistant.tui.widgets.status import StatusLine
from corpus.model import Newspaper

_MAX_ENTRIES = 1000
"""Entries of a folder that are searched for a suggestion."""


class PathSuggester(Suggester):
    """Suggests the first file or folder that begins with what is typed."""

    def __init__(self) -> None:
        super().__init__(case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        head, slash, start = value.rpartition("/")
        if not slash:
            return None
        try:
            entries = islice(typed_path(f"{head}/").iterdir(), _MAX_ENTRIES)
            names = sorted(entry.name + "/" * entry.is_dir() for entry in entries)
        except OSError:
            return None
        found = next((name for name in names if name.startswith(start) and (start or not name.startswith("."))), None)
        return f"{head}/{found}" if found else None


def typed_path(text: str) -> Path:
    """A path that was typed or pasted as for a shell: perhaps in quotation marks, or with ~."""
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"":
        bare = bare[1:-1]
    return Path(bare.removeprefix("file://")).expanduser()


class IndexScreen(ArchiveScreen):
    """Starts and stops indexing, and shows how far it is. Leaving the screen stops nothing."""

    SCOPE = Scope.INDEX
    AUTO_FOCUS = "#index-path"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.INDEX))]

    def __init__(self) -> None:
        super().__init__()
        self._progress = Paragraphs((), id="index-progress")
        self._status = StatusLine()
        self._was_running = False
        """What the status line and the keys below were made for."""

    @property
    def _indexing(self) -> bool:
        return self.services.indexing.state.running

    def compose(self) -> ComposeResult:
        folder = self.services.archive.identity.folder
        yield Paragraphs(
            (
                StyledText(translate("Add files to the archive"), "strong"),
                StyledText(str(folder), "quiet", f"{translate('Archive:')} ", "quiet"),
                StyledText(""),
                StyledText(
                    translate(
                        "A folder or a file. Unchanged files are skipped. Leave the line empty to update what was indexed "
                        "before."
                    ),
                    "quiet",
                ),
            ),
            id="index-head",
        )
        yield self._line("index-path", translate("Folder or file"), PathSuggester())
        yield self._line(
            "index-newspaper", translate("Newspaper: People's Daily|人民日报. Optional; remembered for the folder")
        )
        with VerticalScroll(can_focus=False):
            yield self._progress
        yield self._status

    @staticmethod
    def _line(id: str, placeholder: str, suggester: Suggester | None = None) -> Input:
        line = Input(id=id, placeholder=placeholder, suggester=suggester, compact=True)
        line.cursor_blink = False  # nothing may move near a text that an input method is composing
        return line

    def on_mount(self) -> None:
        self.services.indexing.changed.subscribe(self, self._show)
        self._show(self.services.indexing.state)

    def _show(self, state: IndexingState) -> None:
        self._progress.say(*(StyledText(line, "error" if state.failed else "text") for line in state.lines))
        if state.running != self._was_running:
            self._was_running = state.running
            self._describe_enter()
            self.refresh_bindings()

    # What the reader does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._indexing if action == "stop" else True

    def on_descendant_focus(self) -> None:
        self._describe_enter()

    def on_input_changed(self) -> None:
        self._describe_enter()

    def _describe_enter(self) -> None:
        self._status.say(
            "" if self._indexing else translate("Enter: on to the newspaper" if self._asks_newspaper() else "Enter: start")
        )

    def _asks_newspaper(self) -> bool:
        """Whether Enter goes on to the newspaper first: articles added without one are cited without one."""
        path, name = self.query_one("#index-path", Input), self.query_one("#index-newspaper", Input)
        return path.has_focus and bool(path.value.strip()) and not name.value.strip()

    @on(Input.Submitted)
    def _submit(self) -> None:
        if self._indexing:
            self._status.say(translate("One run at a time: this can be started when it is done."))
            return
        if self._asks_newspaper():
            self.query_one("#index-newspaper", Input).focus()
            return
        typed = self.query_one("#index-path", Input).value.strip()
        name = self.query_one("#index-newspaper", Input).value.strip()
        self.services.indexing.start((typed_path(typed),) if typed else (), Newspaper.parse(name) if name else None)

    def action_stop(self) -> None:
        self.services.indexing.stop()
