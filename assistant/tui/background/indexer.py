"""Indexing beside the conversation, in a thread of its own. It touches no widget.

The worker goes on answering from the indexes as they were; it opens the new ones when they are complete.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from typing import Protocol

from assistant.output.indexing_output import ProgressMeter
from corpus.ingesting.report import Progress, Report
from corpus.model import Newspaper

_INTERVAL = 0.2
"""Seconds between two reports of progress."""
_CLOSE_TIMEOUT = 2.0
"""Seconds to wait for the current batch when the chat is closed."""
Finished = tuple[Report, float]
"""What was indexed, and in how many seconds."""


class Update(Protocol):
    """`assistant.system.archive.update`, for the archive that the chat is about."""

    def __call__(
        self,
        paths: Sequence[Path],
        *,
        newspaper: Newspaper | None,
        on_encoded: Callable[[int], None],
        say: Callable[[str], None],
    ) -> Generator[Progress, None, Report]: ...


class IndexingStopped(Exception):
    """The reader stopped the run."""


class Indexer:
    """One run at a time."""

    def __init__(self, update: Update) -> None:
        self._update = update
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    async def run(self, paths: Sequence[Path], newspaper: Newspaper | None, progress: Callable[[str], None]) -> Finished:
        """Index files; `progress` gets lines for the reader, in the caller's event loop. No other run may be going on.

        Raises IndexingStopped after `stop`, and otherwise what `update` raises.
        """
        loop = asyncio.get_running_loop()
        result: Future[Finished] = Future()
        result.set_running_or_notify_cancel()  # so that a caller who leaves does not cancel it under the thread

        def report(line: str) -> None:
            loop.call_soon_threadsafe(progress, line)

        def work() -> None:
            try:
                result.set_result(self._index(paths, newspaper, report))
            except Exception as error:  # any kind: the chat goes on
                result.set_exception(error)

        self._stop.clear()
        self._thread = threading.Thread(target=work, name="indexer", daemon=True)
        self._thread.start()
        return await asyncio.wrap_future(result)

    def stop(self) -> None:
        """Ask the run to stop at the next batch."""
        self._stop.set()

    def close(self) -> None:
        """Stop, and wait a little. What is cut off then is as after a power failure: the next run goes on from there."""
        self.stop()
        if self._thread is not None:
            self._thread.join(_CLOSE_TIMEOUT)

    def _index(self, paths: Sequence[Path], newspaper: Newspaper | None, progress: Callable[[str], None]) -> Finished:
        """In the run's own thread."""
        meter, reported = ProgressMeter(), -_INTERVAL

        def report() -> None:
            nonlocal reported
            if self._stop.is_set():
                raise IndexingStopped
            if meter.seconds - reported >= _INTERVAL:
                reported = meter.seconds
                progress(meter.progress_line())

        def encoded(count: int) -> None:
            meter.encoded(count)
            report()

        # Closed in this thread, which owns the database and the lock.
        with closing(self._update(paths, newspaper=newspaper, on_encoded=encoded, say=progress)) as steps:
            while True:
                try:
                    meter.progress = next(steps)
                except StopIteration as stop:
                    return stop.value, meter.seconds
                report()
