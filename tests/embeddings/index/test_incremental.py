"""An incremental build gives the same indexes as a full build, and analyzes only what changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from built_archive import Built
from fake_encoder import FakeEncoder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_passages import every_passage

import corpus
from corpus.errors import IndexStale
from corpus.model import SIDES
from corpus.storage.store import FILE, Store
from embeddings.index import build as build_module
from embeddings.index import manifest
from embeddings.index.embedding_cache import ROWS, VectorCache
from embeddings.index.inverted_index import FIELDS, InvertedIndex
from embeddings.index.passage_table import PassageTable
from embeddings.query.question import parse
from embeddings.ranking.hits import SearchResult
from embeddings.search import SearchIndex
from embeddings.text.analyzer import Analyzer, Terms

SAMPLE = Path(corpus.__file__).parent / "sample"
QUESTIONS = [
    json.loads(line)[side]
    for line in (SAMPLE / "evaluation" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    for side in SIDES
] + ["Who was Gu Changhe?", "Ku Ch'ang-ho", "顾长河", "Peking", "陆启明"]


@pytest.fixture
def analyzed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the passages that were analyzed so far."""
    numbers: list[int] = []

    def counted(*arguments: object) -> Iterator[tuple[int, Terms]]:
        for number, terms in original(*arguments):  # type: ignore[arg-type]
            numbers.append(number)
            yield number, terms

    original = build_module._terms
    monkeypatch.setattr(build_module, "_terms", counted)
    return numbers


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE / "articles", tmp_path / "inbox"))


@pytest.fixture(scope="module")
def all_but_two(tmp_path_factory: pytest.TempPathFactory, built: Built) -> Built:
    """An archive of all files but the last two, which the tests copy."""
    folder = tmp_path_factory.mktemp("incremental")
    inbox = Path(shutil.copytree(SAMPLE / "articles", folder / "inbox"))
    for path in files(inbox)[-2:]:
        path.unlink()
    made = Built(folder / "archive", FakeEncoder(), built.analyzer)
    made.bring_up_to_date([inbox])
    return made


@pytest.fixture
def made(inbox: Path, all_but_two: Built, tmp_path: Path) -> Built:
    """An archive of all files but the last two."""
    made = replace(all_but_two, folder=Path(shutil.copytree(all_but_two.folder, tmp_path / "archive")))
    with Store.open(made.folder) as store:
        store.move_folder(all_but_two.folder.parent / "inbox", inbox)
    return made


def files(inbox: Path) -> list[Path]:
    return sorted(inbox.rglob("*.md"))


def change(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("the", "that", 5).replace("，", "，顾长河说，", 2), encoding="utf-8")


def change_some(inbox: Path, made: Built) -> None:
    """Change two files, delete two, add two."""
    first, second, third, fourth = files(inbox)[3:7]
    change(first)
    change(second)
    third.unlink()
    fourth.unlink()
    made.bring_up_to_date([inbox], prune=True)


def full_build(made: Built, folder: Path) -> Built:
    """A copy of the archive whose indexes are built without reuse."""
    shutil.copytree(made.folder, folder)
    (folder / manifest.CURRENT).unlink()
    fresh = Built(folder, FakeEncoder(), made.analyzer)
    with Store.open(folder) as store, VectorCache(folder, fresh.encoder) as cache:
        fresh.build(store, cache)
    return fresh


def answers(made: Built, questions: list[str] = QUESTIONS[::5]) -> list[tuple[SearchResult, list[str]]]:
    with Store.open(made.folder) as store:
        index = SearchIndex.open(store, made.encoder, made.analyzer)
        found = [index.search(parse(question), 20) for question in questions]
        return [(one, [p.id for _, p in store.passages([hit.number for hit in one.hits])]) for one in found]


def terms_of(made: Built) -> set[tuple[str, str]]:
    with Store.open(made.folder) as store:
        numbers = np.array([number for number, _, _ in every_passage(store)], dtype=np.int64)
        names = build_module.NameTerms(made.analyzer)
        every = [terms for _, terms in build_module._terms(store, numbers, made.analyzer, names)]
    return {(field, term) for terms in every for field in FIELDS for term in getattr(terms, field)}


def frequencies(made: Built, terms: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    words = InvertedIndex(manifest.current(made.folder) / "words")
    return {(field, term): words.frequency(field, term) for field, term in sorted(terms)}


def test_an_incremental_build_gives_the_files_of_a_full_build(
    made: Built, inbox: Path, analyzed: list[int], tmp_path: Path
) -> None:
    before = terms_of(made)
    analyzed.clear()
    change_some(inbox, made)
    again = len(analyzed)
    fresh = full_build(made, tmp_path / "fresh")
    assert 0 < again < (len(analyzed) - again) / 3
    live, other = manifest.current(made.folder), manifest.current(fresh.folder)
    with np.load(live / "calibration.npz") as ours, np.load(other / "calibration.npz") as theirs:
        assert all(np.array_equal(ours[array], theirs[array]) for array in theirs.files)
    tables = [path.relative_to(other).as_posix() for path in (other / "passages").iterdir()]
    for name in (*tables, "en.faiss", "zh.faiss", "readings.txt"):
        assert (live / name).read_bytes() == (other / name).read_bytes()
    assert answers(made, QUESTIONS) == answers(fresh, QUESTIONS)
    every = before | terms_of(made)  # including those of deleted passages
    counted = frequencies(made, every)
    assert counted == frequencies(fresh, every)
    assert 0 in counted.values()


def test_it_answers_like_another_archive_of_the_same_files(made: Built, inbox: Path, tmp_path: Path) -> None:
    change_some(inbox, made)
    other = Built(tmp_path / "other", FakeEncoder(), made.analyzer)
    other.bring_up_to_date([inbox])
    for (ours, our_ids), (theirs, their_ids) in zip(answers(made, QUESTIONS), answers(other, QUESTIONS), strict=True):
        scores = [[hit.score for hit in found.hits] for found in (ours, theirs)]
        assert scores[0] == pytest.approx(scores[1], abs=2e-4)
        by_score = [sorted(zip(np.round(s, 3), i, strict=True)) for s, i in zip(scores, (our_ids, their_ids), strict=True)]
        assert [id for _, id in by_score[0]] == [id for _, id in by_score[1]]
        assert ours.estimate.confidence == pytest.approx(theirs.estimate.confidence, abs=1e-3)
        assert (ours.terms, ours.unknown, ours.names) == (theirs.terms, theirs.unknown, theirs.names)
        assert ours.weights == theirs.weights
    every = terms_of(made)
    assert every == terms_of(other)
    assert frequencies(made, every) == frequencies(other, every)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sets(st.integers(0, 5), min_size=1), min_size=1, max_size=4))
def test_answers_are_those_of_a_full_build_after_any_history(
    built: Built, tmp_path_factory: pytest.TempPathFactory, steps: list[set[int]]
) -> None:
    """In each step some of six files exist, and those that existed before are changed."""
    place = tmp_path_factory.mktemp("history")
    (place / "inbox").mkdir()
    originals = files(SAMPLE / "articles")[:6]
    made = Built(place / "archive", FakeEncoder(), built.analyzer)
    made.bring_up_to_date([Path(shutil.copy(originals[0], place / "inbox"))])
    for present in steps:
        for at, original in enumerate(originals):
            path = place / "inbox" / original.name
            if at not in present:
                path.unlink(missing_ok=True)
            elif path.exists():
                change(path)
            else:
                shutil.copy(original, path)
        made.bring_up_to_date([place / "inbox"], prune=True)
    fresh = full_build(made, place / "fresh")
    assert answers(made) == answers(fresh)
    every = terms_of(made)
    assert frequencies(made, every) == frequencies(fresh, every)


def test_a_name_that_no_passage_has_any_more_is_not_found(made: Built, inbox: Path) -> None:
    path = files(inbox)[0]
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("，", "，欧阳修文说，", 1).replace("the", "Ouyang Xiuwen", 1), encoding="utf-8")

    def known() -> bool:
        with Store.open(made.folder) as store:
            names = SearchIndex.open(store, made.encoder, made.analyzer).names.find("What did Ouyang Xiuwen say?")
        return [name.key for name in names] == ["ouyangxiuwen"]

    made.bring_up_to_date([inbox])
    assert known()
    path.write_text(text, encoding="utf-8")
    made.bring_up_to_date([inbox])
    assert not known()


# -- in doubt, nothing is reused -------------------------------------------------------------------------


def count(made: Built) -> int:
    with Store.open(made.folder) as store:
        return store.count("passage")


def card_with(made: Built, **values: object) -> None:
    folder = manifest.current(made.folder)
    replace(manifest.Manifest.load(folder), **values).save(folder)  # type: ignore[arg-type]


def another_version(made: Built) -> None:
    card_with(made, version=manifest.VERSION - 1)


def another_analyzer(made: Built) -> None:
    card_with(made, analyzer="jieba 0.1")


def another_record(made: Built) -> None:
    card_with(made, record="0" * 64)


def other_vectors(made: Built) -> None:
    card_with(made, cache_state="0" * 64)


def counts_off(made: Built) -> None:
    card_with(made, passages=1)


def a_file_gone(made: Built) -> None:
    (manifest.current(made.folder) / "zh.faiss").unlink()


def a_damaged_table(made: Built) -> None:
    path = manifest.current(made.folder) / "passages" / "sentence_bounds_en.i64"
    path.write_bytes(path.read_bytes()[:-8] + bytes(8))


def a_table_that_names_other_passages(made: Built) -> None:
    """The stored terms cannot be found by its numbers, which is noticed only when they are copied."""
    folder = manifest.current(made.folder)
    table = PassageTable.load(folder)
    with Store.open(made.folder) as store:
        gone = min(table.numbers.tolist())
        store._db.execute("UPDATE passage SET number = 0 WHERE number = ?", (gone,))
    numbers = np.array(table.numbers)
    numbers[0] = 0
    (folder / "passages" / "numbers.i64").write_bytes(numbers.tobytes())
    card_with(made, files=manifest.sizes(folder), hashes=manifest.hashes(folder))


def no_live_generation(made: Built) -> None:
    (made.folder / manifest.CURRENT).unlink()


DOUBTS = [
    another_version, another_analyzer, another_record, other_vectors, counts_off, a_file_gone, a_damaged_table,
    a_table_that_names_other_passages, no_live_generation,
]  # fmt: skip


@pytest.mark.parametrize("doubt", DOUBTS)
def test_in_doubt_everything_is_rebuilt(
    made: Built, inbox: Path, analyzed: list[int], doubt: Callable[[Built], None], tmp_path: Path
) -> None:
    doubt(made)
    change(files(inbox)[3])
    made.bring_up_to_date([inbox])
    assert len(analyzed) >= count(made)
    assert answers(made) == answers(full_build(made, tmp_path / "fresh"))
    analyzed.clear()
    change(files(inbox)[4])
    made.bring_up_to_date([inbox])
    assert 0 < len(analyzed) < count(made) / 3  # the next build is incremental again


def test_everything_is_rebuilt_for_another_model(made: Built, analyzed: list[int]) -> None:
    other = Built(made.folder, FakeEncoder("other@2"), made.analyzer)
    with Store.open(made.folder) as store, VectorCache(made.folder, other.encoder) as cache:
        other.build(store, cache)
        SearchIndex.open(store, other.encoder, other.analyzer)
    assert len(analyzed) == count(made)


def test_a_restored_record_reuses_passage_numbers(made: Built, inbox: Path, analyzed: list[int], tmp_path: Path) -> None:
    """The live indexes have other passages with these numbers."""
    shutil.copy(made.folder / FILE, tmp_path / "copy.db")
    change(files(inbox)[3])
    made.bring_up_to_date([inbox])
    shutil.copy(tmp_path / "copy.db", made.folder / FILE)
    change(files(inbox)[4])
    analyzed.clear()
    made.bring_up_to_date([inbox])
    assert len(analyzed) == count(made)
    assert answers(made) == answers(full_build(made, tmp_path / "fresh"))


def test_lost_rows_are_not_confused_with_later_ones(made: Built, inbox: Path, analyzed: list[int], tmp_path: Path) -> None:
    """A run that was killed before it built the indexes may have reused them for other texts."""
    (rows,) = made.folder.rglob(ROWS)
    rows.write_bytes(rows.read_bytes()[: -2 * 96 * 50])
    with VectorCache(made.folder, made.encoder) as cache:
        cache.rows([f"text {number}" for number in range(60)])
    change(files(inbox)[3])
    analyzed.clear()
    made.bring_up_to_date([inbox])
    assert len(analyzed) == count(made)
    assert answers(made) == answers(full_build(made, tmp_path / "fresh"))


def test_a_kill_before_the_switch_loses_no_work(
    made: Built, inbox: Path, analyzed: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    before = manifest.current(made.folder)
    change(files(inbox)[3])
    with monkeypatch.context() as patch:
        patch.setattr(manifest, "make_current", killed)
        with pytest.raises(KeyboardInterrupt):
            made.bring_up_to_date([inbox])
    assert manifest.current(made.folder) == before
    analyzed.clear()
    made.bring_up_to_date([inbox])
    assert 0 < len(analyzed) < count(made) / 3
    assert answers(made) == answers(full_build(made, tmp_path / "fresh"))


def test_documents_that_are_missing_make_the_index_stale(made: Built) -> None:
    words = InvertedIndex(manifest.current(made.folder) / "words")
    with pytest.raises(IndexStale, match="words"):
        list(words.documents([1, 999_999]))


def test_the_analyzer_version_names_its_libraries() -> None:
    assert all(name in Analyzer().version for name in ("jieba", "PyStemmer", "pypinyin", "opencc", "Unicode"))
