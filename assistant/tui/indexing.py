"""Indexing, for the app: started and stopped from its screen, told there and in notices, and the archive opened anew."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from textual import on
from textual.app import App

from assistant.indexing import report_lines
from assistant.language import local
from assistant.locations import Identity
from assistant.tui import messages
from assistant.tui.indexer import Indexer
from assistant.tui.screens.index import IndexScreen
from assistant.tui.words import fault
from assistant.tui.workers import Desk


class Indexing(App[None]):
    """The part of the app that adds files to the archive."""

    desk: Desk
    indexer: Indexer
    identity: Identity

    def action_index(self) -> None:
        if not isinstance(self.screen, IndexScreen):
            self.push_screen(IndexScreen(self.identity.folder, running=self.indexer.running))

    @on(messages.IndexingWanted)
    def begin_indexing(self, message: messages.IndexingWanted) -> None:
        if self.indexer.running:
            return
        self.indexer.start(message.paths, message.newspaper)
        for screen in self._screens():
            screen.begun()

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
        await self.archive_changed()

    @on(messages.IndexingStopped)
    async def tell_stopped(self) -> None:
        self._ended([local("Stopped. What was done is kept; the next time goes on from there.")])

    @on(messages.IndexingFailed)
    def tell_indexing_failure(self, message: messages.IndexingFailed) -> None:
        self.log.error(message.error)
        self._ended([text for text in fault(message.error) if text], "error")

    async def archive_changed(self) -> None:
        """The record and the indexes are new."""
        raise NotImplementedError

    def _ended(self, lines: list[str], ink: str = "text") -> None:
        for screen in self._screens():
            screen.ended(lines, ink)
        if not isinstance(self.screen, IndexScreen):
            self.notify("\n".join(lines[:2]), title=local("Indexing"), markup=False, timeout=15)

    def _screens(self) -> Iterable[IndexScreen]:
        with suppress(IndexError):
            return [screen for screen in self.screen_stack if isinstance(screen, IndexScreen)]
        return []
