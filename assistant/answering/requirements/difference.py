"""A detail of a question that a passage contradicts."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.facts import DetailKind
from corpus.model import Side

Texts = dict[Side, str]
"""The titles of an article and one of its passages, by language; empty where it lacks one."""
MOST_GIVEN = 3
"""Details of the passage that are named."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A detail of a question, and what a passage has instead."""

    kind: DetailKind
    asked: str
    """As typed."""
    given: tuple[str, ...]
    """As printed."""
