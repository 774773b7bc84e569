"""The screens that can be opened by a name."""

from __future__ import annotations

from assistant.tui.screens.archive_screen import ArchiveScreen
from assistant.tui.screens.browse import BrowseScreen
from assistant.tui.screens.help import HelpScreen
from assistant.tui.screens.index import IndexScreen
from assistant.tui.screens.sessions import SessionsScreen
from assistant.tui.screens.settings import SettingsScreen
from corpus.plugins import Registry

SCREENS: Registry[type[ArchiveScreen]] = Registry(
    "screen",
    "archive_assistant.screens",
    {
        "browse": BrowseScreen,
        "help": HelpScreen,
        "index": IndexScreen,
        "sessions": SessionsScreen,
        "settings": SettingsScreen,
    },
)
"""The built-in ones, and those of other packages. `archive_screen` says how to write one."""
