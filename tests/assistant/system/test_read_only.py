"""A sound archive that cannot be written still answers: on a read-only disk, in the folder of another user."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.storage import connection
from corpus.storage.store import FILE, Store

NOBODY = 65534


@pytest.fixture
def locked(sample_archive: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy that nobody may write."""
    beside = shutil.ignore_patterns("*-wal", "*-shm")  # of another test that has the sample open
    folder = Path(shutil.copytree(sample_archive, tmp_path / "locked", ignore=beside))
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such permissions there")
@pytest.mark.filterwarnings("ignore:.*fork")
def test_another_user_reads_it(locked: Path, tmp_path: Path) -> None:
    for parent in (tmp_path, *tmp_path.parents):  # all of pytest's own folders must let them in
        if "pytest-of-" in str(parent):
            parent.chmod(parent.stat().st_mode | 0o055)
    with Store.open(locked) as store:  # imports what it needs while the program's own folder can be read
        assert not store.integrity_errors()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            if os.geteuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            with Store.open(locked) as store:
                os.write(writing, f"{store.count('article')} {store.integrity_errors()}".encode())
        except BaseException as error:
            os.write(writing, repr(error).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 1000).decode() == "24 []"
    assert sorted(path.name for path in locked.glob(f"{FILE}*")) == [FILE, f"{FILE}.seal"]


@pytest.mark.parametrize("code", [sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY | 5 << 8])
def test_a_database_that_cannot_be_written_is_opened_for_reading(
    sample_archive: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    connect = sqlite3.connect

    def refusing(place: object, **named: object) -> sqlite3.Connection:
        if "immutable" not in str(place):
            error = sqlite3.OperationalError("attempt to write a readonly database")
            error.sqlite_errorcode = code
            raise error
        return connect(place, **named)  # type: ignore[arg-type, call-overload, no-any-return]

    monkeypatch.setattr(connection.sqlite3, "connect", refusing)
    with Store.open(sample_archive) as store:
        assert store.count("article") == 24
