"""The vector index of one side: FAISS, exact while that is fast enough, then in inverted lists; memory-mapped.

    SIDE.faiss                       exact: all vectors
    SIDE.lists.faiss SIDE.lists.i32  inverted: the centres of the lists; and which list each vector is in
    SIDE.0.faiss SIDE.1.faiss ...    the lists of SHARD vectors each, so that building holds no more than one shard in memory

It proposes candidates; their exact similarity is computed from the vectors themselves (`embeddings.ranking.features`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import FloatArray
from corpus.errors import IndexStale
from corpus.model import Side
from embeddings.index.array_files import map_array

EXACT_UP_TO = 200_000
"""Vectors that are searched exactly (about 13 ms a question on the slowest machine measured)."""
LISTS, PROBED = 1024, 64
"""Lists that more vectors are in, and those of them that are searched. Of the 64 nearest of a million, .93 are found and the
nearest one in 99 of 100 questions, in an eighth of the time that all of them take in 8 bits a number (CONTRIBUTING.md)."""
SHARD = 500_000
"""Vectors of a file."""
_TRAINING = 51_200
"""Vectors that the centres are computed from, fifty a list."""
_AT_ONCE = 65_536
_AGAIN = "Run `archive index` to build it again."


@dataclass(frozen=True, slots=True)
class Before:
    """What an index can take from that of another generation: its lists, so that only new vectors are looked up."""

    folder: Path
    positions: NDArray[np.int64]
    """Positions there of the vectors that come first here."""


def build_vector_index(
    folder: Path, side: Side, vectors: NDArray[np.float16], rows: NDArray[np.int64], before: Before | None = None
) -> None:
    """Write the index of the given rows of `vectors`; position k of the index is row `rows[k]`. Raises IndexStale where what
    was `before` cannot be read."""
    import faiss

    if len(rows) <= EXACT_UP_TO:
        index = faiss.IndexFlatIP(vectors.shape[1])
        for _, some in _batches(vectors, rows):
            index.add(some)
        faiss.write_index(index, str(folder / f"{side}.faiss"))
        return
    centres = _write_lists(folder, side, vectors, rows, before)
    lists = map_array(folder / f"{side}.lists.i32", np.int32)
    for number, at in enumerate(range(0, len(rows), SHARD)):
        shard: Any = faiss.clone_index(centres)
        for begin, some in _batches(vectors, rows[at : at + SHARD]):
            positions = np.arange(at + begin, at + begin + len(some), dtype=np.int64)
            within = lists[positions].astype(np.int64)
            shard.add_core(len(some), faiss.swig_ptr(some), faiss.swig_ptr(positions), faiss.swig_ptr(within))
        faiss.write_index(shard, str(folder / f"{side}.{number}.faiss"))


def _batches(vectors: NDArray[np.float16], rows: NDArray[np.int64]) -> Iterator[tuple[int, FloatArray]]:
    """The vectors of some rows, some at a time, with the index of the first of them."""
    for at in range(0, len(rows), _AT_ONCE):
        yield at, np.ascontiguousarray(vectors[rows[at : at + _AT_ONCE]], dtype=np.float32)


def _write_lists(folder: Path, side: Side, vectors: NDArray[np.float16], rows: NDArray[np.int64], before: Before | None) -> Any:
    """Write the centres and the list of each vector; returns the empty index of the centres. Where most vectors were in an
    index before, its centres stay, and so do they in their lists."""
    import faiss

    known = np.zeros(0, dtype=np.int32)
    centres: Any = None
    if before and len(before.positions) > len(rows) / 2 and (before.folder / f"{side}.lists.faiss").exists():
        centres = _opened(before.folder / f"{side}.lists.faiss", 0)
        known = map_array(before.folder / f"{side}.lists.i32", np.int32)[before.positions]
    if centres is None:
        centres = faiss.index_factory(vectors.shape[1], f"IVF{LISTS},SQ8", faiss.METRIC_INNER_PRODUCT)
        sample = np.sort(np.random.default_rng(0).choice(len(rows), min(len(rows), _TRAINING), replace=False))
        centres.train(np.asarray(vectors[rows[sample]], dtype=np.float32))
    faiss.write_index(centres, str(folder / f"{side}.lists.faiss"))
    with (folder / f"{side}.lists.i32").open("wb") as file:
        file.write(known.tobytes())
        for _, some in _batches(vectors, rows[len(known) :]):
            file.write(centres.quantizer.search(some, 1)[1].astype(np.int32).tobytes())
    return centres


def _opened(path: Path, flags: int) -> Any:
    """A FAISS index. Raises IndexStale where the file is missing or damaged."""
    import faiss

    try:
        return faiss.read_index(str(path), flags)
    except RuntimeError as error:
        raise IndexStale(f"{path}: the vector index cannot be read", _AGAIN) from error


class VectorIndex:
    """An open vector index."""

    def __init__(self, folder: Path, side: Side) -> None:
        """Raises IndexStale where a file is missing or damaged."""
        import faiss

        shards = sorted(folder.glob(f"{side}.[0-9]*.faiss"), key=lambda path: int(path.suffixes[0][1:]))
        exact = folder / f"{side}.faiss"
        self._shards = [_opened(path, faiss.IO_FLAG_MMAP) for path in shards] or [_opened(exact, faiss.IO_FLAG_MMAP_IFC)]
        self._inverted = bool(shards)

    def __len__(self) -> int:
        return sum(int(shard.ntotal) for shard in self._shards)

    def search(self, vector: FloatArray, limit: int, among: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """Positions nearest to a (dimension,) vector, best first; only those in `among`, if it is given. The condition holds
        before the limit: as many are found as there are."""
        fit = len(self) if among is None else len(among)
        limit = min(limit, fit)
        if limit == 0:
            return np.zeros(0, dtype=np.int64)
        # The fewer fit, the more lists it takes to meet them.
        probed = min(LISTS, PROBED * len(self) // fit)
        found = self._nearest(vector, limit, among, probed)
        if len(found) < limit and self._inverted and probed < LISTS:
            found = self._nearest(vector, limit, among, LISTS)
        return found

    def _nearest(self, vector: FloatArray, limit: int, among: NDArray[np.int64] | None, probed: int) -> NDArray[np.int64]:
        question = np.ascontiguousarray(vector[None, :], dtype=np.float32)
        parameters = self._parameters(among, probed)
        found = [shard.search(question, limit, params=parameters) for shard in self._shards]
        scores, positions = (np.concatenate([one[k][0] for one in found]) for k in (0, 1))
        best = positions[np.argsort(-scores, kind="stable")]
        return np.asarray(best[best >= 0][:limit], dtype=np.int64)

    def _parameters(self, among: NDArray[np.int64] | None, probed: int) -> Any:
        import faiss

        untyped: Any = faiss  # its stubs know neither of these as they are
        wanted: dict[str, Any] = {"nprobe": probed} if self._inverted else {}
        if among is not None:
            bits = np.zeros(len(self), dtype=bool)
            bits[among] = True
            wanted["sel"] = untyped.IDSelectorBitmap(np.packbits(bits, bitorder="little"))
        return untyped.SearchParametersIVF(**wanted) if self._inverted else untyped.SearchParameters(**wanted)
