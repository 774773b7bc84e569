"""Which passages a selection admits: days and pages from the table, words by way of the word index, the rest from the record.

The record alone would do, and says the same; but of a million passages it takes seconds to tell those printed since 1958, and
a minute to tell those that hold a word.
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

_REMEMBERED = 16
"""Selections whose passages are kept: filters stay on from question to question."""


class PassageFilter:
    """Selects among the passages of one generation. Not to be shared between threads."""

    def __init__(self, table: PassageTable, words: InvertedIndex) -> None:
        self._table = table
        self._words = words
        self._known: dict[Selection, Rows] = {}

    def select(self, store: Store, selection: Selection) -> Rows | None:
        """The numbers of the passages that fit, ascending; None for a selection that asks nothing. `store` has the record
        that the generation is of."""
        if not selection:
            return None
        if selection not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[selection] = self._select(store, selection)
        return self._known[selection]

    def _select(self, store: Store, selection: Selection) -> Rows:
        numbers: Rows = self._table.numbers[self._printed(selection)]
        rest = replace(selection, since=None, until=None, undated=False, pages=None)
        required = tuple(phrase for phrase in rest.phrases if phrase.required)
        within = replace(rest, phrases=required)
        if within and len(numbers):
            numbers = np.intersect1d(numbers, self._in_record(store, within, numbers), assume_unique=True)
        for phrase in rest.phrases:
            if not phrase.required and len(numbers):
                holding = Selection(phrases=(replace(phrase, required=True),))
                numbers = np.setdiff1d(numbers, self._in_record(store, holding, numbers), assume_unique=True)
        return numbers

    def _printed(self, selection: Selection) -> NDArray[np.bool_]:
        """For each passage whether it was printed on the selection's days and pages."""
        days, pages = self._table.days, self._table.pages
        fit = np.ones(len(self._table), dtype=bool)
        if selection.since:
            fit &= days >= selection.since.toordinal()
        if selection.until:
            fit &= (days != 0) & (days < selection.until.toordinal())
        if selection.undated:
            fit &= days == 0
        if selection.pages:
            fit &= (pages != 0) & (pages >= selection.pages[0]) & (pages <= selection.pages[1])
        return fit

    def _in_record(self, store: Store, selection: Selection, numbers: Rows) -> Rows:
        """Which of some passages the record admits, and maybe others."""
        among: Rows | None = None
        holding = candidates(self._words, [one.phrase for one in selection.phrases]) if selection.phrases else None
        if holding is not None:
            among = np.intersect1d(numbers, np.asarray(holding, dtype=np.int64), assume_unique=True)
        elif len(numbers) < len(self._table) / 4:
            among = numbers
        return np.asarray(store.select(selection, None if among is None else array("q", among.tobytes())), dtype=np.int64)
