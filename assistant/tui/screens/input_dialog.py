"""One line of text, asked for in the middle of the screen."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from assistant.tui.bindings import Scope, bindings


class InputDialog(ModalScreen[str | None]):
    """Gives the line, or None where the reader leaves it as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.LINE)]

    def __init__(self, now: str, what: str) -> None:
        super().__init__()
        self._now = now
        self._what = what

    def compose(self) -> ComposeResult:
        line = Input(self._now, id="asked-line", placeholder=self._what, compact=True)
        line.cursor_blink = False
        yield line

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)

    def action_close(self) -> None:
        self.dismiss(None)
