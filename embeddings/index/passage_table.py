"""The passages of a generation, in the order of its indexes, and the rows of their vectors.

passages/NAME.i64    one raw array each: written in batches and memory-mapped for reading, so a table is never in memory as
                     a whole
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
    """A passage is identified by its position here, 0 to len - 1, and in the record by its number."""

    numbers: Rows
    """Passage numbers, ascending."""
    articles: Rows
    """The same value for all passages of an article. They are adjacent and in the article's order."""
    days: Rows
    """Day of printing as a proleptic Gregorian ordinal (1 is 1 January of the year 1); 0 if unknown."""
    pages: Rows
    """Newspaper page; 0 if unknown."""
    passage_rows: dict[Side, Rows]
    """Row of each passage's vector in the cache, NO_ROW where it lacks this side."""
    sentence_rows: dict[Side, Rows]
    """Rows of all sentences, passage by passage."""
    sentence_bounds: dict[Side, Rows]
    """The sentences of passage p are those from bounds[p] up to bounds[p + 1]."""

    def __len__(self) -> int:
        return len(self.numbers)

    def count(self, side: Side) -> int:
        """How many passages have this side."""
        return int((self.passage_rows[side] != NO_ROW).sum())

    @property
    def rows(self) -> int:
        """Least number of rows that the vector cache must have."""
        return 1 + max(
            int(rows.max(initial=NO_ROW)) for side in SIDES for rows in (self.passage_rows[side], self.sentence_rows[side])
        )

    def positions(self, side: Side) -> Rows:
        """Positions of the passages that have this side; entry k is the passage of vector k in the side's vector index."""
        return np.flatnonzero(self.passage_rows[side] != NO_ROW).astype(np.int64)

    def sentences(self, positions: Rows, side: Side) -> tuple[Rows, Rows]:
        """Rows of the sentences of these passages, and for each sentence the index of its passage in `positions`."""
        bounds = self.sentence_bounds[side]
        counts = bounds[positions + 1] - bounds[positions]
        owners = np.repeat(np.arange(len(positions), dtype=np.int64), counts)
        within = np.arange(int(counts.sum()), dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts)
        return self.sentence_rows[side][np.repeat(bounds[positions], counts) + within], owners

    def neighbours(self, positions: Rows, radius: int) -> tuple[Rows, Rows]:
        """Positions of the passages at most `radius` before or after these in the same article, themselves included, and for
        each neighbour the index in `positions` of the passage that it belongs to."""
        around = positions[:, None] + np.arange(-radius, radius + 1, dtype=np.int64)[None, :]
        inside = np.clip(around, 0, max(len(self) - 1, 0))
        near = (inside == around) & (self.articles[inside] == self.articles[positions][:, None])
        owners = np.broadcast_to(np.arange(len(positions), dtype=np.int64)[:, None], around.shape)
        return around[near], owners[near]

    def parts(self, positions: Rows, size: int) -> Iterator[PassageTable]:
        """Tables of at most `size` of these passages each; the positions must be ascending."""
        for start in range(0, len(positions), size):
            some = positions[start : start + size]
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
        """Map the table of a generation. Raises IndexStale where a file is missing or damaged."""
        inner = folder / FOLDER
        arrays = {name: map_array(inner / f"{name}.i64", _ENTRY) for name in _names()}
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
                    f"{inner / name}.i64: it has {have} entries, {want} expected", "Run `archive index` to build it again."
                )
        return table


def _names() -> list[str]:
    return [*_BY_PASSAGE, *(f"{name}_{side}" for name in _BY_SIDE for side in SIDES)]


def _end(bounds: Rows) -> int:
    return int(bounds[-1]) if len(bounds) else 0


class TableWriter:
    """Writes the table of a generation in parts."""

    def __init__(self, folder: Path) -> None:
        """`folder` is that of the generation; it must not have a table yet."""
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
        """Append passages; their numbers must be greater than all before. Articles are renumbered: adjacent passages with equal
        `part.articles` are one article, across parts too."""
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
