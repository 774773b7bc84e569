"""The exit codes of the command line, and the code of each error."""

from __future__ import annotations

import errno
import sys
from enum import IntEnum

from corpus.errors import UNWRITABLE_HINT, ArchiveError, CorpusError, RecordBroken, Unwritable, UsageError


class ExitCode(IntEnum):
    """Exit code of a command."""

    ANSWERED = 0
    INTERNAL = 1
    """A bug: the code that Python itself exits with after a traceback, so it must not mean anything else."""
    USAGE = 2
    CORPUS = 3
    """The archive's files, its record, its indexes or its model."""
    NOTHING = 4
    INTERRUPTED = 130


_UNWRITABLE = (8, 13)
"""SQLITE_READONLY and SQLITE_FULL, the errors of a database that is sound and cannot be written."""


def exit_code(error: ArchiveError) -> ExitCode:
    return ExitCode.USAGE if isinstance(error, UsageError) else ExitCode.CORPUS


def as_archive_error(error: Exception) -> ArchiveError | None:
    """A failing disk or a damaged database as an error with a hint; None for any other exception, which is a bug."""
    sqlite = sys.modules.get("sqlite3")
    if sqlite and isinstance(error, sqlite.OperationalError) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNWRITABLE:
        return Unwritable("the archive cannot be written: {error}", UNWRITABLE_HINT, error=error)
    if sqlite and isinstance(error, sqlite.DatabaseError):
        return RecordBroken(
            f"the record cannot be used: {error}", "`archive doctor` says more. Restore archive.db from a copy, or index again."
        )
    if isinstance(error, OSError) and error.filename is not None:
        return CorpusError(f"{error.filename}: {error.strerror}", "Check the path, its permissions and the space on its disk.")
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Unwritable("the archive cannot be written: {error}", UNWRITABLE_HINT, error=error.strerror)
    return None
