"""Which passages a generation has, in the order of the indexes, and where their vectors lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.model import SIDES, Side
from embeddings.arrays import load_arrays, save_arrays

Rows = NDArray[np.int64]
NO_ROW = -1
FILE = "passages.npz"
_BY_SIDE = ("passage_rows", "sentence_rows", "sentence_bounds")


@dataclass(frozen=True, slots=True)
class PassageTable:
    """A passage is known by its position here, 0 to len - 1, and to the record by its number."""

    numbers: Rows
    """Passage numbers, ascending."""
    articles: Rows
    """The same number for the passages of one article, which stand together, in its order."""
    passage_rows: dict[Side, Rows]
    """Row of each passage's vector in the cache, NO_ROW where it has no such side."""
    sentence_rows: dict[Side, Rows]
    """Rows of all sentences, passage after passage."""
    sentence_bounds: dict[Side, Rows]
    """Passage p has the sentences from bounds[p] to bounds[p + 1]."""

    def __len__(self) -> int:
        return len(self.numbers)

    def count(self, side: Side) -> int:
        """Passages that have this side."""
        return int((self.passage_rows[side] != NO_ROW).sum())

    def positions(self, side: Side) -> Rows:
        """Positions of the passages that have this side: entry k is where vector k of that side's index belongs."""
        return np.flatnonzero(self.passage_rows[side] != NO_ROW).astype(np.int64)

    def sentences(self, positions: Rows, side: Side) -> tuple[Rows, Rows]:
        """Rows of the sentences of some passages, and for each sentence the index into `positions` of its passage."""
        bounds = self.sentence_bounds[side]
        counts = bounds[positions + 1] - bounds[positions]
        owners = np.repeat(np.arange(len(positions), dtype=np.int64), counts)
        within = np.arange(int(counts.sum()), dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts)
        return self.sentence_rows[side][np.repeat(bounds[positions], counts) + within], owners

    def neighbours(self, positions: Rows, reach: int) -> tuple[Rows, Rows]:
        """Positions of the passages that stand at most `reach` from some passages in their articles, they themselves among
        them, and for each the index into `positions` of the one it stands near."""
        around = positions[:, None] + np.arange(-reach, reach + 1, dtype=np.int64)[None, :]
        inside = np.clip(around, 0, max(len(self) - 1, 0))
        near = (inside == around) & (self.articles[inside] == self.articles[positions][:, None])
        owners = np.broadcast_to(np.arange(len(positions), dtype=np.int64)[:, None], around.shape)
        return around[near], owners[near]

    def kept(self, positions: Rows) -> PassageTable:
        """The table of some of the passages, their positions ascending; articles are counted anew."""
        articles = self.articles[positions]
        bounds = {side: np.diff(self.sentence_bounds[side])[positions] for side in SIDES}
        return PassageTable(
            self.numbers[positions],
            np.cumsum(np.diff(articles, prepend=articles[:1] - 1) != 0, dtype=np.int64),  # the first is 1
            {side: self.passage_rows[side][positions] for side in SIDES},
            {side: self.sentences(positions, side)[0] for side in SIDES},
            {side: np.cumsum([0, *bounds[side]], dtype=np.int64) for side in SIDES},
        )

    def joined(self, later: PassageTable) -> PassageTable:
        """The passages of both, those of the other one later, whose numbers are greater and whose articles are others."""
        articles = int(self.articles[-1]) if len(self) else 0
        sentences = {side: len(self.sentence_rows[side]) for side in SIDES}
        return PassageTable(
            np.concatenate([self.numbers, later.numbers]),
            np.concatenate([self.articles, later.articles + articles]),
            {side: np.concatenate([self.passage_rows[side], later.passage_rows[side]]) for side in SIDES},
            {side: np.concatenate([self.sentence_rows[side], later.sentence_rows[side]]) for side in SIDES},
            {
                side: np.concatenate([self.sentence_bounds[side], later.sentence_bounds[side][1:] + sentences[side]])
                for side in SIDES
            },
        )

    def save(self, folder: Path) -> None:
        arrays: dict[str, Rows] = {"numbers": self.numbers, "articles": self.articles}
        for name in _BY_SIDE:
            arrays |= {f"{name}_{side}": getattr(self, name)[side] for side in SIDES}
        save_arrays(folder / FILE, arrays)

    @classmethod
    def load(cls, folder: Path) -> PassageTable:
        """Raises IndexStale where the file is missing or damaged."""
        arrays = load_arrays(folder / FILE, ["numbers", "articles", *(f"{name}_{side}" for name in _BY_SIDE for side in SIDES)])
        by_side = {name: {side: arrays[f"{name}_{side}"] for side in SIDES} for name in _BY_SIDE}
        return cls(arrays["numbers"], arrays["articles"], **by_side)
