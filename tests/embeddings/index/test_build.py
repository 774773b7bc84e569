"""A generation is complete before it is used, and building it again encodes nothing again."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from built_archive import Built
from fake_encoder import FakeEncoder
from store_passages import every_passage

from corpus.errors import IndexStale
from corpus.model import SIDES
from corpus.storage.store import Store
from embeddings.index import build as build_module
from embeddings.index import manifest
from embeddings.index.embedded_texts import passage_text, sentence_texts
from embeddings.index.embedding_cache import VectorCache, open_rows, vectors_folder
from embeddings.index.faiss_backend import FaissIndex
from embeddings.index.inverted_index import InvertedIndex
from embeddings.index.passage_table import PassageTable
from embeddings.indexing import build_index
from embeddings.query.question import parse
from embeddings.search import SearchIndex
from embeddings.text.analyzer import Analyzer


def test_record_table_vectors_words_and_manifest_agree(built: Built) -> None:
    folder = manifest.current(built.folder)
    card = manifest.Manifest.load(folder)
    with Store.open(built.folder) as store:
        passages = list(every_passage(store))
        assert card.record == store.fingerprint
        assert len(passages) == store.count("passage") > 100
    table = PassageTable.load(folder)
    assert table.numbers.tolist() == [number for number, _, _ in passages]
    assert card.passages == card.words == len(InvertedIndex(folder / "words")) == len(passages)
    for side, count in (("en", card.english), ("zh", card.chinese)):
        present = sum(passage.excerpt(side) is not None for _, _, passage in passages)
        assert count == present == len(FaissIndex(folder, side)) == table.count(side)
    assert card.sentences == sum(len(sentence_texts(a, p, side)) for _, a, p in passages for side in SIDES)
    assert (card.model, card.dimension) == (built.encoder.name, built.encoder.dimension)
    assert set(card.files) >= {"calibration.npz", "en.faiss", "passages/numbers.i64", "zh.faiss"}


def test_every_row_has_the_vector_of_its_text(built: Built) -> None:
    table = PassageTable.load(manifest.current(built.folder))
    rows = open_rows(vectors_folder(built.folder, built.encoder.name), built.encoder.dimension)
    every = np.arange(len(table), dtype=np.int64)
    with Store.open(built.folder) as store:
        passages = list(every_passage(store))
    for side in SIDES:
        positions = table.positions(side)
        texts = [passage_text(passages[k][1], passages[k][2], side) or "" for k in positions]
        expected = FakeEncoder().encode_passages(texts)
        assert np.allclose(rows[table.passage_rows[side][positions]], expected, atol=2e-3)
        sentence_rows, owners = table.sentences(every, side)
        sentences = [
            (k, text) for k, (_, article, passage) in enumerate(passages) for text in sentence_texts(article, passage, side)
        ]
        assert owners.tolist() == [k for k, _ in sentences]
        assert np.allclose(rows[sentence_rows], FakeEncoder().encode_passages([text for _, text in sentences]), atol=2e-3)


def test_only_the_live_generation_is_left(built: Built) -> None:
    live = manifest.current(built.folder)
    assert [path.name for path in (built.folder / "index").iterdir()] == [live.name]
    assert sorted(path.name for path in live.iterdir()) == [
        "calibration.npz", "en.faiss", "lines", "manifest.json", "passages", "readings.txt", "words", "zh.faiss",
    ]  # fmt: skip


def test_building_again_encodes_nothing_and_gives_the_same_files(copied: Built) -> None:
    before = manifest.current(copied.folder)
    files = {name: (before / name).read_bytes() for name in ("en.faiss", "zh.faiss")}
    with Store.open(copied.folder) as store, VectorCache(copied.folder, copied.encoder) as cache:
        copied.build(store, cache)
        SearchIndex.open(store, copied.encoder, copied.analyzer)
    after = manifest.current(copied.folder)
    assert copied.encoder.encoded == []
    assert after == before
    for name in ("en.faiss", "zh.faiss"):
        assert (after / name).read_bytes() == files[name]
    assert PassageTable.load(after).numbers.tolist() == PassageTable.load(before).numbers.tolist()


def test_progress_ends_with_everything_done(copied: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_module, "CHUNK", 25)
    (copied.folder / manifest.CURRENT).unlink()  # nothing to reuse
    with Store.open(copied.folder) as store, VectorCache(copied.folder, copied.encoder) as cache:
        steps = list(build_index(store, copied.encoder, cache, copied.analyzer))
    total = steps[-1].total
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert len(steps) > total / 25
    assert {step.stage for step in steps} == {"index"}
    assert steps[-1].done == total


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_a_killed_build_leaves_the_old_generation_live(copied: Built, monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    monkeypatch.setattr(build_module, "CHUNK", 25)
    monkeypatch.setattr(build_module, "previous_generation", lambda *_: None)
    before = manifest.current(copied.folder)
    with Store.open(copied.folder) as store, VectorCache(copied.folder, copied.encoder) as cache:
        with store.transaction():
            store.remove_source(next(iter(store.file_infos())))
        work = build_index(store, copied.encoder, cache, copied.analyzer)
        for _ in range(steps):
            next(work)
        work.close()
        assert manifest.current(copied.folder) == before
        with pytest.raises(IndexStale):  # it was built from the old record
            SearchIndex.open(store, copied.encoder, copied.analyzer)
        copied.build(store, cache)
        SearchIndex.open(store, copied.encoder, copied.analyzer)
    assert [path.name for path in (copied.folder / "index").iterdir()] == [manifest.current(copied.folder).name]


@pytest.mark.parametrize("function", ["load_backend", "calibrate", "build_inverted_index"])
def test_a_build_that_fails_at_any_step_leaves_the_old_generation_live(
    copied: Built, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    before = manifest.current(copied.folder)
    with Store.open(copied.folder) as store, VectorCache(copied.folder, copied.encoder) as cache:
        monkeypatch.setattr(build_module, function, killed)
        with pytest.raises(KeyboardInterrupt):
            copied.build(store, cache)
        assert manifest.current(copied.folder) == before
        SearchIndex.open(store, copied.encoder, copied.analyzer)
        monkeypatch.undo()
        copied.build(store, cache)
        SearchIndex.open(store, copied.encoder, copied.analyzer)


def articles_of(built: Built, tmp_path: Path) -> list[Path]:
    """Copies of three of the sample's files, which a test may change."""
    with Store.open(built.folder) as store:
        paths = [Path(path) for path in sorted(store.file_infos())][:3]
    (tmp_path / "inbox").mkdir()
    return [Path(shutil.copy(path, tmp_path / "inbox" / path.name)) for path in paths]


def test_only_new_texts_are_encoded_after_a_change(built: Built, tmp_path: Path) -> None:
    files = articles_of(built, tmp_path)
    made = Built(tmp_path / "archive", FakeEncoder(), built.analyzer)
    first = made.bring_up_to_date(files)
    encoded = len(made.encoder.encoded)
    assert encoded > 20

    text = files[0].read_text(encoding="utf-8")
    files[0].write_text(text.replace("seventy-two", "seventy-three").replace("三昼夜", "四昼夜"), encoding="utf-8")
    second = made.bring_up_to_date(files)
    fresh = made.encoder.encoded[encoded:]
    assert second.record != first.record
    assert 0 < len(fresh) < encoded / 3
    assert len(set(made.encoder.encoded)) == len(made.encoder.encoded)

    files[1].unlink()
    third = made.bring_up_to_date([tmp_path / "inbox"], prune=True)
    assert third.passages < second.passages
    assert len(made.encoder.encoded) == encoded + len(fresh)


def test_an_index_of_another_record_is_refused(built: Built, tmp_path: Path) -> None:
    files = articles_of(built, tmp_path)
    made = Built(tmp_path / "archive", FakeEncoder(), built.analyzer)
    made.bring_up_to_date(files)
    with Store.open(made.folder) as store:
        SearchIndex.open(store, made.encoder, made.analyzer)
        with store.transaction():
            store.remove_source(str(files[0]))
        with pytest.raises(IndexStale, match="the index was built from record"):
            SearchIndex.open(store, made.encoder, made.analyzer)


def test_an_archive_without_articles(tmp_path: Path, analyzer: Analyzer) -> None:
    made = Built(tmp_path / "archive", FakeEncoder(), analyzer)
    with Store.create(made.folder) as store, VectorCache(made.folder, made.encoder) as cache:
        card = made.build(store, cache)
        found = SearchIndex.open(store, made.encoder, made.analyzer).search(parse("Where is the ferry?"), 5)
    assert card.passages == 0
    assert found.hits == ()
    assert found.estimate.confidence == 0
