"""The measures are those of the books."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.measures import auroc, mean, mean_change, ndcg, reciprocal_rank

HITS = st.lists(st.booleans(), max_size=14)
SCORES = st.lists(st.integers(0, 6).map(lambda n: n / 6), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("hits", "expected"),
    [([], 0), ([False] * 10 + [True], 0), ([True], 1), ([False, True, True], 1 / 2), ([False] * 9 + [True], 1 / 10)],
)
def test_reciprocal_rank(hits: list[bool], expected: float) -> None:
    assert reciprocal_rank(hits) == expected


def test_ndcg_by_hand() -> None:
    # 1/log2(2) + 1/log2(4) of 1/log2(2) + 1/log2(3) + 1/log2(4)
    assert ndcg([True, False, True], 3) == pytest.approx((1 + 1 / 2) / (1 + 1 / math.log2(3) + 1 / 2))
    assert ndcg([False] * 10 + [True], 1) == 0
    assert ndcg([True] * 10, 40) == 1
    assert ndcg([], 0) == 0


@given(HITS)
def test_ndcg_is_one_for_the_best_order_only(hits: list[bool]) -> None:
    total = max(1, sum(hits))
    value = ndcg(hits, total)
    assert 0 <= value <= 1
    best = sum(hits[: min(total, 10)]) == min(total, 10)
    assert (value == pytest.approx(1)) == (best and any(hits))


@given(SCORES, SCORES)
def test_auroc_is_what_its_definition_says(above: list[float], below: list[float]) -> None:
    pairs = [(a > b) + (a == b) / 2 for a in above for b in below]
    found = auroc(above, below)
    assert found.value == pytest.approx(sum(pairs) / len(pairs))
    assert found.value + auroc(below, above).value == pytest.approx(1)
    assert 0 <= found.low <= found.high <= 1


def test_auroc_of_nothing() -> None:
    assert auroc([], [0.5]).n == auroc([0.5], []).n == mean([]).n == 0
    assert math.isnan(mean([]).value)


@given(st.lists(st.integers(0, 4).map(lambda n: n / 4), min_size=1, max_size=30))
def test_a_mean_and_its_interval(values: list[float]) -> None:
    found = mean(values)
    assert found.value == pytest.approx(sum(values) / len(values))
    assert 0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1
    assert found.high - found.low > 1 / (len(values) + 4)
    assert mean(values) == found


@given(st.lists(st.integers(-4, 4).map(lambda n: n / 4), min_size=1, max_size=30))
def test_a_change_and_its_interval(values: list[float]) -> None:
    """It may be below nothing, as may its whole interval."""
    found = mean_change(values)
    assert found.value == pytest.approx(sum(values) / len(values))
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert mean_change([-0.1, -0.2, -0.3]).high < 0
    assert math.isnan(mean_change([]).value)


def test_the_interval_is_that_of_the_binomial() -> None:
    """Forty of eighty: plus or minus 1.96 standard errors, .39 to .61."""
    found = mean([1.0, 0.0] * 40)
    assert found.low == pytest.approx(0.39, abs=0.015)
    assert found.high == pytest.approx(0.61, abs=0.015)


def test_few_questions_that_all_came_out_alike_leave_it_wide() -> None:
    assert mean([1.0, 1.0]).low == auroc([0.9, 0.8], [0.1, 0.2, 0.3]).low == pytest.approx(0.342, abs=0.001)  # of 2
    assert mean([0.0] * 30).high == auroc([0.1] * 40, [0.9] * 30).high == pytest.approx(0.114, abs=0.001)


def test_more_questions_narrow_the_interval() -> None:
    few, many = mean([1.0, 0.0] * 10), mean([1.0, 0.0] * 250)
    assert many.high - many.low < (few.high - few.low) / 3
