"""Indexing, for the app: started and stopped from its screen, told there and in notices, and the archive opened anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from textual import on
from textual.app import App

from assistant.output.indexing_output import report_lines
from assistant.system.paths import ArchiveIdentity
from assistant.text.i18n import local
from assistant.tui import messages
from assistant.tui.desk import Desk
from assistant.tui.indexer import Indexer
from assistant.tui.labels import error_text
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.index import IndexScreen

_NOTICED = 6
"""Lines of a report that a notice has room for: the counts, then what was remarked."""


class IndexingController(App[None]):
    """The part of the app that adds files to the archive."""

    desk: Desk
    indexer: Indexer
    identity: ArchiveIdentity
    chat: ChatScreen
    last_report: Sequence[str] = ()
    """What was told of the last run, for whoever was elsewhere when it ended."""

    def action_index(self) -> None:
        if not isinstance(self.screen, IndexScreen):
            self.push_screen(IndexScreen(self.identity.folder, self.last_report, running=self.indexer.running))

    @on(messages.IndexingWanted)
    async def begin_indexing(self, message: messages.IndexingWanted) -> None:
        if self.indexer.running:
            return
        self.last_report = ()
        self.indexer.start(message.paths, message.newspaper)
        for screen in self._screens():
            screen.begun()
        await self.chat.indexing(running=True)

    @on(messages.IndexingStopWanted)
    def stop_indexing(self) -> None:
        self.indexer.stop()

    @on(messages.IndexingTold)
    def tell_indexing(self, message: messages.IndexingTold) -> None:
        for screen in self._screens():
            screen.tell([message.text])

    @on(messages.IndexingDone)
    async def end_indexing(self, message: messages.IndexingDone) -> None:
        self._ended([*report_lines(message.report, self.identity.folder, message.seconds)])
        await self.chat.indexed()
        await self.archive_changed()

    @on(messages.IndexingStopped)
    async def tell_stopped(self) -> None:
        self._ended([local("Stopped. What was done is kept; the next time goes on from there.")])
        await self.chat.indexing(running=False)

    @on(messages.IndexingFailed)
    async def tell_indexing_failure(self, message: messages.IndexingFailed) -> None:
        self.log.error(message.error)
        self._ended([text for text in error_text(message.error) if text], "error")
        await self.chat.indexing(running=False)

    async def archive_changed(self) -> None:
        """The record and the indexes are new."""
        raise NotImplementedError

    def _ended(self, lines: list[str], ink: str = "text") -> None:
        self.last_report = lines
        for screen in self._screens():
            screen.ended(lines, ink)
        if not isinstance(self.screen, IndexScreen):
            # The counts alone would hide that something was not read.
            more = [local("F9 shows the rest of the report.")] if len(lines) > _NOTICED else []
            self.notify("\n".join([*lines[:_NOTICED], *more]), title=local("Indexing"), markup=False, timeout=15)

    def _screens(self) -> Iterable[IndexScreen]:
        with suppress(IndexError):
            return [screen for screen in self.screen_stack if isinstance(screen, IndexScreen)]
        return []
