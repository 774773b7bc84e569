"""A vector backend of another package is found by its entry point, and an archive is built and searched with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from built_archive import Built
from fake_encoder import FakeEncoder
from vector_backend_contract import VectorBackendContract

import corpus
from corpus.errors import IndexStale, UsageError
from corpus.storage.store import Store
from embeddings.index import manifest
from embeddings.index.backend_registry import VECTOR_BACKENDS, load_backend
from embeddings.index.embedding_cache import VectorCache
from embeddings.index.vector_backend import VectorBackend
from embeddings.query.question import parse
from embeddings.ranking.hits import SearchResult
from embeddings.search import SearchIndex

PLUGIN = Path(__file__).parent / "numpy_backend_plugin"
SAMPLE = Path(corpus.__file__).parent / "sample"
QUESTIONS = ("How was the ferry crossing made safer?", "镇上的人晚上在哪里学认字？", "on:1959 flood", "Peking")


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Install the package: a module and its metadata in a folder on the path."""
    monkeypatch.syspath_prepend(str(PLUGIN))


@pytest.mark.usefixtures("plugin")
class TestNumpyBackend(VectorBackendContract):
    @pytest.fixture
    def backend(self, plugin: None) -> VectorBackend:
        return load_backend("numpy")


def answers(archive: Built) -> list[SearchResult]:
    with Store.open(archive.folder) as store:
        index = SearchIndex.open(store, archive.encoder, archive.analyzer)
        return [index.search(parse(question), 20) for question in QUESTIONS]


def rebuild(archive: Built, vector_backend: str) -> manifest.Manifest:
    again = Built(archive.folder, FakeEncoder(), archive.analyzer, vector_backend)
    with Store.open(again.folder) as store, VectorCache(again.folder, again.encoder) as cache:
        card = again.build(store, cache)
    assert again.encoder.encoded == []
    return card


@pytest.mark.usefixtures("plugin")
def test_an_archive_answers_the_same_with_another_backend(copied: Built) -> None:
    expected = answers(copied)
    faiss_folder = manifest.current(copied.folder)
    assert rebuild(copied, "numpy").vector_backend == "numpy"
    folder = manifest.current(copied.folder)
    assert folder != faiss_folder
    assert {path.name for path in folder.iterdir() if path.is_file()} == {
        "calibration.npz", "en.npy", "manifest.json", "readings.txt", "zh.npy",
    }  # fmt: skip
    assert answers(copied) == expected
    rebuild(copied, "faiss")
    assert answers(copied) == expected


@pytest.mark.usefixtures("plugin")
def test_files_added_later_are_indexed_with_it(tmp_path: Path, built: Built) -> None:
    files = sorted((SAMPLE / "articles").rglob("*.md"))
    archives = [Built(tmp_path / name, FakeEncoder(), built.analyzer, name) for name in ("numpy", "faiss")]
    for archive in archives:
        archive.bring_up_to_date(files[:4])
        archive.bring_up_to_date(files[2:6], prune=True)
    assert answers(archives[0]) == answers(archives[1])


def test_without_its_package_the_index_is_stale(copied: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.syspath_prepend(str(PLUGIN))
        rebuild(copied, "numpy")
    with pytest.raises(IndexStale, match="vector backend numpy, which is not installed") as stale:
        answers(copied)
    assert "archive index --vector-backend faiss" in stale.value.hint


def test_only_faiss_is_built_in() -> None:
    assert list(VECTOR_BACKENDS) == ["faiss"]
    with pytest.raises(UsageError, match="there is no vector backend called annoy") as unknown:
        load_backend("annoy")
    assert "faiss" in unknown.value.hint
