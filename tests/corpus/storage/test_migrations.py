"""A new record has the newest version, an older one is migrated, a newer one is rejected and left unchanged."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import RecordBroken
from corpus.storage import migrations
from corpus.storage.migrations import STEPS, VERSION, migrate
from corpus.storage.store import FILE, Store


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    yield connection
    connection.close()


def version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def tables(db: sqlite3.Connection) -> set[str]:
    return {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_a_new_record_has_the_newest_version(db: sqlite3.Connection) -> None:
    migrate(db, "x.db")
    assert version(db) == VERSION == len(STEPS)
    assert {"meta", "newspaper", "source", "article", "passage"} <= tables(db)


def test_a_second_time_changes_nothing(db: sqlite3.Connection) -> None:
    migrate(db, "x.db")
    db.execute("INSERT INTO meta VALUES ('a', 'b')")
    migrate(db, "x.db")
    assert db.execute("SELECT * FROM meta").fetchall() == [("a", "b")]


def test_a_newer_version_is_refused_with_both_numbers(tmp_path: Path) -> None:
    Store.create(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 6}")
        before = db.execute("SELECT sql FROM sqlite_master").fetchall()
    db.close()
    for opened in (Store.open, Store.create):
        with pytest.raises(RecordBroken) as caught:
            opened(tmp_path)
        assert str(tmp_path / FILE) in caught.value.message
        assert str(VERSION + 6) in caught.value.message
        assert str(VERSION) in caught.value.message
        assert caught.value.hint
    with sqlite3.connect(tmp_path / FILE) as db:
        assert version(db) == VERSION + 6
        assert db.execute("SELECT sql FROM sqlite_master").fetchall() == before
    db.close()


def test_an_older_record_is_migrated(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(db, "x.db")
    db.execute("INSERT INTO meta VALUES ('a', 'b')")
    later = (*STEPS, "CREATE TABLE extra (a TEXT);", "ALTER TABLE extra ADD COLUMN b TEXT;")
    monkeypatch.setattr(migrations, "STEPS", later)
    monkeypatch.setattr(migrations, "VERSION", len(later))
    migrate(db, "x.db")
    assert version(db) == len(later)
    assert db.execute("SELECT a, b FROM extra").fetchall() == []
    assert db.execute("SELECT * FROM meta").fetchall() == [("a", "b")]


def test_a_step_that_fails_leaves_the_version_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.create(tmp_path).close()
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, "CREATE TABLE extra (a TEXT); CREATE TABLE meta (x TEXT);"))
    monkeypatch.setattr(migrations, "VERSION", VERSION + 1)
    with pytest.raises(RecordBroken, match="meta"):
        Store.open(tmp_path)
    with sqlite3.connect(tmp_path / FILE) as db:
        assert version(db) == VERSION
        assert "extra" not in tables(db)
    db.close()


def test_foreign_keys_and_journal_are_on(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        assert store._db.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
