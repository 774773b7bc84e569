"""Sessions: every question is stored before it is asked, and earlier sessions can be opened again.

What cannot be stored is reported once, and asked nevertheless.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App

from assistant.answer import Answer
from assistant.text.i18n import translate
from assistant.tui.controllers.archive import ArchiveController
from assistant.tui.shared.labels import error_text
from assistant.tui.shared.stored_turn import StoredTurn
from corpus.errors import SessionError

if TYPE_CHECKING:
    from assistant.sessions.session_store import Session, Sessions


@dataclass(frozen=True, slots=True)
class EarlierSessions:
    """What earlier sessions leave to a new one."""

    history: Sequence[str] = ()
    """Questions asked before, the last one last."""
    session: Session | None = None
    """The last session, if there is one."""


class SessionController:
    """Owns the file of sessions, and knows which session the questions of this run go to."""

    def __init__(self, app: App[None], file: Path | None, archive: ArchiveController) -> None:
        """`file` is None where nothing is stored. SQLite is imported, and the file opened, at its first use."""
        self._app = app
        self._file = file
        self._archive = archive
        self._store: Sessions | None = None
        self._session: int | None = None
        """The session that questions go to; begun with the first."""
        self._turns: dict[int, int] = {}
        """Turns in the store, by the numbers of the questions of this run."""
        self._numbers = 0

    @property
    def archive_key(self) -> str:
        """Sessions belong to an archive."""
        return self._archive.identity.key

    @property
    def has_questions(self) -> bool:
        """Whether anything was asked in this run."""
        return self._numbers > 0

    @property
    def store(self) -> Sessions | None:
        """The open file; None where nothing is stored, or can be."""
        if self._store is None and self._file is not None:
            from assistant.sessions.session_store import Sessions

            try:
                self._store = Sessions.open(self._file)
            except SessionError as error:
                self._give_up(error)
        return self._store

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    def _give_up(self, error: SessionError) -> None:
        """Stop storing sessions, and say so."""
        self.close()
        self._file = None
        reason = " ".join(filter(None, error_text(error)))
        self._app.notify(
            f"{translate('Questions are not being saved.')} {reason}", severity="warning", markup=False, timeout=15
        )

    # Questions

    def record_question(self, line: str) -> int:
        """Store a question; returns its number in this run."""
        self._numbers += 1
        if (store := self.store) is not None:
            try:
                if self._session is None:
                    self._session = store.begin(self.archive_key)
                self._turns[self._numbers] = store.ask(self._session, line)
            except SessionError as error:
                self._give_up(error)
        return self._numbers

    def record_result(self, number: int, result: Answer | Exception) -> None:
        """Store the result of a question. A question of a session that was deleted meanwhile is left out."""
        if self._store is None or (turn := self._turns.get(number)) is None:
            return
        try:
            if isinstance(result, Exception):
                self._store.fail(turn, error_text(result)[0])
            else:
                self._store.answer(turn, result)
        except SessionError as error:
            self._give_up(error)

    # Sessions

    def earlier(self) -> EarlierSessions:
        """The questions and the last session of this archive."""
        if (store := self.store) is None:
            return EarlierSessions()
        try:
            return EarlierSessions(store.history(self.archive_key), next(iter(store.find(self.archive_key)), None))
        except SessionError as error:
            self._give_up(error)
            return EarlierSessions()

    def begin(self) -> Session | None:
        """The next question begins a new session. Returns the last one."""
        self._session = None
        return self.earlier().session if self._store is not None else None

    def reopen(self, id: int) -> tuple[Session, list[StoredTurn]] | None:
        """Go on with an earlier session, whose turns get new numbers. None where it cannot be read, which a notice says."""
        if (store := self.store) is None:
            return None
        try:
            session, stored = store.session(id), store.turns(id)
        except SessionError as error:
            self._app.notify(" ".join(filter(None, error_text(error))), severity="warning", markup=False)
            return None
        self._session = session.id
        self._turns = {self._numbers + place: turn.id for place, turn in enumerate(stored, start=1)}
        turns = [StoredTurn(self._numbers + place, turn.line, turn.answer) for place, turn in enumerate(stored, start=1)]
        self._numbers += len(turns)
        return session, turns

    def delete(self, id: int) -> None:
        """Delete a session. If it is this one, its questions stay on the screen and the next one begins a new session.

        Raises SessionError.
        """
        if (store := self.store) is not None:
            store.delete(id)
        if id == self._session:
            self._session = None
            self._turns = {}
