"""The confidence is a probability that rises with every feature it uses."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.ranking.confidence import (
    COEFFICIENTS,
    FOUND,
    SIMILARITY_CAP,
    SIMILARITY_CAP_SLOPE,
    WEAK,
    ConfidenceEstimate,
    ConfidenceFeatures,
    confidence,
    judge,
    may_reach_found,
)
from embeddings.ranking.features import MISSING_SIDE, Features

NAMES = tuple(field.name for field in fields(ConfidenceFeatures))
KINDS = tuple(f.name for f in fields(Features) if f.name not in ("positions", "sentences"))
NUMBERS = st.floats(-1e6, 1e6)
FEATURES = st.builds(ConfidenceFeatures, **dict.fromkeys(NAMES, NUMBERS))


def test_coefficients_are_not_negative() -> None:
    assert all(getattr(COEFFICIENTS, name) >= 0 for name in NAMES)
    assert any(getattr(COEFFICIENTS, name) > 0 for name in NAMES)
    assert 0 < WEAK < FOUND < 1


@given(FEATURES)
def test_it_is_between_0_and_1(features: ConfidenceFeatures) -> None:
    assert 0 <= confidence(features) <= 1


@given(FEATURES, st.sampled_from(NAMES), st.floats(0, 10))
def test_it_never_falls_when_a_feature_rises(features: ConfidenceFeatures, name: str, more: float) -> None:
    assert confidence(replace(features, **{name: getattr(features, name) + more})) >= confidence(features)


@pytest.mark.parametrize("name", [name for name in NAMES if getattr(COEFFICIENTS, name) > 0])
def test_it_rises_with_every_feature_that_has_a_coefficient(name: str) -> None:
    middle = (
        ConfidenceFeatures(**dict.fromkeys(NAMES, 0.0))
        if name == "other_sentence"
        else ConfidenceFeatures(**dict.fromkeys(NAMES, 0.0) | {"other_sentence": 9.0})
    )
    higher = replace(middle, **{name: 1.0})
    highest = replace(middle, **{name: 5.0})
    assert confidence(middle) < confidence(higher) < confidence(highest)


def test_similarity_in_one_language_only_is_capped() -> None:
    both = ConfidenceFeatures(**dict.fromkeys(NAMES, 0.0) | {"same_passage": 4.0, "same_sentence": 4.0, "other_sentence": 2.0})
    one = replace(both, other_sentence=0.0)
    assert confidence(one) < confidence(both)
    more = SIMILARITY_CAP + SIMILARITY_CAP_SLOPE * one.other_sentence + 5
    assert confidence(replace(one, same_passage=more, same_sentence=more)) == confidence(one)


def test_a_passage_in_one_language_is_not_capped() -> None:
    near = ConfidenceFeatures(
        **dict.fromkeys(NAMES, 0.0) | {"same_passage": 6.0, "same_sentence": 6.0, "other_sentence": MISSING_SIDE}
    )
    assert confidence(near) > confidence(replace(near, other_sentence=0.0))


@given(FEATURES)
def test_a_passage_without_the_expected_answer_is_never_found(features: ConfidenceFeatures) -> None:
    assert confidence(features, missing_answer=True) <= confidence(features)
    assert confidence(features, missing_answer=True) < FOUND
    assert ConfidenceEstimate(confidence(features), features).without_expected_answer().confidence == confidence(
        features, missing_answer=True
    )
    assert ConfidenceEstimate(0.0, None).without_expected_answer() == ConfidenceEstimate(0.0, None)


def test_it_ranges_from_nothing_to_found() -> None:
    assert confidence(ConfidenceFeatures(**dict.fromkeys(NAMES, -3.0))) < WEAK
    assert confidence(ConfidenceFeatures(**(dict.fromkeys(NAMES, 6.0) | {"coverage": 1.0}))) > FOUND


def candidates(count: int) -> Features:
    arrays = {kind: np.arange(count, dtype=np.float32) + at for at, kind in enumerate(KINDS)}
    none = [np.zeros(0, np.float32)] * count
    return Features(positions=np.arange(count, dtype=np.int64), sentences={"en": none, "zh": none}, **arrays)


def test_it_is_computed_from_the_first_hit() -> None:
    estimate = judge(candidates(3), np.array([2, 0, 1], dtype=np.int64))
    assert estimate.features is not None
    for at, kind in enumerate(KINDS):
        if kind in NAMES:
            assert getattr(estimate.features, kind) == 2 + at
    assert estimate.confidence == confidence(estimate.features)


@given(
    st.lists(st.tuples(*[st.floats(-3, 8, width=32)] * 4), min_size=1, max_size=20),
    st.floats(-1, 2),
)
def test_may_reach_found_keeps_every_candidate_that_is_found(rows: list[tuple[float, ...]], length: float) -> None:
    names = ("same_passage", "same_sentence", "other_sentence", "coverage")
    arrays = {name: np.array([row[at] for row in rows], dtype=np.float32) for at, name in enumerate(names)}
    features = replace(candidates(len(rows)), **arrays)
    each = [judge(features, np.array([k]), length).confidence for k in range(len(rows))]
    assert {k for k, one in enumerate(each) if one >= FOUND} <= set(may_reach_found(features, length).tolist())


def test_may_reach_found_drops_distant_candidates() -> None:
    distant = replace(candidates(9), **{kind: np.full(9, -1.0, dtype=np.float32) for kind in KINDS})
    assert may_reach_found(distant).tolist() == []


def test_it_is_0_without_a_hit() -> None:
    estimate = judge(candidates(0), np.zeros(0, dtype=np.int64))
    assert (estimate.confidence, estimate.features) == (0.0, None)
