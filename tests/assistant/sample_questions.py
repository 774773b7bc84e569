"""A question of the sample's evaluation set with its answer."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import Answer


@dataclass(frozen=True)
class Asked:
    """Asked in one language."""

    id: str
    side: str
    kind: str
    """paraphrase, fact, number, name, why, garbled; near (a near miss) and off (another subject) have no answer."""
    text: str
    gold: dict[str, str | None]
    """By side: what the archive says, verbatim."""
    answer: Answer
