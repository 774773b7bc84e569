"""Probabilities and the best path agree with an enumeration of all paths."""

import math
from collections.abc import Iterator

import numpy as np
import pytest
from corpus_helpers import law
from hypothesis import given
from hypothesis import strategies as st

from corpus.alignment.dynamic_programming import Gains, Grid, Shape, best_path, posterior_probabilities

Step = tuple[Shape, int, int]
SHAPES: list[Shape] = [(1, 1), (1, 2), (2, 1), (2, 2)]


@st.composite
def lattices(draw: st.DrawFn) -> tuple[Gains, Grid, Grid]:
    n, m = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    scale = draw(st.sampled_from([0.1, 1.0, 20.0]))
    gains = {(p, q): scale * random.standard_normal((n - p + 1, m - q + 1)) for p, q in SHAPES if p <= n and q <= m}
    return gains, scale * random.standard_normal(n), scale * random.standard_normal(m)


def paths(gains: Gains, n: int, m: int) -> Iterator[list[Step]]:
    """All paths. Adjacent unaligned units come in a fixed order, those of the first side first, so that each alignment is one
    path."""
    if not n and not m:
        yield []
    for p, q in [(1, 0), (0, 1), *gains]:
        if p <= n and q <= m:
            for before in paths(gains, n - p, m - q):
                yield [*before, ((p, q), n, m)]


def gain(path: list[Step], gains: Gains, skip_a: Grid, skip_b: Grid) -> float:
    values = []
    for (p, q), i, j in path:
        values.append(skip_a[i - 1] if not q else skip_b[j - 1] if not p else gains[p, q][i - p, j - q])
    return float(sum(values))


@law
@given(lattices())
def test_the_best_path_beats_all_others(lattice: tuple[Gains, Grid, Grid]) -> None:
    found = best_path(*lattice)
    most = max(gain(path, *lattice) for path in paths(lattice[0], len(lattice[1]), len(lattice[2])))
    assert gain(found, *lattice) == pytest.approx(most, abs=1e-9)


@law
@given(lattices())
def test_probabilities_match_an_enumeration_of_all_paths(lattice: tuple[Gains, Grid, Grid]) -> None:
    gains, skip_a, skip_b = lattice
    probable, alone_a, alone_b = posterior_probabilities(*lattice)
    every = [(path, math.exp(gain(path, *lattice))) for path in paths(gains, len(skip_a), len(skip_b))]
    whole = sum(weight for _, weight in every)
    for (p, q), grid in probable.items():
        for (i, j), value in np.ndenumerate(grid):
            share = sum(weight for path, weight in every if ((p, q), i + p, j + q) in path) / whole
            assert value == pytest.approx(share, abs=1e-9)
    for i, value in enumerate(alone_a, start=1):
        assert value == pytest.approx(sum(w for path, w in every if any(s == (1, 0) and k == i for s, k, _ in path)) / whole)
    for j, value in enumerate(alone_b, start=1):
        assert value == pytest.approx(sum(w for path, w in every if any(s == (0, 1) and k == j for s, _, k in path)) / whole)
