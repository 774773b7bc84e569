"""Similarities, and the features made of them, depend on the passage and the query alone, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from corpus.storage.store import Store
from embeddings.index.calibration import center
from embeddings.query.question import parse
from embeddings.ranking.features import Features
from embeddings.ranking.similarity import BLOCK, similarities
from embeddings.search import SearchIndex
from tests.built_archive import Built

RANDOM = np.random.default_rng(0)
VECTORS = (RANDOM.standard_normal((500, 48)) / 7).astype(np.float16)
QUERIES = [vector.astype(np.float32) for vector in RANDOM.standard_normal((2, 48)) / 7]
MEAN = VECTORS.astype(np.float32).mean(axis=0)


@pytest.mark.parametrize("mean", [None, MEAN], ids=["raw", "centred"])
@pytest.mark.parametrize("count", [0, 1, 3, BLOCK - 1, BLOCK, BLOCK + 1, 500])
def test_similarities_are_dot_products(count: int, mean: np.ndarray | None) -> None:
    rows = RANDOM.permutation(500)[:count].astype(np.int64)
    vectors = VECTORS[rows].astype(np.float32)
    expected = np.stack(QUERIES) @ (vectors if mean is None else center(vectors, mean)).T
    np.testing.assert_allclose(similarities(VECTORS, rows, QUERIES, mean), expected, atol=1e-5)


@pytest.mark.parametrize("mean", [None, MEAN], ids=["raw", "centred"])
def test_a_similarity_does_not_depend_on_other_rows_or_queries(mean: np.ndarray | None) -> None:
    every = similarities(VECTORS, np.arange(500), QUERIES, mean)
    for count in (1, 2, 3, 63, 65, 191):
        rows = RANDOM.permutation(500)[:count].astype(np.int64)
        alone = similarities(VECTORS, rows, QUERIES[1:], mean)[0]
        assert alone.tolist() == every[1][rows].tolist()


def test_readings_that_are_considered_together_are_as_those_considered_alone(index: SearchIndex) -> None:
    question = parse("When did the ferry sink in 1957?")
    reading = parse("When did the ferry sink?")
    other = replace(question, encoded_text=reading.text)
    together = index.retrieve_candidates_for_readings((question, other))
    for one, both in zip((question, other), together, strict=True):
        alone = index.retrieve_candidates(one)
        assert arrays(alone.features) == arrays(both.features)
        assert index.rank(alone, 20) == index.rank(both, 20)


def arrays(features: Features) -> list[list[float]]:
    names = [name for name in features.__slots__ if name != "sentences"]
    return [getattr(features, name).tolist() for name in names]


@pytest.fixture(scope="module")
def index(built: Built) -> Iterator[SearchIndex]:
    with Store.open(built.folder) as store:
        yield SearchIndex.open(store, built.encoder, built.analyzer)
