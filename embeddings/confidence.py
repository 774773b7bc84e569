"""found | weak | nothing: how sure it is that the first hit answers the question.

A plain logistic model over evidence from both languages and from the words. Its coefficients are fitted by
`tests/quality/fit_confidence.py`; no raw cosine enters, so they do not depend on the model's scale.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from embeddings.evidence import Evidence
from embeddings.table import Rows

FOUND = 0.5
"""From this confidence on an answer is `found`."""
WEAK = 0.15
"""Below this one it is `nothing`."""


@dataclass(frozen=True, slots=True)
class Features:
    """What the model looks at, all of the first hit."""

    same_passage: float
    same_sentence: float
    other_passage: float
    other_sentence: float
    coverage: float
    margin: float
    """How far its score is above the second's."""

    def vector(self) -> list[float]:
        return [self.same_passage, self.same_sentence, self.other_passage, self.other_sentence, self.coverage, self.margin]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The confidence and what it came from."""

    confidence: float
    """0 to 1."""
    features: Features | None
    """None where there was no hit at all."""


COEFFICIENTS = (0.3, 0.6, 0.3, 0.6, 3.0, 0.3)
INTERCEPT = -5.0


def judge(evidence: Evidence, scores: np.ndarray[tuple[int], np.dtype[np.float64]], ranked: Rows) -> Judgement:
    """The confidence in the first of the ranked candidates; 0 where there is none."""
    if not len(ranked):
        return Judgement(0.0, None)
    first = int(ranked[0])
    second = float(scores[ranked[1]]) if len(ranked) > 1 else float(scores[first])
    features = Features(
        same_passage=float(evidence.same_passage[first]),
        same_sentence=float(evidence.same_sentence[first]),
        other_passage=float(evidence.other_passage[first]),
        other_sentence=float(evidence.other_sentence[first]),
        coverage=float(evidence.coverage[first]),
        margin=float(scores[first]) - second,
    )
    return Judgement(_logistic(features), features)


def _logistic(features: Features) -> float:
    total = INTERCEPT + sum(c * x for c, x in zip(COEFFICIENTS, features.vector(), strict=True))
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 4)
