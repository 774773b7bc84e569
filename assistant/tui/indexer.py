"""Indexing beside the conversation: a thread of its own that says in messages how far it is. It touches no widget.

The desk goes on answering from the indexes as they were; it opens the new ones when they are whole.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Protocol

from textual.message import Message

from assistant.output.indexing_output import Meter
from assistant.tui.messages import IndexingDone, IndexingFailed, IndexingStopped, IndexingTold
from corpus.ingesting.report import Progress, Report
from corpus.model import Newspaper

_EVERY = 0.2
"""Seconds between two messages on how far it is."""
_PATIENCE = 2.0
"""Seconds that leaving the chat waits for the batch in hand."""


class Update(Protocol):
    """What is needed of `assistant.system.archive.update`, for the archive that the chat is about."""

    def __call__(
        self,
        paths: Sequence[Path],
        *,
        newspaper: Newspaper | None,
        on_encoded: Callable[[int], None],
        say: Callable[[str], None],
    ) -> Generator[Progress, None, Report]: ...


class _Stopped(Exception):
    """The reader wants no more of it. Never leaves this module."""


class Indexer:
    """One run at a time."""

    def __init__(self, update: Update, post: Callable[[Message], object]) -> None:
        self._update = update
        self._post = post
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self, paths: Sequence[Path], newspaper: Newspaper | None) -> None:
        """Begin a run; none may be going on."""
        self._stop.clear()
        work = partial(copy_context().run, self._work, paths, newspaper)  # with the language of the messages
        self._thread = threading.Thread(target=work, name="indexer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask the run to stop; it says when it has."""
        self._stop.set()

    def close(self) -> None:
        """Stop, and wait a little: what is cut off then is as with a lost current, and the next run goes on from there."""
        self.stop()
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    # Everything below runs in the run's own thread.

    def _work(self, paths: Sequence[Path], newspaper: Newspaper | None) -> None:
        try:
            done = self._run(paths, newspaper)
        except _Stopped:
            self._post(IndexingStopped())
        except Exception as error:  # whatever it was, the chat goes on; the app tells what the reader can mend
            self._post(IndexingFailed(error))
        else:
            self._post(done)

    def _run(self, paths: Sequence[Path], newspaper: Newspaper | None) -> IndexingDone:
        meter, said = Meter(), -_EVERY

        def tell() -> None:
            nonlocal said
            if self._stop.is_set():
                raise _Stopped
            if meter.seconds - said >= _EVERY:
                said = meter.seconds
                self._post(IndexingTold(meter.told()))

        def encoded(count: int) -> None:
            meter.encoded(count)
            tell()

        def say(text: str) -> None:
            self._post(IndexingTold(text))

        # Closed in this thread, whose database and lock they are.
        with closing(self._update(paths, newspaper=newspaper, on_encoded=encoded, say=say)) as work:
            while True:
                try:
                    meter.progress = next(work)
                except StopIteration as stop:
                    return IndexingDone(stop.value, meter.seconds)
                tell()
