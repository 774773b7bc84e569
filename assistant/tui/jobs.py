"""What the desk is asked to do."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from assistant.answer import Answer, Quote
from assistant.tui.messages import ArticleFailed, AskFailed, PlaceFailed, TimelineFailed
from corpus.selection import Selection


@dataclass(frozen=True, slots=True)
class Ask:
    request: int
    line: str


@dataclass(frozen=True, slots=True)
class Glance:
    """A question, by its words alone."""

    request: int
    line: str


@dataclass(frozen=True, slots=True)
class Warm:
    """The model has been loaded; the indexes are to be."""

    failed: Exception | None


@dataclass(frozen=True, slots=True)
class Read:
    id: str


@dataclass(frozen=True, slots=True)
class ReadThrough:
    """An article from its first passage on."""

    id: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The article beside one, on the same day."""

    id: str
    step: int


@dataclass(frozen=True, slots=True)
class Browse:
    selection: Selection
    limit: int


@dataclass(frozen=True, slots=True)
class Count:
    """The passages with the words of what was answered, by time."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Compare:
    """An answer of an earlier session with the archive as it is now."""

    request: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Prove:
    """A quotation of an answer with its file."""

    request: int
    quote: Quote


@dataclass(frozen=True, slots=True)
class Reopen:
    """The archive, which has new indexes."""


Job = Ask | Glance | Warm | Read | ReadThrough | Neighbour | Browse | Count | Compare | Prove | Reopen
BEFORE_QUESTIONS = (Read, ReadThrough, Neighbour, Browse, Count)
"""What takes no time, and a reader sits before an empty page for."""


def failure(job: Job, error: Exception) -> Message | None:
    """How it is told that a job went wrong; None where it is not."""
    match job:
        case Ask():
            return AskFailed(job.request, error)
        case Read() | ReadThrough() | Neighbour():
            return ArticleFailed(job.id, error)
        case Browse():
            return PlaceFailed(job.selection, error)
        case Count():
            return TimelineFailed(job.answer, error)
        case Compare() | Prove() | Reopen() | Glance() | Warm():
            return None  # what is shown stays as it is; the archive's own trouble is told elsewhere
