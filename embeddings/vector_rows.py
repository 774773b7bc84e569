"""Rows of vectors on disk, each with the text it belongs to and a hash, so that a damaged one is noticed wherever it is read.

    rows.f16     half-precision floats, `dimension` a row
    rows.check   for each row the digest of its text, and the hash of the row and that digest

A row is the block that is hashed: a question reads some thousand rows from all over the file, and one that is damaged is
encoded again by itself. Caches of older versions have no `rows.check`; their rows are believed until the next `archive index`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexStale

ROWS = "rows.f16"
CHECK = "rows.check"
ENTRY = np.dtype([("digest", "V16"), ("hash", "<u8")])
"""Of a row whose text is not known any more, because the row was damaged, all bytes are zero."""
Rows = NDArray[np.int64]
Vectors = NDArray[np.float16]
Entries = NDArray[np.void]
_CHUNK = 65_536
"""Rows that are hashed at once."""


def row_hashes(vectors: Vectors, digests: Entries) -> NDArray[np.uint64]:
    """The hash of each row together with its text's digest."""
    from xxhash import xxh3_64_intdigest

    joined = np.empty((len(vectors), 2 * vectors.shape[1] + 16), dtype=np.uint8)
    joined[:, :-16] = np.ascontiguousarray(vectors, dtype="<f2").view(np.uint8)
    joined[:, -16:] = np.ascontiguousarray(digests).view(np.uint8).reshape(-1, 16)
    data, width = memoryview(joined.reshape(-1).data), joined.shape[1]
    return np.fromiter((xxh3_64_intdigest(data[at : at + width]) for at in range(0, len(data), width)), np.uint64, len(vectors))


def entries_of(vectors: Vectors, digests: list[bytes]) -> Entries:
    """What `rows.check` has of some rows."""
    entries = np.zeros(len(digests), dtype=ENTRY)
    entries["digest"] = np.frombuffer(b"".join(digests), dtype="V16")
    entries["hash"] = row_hashes(vectors, entries["digest"])
    return entries


def map_rows(folder: Path, dimension: int) -> Vectors:
    """All complete rows, memory-mapped, (n, dimension); another process may be writing the next one."""
    path = folder / ROWS
    count = path.stat().st_size // (2 * dimension) if path.exists() else 0
    if not count:
        return np.zeros((0, dimension), dtype=np.float16)
    return np.asarray(np.memmap(path, dtype=np.float16, mode="r", shape=(count, dimension)))


def map_entries(folder: Path) -> Entries:
    """What `rows.check` has, memory-mapped; nothing where it is missing."""
    path = folder / CHECK
    count = path.stat().st_size // ENTRY.itemsize if path.exists() else 0
    return np.memmap(path, dtype=ENTRY, mode="r", shape=(count,)) if count else np.zeros(0, dtype=ENTRY)


def damaged_rows(folder: Path, dimension: int) -> Rows:
    """Every row that belongs to a text and is not what was written. Reads the whole file."""
    vectors, entries = map_rows(folder, dimension), map_entries(folder)
    count = min(len(vectors), len(entries))
    found = []
    for start in range(0, count, _CHUNK):
        some = np.asarray(entries[start : min(start + _CHUNK, count)])
        wrong = row_hashes(np.asarray(vectors[start : start + len(some)]), some["digest"]) != some["hash"]
        found.append(start + np.flatnonzero(wrong & known(some)))
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def known(entries: Entries) -> NDArray[np.bool_]:
    """Whether each entry is of a text."""
    written = np.ascontiguousarray(entries).view(np.uint8).reshape(-1, ENTRY.itemsize) != 0
    return np.asarray(written.any(axis=1), dtype=np.bool_)


class ReadableRows(Protocol):
    """Vectors that can be read by row number: those of a file, or an array."""

    @property
    def shape(self) -> tuple[Any, ...]: ...

    def __getitem__(self, rows: Rows, /) -> Vectors: ...


class CheckedRows:
    """The rows of a cache, to be read by row number. Each is hashed when it is read for the first time."""

    def __init__(self, folder: Path, dimension: int) -> None:
        self._path = folder / ROWS
        self._rows = map_rows(folder, dimension)
        self._entries = map_entries(folder)
        self._sound = np.zeros(len(self._rows), dtype=bool)
        """Rows that were hashed already."""
        if not len(self._entries):
            self._sound[:] = True

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self._rows), self._rows.shape[1]

    def __getitem__(self, rows: Rows) -> Vectors:
        """The vectors in these rows. Raises IndexStale where one is damaged."""
        found = np.asarray(self._rows[rows])
        fresh = ~self._sound[rows]
        if fresh.any():
            self._check(rows[fresh], found[fresh])
        return found

    def _check(self, rows: Rows, vectors: Vectors) -> None:
        inside = rows < len(self._entries)
        entries = np.asarray(self._entries[rows[inside]])
        wrong = rows[~inside]
        if inside.all():
            wrong = rows[row_hashes(vectors, entries["digest"]) != entries["hash"]]
        if len(wrong):
            raise IndexStale(
                f"{self._path}: row {wrong[0]} is damaged, or its hash is", "Run `archive index` to encode its text again."
            )
        self._sound[rows] = True
