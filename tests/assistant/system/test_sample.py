"""The sample archive is ready at once, is what its articles give, and mends itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from store_passages import every_passage

from assistant.ask import Assistant
from assistant.system import archive, paths
from assistant.system.archive import SAMPLE_ROOT, ensure_sample, up_to_date, update
from corpus.model import SIDES
from corpus.proof.verify import State, verify
from corpus.storage.store import Store
from embeddings.index import manifest
from embeddings.index.embedded_texts import passage_text, sentence_texts
from embeddings.index.embedding_cache import VectorCache, open_rows, vectors_folder
from embeddings.index.passage_table import PassageTable
from embeddings.model.encoder import load_encoder


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample_archive: Path) -> Path:
    """A home whose cache has the model, but not the sample yet."""
    place = tmp_path / "sample"
    monkeypatch.setattr(paths, "sample_archive", lambda: place)
    return place


def test_the_sample_answers_its_examples(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the sample was built, not taken from the package: run python tests/tools/make_sample.py")

    monkeypatch.setattr(archive, "update", never)
    assert ensure_sample() == elsewhere
    with Assistant.open(elsewhere) as assistant:
        for example in paths.EXAMPLES:
            assert assistant.ask(example).outcome == "found", example
    assert [path.name for path in elsewhere.parent.iterdir()] == ["sample"]  # no .part is left


def test_its_sources_are_the_files_of_the_package(sample_archive: Path, store: Store) -> None:
    articles = paths.SAMPLE / "articles"
    assert {Path(path) for path in store.file_infos()} == set(articles.rglob("*.md"))
    assert {finding.state for finding in verify(store)} == {State.EXACT}


def test_every_article_is_named_as_invented(store: Store) -> None:
    for newspaper, _ in store.newspapers():
        assert "invented" in newspaper.english
        assert "虚构" in newspaper.chinese


def test_the_second_start_changes_nothing(elsewhere: Path) -> None:
    ensure_sample()
    before = {path: path.stat().st_mtime_ns for path in elsewhere.rglob("*.faiss")}
    assert ensure_sample() == elsewhere
    assert {path: path.stat().st_mtime_ns for path in elsewhere.rglob("*.faiss")} == before


@pytest.mark.parametrize("damage", ["CURRENT", "en.faiss"])
def test_a_sample_whose_index_cannot_be_opened_is_built_again(elsewhere: Path, damage: str) -> None:
    ensure_sample()
    for path in elsewhere.rglob(damage):
        path.write_bytes(path.read_bytes()[:10])
    with Store.open(elsewhere) as store:
        assert not up_to_date(store, load_encoder())
    assert ensure_sample() == elsewhere
    with Assistant.open(elsewhere) as assistant:
        assert assistant.ask(paths.EXAMPLES[0]).quotes


def test_the_packaged_archive_has_no_local_paths(tmp_path: Path) -> None:
    shutil.copytree(paths.SAMPLE / "archive", tmp_path / "copy")
    with Store.open(tmp_path / "copy") as store:
        assert all(Path(path).is_relative_to(SAMPLE_ROOT) for path in store.file_infos())
        assert store.newspaper_of(SAMPLE_ROOT / "x.md") is not None
    for path in (paths.SAMPLE / "archive").rglob("*"):
        if path.is_file():
            assert str(paths.SAMPLE).encode() not in path.read_bytes(), path


def test_the_packaged_archive_is_complete_and_fits_the_model(tmp_path: Path, sample_archive: Path) -> None:
    """If this fails, the sample archive was not made again: python tests/tools/make_sample.py"""
    shutil.copytree(paths.SAMPLE / "archive", tmp_path / "copy")
    with Store.open(tmp_path / "copy") as store:
        assert up_to_date(store, load_encoder())
    assert not list((paths.SAMPLE / "archive").rglob("*-wal"))


def contents(folder: Path) -> dict[str, object]:
    """Everything that the record says, without paths and times."""
    found: dict[str, object] = {}
    with Store.open(folder) as store:
        for path in sorted(store.file_infos()):
            for aligned in store.articles_of_source(path):
                a = aligned.article
                head = (a.date, a.page, a.column, a.title_en, a.title_zh, a.author_en, a.author_zh, a.newspaper, a.glossary)
                beads = tuple((bead.en, bead.zh) for bead in aligned.beads)
                passages = tuple(
                    (p.id, p.english, p.chinese, p.first_paragraph, p.last_paragraph, tuple((b.en, b.zh) for b in p.beads))
                    for p in aligned.passages
                )
                found[a.id] = (Path(path).name, a.source.sha256, head, a.english, a.chinese, beads, passages)
    return found


@pytest.mark.slow
def test_the_packaged_archive_can_be_rebuilt_from_its_articles(tmp_path: Path, sample_archive: Path) -> None:
    articles = paths.SAMPLE / "articles"
    for _ in update(tmp_path / "fresh", [articles], newspaper=archive.SAMPLE_NEWSPAPER):
        pass
    shutil.copytree(paths.SAMPLE / "archive", tmp_path / "shipped")
    assert contents(tmp_path / "shipped") == contents(tmp_path / "fresh")
    cards = [json.loads((manifest.current(tmp_path / name) / manifest.FILE).read_text()) for name in ("fresh", "shipped")]
    for field in ("version", "model", "dimension", "passages", "english", "chinese", "sentences", "words"):
        assert cards[0][field] == cards[1][field]


@pytest.mark.slow
def test_the_packaged_vectors_can_be_recomputed(tmp_path: Path, sample_archive: Path) -> None:
    encoder = load_encoder()
    shutil.copytree(paths.SAMPLE / "archive", tmp_path / "shipped")
    table = PassageTable.load(manifest.current(tmp_path / "shipped"))
    vectors = open_rows(vectors_folder(tmp_path / "shipped", encoder.name), encoder.dimension)
    texts: dict[int, str] = {}
    with Store.open(tmp_path / "shipped") as store:
        for k, (_, article, passage) in enumerate(every_passage(store)):
            for side in SIDES:
                text = passage_text(article, passage, side)
                if text is not None:
                    texts[int(table.passage_rows[side][k])] = text
                rows, _ = table.sentences(np.array([k]), side)
                texts |= dict(zip(rows.tolist(), sentence_texts(article, passage, side), strict=True))
        with VectorCache(tmp_path / "shipped", encoder) as cache:
            every = set(range(len(cache)))
            assert (cache.rows(list(texts.values())) == np.array(list(texts))).all()
    assert len(texts) > 1000
    assert set(texts) <= every
    expected = encoder.encode_passages(list(texts.values()))
    found = np.asarray(vectors[list(texts)], dtype=np.float32)
    cosines = (found * expected).sum(axis=1) / np.linalg.norm(found, axis=1) / np.linalg.norm(expected, axis=1)
    assert cosines.min() > 0.999
