"""The chat with the archive. Nothing heavy is imported here: the archive is opened after the first paint, in another thread."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.filter import ANSIToTruecolor, LineFilter, Monochrome, NoColor
from textual.screen import Screen

from assistant.system.config import Loaded
from assistant.system.paths import ArchiveIdentity
from assistant.text.i18n import translate
from assistant.tui.background.archive_worker import Archive, ArchiveWorker
from assistant.tui.background.indexer import Update
from assistant.tui.controllers.archive import ArchiveController
from assistant.tui.controllers.clipboard import ClipboardController
from assistant.tui.controllers.conversation import ConversationController
from assistant.tui.controllers.indexing import IndexingController
from assistant.tui.controllers.services import Services
from assistant.tui.controllers.session import SessionController
from assistant.tui.controllers.settings import SettingsController
from assistant.tui.palette import palette_commands
from assistant.tui.screen_table import SCREENS
from assistant.tui.screens.browse import BrowseScreen
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.shared.actions import ActionTable, Scope, actions_of, bindings, first_key
from assistant.tui.shared.messages import PlaceOpened, SessionRequested
from assistant.tui.shared.themes import DARK, LIGHT, PLAIN, STRENGTHS
from corpus.errors import UsageError
from embeddings.query.filters import FilterValues


class ChatApp(App[None]):
    """Makes what the screens work with, and opens them."""

    CSS_PATH = "assistant.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.ANYWHERE))]
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        open_assistant: Callable[[], Archive],
        *,
        identify: Callable[[], ArchiveIdentity],
        update: Update,
        loaded: Loaded,
        sessions: Path | None = None,
        resume: int | None = None,
        names: Callable[[], FilterValues] = FilterValues,
    ) -> None:
        """`open_assistant` is called in the worker's thread after the first paint, and `identify` says which archive it opens;
        both again when `update` has indexed something. `loaded` are the settings. `sessions` is the file that stores what is
        asked (None: nothing is stored); `resume` is a session to open again, 0 the last one. `names` looks up, in a thread of
        its own, the values that filters can be completed with.
        """
        super().__init__()
        self._resume = resume
        archive = ArchiveController(identify, names)
        settings = SettingsController(self, loaded)
        self.chat = ChatScreen(archive.identity, lambda: settings.loaded.settings.first_language)
        worker = ArchiveWorker(open_assistant, self.chat.post_message)
        self.services = Services(
            worker=worker,
            archive=archive,
            conversation=ConversationController(worker, lambda: settings.quotes),
            session=SessionController(self, sessions, archive),
            settings=settings,
            clipboard=ClipboardController(self, lambda: settings.copies),
            indexing=IndexingController(self, update, archive, worker),
            actions=ActionTable(),
        )
        self.title = archive.identity.title

    def run(self, **options: Any) -> Any:
        """Run until the reader quits.

        Raises UsageError where there is no terminal: Textual would draw into a file and wait for keys forever.
        """
        has_driver = options.get("headless") or "TEXTUAL_DRIVER" in os.environ  # set by `archive chat --web`
        if not (has_driver or (sys.stdin.isatty() and sys.stderr.isatty())):
            raise UsageError(
                "the chat needs a terminal", "One question: archive ask QUESTION. In a browser: archive chat --web"
            )
        return super().run(**options)

    def get_default_screen(self) -> Screen[Any]:
        return self.chat

    def on_mount(self) -> None:
        self.chat.call_after_refresh(self.chat.start_sessions, self._resume)
        # Twice: the first refresh lays the screen out, the second draws it with the prompt ready. What the worker imports
        # would hold both up.
        self.chat.call_after_refresh(self.chat.call_after_refresh, self._after_first_paint)

    def _after_first_paint(self) -> None:
        self.services.worker.start()
        self._add_screens()

    def on_app_focus(self) -> None:
        """Where the program was started behind another window, Textual gave nothing the focus."""
        if self.screen.focused is None and self.screen.AUTO_FOCUS:
            for widget in self.screen.query(self.screen.AUTO_FOCUS).results():
                widget.focus()
                break

    def on_unmount(self) -> None:
        self.services.indexing.close()
        self.services.worker.close()
        self.services.session.close()

    # Screens

    def _add_screens(self) -> None:
        """Bind the keys that screens declare themselves. A package whose screen cannot be loaded does not stop the chat."""
        for name in SCREENS:
            try:
                screen = SCREENS[name]
            except Exception as error:  # another package may raise anything on import
                self.log.error(error)
                self.notify(
                    translate("The screen {name} of another package cannot be used: {error}", name=name, error=error),
                    severity="warning",
                    markup=False,
                )
                continue
            self.services.actions.add(screen.ACTIONS)
            if (action := screen.OPENED_BY) is not None:
                self.services.actions.add([action])
                self.bind(
                    action.keys,
                    action.name,
                    description=action.label,
                    show=action.footer,
                    key_display=first_key(action),
                )

    async def action_show_screen(self, name: str) -> None:
        screen = SCREENS[name]
        if not isinstance(self.screen, screen) and screen.available(self.services):
            await self.push_screen(screen(), self.chat.ask_if_given)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        yield from palette_commands(screen, self.services.actions)
        yield SystemCommand(translate("Choose a theme"), translate("All themes of Textual"), self.action_change_theme)

    @on(PlaceOpened)
    def _open_place(self, message: PlaceOpened) -> None:
        self.push_screen(BrowseScreen(message.selection), self.chat.ask_if_given)

    async def action_new_session(self) -> None:
        await self.chat.new_session()

    @on(SessionRequested)
    async def _open_session(self, message: SessionRequested) -> None:
        await self.chat.open_session(message.id)

    # Colours

    def action_switch_theme(self) -> None:
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {**super().get_theme_variable_defaults(), **STRENGTHS}

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual removes colours if NO_COLOR is set; here the theme decides, which `auto` takes from NO_COLOR."""
        ansi = self.native_ansi_color
        filters = [
            f
            for f in super().get_line_filters()
            if not isinstance(f, Monochrome | NoColor) and not (ansi and isinstance(f, ANSIToTruecolor))
        ]
        return [*filters, NoColor()] if self.theme == PLAIN.name else filters
