"""What speaks for a bead: likeness of its vectors, lengths, what stands on both sides unchanged, and the marks around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corpus.alignment.dynamic_programming import Grid, Shape
from corpus.alignment.units import Units, run_vectors
from corpus.arrays import FloatArray

MAX_MANY_TO_MANY = 4
"""Most units on a side of a bead that has several on both."""
MAX_ONE_TO_MANY = 8
"""Most units that may correspond to a single one: a paragraph whose sentences became lines."""


@dataclass(frozen=True, slots=True)
class BeadWeights:
    """The constants of the programme, in units of cosine: what must be more alike by so much weighs the same.

    They are the weights of a log-linear model of alignments (a conditional random field), fitted to half of the literary
    texts of `tests/corpus/literary`, of rougher versions of them and of sentence lines with omissions, rounded, and tested
    on the other half. The plateau is broad: a third more or less of any one changes strict F1 by less than .01.
    """

    sharpness: float = 16.5
    """Log-odds of one unit of cosine."""
    pair: float = 0.08
    """For a bead with two sides. What many small beads earn more than one large one is what makes 1:1 the rule."""
    skip: float = -0.07
    """For a unit that corresponds to nothing."""
    min_similarity: float = 0.2
    """For the likeness of the least alike unit of several to the other side: what does not belong there pulls it down."""
    extra_unit: float = 0.0
    """For each unit of a bead beyond the first of its side: leaving many short lines out must not earn more than one bead of
    them all."""
    length: float = 0.25
    """Price of each squared unit of log length ratio away from the text's own, for a bead of average length; it grows with the
    root of the length, since long units vary less."""
    anchor: float = 0.43
    """For a bead whose anchors all stand on both sides."""
    mark: float = 0.075
    """Price of each quotation, question or exclamation mark at the bead's ends that one side has and the other lacks."""
    same_kind: float = 0.3
    """For a bead of one kind on both sides that is not running text (headline with headline), price for mixing."""
    ratio_prior: float = 0.0
    """How many average units the usual length ratio of the languages counts as, when the text's own is estimated."""


USUAL_RATIO = 0.32
"""Chinese characters for an English one."""


def bead_scores(a: Units, b: Units, ratio: float, weights: BeadWeights) -> tuple[dict[Shape, FloatArray], dict[Shape, Grid]]:
    """For each shape, cosine and gain of the bead that begins at (i, j); gains are log-odds. `ratio` is the
    length of the second text for each character of the first."""
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
            away = np.minimum((np.log(lb)[None, :] - np.log(la)[:, None] - np.log(ratio)) ** 2, 4.0)
            share = np.minimum((la[:, None] / mean_a + lb[None, :] / mean_b) / 2, 4.0)
            value = weights.pair + cosine - weights.length * away * np.sqrt(share)
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
    """Characters of `b` for each of `a`."""
    if not len(a) or not len(b):
        return USUAL_RATIO
    extra = ratio_prior * a.lengths.mean()
    return float((b.lengths.sum() + extra * USUAL_RATIO) / (a.lengths.sum() + extra))


def _min_similarity(to_b: FloatArray, to_a: FloatArray, p: int, q: int) -> FloatArray:
    """The least likeness of a unit to the run on the other side, over the units of sides that have several; `to_b` is
    (units of a, runs of b), `to_a` (runs of a, units of b)."""
    rows, columns = to_a.shape[0], to_b.shape[1]
    found = [to_b[k : k + rows] for k in range(p) if p > 1] + [to_a[:, k : k + columns] for k in range(q) if q > 1]
    min_similarity: FloatArray = np.minimum.reduce(found)
    return min_similarity


def _mark_differences(a: Units, b: Units, p: int, q: int) -> FloatArray:
    """How many of the marks at the beginning of the first unit and the end of the last differ."""
    ends_a = np.concatenate([a.marks[: len(a) - p + 1, :1], a.marks[p - 1 :, 1:]], axis=1)
    ends_b = np.concatenate([b.marks[: len(b) - q + 1, :1], b.marks[q - 1 :, 1:]], axis=1)
    unlike: FloatArray = ends_a @ (1 - ends_b).T + (1 - ends_a) @ ends_b.T
    return unlike


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
    rarity: FloatArray = np.reciprocal(np.maximum(1, np.maximum(matrices[0].sum(axis=0), matrices[1].sum(axis=0))))
    return matrices[0] * rarity, matrices[1] * rarity


def _anchor_overlap(a: FloatArray, b: FloatArray, p: int, q: int) -> FloatArray:
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


def _block_minimum(matrix: FloatArray, p: int, q: int) -> FloatArray:
    """The least entry of every p by q block."""
    rows, columns = matrix.shape[0] - p + 1, matrix.shape[1] - q + 1
    least: FloatArray = np.minimum.reduce([matrix[k : k + rows, m : m + columns] for k in range(p) for m in range(q)])
    return least
