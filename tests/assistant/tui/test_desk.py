"""The desk: one thread, one job after the other, and every failure an answer to its own request."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from textual.message import Message
from tui_fakes import MILL, FakeArchive, found

from assistant.answer import Answer
from assistant.tui.desk import Desk
from assistant.tui.messages import (
    AnswerReady,
    ArchiveFailed,
    ArchiveOpened,
    ArchiveReady,
    ArticleFailed,
    ArticleReady,
    AskFailed,
    QuoteProved,
)
from corpus.errors import BadQuestion, ModelMissing, RecordMissing

Desks = list[Desk]


@pytest.fixture
def desks() -> Iterator[Desks]:
    made: Desks = []
    yield made
    for desk in made:
        desk.close()


def fails(line: str) -> Answer:
    raise BadQuestion(f"no word in {line}", "Ask something else")


def test_opens_warms_answers_in_one_thread(desks: Desks) -> None:
    said: list[Message] = []
    archive = FakeArchive(found)
    desks.append(desk := Desk(lambda: archive, said.append))
    assert desk.ask(1, "船") == ()
    desk.start()
    assert desk.settle(10)
    desk.article(MILL.article.id)
    assert desk.settle(10)
    quotes = found("船").quotes
    desk.prove(1, quotes)
    assert desk.settle(10)
    assert [type(m) for m in said] == [ArchiveOpened, ArchiveReady, AnswerReady, ArticleReady, *[QuoteProved] * len(quotes)]
    assert len(archive.threads) == 1
    assert threading.get_ident() not in archive.threads
    desk.close()
    assert archive.closed


def test_a_waiting_question_is_withdrawn_by_the_next(desks: Desks) -> None:
    said: list[Message] = []
    gate = threading.Event()
    archive = FakeArchive(found, gates={"a": gate})
    desks.append(desk := Desk(lambda: archive, said.append))
    desk.start()
    assert desk.settle(10)
    assert desk.ask(1, "a") == ()
    while not archive.asked:  # until the first is being worked on
        pass
    assert desk.ask(2, "b") == ()
    desk.article(MILL.article.id)
    assert desk.ask(3, "c") == (2,)
    gate.set()
    assert desk.settle(10)
    assert archive.asked == ["a", "c"]
    assert [m.request for m in said if isinstance(m, AnswerReady)] == [1, 3]
    assert sum(isinstance(m, ArticleReady) for m in said) == 1


def test_each_failure_answers_its_own_request(desks: Desks) -> None:
    said: list[Message] = []
    archive = FakeArchive(fails)
    desks.append(desk := Desk(lambda: archive, said.append))
    desk.start()
    desk.ask(7, "?")
    assert desk.settle(10)
    desk.article("nowhere")
    assert desk.settle(10)
    failed = [m for m in said if isinstance(m, AskFailed | ArticleFailed)]
    assert isinstance(failed[0], AskFailed)
    assert failed[0].request == 7
    assert isinstance(failed[1], ArticleFailed)
    assert failed[1].id == "nowhere"


def test_an_archive_that_was_missing_is_tried_again(desks: Desks) -> None:
    said: list[Message] = []
    there: list[FakeArchive] = []

    def open_archive() -> FakeArchive:
        if not there:
            raise RecordMissing("no archive in /here", "archive index PATH")
        return there[0]

    desks.append(desk := Desk(open_archive, said.append))
    desk.start()
    assert desk.settle(10)
    desk.ask(1, "船")
    assert desk.settle(10)
    there.append(FakeArchive(found))
    desk.ask(2, "船")
    assert desk.settle(10)
    assert [type(m) for m in said] == [ArchiveFailed, AskFailed, ArchiveReady, AnswerReady]


def test_a_model_that_is_missing_still_lets_articles_be_read(desks: Desks) -> None:
    said: list[Message] = []

    def warm() -> None:
        raise ModelMissing("no model", "archive doctor --fetch-model")

    desks.append(desk := Desk(lambda: FakeArchive(found, warm=warm), said.append))
    desk.start()
    desk.article(MILL.article.id)
    assert desk.settle(10)
    assert type(said[0]) is ArchiveOpened
    assert {type(m) for m in said[1:]} == {ArchiveFailed, ArticleReady}
