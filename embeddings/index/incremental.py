"""What the next generation of indexes can reuse of the live one: rows and terms of passages that have not changed.

A passage with a given number never changes, as long as the record, the vector cache and the analyzer are those of the live
generation or grew from them. In any doubt nothing is reused.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.errors import SearchIndexError
from corpus.model import Side
from corpus.storage.store import Store
from embeddings.index import manifest
from embeddings.index.embedding_cache import VectorCache
from embeddings.index.inverted_index import InvertedIndex
from embeddings.index.passage_table import PassageTable, Rows
from embeddings.index.vector_backend import PreviousVectors
from embeddings.model.encoder import Encoder
from embeddings.text.analyzer import Analyzer


@dataclass(frozen=True, slots=True)
class PreviousGeneration:
    """The live generation, as far as it can be reused."""

    folder: Path
    table: PassageTable
    positions: Rows
    """Positions in its table of the passages that the record still has, ascending."""
    words: InvertedIndex
    lines: InvertedIndex
    last_line: int
    """The greatest number of a line in it; the record gives every new line a greater one."""
    vector_backend: str
    """Name of the backend that built its vector indexes."""

    @property
    def numbers(self) -> Rows:
        """Numbers of the passages that the record still has."""
        return self.table.numbers[self.positions]

    def vectors(self, side: Side, vector_backend: str) -> PreviousVectors | None:
        """Where the vectors of these passages are in the index of one language; None where another backend built it."""
        if vector_backend != self.vector_backend:
            return None
        indexed = self.table.positions(side)
        return PreviousVectors(self.folder, np.flatnonzero(np.isin(indexed, self.positions)).astype(np.int64))


def previous_generation(
    store: Store, encoder: Encoder, cache: VectorCache, analyzer: Analyzer, numbers: Rows
) -> PreviousGeneration | None:
    """What the live generation has of the record's passages. None where it is damaged, or where the model, the analyzer, the
    vector cache or the record is not what it was built with.

    Args:
        store: the record.
        encoder: the model of the new generation.
        cache: its vectors.
        analyzer: what its terms come from.
        numbers: all passage numbers of the record, ascending.
    """
    try:
        folder = manifest.current(store.folder)
        built = manifest.Manifest.load(folder)
        if (built.model, built.dimension, built.analyzer) != (encoder.name, encoder.dimension, analyzer.version):
            return None
        if not (store.was_indexed(built.record) and cache.grew_from(built.cache_state)):
            return None
        built.check_files(folder, whole=True)  # what is copied would hand its damage on
        table, words, lines = PassageTable.load(folder), InvertedIndex(folder / "words"), InvertedIndex(folder / "lines")
    except SearchIndexError:
        return None
    if not built.passages == len(table) == len(words) or built.lines != len(lines):
        return None
    added = numbers[~np.isin(numbers, table.numbers)]
    if len(added) and len(table) and added[0] < table.numbers[-1]:  # new passages always get greater numbers
        return None
    positions = np.flatnonzero(np.isin(table.numbers, numbers)).astype(np.int64)
    return PreviousGeneration(folder, table, positions, words, lines, built.last_line, built.vector_backend)
