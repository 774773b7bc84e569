"""The help page, made of the registry of actions."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from assistant.output.layout.rows import StyledText
from assistant.text.i18n import N_, local
from assistant.text.wrap import cells
from assistant.tui.bindings import Scope, bindings, of, written
from assistant.tui.widgets.row_widget import Words

_KEYS = 24
"""Cells for the keys."""
_READING = (
    N_("The Chinese is the record. The English is a guide, often a machine translation that nobody checked."),
    N_("A bar and a tint mark the sentences that answer; words of the question are underlined."),
    N_("What is copied is the text of the source, to the character."),
)


class HelpScreen(ModalScreen[None]):
    """Every key, the ones of the place that the reader came from first."""

    AUTO_FOCUS = "#help"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.HELP)]

    def __init__(self, first: Scope) -> None:
        super().__init__()
        self._first = first

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Words([StyledText(local(text)) for text in _READING])
            rest = [scope for scope in Scope if scope not in (self._first, Scope.HELP)]
            for scope in (self._first, *rest):
                yield Words(_section(scope))

    def action_close(self) -> None:
        self.dismiss()


def _section(scope: Scope) -> list[StyledText]:
    told = [StyledText(""), StyledText(local(scope.value), "accent")]
    for action in of(scope):
        keys = written(action.shown)
        lead = f"{keys}{' ' * max(2, _KEYS - cells(keys))}"
        told.append(StyledText(local(action.help), "text", lead, "quiet"))
    return told
