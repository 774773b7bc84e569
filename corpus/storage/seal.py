"""Seals of databases: the hash of a whole file, as the last writer left it.

SQLite notices damage only where it reads, and not in every byte. A writer removes the seal of a database before it writes, and
seals it when it is done. A database without a seal was written by an older version, or its writer was killed.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from enum import Enum
from pathlib import Path

from corpus.content_hash import BLOCK, block_hashes, content_hash, hashed_blocks

SUFFIX = ".seal"


class Seal(Enum):
    """What the seal says about a database."""

    SOUND = "sound"
    CHANGED = "changed"
    NONE = "none"
    UNREADABLE = "unreadable"
    """The seal itself is damaged, so it says nothing about the database."""


def path_of(database: Path) -> Path:
    return database.with_name(database.name + SUFFIX)


def remove(database: Path) -> None:
    path_of(database).unlink(missing_ok=True)


def write(database: Path) -> None:
    """Seal a database that no process has open for writing. Where a question being answered keeps SQLite from merging its log
    into the file, the file will still change, and stays without a seal."""
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(database)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nobody has done so if another process has it open
    log = database.with_name(database.name + "-wal")
    if log.exists() and log.stat().st_size:
        remove(database)
        return
    content = " ".join([str(database.stat().st_size), *block_hashes(database)])
    part = database.with_name(database.name + SUFFIX + ".part")
    part.write_text(f"{content}\n{content_hash(content.encode())}\n", encoding="ascii")
    part.replace(path_of(database))


def check(database: Path) -> tuple[Seal, str]:
    """Whether a database is as it was left, and what is wrong with it if it is not. Reads the whole file. Raises OSError."""
    path = path_of(database)
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return Seal.NONE, ""
    except ValueError:
        text = ""
    content = text.partition("\n")[0]
    if text != f"{content}\n{content_hash(content.encode())}\n":
        return Seal.UNREADABLE, f"{path}: the seal of {database.name} is damaged"
    size, *hashes = content.split(" ")
    if not database.exists():
        return Seal.CHANGED, f"{database}: it is missing"
    if database.stat().st_size != int(size):
        return Seal.CHANGED, f"{database}: it is {database.stat().st_size} bytes long, {size} bytes expected"
    for number, now in hashed_blocks(database):
        if now != hashes[number]:
            start = number * BLOCK
            return Seal.CHANGED, f"{database}: bytes {start} to {start + BLOCK} are not those that were written"
    return Seal.SOUND, ""
