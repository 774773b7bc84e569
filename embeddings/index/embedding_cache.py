"""Cache of text vectors, computed once for each text and model: append-only files of rows and a table of texts.

    ARCHIVE/vectors/MODEL/rows.f16    half-precision floats, `dimension` a row
    ARCHIVE/vectors/MODEL/rows.check  digest of the text and hash of each row; see `embeddings.vector_rows`
    ARCHIVE/vectors/MODEL/keys.db     digest of the text -> row (SQLite), which can be made again from rows.check

Rows are written and flushed before their keys. A stop between the two leaves rows without keys, which are truncated when the
cache is opened for writing again. Keys whose rows were lost (damaged disk, partial copy) are deleted then.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import FloatArray
from corpus.storage import seal
from corpus.storage.seal import Seal
from corpus.text.folding import to_simplified
from corpus.text.plurals import pluralize
from embeddings.model.encoder import Encoder
from embeddings.vector_rows import (
    CHECK,
    ENTRY,
    ROWS,
    Entries,
    damaged_rows,
    entries_of,
    known,
    map_entries,
    map_rows,
    row_hashes,
)

KEYS = "keys.db"
BATCH = 2048
"""Texts that are encoded between two writes."""


def vectors_folder(archive: Path, model: str) -> Path:
    """The folder of a model's vectors in an archive."""
    return archive / "vectors" / "".join(c if c.isalnum() or c in "-_.@" else "_" for c in model)


def text_digest(text: str) -> bytes:
    """The key of a text: its BLAKE2b hash, 16 bytes."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=16).digest()


class VectorCache:
    """The vectors of an archive and a model, open for reading and adding. Only one process at a time may add."""

    def __init__(self, archive: Path, encoder: Encoder, progress: Callable[[int], None] | None = None) -> None:
        """`progress` is called with the number of texts encoded since the last call."""
        self._encoder = encoder
        self._progress = progress
        self._folder = vectors_folder(archive, encoder.name)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = (self._folder / ROWS).open("a+b")
        self._checks = (self._folder / CHECK).open("a+b")
        self._db = self._open_keys() if self._keys_are_sound() else self._make_keys()

    def _keys_are_sound(self) -> bool:
        """Whether the table of texts has the rows that `rows.check` has. Rows that it does not name are truncated, so it must be
        known before it is used."""
        path = self._folder / KEYS
        state = seal.check(path)[0]
        if state in (Seal.SOUND, Seal.CHANGED):
            return state is Seal.SOUND
        if not path.exists():
            return not self._checks.seek(0, os.SEEK_END)
        try:
            with closing(sqlite3.connect(path)) as db:  # its writer was killed
                return db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",) and self._agrees(db)
        except (sqlite3.DatabaseError, TypeError, ValueError):
            return False

    def _agrees(self, db: sqlite3.Connection) -> bool:
        """Whether `rows.check` has the same texts, as far as both have any."""
        entries = map_entries(self._folder)
        entries = entries[: 1 + (db.execute("SELECT max(row) FROM key").fetchone()[0] or 0)]
        texts = 0
        for digests, rows in _pairs(db):
            inside = rows < len(entries)
            if not np.array_equal(entries["digest"][rows[inside]], digests[inside]):
                return False
            texts += int(inside.sum())
        return texts == sum(int(known(some).sum()) for _, some in _chunks(entries))

    def _open_keys(self) -> sqlite3.Connection:
        """Open the table of texts, and bring rows and table to the same length."""
        seal.remove(self._folder / KEYS)
        with ExitStack() as on_failure:
            self._db = db = sqlite3.connect(self._folder / KEYS, isolation_level=None)
            on_failure.callback(db.close)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("CREATE TABLE IF NOT EXISTS key (digest BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID")
            db.execute("CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID")
            db.execute("DELETE FROM key WHERE row >= ?", (self._file.seek(0, os.SEEK_END) // self._width,))
            self._count = int(db.execute("SELECT coalesce(max(row) + 1, 0) FROM key").fetchone()[0])
            self._file.truncate(self._count * self._width)
            db.execute("DELETE FROM state WHERE count > ?", (self._count,))
            self._complete_checks()
            on_failure.pop_all()
        return db

    def _complete_checks(self) -> None:
        """As many hashes as rows. A cache of an older version has none: its rows are taken as they are."""
        have = min(self._checks.seek(0, os.SEEK_END) // ENTRY.itemsize, self._count)
        self._checks.truncate(have * ENTRY.itemsize)
        if have == self._count:
            return
        self._checks.truncate(self._count * ENTRY.itemsize)
        entries = np.memmap(self._folder / CHECK, dtype=ENTRY, mode="r+", shape=(self._count,))
        for digests, rows in _pairs(self._db):
            entries["digest"][rows[rows >= have]] = digests[rows >= have]
        vectors = map_rows(self._folder, self._encoder.dimension)
        for start, some in _chunks(entries, have):
            hashes = row_hashes(np.asarray(vectors[start : start + len(some)]), some["digest"])
            entries["hash"][start : start + len(some)] = np.where(known(some), hashes, 0)
        entries.flush()

    def _make_keys(self) -> sqlite3.Connection:
        """Make a damaged table of texts again. Whether rows were lost is not known, so the state is unknown too."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            (self._folder / (KEYS + suffix)).unlink(missing_ok=True)
        with closing(sqlite3.connect(self._folder / KEYS)) as db, db:
            db.execute("CREATE TABLE key (digest BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID")
            for start, some in _chunks(map_entries(self._folder)):
                pairs = [(some["digest"][k].tobytes(), start + k) for k in np.flatnonzero(known(some)).tolist()]
                db.executemany("INSERT OR REPLACE INTO key VALUES (?, ?)", pairs)
        return self._open_keys()

    def mend(self) -> int:
        """Find damaged rows, which reads the whole cache, and forget them, so that their texts are encoded again. Returns their
        number."""
        damaged = damaged_rows(self._folder, self._encoder.dimension)
        if len(damaged):
            blank = np.zeros((), dtype=ENTRY).tobytes()
            with (self._folder / CHECK).open("r+b") as file:
                for row in damaged.tolist():
                    file.seek(row * ENTRY.itemsize)
                    file.write(blank)
            self._db.close()
            self._db = self._make_keys()
        return len(damaged)

    @property
    def _width(self) -> int:
        """Bytes in a row."""
        return 2 * self._encoder.dimension

    def close(self) -> None:
        self._file.close()
        self._checks.close()
        self._db.close()
        seal.write(self._folder / KEYS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __len__(self) -> int:
        return self._count

    @property
    def state(self) -> str:
        """A hash of everything that was ever added; empty where rows were lost and it is unknown."""
        found = self._db.execute("SELECT name FROM state WHERE count = ?", (self._count,)).fetchone()
        return str(found[0]) if found else ""

    def grew_from(self, state: str) -> bool:
        """Whether the cache only grew since it had this state, so that every row still belongs to the same text. Rows that were
        lost are reused for other texts."""
        return self._db.execute("SELECT 1 FROM state WHERE name = ?", (state,)).fetchone() is not None

    def rows(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """The row of each text; texts without one are encoded first. Traditional characters are converted to simplified ones, as
        in questions, so both forms of a text share a row."""
        texts = [to_simplified(text) for text in texts]
        digests = [text_digest(text) for text in texts]
        known = self._known(digests)
        missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        fresh = list(missing.items())
        # Batches of mixed lengths waste time. The encoder sorts the texts of a call by length, so a call gets many.
        for at in range(0, len(fresh), BATCH):
            known |= self._add(fresh[at : at + BATCH])
        return np.array([known[digest] for digest in digests], dtype=np.int64)

    def vectors(self, texts: Sequence[str]) -> FloatArray:
        """The vectors of the texts, (n, dimension), float32; unit length to half precision."""
        return self.fetch(self.rows(texts))

    def fetch(self, rows: NDArray[np.int64]) -> FloatArray:
        """The vectors of these rows, (n, dimension), float32."""
        if not len(rows):
            return np.zeros((0, self._encoder.dimension), dtype=np.float32)
        self._file.flush()
        return np.asarray(map_rows(self._folder, self._encoder.dimension)[rows], dtype=np.float32)

    def _known(self, digests: Sequence[bytes]) -> dict[bytes, int]:
        found: dict[bytes, int] = {}
        unique = list(dict.fromkeys(digests))
        for at in range(0, len(unique), 500):
            chunk = unique[at : at + 500]
            query = f"SELECT digest, row FROM key WHERE digest IN ({','.join('?' * len(chunk))})"
            found.update(self._db.execute(query, chunk).fetchall())
        return found

    def _add(self, fresh: Sequence[tuple[bytes, str]]) -> dict[bytes, int]:
        done = 0

        def report(count: int) -> None:
            nonlocal done
            if self._progress:
                self._progress(count - done)
            done = count

        vectors = self._encoder.encode_passages([text for _, text in fresh], report)
        halves = np.asarray(vectors, dtype=np.float16)
        entries = entries_of(halves, [digest for digest, _ in fresh])
        for file, data in ((self._file, halves.tobytes()), (self._checks, entries.tobytes())):
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        added = {digest: self._count + k for k, (digest, _) in enumerate(fresh)}
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT INTO key VALUES (?, ?)", added.items())
        state = hashlib.sha256(b"".join([self.state.encode(), *added])).hexdigest()
        self._db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (state, self._count + len(fresh)))
        self._db.execute("COMMIT")
        self._count += len(fresh)
        return added


def _pairs(db: sqlite3.Connection) -> Iterator[tuple[Entries, NDArray[np.int64]]]:
    """Digests and rows of all texts, BATCH at a time."""
    found = db.execute("SELECT digest, row FROM key")
    while pairs := found.fetchmany(BATCH):
        digests, rows = zip(*pairs, strict=True)
        yield np.frombuffer(b"".join(digests), dtype="V16"), np.array(rows, dtype=np.int64)


def _chunks(entries: Entries, start: int = 0) -> Iterator[tuple[int, Entries]]:
    """Some entries at a time, with the row of the first."""
    for at in range(start, len(entries), BATCH):
        yield at, np.asarray(entries[at : at + BATCH])


def cache_damage(folder: Path, dimension: int, used: Iterable[NDArray[np.int64]]) -> Iterator[str]:
    """What is wrong with the files of a cache, which are read as a whole. `used`: rows that indexes refer to."""
    damaged = damaged_rows(folder, dimension)
    if len(damaged):
        yield f"{folder / ROWS}: {pluralize(len(damaged), 'row')} damaged, row {damaged[0]} the first"
    entries = map_entries(folder)
    for rows in used:
        lost = rows[(rows >= len(entries)) | ~known(np.asarray(entries[np.minimum(rows, len(entries) - 1)]))]
        if len(lost):
            yield f"{folder / CHECK}: the hash of row {lost[0]} is missing"
            break
    state, fault = seal.check(folder / KEYS)
    if fault and state is not Seal.SOUND:
        yield fault


def open_rows(folder: Path, dimension: int) -> NDArray[np.float16]:
    """All complete rows of a cache, memory-mapped, (n, dimension); another process may be writing the next one."""
    return map_rows(folder, dimension)
