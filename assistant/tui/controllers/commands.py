"""What can be done where the reader is, for the app: the palette, and which page of the help comes first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from textual.app import App, SystemCommand
from textual.screen import Screen

from assistant.text.i18n import local
from assistant.tui.bindings import Action, Scope, of, written
from assistant.tui.screens.browse import BrowseScreen
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.help import HelpScreen
from assistant.tui.screens.index import IndexScreen
from assistant.tui.screens.reader import ReaderScreen
from assistant.tui.screens.sessions import SessionsScreen
from assistant.tui.screens.settings import SettingsScreen
from assistant.tui.screens.timeline import TimelineScreen
from assistant.tui.widgets.prompt import Prompt
from assistant.tui.widgets.quote_card import QuoteCard
from assistant.tui.widgets.row_widget import Notice

_SCOPES = {
    ReaderScreen: Scope.READER,
    BrowseScreen: Scope.BROWSE,
    TimelineScreen: Scope.TIMELINE,
    SessionsScreen: Scope.SESSIONS,
    IndexScreen: Scope.INDEX,
    SettingsScreen: Scope.SETTINGS,
}
"""Screens whose keys are one scope, whatever has the focus."""


class CommandsController(App[None]):
    """The part of the app that knows where the reader is."""

    async def action_show_help(self) -> None:
        if not isinstance(self.screen, HelpScreen):
            await self.push_screen(HelpScreen(self._scopes(self.screen)[0]))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What can be done where the reader is, then Textual's list of themes."""
        for scope in self._scopes(screen):
            for action in of(scope):
                if action.palette and self._possible(screen, action):
                    yield SystemCommand(local(action.help), written(action.shown), partial(self._run, screen, action))
        yield SystemCommand(local("Choose a theme"), local("All themes that Textual brings"), self.action_change_theme)

    @staticmethod
    def _scopes(screen: Screen[object]) -> tuple[Scope, ...]:
        """Where the reader is: the nearest place first."""
        for kind, scope in _SCOPES.items():
            if isinstance(screen, kind):
                return scope, Scope.ANYWHERE
        match screen.focused:
            case QuoteCard():
                near = Scope.CARD
            case Notice():
                near = Scope.TURN
            case Prompt():
                near = Scope.PROMPT
            case _:
                near = Scope.ANYWHERE
        return tuple(dict.fromkeys((near, Scope.CHAT, Scope.ANSWERED, Scope.ANYWHERE)))

    def _possible(self, screen: Screen[object], action: Action) -> bool:
        if action.scope not in (Scope.CHAT, Scope.ANSWERED) or not isinstance(screen, ChatScreen):
            return True
        name, _, number = action.name.rstrip(")").partition("(")
        return bool(screen.check_action(name, (int(number),) if number else ()))

    async def _run(self, screen: Screen[object], action: Action) -> None:
        focused = screen.focused
        if action.scope in (Scope.CARD, Scope.TURN, Scope.PROMPT) and focused is not None:
            await focused.run_action(action.name)
        elif action.scope is Scope.ANYWHERE:
            await self.run_action(action.name)
        else:
            await screen.run_action(action.name)
