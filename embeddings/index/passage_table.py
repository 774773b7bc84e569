"""Which passages a generation has, in the order of the indexes, and where their vectors lie.

passages/NAME.i64    an array each, raw: written some passages at a time and mapped when they are read, so that a table
                     is never in memory as a whole
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexStale
from corpus.model import SIDES, Side
from embeddings.index.array_files import map_array

Rows = NDArray[np.int64]
NO_ROW = -1
FOLDER = "passages"
_BY_PASSAGE = ("numbers", "articles", "days", "pages")
_BY_SIDE = ("passage_rows", "sentence_rows", "sentence_bounds")
_ENTRY = np.dtype("<i8")


@dataclass(frozen=True, slots=True)
class PassageTable:
    """A passage is known by its position here, 0 to len - 1, and to the record by its number."""

    numbers: Rows
    """Passage numbers, ascending."""
    articles: Rows
    """The same number for the passages of one article, which stand together, in its order."""
    days: Rows
    """When each was printed, as a proleptic Gregorian ordinal (1 is 1 January of the year 1); 0 where that is not known."""
    pages: Rows
    """On which page; 0 where that is not known."""
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

    @property
    def rows(self) -> int:
        """The vectors that there must be, at least, for it to be used."""
        return 1 + max(
            int(rows.max(initial=NO_ROW)) for side in SIDES for rows in (self.passage_rows[side], self.sentence_rows[side])
        )

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

    def parts(self, positions: Rows, size: int) -> Iterator[PassageTable]:
        """The tables of some of the passages, their positions ascending, at most `size` in each."""
        for at in range(0, len(positions), size):
            some = positions[at : at + size]
            counts = {side: self.sentence_bounds[side][some + 1] - self.sentence_bounds[side][some] for side in SIDES}
            yield PassageTable(
                self.numbers[some],
                self.articles[some],
                self.days[some],
                self.pages[some],
                {side: self.passage_rows[side][some] for side in SIDES},
                {side: self.sentences(some, side)[0] for side in SIDES},
                {side: np.cumsum([0, *counts[side]], dtype=np.int64) for side in SIDES},
            )

    @classmethod
    def load(cls, folder: Path) -> PassageTable:
        """The table of a generation. Raises IndexStale where a file is missing or damaged."""
        place = folder / FOLDER
        arrays = {name: map_array(place / f"{name}.i64", _ENTRY) for name in _names()}
        by_side = {name: {side: arrays[f"{name}_{side}"] for side in SIDES} for name in _BY_SIDE}
        table = cls(arrays["numbers"], arrays["articles"], arrays["days"], arrays["pages"], **by_side)
        for name, have, want in (
            *((name, len(arrays[name]), len(table)) for name in _BY_PASSAGE),
            *((f"passage_rows_{side}", len(table.passage_rows[side]), len(table)) for side in SIDES),
            *((f"sentence_bounds_{side}", len(table.sentence_bounds[side]), len(table) + 1) for side in SIDES),
            *((f"sentence_rows_{side}", len(table.sentence_rows[side]), _end(table.sentence_bounds[side])) for side in SIDES),
        ):
            if have != want:
                raise IndexStale(
                    f"{place / name}.i64: it has {have} entries, {want} expected", "Run `archive index` to build it again."
                )
        return table


def _names() -> list[str]:
    return [*_BY_PASSAGE, *(f"{name}_{side}" for name in _BY_SIDE for side in SIDES)]


def _end(bounds: Rows) -> int:
    return int(bounds[-1]) if len(bounds) else 0


class TableWriter:
    """Writes a generation's table, part after part."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the generation's, and has no table yet."""
        (folder / FOLDER).mkdir()
        with ExitStack() as on_failure:
            self._files = {name: on_failure.enter_context((folder / FOLDER / f"{name}.i64").open("wb")) for name in _names()}
            self._open = on_failure.pop_all()
        self._articles = 0
        self._last: int | None = None
        self._sentences = dict.fromkeys(SIDES, 0)
        for side in SIDES:
            self._write(f"sentence_bounds_{side}", np.zeros(1, dtype=np.int64))

    def add(self, part: PassageTable) -> None:
        """Further passages, whose numbers are greater. Articles are counted anew: it is one as long as `part.articles` says
        the same, across parts too."""
        if not len(part):
            return
        before = part.articles[0] - 1 if self._last is None else self._last
        articles = self._articles + np.cumsum(np.diff(part.articles, prepend=before) != 0, dtype=np.int64)
        self._articles, self._last = int(articles[-1]), int(part.articles[-1])
        self._write("numbers", part.numbers)
        self._write("articles", articles)
        self._write("days", part.days)
        self._write("pages", part.pages)
        for side in SIDES:
            self._write(f"passage_rows_{side}", part.passage_rows[side])
            self._write(f"sentence_rows_{side}", part.sentence_rows[side])
            self._write(f"sentence_bounds_{side}", part.sentence_bounds[side][1:] + self._sentences[side])
            self._sentences[side] += len(part.sentence_rows[side])

    def _write(self, name: str, values: Rows) -> None:
        self._files[name].write(values.astype(_ENTRY, copy=False).tobytes())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open.close()
