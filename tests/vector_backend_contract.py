"""What every vector backend must do. A test module subclasses `VectorBackendContract` and provides a `backend` fixture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import IndexStale
from embeddings.index.vector_backend import PreviousVectors, VectorBackend, VectorIndex

COUNT, DIMENSION = 500, 24


def unit_vectors(count: int = COUNT, dimension: int = DIMENSION, seed: int = 7) -> NDArray[np.float16]:
    random = np.random.default_rng(seed).standard_normal((count, dimension))
    return (random / np.linalg.norm(random, axis=1, keepdims=True)).astype(np.float16)


def all_rows(count: int) -> NDArray[np.int64]:
    return np.arange(count, dtype=np.int64)


class VectorBackendContract:
    """Run for a backend whose search is exact, at least for a few hundred vectors."""

    @pytest.fixture
    def backend(self) -> VectorBackend:
        raise NotImplementedError

    @pytest.fixture
    def vectors(self) -> NDArray[np.float16]:
        return unit_vectors()

    def build(
        self,
        backend: VectorBackend,
        folder: Path,
        vectors: NDArray[np.float16],
        rows: NDArray[np.int64],
        previous: PreviousVectors | None = None,
    ) -> VectorIndex:
        folder.mkdir(exist_ok=True)
        backend.build(folder, "en", vectors, rows, previous)
        return backend.open(folder, "en")

    def test_it_finds_the_nearest_best_first(
        self, backend: VectorBackend, vectors: NDArray[np.float16], tmp_path: Path
    ) -> None:
        rows = np.random.default_rng(1).permutation(COUNT)[:300].astype(np.int64)
        index = self.build(backend, tmp_path, vectors, rows)
        assert len(index) == 300
        queries = np.random.default_rng(2).standard_normal((20, DIMENSION)).astype(np.float32)
        nearest = np.argsort(-(queries @ vectors[rows].astype(np.float32).T), axis=1, kind="stable")
        for query, expected in zip(queries, nearest, strict=True):
            found = index.search(query, 10)
            assert found.dtype == np.int64
            assert found.tolist() == expected[:10].tolist()

    def test_a_position_is_an_index_into_the_rows(
        self, backend: VectorBackend, vectors: NDArray[np.float16], tmp_path: Path
    ) -> None:
        index = self.build(backend, tmp_path, vectors, np.array([40, 7, 99], dtype=np.int64))
        assert [index.search(vectors[row].astype(np.float32), 1).tolist() for row in (7, 99)] == [[1], [2]]

    def test_the_filter_applies_before_the_limit(
        self, backend: VectorBackend, vectors: NDArray[np.float16], tmp_path: Path
    ) -> None:
        """The vectors that are allowed are found however far away they are."""
        index = self.build(backend, tmp_path, vectors, all_rows(COUNT))
        query = vectors[3].astype(np.float32)
        similarity = vectors.astype(np.float32) @ query
        farthest = np.argsort(similarity)[:7].astype(np.int64)
        expected = sorted(farthest.tolist(), key=lambda position: -similarity[position])
        assert index.search(query, 50, np.sort(farthest)).tolist() == expected
        assert index.search(query, 2, np.sort(farthest)).tolist() == expected[:2]
        assert index.search(query, 5, np.zeros(0, dtype=np.int64)).tolist() == []

    def test_it_finds_no_more_than_there_are(
        self, backend: VectorBackend, vectors: NDArray[np.float16], tmp_path: Path
    ) -> None:
        index = self.build(backend, tmp_path, vectors, all_rows(5))
        assert sorted(index.search(vectors[3].astype(np.float32), 64).tolist()) == [0, 1, 2, 3, 4]

    def test_an_empty_index_finds_nothing(self, backend: VectorBackend, vectors: NDArray[np.float16], tmp_path: Path) -> None:
        index = self.build(backend, tmp_path, vectors, all_rows(0))
        assert len(index) == 0
        assert index.search(vectors[2].astype(np.float32), 64).tolist() == []

    def test_every_file_belongs_to_its_side(self, backend: VectorBackend, vectors: NDArray[np.float16], tmp_path: Path) -> None:
        self.build(backend, tmp_path, vectors, all_rows(10))
        names = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")]
        assert names
        assert all(name.startswith("en.") for name in names)

    def test_the_same_vectors_give_the_same_files(
        self, backend: VectorBackend, vectors: NDArray[np.float16], tmp_path: Path
    ) -> None:
        for name in ("one", "two"):
            self.build(backend, tmp_path / name, vectors, all_rows(COUNT))
        one, two = ({path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())} for name in ("one", "two"))
        assert one == two

    def test_reuse_of_a_previous_index_finds_every_vector(
        self, backend: VectorBackend, vectors: NDArray[np.float16], tmp_path: Path
    ) -> None:
        """Some vectors are gone, others are new."""
        self.build(backend, tmp_path / "previous", vectors, all_rows(300))
        kept = np.array([k for k in range(300) if k % 7], dtype=np.int64)
        rows = np.concatenate([kept, np.arange(300, 420, dtype=np.int64)])
        previous = PreviousVectors(tmp_path / "previous", kept)
        index = self.build(backend, tmp_path / "next", vectors, rows, previous)
        assert len(index) == len(rows)
        for position in (0, 5, len(kept), len(rows) - 1):
            assert index.search(vectors[rows[position]].astype(np.float32), 1).tolist() == [position]

    @pytest.mark.parametrize("damage", ["missing", "empty", "garbage", "truncated"])
    def test_a_file_that_cannot_be_read_makes_the_index_stale(
        self, backend: VectorBackend, vectors: NDArray[np.float16], tmp_path: Path, damage: str
    ) -> None:
        self.build(backend, tmp_path, vectors, all_rows(COUNT))
        path = min(tmp_path.iterdir())
        data = path.read_bytes()
        contents = {"empty": b"", "garbage": b"\x00\xff" * 400, "truncated": data[: len(data) // 2]}
        path.unlink()
        if damage in contents:
            path.write_bytes(contents[damage])
        with pytest.raises(IndexStale) as stale:
            backend.open(tmp_path, "en")
        assert path.name in stale.value.message
        assert "archive index" in stale.value.hint
