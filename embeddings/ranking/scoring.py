"""The ranking score: a weighted sum of the features. They share a scale, so a weight says how much its feature matters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corpus.arrays import FloatArray
from embeddings.index.passage_table import Rows
from embeddings.ranking.features import FULL_COVERAGE, Features


@dataclass(frozen=True, slots=True)
class FeatureWeights:
    """Weight of each feature, chosen on three question sets that share no text (tests/quality/MEASUREMENTS.md)."""

    same_passage: float = 0.6
    same_sentence: float = 0.8
    same_context: float = 0.4
    other_passage: float = 0.2
    other_sentence: float = 0.7
    other_context: float = 0.2
    coverage: float = 4.0
    """Standard deviations that full coverage is worth."""


SHORTLIST = 96
"""Candidates whose sentences and neighbours are compared too."""

ALL_WORDS_BONUS = 10.0
"""Bonus for passages that contain every word of a keyword query: more than all other features together, which say little about so
few words."""


def scores(
    features: Features, weights: FeatureWeights = FeatureWeights(), *, all_words_first: bool = False
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """One score for each candidate; comparable within one question only. `all_words_first` is for keyword queries."""
    total = (
        weights.same_passage * features.same_passage
        + weights.same_sentence * features.same_sentence
        + weights.same_context * features.same_context
        + weights.other_passage * features.other_passage
        + weights.other_sentence * features.other_sentence
        + weights.other_context * features.other_context
        + weights.coverage * features.coverage
    )
    if all_words_first:
        total = total + ALL_WORDS_BONUS * (features.query_coverage >= FULL_COVERAGE)
    return np.asarray(total, dtype=np.float64)


def shortlist(same: FloatArray, other: FloatArray, coverage: FloatArray, weights: FeatureWeights = FeatureWeights()) -> Rows:
    """Indices, ascending, of the SHORTLIST candidates that are likeliest to rank high, by what is quick to compute: the similarities
    of the whole passages in the question's language and in the other one, and the coverage."""
    if len(coverage) <= SHORTLIST:
        return np.arange(len(coverage), dtype=np.int64)
    likely = (
        (weights.same_passage + weights.same_sentence + weights.same_context) * same
        + (weights.other_passage + weights.other_sentence + weights.other_context) * other
        + weights.coverage * coverage
    )
    return np.sort(np.argsort(-likely, kind="stable")[:SHORTLIST])


def rank_order(scores: np.ndarray[tuple[int], np.dtype[np.float64]], positions: Rows) -> Rows:
    """Indices of the candidates, best first. Ties go by position, so that the same question always gives the same answer."""
    return np.lexsort((positions, -np.round(scores, 6))).astype(np.int64)
