"""A vector backend from another package: brute force over a matrix in `SIDE.npy`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import FloatArray
from corpus.errors import IndexStale
from corpus.model import Side
from embeddings.index.vector_backend import PreviousVectors


class NumpyBackend:
    """Implements `embeddings.index.vector_backend.VectorBackend`."""

    def build(
        self,
        folder: Path,
        side: Side,
        vectors: NDArray[np.float16],
        rows: NDArray[np.int64],
        previous: PreviousVectors | None = None,
    ) -> None:
        """Copy the vectors. There is nothing to gain from the previous index."""
        np.save(folder / f"{side}.npy", vectors[rows])

    def open(self, folder: Path, side: Side) -> NumpyIndex:
        path = folder / f"{side}.npy"
        try:
            return NumpyIndex(np.load(path, mmap_mode="r"))
        except (OSError, ValueError, EOFError) as error:
            raise IndexStale(f"{path}: the vector index cannot be read", "Run `archive index` to build it again.") from error


class NumpyIndex:
    """Implements `embeddings.index.vector_backend.VectorIndex`."""

    def __init__(self, matrix: NDArray[np.float16]) -> None:
        self._matrix = matrix

    def __len__(self) -> int:
        return len(self._matrix)

    def search(self, vector: FloatArray, k: int, among: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        positions = np.arange(len(self), dtype=np.int64) if among is None else among
        scores = self._matrix[positions].astype(np.float32) @ vector
        return positions[np.argsort(-scores, kind="stable")[:k]]
