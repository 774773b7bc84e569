"""The vector index finds what numpy finds, and says so where its file cannot be read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexStale
from embeddings.vectors import EXACT_UP_TO, INVERTED_FROM, VectorIndex, build_vectors, factory


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    random = np.random.default_rng(7).standard_normal((500, 24))
    return (random / np.linalg.norm(random, axis=1, keepdims=True)).astype(np.float16)


def test_exact_search_agrees_with_numpy(tmp_path: Path, vectors: np.ndarray) -> None:
    rows = np.random.default_rng(1).permutation(500)[:300].astype(np.int64)
    build_vectors(tmp_path / "en.faiss", vectors, rows)
    index = VectorIndex(tmp_path / "en.faiss")
    assert len(index) == 300
    questions = np.random.default_rng(2).standard_normal((20, 24)).astype(np.float32)
    nearest = np.argsort(-(questions @ vectors[rows].astype(np.float32).T), axis=1, kind="stable")
    for question, expected in zip(questions, nearest, strict=True):
        assert index.search(question, 10).tolist() == expected[:10].tolist()


@pytest.mark.parametrize("kind", ["Flat", "SQ8", "IVF16,SQ8"])
def test_a_condition_holds_before_the_limit(tmp_path: Path, vectors: np.ndarray, kind: str) -> None:
    """However far away those that fit are, all of them are found, and nothing else."""
    rows = np.arange(500, dtype=np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("embeddings.vectors.factory", lambda count: kind)
        build_vectors(tmp_path / "en.faiss", vectors, rows)
    index = VectorIndex(tmp_path / "en.faiss")
    question = vectors[3].astype(np.float32)
    farthest = np.argsort(vectors.astype(np.float32) @ question)[:7]
    assert sorted(index.search(question, 50, np.sort(farthest)).tolist()) == sorted(farthest.tolist())
    assert index.search(question, 5, np.zeros(0, dtype=np.int64)).tolist() == []


def test_positions_count_the_given_rows(tmp_path: Path, vectors: np.ndarray) -> None:
    """Position k is row rows[k], not row k."""
    build_vectors(tmp_path / "en.faiss", vectors, np.array([40, 7, 99], dtype=np.int64))
    index = VectorIndex(tmp_path / "en.faiss")
    assert [index.search(vectors[row].astype(np.float32), 1).tolist() for row in (7, 99)] == [[1], [2]]


def test_no_more_are_found_than_there_are(tmp_path: Path, vectors: np.ndarray) -> None:
    build_vectors(tmp_path / "en.faiss", vectors, np.arange(5, dtype=np.int64))
    found = VectorIndex(tmp_path / "en.faiss").search(vectors[3].astype(np.float32), 64)
    assert sorted(found.tolist()) == [0, 1, 2, 3, 4]


def test_a_side_without_vectors_finds_nothing(tmp_path: Path, vectors: np.ndarray) -> None:
    build_vectors(tmp_path / "zh.faiss", vectors, np.zeros(0, dtype=np.int64))
    index = VectorIndex(tmp_path / "zh.faiss")
    assert len(index) == 0
    assert index.search(vectors[2].astype(np.float32), 64).tolist() == []


@pytest.mark.parametrize("damage", ["missing", "empty", "garbage", "truncated"])
def test_a_file_that_cannot_be_read_is_a_stale_index(tmp_path: Path, vectors: np.ndarray, damage: str) -> None:
    path = tmp_path / "en.faiss"
    build_vectors(path, vectors, np.arange(500, dtype=np.int64))
    data = path.read_bytes()
    contents = {"empty": b"", "garbage": b"\x00\xff" * 400, "truncated": data[: len(data) // 2]}
    path.unlink()
    if damage in contents:
        path.write_bytes(contents[damage])
    with pytest.raises(IndexStale, match=r"en\.faiss") as stale:
        VectorIndex(path)
    assert "archive index" in stale.value.hint


def test_the_kind_of_index_goes_by_size() -> None:
    assert factory(0) == factory(EXACT_UP_TO) == "Flat"
    assert factory(EXACT_UP_TO + 1) == factory(INVERTED_FROM - 1) == "SQ8"
    assert factory(INVERTED_FROM).startswith("IVF")
    assert factory(4 * INVERTED_FROM).endswith(",SQ8")


@pytest.mark.slow
def test_the_quantised_index_finds_nearly_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3).standard_normal((20_000, 64))
    vectors = (random / np.linalg.norm(random, axis=1, keepdims=True)).astype(np.float16)
    rows = np.arange(20_000, dtype=np.int64)
    monkeypatch.setattr("embeddings.vectors.EXACT_UP_TO", 1000)
    for inverted_from in (10**9, 1000):
        monkeypatch.setattr("embeddings.vectors.INVERTED_FROM", inverted_from)
        path = tmp_path / f"{inverted_from}.faiss"
        build_vectors(path, vectors, rows)
        questions = vectors[::200].astype(np.float32) + 0.05 * np.random.default_rng(4).standard_normal((100, 64)).astype(
            np.float32
        )
        index = VectorIndex(path)
        found = np.array([index.search(question, 1)[0] for question in questions])
        assert (found == rows[::200]).mean() > 0.9
