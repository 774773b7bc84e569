"""Indexing: started and stopped from its screen; its progress is published to the screens that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.app import App
from textual.signal import Signal

from assistant.output.indexing_output import report_lines
from assistant.text.i18n import translate
from assistant.tui.background.archive_worker import ArchiveWorker
from assistant.tui.background.indexer import Indexer, IndexingStopped, Update
from assistant.tui.controllers.archive import ArchiveController
from assistant.tui.shared.labels import error_text
from corpus.model import Newspaper


@dataclass(frozen=True, slots=True)
class IndexingState:
    """The progress of indexing, or the outcome of the last run in this chat."""

    running: bool = False
    lines: tuple[str, ...] = ()
    """Progress or report, for the reader."""
    failed: bool = False
    completed: bool = False
    """Whether the run has finished, so that the archive is being reopened."""


class IndexingController:
    """Adds files to the archive, one run at a time."""

    def __init__(self, app: App[None], update: Update, archive: ArchiveController, worker: ArchiveWorker) -> None:
        self._app = app
        self._archive = archive
        self._worker = worker
        self._indexer = Indexer(update)
        self.state = IndexingState()
        self.changed: Signal[IndexingState] = Signal(app, "indexing")
        """Published with the new state."""

    @property
    def running(self) -> bool:
        return self._indexer.running

    def start(self, paths: Sequence[Path], newspaper: Newspaper | None) -> None:
        """Index these files, or bring the archive up to date where there are none. Ignored while a run is going on."""
        if not self.running:
            self._publish(IndexingState(running=True, lines=(translate("Starting"),)))
            self._app.run_worker(self._run(paths, newspaper), group="indexing")

    def stop(self) -> None:
        """Stop where nothing is lost."""
        self._indexer.stop()

    def close(self) -> None:
        self._indexer.close()

    async def _run(self, paths: Sequence[Path], newspaper: Newspaper | None) -> None:
        try:
            report, seconds = await self._indexer.run(paths, newspaper, self._progress)
        except IndexingStopped:
            stopped = translate("Stopped. Finished work is kept; the next run continues from there.")
            self._publish(IndexingState(lines=(stopped,)))
        except Exception as error:  # any kind: it is shown, and the chat goes on
            self._app.log.error(error)
            self._publish(IndexingState(lines=tuple(filter(None, error_text(error))), failed=True))
        else:
            lines = report_lines(report, self._archive.identity.folder, seconds)
            self._archive.refresh()
            self._publish(IndexingState(lines=tuple(lines), completed=True))
            self._worker.reopen()

    def _progress(self, line: str) -> None:
        if self.running:
            self._publish(IndexingState(running=True, lines=(line,)))

    def _publish(self, state: IndexingState) -> None:
        self.state = state
        self.changed.publish(state)
