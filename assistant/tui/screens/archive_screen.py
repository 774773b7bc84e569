"""What every screen of the chat has in common, and the recipe for a new one."""

from __future__ import annotations

from typing import ClassVar, cast

from textual.screen import Screen

from assistant.tui.controllers.services import HasServices, Services
from assistant.tui.shared.actions import Action, Scope


class ArchiveScreen(Screen[str | None]):
    """A screen that can be opened by its name. One that is dismissed with a line has the chat ask that line.

    A new screen is one file with a subclass, and one line that names it: in `screen_table.SCREENS`, or in another package as an
    entry point of the group `archive_assistant.screens`:

        class WordsScreen(ArchiveScreen):
            SCOPE = "Counting words"
            OPENED_BY = opening("words", "ctrl+g", "words", "Count the words of the archive", "Ctrl+G")
            ACTIONS = (Action("close", SCOPE, "escape", "back", "Back to where you were", "Esc", palette=False),)
            BINDINGS = [*bindings(ACTIONS)]

            def compose(self) -> ComposeResult: ...

    The keys, the palette and the help page follow from these. Screens whose keys the help page lists in a certain order
    have them in the table of `assistant.tui.shared.actions` instead.
    """

    SCOPE: ClassVar[str]
    """The heading of its keys on the help page."""
    OPENED_BY: ClassVar[Action | None] = None
    """How it is opened, unless the table of actions says so. The question line must not use the key."""
    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    """What can be done on it, unless the table of actions says so."""

    @property
    def services(self) -> Services:
        return cast(HasServices, self.app).services

    @classmethod
    def available(cls, services: Services) -> bool:
        """Whether there is anything to show; if not, opening it does nothing."""
        return True

    @property
    def scopes(self) -> tuple[str, ...]:
        """Where the reader is now, the nearest place first: what the palette offers, and what the help page begins with."""
        return (self.SCOPE, Scope.ANYWHERE)

    def action_close(self) -> None:
        self.dismiss(None)
