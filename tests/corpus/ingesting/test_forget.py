"""Forgetting removes what was indexed by mistake and restores what it displaced. A run stopped at once leaves nothing to
resume."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from corpus_helpers import PAPER, FakeVectors, all_articles, document, finished, run_ingest, write

from corpus.errors import UnreadableSource
from corpus.ingesting import ingest as module
from corpus.ingesting.ingest import forget, ingest
from corpus.ingesting.report import Report
from corpus.storage.store import Store


def text(n: int) -> str:
    return document([f"Ferry number {n} was launched."], [f"第{n}条渡船下水了，全镇的人都来看。"])


def run_forget(store: Store, *paths: Path) -> Report:
    return finished(forget(store, paths, FakeVectors()))


@pytest.fixture
def two(store: Store, tmp_path: Path) -> tuple[Path, Path]:
    """A folder indexed on purpose, and one indexed by mistake."""
    meant, mistaken = tmp_path / "meant", tmp_path / "mistaken"
    for n in range(3):
        write(meant, f"1960-04-25_{n}.md", text(n))
        write(mistaken, f"1960-04-25_{n}.md", text(n + 10))
    run_ingest(store, meant, newspaper=PAPER)
    run_ingest(store, mistaken, newspaper=PAPER)
    return meant, mistaken


def test_a_folder_is_taken_out_and_its_files_stay(
    store: Store, two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_REMOVED_AT_ONCE", 2)
    meant, mistaken = two
    before = store.fingerprint
    assert run_forget(store, mistaken).removed == 3
    assert store.fingerprint != before
    assert {a.article.source.path for a in all_articles(store).values()} == {str(path) for path in meant.iterdir()}
    assert store.roots() == [meant]
    assert len(list(mistaken.iterdir())) == 3
    assert run_ingest(store, mistaken).added == 3  # it can be indexed again


def test_one_file_is_taken_out_where_it_was_named_itself(store: Store, inbox: Path) -> None:
    one, other = (write(inbox, f"1960-04-25_{n}.md", text(n)) for n in (1, 2))
    run_ingest(store, one, other)
    run_forget(store, one)
    assert store.roots() == [other]
    assert len(all_articles(store)) == 1


def test_part_of_an_indexed_folder_cannot_be_forgotten(store: Store, two: tuple[Path, Path]) -> None:
    meant, _ = two
    with pytest.raises(UnreadableSource) as refused:
        run_forget(store, next(meant.iterdir()))
    assert str(meant) in refused.value.hint
    assert len(all_articles(store)) == 6


def test_an_unknown_path_cannot_be_forgotten(store: Store, two: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="other") as refused:
        run_forget(store, two[1], tmp_path / "other")
    assert all(str(path) in refused.value.hint for path in two)
    assert len(all_articles(store)) == 6, "and nothing else is"


def test_a_missing_folder_can_be_forgotten(store: Store, two: tuple[Path, Path]) -> None:
    shutil.rmtree(two[1])
    assert run_forget(store, two[1]).removed == 3


def test_an_article_that_was_left_out_for_it_comes_back(store: Store, two: tuple[Path, Path]) -> None:
    meant, mistaken = two
    copy = meant / "1960-04-25_copy.md"
    shutil.copy(next(mistaken.iterdir()), copy)
    os.utime(copy, (1, 1))
    assert [r.kind for r in run_ingest(store, meant).remarks] == ["duplicate"]
    run_forget(store, mistaken)
    assert str(copy) in {a.article.source.path for a in all_articles(store).values()}


def test_the_folders_below_go_with_it(store: Store, tmp_path: Path) -> None:
    write(tmp_path / "all" / "part", "1960-04-25_1.md", text(1))
    run_ingest(store, tmp_path / "all" / "part")
    run_ingest(store, tmp_path / "all")
    run_forget(store, tmp_path / "all")
    assert (store.roots(), all_articles(store)) == ([], {})


def test_a_run_that_is_stopped_before_it_wrote_anything_is_not_gone_on_with(store: Store, inbox: Path) -> None:
    for n in range(3):
        write(inbox, f"1960-04-25_{n}.md", text(n))
    work = ingest(store, [inbox], FakeVectors())
    next(work)
    work.close()
    assert (store.roots(), all_articles(store)) == ([], {})
    run_ingest(store, inbox)
    assert store.roots() == [inbox]


def test_an_interrupted_run_can_be_repeated(store: Store, two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is what the reader is told to do; its files may be gone from the record by then, and from the indexes not yet."""
    _, mistaken = two
    monkeypatch.setattr(module, "_REMOVED_AT_ONCE", 1)
    stopped = forget(store, [mistaken], FakeVectors())
    next(stopped)
    next(stopped)
    stopped.close()
    assert run_forget(store, mistaken).removed == 1
    assert run_forget(store, mistaken).removed == 0  # the indexes had not forgotten them
    with store.transaction():
        store.set_forgetting([])
    with pytest.raises(UnreadableSource, match="nothing from this path"):
        run_forget(store, mistaken)
