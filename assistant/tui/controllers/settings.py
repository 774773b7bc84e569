"""Settings: read, changed, written to the file, and applied at once where that is possible."""

from __future__ import annotations

from pathlib import Path

from textual.app import App

from assistant.system import config, paths
from assistant.system.config import Loaded
from assistant.text.citation import use_style
from assistant.text.i18n import translate
from assistant.tui.shared.labels import error_text
from assistant.tui.shared.themes import THEMES, chosen
from corpus.errors import BadConfig


class SettingsController:
    """The settings in force."""

    def __init__(self, app: App[None], loaded: Loaded) -> None:
        self._app = app
        for theme in THEMES.values():
            app.register_theme(theme)
        self._apply(loaded)

    @property
    def copies(self) -> Path:
        """The file that every copy is also written to."""
        written = self.loaded.settings.copies
        return Path(written).expanduser() if written else paths.copies_file()

    @property
    def quotes(self) -> int:
        """How many quotations an answer has at most."""
        return self.loaded.settings.quotes

    def change(self, name: str, value: str | int) -> None:
        """Write a setting and apply it. An invalid value is rejected with a notice."""
        try:
            config.save(name, value)
            # Options of the command line stay in force; everything else is read again.
            options = {n: getattr(self.loaded.settings, n) for n, o in self.loaded.origins.items() if o.startswith("--")}
            self._apply(config.load(options))
        except BadConfig as error:
            self._app.notify("\n".join(filter(None, error_text(error))), severity="warning", markup=False)
            return
        if origin := self._overriding(name):
            self._app.notify(translate("Saved, but {origin} overrides it.", origin=origin), markup=False)

    def _overriding(self, name: str) -> str:
        """What has set this setting instead of the file; empty if nothing has."""
        origin = self.loaded.origins[name]
        return "" if origin.startswith(str(self.loaded.file)) else origin

    def _apply(self, loaded: Loaded) -> None:
        self.loaded = loaded
        use_style(loaded.settings.citation_style)
        self._app.theme = chosen(loaded.settings.theme, self._app.console.color_system).name
