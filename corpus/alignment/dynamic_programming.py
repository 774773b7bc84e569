"""The dynamic program. Every alignment of two texts is a path through a grid; this module finds how probable each bead is, and
the best path. It works on numbers only.

A bead's gain is its log-odds. `posterior_probabilities` sums over all paths (forward-backward); `best_path` maximizes a sum of
gains. The path with the most *probable beads* gets more beads right than the most probable path, which is only as good as its
worst bead: at an ambiguous place it prefers the reading that keeps the neighbouring beads intact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

Shape = tuple[int, int]
"""Number of units a bead has on each side."""
Grid = NDArray[np.float64]
Gains = Mapping[Shape, Grid]
"""For each shape, an entry for every place (i, j) where such a bead may begin: (n - p + 1, m - q + 1)."""

_SKIPS: tuple[Shape, Shape] = ((1, 0), (0, 1))


def posterior_probabilities(gains: Gains, skip_a: Grid, skip_b: Grid) -> tuple[dict[Shape, Grid], Grid, Grid]:
    """The probability of each bead, and for each unit, (n,) and (m,), of being unaligned. `skip_a`, (n,), and `skip_b`, (m,),
    are the gains of unaligned units."""
    before = _sums(gains, skip_a, skip_b)
    after = _sums({shape: grid[::-1, ::-1] for shape, grid in gains.items()}, skip_a[::-1], skip_b[::-1])[::-1, ::-1]
    total = before[-1, -1]
    n, m = len(skip_a), len(skip_b)
    probable = {
        (p, q): np.exp(before[: n - p + 1, : m - q + 1] + grid + after[p:, q:] - total) for (p, q), grid in gains.items()
    }
    alone_a = np.exp(before[:-1] + skip_a[:, None] + after[1:] - total).sum(axis=1)
    alone_b = np.exp(before[:, :-1] + skip_b[None, :] + after[:, 1:] - total).sum(axis=0)
    return probable, alone_a, alone_b


def _sums(gains: Gains, skip_a: Grid, skip_b: Grid) -> Grid:
    """(n + 1, m + 1): log of the summed weights of all paths from the start to each place."""
    sums = np.full((len(skip_a) + 1, len(skip_b) + 1), -np.inf)
    within = np.concatenate([[0.0], np.cumsum(skip_b)])
    for i, candidates in _rows(sums, gains, skip_a):
        most = candidates.max(axis=0)
        most = np.where(np.isfinite(most), most, 0.0)
        with np.errstate(divide="ignore"):
            row = np.log(np.exp(candidates - most).sum(axis=0)) + most
        sums[i] = np.logaddexp.accumulate(row - within) + within
    return sums


def best_path(gains: Gains, skip_a: Grid, skip_b: Grid) -> list[tuple[Shape, int, int]]:
    """The path with the largest gain, as (shape, i, j), where the bead ends before units i and j."""
    shapes = [*_SKIPS, *gains]
    best = np.full((len(skip_a) + 1, len(skip_b) + 1), -np.inf)
    choice = np.zeros(best.shape, dtype=np.int8)
    within = np.concatenate([[0.0], np.cumsum(skip_b)])
    for i, candidates in _rows(best, gains, skip_a):
        # The first candidate row is an unaligned unit of the first side; one of the second side comes from within the row.
        first = candidates.argmax(axis=0)
        choice[i] = np.where(first == 0, 0, first + 1)
        row = candidates.max(axis=0)
        raised = np.maximum.accumulate(row - within) + within
        choice[i][raised > row + 1e-12] = 1
        best[i] = np.maximum(raised, row)
    steps, (i, j) = [], (len(skip_a), len(skip_b))
    while i or j:
        shape = shapes[choice[i, j]]
        steps.append((shape, i, j))
        i, j = i - shape[0], j - shape[1]
    return steps[::-1]


def _rows(done: Grid, gains: Gains, skip_a: Grid) -> Iterator[tuple[int, Grid]]:
    """For each row, the candidates that lead to it from rows that are `done`: (1 + shapes, m + 1), first an unaligned unit of
    the first side, then each shape."""
    n, m = done.shape[0] - 1, done.shape[1] - 1
    for i in range(n + 1):
        candidates = np.full((1 + len(gains), m + 1), -np.inf)
        if i:
            candidates[0] = done[i - 1] + skip_a[i - 1]
        else:
            candidates[0, 0] = 0.0
        for k, ((p, q), grid) in enumerate(gains.items(), start=1):
            if p <= i and q <= m:
                candidates[k, q:] = done[i - p, : m + 1 - q] + grid[i - p]
        yield i, candidates
