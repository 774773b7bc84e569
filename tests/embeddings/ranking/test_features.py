"""Every candidate gets all features, computed exactly; a missing side gets the lowest similarity."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from built_archive import Built
from store_passages import every_passage

from corpus.model import SIDES, Side
from corpus.storage.store import Store
from embeddings.index import manifest
from embeddings.index.calibration import Calibration
from embeddings.index.embedded_texts import passage_text, sentence_texts
from embeddings.index.embedding_cache import open_rows, vectors_folder
from embeddings.index.inverted_index import InvertedIndex, build_inverted_index
from embeddings.index.passage_table import NO_ROW, PassageTable
from embeddings.ranking.features import (
    ASSUMED_SIMILARITY,
    CONTEXT_RADIUS,
    EncodedQuery,
    Features,
    compute_features,
    coverage,
    term_weights,
)
from embeddings.text.analyzer import Terms


class OpenGeneration:
    """The files of a generation, opened one by one."""

    def __init__(self, built: Built) -> None:
        folder = manifest.current(built.folder)
        self.built = built
        self.table = PassageTable.load(folder)
        self.calibration = Calibration.load(folder / "calibration.npz")
        self.words = InvertedIndex(folder / "words")
        self.vectors = open_rows(vectors_folder(built.folder, built.encoder.name), built.encoder.dimension)

    def features(self, text: str, language: Side, positions: np.ndarray) -> Features:
        vector = self.built.encoder.encode_questions([text])[0]
        terms = self.built.analyzer.query_terms(text, lambda word: self.words.frequency("words", word) > 0)
        asked = EncodedQuery(language, vector, terms, term_weights(terms, self.words))
        covered = coverage(asked.weights, self.table.numbers[positions], self.words)
        return compute_features([asked], positions, covered, self.table, self.vectors, self.calibration, self.words)[0]

    def every(self) -> np.ndarray:
        return np.arange(len(self.table), dtype=np.int64)


@pytest.fixture(scope="module")
def opened(built: Built) -> OpenGeneration:
    return OpenGeneration(built)


ARRAYS = tuple(f.name for f in fields(Features) if f.name not in ("positions", "sentences"))


def test_every_candidate_has_every_feature(opened: OpenGeneration) -> None:
    positions = np.array([3, 40, 41, 90], dtype=np.int64)
    features = opened.features("How was the ferry crossing made safer?", "en", positions)
    assert features.positions.tolist() == positions.tolist()
    for name in ARRAYS:
        values = getattr(features, name)
        assert values.shape == (4,)
        assert np.isfinite(values).all()
    for side in SIDES:
        assert len(features.sentences[side]) == 4


def test_features_do_not_depend_on_the_other_candidates(opened: OpenGeneration) -> None:
    every = opened.features("洪水来了怎么守堤？", "zh", opened.every())
    for chosen in ([5], [0, 17, 60], [100, 101]):
        some = opened.features("洪水来了怎么守堤？", "zh", np.array(chosen, dtype=np.int64))
        for name in ARRAYS:
            assert getattr(some, name).tolist() == pytest.approx(getattr(every, name)[chosen].tolist(), abs=1e-4)


def test_similarities_are_those_of_the_texts(opened: OpenGeneration) -> None:
    """Position, row, vector and text belong together: computed again from the record, for every passage."""
    question = "The night school teaches characters"
    features = opened.features(question, "en", opened.every())
    encoder, scale = opened.built.encoder, opened.calibration.same_passage["en"]
    vector = encoder.encode_questions([question])[0]
    with Store.open(opened.built.folder) as store:
        for k, (number, article, passage) in enumerate(every_passage(store)):
            assert opened.table.numbers[k] == number
            text = passage_text(article, passage, "en")
            if text is None:
                assert features.same_passage[k] == ASSUMED_SIMILARITY
            else:
                similarity = encoder.encode_questions([text])[0] @ vector
                assert features.same_passage[k] == pytest.approx(float(scale(similarity)), abs=0.05)
            for side in SIDES:
                assert len(features.sentences[side][k]) == len(sentence_texts(article, passage, side))
            if len(features.sentences["en"][k]):
                assert features.same_sentence[k] == pytest.approx(features.sentences["en"][k].max())


def test_context_is_the_mean_of_the_neighbours(opened: OpenGeneration) -> None:
    every = opened.features("How was the dike held?", "en", opened.every())
    articles = opened.table.articles
    for k in range(len(every)):
        near = [
            j for j in range(max(0, k - CONTEXT_RADIUS), min(len(every), k + CONTEXT_RADIUS + 1)) if articles[j] == articles[k]
        ]
        assert every.same_context[k] == pytest.approx(float(every.same_passage[near].mean()), abs=1e-4)
        assert every.other_context[k] == pytest.approx(float(every.other_passage[near].mean()), abs=1e-4)


def test_a_missing_side_has_the_similarity_of_a_usual_candidate(opened: OpenGeneration) -> None:
    table = opened.table
    without = replace(
        table,
        passage_rows={**table.passage_rows, "zh": np.full(len(table), NO_ROW, dtype=np.int64)},
        sentence_rows={**table.sentence_rows, "zh": np.zeros(0, dtype=np.int64)},
        sentence_bounds={**table.sentence_bounds, "zh": np.zeros(len(table) + 1, dtype=np.int64)},
    )
    vector = opened.built.encoder.encode_questions(["ferry"])[0]
    asked = EncodedQuery("en", vector, Terms(("ferri",), (), ()), {})
    nine = opened.every()[:9]
    (evidence,) = compute_features(
        [asked], nine, np.zeros(9, np.float32), without, opened.vectors, opened.calibration, opened.words
    )
    assert evidence.other_passage.tolist() == evidence.other_sentence.tolist() == [ASSUMED_SIMILARITY] * 9
    assert (evidence.same_passage != ASSUMED_SIMILARITY).any()
    assert evidence.has_same.all()
    assert not evidence.has_other.any()
    assert [len(some) for some in evidence.sentences["zh"]] == [0] * 9


def test_no_candidates(opened: OpenGeneration) -> None:
    features = opened.features("ferry", "en", np.zeros(0, dtype=np.int64))
    assert len(features) == 0
    assert features.coverage.shape == (0,)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> InvertedIndex:
    folder: Path = tmp_path_factory.mktemp("words") / "words"
    texts = {1: "ferry boat", 2: "ferry", 3: "ferry bell", 4: "dike"}
    build_inverted_index(
        folder,
        ((n, Terms(tuple(t.split()), ("渡船",) if n == 2 else (), ("渡船",) if n < 3 else ())) for n, t in texts.items()),
    )
    return InvertedIndex(folder)


NUMBERS = np.array([1, 2, 3, 4], dtype=np.int64)


def test_coverage_is_the_share_of_the_terms(small: InvertedIndex) -> None:
    assert term_coverage(Terms(("ferri",), (), ()), NUMBERS, small).tolist() == [0, 0, 0, 0]
    assert term_coverage(Terms(("ferry",), (), ()), NUMBERS, small).tolist() == [1, 1, 1, 0]
    shares = term_coverage(Terms(("ferry", "bell"), (), ()), NUMBERS, small)
    assert shares[2] == pytest.approx(1)
    assert shares[0] == shares[1] < 0.5  # a rare word has more weight than a frequent one
    assert shares[3] == 0


def test_a_term_that_no_passage_contains_counts_against_all(small: InvertedIndex) -> None:
    with_it = term_coverage(Terms(("ferry", "zeppelin"), (), ()), NUMBERS, small)
    assert 0 < with_it[0] < 0.5


def test_chinese_words_and_pairs_count_half_each(small: InvertedIndex) -> None:
    shares = term_coverage(Terms((), ("渡船",), ("渡船",)), NUMBERS, small)
    assert shares[1] == pytest.approx(1)
    assert 0 < shares[0] < 1
    assert shares[2] == 0


def test_coverage_of_no_terms_is_0(small: InvertedIndex) -> None:
    assert term_coverage(Terms((), (), ()), NUMBERS, small).tolist() == [0, 0, 0, 0]


def term_coverage(terms: Terms, numbers: np.ndarray, words: InvertedIndex) -> np.ndarray:
    return coverage(term_weights(terms, words), numbers, words)


def test_coverage_is_a_share_for_real_questions(opened: OpenGeneration) -> None:
    for text in ("渡船 ferry 1958", "有多少条船？", "How many boats were there in 1959?"):
        shares = opened.features(text, "en", opened.every()).coverage
        assert shares.min() >= 0
        assert 0 < shares.max() <= 1 + 1e-6
