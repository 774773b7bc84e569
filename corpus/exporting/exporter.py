"""What an export format has to provide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from corpus.selection import Selection
    from corpus.storage.store import Store


class Exporter(Protocol):
    """Writes the record in one format: a function of this form. Another package adds one as `corpus.plugins` says."""

    def __call__(self, store: Store, selection: Selection, /) -> Iterator[str]:
        """Yield the text of the file, piece by piece, for the articles that match the selection. An archive may be larger
        than memory, so a writer fetches one article at a time."""
        ...
