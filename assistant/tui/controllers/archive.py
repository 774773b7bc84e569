"""Which archive the chat is about."""

from __future__ import annotations

from collections.abc import Callable

from assistant.system.paths import ArchiveIdentity
from embeddings.query.filters import FilterValues


class ArchiveController:
    """The archive's name and folder, and the values that its filters can be completed with."""

    def __init__(self, identify: Callable[[], ArchiveIdentity], filter_values: Callable[[], FilterValues]) -> None:
        """`filter_values` reads the archive; it is slow, and may be called from any thread."""
        self._identify = identify
        self.filter_values = filter_values
        self.identity = identify()

    def refresh(self) -> None:
        """Look again: the first files to be indexed replace the sample by an archive of the reader's own."""
        self.identity = self._identify()
