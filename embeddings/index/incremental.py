"""What the next generation of indexes can take from the live one: the rows and the terms of passages that are as they were.

A passage of a number never changes, as long as the record, the vectors and what cuts the terms are those that the live
generation was built with, or grew from them. Where anything of that is in doubt, nothing is taken.
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
from embeddings.index.vector_index import Before
from embeddings.model.encoder import Encoder
from embeddings.text.analyzer import Analyzer


@dataclass(frozen=True, slots=True)
class Reusable:
    """What is known of some passages already."""

    folder: Path
    """Of the live generation."""
    table: PassageTable
    """Its own."""
    positions: Rows
    """Those in it that the record still has, ascending."""
    words: InvertedIndex
    """Its own."""

    @property
    def numbers(self) -> Rows:
        """Of these passages."""
        return self.table.numbers[self.positions]

    def vectors(self, side: Side) -> Before:
        """Where their vectors are in the index of a side."""
        every = self.table.positions(side)
        return Before(self.folder, np.flatnonzero(np.isin(every, self.positions)).astype(np.int64))


def reusable(store: Store, encoder: Encoder, cache: VectorCache, tokenizer: Analyzer, numbers: Rows) -> Reusable | None:
    """What the live generation has of the record's passages, whose `numbers` are given, ascending; None where it is not whole
    or does not go together with what is built now."""
    try:
        folder = manifest.current(store.folder)
        card = manifest.Manifest.load(folder)
        if (card.model, card.dimension, card.cut) != (encoder.name, encoder.dimension, tokenizer.recipe):
            return None
        if not (store.was_indexed(card.record) and cache.has_been(card.vectors)):
            return None
        card.check_files(folder)
        table, words = PassageTable.load(folder), InvertedIndex(folder / "words")
    except SearchIndexError:
        return None
    if not card.passages == len(table) == len(words):
        return None
    fresh = numbers[~np.isin(numbers, table.numbers)]
    if len(fresh) and len(table) and fresh[0] < table.numbers[-1]:  # the record gives every passage a greater number
        return None
    return Reusable(folder, table, np.flatnonzero(np.isin(table.numbers, numbers)).astype(np.int64), words)
