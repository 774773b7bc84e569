"""The worker: one thread that opens the archive and is the only one to use it. `await worker.call(...)` runs a function there.

One thread, because an assistant serves one caller at a time and its database belongs to the thread that opened it. It is a
daemon, so leaving the chat never waits for a model that is still loading.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, TypeVarTuple

from textual.message import Message

from assistant.answer import Answer, Context, Quote
from assistant.exploring.browse import BrowseResult
from assistant.tui.shared.messages import ArchiveFailed, ArchiveOpened, ArchiveReady
from corpus.model import AlignedArticle
from corpus.selection import Selection
from embeddings.query.question import Question

if TYPE_CHECKING:
    from assistant.exploring.timeline import Timeline

_CLOSE_TIMEOUT = 0.5
"""Seconds that leaving the chat waits for the current job."""
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Archive(Protocol):
    """What the chat needs of `assistant.ask.Assistant`."""

    def load_model(self) -> None: ...
    def warm(self) -> None: ...
    def preview(self, question: str | Question, k: int = 5, context: Context = Context()) -> Answer: ...
    def ask(self, question: str | Question, k: int = 5, context: Context = Context()) -> Answer: ...
    def article(self, id: str) -> AlignedArticle: ...
    def is_verified(self, quote: Quote) -> bool | None: ...
    def passages(self, id: str) -> tuple[Quote, ...]: ...
    def adjacent_article(self, id: str, step: int) -> tuple[Quote, ...]: ...
    def browse(self, selection: Selection = Selection(), *, limit: int = -1) -> BrowseResult: ...
    def timeline(self, question: str | Question, context: Context = Context()) -> Timeline: ...
    def close(self) -> None: ...


class Priority(IntEnum):
    """Which job goes first; within a priority, the newest."""

    READING = 0
    """Quick, and the reader is looking at an empty page: articles, browsing, timelines."""
    PREVIEW = 1
    """A question by its keywords alone. Runs only while the model is loading; otherwise withdrawn, as the answer comes at once."""
    QUESTION = 2
    """Waits until the model has loaded. A new question withdraws the ones still waiting."""
    IDLE = 3
    """What nobody waits for: verifying quotations, comparing earlier answers with the archive."""


class Withdrawn(Exception):
    """The job was dropped before it began. Raised to whoever awaits it."""


@dataclass(eq=False, frozen=True, slots=True)
class _Job:
    run: Callable[[Archive], object]
    priority: Priority
    result: Future[Any]

    def withdraw(self) -> None:
        if self.result.set_running_or_notify_cancel():
            self.result.set_exception(Withdrawn())


class ArchiveWorker:
    """Runs jobs one after the other. Reports the state of the archive (`ArchiveOpened`, `ArchiveReady`, `ArchiveFailed`)."""

    def __init__(self, open_archive: Callable[[], Archive], report: Callable[[Message], object]) -> None:
        """`open_archive` is called in the worker's thread, and again by `reopen`; `report` too, so it must be thread-safe."""
        self._open_archive = open_archive
        self._report_message = report
        self._change = threading.Condition()
        """Guards everything below but `_archive`."""
        self._waiting: list[_Job] = []
        """In the order of their priorities."""
        self._upkeep: deque[Callable[[], None]] = deque()
        """Work on the archive itself, which goes before every job."""
        self._loading = False
        """While the model is loading, in a thread of its own."""
        self._busy = True
        """True until opening has succeeded or failed, then while a job runs."""
        self._closing = False
        self._archive: Archive | None = None
        """Only for the worker's thread. None where it could not be opened: the next job tries again."""
        self._thread = threading.Thread(target=self._work, name="archive worker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    async def call(self, fn: Callable[[Archive, *Ts], T], *args: *Ts, priority: Priority = Priority.READING) -> T:
        """Return what `fn(archive, *args)` returns in the worker's thread, or raise what it raises.

        Cancelling the caller drops a job that has not begun. Raises Withdrawn where another question went before, and whatever
        opening the archive raises.
        """
        job = _Job(lambda archive: fn(archive, *args), priority, Future())
        self._put(job)
        value: T = await asyncio.wrap_future(job.result)
        return value

    def reopen(self) -> None:
        """Go on with the archive as it is on disk now. Waiting questions are asked of it."""
        with self._change:
            self._upkeep.append(self._reopen)
            self._change.notify_all()

    def settle(self, timeout: float) -> bool:
        """Wait until nothing is left to do; False if that took too long. For tests."""
        with self._change:
            return self._change.wait_for(lambda: not (self._waiting or self._upkeep or self._busy or self._loading), timeout)

    def close(self) -> None:
        """Drop the waiting jobs, give the current one a moment to finish, and stop."""
        with self._change:
            self._closing = True
            for job in self._waiting:
                job.result.cancel()
            self._waiting.clear()
            self._change.notify_all()
        if self._thread.is_alive():
            self._thread.join(_CLOSE_TIMEOUT)

    def _put(self, job: _Job) -> None:
        with self._change:
            if self._closing:
                job.result.cancel()
                return
            if job.priority is Priority.QUESTION:
                for other in self._waiting:
                    if other.priority is Priority.QUESTION:
                        other.withdraw()
                self._waiting = [other for other in self._waiting if other.priority is not Priority.QUESTION]
            at = next((n for n, other in enumerate(self._waiting) if other.priority >= job.priority), len(self._waiting))
            self._waiting.insert(at, job)
            self._change.notify_all()

    # Everything below runs in the worker's own thread, but for `_load`.

    def _work(self) -> None:
        self._open()
        while (task := self._next()) is not None:
            task()
        if self._archive is not None:
            self._archive.close()

    def _next(self) -> Callable[[], None] | None:
        """Wait for the next thing to do; None when the worker closes."""
        with self._change:
            self._busy = False
            self._change.notify_all()
            self._change.wait_for(lambda: self._closing or self._upkeep or self._runnable() is not None)
            if self._closing:
                return None
            self._busy = True
            if self._upkeep:
                return self._upkeep.popleft()
            job = self._runnable()
            assert job is not None
            self._waiting.remove(job)
            return partial(self._run, job)

    def _runnable(self) -> _Job | None:
        """The first job that can run now: no question while the model is loading."""
        return next((job for job in self._waiting if not (self._loading and job.priority is Priority.QUESTION)), None)

    # An error of any kind is the answer to one request, and the threads must outlive it. So each of these catches Exception;
    # the screens tell what the reader can mend from what is our own fault.

    def _run(self, job: _Job) -> None:
        if job.priority is Priority.PREVIEW and not self._loading:
            job.withdraw()
            return
        if not job.result.set_running_or_notify_cancel():
            return
        try:
            if self._archive is None:  # the reader may have mended it meanwhile
                self._archive = self._open_archive()
                self._report(ArchiveReady())
            value = job.run(self._archive)
        except Exception as error:
            job.result.set_exception(error)
        else:
            job.result.set_result(value)

    def _open(self) -> None:
        try:
            self._archive = archive = self._open_archive()
        except Exception as error:
            self._report(ArchiveFailed(error))
            return
        self._report(ArchiveOpened())
        with self._change:
            self._loading = True
        threading.Thread(target=self._load, args=(archive,), name="model", daemon=True).start()

    def _load(self, archive: Archive) -> None:
        """In a thread of its own: articles can be read and keywords searched while the model is loading."""
        failure = None
        try:
            archive.load_model()
        except Exception as error:
            failure = error
        with self._change:
            self._loading = False
            self._upkeep.append(partial(self._warm, failure))
            self._change.notify_all()

    def _warm(self, failure: Exception | None) -> None:
        """The model has loaded, or failed to; now the indexes."""
        try:
            if failure is not None:
                raise failure
            if self._archive is not None:
                self._archive.warm()
            self._report(ArchiveReady())
        except Exception as error:
            self._report(ArchiveFailed(error))

    def _reopen(self) -> None:
        if self._archive is not None:
            self._archive.close()
            self._archive = None
        self._open()

    def _report(self, message: Message) -> None:
        if not self._closing:
            self._report_message(message)
