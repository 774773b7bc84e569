"""The chat with the archive. Nothing heavy is imported here: the archive is opened after the first paint, elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.screen import Screen

from assistant.system.config import Loaded
from assistant.system.paths import ArchiveIdentity
from assistant.text.i18n import local
from assistant.tui import messages
from assistant.tui.bindings import Scope, bindings
from assistant.tui.controllers.clipboard import ClipboardController
from assistant.tui.controllers.commands import CommandsController
from assistant.tui.controllers.indexing import IndexingController
from assistant.tui.controllers.session import SessionController
from assistant.tui.controllers.settings import SettingsController
from assistant.tui.desk import Archive, Desk
from assistant.tui.indexer import Indexer, Update
from assistant.tui.screens.browse import BrowseScreen
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.reader import ReaderScreen
from assistant.tui.screens.timeline import TimelineScreen
from corpus.errors import ArchiveError, BadQuestion, UsageError
from corpus.selection import Selection
from embeddings.query.filters import FilterValues
from embeddings.query.question import Browse, parse_line


class ChatApp(CommandsController, ClipboardController, SessionController, IndexingController, SettingsController):
    """Hands questions to the desk and what comes of them to the screens. Concerns of their own have modules of their own."""

    CSS_PATH = "assistant.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.ANYWHERE)]
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
        """`open_assistant` is called in the desk's thread, after the first paint; `identify` says which archive it is, both once
        more when something was indexed, which `update` does. `loaded` are the settings. `sessions` is the file that keeps
        what is asked (None: nothing is kept); `resume` a session to open again, 0 the last one. `names` looks up what
        filters can be completed with, in a thread of its own.
        """
        super().__init__()
        self.sessions_file = sessions
        self._identify = identify
        self.identity = identify()
        self._resume = resume
        self._names = names
        self.title = self.identity.title
        self.chat = ChatScreen(self.identity)
        self.indexer = Indexer(update, self.post_message)
        self.desk = Desk(open_assistant, self.post_message)
        self.configure(loaded)

    def run(self, **options: Any) -> Any:
        """Until the reader quits. Raises UsageError where there is no terminal: Textual would draw into a file, and wait for
        keys for good."""
        elsewhere = options.get("headless") or "TEXTUAL_DRIVER" in os.environ  # by `archive chat --web`
        if not (elsewhere or (sys.stdin.isatty() and sys.stderr.isatty())):
            raise UsageError(
                "the chat needs a terminal", "One question: archive ask QUESTION. In a browser: archive chat --web"
            )
        return super().run(**options)

    def get_default_screen(self) -> Screen[None]:
        return self.chat

    def on_mount(self) -> None:
        self.chat.call_after_refresh(self.open_sessions, self._resume)
        # Twice: the first refresh lays the screen out, the second draws it with the prompt ready. What the desk imports
        # would hold both up.
        self.chat.call_after_refresh(self.chat.call_after_refresh, self.desk.start)

    def on_app_focus(self) -> None:
        """Where the program was started behind another window, Textual gave nothing the focus."""
        if self.screen.focused is None and self.screen.AUTO_FOCUS:
            for widget in self.screen.query(self.screen.AUTO_FOCUS).results():
                widget.focus()
                break

    def on_unmount(self) -> None:
        self.indexer.close()
        self.desk.close()
        self.close_sessions()

    # Questions

    @on(messages.QuestionAsked)
    async def take_question(self, message: messages.QuestionAsked) -> None:
        with suppress(BadQuestion):  # the desk reports it, beside the question
            if isinstance(place := parse_line(message.text), Browse):
                self.push_screen(BrowseScreen(place.selection))
                return
        number = self.number(message.text)  # on the disk before anything else
        await self.chat.begin(number, message.text)
        for request in self.desk.ask(number, message.text):
            await self.chat.withdrawn(request)

    @on(messages.GlanceReady)
    async def show_glance(self, message: messages.GlanceReady) -> None:
        await self.chat.glanced(message.request, message.answer)

    @on(messages.AnswerReady)
    async def give_answer(self, message: messages.AnswerReady) -> None:
        await self.chat.answered(message.request, message.answer)
        self.keep(message.request, message.answer)

    @on(messages.QuotesShown)
    def prove_quotes(self, message: messages.QuotesShown) -> None:
        self.desk.prove(message.request, message.quotes)

    @on(messages.QuoteProved)
    def tell_proof(self, message: messages.QuoteProved) -> None:
        self.chat.proved(message.request, message.passage, proved=message.proved)

    @on(messages.AskFailed)
    async def tell_failure(self, message: messages.AskFailed) -> None:
        self.log.error(message.error)
        await self.chat.failed(message.request, message.error)
        self.keep(message.request, message.error)

    # The archive

    @on(messages.ArchiveOpened)
    async def archive_opened(self) -> None:
        await self.chat.opened()

    @on(messages.ArchiveReady)
    async def archive_ready(self) -> None:
        await self.chat.ready()
        self._look_up_names()

    async def archive_changed(self) -> None:
        """It was added to. The first time it takes the place of the sample, and a new session begins."""
        before, self.identity = self.identity, self._identify()
        if before != self.identity:
            self.title = self.identity.title
            await self.chat.about(self.identity)
            await self.action_new_session()
        self.desk.reopen()

    @work(thread=True, group="names")
    def _look_up_names(self) -> None:
        with suppress(ArchiveError):  # completion knows less then; what is wrong with the archive is told elsewhere
            self.post_message(messages.NamesReady(self._names()))

    @on(messages.NamesReady)
    def names_ready(self, message: messages.NamesReady) -> None:
        self.chat.know(message.names)

    @on(messages.ArchiveFailed)
    async def archive_failed(self, message: messages.ArchiveFailed) -> None:
        await self.chat.failed_to_open(message.error)

    # Browsing

    def action_browse(self) -> None:
        if not isinstance(self.screen, BrowseScreen):
            self.push_screen(BrowseScreen())

    @on(messages.PlaceWanted)
    def look_at_place(self, message: messages.PlaceWanted) -> None:
        self.desk.browse(message.selection, message.limit)

    @on(messages.PlaceReady)
    def show_place(self, message: messages.PlaceReady) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, BrowseScreen):
                screen.opened(message.found)

    @on(messages.PlaceFailed)
    def tell_place_failure(self, message: messages.PlaceFailed) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, BrowseScreen):
                screen.failed(message.selection, message.error)

    # The timeline

    @on(messages.TimelineOpened)
    def open_timeline(self, message: messages.TimelineOpened) -> None:
        self.push_screen(TimelineScreen(message.answer))

    @on(messages.TimelineWanted)
    def count(self, message: messages.TimelineWanted) -> None:
        self.desk.timeline(message.answer)

    @on(messages.TimelineReady)
    def show_timeline(self, message: messages.TimelineReady) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, TimelineScreen) and screen.answer is message.answer:
                screen.counted(message.found)

    @on(messages.TimelineFailed)
    def tell_timeline_failure(self, message: messages.TimelineFailed) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, TimelineScreen) and screen.answer is message.answer:
                screen.failed(message.error)

    @on(messages.HeadingOpened)
    def fetch_passages(self, message: messages.HeadingOpened) -> None:
        self.desk.read_through(message.id)

    @on(messages.PassagesReady)
    def read_through(self, message: messages.PassagesReady) -> None:
        wanted = [screen for screen in self.screen_stack if isinstance(screen, BrowseScreen) and screen.came(message.id)]
        if self.screen not in wanted:
            return  # the reader has gone elsewhere meanwhile, or pressed the key twice
        if message.quotes:
            self.push_screen(ReaderScreen(message.quotes, 0))
        else:
            self.notify(local("This article has no running text."), markup=False)

    # Articles

    @on(messages.QuoteOpened)
    def open_reader(self, message: messages.QuoteOpened) -> None:
        self.push_screen(ReaderScreen(message.quotes, message.at))

    @on(messages.NeighbourWanted)
    def fetch_neighbour(self, message: messages.NeighbourWanted) -> None:
        self.desk.neighbour(message.id, message.step)

    @on(messages.NeighbourReady)
    def turn_to_neighbour(self, message: messages.NeighbourReady) -> None:
        if isinstance(self.screen, ReaderScreen):
            self.screen.turn_over(message.id, message.step, message.quotes)

    @on(messages.DayWanted)
    def open_day(self, message: messages.DayWanted) -> None:
        self.push_screen(BrowseScreen(Selection(since=message.day, until=message.day + timedelta(days=1))))

    @on(messages.ArticleWanted)
    def fetch_article(self, message: messages.ArticleWanted) -> None:
        self.desk.article(message.id)

    @on(messages.ArticleReady)
    def give_article(self, message: messages.ArticleReady) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, ReaderScreen):
                screen.opened(message.id, message.article)

    @on(messages.ArticleFailed)
    def tell_article_failure(self, message: messages.ArticleFailed) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, ReaderScreen):
                screen.failed(message.id, message.error)
            elif isinstance(screen, BrowseScreen):
                screen.article_failed(message.id, message.error)
