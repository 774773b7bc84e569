"""Progress and result of an indexing run."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.model import Remark


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a run."""

    stage: str
    """`read` (files), `index` (passages) or `words` (passages)."""
    done: int
    total: int
    """Files or passages. `done` excludes those waiting in the batch."""
    passages: int = 0
    """Passages written to the record so far."""


@dataclass
class Report:
    """Result of a run."""

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
