"""The inverted index ranks by BM25, in one fixed order."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexStale
from embeddings.index.inverted_index import InvertedIndex, build_inverted_index
from embeddings.text.analyzer import Terms

ENGLISH = {
    10: "ferry boat ferry river",
    20: "boat",
    30: "dike flood river river river night",
    45: "ferry dike",
    50: "bell",
    70: "boat",
}


def terms(english: str, words: str = "", bigrams: str = "") -> Terms:
    return Terms(tuple(english.split()), tuple(words.split()), tuple(bigrams.split()))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> InvertedIndex:
    folder = tmp_path_factory.mktemp("words") / "words"
    assert build_inverted_index(folder, ((number, terms(text)) for number, text in ENGLISH.items())) == 6
    return InvertedIndex(folder)


def bm25(question: list[str]) -> list[tuple[int, float]]:
    """BM25 with k1 = 1.2 and b = 0.75 (Robertson and Zaragoza 2009)."""
    passages = {number: text.split() for number, text in ENGLISH.items()}
    mean = sum(map(len, passages.values())) / len(passages)
    scores: Counter[int] = Counter()
    for term in question:
        frequency = sum(term in words for words in passages.values())
        idf = math.log(1 + (len(passages) - frequency + 0.5) / (frequency + 0.5))
        for number, words in passages.items():
            count = words.count(term)
            if count:
                scores[number] += idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(words) / mean))
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


@pytest.mark.parametrize(
    "question", ["ferry", "river", "ferry dike", "boat river night", "bell", "ferry boat river dike flood bell"]
)
def test_scores_are_those_of_bm25(index: InvertedIndex, question: str) -> None:
    found = index.search("english", question.split(), 10)
    expected = bm25(question.split())
    assert [number for number, _ in found] == [number for number, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-4)


def test_ties_are_ordered_by_number(index: InvertedIndex) -> None:
    found = index.search("english", ["boat"], 10)
    assert [number for number, _ in found] == [20, 70, 10]
    assert found[0][1] == found[1][1]


def test_the_limit_keeps_the_best(index: InvertedIndex) -> None:
    assert index.search("english", ["ferry", "river"], 2) == index.search("english", ["ferry", "river"], 10)[:2]


@pytest.mark.parametrize("max_listed", [0, 100])
@pytest.mark.parametrize("among", [[10], [10, 45, 70], [20, 30, 45, 50, 70], [11, 12], [*ENGLISH], []])
def test_the_filter_applies_before_the_limit(
    index: InvertedIndex, among: list[int], max_listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both where the query lists the allowed numbers and where more and more hits are filtered."""
    monkeypatch.setattr("embeddings.index.inverted_index._MAX_LISTED", max_listed)
    unfiltered = index.search("english", ["ferry", "boat", "river"], 10)
    for limit in (1, 2, 10):
        found = index.search("english", ["ferry", "boat", "river"], limit, np.array(among, dtype=np.int64))
        expected = [hit for hit in unfiltered if hit[0] in among][:limit]
        assert [number for number, _ in found] == [number for number, _ in expected]
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-6)


def test_unknown_terms_and_no_terms_find_nothing(index: InvertedIndex) -> None:
    assert index.search("english", [], 10) == []
    assert index.search("english", ["zeppelin"], 10) == []
    assert index.search("bigrams", ["ferry"], 10) == []


def test_passages_with_a_term_are_among_those_given(index: InvertedIndex) -> None:
    assert sorted(index.passages_with_term("english", "ferry", [10, 20, 45, 50])) == [10, 45]
    assert index.passages_with_term("english", "ferry", [20, 50]) == []
    assert index.passages_with_term("english", "ferry", [999]) == []
    assert index.passages_with_term("english", "ferry", []) == []
    assert index.passages_with_term("english", "zeppelin", [10, 20]) == []


def test_frequency_counts_passages_not_occurrences(index: InvertedIndex) -> None:
    assert index.frequency("english", "river") == 2
    assert index.frequency("english", "boat") == 3
    assert index.frequency("english", "zeppelin") == 0
    assert index.frequency("words", "river") == 0


@pytest.mark.parametrize(
    "term", ["AND", "a+b", '"quoted"', "title:", "(x", "*", "~2", "\\", "𠮷野", "c\u0301", "OR", "-not", "堤", "ﾊﾟ"]
)
def test_special_characters_are_ordinary_letters(tmp_path: Path, term: str) -> None:
    """Terms are never parsed as a query."""
    build_inverted_index(tmp_path / "words", [(1, terms("boat")), (2, terms(f"boat {term}")), (3, Terms((), (term,), (term,)))])
    index = InvertedIndex(tmp_path / "words")
    assert [number for number, _ in index.search("english", [term], 10)] == [2]
    assert [number for number, _ in index.search("words", [term], 10)] == [3]
    assert index.passages_with_term("bigrams", term, [1, 2, 3]) == [3]
    assert index.frequency("english", term) == 1


def test_terms_are_case_sensitive(tmp_path: Path) -> None:
    build_inverted_index(tmp_path / "words", [(1, terms("Boat")), (2, terms("boat"))])
    assert [number for number, _ in InvertedIndex(tmp_path / "words").search("english", ["boat"], 10)] == [2]


def test_a_passage_without_terms_is_counted(tmp_path: Path) -> None:
    assert build_inverted_index(tmp_path / "words", [(1, Terms((), (), ())), (2, terms("boat"))]) == 2
    assert len(InvertedIndex(tmp_path / "words")) == 2


def test_an_empty_index(tmp_path: Path) -> None:
    assert build_inverted_index(tmp_path / "words", []) == 0
    index = InvertedIndex(tmp_path / "words")
    assert len(index) == 0
    assert index.search("english", ["boat"], 10) == []


@pytest.mark.parametrize("damage", ["missing", "empty", "no meta", "garbage", "segment gone"])
def test_a_folder_without_a_readable_index_is_stale(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "words"
    if damage != "missing":
        folder.mkdir()
    if damage in ("no meta", "garbage", "segment gone"):
        folder.rmdir()
        build_inverted_index(folder, [(1, terms("boat"))])
        if damage == "segment gone":
            for path in folder.glob("*.idx"):
                path.unlink()
        elif damage == "garbage":
            (folder / "meta.json").write_text("{")
        else:
            (folder / "meta.json").unlink()
    with pytest.raises(IndexStale, match="words") as stale:
        InvertedIndex(folder)
    assert "archive index" in stale.value.hint
