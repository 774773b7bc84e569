"""The usual measures of retrieval, each with a 95 % interval. Pure functions over numbers.

Relevance is binary. The interval of a mean is Wilson's (1927), which stays honest where few questions all came out alike;
figures between 0 and 1 vary no more than shares do. That of a difference, and of an area under a curve, is a percentile
bootstrap over questions (Efron 1979), 1,000 resamples from a fixed seed, so that the same answers give the same figures.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DEPTH = 10
"""Ranks that MRR@10 and nDCG@10 look at."""
RESAMPLES = 1000
_SEED = 20030101
_NORMAL = 1.96
"""Standard deviations of a normal distribution within which 95 % of it lies."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, and where it lies with 95 % confidence if the questions are a sample of such questions."""

    value: float
    """NaN where there is nothing to measure."""
    low: float
    high: float
    n: int
    """Questions (for an area under the curve: the answerable ones) that it is measured on."""


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """1 / rank of the first relevant result; 0 where there is none among the first ten."""
    return next((1 / rank for rank, hit in enumerate(relevant[:DEPTH], start=1) if hit), 0.0)


def ndcg(relevant: Sequence[bool], total: int) -> float:
    """Normalised discounted cumulative gain at 10 (Järvelin and Kekäläinen 2002), `total` passages being relevant."""
    gain = sum(1 / math.log2(rank + 1) for rank, hit in enumerate(relevant[:DEPTH], start=1) if hit)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(total, DEPTH) + 1))
    return gain / best if best else 0.0


def mean(values: Sequence[float]) -> Estimate:
    """The mean over questions of a figure between 0 and 1."""
    if not values:
        return Estimate(math.nan, math.nan, math.nan, 0)
    value = math.fsum(values) / len(values)
    return Estimate(value, *_wilson(value, len(values)), len(values))


def mean_change(values: Sequence[float]) -> Estimate:
    """The mean over questions of a difference, which may be below 0."""
    if not values:
        return Estimate(math.nan, math.nan, math.nan, 0)
    array = np.asarray(values, dtype=np.float64)
    return _bootstrap(float(array.mean()), (_counts(len(array), 0) @ array) / len(array), len(array))


def auroc(above: Sequence[float], below: Sequence[float]) -> Estimate:
    """Probability that one of `above` exceeds one of `below`, ties counting half: the area under the ROC curve."""
    if not above or not below:
        return Estimate(math.nan, math.nan, math.nan, 0)
    a, b = np.asarray(above, dtype=np.float64)[:, None], np.asarray(below, dtype=np.float64)[None, :]
    wins = (a > b) + (a == b) / 2
    value = float(wins.mean())
    if value in (0, 1):  # however often they are drawn again, they come out the same
        return Estimate(value, *_wilson(value, min(wins.shape)), len(above))
    drawn = _counts(a.shape[0], 0), _counts(b.shape[1], 1)
    resampled = ((drawn[0] @ wins) * drawn[1]).sum(axis=1) / wins.size
    return _bootstrap(value, resampled, len(above))


def _bootstrap(value: float, resampled: NDArray[np.float64], n: int) -> Estimate:
    low, high = np.percentile(resampled, [2.5, 97.5])
    return Estimate(value, float(low), float(high), n)


def _wilson(share: float, n: int) -> tuple[float, float]:
    """Where the share lies of which n questions showed `share`."""
    middle = (share + _NORMAL**2 / (2 * n)) / (1 + _NORMAL**2 / n)
    reach = _NORMAL / (1 + _NORMAL**2 / n) * math.sqrt(max(0.0, share * (1 - share)) / n + _NORMAL**2 / (4 * n * n))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _counts(n: int, stream: int) -> NDArray[np.float64]:
    """How often each of n questions is drawn, (RESAMPLES, n)."""
    generator = np.random.default_rng((_SEED, stream))
    return generator.multinomial(n, np.full(n, 1 / n), size=RESAMPLES).astype(np.float64)
