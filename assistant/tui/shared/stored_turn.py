"""A question and its answer apart from any widget."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import Answer


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A turn of an earlier session, or one that has left the screen."""

    request: int
    """Its number in this run of the chat."""
    question: str
    answer: Answer | None
