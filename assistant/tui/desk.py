"""The desk: one thread that works with the archive and says what came of it in messages. It never touches a widget.

One thread, because the assistant may be used by one at a time and opens its database in the thread that uses it. It is a
daemon, so that leaving the chat never waits for a model that is still being loaded.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from textual.message import Message

from assistant.answer import Answer, Context, Quote
from assistant.dialogue.conversation import Conversation, for_timeline
from assistant.dialogue.followups import command
from assistant.exploring.browse import Browsed
from assistant.sessions.answer_codec import compare_with_archive
from assistant.tui.jobs import (
    BEFORE_QUESTIONS,
    Ask,
    Browse,
    Compare,
    Count,
    Glance,
    Job,
    Neighbour,
    Prove,
    Read,
    ReadThrough,
    Reopen,
    Warm,
    failure,
)
from assistant.tui.messages import (
    AnswerCompared,
    AnswerReady,
    ArchiveFailed,
    ArchiveOpened,
    ArchiveReady,
    ArticleReady,
    GlanceReady,
    NeighbourReady,
    PassagesReady,
    PlaceReady,
    QuoteProved,
    TimelineReady,
)
from corpus.model import AlignedArticle
from corpus.selection import Selection
from embeddings.query.question import Question

if TYPE_CHECKING:
    from assistant.exploring.timeline import Timeline

_PATIENCE = 0.5
"""Seconds that leaving the chat waits for the work in hand."""


class Archive(Protocol):
    """What the chat needs of `assistant.ask.Assistant`."""

    def load_model(self) -> None: ...
    def warm(self) -> None: ...
    def glance(self, line: str, k: int = 5, context: Context = Context()) -> Answer: ...
    def ask(self, question: str | Question, k: int = 5, context: Context = Context()) -> Answer: ...
    def article(self, id: str) -> AlignedArticle: ...
    def proved(self, quote: Quote) -> bool | None: ...
    def passages(self, id: str) -> tuple[Quote, ...]: ...
    def beside(self, id: str, step: int) -> tuple[Quote, ...]: ...
    def browse(self, selection: Selection = Selection(), *, limit: int = -1) -> Browsed: ...
    def timeline(self, question: str | Question, context: Context = Context()) -> Timeline: ...
    def close(self) -> None: ...


class Desk:
    """Takes questions and requests for articles, works them off one after the other, posts the results."""

    def __init__(self, open_archive: Callable[[], Archive], post: Callable[[Message], object]) -> None:
        self._open_archive = open_archive
        self._post = post
        self._waiting: deque[Job] = deque()
        self._change = threading.Condition()
        self.quotes = 5
        """Quotations of an answer, at most."""
        self._anew: tuple[Answer | None] | None = None
        """Where the conversation is to begin anew before the next question: what it goes on from, if anything."""
        self._conversation: Conversation | None = None
        self._closing = False
        self._loading = False
        """While the model is being loaded, in a thread of its own."""
        self._glanced: frozenset[int] = frozenset()
        """Questions that were looked for by their words meanwhile."""
        self._busy = True
        """Until the archive has been opened, or could not be."""
        self._thread = threading.Thread(target=self._work, name="archive desk", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask(self, request: int, line: str) -> tuple[int, ...]:
        """Take a question. Those that were still waiting are withdrawn; their numbers are returned."""
        with self._change:
            withdrawn = tuple(job.request for job in self._waiting if isinstance(job, Ask))
            articles = [job for job in self._waiting if isinstance(job, BEFORE_QUESTIONS)]
            idle = [job for job in self._waiting if isinstance(job, Compare | Prove)]
            self._waiting = deque([*articles, Ask(request, line), *idle])
            self._change.notify_all()
        return withdrawn

    def begin_anew(self, after: Answer | None = None) -> None:
        """Questions taken from now on lean on none before them, but on an answer that was given in an earlier session."""
        with self._change:
            self._anew = (after,)

    def article(self, id: str) -> None:
        """Take a request for an article. It goes first: the reader sits before an empty page."""
        self._first(Read(id))

    def read_through(self, id: str) -> None:
        """Take a request for all passages of an article."""
        self._first(ReadThrough(id))

    def neighbour(self, id: str, step: int) -> None:
        """Take a request for the next article of the same day, or for the one before."""
        self._first(Neighbour(id, step))

    def browse(self, selection: Selection, limit: int) -> None:
        """Take a request for what stands at a place, with at most so many articles."""
        self._first(Browse(selection, limit))

    def timeline(self, answer: Answer) -> None:
        """Take a request for when the archive writes of what was answered."""
        self._first(Count(answer))

    def _first(self, job: Job) -> None:
        with self._change:
            self._waiting.appendleft(job)
            self._change.notify_all()

    def reopen(self) -> None:
        """Go on with the archive as it is now. Questions that wait are asked of it."""
        self._first(Reopen())

    def compare(self, answers: Sequence[tuple[int, Answer]]) -> None:
        """Take answers of an earlier session, by their requests. The last ones go first, and questions before them."""
        with self._change:
            self._waiting.extend(Compare(*one) for one in reversed(answers))
            self._change.notify_all()

    def prove(self, request: int, quotes: Sequence[Quote]) -> None:
        """Take quotations to compare with their files: after all that the reader waits for, the last ones first."""
        with self._change:
            at = next((n for n, job in enumerate(self._waiting) if isinstance(job, Compare | Prove)), len(self._waiting))
            for quote in reversed(quotes):
                self._waiting.insert(at, Prove(request, quote))
            self._change.notify_all()

    def settle(self, timeout: float) -> bool:
        """Wait until nothing is left to do; False if that took too long. For tests."""
        with self._change:
            return self._change.wait_for(lambda: not (self._waiting or self._busy or self._loading), timeout)

    def close(self) -> None:
        """Finish the work in hand if that is quick, and leave."""
        with self._change:
            self._closing = True
            self._waiting.clear()
            self._change.notify_all()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)

    # Everything below runs in the desk's own thread.

    def _work(self) -> None:
        archive = self._opened()
        while (job := self._next()) is not None:
            archive = self._done(job, archive)
        if archive is not None:
            archive.close()

    def _next(self) -> Job | None:
        with self._change:
            self._busy = False
            self._change.notify_all()
            self._change.wait_for(lambda: self._closing or self._possible() is not None)
            job = None if self._closing else self._possible()
            if job is None:
                return None
            if isinstance(job, Glance):
                self._glanced |= {job.request}
            else:
                self._waiting.remove(job)
            self._busy = True
            return job

    def _possible(self) -> Job | None:
        """The first job that can be done. As long as the model is being loaded a question can only be glanced at, once."""
        for job in self._waiting:
            if not (self._loading and isinstance(job, Ask)):
                return job
            if job.request not in self._glanced and command(job.line) is None:
                return Glance(job.request, job.line)
        return None

    # An error of whatever kind is the answer to one request. The threads must outlive it, so each of these catches
    # Exception; the app tells what the reader can mend from what is our own fault.

    def _opened(self) -> Archive | None:
        archive = None
        try:
            archive = self._open_archive()
            self._say(ArchiveOpened())
            with self._change:
                self._loading = True
            threading.Thread(target=self._load, args=(archive,), name="model", daemon=True).start()
        except Exception as error:
            self._say(ArchiveFailed(error))
        return archive

    def _load(self, archive: Archive) -> None:
        """In a thread of its own: articles are read, and words are looked for, while the model is being loaded."""
        failed = None
        try:
            archive.load_model()
        except Exception as error:
            failed = error
        with self._change:
            self._loading = False
            self._waiting.appendleft(Warm(failed))
            self._change.notify_all()

    def _warm(self, archive: Archive, failed: Exception | None) -> None:
        try:
            if failed is not None:
                raise failed
            archive.warm()
            self._say(ArchiveReady())
        except Exception as error:
            self._say(ArchiveFailed(error))

    def _done(self, job: Job, archive: Archive | None) -> Archive | None:
        """Do one job. An archive that could not be opened is tried again: the reader may have mended it meanwhile."""
        try:
            if isinstance(job, Reopen):
                return self._opened_again(archive)
            if archive is None:
                archive = self._open_archive()
                self._say(ArchiveReady())
            if isinstance(job, Warm):
                self._warm(archive, job.failed)
            elif isinstance(job, Glance):
                kept = Context(filters=self._talk(archive).filters)
                self._say(GlanceReady(job.request, archive.glance(job.line, self.quotes, kept)))
            elif isinstance(job, Ask):
                self._say(AnswerReady(job.request, self._talk(archive).ask(job.line, self.quotes)))
            elif isinstance(job, Prove):
                proved = archive.proved(job.quote)
                if proved is not None:
                    self._say(QuoteProved(job.request, job.quote.passage.id, proved=proved))
            elif isinstance(job, Compare):
                self._say(AnswerCompared(job.request, compare_with_archive(job.answer, archive.article)))
            elif isinstance(job, Browse):
                self._say(PlaceReady(archive.browse(job.selection, limit=job.limit)))
            elif isinstance(job, Neighbour):
                self._say(NeighbourReady(job.id, job.step, archive.beside(job.id, job.step)))
            elif isinstance(job, Count):
                self._say(TimelineReady(job.answer, archive.timeline(*for_timeline(job.answer))))
            elif isinstance(job, ReadThrough):
                self._say(PassagesReady(job.id, archive.passages(job.id)))
            else:
                self._say(ArticleReady(job.id, archive.article(job.id)))
        except Exception as error:
            self._say(failure(job, error))
        return archive

    def _opened_again(self, old: Archive | None) -> Archive | None:
        if old is not None:
            old.close()
        archive = self._opened()
        if archive is not None and self._conversation is not None:
            self._conversation.reopened(archive)
        return archive

    def _talk(self, archive: Archive) -> Conversation:
        """The conversation that the next question belongs to."""
        with self._change:
            anew, self._anew = self._anew, None
        if anew or self._conversation is None:
            self._conversation = Conversation(archive)
            if anew and anew[0] is not None:
                self._conversation.resume(anew[0])
        return self._conversation

    def _say(self, message: Message | None) -> None:
        if message is not None and not self._closing:
            self._post(message)
