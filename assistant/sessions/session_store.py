"""Sessions: questions and their answers, stored in one SQLite file in the user's state folder.

A question is on the disk before it is searched for, so killing the program loses none; one without an answer is a turn
without one.
"""

from __future__ import annotations

import datetime
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.answer import Answer
from assistant.sessions import answer_codec
from corpus.errors import SessionError, UnknownSession

HISTORY = 500
"""Earlier questions that can be recalled, at most."""
_STEPS = (
    """
    CREATE TABLE session (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        archive TEXT NOT NULL,
        name    TEXT NOT NULL,  -- empty until the reader gives one
        begun   TEXT NOT NULL   -- ISO 8601, UTC
    );
    CREATE TABLE turn (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        session INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        asked   TEXT NOT NULL,
        line    TEXT NOT NULL,  -- as typed
        answer  TEXT,           -- JSON, see answer_codec.py
        error   TEXT,
        folded  TEXT NOT NULL   -- its text in lower case, for searching
    );
    CREATE INDEX turn_by_session ON turn (session);
    CREATE INDEX session_by_archive ON session (archive);
    """,
)
_LISTED = """
    SELECT session.id, session.archive, session.name, session.begun, count(turn.id), coalesce(max(turn.asked), session.begun),
           coalesce((SELECT line FROM turn WHERE turn.session = session.id ORDER BY id LIMIT 1), '')
    FROM session LEFT JOIN turn ON turn.session = session.id"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a session, and its answer."""

    id: int
    asked: datetime.datetime
    line: str
    """As typed."""
    answer: Answer | None
    """None where the program ended, or another question came, before there was one."""
    error: str
    """Why it failed; empty where it did not."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session without its turns."""

    id: int
    archive: str
    """The archive's key: see `paths.archive_key`."""
    name: str
    """Given by the reader, or the first question."""
    begun: datetime.datetime
    changed: datetime.datetime
    """When the last question was asked."""
    questions: int


class Sessions:
    """The file with all sessions. Several programs may have it open, but threads must not share an object."""

    def __init__(self, db: sqlite3.Connection, file: Path) -> None:
        self._db = db
        self._file = file

    @classmethod
    def open(cls, file: Path) -> Self:
        """Open the file, or create one that only its owner can read. Raises SessionError."""
        with _faults(file), ExitStack() as on_failure:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
            db = sqlite3.connect(file, isolation_level=None, timeout=10)
            on_failure.callback(db.close)
            _write_ahead(db, file)
            db.execute("PRAGMA synchronous = FULL")  # a question outlives a power cut, too
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")  # overwrite what is deleted
            _migrate(db, file)
            on_failure.pop_all()
        return cls(db, file)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # -- writing ------------------------------------------------------------------------------------------------------

    def begin(self, archive: str) -> int:
        """A new session, without a name."""
        return self._insert("INSERT INTO session (archive, name, begun) VALUES (?, '', ?)", archive, _now())

    def ask(self, session: int, line: str) -> int:
        """Store a question. It is on the disk when this returns."""
        return self._insert(
            "INSERT INTO turn (session, asked, line, folded) VALUES (?, ?, ?, ?)", session, _now(), line, line.casefold()
        )

    def answer(self, turn: int, answer: Answer) -> None:
        query = "UPDATE turn SET answer = ?, error = NULL, folded = folded(line || char(10) || ?) WHERE id = ?"
        self._run(query, answer_codec.encode_answer(answer), answer_codec.plain(answer), turn)

    def fail(self, turn: int, error: str) -> None:
        self._run("UPDATE turn SET error = ? WHERE id = ?", error, turn)

    def rename(self, session: int, name: str) -> None:
        """Give a session a name; an empty one takes the name away. Raises UnknownSession."""
        self.session(session)
        self._run("UPDATE session SET name = ? WHERE id = ?", " ".join(name.split()), session)

    def delete(self, session: int) -> None:
        """Remove a session and all its questions and answers from the disk. Raises UnknownSession."""
        self.session(session)
        self._run("DELETE FROM session WHERE id = ?", session)
        self._run("PRAGMA wal_checkpoint(TRUNCATE)")

    # -- reading ------------------------------------------------------------------------------------------------------

    def find(self, archive: str | None = None, words: str = "") -> list[Session]:
        """The sessions of an archive, or of all, that were asked anything; those asked last come first. With `words`, those
        with a name or a turn that contains every word, in a question, a quotation or a citation, ignoring case.
        """
        conditions, values = ["EXISTS (SELECT 1 FROM turn WHERE turn.session = session.id)"], list[object]()
        if archive is not None:
            conditions.append("session.archive = ?")
            values.append(archive)
        wanted = words.casefold().split()
        if wanted:
            named = " AND ".join("instr(folded(session.name), ?)" for _ in wanted)
            held = " AND ".join("instr(folded, ?)" for _ in wanted)
            conditions.append(f"(({named}) OR EXISTS (SELECT 1 FROM turn WHERE turn.session = session.id AND {held}))")
            values += [*wanted, *wanted]
        query = f"{_LISTED} WHERE {' AND '.join(conditions)} GROUP BY session.id ORDER BY 6 DESC, session.id DESC"
        return [_session(row) for row in self._rows(query, *values)]

    def session(self, id: int) -> Session:
        """Raises UnknownSession."""
        rows = self._rows(f"{_LISTED} WHERE session.id = ? GROUP BY session.id", id) if abs(id) < 2**63 else []
        if not rows:
            raise UnknownSession("there is no session {id}", "`archive sessions list --all` lists all sessions.", id=id)
        return _session(rows[0])

    def turns(self, session: int) -> list[Turn]:
        """The turns of a session, in their order. Raises UnknownSession."""
        self.session(session)
        rows = self._rows("SELECT id, asked, line, answer, error FROM turn WHERE session = ? ORDER BY id", session)
        return [Turn(id, _time(asked), line, *_read(answer, error or "")) for id, asked, line, answer, error in rows]

    def history(self, archive: str) -> list[str]:
        """The questions asked of an archive in any session, each once, the last one last."""
        query = """
            SELECT line FROM turn JOIN session ON session.id = turn.session WHERE archive = ?
            GROUP BY line ORDER BY max(turn.id) DESC LIMIT ?"""
        return [line for (line,) in reversed(self._rows(query, archive, HISTORY))]

    # -- SQLite -------------------------------------------------------------------------------------------------------

    def _insert(self, query: str, *values: object) -> int:
        with _faults(self._file):
            return int(self._db.execute(query, values).lastrowid or 0)

    def _run(self, query: str, *values: object) -> None:
        with _faults(self._file):
            self._db.execute(query, values).fetchall()

    def _rows(self, query: str, *values: object) -> list[Any]:
        with _faults(self._file):
            return self._db.execute(query, values).fetchall()


def _write_ahead(db: sqlite3.Connection, file: Path) -> None:
    """Allow readers beside a writer. SQLite does not wait for other programs when it changes to this mode, so two that start
    at the same moment take turns."""
    if db.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    from filelock import FileLock

    with FileLock(file.with_name(f"{file.name}.lock"), timeout=10, mode=0o600):
        db.execute("PRAGMA journal_mode = WAL")


def _migrate(db: sqlite3.Connection, file: Path) -> None:
    found = db.execute("PRAGMA user_version").fetchone()[0]
    if found > len(_STEPS):
        raise SessionError(
            "{file}: the sessions have version {found}, and this program knows versions up to {known}",
            "Update the program.",
            file=file,
            found=found,
            known=len(_STEPS),
        )
    db.create_function("folded", 1, str.casefold, deterministic=True)
    db.execute("BEGIN IMMEDIATE")  # two chats may start at the same moment
    with db:
        for step in _STEPS[db.execute("PRAGMA user_version").fetchone()[0] :]:
            for statement in step.split(";"):
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(_STEPS)}")


@contextmanager
def _faults(file: Path) -> Iterator[None]:
    """Errors of SQLite and the disk as SessionError."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:  # a lock timeout is an OSError, too
        raise SessionError(
            "{file}: the sessions cannot be read or written: {error}",
            "Check its permissions and the space on its disk; if it is damaged, move it away.",
            file=file,
            error=error,
        ) from error


def _read(written: str | None, error: str) -> tuple[Answer | None, str]:
    """The answer and the error of a turn. An answer that cannot be read, e.g. of a later version, is an error of its turn
    alone."""
    if written is None:
        return None, error
    try:
        return answer_codec.decode_answer(written), error
    except ValueError as unreadable:
        return None, f"its answer cannot be read: {unreadable}"


def _session(row: tuple[int, str, str, str, int, str, str]) -> Session:
    id, archive, name, begun, questions, changed, first = row
    return Session(id, archive, name or " ".join(first.split()), _time(begun), _time(changed), questions)


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")


def _time(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)
