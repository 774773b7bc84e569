"""The bottom line: how the archive is, and which keys apply where the reader is."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Footer, Static


class StatusLine(Horizontal):
    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = Static(text, markup=False, classes="status")

    def compose(self) -> ComposeResult:
        yield self._text
        yield Footer(compact=True, show_command_palette=False)

    def say(self, text: str) -> None:
        self._text.update(text)
        self._text.display = bool(text)
