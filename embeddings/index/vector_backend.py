"""The protocol of a vector index engine.

FAISS is built in (`embeddings.index.faiss_backend`). Another package adds an engine by an entry point:

    [project.entry-points."archive_assistant.vector_backends"]
    hnsw = "my_package.hnsw:HnswBackend"

The entry point names a class or function that is called without arguments. `archive index --vector-backend hnsw` then builds
the indexes with it. The manifest records the name: every search and later runs of `archive index` use the same backend.
`tests/vector_backend_contract.py` has the tests that a backend must pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import FloatArray
from corpus.model import Side


@dataclass(frozen=True, slots=True)
class PreviousVectors:
    """The index of the previous generation, built by the same backend; reusing it is optional."""

    folder: Path
    """The folder of that generation."""
    positions: NDArray[np.int64]
    """Entry k is the position in the previous index of vector k of the new one. Ascending; the vectors that follow are new."""


class VectorIndex(Protocol):
    """An open vector index of one language. A vector is known by its position, 0 to len - 1."""

    def __len__(self) -> int:
        """How many vectors the index has."""
        ...

    def search(self, vector: FloatArray, k: int, among: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """Positions of the vectors with the greatest inner product, best first.

        Args:
            vector: (dimension,), float32; not necessarily unit length.
            k: how many positions to return; all that there are where there are fewer.
            among: positions to choose from, ascending; None for all. The filter applies before the limit: k positions are
                found if `among` has as many.
        """
        ...


class VectorBackend(Protocol):
    """Builds and opens vector indexes. It proposes candidates only, so it may be approximate: their similarities are computed
    from the vectors themselves."""

    def build(
        self,
        folder: Path,
        side: Side,
        vectors: NDArray[np.float16],
        rows: NDArray[np.int64],
        previous: PreviousVectors | None = None,
    ) -> None:
        """Write the index of one language. Every file's name begins with `SIDE.`; the manifest records their sizes.

        Args:
            folder: the folder of the new generation.
            side: the language.
            vectors: (n, dimension), unit length, memory-mapped: read it in batches.
            rows: position k of the index is row `rows[k]` of `vectors`. May be empty.
            previous: what the previous generation has of the same vectors.

        Raises:
            IndexStale: the previous index cannot be read. The indexes are then built without it.
        """
        ...

    def open(self, folder: Path, side: Side) -> VectorIndex:
        """Open the index of one language, memory-mapped where possible.

        Raises:
            IndexStale: a file is missing or damaged.
        """
        ...
