"""The archive worker: one thread, one job after the other, every failure raised to whoever asked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest
from textual.message import Message
from tui_fakes import MILL, FakeArchive, found

from assistant.answer import Answer
from assistant.tui.background.archive_worker import Archive, ArchiveWorker, Priority, Withdrawn
from assistant.tui.shared.messages import ArchiveFailed, ArchiveOpened, ArchiveReady
from corpus.errors import BadQuestion, ModelMissing, RecordMissing, UnknownId
from corpus.model import AlignedArticle


class ArchiveWorkers:
    """Starts workers, and collects what they report."""

    def __init__(self) -> None:
        self.reports: list[type[Message]] = []
        self._workers: list[ArchiveWorker] = []

    def __call__(self, open_archive: Callable[[], FakeArchive]) -> ArchiveWorker:
        self._workers.append(worker := ArchiveWorker(open_archive, lambda message: self.reports.append(type(message))))
        return worker

    def close(self) -> None:
        for worker in self._workers:
            worker.close()


@pytest.fixture
def workers() -> Iterator[ArchiveWorkers]:
    workers = ArchiveWorkers()
    yield workers
    workers.close()


async def settled(worker: ArchiveWorker) -> None:
    assert await asyncio.to_thread(worker.settle, 10)


def question(worker: ArchiveWorker, line: str) -> asyncio.Task[Answer]:
    return asyncio.create_task(worker.call(lambda archive: archive.ask(line), priority=Priority.QUESTION))


def article(archive: Archive, id: str) -> AlignedArticle:
    return archive.article(id)


class Gated:
    """A job that blocks the worker until the test lets it go on."""

    def __init__(self) -> None:
        self.started = threading.Event()
        self.gate = threading.Event()

    def __call__(self, archive: Archive) -> str:
        self.started.set()
        assert self.gate.wait(10), "the test never opened the gate"
        return "done"


async def test_one_thread_opens_the_archive_and_uses_it(workers: ArchiveWorkers) -> None:
    archive = FakeArchive(found)
    worker = workers(lambda: archive)
    asked = question(worker, "船")
    await asyncio.sleep(0)
    worker.start()
    assert (await asked).question.text == "船"
    assert await worker.call(article, MILL.article.id) is MILL
    assert workers.reports == [ArchiveOpened, ArchiveReady]
    assert len(archive.threads) == 1
    assert threading.get_ident() not in archive.threads
    worker.close()
    assert archive.closed


async def test_a_new_question_withdraws_the_waiting_one(workers: ArchiveWorkers) -> None:
    archive = FakeArchive(found)
    worker = workers(lambda: archive)
    worker.start()
    await settled(worker)
    job = Gated()
    running = asyncio.create_task(worker.call(job, priority=Priority.QUESTION))
    await asyncio.to_thread(job.started.wait, 10)
    second = question(worker, "b")
    await asyncio.sleep(0)
    third = question(worker, "c")
    await asyncio.sleep(0)
    with pytest.raises(Withdrawn):
        await second
    job.gate.set()
    assert await running == "done"
    assert (await third).question.text == "c"
    assert archive.questions == ["c"]


async def test_reading_comes_before_questions_and_idle_work_last(workers: ArchiveWorkers) -> None:
    worker = workers(lambda: FakeArchive(found))
    worker.start()
    await settled(worker)
    order: list[str] = []
    job = Gated()
    running = asyncio.create_task(worker.call(job))
    await asyncio.to_thread(job.started.wait, 10)
    jobs = [("idle", Priority.IDLE), ("question", Priority.QUESTION), ("old", Priority.READING), ("new", Priority.READING)]
    tasks = []
    for name, priority in jobs:
        tasks.append(asyncio.create_task(worker.call(lambda _, name: order.append(name), name, priority=priority)))
        await asyncio.sleep(0)
    job.gate.set()
    await asyncio.gather(running, *tasks)
    assert order == ["new", "old", "question", "idle"]


async def test_a_job_is_dropped_when_its_caller_is_cancelled(workers: ArchiveWorkers) -> None:
    worker = workers(lambda: FakeArchive(found))
    worker.start()
    await settled(worker)
    job, ran = Gated(), []
    running = asyncio.create_task(worker.call(job))
    await asyncio.to_thread(job.started.wait, 10)
    waiting = asyncio.create_task(worker.call(lambda _: ran.append(1)))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    job.gate.set()
    assert await running == "done"
    await settled(worker)
    assert ran == []


async def test_while_the_model_loads_articles_and_previews_go_before_questions(workers: ArchiveWorkers) -> None:
    gate = threading.Event()
    archive = FakeArchive(found, warm=lambda: gate.wait(10))
    worker = workers(lambda: archive)
    worker.start()
    asked = question(worker, "船")
    assert await worker.call(article, MILL.article.id) is MILL
    assert await worker.call(lambda archive: archive.preview("船"), priority=Priority.PREVIEW)
    assert archive.questions == []
    gate.set()
    await asked
    with pytest.raises(Withdrawn):  # the answer comes at once now
        await worker.call(lambda archive: archive.preview("船"), priority=Priority.PREVIEW)


async def test_each_failure_is_raised_to_its_caller_and_the_thread_goes_on(workers: ArchiveWorkers) -> None:
    def refuse(line: str) -> Answer:
        raise BadQuestion(f"no word in {line}", "Ask something else")

    worker = workers(lambda: FakeArchive(refuse))
    worker.start()
    with pytest.raises(BadQuestion):
        await question(worker, "?")
    with pytest.raises(UnknownId):
        await worker.call(article, "nowhere")
    with pytest.raises(ZeroDivisionError):
        await worker.call(lambda _: 1 // 0)
    assert await worker.call(article, MILL.article.id) is MILL


async def test_an_archive_that_was_missing_is_tried_again(workers: ArchiveWorkers) -> None:
    archives: list[FakeArchive] = []

    def open_archive() -> FakeArchive:
        if not archives:
            raise RecordMissing("no archive in /here", "archive index PATH")
        return archives[0]

    worker = workers(open_archive)
    worker.start()
    with pytest.raises(RecordMissing):
        await question(worker, "船")
    archives.append(FakeArchive(found))
    await question(worker, "船")
    assert workers.reports == [ArchiveFailed, ArchiveReady]


async def test_reopening_closes_the_old_archive(workers: ArchiveWorkers) -> None:
    archives: list[FakeArchive] = []

    def open_archive() -> FakeArchive:
        archives.append(FakeArchive(found))
        return archives[-1]

    worker = workers(open_archive)
    worker.start()
    await settled(worker)
    worker.reopen()
    await question(worker, "船")
    assert [archive.closed for archive in archives] == [True, False]
    assert [archive.questions for archive in archives] == [[], ["船"]]


async def test_without_a_model_articles_can_still_be_read(workers: ArchiveWorkers) -> None:
    def load() -> None:
        raise ModelMissing("no model", "archive doctor --fetch-model")

    worker = workers(lambda: FakeArchive(found, warm=load))
    worker.start()
    assert await worker.call(article, MILL.article.id) is MILL
    await settled(worker)
    assert workers.reports == [ArchiveOpened, ArchiveFailed]


async def test_closing_cancels_what_waits(workers: ArchiveWorkers) -> None:
    worker = workers(lambda: FakeArchive(found))
    waiting = question(worker, "船")
    await asyncio.sleep(0)
    worker.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
