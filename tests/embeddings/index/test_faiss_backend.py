"""The built-in backend: exact search for small indexes, inverted lists for large ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from vector_backend_contract import VectorBackendContract, all_rows, unit_vectors

from embeddings.index.array_files import map_array
from embeddings.index.faiss_backend import FaissBackend, FaissIndex
from embeddings.index.vector_backend import PreviousVectors

VECTORS = unit_vectors()


class TestExact(VectorBackendContract):
    @pytest.fixture
    def backend(self) -> FaissBackend:
        return FaissBackend()


@pytest.fixture
def inverted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few hundred vectors get inverted lists and several shards, as millions do."""
    for name, value in {"EXACT_UP_TO": 100, "LISTS": 16, "PROBED": 4, "SHARD": 150, "_TRAINING": 400, "_BATCH": 64}.items():
        monkeypatch.setattr(f"embeddings.index.faiss_backend.{name}", value)


def build(
    folder: Path, vectors: NDArray[np.float16], rows: NDArray[np.int64], previous: PreviousVectors | None = None
) -> FaissIndex:
    folder.mkdir(exist_ok=True)
    FaissBackend().build(folder, "en", vectors, rows, previous)
    return FaissIndex(folder, "en")


@pytest.mark.usefixtures("inverted")
def test_inverted_lists_apply_the_filter_before_the_limit(tmp_path: Path) -> None:
    index = build(tmp_path, VECTORS, all_rows(500))
    query = VECTORS[3].astype(np.float32)
    farthest = np.argsort(VECTORS.astype(np.float32) @ query)[:7]
    assert sorted(index.search(query, 50, np.sort(farthest)).tolist()) == sorted(farthest.tolist())


@pytest.mark.usefixtures("inverted")
def test_inverted_lists_have_every_vector_once(tmp_path: Path) -> None:
    rows = np.random.default_rng(1).permutation(500)[:400].astype(np.int64)
    index = build(tmp_path, VECTORS, rows)
    assert [path.name for path in sorted(tmp_path.iterdir())] == [
        "en.0.faiss", "en.1.faiss", "en.2.faiss", "en.lists.faiss", "en.lists.i32",
    ]  # fmt: skip
    assert len(index) == 400
    assert sorted(index.search(VECTORS[3].astype(np.float32), 400, all_rows(400)).tolist()) == list(range(400))


@pytest.mark.usefixtures("inverted")
def test_vectors_of_the_previous_index_keep_their_lists(tmp_path: Path) -> None:
    build(tmp_path / "previous", VECTORS, all_rows(300))
    kept = np.array([k for k in range(300) if k % 7], dtype=np.int64)
    rows = np.concatenate([kept, np.arange(300, 420, dtype=np.int64)])
    index = build(tmp_path / "next", VECTORS, rows, PreviousVectors(tmp_path / "previous", kept))
    lists = [map_array(tmp_path / name / "en.lists.i32", np.int32) for name in ("previous", "next")]
    assert lists[1][: len(kept)].tolist() == lists[0][kept].tolist()
    assert len(lists[1]) == len(index) == len(rows)
    centroids = [(tmp_path / name / "en.lists.faiss").read_bytes() for name in ("previous", "next")]
    assert centroids[0] == centroids[1]
    for position in (0, 5, len(kept), len(rows) - 1):
        assert index.search(VECTORS[rows[position]].astype(np.float32), 1).tolist() == [position]


@pytest.mark.usefixtures("inverted")
def test_an_index_that_more_than_doubles_is_trained_again(tmp_path: Path) -> None:
    build(tmp_path / "previous", VECTORS, all_rows(150))
    build(tmp_path / "next", VECTORS, all_rows(500), PreviousVectors(tmp_path / "previous", all_rows(150)))
    build(tmp_path / "fresh", VECTORS, all_rows(500))
    centroids = [(tmp_path / name / "en.lists.faiss").read_bytes() for name in ("next", "fresh")]
    assert centroids[0] == centroids[1]


@pytest.mark.slow
def test_inverted_lists_find_nearly_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = unit_vectors(20_000, 64, seed=3)
    monkeypatch.setattr("embeddings.index.faiss_backend.EXACT_UP_TO", 1000)
    index = build(tmp_path, vectors, all_rows(20_000))
    noise = 0.05 * np.random.default_rng(4).standard_normal((100, 64)).astype(np.float32)
    found = np.array([index.search(query, 1)[0] for query in vectors[::200].astype(np.float32) + noise])
    assert (found == np.arange(0, 20_000, 200)).mean() > 0.9
