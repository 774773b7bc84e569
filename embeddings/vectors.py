"""The vector index of one side: FAISS, exact while that is fast enough, then quantised, chosen by size; memory-mapped.

It proposes candidates; their exact similarity is computed from the vectors themselves (`embeddings.evidence`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexStale
from corpus.units import FloatArray

EXACT_UP_TO = 200_000
"""Vectors that are searched exactly (about 13 ms a question on the slowest machine measured); above, 8 bits a number."""
INVERTED_FROM = 2_000_000
"""Vectors from which on only the nearest lists are searched."""
_TRAINING = 200_000


def factory(count: int) -> str:
    """FAISS's own name for the kind of index that suits so many vectors."""
    if count <= EXACT_UP_TO:
        return "Flat"
    if count < INVERTED_FROM:
        return "SQ8"
    return f"IVF{int(4 * np.sqrt(count))},SQ8"


def build_vectors(path: Path, vectors: NDArray[np.float16], rows: NDArray[np.int64]) -> None:
    """Write the index of the given rows of `vectors`; position k of the index is row `rows[k]`."""
    import faiss

    dimension = vectors.shape[1]
    index = faiss.index_factory(dimension, factory(len(rows)), faiss.METRIC_INNER_PRODUCT)
    if not index.is_trained:
        sample = np.sort(np.random.default_rng(0).choice(len(rows), min(len(rows), _TRAINING), replace=False))
        index.train(np.asarray(vectors[rows[sample]], dtype=np.float32))
    for at in range(0, len(rows), 65536):
        index.add(np.asarray(vectors[rows[at : at + 65536]], dtype=np.float32))
    faiss.write_index(index, str(path))


class VectorIndex:
    """An open vector index."""

    def __init__(self, path: Path) -> None:
        """Raises IndexStale where the file is missing or damaged."""
        import faiss

        try:
            self._index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise IndexStale(f"{path}: the vector index cannot be read", "Run `archive index` to build it again.") from error
        if hasattr(self._index, "nprobe"):
            self._index.nprobe = 32

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: FloatArray, limit: int, among: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """Positions nearest to a (dimension,) vector, best first; only those in `among`, if it is given. The condition holds
        before the limit: as many are found as there are."""
        import faiss

        limit = min(limit, len(self) if among is None else len(among))
        if limit == 0:
            return np.zeros(0, dtype=np.int64)
        parameters: Any = None
        if among is not None:
            inverted = isinstance(self._index, faiss.IndexIVF)
            parameters = faiss.SearchParametersIVF() if inverted else faiss.SearchParameters()
            parameters.sel = selector = faiss.IDSelectorBatch(among)  # noqa: F841 - FAISS keeps a bare pointer to it
            if inverted:
                parameters.nprobe = self._index.nlist  # the few that fit may be in any list
        _, positions = self._index.search(np.ascontiguousarray(vector[None, :], dtype=np.float32), limit, params=parameters)
        found = np.asarray(positions[0], dtype=np.int64)
        return found[found >= 0]
