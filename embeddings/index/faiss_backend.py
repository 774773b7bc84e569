"""The built-in vector backend: FAISS, exact search for small indexes, inverted lists for large ones, memory-mapped.

SIDE.faiss                       exact: all vectors
SIDE.lists.faiss SIDE.lists.i32  inverted lists: their centroids; and the list of each vector
SIDE.0.faiss SIDE.1.faiss ...    inverted lists of SHARD vectors each, so that building needs memory for one shard only
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import FloatArray
from corpus.errors import UNWRITABLE_HINT, IndexStale, Unwritable
from corpus.model import Side
from embeddings.index.array_files import map_array

if TYPE_CHECKING:
    from embeddings.index.vector_backend import PreviousVectors

EXACT_UP_TO = 200_000
"""Vectors up to which search is exact (about 13 ms a query on the slowest machine measured)."""
LISTS, PROBED = 1024, 64
"""Inverted lists of a larger index, and how many of them a query searches. Of the 64 nearest of a million vectors this finds
93 in 100, and the nearest one for 99 queries in 100, in an eighth of the time of an exhaustive search with 8 bits a number
(tests/quality/MEASUREMENTS.md)."""
SHARD = 500_000
"""Vectors in one file."""
_TRAINING = 51_200
"""Vectors that the centroids are trained on: fifty a list."""
_BATCH = 65_536
_REBUILD = "Run `archive index` to build it again."


class FaissBackend:
    """Implements `embeddings.index.vector_backend.VectorBackend`."""

    def build(
        self,
        folder: Path,
        side: Side,
        vectors: NDArray[np.float16],
        rows: NDArray[np.int64],
        previous: PreviousVectors | None = None,
    ) -> None:
        import faiss

        if len(rows) <= EXACT_UP_TO:
            index = faiss.IndexFlatIP(vectors.shape[1])
            for _, batch in _batches(vectors, rows):
                index.add(batch)
            _write_index(index, folder / f"{side}.faiss")
            return
        centroids = _write_lists(folder, side, vectors, rows, previous)
        lists = map_array(folder / f"{side}.lists.i32", np.int32)
        for number, start in enumerate(range(0, len(rows), SHARD)):
            shard: Any = faiss.clone_index(centroids)
            for begin, batch in _batches(vectors, rows[start : start + SHARD]):
                positions = np.arange(start + begin, start + begin + len(batch), dtype=np.int64)
                assigned = lists[positions].astype(np.int64)
                shard.add_core(len(batch), faiss.swig_ptr(batch), faiss.swig_ptr(positions), faiss.swig_ptr(assigned))
            _write_index(shard, folder / f"{side}.{number}.faiss")

    def open(self, folder: Path, side: Side) -> FaissIndex:
        return FaissIndex(folder, side)


def _batches(vectors: NDArray[np.float16], rows: NDArray[np.int64]) -> Iterator[tuple[int, FloatArray]]:
    """The vectors of some rows in batches, each with the index of its first row."""
    for start in range(0, len(rows), _BATCH):
        yield start, np.ascontiguousarray(vectors[rows[start : start + _BATCH]], dtype=np.float32)


def _write_lists(
    folder: Path, side: Side, vectors: NDArray[np.float16], rows: NDArray[np.int64], previous: PreviousVectors | None
) -> Any:
    """Write the centroids and the list of each vector; returns the empty index of the centroids. Where most vectors come from
    the previous index, they keep their lists and its centroids, and only new vectors are assigned."""
    import faiss

    known = np.zeros(0, dtype=np.int32)
    centroids: Any = None
    if previous and len(previous.positions) > len(rows) / 2 and (previous.folder / f"{side}.lists.faiss").exists():
        centroids = _read_index(previous.folder / f"{side}.lists.faiss", 0)
        known = map_array(previous.folder / f"{side}.lists.i32", np.int32)[previous.positions]
    if centroids is None:
        centroids = faiss.index_factory(vectors.shape[1], f"IVF{LISTS},SQ8", faiss.METRIC_INNER_PRODUCT)
        sample = np.sort(np.random.default_rng(0).choice(len(rows), min(len(rows), _TRAINING), replace=False))
        centroids.train(np.asarray(vectors[rows[sample]], dtype=np.float32))
    _write_index(centroids, folder / f"{side}.lists.faiss")
    with (folder / f"{side}.lists.i32").open("wb") as file:
        file.write(known.tobytes())
        for _, batch in _batches(vectors, rows[len(known) :]):
            file.write(centroids.quantizer.search(batch, 1)[1].astype(np.int32).tobytes())
    return centroids


def _write_index(index: Any, path: Path) -> None:
    """Raises Unwritable."""
    import faiss

    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:  # its message names the line of FAISS, and not always the reason
        raise Unwritable("{path}: the vector index cannot be written", UNWRITABLE_HINT, path=path) from error


def _read_index(path: Path, flags: int) -> Any:
    """A FAISS index. Raises IndexStale where the file is missing or damaged."""
    import faiss

    try:
        return faiss.read_index(str(path), flags)
    except RuntimeError as error:
        raise IndexStale(f"{path}: the vector index cannot be read", _REBUILD) from error


class FaissIndex:
    """An open FAISS index. Implements `embeddings.index.vector_backend.VectorIndex`."""

    def __init__(self, folder: Path, side: Side) -> None:
        """Raises IndexStale where a file is missing or damaged."""
        import faiss

        shards = sorted(folder.glob(f"{side}.[0-9]*.faiss"), key=lambda path: int(path.suffixes[0][1:]))
        exact = folder / f"{side}.faiss"
        self._shards = [_read_index(path, faiss.IO_FLAG_MMAP) for path in shards] or [
            _read_index(exact, faiss.IO_FLAG_MMAP_IFC)
        ]
        self._inverted = bool(shards)

    def __len__(self) -> int:
        return sum(int(shard.ntotal) for shard in self._shards)

    def search(self, vector: FloatArray, k: int, among: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """See `VectorIndex.search`."""
        eligible = len(self) if among is None else len(among)
        k = min(k, eligible)
        if k == 0:
            return np.zeros(0, dtype=np.int64)
        # The fewer vectors are eligible, the more lists must be searched to meet them.
        probed = min(LISTS, PROBED * len(self) // eligible)
        found = self._nearest(vector, k, among, probed)
        if len(found) < k and self._inverted and probed < LISTS:
            found = self._nearest(vector, k, among, LISTS)
        return found

    def _nearest(self, vector: FloatArray, k: int, among: NDArray[np.int64] | None, probed: int) -> NDArray[np.int64]:
        query = np.ascontiguousarray(vector[None, :], dtype=np.float32)
        parameters = self._parameters(among, probed)
        found = [shard.search(query, k, params=parameters) for shard in self._shards]
        scores, positions = (np.concatenate([one[part][0] for one in found]) for part in (0, 1))
        best = positions[np.argsort(-scores, kind="stable")]
        return np.asarray(best[best >= 0][:k], dtype=np.int64)

    def _parameters(self, among: NDArray[np.int64] | None, probed: int) -> Any:
        import faiss

        untyped: Any = faiss  # its stubs declare neither class as it is
        arguments: dict[str, Any] = {"nprobe": probed} if self._inverted else {}
        if among is not None:
            bits = np.zeros(len(self), dtype=bool)
            bits[among] = True
            arguments["sel"] = untyped.IDSelectorBitmap(np.packbits(bits, bitorder="little"))
        return untyped.SearchParametersIVF(**arguments) if self._inverted else untyped.SearchParameters(**arguments)
