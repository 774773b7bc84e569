"""How far a run of indexing is, and what it did."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.readers.reading import Remark


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    stage: str
    """`read` (files), `index` (passages) or `words` (passages)."""
    done: int
    total: int
    """Files, or passages: those that are done with, not those that wait in the batch."""
    passages: int = 0
    """Passages written to the record so far."""


@dataclass
class Report:
    """What a run did."""

    files: int = 0
    """Files found under the given paths."""
    unchanged: int = 0
    added: int = 0
    changed: int = 0
    moved: int = 0
    removed: int = 0
    articles: int = 0
    """Articles written by this run."""
    passages: int = 0
    remarks: list[Remark] = field(default_factory=list)

    @property
    def modified(self) -> bool:
        return bool(self.added or self.changed or self.moved or self.removed)
