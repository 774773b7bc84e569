"""Mending a record: no more than the damage asks for, on a copy, and nothing that can be read is lost."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from corpus_helpers import FakeVectors, all_articles, document, run_ingest, write

from corpus.errors import RecordBroken
from corpus.proof import mend as mend_module
from corpus.proof.mend import Repair, mend
from corpus.proof.source_check import State
from corpus.proof.verify import verify
from corpus.storage import seal
from corpus.storage.seal import Seal
from corpus.storage.store import FILE, Store

PAGE = 4096
LEAF_OF_INDEX, LEAF_OF_TABLE = 0x0A, 0x0D


@pytest.fixture
def archive(tmp_path: Path, inbox: Path) -> Path:
    """A sealed record of some dozens of articles, long enough for several pages of each kind."""
    for n in range(40):
        zh = [f"石匠们第{n}个星期{k}在河边的砖窑开会，决定用料石造一座桥，大家推选老罗带头。" * 3 for k in range(6)]
        write(inbox, f"{n:02}.md", document([], zh))
    folder = tmp_path / "archive"
    with Store.create(folder) as store:
        run_ingest(store, inbox, model=FakeVectors())
    seal.write(folder / FILE)
    return folder


def articles(folder: Path) -> object:
    with Store.open(folder) as store:
        return all_articles(store)


def states(folder: Path) -> set[State]:
    with Store.open(folder) as store:
        return {found.state for found in verify(store)}


def damaged(folder: Path) -> list[str]:
    with Store.open(folder) as store:
        return [found.path for found in verify(store) if found.state is State.DAMAGED]


def pages_of(folder: Path, kind: int, name: str) -> Iterator[int]:
    """Numbers of the leaf pages of a table or an index, counted from 0."""
    data = (folder / FILE).read_bytes()
    with closing(sqlite3.connect(folder / FILE)) as db:
        roots = [db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0] - 1]
    while roots:
        page = roots.pop()
        start = page * PAGE
        if data[start] == kind:
            yield page
            continue
        count = int.from_bytes(data[start + 3 : start + 5], "big")
        cells = (int.from_bytes(data[start + 12 + 2 * k : start + 14 + 2 * k], "big") for k in range(count))
        children = [int.from_bytes(data[start + at : start + at + 4], "big") for at in cells]
        roots += [child - 1 for child in (*children, int.from_bytes(data[start + 8 : start + 12], "big"))]


def overwrite(folder: Path, page: int, start: int, count: int) -> None:
    with (folder / FILE).open("r+b") as file:
        file.seek(page * PAGE + start)
        file.write(random.Random(page).randbytes(count))


@pytest.mark.parametrize("index", ["passage_by_article", "sqlite_autoindex_passage_1", "article_by_source", "source_by_hash"])
def test_a_damaged_index_is_made_again_and_nothing_is_lost(archive: Path, index: str) -> None:
    """It once ended in `FOREIGN KEY constraint failed`, and in an archive that no longer answered."""
    before = articles(archive)
    with Store.open(archive) as store:
        fingerprint = store.fingerprint
    page = max(pages_of(archive, LEAF_OF_INDEX, index))
    overwrite(archive, page, PAGE - 40, 30)
    assert State.DAMAGED in states(archive)
    done = mend(archive, damaged(archive))
    assert (done.repair, done.kept) == (Repair.INDEXES, None)
    assert states(archive) == {State.EXACT}
    assert articles(archive) == before
    with Store.open(archive) as store:
        assert store.fingerprint == fingerprint or done.marked
    assert seal.check(archive / FILE) == (Seal.SOUND, "")


@pytest.mark.parametrize("table", ["article", "passage", "source"])
@pytest.mark.parametrize(("start", "count"), [(0, 8), (200, 500), (0, PAGE)], ids=["header", "cells", "page"])
def test_of_a_damaged_table_every_readable_row_is_carried_over(
    archive: Path, inbox: Path, table: str, start: int, count: int
) -> None:
    before = articles(archive)
    page = min(pages_of(archive, LEAF_OF_TABLE, table))
    overwrite(archive, page, start, count)
    old = (archive / FILE).read_bytes()
    assert State.DAMAGED in states(archive)
    done = mend(archive, damaged(archive))
    if done.repair is Repair.TABLES:
        assert done.kept
        assert done.kept.read_bytes() == old
    with Store.open(archive) as store:
        assert store.integrity_errors() == []
        assert table == "source" or store.count("article") > 20
        run_ingest(store, inbox, model=FakeVectors())
    assert states(archive) == {State.EXACT}
    assert articles(archive) == before


def test_what_is_readable_of_files_that_are_gone_is_kept(archive: Path, inbox: Path) -> None:
    for path in inbox.iterdir():
        path.unlink()
    overwrite(archive, max(pages_of(archive, LEAF_OF_TABLE, "article")), 0, PAGE)
    done = mend(archive, damaged(archive))
    assert done.repair is Repair.TABLES
    with Store.open(archive) as store:
        assert 30 <= store.count("article") < 40
        assert store.count("source") == 40


def test_a_changed_byte_where_nothing_is_stored_needs_a_new_seal_only(archive: Path) -> None:
    before = articles(archive)
    page = max(pages_of(archive, LEAF_OF_TABLE, "source"))
    data = (archive / FILE).read_bytes()[page * PAGE : (page + 1) * PAGE]
    cells = int.from_bytes(data[3:5], "big")
    overwrite(archive, page, 8 + 2 * cells + 4, 4)  # between the addresses of the cells and the cells
    assert states(archive) == {State.EXACT, State.DAMAGED}
    assert mend(archive, damaged(archive)).repair is Repair.NOTHING
    assert states(archive) == {State.EXACT}
    assert articles(archive) == before


@pytest.mark.parametrize("step", ["_copy", "_repair", "_mark", "_replace"])
def test_a_failure_leaves_the_record_as_it_was(archive: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    overwrite(archive, max(pages_of(archive, LEAF_OF_INDEX, "passage_by_article")), PAGE - 40, 30)
    broken = damaged(archive)
    before = (archive / FILE).read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise sqlite3.DatabaseError("database disk image is malformed")

    monkeypatch.setattr(mend_module, step, fail)
    with pytest.raises(RecordBroken, match=r"archive\.db: it cannot be mended"):
        mend(archive, broken)
    assert (archive / FILE).read_bytes() == before
    assert not (archive / "mending").exists()


def test_a_copy_that_is_not_sound_does_not_take_the_place_of_the_record(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overwrite(archive, min(pages_of(archive, LEAF_OF_TABLE, "passage")), 0, PAGE)
    before = (archive / FILE).read_bytes()
    monkeypatch.setattr(mend_module, "_rescue", lambda _: None)
    with pytest.raises(RecordBroken):
        mend(archive, [])
    assert (archive / FILE).read_bytes() == before
