"""Vectors, lengths and anchors of two texts in, beads out. No model and no files: numpy only.

A monotone dynamic programme over m:n beads up to 4:4 with empty sides (Gale and Church 1993, "A Program for Aligning
Sentences in Bilingual Corpora"), scored as the aligners that use sentence vectors do (Thompson and Koehn 2019,
"Vecalign"; Liu and Zhu 2022, "Bertalign"), with four changes that measurements asked for (see CONTRIBUTING.md):

- vectors are centred for each side, which takes away what all sentences of a language share;
- the vector of several sentences is the mean of theirs, weighted by length: no concatenation is encoded;
- a bead counts by the share of the text that it covers, so that many small beads do not outvote one large;
- numbers and Latin words that stand on both sides speak for a bead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.model import Bead

FloatArray = NDArray[np.float32]


class SentenceVectors(Protocol):
    """What gives alignment its vectors."""

    def vectors(self, texts: Sequence[str]) -> FloatArray:
        """Unit vectors of the texts, (n, dimension), float32; English and Chinese in one space."""
        ...


@dataclass(frozen=True, slots=True)
class Weights:
    """The constants of the programme. Each is a price in units of cosine, for a bead of average length."""

    merge: float = 0.1
    """For each unit beyond the first on a side: 1:1 is the rule."""
    both: float = 0.1
    """More, for a bead with several units on both sides."""
    skip: float = -0.1
    """For a unit that corresponds to nothing; negative is a reward."""
    length: float = 0.2
    """For each squared unit of log length ratio away from the text's own ratio."""
    anchor: float = 0.1
    """Reward for a bead whose anchors all stand on both sides."""
    same_kind: float = 0.3
    """Reward for a bead of one kind on both sides that is not running text (headline with headline), price for mixing."""


@dataclass(frozen=True, slots=True)
class Units:
    """One side of what is to be aligned: paragraphs, sentences or lines. All fields have one entry a unit."""

    vectors: FloatArray
    """(n, dimension), unit length."""
    lengths: NDArray[np.float64]
    """In characters, at least 1."""
    anchors: tuple[frozenset[str], ...]
    """See `corpus.anchors.anchors`."""
    kinds: tuple[str, ...] = ()
    """Empty, or what each unit is; units of one kind belong together."""

    def __post_init__(self) -> None:
        sizes = {len(self.vectors), len(self.lengths), len(self.anchors)} | ({len(self.kinds)} if self.kinds else set())
        if len(sizes) != 1:
            raise ValueError(f"vectors, lengths, anchors and kinds differ in number: {sorted(sizes)}")

    def __len__(self) -> int:
        return len(self.lengths)

    def part(self, start: int, end: int) -> Units:
        return Units(self.vectors[start:end], self.lengths[start:end], self.anchors[start:end], self.kinds[start:end])


LARGEST = 4
"""Most units on one side of a bead."""
WINDOW = 1000
"""Units of a side that are looked at at once; longer texts go window by window."""
SEGMENT = 40
"""Units of a side from which on a text is cut at certain 1:1 links first: the full programme is for what lies between."""


def align(a: Units, b: Units, weights: Weights = Weights()) -> list[Bead]:
    """Beads of an English text `a` and a Chinese text `b`, in order; every unit stands in exactly one.

    The vectors should be centred (`centred`) over the whole text, not over the part that is aligned.
    """
    beads: list[Bead] = []
    i = j = 0
    while i < len(a) or j < len(b):
        last = len(a) - i <= WINDOW and len(b) - j <= WINDOW
        rows, columns = min(WINDOW, len(a) - i), min(WINDOW, len(b) - j)
        path = _window(a.part(i, i + rows), b.part(j, j + columns), weights)
        # What lies near the end of an open window may still change: only its first half is kept.
        keep = path if last else path[: max(1, len(path) // 2)]
        for bead in keep:
            beads.append(Bead(tuple(i + k for k in bead.en), tuple(j + k for k in bead.zh), bead.score))
        i += sum(len(bead.en) for bead in keep)
        j += sum(len(bead.zh) for bead in keep)
    return beads


def centred(vectors: FloatArray) -> FloatArray:
    """The same (n, dimension) unit vectors with their mean taken away; two or fewer are left as they are."""
    if len(vectors) < 3:
        return vectors
    moved = vectors - vectors.mean(axis=0)
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _window(a: Units, b: Units, weights: Weights) -> list[Bead]:
    """Beads of one window: segment by segment between certain links."""
    beads = []
    bounds = [(0, 0), *_cuts(a, b), (len(a), len(b))]
    for (i, j), (k, m) in pairwise(bounds):
        for bead in _segment(a.part(i, k), b.part(j, m), weights):
            beads.append(Bead(tuple(i + x for x in bead.en), tuple(j + x for x in bead.zh), bead.score))
    return beads


def _cuts(a: Units, b: Units) -> list[tuple[int, int]]:
    """Places (i, j) where the text may be cut before unit i and unit j: the pairs before and after are each other's
    nearest, and lie on the best path of 1:1 links. None for short texts."""
    if min(len(a), len(b)) <= SEGMENT:
        return []
    cosines = a.vectors @ b.vectors.T
    nearest = (cosines >= cosines.max(axis=1, keepdims=True)) & (cosines >= cosines.max(axis=0, keepdims=True))
    certain = {(i, j) for i, j in _links(np.maximum(cosines, 0)) if nearest[i, j]}
    cuts: list[tuple[int, int]] = []
    last = 0
    for i, j in sorted(certain):
        if (i - 1, j - 1) in certain and i - last >= SEGMENT:
            cuts.append((i, j))
            last = i
    return cuts


def _links(gains: FloatArray) -> list[tuple[int, int]]:
    """The monotone path of 1:1 links whose gains sum to most, links of no gain left out."""
    n, m = gains.shape
    best = np.zeros((n + 1, m + 1), dtype=np.float32)
    for i in range(n):
        best[i + 1, 1:] = np.maximum(best[i, 1:], best[i, :-1] + gains[i])
        np.maximum.accumulate(best[i + 1], out=best[i + 1])
    links, i, j = [], n, m
    while i and j:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            links.append((i, j))
    return links[::-1]


def _segment(a: Units, b: Units, weights: Weights) -> list[Bead]:
    """The full programme, from corner to corner."""
    if not len(a) or not len(b):
        return [Bead((i,), ()) for i in range(len(a))] + [Bead((), (j,)) for j in range(len(b))]
    cosines, gains = _gains(a, b, weights)
    beads = []
    for (p, q), i, j in _best_steps(a, b, gains, [(1, 0), (0, 1), *gains], weights):
        score = float(cosines[p, q][i - p, j - q]) if p and q else 0.0
        beads.append(Bead(tuple(range(i - p, i)), tuple(range(j - q, j)), score))
    return beads


Shape = tuple[int, int]
"""How many units a bead has on each side."""


def _gains(a: Units, b: Units, weights: Weights) -> tuple[dict[Shape, FloatArray], dict[Shape, FloatArray]]:
    """For each shape, cosine and gain of the bead that begins at (i, j)."""
    ratio = np.log(b.lengths.sum() / a.lengths.sum())
    mean_a, mean_b = a.lengths.mean(), b.lengths.mean()
    anchors_a, anchors_b = _anchor_counts(a, b)
    alien = _kind_mismatch(a, b)
    cosines: dict[Shape, FloatArray] = {}
    gains: dict[Shape, FloatArray] = {}
    pooled_a = {p: _pooled(a, p) for p in range(1, min(LARGEST, len(a)) + 1)}
    pooled_b = {q: _pooled(b, q) for q in range(1, min(LARGEST, len(b)) + 1)}
    for p, (va, la) in pooled_a.items():
        for q, (vb, lb) in pooled_b.items():
            cosine = (va @ vb.T).astype(np.float32)
            away = np.log(lb)[None, :] - np.log(la)[:, None] - ratio
            value = cosine - weights.length * np.minimum(away**2, 4.0)
            value -= weights.merge * (p + q - 2) + weights.both * (p > 1 and q > 1)
            value += weights.anchor * _shared(anchors_a, anchors_b, p, q)
            if alien is not None:
                value += weights.same_kind * _worst(alien, p, q)
            share = (la[:, None] / mean_a + lb[None, :] / mean_b) / 2
            cosines[p, q] = cosine
            gains[p, q] = (value * share).astype(np.float32)
    return cosines, gains


def _pooled(units: Units, size: int) -> tuple[FloatArray, NDArray[np.float64]]:
    """Unit vectors and lengths of every run of `size` units."""
    weighted = units.vectors * np.sqrt(units.lengths)[:, None]
    count = len(units) - size + 1
    total = sum(weighted[k : k + count] for k in range(size))
    length = sum(units.lengths[k : k + count] for k in range(size))
    norms = np.linalg.norm(total, axis=1, keepdims=True)
    return (total / np.maximum(norms, 1e-9)).astype(np.float32), np.asarray(length)


def _anchor_counts(a: Units, b: Units) -> tuple[FloatArray, FloatArray]:
    """(units, anchors) matrices, each column weighted by how few units it occurs in. Anchors of one side alone count
    for little: a translation writes out many numbers, and drops others."""
    common = set().union(*a.anchors) & set().union(*b.anchors)
    column = {anchor: k for k, anchor in enumerate(sorted(common))}
    matrices = []
    for units in (a, b):
        matrix = np.zeros((len(units), len(column)), dtype=np.float32)
        for row, found in enumerate(units.anchors):
            for anchor in found & common:
                matrix[row, column[anchor]] = 1
        matrices.append(matrix)
    rarity = 1 / np.maximum(1, np.maximum(matrices[0].sum(axis=0), matrices[1].sum(axis=0)))
    return matrices[0] * rarity, matrices[1] * rarity


def _shared(a: FloatArray, b: FloatArray, p: int, q: int) -> FloatArray:
    """Share of the anchors of two runs that stand on both sides (Dice), 0 where there are none."""
    if not a.shape[1]:
        return np.zeros((len(a) - p + 1, len(b) - q + 1), dtype=np.float32)
    run_a = np.maximum.reduce([a[k : len(a) - p + 1 + k] for k in range(p)])
    run_b = np.maximum.reduce([b[k : len(b) - q + 1 + k] for k in range(q)])
    both = np.sqrt(run_a) @ np.sqrt(run_b).T
    total = (run_a.sum(axis=1)[:, None] + run_b.sum(axis=1)[None, :]) / 2
    shared: FloatArray = (both / np.maximum(total, 0.5)).astype(np.float32)
    return shared


def _kind_mismatch(a: Units, b: Units) -> FloatArray | None:
    """1 where two units are of one kind other than body, -1 where their kinds differ, 0 for body with body."""
    if not a.kinds or not b.kinds:
        return None
    left, right = np.array(a.kinds)[:, None], np.array(b.kinds)[None, :]
    return np.where(left != right, -1.0, np.where(left == "body", 0.0, 1.0)).astype(np.float32)


def _worst(matrix: FloatArray, p: int, q: int) -> FloatArray:
    """The least entry of every p by q block."""
    rows, columns = matrix.shape[0] - p + 1, matrix.shape[1] - q + 1
    blocks = [matrix[k : k + rows, m : m + columns] for k in range(p) for m in range(q)]
    worst: FloatArray = np.minimum.reduce(blocks)
    return worst


def _best_steps(
    a: Units, b: Units, gains: dict[Shape, FloatArray], shapes: list[Shape], weights: Weights
) -> list[tuple[Shape, int, int]]:
    """The best path from the beginning to the end, as (shape, i, j) where the bead ends before units i and j."""
    n, m = len(a), len(b)
    skip_a = weights.skip * a.lengths / a.lengths.mean() / 2
    skip_b = weights.skip * np.concatenate([[0.0], np.cumsum(b.lengths / b.lengths.mean() / 2)])
    best = np.full((n + 1, m + 1), -np.inf)
    choice = np.zeros((n + 1, m + 1), dtype=np.int8)
    for i in range(n + 1):
        candidates = np.full((len(shapes), m + 1), -np.inf)
        if i:
            candidates[0] = best[i - 1] - skip_a[i - 1]
        else:
            candidates[1, 0] = 0.0
        for k, (p, q) in enumerate(shapes[2:], start=2):
            if p <= i and q <= m:
                candidates[k, q:] = best[i - p, : m + 1 - q] + gains[p, q][i - p]
        choice[i] = candidates.argmax(axis=0)
        row = candidates.max(axis=0)
        # Units of the other side that are skipped within the row: the best start to the left, less what lies between.
        raised = np.maximum.accumulate(row + skip_b) - skip_b
        choice[i][raised > row + 1e-12] = 1
        best[i] = np.maximum(raised, row)
    i, j = n, m
    steps = []
    while i or j:
        shape = shapes[choice[i, j]]
        steps.append((shape, i, j))
        i, j = i - shape[0], j - shape[1]
    return steps[::-1]
