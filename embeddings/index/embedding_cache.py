"""Cache of text vectors, computed once for each text and model: an append-only file of rows and a table of texts.

    ARCHIVE/vectors/MODEL/rows.f16   half-precision floats, `dimension` a row
    ARCHIVE/vectors/MODEL/keys.db    digest of the text -> row (SQLite)

Rows are written and flushed before their keys. A stop between the two leaves rows without keys, which are truncated when the
cache is opened for writing again. Keys whose rows were lost (damaged disk, partial copy) are deleted then.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import FloatArray
from corpus.text.han_variants import to_simplified
from embeddings.model.encoder import Encoder

ROWS = "rows.f16"
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
        self._db = sqlite3.connect(self._folder / KEYS, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("CREATE TABLE IF NOT EXISTS key (digest BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID")
        self._file = (self._folder / ROWS).open("a+b")
        self._db.execute("DELETE FROM key WHERE row >= ?", (self._file.seek(0, os.SEEK_END) // self._width,))
        self._count = int(self._db.execute("SELECT coalesce(max(row) + 1, 0) FROM key").fetchone()[0])
        self._file.truncate(self._count * self._width)
        self._db.execute("CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID")
        self._db.execute("DELETE FROM state WHERE count > ?", (self._count,))

    @property
    def _width(self) -> int:
        """Bytes in a row."""
        return 2 * self._encoder.dimension

    def close(self) -> None:
        self._file.close()
        self._db.close()

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
        return np.asarray(open_rows(self._folder, self._encoder.dimension)[rows], dtype=np.float32)

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
        self._file.write(np.asarray(vectors, dtype=np.float16).tobytes())
        self._file.flush()
        os.fsync(self._file.fileno())
        added = {digest: self._count + k for k, (digest, _) in enumerate(fresh)}
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT INTO key VALUES (?, ?)", added.items())
        state = hashlib.sha256(b"".join([self.state.encode(), *added])).hexdigest()
        self._db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (state, self._count + len(fresh)))
        self._db.execute("COMMIT")
        self._count += len(fresh)
        return added


def open_rows(folder: Path, dimension: int) -> NDArray[np.float16]:
    """All complete rows of a cache, memory-mapped, (n, dimension); another process may be writing the next one."""
    path = folder / ROWS
    count = path.stat().st_size // (2 * dimension) if path.exists() else 0
    if not count:
        return np.zeros((0, dimension), dtype=np.float16)
    return np.asarray(np.memmap(path, dtype=np.float16, mode="r", shape=(count, dimension)))
