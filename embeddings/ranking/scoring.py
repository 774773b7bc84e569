"""Evidence -> one score. A weighted sum: the scales are alike, so the weights say what each kind of evidence is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from embeddings.index.passage_table import Rows
from embeddings.ranking.features import Features


@dataclass(frozen=True, slots=True)
class FeatureWeights:
    """What each kind of evidence is worth. Chosen on three sets of questions that share no text (CONTRIBUTING.md)."""

    same_passage: float = 0.6
    same_sentence: float = 0.8
    same_context: float = 0.4
    other_passage: float = 0.2
    other_sentence: float = 0.7
    other_context: float = 0.2
    coverage: float = 4.0
    """Coverage goes from 0 to 1; a whole one is worth so many standard deviations."""


def scores(evidence: Features, weights: FeatureWeights = FeatureWeights()) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """One score a candidate; only their order within one question means something."""
    total = (
        weights.same_passage * evidence.same_passage
        + weights.same_sentence * evidence.same_sentence
        + weights.same_context * evidence.same_context
        + weights.other_passage * evidence.other_passage
        + weights.other_sentence * evidence.other_sentence
        + weights.other_context * evidence.other_context
        + weights.coverage * evidence.coverage
    )
    return np.asarray(total, dtype=np.float64)


def rank_order(scores: np.ndarray[tuple[int], np.dtype[np.float64]], positions: Rows) -> Rows:
    """Indices of the candidates, best first; ties by position, so that the same question gives the same answer."""
    return np.lexsort((positions, -np.round(scores, 6))).astype(np.int64)
