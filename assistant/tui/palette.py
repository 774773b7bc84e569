"""The command palette: what can be done where the reader is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.actions import parse
from textual.app import SystemCommand
from textual.screen import Screen

from assistant.text.i18n import translate
from assistant.tui.screens.archive_screen import ArchiveScreen
from assistant.tui.shared.actions import Action, ActionTable, Scope, localized_keys


def palette_commands(screen: Screen[object], actions: ActionTable) -> Iterator[SystemCommand]:
    """The actions that apply on this screen, the nearest first."""
    scopes = screen.scopes if isinstance(screen, ArchiveScreen) else (Scope.ANYWHERE,)
    for scope in scopes:
        for action in actions.of(scope):
            if action.palette and _possible(screen, action):
                yield SystemCommand(translate(action.help), localized_keys(action), partial(_run, screen, action))


def _possible(screen: Screen[object], action: Action) -> bool:
    _, name, parameters = parse(action.name)
    return action.scope == Scope.ANYWHERE or bool(screen.check_action(name, parameters))


async def _run(screen: Screen[object], action: Action) -> None:
    focused = screen.focused
    if action.scope == Scope.ANYWHERE:
        await screen.app.run_action(action.name)
    elif focused is not None and action.scope == getattr(focused, "SCOPE", None):
        await focused.run_action(action.name)
    else:
        await screen.run_action(action.name)
