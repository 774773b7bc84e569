"""The confidence is a probability that rises with every feature it uses, and does not depend on how many passages there are."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.ranking.confidence import (
    COMPETITORS,
    FOUND,
    MISSING_ANSWER_PENALTY,
    NO_HIT,
    OTHER_LANGUAGE,
    SAME_LANGUAGE,
    UNKNOWN_MARGIN,
    WEAK,
    ConfidenceEstimate,
    ConfidenceModel,
    confidence_features,
    estimate_log_odds,
    probability,
)
from embeddings.ranking.features import ASSUMED_SIMILARITY, Features

COLUMNS = tuple(f.name for f in fields(ConfidenceModel) if f.name != "intercept")
MODELS = pytest.mark.parametrize("model", [SAME_LANGUAGE, OTHER_LANGUAGE], ids=["same language", "other language"])
INPUTS = st.lists(st.floats(-50, 50), min_size=len(COLUMNS), max_size=len(COLUMNS)).map(lambda row: np.array([row]))
SCORES = st.lists(st.floats(-20, 40), min_size=1, max_size=40).map(np.array)


def candidates(count: int, coverage: float = 0.5) -> Features:
    arrays = {
        field.name: np.full(count, ASSUMED_SIMILARITY, dtype=np.float32)
        for field in fields(Features)
        if field.name not in ("positions", "sentences", "has_same", "has_other")
    }
    arrays |= {"query_coverage": np.full(count, coverage, dtype=np.float32), "has_same": np.ones(count, dtype=bool)}
    none = [np.zeros(0, np.float32)] * count
    positions = np.arange(count, dtype=np.int64)
    return Features(positions=positions, sentences={"en": none, "zh": none}, has_other=arrays["has_same"], **arrays)


@MODELS
def test_coefficients_are_not_negative(model: ConfidenceModel) -> None:
    assert all(getattr(model, name) >= 0 for name in COLUMNS)
    assert model.excess > 0 < model.margin


def test_the_outcomes_are_in_order() -> None:
    assert 0 < WEAK < FOUND < 1


@given(st.floats(allow_nan=False))
def test_a_probability_is_between_0_and_1(log_odds: float) -> None:
    assert 0 <= probability(log_odds) <= 1


@MODELS
@given(INPUTS, st.sampled_from(range(len(COLUMNS))), st.floats(0, 10))
def test_it_never_falls_when_a_feature_rises(model: ConfidenceModel, inputs: np.ndarray, column: int, more: float) -> None:
    higher = inputs.copy()
    higher[0, column] += more
    assert model.log_odds(higher)[0] >= model.log_odds(inputs)[0]


@given(SCORES, st.floats(-10, 20))
def test_scores_and_background_that_rise_together_change_nothing(scores: np.ndarray, rise: float) -> None:
    """In a larger archive all scores rise: those that answer, those of the competitors and the background."""
    features = candidates(len(scores))
    small = confidence_features(features, scores, 3.0, 0.2)
    large = confidence_features(features, scores + rise, 3.0 + rise, 0.2)
    np.testing.assert_allclose(small, large, atol=1e-9)


@given(SCORES)
def test_further_passages_behind_the_competitors_change_nothing(scores: np.ndarray) -> None:
    scores = np.concatenate([scores, np.zeros(COMPETITORS + 1)])
    more = np.concatenate([scores, np.full(50, scores.min())])
    few = confidence_features(candidates(len(scores)), scores, 3.0, 0.0)
    many = confidence_features(candidates(len(more)), more, 3.0, 0.0)
    np.testing.assert_allclose(few, many[: len(few)], atol=1e-9)


def test_the_margin_is_measured_from_the_next_ten() -> None:
    scores = np.array([1.0, 9.0, *[3.0] * COMPETITORS, -5.0])
    excess, margin = confidence_features(candidates(len(scores)), scores, 2.0, 0.0)[:, :2].T
    assert (excess[1], margin[1]) == pytest.approx((7.0, 6.0))
    assert margin[0] == pytest.approx(-2.0)


@pytest.mark.parametrize("count", [1, 3])
def test_missing_competitors_leave_a_usual_margin(count: int) -> None:
    """Filters that leave a single passage are no reason to trust it."""
    scores = np.full(count, 5.0)
    margin = confidence_features(candidates(count), scores, 0.0, 0.0)[0, 1]
    assert margin == pytest.approx(UNKNOWN_MARGIN * (COMPETITORS - count + 1) / COMPETITORS)


def test_a_passage_in_the_other_language_only_has_a_model_of_its_own() -> None:
    features = replace(candidates(2), has_same=np.array([True, False]))
    inputs = confidence_features(features, np.array([12.0, 12.0]), 4.0, 0.0)
    expected = [SAME_LANGUAGE.log_odds(inputs)[0], OTHER_LANGUAGE.log_odds(inputs)[1]]
    assert estimate_log_odds(features, inputs).tolist() == pytest.approx(expected)


def test_it_ranges_from_nothing_to_found() -> None:
    for coverage, scores, outcome in ((0.0, [3.0] + [2.5] * 10, "nothing"), (1.0, [16.0] + [5.0] * 10, "found")):
        features = candidates(len(scores), coverage)
        first = probability(estimate_log_odds(features, confidence_features(features, np.array(scores), 4.0, 0.0))[0])
        assert first < WEAK if outcome == "nothing" else first > FOUND


@given(st.floats(-30, 30), st.floats(-1, 2))
def test_a_passage_that_is_doubted_is_never_found(log_odds: float, date: float) -> None:
    estimate = ConfidenceEstimate(probability(log_odds), log_odds).with_date(date)
    without = estimate.doubted(MISSING_ANSWER_PENALTY)
    assert without.confidence <= estimate.confidence
    assert without.confidence < FOUND


@given(st.floats(-30, 30), st.floats(0, 0.998))
def test_a_keyword_query_is_found_by_a_passage_with_all_of_its_words_only(log_odds: float, coverage: float) -> None:
    estimate = ConfidenceEstimate(probability(log_odds), log_odds, query_coverage=coverage)
    assert estimate.for_keyword_query().confidence < FOUND
    assert replace(estimate, query_coverage=1.0).for_keyword_query().confidence >= FOUND


def test_there_is_no_confidence_without_a_hit() -> None:
    assert NO_HIT.confidence == probability(NO_HIT.log_odds) == 0.0
    assert NO_HIT.doubted(MISSING_ANSWER_PENALTY).confidence == 0.0
    assert math.isinf(NO_HIT.log_odds)


def test_no_candidates() -> None:
    features = candidates(0)
    assert len(estimate_log_odds(features, confidence_features(features, np.zeros(0), 4.0, 0.0))) == 0
