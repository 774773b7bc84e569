"""No passage that contains the phrase is left out."""

from __future__ import annotations

import re
import warnings

import pytest
from built_archive import Built
from hypothesis import given
from hypothesis import strategies as st
from store_passages import every_passage

from corpus.storage.store import Store
from corpus.text.folding import fold
from embeddings.index import manifest
from embeddings.index.inverted_index import InvertedIndex
from embeddings.index.phrase_prefilter import candidates, literals_of


@pytest.fixture(scope="module")
def words(built: Built) -> InvertedIndex:
    return InvertedIndex(manifest.current(built.folder) / "words")


@pytest.fixture(scope="module")
def texts(built: Built) -> dict[int, list[str]]:
    with Store.open(built.folder) as store:
        return {n: [e.text for e in (p.english, p.chinese) if e] for n, _, p in every_passage(store)}


@given(st.data())
def test_every_passage_that_contains_a_phrase_is_a_candidate(
    words: InvertedIndex, texts: dict[int, list[str]], data: st.DataObject
) -> None:
    """For any part of any text: inside words, across punctuation and lines, of one character."""
    text = data.draw(st.sampled_from([t for some in texts.values() for t in some]))
    start = data.draw(st.integers(0, len(text) - 1))
    literal = text[start : start + data.draw(st.integers(1, 30))]
    expected = {n for n, some in texts.items() if any(fold(literal) in fold(t) for t in some)}
    found = candidates(words, [literal])
    assert expected
    assert found is None or expected <= set(found)


@pytest.mark.parametrize(
    ("literal", "most"),
    [("槐树", 10), ("槐樹", 10), ("locust tree", 10), ("ocust tre", 10), ("铁", 20), ("wenty-one tons of no such thing", 0)],
)
def test_few_candidates_are_left(words: InvertedIndex, texts: dict[int, list[str]], literal: str, most: int) -> None:
    found = candidates(words, [literal])
    assert found is not None
    assert len(found) <= most < len(texts)


def test_punctuation_alone_may_be_anywhere(words: InvertedIndex) -> None:
    assert candidates(words, ["……"]) is None
    assert candidates(words, []) is None


EXPRESSIONS = [
    ("steel", ["steel"]),
    ("第[一二三]个五年计划", ["第", "个五年计划"]),
    ("steel|iron", []),
    ("(steel|iron) works", [" works"]),
    ("colou?r", ["colo", "r"]),
    ("ab*c", ["a", "c"]),
    ("ab+c", ["ab", "c"]),
    ("ab{0,2}c", ["a", "c"]),
    (r"\bsteel\b", ["steel"]),
    (r"3\.5", ["3.5"]),
    (r"\d+ tons", [" tons"]),
    ("[]a]b[^]c]d", ["b", "d"]),
    (r"[\]a]b", ["b"]),
    ("(?x) s t e e l", []),
    ("(?i)steel", ["steel"]),
    ("^steel$", ["steel"]),
    ("炼.{0,3}铁", ["炼", "铁"]),
    ("((a)b)c", ["c"]),
]


@pytest.mark.parametrize(("expression", "literals"), EXPRESSIONS)
def test_literals_of_an_expression(expression: str, literals: list[str]) -> None:
    re.compile(expression)
    assert literals_of(expression) == literals


@given(st.from_regex(r"[ab铁.?*+()|\[\]\\]{1,8}", fullmatch=True), st.text("ab铁.?*+()|[]\\", max_size=12))
def test_every_match_contains_all_literals(expression: str, text: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about sets that a later Python may interpret differently
            match = re.search(expression, text)
    except re.error:
        return
    if match:
        assert all(literal in match[0] for literal in literals_of(expression)), (expression, match[0])
