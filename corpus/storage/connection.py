"""How the record's database is opened: for reading and writing, or where it cannot be written, for reading alone."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from pathlib import Path

_UNWRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM)
"""Errors of a database that cannot be written; SQLite's extended codes have more bits."""


def connect(path: Path) -> sqlite3.Connection:
    """Open a database for reading and writing; only for reading where neither it nor its folder can be written.

    SQLite needs files beside a database in its usual mode even for reading. On a disk or in a folder that cannot be written no
    process changes the database, so it is opened as one that never changes, unless a writer left a log that is not merged yet.
    """
    try:
        return _writable(path)
    except sqlite3.OperationalError as error:
        log = path.with_name(path.name + "-wal")
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _UNWRITABLE or (log.exists() and log.stat().st_size):
            raise
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)


def _writable(path: Path) -> sqlite3.Connection:
    with ExitStack() as on_failure:
        db = sqlite3.connect(path, isolation_level=None, timeout=30)
        on_failure.callback(db.close)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        on_failure.pop_all()
    return db


def is_full(error: sqlite3.DatabaseError) -> bool:
    """Whether there was no space to write."""
    return isinstance(error, sqlite3.OperationalError) and getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
