"""Exit codes of the command line: one table, and which error has which."""

from __future__ import annotations

from enum import IntEnum

from corpus.errors import ArchiveError, UsageError


class Exit(IntEnum):
    """What a command's exit code says."""

    ANSWERED = 0
    INTERNAL = 1
    """A fault of the program; what Python itself gives on a traceback, so never `nothing found`."""
    USAGE = 2
    CORPUS = 3
    """The archive's files, its record, its indexes or its model."""
    NOTHING = 4
    INTERRUPTED = 130


def exit_code(error: ArchiveError) -> Exit:
    return Exit.USAGE if isinstance(error, UsageError) else Exit.CORPUS
