"""Retrieval measures, each with a 95 % confidence interval. Pure functions over numbers.

Relevance is binary. A mean has Wilson's interval (1927), which is sound even where a few questions all have the same result;
values between 0 and 1 vary no more than proportions do. A difference, and an area under a curve, has a percentile bootstrap
interval over questions (Efron 1979): 1,000 resamples from a fixed seed, so that the same answers give the same figures.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RANK_CUTOFF = 10
"""Rank cut-off of MRR@10 and nDCG@10."""
RESAMPLES = 1000
_SEED = 20030101
_NORMAL = 1.96
"""Standard deviations around the mean that contain 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure with its 95 % confidence interval, the questions being a sample."""

    value: float
    """NaN where there is nothing to measure."""
    low: float
    high: float
    n: int
    """Number of questions; for an area under a curve, of answerable ones."""


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """1 / rank of the first relevant result; 0 if none of the first ten is relevant."""
    return next((1 / rank for rank, hit in enumerate(relevant[:RANK_CUTOFF], start=1) if hit), 0.0)


def ndcg(relevant: Sequence[bool], total: int) -> float:
    """Normalised discounted cumulative gain at 10 (Järvelin and Kekäläinen 2002); `total` is the number of relevant passages."""
    gain = sum(1 / math.log2(rank + 1) for rank, hit in enumerate(relevant[:RANK_CUTOFF], start=1) if hit)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(total, RANK_CUTOFF) + 1))
    return gain / best if best else 0.0


def mean(values: Sequence[float]) -> Estimate:
    """The mean of values between 0 and 1, one per question."""
    if not values:
        return Estimate(math.nan, math.nan, math.nan, 0)
    value = math.fsum(values) / len(values)
    return Estimate(value, *_wilson(value, len(values)), len(values))


def mean_change(values: Sequence[float]) -> Estimate:
    """The mean of differences, one per question."""
    if not values:
        return Estimate(math.nan, math.nan, math.nan, 0)
    array = np.asarray(values, dtype=np.float64)
    return _bootstrap(float(array.mean()), (_counts(len(array), 0) @ array) / len(array), len(array))


def auroc(above: Sequence[float], below: Sequence[float]) -> Estimate:
    """Area under the ROC curve: the probability that a value of `above` exceeds one of `below`, a tie counting half."""
    if not above or not below:
        return Estimate(math.nan, math.nan, math.nan, 0)
    a, b = np.asarray(above, dtype=np.float64)[:, None], np.asarray(below, dtype=np.float64)[None, :]
    wins = (a > b) + (a == b) / 2
    value = float(wins.mean())
    if value in (0, 1):  # every resample gives the same
        return Estimate(value, *_wilson(value, min(wins.shape)), len(above))
    drawn = _counts(a.shape[0], 0), _counts(b.shape[1], 1)
    resampled = ((drawn[0] @ wins) * drawn[1]).sum(axis=1) / wins.size
    return _bootstrap(value, resampled, len(above))


def _bootstrap(value: float, resampled: NDArray[np.float64], n: int) -> Estimate:
    low, high = np.percentile(resampled, [2.5, 97.5])
    return Estimate(value, float(low), float(high), n)


def _wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson's score interval of a proportion over n questions."""
    middle = (share + _NORMAL**2 / (2 * n)) / (1 + _NORMAL**2 / n)
    reach = _NORMAL / (1 + _NORMAL**2 / n) * math.sqrt(max(0.0, share * (1 - share)) / n + _NORMAL**2 / (4 * n * n))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _counts(n: int, stream: int) -> NDArray[np.float64]:
    """How often each resample draws each of n questions: (RESAMPLES, n)."""
    generator = np.random.default_rng((_SEED, stream))
    return generator.multinomial(n, np.full(n, 1 / n), size=RESAMPLES).astype(np.float64)
