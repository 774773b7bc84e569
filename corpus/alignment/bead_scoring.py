"""Scores candidate beads by vector similarity, lengths, anchors, and the punctuation at their ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corpus.alignment.dynamic_programming import Grid, Shape
from corpus.alignment.units import Units, run_vectors
from corpus.arrays import FloatArray

MAX_MANY_TO_MANY = 4
"""Maximum units per side of a bead with several units on both sides."""
MAX_ONE_TO_MANY = 8
"""Maximum units aligned to a single one, for paragraphs whose sentences became separate lines."""


@dataclass(frozen=True, slots=True)
class BeadWeights:
    """The weights of the scoring model, in units of cosine similarity.

    They belong to a log-linear model of alignments (a conditional random field), fitted to half of the literary texts of
    `tests/corpus/literary`, noisier versions of them, and sentence lines with omissions, then rounded and tested on the other
    half. The optimum is broad: changing any one by a third changes strict F1 by less than .01.
    """

    sharpness: float = 16.5
    """Log-odds per unit of cosine similarity."""
    pair: float = 0.08
    """Bonus for a bead with two sides. Many small beads collect it more often than one large bead, which makes 1:1 the rule."""
    skip: float = -0.07
    """Score of an unaligned unit."""
    min_similarity: float = 0.2
    """Weight of the lowest similarity between one unit of the bead and the whole other side: a unit that does not belong lowers
    it."""
    extra_unit: float = 0.0
    """Bonus for each unit beyond the first on its side, so that leaving out many short lines does not score above one bead of
    them all."""
    length: float = 0.25
    """Penalty per squared difference between the bead's log length ratio and the text's, for a bead of average length. It grows
    with the square root of the length, because long units vary less."""
    anchor: float = 0.43
    """Bonus for a bead whose anchors all appear on both sides."""
    mark: float = 0.075
    """Penalty for each quotation, question or exclamation mark at the ends of the bead that only one side has."""
    same_kind: float = 0.3
    """Bonus for a bead with the same kind on both sides, other than body (headline with headline); penalty for mixed kinds."""
    ratio_prior: float = 0.0
    """Prior weight of the languages' usual length ratio when estimating the text's own, in average units."""


USUAL_RATIO = 0.32
"""Chinese characters per English character."""


def bead_scores(a: Units, b: Units, ratio: float, weights: BeadWeights) -> tuple[dict[Shape, FloatArray], dict[Shape, Grid]]:
    """Cosine and gain (log-odds) of the bead of each shape that begins at (i, j). `ratio`: characters of `b` per character of
    `a`."""
    mean_a, mean_b = a.lengths.mean(), b.lengths.mean()
    counts = _anchor_counts(a, b)
    mismatch = _kind_mismatch(a, b)
    cosines: dict[Shape, FloatArray] = {}
    gains: dict[Shape, Grid] = {}
    runs_a = {p: run_vectors(a, p) for p in range(1, min(MAX_ONE_TO_MANY, len(a)) + 1)}
    runs_b = {q: run_vectors(b, q) for q in range(1, min(MAX_ONE_TO_MANY, len(b)) + 1)}
    to_runs_a = {p: b.vectors @ va.T for p, (va, _) in runs_a.items()}
    to_runs_b = {q: a.vectors @ vb.T for q, (vb, _) in runs_b.items()}
    for p, (va, la) in runs_a.items():
        for q, (vb, lb) in runs_b.items():
            if max(p, q) > MAX_MANY_TO_MANY and min(p, q) > 1:
                continue
            cosine = np.asarray(va @ vb.T, dtype=np.float32)
            mismatch_squared = np.minimum((np.log(lb)[None, :] - np.log(la)[:, None] - np.log(ratio)) ** 2, 4.0)
            share = np.minimum((la[:, None] / mean_a + lb[None, :] / mean_b) / 2, 4.0)
            value = weights.pair + cosine - weights.length * mismatch_squared * np.sqrt(share)
            value += weights.anchor * _anchor_overlap(*counts, p, q) - weights.mark * _mark_differences(a, b, p, q)
            if p + q > 2:
                value += weights.min_similarity * _min_similarity(to_runs_b[q], to_runs_a[p].T, p, q) + weights.extra_unit * (
                    p + q - 2
                )
            if mismatch is not None:
                value += weights.same_kind * _block_minimum(mismatch, p, q)
            cosines[p, q] = cosine
            gains[p, q] = weights.sharpness * value
    return cosines, gains


def length_ratio(a: Units, b: Units, ratio_prior: float) -> float:
    """Characters of `b` per character of `a`."""
    if not len(a) or not len(b):
        return USUAL_RATIO
    extra = ratio_prior * a.lengths.mean()
    return float((b.lengths.sum() + extra * USUAL_RATIO) / (a.lengths.sum() + extra))


def _min_similarity(to_b: FloatArray, to_a: FloatArray, p: int, q: int) -> FloatArray:
    """Lowest similarity of a unit to the run on the other side, over the units of sides with several. `to_b`: (units of a, runs
    of b); `to_a`: (runs of a, units of b)."""
    rows, columns = to_a.shape[0], to_b.shape[1]
    found = [to_b[k : k + rows] for k in range(p) if p > 1] + [to_a[:, k : k + columns] for k in range(q) if q > 1]
    min_similarity: FloatArray = np.minimum.reduce(found)
    return min_similarity


def _mark_differences(a: Units, b: Units, p: int, q: int) -> FloatArray:
    """Number of marks that differ at the beginning of the first unit and the end of the last."""
    ends_a = np.concatenate([a.marks[: len(a) - p + 1, :1], a.marks[p - 1 :, 1:]], axis=1)
    ends_b = np.concatenate([b.marks[: len(b) - q + 1, :1], b.marks[q - 1 :, 1:]], axis=1)
    unlike: FloatArray = ends_a @ (1 - ends_b).T + (1 - ends_a) @ ends_b.T
    return unlike


def _anchor_counts(a: Units, b: Units) -> tuple[FloatArray, FloatArray]:
    """Two (units, anchors) matrices, each column weighted by how few units contain the anchor. Anchors found on one side only
    are ignored: translations write out many numbers and drop others."""
    common = set().union(*a.anchors) & set().union(*b.anchors)
    column = {anchor: k for k, anchor in enumerate(sorted(common))}
    matrices = []
    for units in (a, b):
        matrix = np.zeros((len(units), len(column)), dtype=np.float32)
        for row, found in enumerate(units.anchors):
            for anchor in found & common:
                matrix[row, column[anchor]] = 1
        matrices.append(matrix)
    rarity: FloatArray = np.reciprocal(np.maximum(1, np.maximum(matrices[0].sum(axis=0), matrices[1].sum(axis=0))))
    return matrices[0] * rarity, matrices[1] * rarity


def _anchor_overlap(a: FloatArray, b: FloatArray, p: int, q: int) -> FloatArray:
    """Share of the anchors of two runs that appear on both sides (Dice coefficient); 0 if there are none."""
    if not a.shape[1]:
        return np.zeros((len(a) - p + 1, len(b) - q + 1), dtype=np.float32)
    run_a = np.maximum.reduce([a[k : len(a) - p + 1 + k] for k in range(p)])
    run_b = np.maximum.reduce([b[k : len(b) - q + 1 + k] for k in range(q)])
    both = np.sqrt(run_a) @ np.sqrt(run_b).T
    total = (run_a.sum(axis=1)[:, None] + run_b.sum(axis=1)[None, :]) / 2
    shared: FloatArray = (both / np.maximum(total, 0.5)).astype(np.float32)
    return shared


def _kind_mismatch(a: Units, b: Units) -> FloatArray | None:
    """1 where two units share a kind other than body, -1 where their kinds differ, 0 for body with body. None if the kinds are
    unknown."""
    if not a.kinds or not b.kinds:
        return None
    left, right = np.array(a.kinds)[:, None], np.array(b.kinds)[None, :]
    return np.where(left != right, -1.0, np.where(left == "body", 0.0, 1.0)).astype(np.float32)


def _block_minimum(matrix: FloatArray, p: int, q: int) -> FloatArray:
    """Minimum of every p by q block."""
    rows, columns = matrix.shape[0] - p + 1, matrix.shape[1] - q + 1
    least: FloatArray = np.minimum.reduce([matrix[k : k + rows, m : m + columns] for k in range(p) for m in range(q)])
    return least
