"""The record's remarks on files: what was found wrong when a file was last read. `Store` inherits from this class."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from corpus.model import Remark, Span


class RemarkRows:
    """Queries and changes of the table `remark`."""

    _db: sqlite3.Connection

    def remarks(self, paths: Iterable[str]) -> list[Remark]:
        """The remarks on these files, in the order in which they were made."""
        query = "SELECT kind, path, message, start, end, text FROM remark WHERE path = ? ORDER BY rowid"
        return [
            Remark(kind, path, message, None if start is None else Span(start, end), text)
            for one in paths
            for kind, path, message, start, end, text in self._db.execute(query, (one,))
        ]

    def remark_counts(self) -> dict[str, int]:
        """How many remarks of each kind there are, by kind."""
        return dict(self._db.execute("SELECT kind, count(*) FROM remark GROUP BY kind ORDER BY kind"))

    def paths_with_remarks(self) -> list[str]:
        return [path for (path,) in self._db.execute("SELECT DISTINCT path FROM remark ORDER BY path")]

    def set_remarks(self, paths: Sequence[str], remarks: Sequence[Remark]) -> None:
        """Replace the remarks on files that were read, or that could not be."""
        for path in paths:
            self.remove_remarks(path)
        rows = [(r.path, r.kind, r.message, r.span and r.span.start, r.span and r.span.end, r.text) for r in remarks]
        self._db.executemany("INSERT INTO remark (path, kind, message, start, end, text) VALUES (?, ?, ?, ?, ?, ?)", rows)

    def remove_remarks(self, path: str) -> None:
        """Forget the remarks on a file."""
        self._db.execute("DELETE FROM remark WHERE path = ?", (path,))
