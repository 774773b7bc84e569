"""How sure it is that a hit answers the question: found, weak or nothing.

A logistic model over features of both languages and of the words, separate from the ranking score. Its coefficients are
fitted, constrained to be non-negative, by `tests/quality/fit_confidence.py`. No raw cosine is among the features, so the
coefficients do not depend on the encoder's scale.

Where the question asks for an amount and the passage contains none, it hardly ever answers: on three sets, 3 of 135 passages
that answer such a question seem to lack an amount, and 19 of 32 near misses do.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields, replace

import numpy as np

from embeddings.index.passage_table import Rows
from embeddings.ranking.features import FULL_COVERAGE, MISSING_SIDE, Features

_CJK = re.compile(r"[㐀-鿿]")
_LATIN_WORD = re.compile(r"[^\W_㐀-鿿]+(?:['’][^\W_㐀-鿿]+)*")

FOUND = 0.5
"""Confidence from which on an answer is `found`."""
WEAK = 0.25
"""Confidence below which it is `nothing`."""
SIMILARITY_CAP, SIMILARITY_CAP_SLOPE = 2.5, 0.5
"""A similarity in the question's own language counts for at most SIMILARITY_CAP standard deviations, plus
SIMILARITY_CAP_SLOPE for each one in the other language. Text that only repeats the question's wording is similar in one
language and not in the other."""
MIN_WORDS, NEUTRAL_WORDS, MAX_WORDS = 7, 9, 20
"""Question length in words: lower clamp, neutral point, upper clamp. A question of three words is judged like one of seven:
readers ask short questions."""
MISSING_ANSWER_PENALTY = 3.3
"""Log-odds subtracted where the passage lacks the kind of answer that the question asks for: log(19/32) - log(3/135)."""
MISSING_ANSWER_LIMIT = 0.45
"""Such a passage is never `found`."""
MAX_DATE_LOG_ODDS = 1.5
"""Most that a matching date adds, in log-odds."""
DATE_MISMATCH_LOG_ODDS = -0.5
"""What it costs, in log-odds, where no similar passage was printed on the days that the question names."""

_ROUNDING = 1e-3
"""Log-odds that rounding a confidence can account for."""


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures:
    """Input of the model: features of one passage, named as in `embeddings.ranking.features`, and the question's length."""

    same_passage: float
    same_sentence: float
    other_sentence: float
    coverage: float
    length: float = 0.0
    """See `query_length`: the more a question says, the less similar any passage can be to all of it."""


@dataclass(frozen=True, slots=True)
class ConfidenceEstimate:
    """The confidence that a passage answers the question, and what it was computed from."""

    confidence: float
    """0 to 1."""
    features: ConfidenceFeatures | None
    """None where there was no hit at all."""

    log_odds: float = 0.0
    """Log-odds from the date of the passage, see `date_odds`."""
    query_coverage: float = 0.0
    """Share of the query that the passage contains, see `embeddings.ranking.features.QueryCoverage`."""

    def with_log_odds(self, log_odds: float) -> ConfidenceEstimate:
        """The judgement with log-odds from the date of the passage."""
        return replace(self, confidence=confidence(self.features, log_odds), log_odds=log_odds) if self.features else self

    def without_expected_answer(self) -> ConfidenceEstimate:
        """The judgement where the passage lacks the kind of answer that the question asks for."""
        return (
            replace(self, confidence=confidence(self.features, self.log_odds, missing_answer=True)) if self.features else self
        )

    def for_keyword_query(self) -> ConfidenceEstimate:
        """The judgement for a keyword query: a passage that contains all of its words is found."""
        return replace(self, confidence=max(self.confidence, FOUND)) if self.query_coverage >= FULL_COVERAGE else self


NO_HIT = ConfidenceEstimate(0.0, None)

COEFFICIENTS = ConfidenceFeatures(same_passage=0.55, same_sentence=0.65, other_sentence=0.08, coverage=0.46, length=0.45)
"""The one of the length is half of its fitted value: question sets differ in length for unrelated reasons."""
INTERCEPT = -4.40


def judge(features: Features, ranked: Rows, length: float = 0.0) -> ConfidenceEstimate:
    """The confidence in the first of the ranked candidates; NO_HIT where there is none.

    Args:
        features: of all candidates.
        ranked: indices of the candidates, best first.
        length: `query_length` of the question.
    """
    if not len(ranked):
        return NO_HIT
    first = int(ranked[0])
    inputs = ConfidenceFeatures(
        same_passage=float(features.same_passage[first]),
        same_sentence=float(features.same_sentence[first]),
        other_sentence=float(features.other_sentence[first]),
        coverage=float(features.coverage[first]),
        length=length,
    )
    return ConfidenceEstimate(confidence(inputs), inputs, query_coverage=float(features.query_coverage[first]))


def may_reach_found(features: Features, length: float = 0.0) -> Rows:
    """Indices of the candidates whose confidence may reach FOUND, computed for all at once. The cap only ever lowers a
    similarity, so no other candidate can."""
    names = ("same_passage", "same_sentence", "other_sentence", "coverage")
    base = INTERCEPT + COEFFICIENTS.length * length
    upper_bound = base + sum(getattr(COEFFICIENTS, name) * getattr(features, name) for name in names)
    return np.flatnonzero(upper_bound > math.log(FOUND / (1 - FOUND)) - _ROUNDING).astype(np.int64)


def query_length(text: str) -> float:
    """Square root of a question's clamped number of words, minus that of NEUTRAL_WORDS. Chinese is counted as 1.8 characters
    a word."""
    words = len(_LATIN_WORD.findall(text)) + len(_CJK.findall(text)) / 1.8
    return math.sqrt(min(max(words, MIN_WORDS), MAX_WORDS)) - math.sqrt(NEUTRAL_WORDS)


def date_log_odds(behind: float, share: float) -> float:
    """Log-odds to add where the passage was printed on the days that the question names.

    Args:
        behind: how far its score is behind the best passage of any date: 0 if it is the best, 1 if the date barely makes up
            for it.
        share: share of the archive that was printed on these days, which is the probability that the best passage is among
            them by chance.
    """
    return min(MAX_DATE_LOG_ODDS, -math.log(share)) * max(0.0, 1 - behind) if share > 0 else 0.0


def confidence(features: ConfidenceFeatures, log_odds: float = 0.0, *, missing_answer: bool = False) -> float:
    """The logistic model, rounded to four digits."""
    known = cap_similarities(features)
    total = (
        INTERCEPT + log_odds + sum(getattr(COEFFICIENTS, f.name) * getattr(known, f.name) for f in fields(ConfidenceFeatures))
    )
    probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, total - MISSING_ANSWER_PENALTY * missing_answer))))
    return round(min(probability, MISSING_ANSWER_LIMIT) if missing_answer else probability, 4)


def cap_similarities(features: ConfidenceFeatures) -> ConfidenceFeatures:
    """Limit the similarities in the question's own language, see SIMILARITY_CAP."""
    if features.other_sentence <= MISSING_SIDE:  # a passage in one language only
        return features
    most = SIMILARITY_CAP + SIMILARITY_CAP_SLOPE * features.other_sentence
    capped = {name: min(getattr(features, name), most) for name in ("same_passage", "same_sentence")}
    return replace(features, **capped)
