"""The help page: the keys, made of the table of actions, and the way to the manual."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from assistant.output.layout.rows import StyledText
from assistant.text.i18n import N_, translate
from assistant.text.wrap import cells
from assistant.tui.screens.archive_screen import ArchiveScreen
from assistant.tui.screens.manual import ManualScreen, installed_manual
from assistant.tui.shared.actions import Action, Scope, actions_of, bindings, localized_keys
from assistant.tui.widgets.row_widget import Paragraphs

_KEYS = 24
"""Cells for the keys."""
_READING = (
    N_("The Chinese is the record. The English is a guide, often a machine translation that nobody checked."),
    N_("A bar and a tint mark the sentences that answer; words of the question are underlined."),
    N_("What is copied is the text of the source, to the character."),
)


class HelpScreen(ModalScreen[str | None], ArchiveScreen):
    """Every key, beginning with those of the place that the reader came from."""

    SCOPE = Scope.HELP
    AUTO_FOCUS = "#help"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.HELP))]

    def compose(self) -> ComposeResult:
        actions = self.services.actions
        left_out = {Scope.HELP} if installed_manual() is not None else {Scope.HELP, Scope.MANUAL}
        before = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else self
        first = before.scopes[0] if isinstance(before, ArchiveScreen) else Scope.ANYWHERE
        with VerticalScroll(id="help"):
            yield Paragraphs([*self._manual(), *(StyledText(translate(text)) for text in _READING)])
            for scope in (first, *(one for one in actions.scopes if one not in {first, *left_out})):
                yield Paragraphs(_section(scope, actions.of(scope)))

    @staticmethod
    def _manual() -> Iterator[StyledText]:
        if installed_manual() is not None:
            yield StyledText(translate("Enter opens the manual."), "accent")
            yield StyledText("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return installed_manual() is not None if action == "manual" else True

    def action_manual(self) -> None:
        if (manual := installed_manual()) is not None:
            self.app.push_screen(ManualScreen(manual))


def _section(scope: str, actions: tuple[Action, ...]) -> list[StyledText]:
    lines = [StyledText(""), StyledText(translate(scope), "accent")]
    for action in actions:
        keys = localized_keys(action)
        lead = f"{keys}{' ' * max(2, _KEYS - cells(keys))}"
        lines.append(StyledText(translate(action.help), "text", lead, "quiet"))
    return lines
