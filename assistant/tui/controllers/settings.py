"""Settings, for the app: shown, changed, written to the file, obeyed at once where that is possible."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual import on
from textual.app import App
from textual.filter import ANSIToTruecolor, LineFilter, Monochrome, NoColor

from assistant.system import config, paths
from assistant.system.config import Loaded
from assistant.text.citation import use_style
from assistant.text.i18n import local
from assistant.tui import messages
from assistant.tui.desk import Desk
from assistant.tui.labels import error_text
from assistant.tui.screens.settings import SettingsScreen
from assistant.tui.themes import DARK, LIGHT, PLAIN, STRENGTHS, THEMES, chosen
from corpus.errors import BadConfig


class SettingsController(App[None]):
    """The part of the app that obeys the settings."""

    desk: Desk
    copies: Path
    loaded: Loaded

    def configure(self, loaded: Loaded) -> None:
        """Obey the settings, as far as they can change while the program runs."""
        self.loaded = loaded
        self.copies = Path(loaded.settings.copies).expanduser() if loaded.settings.copies else paths.copies_file()
        self.desk.quotes = loaded.settings.quotes
        use_style(loaded.settings.citation_style)
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = chosen(loaded.settings.theme, self.console.color_system).name

    def action_settings(self) -> None:
        if not isinstance(self.screen, SettingsScreen):
            self.push_screen(SettingsScreen(self.loaded))

    @on(messages.SettingChanged)
    def change_setting(self, message: messages.SettingChanged) -> None:
        try:
            config.save(message.name, message.value)
            # A flag of this run goes on to hold; all else is read anew.
            flags = {n: getattr(self.loaded.settings, n) for n, o in self.loaded.origins.items() if o.startswith("--")}
            self.configure(config.load(flags))
        except BadConfig as error:
            self.notify(" ".join(part for part in error_text(error) if part), severity="warning", markup=False)
            return
        for screen in self.screen_stack:
            if isinstance(screen, SettingsScreen):
                screen.show(self.loaded)
        if origin := self._goes_before(message.name):
            self.notify(local("Written, but {origin} goes before it.", origin=origin), markup=False)

    def _goes_before(self, name: str) -> str:
        origin = self.loaded.origins[name]
        return "" if origin.startswith(str(self.loaded.file)) else origin

    # Colours

    def action_switch_theme(self) -> None:
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {**super().get_theme_variable_defaults(), **STRENGTHS}

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual decides on colours once, by NO_COLOR; here the theme says, which NO_COLOR chooses where nothing else does."""
        ansi = self.native_ansi_color
        filters = [
            f
            for f in super().get_line_filters()
            if not isinstance(f, Monochrome | NoColor) and not (ansi and isinstance(f, ANSIToTruecolor))
        ]
        return [*filters, NoColor()] if self.theme == PLAIN.name else filters
