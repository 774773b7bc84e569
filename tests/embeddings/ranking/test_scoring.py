"""Scoring keeps every candidate, adds none, and orders ties in one way."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.ranking.features import Features
from embeddings.ranking.scoring import FeatureWeights, rank_order, scores

KINDS = tuple(field.name for field in fields(FeatureWeights))


def features(**values: list[float]) -> Features:
    count = max(map(len, values.values()))
    arrays = {name: np.array(values.get(name, [0.0] * count), dtype=np.float32) for name in (*KINDS, "query_coverage")}
    none = [np.zeros(0, np.float32)] * count
    both = np.ones(count, dtype=bool)
    positions = np.arange(count, dtype=np.int64)
    return Features(positions=positions, has_same=both, has_other=both, sentences={"en": none, "zh": none}, **arrays)


@pytest.mark.parametrize("kind", KINDS)
def test_a_higher_feature_never_ranks_lower(kind: str) -> None:
    assert getattr(FeatureWeights(), kind) >= 0
    rising = scores(features(**{kind: [0.0, 0.5, 1.0]}))
    assert rising[0] <= rising[1] <= rising[2]


def test_words_and_both_languages_have_weights() -> None:
    used = [kind for kind in KINDS if scores(features(**{kind: [1.0]}))[0] > 0]
    assert "coverage" in used
    assert any(kind.startswith("same") for kind in used)
    assert any(kind.startswith("other") for kind in used)


@pytest.mark.parametrize("kind", KINDS)
def test_a_weight_applies_to_its_own_feature(kind: str) -> None:
    none = replace(FeatureWeights(), **dict.fromkeys(KINDS, 0.0))
    alone = replace(none, **{kind: 2.0})
    assert scores(features(**{kind: [1.0, 3.0]}), alone).tolist() == pytest.approx([2.0, 6.0])
    others = {other: [5.0, 7.0] for other in KINDS if other != kind}
    assert scores(features(**others), alone).tolist() == pytest.approx([0.0, 0.0])


@given(st.lists(st.floats(-50, 50), max_size=30), st.randoms(use_true_random=False))
def test_order_is_a_permutation_best_first_with_ties_by_position(values: list[float], random: object) -> None:
    positions = list(range(100, 100 + len(values)))
    random.shuffle(positions)  # type: ignore[attr-defined]
    array = np.round(np.array(values, dtype=np.float64), 1)
    ranked = rank_order(array, np.array(positions, dtype=np.int64)).tolist()
    assert sorted(ranked) == list(range(len(values)))
    assert ranked == sorted(range(len(values)), key=lambda k: (-array[k], positions[k]))


def test_rounding_differences_are_ties() -> None:
    """The last bits of a sum depend on the machine, but the order must not."""
    array = np.array([1.0, 1.0 + 1e-9, 1.0 - 1e-9])
    assert rank_order(array, np.array([30, 20, 10], dtype=np.int64)).tolist() == [2, 1, 0]
