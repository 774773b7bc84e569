"""Cosine similarities of stored vectors with one or more query vectors, in blocks that fit the processor's cache."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus.arrays import FloatArray
from embeddings.index.passage_table import Rows
from embeddings.vector_rows import ReadableRows

BLOCK = 256
"""Rows at a time. Blocks are always full and queries are multiplied one by one, because BLAS sums other shapes in another order:
a similarity must not depend on which rows and queries are around."""
_LEAST_NORM = 1e-9


def similarities(
    vectors: ReadableRows, rows: Rows, queries: Sequence[FloatArray], mean: FloatArray | None = None
) -> FloatArray:
    """Similarities of each query with the vectors in `rows`, (queries, rows).

    Args:
        vectors: all stored vectors, (n, dimension), unit length.
        rows: which of them.
        queries: (dimension,) each, unit length.
        mean: if given, it is subtracted from the vectors, which are then normalised again.
    """
    found = np.empty((len(queries), len(rows)), dtype=np.float32)
    buffer = np.zeros((BLOCK, vectors.shape[1]), dtype=np.float32)
    offsets = [0.0 if mean is None else float(mean @ query) for query in queries]
    for start in range(0, len(rows), BLOCK):
        some = rows[start : start + BLOCK]
        buffer[: len(some)] = vectors[some]
        norms = None if mean is None else _norms(buffer, mean)
        for number, query in enumerate(queries):
            products = buffer @ query
            if norms is not None:
                products = (products - offsets[number]) / norms
            found[number, start : start + len(some)] = products[: len(some)]
    return found


def _norms(vectors: FloatArray, mean: FloatArray) -> FloatArray:
    """Lengths of the vectors minus `mean`, without a copy of them: |v - m|² = |v|² - 2 v·m + |m|²."""
    squares = np.einsum("ij,ij->i", vectors, vectors) - 2 * (vectors @ mean) + mean @ mean
    return np.asarray(np.maximum(np.sqrt(np.maximum(squares, 0)), _LEAST_NORM), dtype=np.float32)
