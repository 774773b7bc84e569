"""The aligner: takes two texts as units and returns beads.

A monotone dynamic program over m:n beads up to 4:4 with empty sides (Gale and Church 1993, "A Program for Aligning Sentences in
Bilingual Corpora"), scored with sentence vectors (Thompson and Koehn 2019, "Vecalign"; Liu and Zhu 2022, "Bertalign"). It
differs from them in three ways, each for measured gains (see CONTRIBUTING.md): vectors are centred and no concatenations are
encoded (`corpus.alignment.units`); a fitted log-linear model weighs the evidence for a bead (`corpus.alignment.bead_scoring`);
and it returns the beads with the highest posterior probability over all alignments (`corpus.alignment.dynamic_programming`).

Long texts are processed in windows, and each window in segments between certain 1:1 links.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from corpus.alignment.bead_scoring import BeadWeights, bead_scores, length_ratio
from corpus.alignment.dynamic_programming import best_path, posterior_probabilities
from corpus.alignment.units import Units
from corpus.arrays import FloatArray
from corpus.model import Bead

WINDOW = 1000
"""Units of each side per window."""
SEGMENT = 40
"""Minimum segment length, in units of each side. Longer windows are first cut at certain 1:1 links; the full program runs on
the segments between."""


@np.errstate(invalid="ignore")  # OpenBLAS may raise the flag for what stands behind the end of a small finite matrix
def align(a: Units, b: Units, weights: BeadWeights = BeadWeights()) -> list[Bead]:
    """Align an English text `a` with a Chinese text `b`. Returns beads in order; every unit is in exactly one.

    Centre the vectors over the whole text, as `corpus.alignment.units.units` does, not over the part to align.
    """
    beads: list[Bead] = []
    i = j = 0
    ratio = length_ratio(a, b, weights.ratio_prior)
    while i < len(a) or j < len(b):
        last = len(a) - i <= WINDOW and len(b) - j <= WINDOW
        rows, columns = min(WINDOW, len(a) - i), min(WINDOW, len(b) - j)
        path = _window(a.part(i, i + rows), b.part(j, j + columns), ratio, weights)
        # Beads near the end of an open window may still change, so only its first half is kept.
        keep = path if last else path[: max(1, len(path) // 2)]
        for bead in keep:
            beads.append(Bead(tuple(i + k for k in bead.en), tuple(j + k for k in bead.zh), bead.score))
        i += sum(len(bead.en) for bead in keep)
        j += sum(len(bead.zh) for bead in keep)
    return beads


def _window(a: Units, b: Units, ratio: float, weights: BeadWeights) -> list[Bead]:
    """Align one window, segment by segment."""
    beads = []
    bounds = [(0, 0), *_cuts(a, b), (len(a), len(b))]
    for (i, j), (k, m) in pairwise(bounds):
        for bead in _segment(a.part(i, k), b.part(j, m), ratio, weights):
            beads.append(Bead(tuple(i + x for x in bead.en), tuple(j + x for x in bead.zh), bead.score))
    return beads


def _cuts(a: Units, b: Units) -> list[tuple[int, int]]:
    """Places (i, j) where the text may be cut before unit i and unit j: the pairs before and after are mutual nearest
    neighbours and lie on the best path of 1:1 links. Empty for short texts."""
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
    """The monotone path of 1:1 links with the largest sum of gains, without links of zero gain."""
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


def _segment(a: Units, b: Units, ratio: float, weights: BeadWeights) -> list[Bead]:
    """Run the full program from corner to corner."""
    if not len(a) or not len(b):
        return [Bead((i,), ()) for i in range(len(a))] + [Bead((), (j,)) for j in range(len(b))]
    cosines, gains = bead_scores(a, b, ratio, weights)
    skip = weights.sharpness * weights.skip
    probable, alone_a, alone_b = posterior_probabilities(gains, np.full(len(a), skip), np.full(len(b), skip))
    beads = []
    # Unaligned units count half: two of them are no better than the pair they could form.
    for (p, q), i, j in best_path(probable, alone_a / 2, alone_b / 2):
        score = float(cosines[p, q][i - p, j - q]) if p and q else 0.0
        beads.append(Bead(tuple(range(i - p, i)), tuple(range(j - q, j)), score))
    return beads
