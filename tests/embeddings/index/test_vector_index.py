"""The vector index finds what numpy finds, and says so where its file cannot be read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexStale
from embeddings.index.array_files import map_array
from embeddings.index.vector_index import Before, VectorIndex, build_vector_index


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    random = np.random.default_rng(7).standard_normal((500, 24))
    return (random / np.linalg.norm(random, axis=1, keepdims=True)).astype(np.float16)


@pytest.fixture
def inverted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few vectors are put in lists as many are, over several files."""
    for name, value in {"EXACT_UP_TO": 100, "LISTS": 16, "PROBED": 4, "SHARD": 150, "_TRAINING": 400, "_AT_ONCE": 64}.items():
        monkeypatch.setattr(f"embeddings.index.vector_index.{name}", value)


def built(folder: Path, vectors: np.ndarray, rows: np.ndarray, before: Before | None = None) -> VectorIndex:
    folder.mkdir(exist_ok=True)
    build_vector_index(folder, "en", vectors, rows, before)
    return VectorIndex(folder, "en")


def test_exact_search_agrees_with_numpy(tmp_path: Path, vectors: np.ndarray) -> None:
    rows = np.random.default_rng(1).permutation(500)[:300].astype(np.int64)
    index = built(tmp_path, vectors, rows)
    assert len(index) == 300
    questions = np.random.default_rng(2).standard_normal((20, 24)).astype(np.float32)
    nearest = np.argsort(-(questions @ vectors[rows].astype(np.float32).T), axis=1, kind="stable")
    for question, expected in zip(questions, nearest, strict=True):
        assert index.search(question, 10).tolist() == expected[:10].tolist()


@pytest.mark.parametrize("kind", ["exact", "inverted"])
def test_a_condition_holds_before_the_limit(
    tmp_path: Path, vectors: np.ndarray, kind: str, request: pytest.FixtureRequest
) -> None:
    """However far away those that fit are, all of them are found, and nothing else."""
    if kind == "inverted":
        request.getfixturevalue("inverted")
    index = built(tmp_path, vectors, np.arange(500, dtype=np.int64))
    question = vectors[3].astype(np.float32)
    farthest = np.argsort(vectors.astype(np.float32) @ question)[:7]
    assert sorted(index.search(question, 50, np.sort(farthest)).tolist()) == sorted(farthest.tolist())
    assert index.search(question, 5, np.zeros(0, dtype=np.int64)).tolist() == []


def test_positions_count_the_given_rows(tmp_path: Path, vectors: np.ndarray) -> None:
    """Position k is row rows[k], not row k."""
    index = built(tmp_path, vectors, np.array([40, 7, 99], dtype=np.int64))
    assert [index.search(vectors[row].astype(np.float32), 1).tolist() for row in (7, 99)] == [[1], [2]]


def test_no_more_are_found_than_there_are(tmp_path: Path, vectors: np.ndarray) -> None:
    found = built(tmp_path, vectors, np.arange(5, dtype=np.int64)).search(vectors[3].astype(np.float32), 64)
    assert sorted(found.tolist()) == [0, 1, 2, 3, 4]


def test_a_side_without_vectors_finds_nothing(tmp_path: Path, vectors: np.ndarray) -> None:
    index = built(tmp_path, vectors, np.zeros(0, dtype=np.int64))
    assert len(index) == 0
    assert index.search(vectors[2].astype(np.float32), 64).tolist() == []


@pytest.mark.parametrize("damage", ["missing", "empty", "garbage", "truncated"])
def test_a_file_that_cannot_be_read_is_a_stale_index(tmp_path: Path, vectors: np.ndarray, damage: str) -> None:
    built(tmp_path, vectors, np.arange(500, dtype=np.int64))
    path = tmp_path / "en.faiss"
    data = path.read_bytes()
    contents = {"empty": b"", "garbage": b"\x00\xff" * 400, "truncated": data[: len(data) // 2]}
    path.unlink()
    if damage in contents:
        path.write_bytes(contents[damage])
    with pytest.raises(IndexStale, match=r"en\.faiss") as stale:
        VectorIndex(tmp_path, "en")
    assert "archive index" in stale.value.hint


@pytest.mark.usefixtures("inverted")
def test_lists_hold_every_vector_once(tmp_path: Path, vectors: np.ndarray) -> None:
    rows = np.random.default_rng(1).permutation(500)[:400].astype(np.int64)
    index = built(tmp_path, vectors, rows)
    assert [path.name for path in sorted(tmp_path.iterdir())] == [
        "en.0.faiss", "en.1.faiss", "en.2.faiss", "en.lists.faiss", "en.lists.i32",
    ]  # fmt: skip
    assert len(index) == 400
    every = np.arange(400, dtype=np.int64)
    assert sorted(index.search(vectors[3].astype(np.float32), 400, every).tolist()) == every.tolist()


@pytest.mark.usefixtures("inverted")
def test_what_was_in_a_list_stays_in_it(tmp_path: Path, vectors: np.ndarray) -> None:
    """After some vectors went and others came, each is where a search through the same lists finds it."""
    built(tmp_path / "before", vectors, np.arange(300, dtype=np.int64))
    kept = np.array([k for k in range(300) if k % 7], dtype=np.int64)
    rows = np.concatenate([kept, np.arange(300, 420, dtype=np.int64)])
    index = built(tmp_path / "now", vectors, rows, Before(tmp_path / "before", kept))
    lists = [map_array(tmp_path / name / "en.lists.i32", np.int32) for name in ("before", "now")]
    assert lists[1][: len(kept)].tolist() == lists[0][kept].tolist()
    assert len(lists[1]) == len(index) == len(rows)
    centres = [(tmp_path / name / "en.lists.faiss").read_bytes() for name in ("before", "now")]
    assert centres[0] == centres[1]
    for position in (0, 5, len(kept), len(rows) - 1):
        assert index.search(vectors[rows[position]].astype(np.float32), 1).tolist() == [position]


@pytest.mark.usefixtures("inverted")
def test_an_index_that_grew_by_more_than_it_had_gets_lists_of_its_own(tmp_path: Path, vectors: np.ndarray) -> None:
    built(tmp_path / "before", vectors, np.arange(150, dtype=np.int64))
    rows = np.arange(500, dtype=np.int64)
    built(tmp_path / "now", vectors, rows, Before(tmp_path / "before", rows[:150]))
    built(tmp_path / "fresh", vectors, rows)
    centres = [(tmp_path / name / "en.lists.faiss").read_bytes() for name in ("now", "fresh")]
    assert centres[0] == centres[1]


@pytest.mark.slow
def test_the_lists_find_nearly_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3).standard_normal((20_000, 64))
    vectors = (random / np.linalg.norm(random, axis=1, keepdims=True)).astype(np.float16)
    monkeypatch.setattr("embeddings.index.vector_index.EXACT_UP_TO", 1000)
    index = built(tmp_path, vectors, np.arange(20_000, dtype=np.int64))
    noise = 0.05 * np.random.default_rng(4).standard_normal((100, 64)).astype(np.float32)
    found = np.array([index.search(question, 1)[0] for question in vectors[::200].astype(np.float32) + noise])
    assert (found == np.arange(0, 20_000, 200)).mean() > 0.9
