"""Which passages a selection admits: days and pages from the passage table, phrases with the help of the inverted index, the
rest from the record.

The record alone gives the same result, but for a million passages it needs seconds to find those printed since 1958, and a
minute to find those that contain a word.
"""

from __future__ import annotations

from array import array
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpus.selection import Selection
from corpus.storage.store import Store
from embeddings.index.inverted_index import InvertedIndex
from embeddings.index.passage_table import PassageTable, Rows
from embeddings.index.phrase_prefilter import candidates

_CACHE_SIZE = 16
"""Selections whose passages are cached: filters stay on from question to question."""


class PassageFilter:
    """Selects passages of a generation. Not to be shared between threads."""

    def __init__(self, table: PassageTable, words: InvertedIndex) -> None:
        self._table = table
        self._words = words
        self._cache: dict[Selection, Rows] = {}

    def select(self, store: Store, selection: Selection) -> Rows | None:
        """The numbers of the passages that match, ascending; None for an empty selection. `store` is the record that the
        generation was built from."""
        if not selection:
            return None
        if selection not in self._cache:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            self._cache[selection] = self._select(store, selection)
        return self._cache[selection]

    def _select(self, store: Store, selection: Selection) -> Rows:
        numbers: Rows = self._table.numbers[self._date_and_page_mask(selection)]
        rest = replace(selection, since=None, until=None, undated=False, pages=None)
        required = tuple(phrase for phrase in rest.phrases if phrase.required)
        within = replace(rest, phrases=required)
        if within and len(numbers):
            numbers = np.intersect1d(numbers, self._in_record(store, within, numbers), assume_unique=True)
        for phrase in rest.phrases:
            if not phrase.required and len(numbers):
                containing = Selection(phrases=(replace(phrase, required=True),))
                numbers = np.setdiff1d(numbers, self._in_record(store, containing, numbers), assume_unique=True)
        return numbers

    def _date_and_page_mask(self, selection: Selection) -> NDArray[np.bool_]:
        """Whether each passage was printed on the days and pages of a selection."""
        days, pages = self._table.days, self._table.pages
        mask = np.ones(len(self._table), dtype=bool)
        if selection.since:
            mask &= days >= selection.since.toordinal()
        if selection.until:
            mask &= (days != 0) & (days < selection.until.toordinal())
        if selection.undated:
            mask &= days == 0
        if selection.pages:
            mask &= (pages != 0) & (pages >= selection.pages[0]) & (pages <= selection.pages[1])
        return mask

    def _in_record(self, store: Store, selection: Selection, numbers: Rows) -> Rows:
        """Numbers of the passages that the record admits; they may include some outside `numbers`."""
        among: Rows | None = None
        may_contain = candidates(self._words, [one.phrase for one in selection.phrases]) if selection.phrases else None
        if may_contain is not None:
            among = np.intersect1d(numbers, np.asarray(may_contain, dtype=np.int64), assume_unique=True)
        elif len(numbers) < len(self._table) / 4:
            among = numbers
        return np.asarray(store.select(selection, None if among is None else array("q", among.tobytes())), dtype=np.int64)
