"""The candidates of a question, and the hits that they become."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from corpus.model import MatchedSide
from embeddings.ranking.confidence import (
    FOUND,
    NO_HIT,
    ConfidenceEstimate,
    Scores,
    confidence_features,
    estimate_log_odds,
)
from embeddings.ranking.features import FULL_COVERAGE, EncodedQuery, Features
from embeddings.ranking.scoring import scores
from embeddings.text.analyzer import Terms
from embeddings.text.names import Name

MIN_MATCHED_SIMILARITY = 1.0
"""Least similarity, in standard deviations, of a side that counts as having found the passage."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, and its features."""

    number: int
    """Of the passage, in the record."""
    score: float
    matched: MatchedSide
    """The language in which it is similar to the question."""
    sentences_en: tuple[float, ...]
    """Similarity of each sentence, in standard deviations."""
    sentences_zh: tuple[float, ...]
    query_coverage: float
    """Share of the question's words that it contains, a name in any spelling, 0 to 1."""
    estimate: ConfidenceEstimate
    """Confidence that it answers by itself."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits of one question, best first."""

    hits: tuple[Hit, ...]
    terms: Terms
    """Search terms of the question."""
    weights: Mapping[tuple[str, str], float]
    """Weight of each term, by field and term; they sum to 1."""
    words: tuple[str, ...] = ()
    """Words that the marked passages added."""
    unknown: tuple[str, ...] = ()
    """Words of the question, as typed, that no passage contains."""
    names: tuple[Name, ...] = ()
    """Chinese names in the question that occur in the archive."""

    @property
    def estimate(self) -> ConfidenceEstimate:
        """That of the first hit."""
        return self.hits[0].estimate if self.hits else NO_HIT

    def with_date(self, log_odds: Callable[[Hit], float]) -> SearchResult:
        """The same, with the log-odds that a date in the question adds to each hit."""
        return replace(self, hits=tuple(replace(hit, estimate=hit.estimate.with_date(log_odds(hit))) for hit in self.hits))


@dataclass(frozen=True, slots=True)
class Candidates:
    """A question's candidates with their features."""

    query: EncodedQuery
    features: Features
    """For confidence and highlights."""
    ranking_features: Features
    """For the order: the same, unless the reader marked passages."""
    background: float
    """See `Calibration.background`."""
    words: tuple[str, ...] = ()
    """Words taken from the marked passages."""
    unknown: tuple[str, ...] = ()
    """Words of the question that no passage contains."""
    names: tuple[Name, ...] = ()

    @property
    def matching(self) -> int:
        """How many candidates would make the outcome `found` if they came first."""
        if self.query.is_keyword_query:
            return int((self.features.query_coverage >= FULL_COVERAGE).sum())
        return int((self.log_odds() >= math.log(FOUND / (1 - FOUND))).sum())

    def log_odds(self) -> Scores:
        """That each candidate answers by itself, (candidates,)."""
        inputs = confidence_features(self.features, scores(self.features), self.background, self.query.length)
        return estimate_log_odds(self.features, inputs)


def matched_side(en: float, zh: float) -> MatchedSide:
    if en >= MIN_MATCHED_SIMILARITY and zh >= MIN_MATCHED_SIMILARITY:
        return "both"
    return "en" if en >= zh else "zh"
