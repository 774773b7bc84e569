"""Mends a damaged record on a copy; the record itself is replaced only when the copy has been checked.

What is wrong decides what is done. Where only SQLite's indexes are damaged, they are made again from the tables: by REINDEX, or,
since that first reads the old ones, in a new database. Where tables are damaged, every row that can still be read is carried over
into a new database. Files with missing or changed rows are marked, so that the
next run reads them again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from corpus.errors import RecordBroken
from corpus.storage import seal
from corpus.storage.migrations import migrate
from corpus.storage.store import FILE, Store

_TABLES = ("meta", "root", "newspaper", "indexed", "source", "article", "passage", "line", "duplicate")
"""Parents before children."""
_KEYED = ("source", "article", "passage", "line")
"""Tables whose rows have a number of their own; the others are small and are read from the beginning."""
_COPY = "mending"


class Repair(Enum):
    """What was done to a record."""

    NOTHING = "nothing"
    """SQLite finds no fault; what was changed is in rows, if anywhere."""
    INDEXES = "indexes"
    TABLES = "tables"


@dataclass(frozen=True, slots=True)
class Mended:
    """A record after its repair."""

    repair: Repair
    marked: int
    """Files that the next run reads again."""
    kept: Path | None
    """The damaged database, where rows of it could not be carried over."""


def mend(folder: Path, damaged: Sequence[str]) -> Mended:
    """Mend the record of an archive that no other process writes to. `damaged`: paths of files whose articles are damaged.

    Raises RecordBroken where the copy is not sound either; the record is then as it was.
    """
    record, work = folder / FILE, folder / _COPY
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        _copy(record, work / FILE)
        repair = _repair(work / FILE)
        marked = _mark(work, damaged, lossy=repair is Repair.TABLES)
        fault = _fault(work / FILE)
        if fault:
            raise RecordBroken(
                "{path}: it cannot be mended: {fault}",
                "It was left as it is. Restore it from a copy, or index into a new folder.",
                path=record,
                fault=fault,
            )
        kept = _replace(record, work / FILE, keep=repair is Repair.TABLES)
    except sqlite3.DatabaseError as error:
        raise RecordBroken(
            "{path}: it cannot be mended: {fault}",
            "It was left as it is. Restore it from a copy, or index into a new folder.",
            path=record,
            fault=str(error).partition(" with text")[0],
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Mended(repair, marked, kept)


def _copy(record: Path, copy: Path) -> None:
    """Copy the database page by page, with what its log has."""
    with closing(sqlite3.connect(record)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def _repair(database: Path) -> Repair:
    if not _fault(database):
        return Repair.NOTHING
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("REINDEX")
    if not _fault(database):
        return Repair.INDEXES
    return Repair.TABLES if _rescue(database) else Repair.INDEXES


def _fault(database: Path) -> str:
    """The first fault that SQLite finds in a database; empty if there is none."""
    try:
        with closing(sqlite3.connect(database)) as db:
            found = str(db.execute("PRAGMA integrity_check(1)").fetchone()[0])
            orphan = db.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    if found != "ok":
        return found
    return f"row {orphan[1]} of table {orphan[0]} refers to a missing row" if orphan else ""


def _rescue(database: Path) -> int:
    """Write the rows that can be read into a new database, which takes the place of this one. Returns how many are known to be
    lost; one where they cannot be counted."""
    new, lost = database.with_name("rescued.db"), 0
    with closing(sqlite3.connect(database)) as old, closing(sqlite3.connect(new, isolation_level=None)) as db:
        migrate(db, str(new))
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("BEGIN")
        for table in _TABLES:
            lost += _carry_over(old, db, table)
        for table in ("passage", "line"):
            with suppress(sqlite3.DatabaseError):  # their numbers are never used twice
                last = old.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
                if last and isinstance(last[0], int):
                    db.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last[0], table))
        db.execute("COMMIT")
    new.replace(database)
    return lost


def _carry_over(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> int:
    """Copy the rows of a table that can be read. Returns how many are lost, as in `_rescue`."""
    columns = [row[1] for row in new.execute(f"PRAGMA table_info({table})")]
    have = {row[1] for row in old.execute(f"PRAGMA table_info({table})")}
    names = ", ".join(column for column in columns if column in have)
    insert = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * (names.count(',') + 1))})"
    try:
        for row in old.execute(f"SELECT {names} FROM {table} NOT INDEXED"):
            new.execute(insert, row)
        return 0
    except (sqlite3.DatabaseError, UnicodeError):
        new.execute(f"DELETE FROM {table}")
    if table not in _KEYED:
        with suppress(sqlite3.DatabaseError):
            for row in old.execute(f"SELECT {names} FROM {table}"):
                new.execute(insert, row)
        return 1
    lost = 0
    for number in sorted(_numbers(old, table)):
        try:
            row = old.execute(f"SELECT {names} FROM {table} NOT INDEXED WHERE rowid = ?", (number,)).fetchone()
            if row:
                new.execute(insert, row)
        except (sqlite3.DatabaseError, UnicodeError):  # it cannot be read, has a value that cannot be, or has no parent
            lost += 1
    return max(lost, 1)


def _numbers(old: sqlite3.Connection, table: str) -> set[int]:
    """Numbers of a table's rows: from its beginning up to the damage, from its end down to it, and what its indexes have."""
    found: set[int] = set()
    scans = [f"SELECT rowid FROM {table} NOT INDEXED ORDER BY rowid {order}" for order in ("ASC", "DESC")]
    with suppress(sqlite3.DatabaseError):
        indexes = [row[1] for row in old.execute(f"PRAGMA index_list({table})")]
        scans += [f'SELECT rowid FROM {table} INDEXED BY "{index}"' for index in indexes if not index.startswith("sqlite_")]
        scans += [f"SELECT rowid FROM {table} ORDER BY id"] if table != "source" else []
    for scan in scans:
        with suppress(sqlite3.DatabaseError):
            for (number,) in old.execute(scan):
                found.add(number)
    return found


def _mark(folder: Path, damaged: Sequence[str], *, lossy: bool) -> int:
    """Have the next run read these files again, and those of which rows are missing or changed. Returns their number. `lossy`:
    indexes may name passages that are lost."""
    with Store.open(folder) as store:
        changed = {source.path for source in store.sources() if store.is_changed(source.path)}
        known = [path for path in sorted(changed | set(damaged)) if store.file_info(Path(path))]
        if known or lossy:
            with store.transaction():
                store.mend(known)
    return len(known)


def _replace(record: Path, mended: Path, *, keep: bool) -> Path | None:
    """Put the mended database in the record's place. The old one is kept beside it where it has more."""
    with mended.open("rb+") as file:
        os.fsync(file.fileno())
    kept = None
    with closing(sqlite3.connect(record)) as old, suppress(sqlite3.DatabaseError):
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that its log can go without loss
    if keep:
        kept = next(
            path for n in range(1, 1000) if not (path := record.with_name(f"{record.stem}.damaged-{n}{record.suffix}")).exists()
        )
        shutil.copy2(record, kept)
    seal.remove(record)
    for suffix in ("-wal", "-shm"):  # the log of the old one
        record.with_name(record.name + suffix).unlink(missing_ok=True)
    mended.replace(record)
    seal.write(record)
    return kept
