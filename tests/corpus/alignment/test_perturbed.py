"""Paragraph beads with the default model, in articles with one known change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from corpus_helpers import evaluation, read_all
from perturbed import Case, cases
from shared_data import shared_folder

from corpus.alignment.beads import article_beads
from corpus.alignment.units import SentenceVectors
from corpus.model import Article

LEAST = {
    "none": 0.99,
    "a line left out, en": 0.96,
    "a line left out, zh": 0.98,
    "two left out, en": 0.86,  # often two of three paragraphs
    "two left out, zh": 0.96,
    "one left out on each side": 0.95,
    "two joined, en": 0.98,
    "two joined, zh": 0.98,
    "one split, en": 0.98,
    "one split, zh": 0.98,
    "a line a sentence, en": 0.95,
    "a line a sentence, zh": 0.95,
    "every sentence a line, en": 0.92,
    "every sentence a line, zh": 0.92,
}
"""Strict F1 of the two-sided beads over all articles, for each kind of change."""


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SentenceVectors]:
    from embeddings.index.embedding_cache import VectorCache
    from embeddings.model.encoder import load_encoder

    with VectorCache(tmp_path_factory.mktemp("vectors"), load_encoder()) as cache:
        yield cache


def assert_beads(articles: dict[str, Article], gold: dict[str, dict], model: SentenceVectors) -> None:
    right, counted = defaultdict[str, int](int), defaultdict[str, int](int)
    for name, article in articles.items():
        for case in _thinned(list(cases(article, gold[name]["beads"]))):
            found = {(b.en, b.zh) for b in article_beads(case.article, model).paragraphs if b.en and b.zh}
            wanted = {(en, zh) for en, zh in case.beads if en and zh}
            right[case.change] += 2 * len(found & wanted)
            counted[case.change] += len(found) + len(wanted)
    f1 = {change: round(right[change] / count, 3) for change, count in counted.items()}
    assert set(f1) == set(LEAST)
    assert {change: value for change, value in f1.items() if value < LEAST[change]} == {}, f1


def _thinned(every: list[Case]) -> Iterator[Case]:
    """At most ten cases of a kind for each article: there are hundreds of ways to leave two paragraphs out."""
    of_kind = defaultdict[str, list[Case]](list)
    for case in every:
        of_kind[case.change].append(case)
    for same in of_kind.values():
        yield from same[:: -(-len(same) // 10)]


@pytest.mark.slow
def test_the_sample(sample_articles: dict[str, Article], sample_gold: dict[str, dict], encoder: SentenceVectors) -> None:
    assert_beads(sample_articles, sample_gold, encoder)


@pytest.mark.slow
def test_real_documents(encoder: SentenceVectors) -> None:
    gold = dict(evaluation(shared_folder("real") / "alignment.json"))
    assert_beads(read_all(shared_folder("archive"), gold), gold, encoder)
