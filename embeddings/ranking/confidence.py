"""How sure it is that a passage answers the question: found, weak or nothing.

A logistic model of three numbers and the question's length. None of them depends on the size of the archive: the best of ten
thousand passages is nearer to any question than the best of fifty, answer or not.

    excess     the score above what passages of this archive reach for generic questions
    margin     the score above those of the next passages
    coverage   the share of the question's words that the passage contains

The coefficients are fitted, constrained to be non-negative, by `tests/quality/fit_confidence.py`, on archives of 60 to 5,800
passages, bilingual and not, each set of questions left out in turn.

A passage that lacks the kind of answer that the question asks for, or has another detail than the question names, rarely answers
(`assistant.answering.requirements`): its log-odds are lowered.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from embeddings.ranking.features import FULL_COVERAGE, Features

_CJK = re.compile(r"[㐀-鿿]")
_LATIN_WORD = re.compile(r"[^\W_㐀-鿿]+(?:['’][^\W_㐀-鿿]+)*")

Scores = NDArray[np.float64]

FOUND = 0.5
"""Least confidence of an answer that is `found`."""
WEAK = 0.25
"""Confidence below which it is `nothing`."""
COMPETITORS = 10
"""Passages after the best one that the margin is measured from."""
UNKNOWN_MARGIN = 4.0
"""Margin assumed for each competitor that is missing, because the filters leave too few passages: that of a usual answer."""
MIN_WORDS, NEUTRAL_WORDS, MAX_WORDS = 7, 9, 20
"""Question length in words: lower clamp, neutral point, upper clamp. A question of three words is judged like one of seven:
readers ask short questions."""
MISSING_ANSWER_PENALTY = 3.7
"""Log-odds subtracted where the passage lacks the kind of answer that the question asks for: log(65/200) - log(1.5/190). Measured on
the amounts of four sets: so many of the first passages that do not answer and of those that do lack one; half a case is added."""
OTHER_DETAIL_PENALTY = 4.5
"""The same where the passage contradicts a detail of the question: log(129/553) - log(3/1173). None of the 1,173 right ones did; by
the rule of three, no more than 3 in as many would."""
DOUBTED_LIMIT = 0.45
"""A doubted passage is never `found`."""
MAX_DATE_LOG_ODDS = 1.5
"""Most that a matching date adds."""
DATE_MISMATCH_LOG_ODDS = -0.5
"""Added where no similar passage was printed on the days that the question names."""


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """Coefficients of a logistic model, in the order of the columns of `confidence_features`."""

    excess: float
    margin: float
    coverage: float
    length: float
    intercept: float

    def log_odds(self, inputs: Scores) -> Scores:
        """Log-odds that each passage answers, (passages,), from the features of each, (passages, 4)."""
        coefficients = np.array([self.excess, self.margin, self.coverage, self.length])
        return np.asarray(inputs @ coefficients + self.intercept, dtype=np.float64)


SAME_LANGUAGE = ConfidenceModel(excess=0.25, margin=0.28, coverage=1.04, length=0.8, intercept=-3.65)
"""For passages with a text in the question's language. The coefficient of the length is half of its fitted value: question sets
differ in length for unrelated reasons."""
OTHER_LANGUAGE = ConfidenceModel(excess=0.92, margin=0.64, coverage=0.0, length=0.8, intercept=-5.04)
"""For passages in the other language only. They cannot contain the question's words."""


@dataclass(frozen=True, slots=True)
class ConfidenceEstimate:
    """The confidence that a passage answers the question, and what it was computed from."""

    confidence: float
    """0 to 1."""
    log_odds: float
    """Of the model, without the date."""
    date_log_odds: float = 0.0
    """See `date_log_odds`."""
    query_coverage: float = 0.0
    """Share of the query that the passage contains, see `embeddings.ranking.features.QueryCoverage`."""

    def with_date(self, log_odds: float) -> ConfidenceEstimate:
        """The estimate with log-odds from the date of the passage."""
        return replace(self, confidence=probability(self.log_odds + log_odds), date_log_odds=log_odds)

    def doubted(self, penalty: float) -> ConfidenceEstimate:
        """The estimate where the passage lacks the kind of answer that the question asks for, or contradicts a detail."""
        reduced = probability(self.log_odds + self.date_log_odds - penalty)
        return replace(self, confidence=min(reduced, DOUBTED_LIMIT))

    def for_keyword_query(self) -> ConfidenceEstimate:
        """The estimate for a keyword query: a passage is found if it contains all of its words, and only then."""
        if self.query_coverage >= FULL_COVERAGE:
            return replace(self, confidence=max(self.confidence, FOUND))
        return replace(self, confidence=min(self.confidence, DOUBTED_LIMIT))


NO_HIT = ConfidenceEstimate(0.0, -math.inf)


def confidence_features(features: Features, scores: Scores, background: float, length: float) -> Scores:
    """The input of the model for all candidates of a question, (candidates, 4).

    Args:
        features: of all candidates.
        scores: their scores, without any bonus.
        background: what passages of this archive reach for generic questions, see
            `embeddings.index.calibration.Calibration.background`.
        length: `query_length` of the question.
    """
    competitors = np.sort(scores)[::-1][1 : 1 + COMPETITORS]
    missing = COMPETITORS - len(competitors)
    margin = (len(competitors) * scores - competitors.sum() + missing * UNKNOWN_MARGIN) / COMPETITORS
    return np.column_stack([scores - background, margin, features.query_coverage, np.full(len(scores), length)])


def estimate_log_odds(features: Features, inputs: Scores) -> Scores:
    """The log-odds that each candidate answers, by the model that fits its languages, (candidates,)."""
    return np.where(features.has_same, SAME_LANGUAGE.log_odds(inputs), OTHER_LANGUAGE.log_odds(inputs))


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


def probability(log_odds: float) -> float:
    """The logistic function, rounded to four digits."""
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds)))), 4)
