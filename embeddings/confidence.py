"""found | weak | nothing: how sure it is that the first hit answers the question.

A plain logistic model over evidence from both languages and from the words, kept apart from the ranking score. Its
coefficients are fitted, not below zero, by `tests/quality/fit_confidence.py`; no raw cosine enters, so they do not depend on
the model's scale.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from embeddings.evidence import Evidence
from embeddings.table import Rows

FOUND = 0.5
"""From this confidence on an answer is `found`."""
WEAK = 0.15
"""Below this one it is `nothing`."""


@dataclass(frozen=True, slots=True)
class Features:
    """What the model looks at, all of the first hit; the names are those of `embeddings.evidence`."""

    same_passage: float
    same_sentence: float
    other_sentence: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """The confidence and what it came from."""

    confidence: float
    """0 to 1."""
    features: Features | None
    """None where there was no hit at all."""


COEFFICIENTS = Features(same_passage=0.82, same_sentence=0.47, other_sentence=0.17, coverage=1.36)
INTERCEPT = -4.2


def judge(evidence: Evidence, ranked: Rows) -> Judgement:
    """The confidence in the first of the ranked candidates; 0 where there is none."""
    if not len(ranked):
        return Judgement(0.0, None)
    first = int(ranked[0])
    features = Features(
        same_passage=float(evidence.same_passage[first]),
        same_sentence=float(evidence.same_sentence[first]),
        other_sentence=float(evidence.other_sentence[first]),
        coverage=float(evidence.coverage[first]),
    )
    return Judgement(confidence(features), features)


def confidence(features: Features) -> float:
    """The logistic model, rounded to four digits."""
    total = INTERCEPT + sum(getattr(COEFFICIENTS, f.name) * getattr(features, f.name) for f in fields(Features))
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 4)
