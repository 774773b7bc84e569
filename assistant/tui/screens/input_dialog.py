"""A line of text, typed in the middle of the screen."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from assistant.tui.shared.actions import Scope, actions_of, bindings


class InputDialog(ModalScreen[str | None]):
    """Dismissed with the line, or with None where the reader leaves it as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.LINE))]

    def __init__(self, value: str, placeholder: str) -> None:
        super().__init__()
        self._value = value
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        line = Input(self._value, id="dialog-line", placeholder=self._placeholder, compact=True)
        line.cursor_blink = False
        yield line

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)

    def action_close(self) -> None:
        self.dismiss(None)
