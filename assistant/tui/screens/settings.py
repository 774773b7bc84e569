"""The settings, each with its value, its choices and where the value comes from. A change is written to the file."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from assistant.output.layout.rows import StyledText
from assistant.system.config import CHOICES, MAX_QUOTES, NAMES, Loaded
from assistant.text.i18n import translate
from assistant.tui.screens.archive_screen import ArchiveScreen
from assistant.tui.screens.input_dialog import InputDialog
from assistant.tui.shared.actions import Scope, actions_of, bindings
from assistant.tui.shared.messages import FocusMoved, SettingChanged
from assistant.tui.widgets.row_widget import Notice, Paragraphs
from assistant.tui.widgets.status import StatusLine

_NAME = 16
"""Cells for a setting's name."""
ABOUT = {
    "theme": "Colours. auto: dark, but plain if NO_COLOR is set, and sixteen if the terminal has no more",
    "lang": "Language of the interface, from the next start. auto: that of the locale",
    "ambiguous": "How many cells this terminal uses for “ ” — …, from the next start",
    "quotes": "Number of quotations in an answer, at most",
    "copies": "File that every copy is also written to; empty: the usual one",
    "first_language": "Language on top where there is no room for two columns. auto: that of the question",
    "citation_style": "Form of citations, from the next answer. auto: that of the interface's language",
    "model": "Folder or name of the embedding model, from the next start; empty: the bundled one",
}


class SettingRow(Notice, inherit_bindings=False):
    """One setting."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.SETTING))]

    def __init__(self, name: str, loaded: Loaded) -> None:
        super().__init__((), classes="setting")
        self.setting = name
        self.show(loaded)

    def show(self, loaded: Loaded) -> None:
        self._value: str | int = getattr(loaded.settings, self.setting)
        origin = loaded.origins[self.setting]
        if (choices := CHOICES.get(self.setting)) is not None:
            value = "  ".join(f"[{choice}]" if choice == self._value else str(choice) for choice in choices)
        else:
            value = str(self._value) or "–"
        lead = self.setting.ljust(_NAME)
        indent = " " * _NAME
        source = f"{translate(ABOUT[self.setting])} ({_where(origin, loaded)})"
        self.paragraphs = (StyledText(value, "strong", lead, "accent"), StyledText(source, "quiet", indent))
        if self.is_attached:
            self.redraw()

    def action_change(self, step: int) -> None:
        """Set the next value, or the one before."""
        if self.setting in CHOICES:
            choices = tuple(CHOICES[self.setting])
            at = choices.index(self._value) + step
            self.post_message(SettingChanged(self.setting, choices[at % len(choices)]))
        elif isinstance(self._value, int):
            self.post_message(SettingChanged(self.setting, min(MAX_QUOTES, max(1, self._value + step))))
        elif step > 0:
            self.action_again()

    def action_again(self) -> None:
        """Set the next of a few values, or let the reader type one."""
        if self.setting in CHOICES:
            self.action_change(1)
        else:
            self.app.push_screen(InputDialog(str(self._value), translate(ABOUT[self.setting])), self._typed)

    def _typed(self, text: str | None) -> None:
        if text is None:
            return
        number = isinstance(self._value, int) and text.strip().isdecimal()
        self.post_message(SettingChanged(self.setting, int(text) if number else text.strip()))


def _where(origin: str, loaded: Loaded) -> str:
    line = origin.removeprefix(f"{loaded.file}:")
    return translate(origin) if line == origin else translate("line {line}", line=line)


class SettingsScreen(ArchiveScreen):
    """All settings; the arrows go through them and change them."""

    SCOPE = Scope.SETTINGS
    AUTO_FOCUS = "SettingRow"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.SETTINGS))]

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[SettingRow] = []
        self._head = Paragraphs((), id="settings-head")

    def compose(self) -> ComposeResult:
        self._rows = [SettingRow(name, self.services.settings.loaded) for name in NAMES]
        yield self._head
        with VerticalScroll(id="settings", can_focus=False):
            yield from self._rows
        yield StatusLine()

    def on_mount(self) -> None:
        file = str(self.services.settings.loaded.file).replace(str(Path.home()), "~", 1)
        self._head.say(StyledText(translate("Settings"), "strong"), StyledText(file, "quiet"))

    def on_setting_changed(self, message: SettingChanged) -> None:
        self.services.settings.change(message.name, message.value)
        for row in self._rows:
            row.show(self.services.settings.loaded)

    def on_focus_moved(self, message: FocusMoved) -> None:
        at = next((number for number, row in enumerate(self._rows) if row.has_focus), 0) + message.step
        if 0 <= at < len(self._rows):
            self._rows[at].focus()
