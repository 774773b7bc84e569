"""Sessions, for the app: every question is kept before it is handed on, and earlier sessions can be opened again.

What cannot be kept is told once, and asked nevertheless.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from textual import on
from textual.app import App

from assistant.answer import Answer
from assistant.system.paths import ArchiveIdentity
from assistant.text.i18n import local
from assistant.tui import messages
from assistant.tui.desk import Desk
from assistant.tui.labels import error_text
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.sessions import SessionsScreen
from assistant.tui.widgets.turn import Past
from corpus.errors import SessionError

if TYPE_CHECKING:
    from assistant.sessions.session_store import Sessions


class SessionController(App[None]):
    """The part of the app that keeps sessions. SQLite is imported after the first paint."""

    chat: ChatScreen
    desk: Desk
    sessions_file: Path | None
    """None: nothing is kept."""
    identity: ArchiveIdentity
    _sessions: Sessions | None = None
    _session: int | None = None
    """The one that questions go to; begun with the first."""
    _kept: Mapping[int, int] = MappingProxyType({})
    """The turns that the questions of this run are kept as, by their numbers."""
    _requests = 0
    """Numbers the questions of this run."""

    def open_sessions(self, resume: int | None) -> None:
        """Fetch the questions asked before, and open a session again; 0 stands for the last one."""
        sessions = self._kept_in()
        if sessions is None:
            return
        try:
            self.chat.remember(sessions.history(self.identity.key))
            last = next(iter(sessions.find(self.identity.key)), None)
        except SessionError as error:
            self._cannot_keep(error)
            return
        if resume:
            self.post_message(messages.SessionWanted(resume))
        elif last and resume == 0:
            self.post_message(messages.SessionWanted(last.id))
        elif last and not self._requests:
            self.chat.offer(last)

    def _kept_in(self) -> Sessions | None:
        """The file, opened at its first use; None where nothing is kept, or can be."""
        if self._sessions is None and self.sessions_file is not None:
            from assistant.sessions.session_store import Sessions

            try:
                self._sessions = Sessions.open(self.sessions_file)
            except SessionError as error:
                self._cannot_keep(error)
        return self._sessions

    def close_sessions(self) -> None:
        if self._sessions is not None:
            self._sessions.close()
            self._sessions = None

    def _cannot_keep(self, error: SessionError) -> None:
        self.close_sessions()
        self.sessions_file = None
        told = " ".join(part for part in error_text(error) if part)
        self.notify(f"{local('Questions are not being kept.')} {told}", severity="warning", markup=False, timeout=15)

    # Keeping

    def number(self, line: str) -> int:
        """The number of a new question, which is on the disk now."""
        self._requests += 1
        if (sessions := self._kept_in()) is not None:
            try:
                if self._session is None:
                    self._session = sessions.begin(self.identity.key)
                self._kept = {**self._kept, self._requests: sessions.ask(self._session, line)}
            except SessionError as error:
                self._cannot_keep(error)
        return self._requests

    def keep(self, request: int, came: Answer | Exception) -> None:
        """Keep what came of a question."""
        turn = self._kept.get(request) if self._sessions is not None else None
        if self._sessions is None or turn is None:
            return
        try:
            if isinstance(came, Exception):
                self._sessions.fail(turn, error_text(came)[0])
            else:
                self._sessions.answer(turn, came)
        except SessionError as error:
            self._cannot_keep(error)

    # Earlier sessions

    def action_sessions(self) -> None:
        sessions = self._kept_in()
        if sessions is not None and not isinstance(self.screen, SessionsScreen):
            self.push_screen(SessionsScreen(sessions, self.identity.key))

    @on(messages.NewSessionWanted)
    async def action_new_session(self) -> None:
        self._session = None
        self.desk.begin_anew()
        await self.chat.clear()
        if self._sessions is not None:
            with suppress(SessionError):  # it is told where something is to be kept
                for last in self._sessions.find(self.identity.key)[:1]:
                    self.chat.offer(last)

    @on(messages.SessionWanted)
    async def open_session(self, message: messages.SessionWanted) -> None:
        if self._sessions is None:
            return
        try:
            session, turns = self._sessions.session(message.id), self._sessions.turns(message.id)
        except SessionError as error:
            self.notify(" ".join(part for part in error_text(error) if part), severity="warning", markup=False)
            return
        self._session = session.id
        past, kept = [], {}
        for turn in turns:
            self._requests += 1
            kept[self._requests] = turn.id
            past.append(Past(self._requests, turn.line, turn.answer))
        self._kept = kept
        last = past[-1].answer if past else None
        self.desk.begin_anew(last)
        await self.chat.reopen(session, past)
        self.desk.compare([(one.request, one.answer) for one in past if one.answer is not None])

    @on(messages.SessionDeleted)
    def forget_session(self, message: messages.SessionDeleted) -> None:
        """What is on the screen stays; the next question begins a new session."""
        if message.id == self._session:
            self._session = None
            self._kept = {}

    @on(messages.AnswerCompared)
    async def amend_answer(self, message: messages.AnswerCompared) -> None:
        await self.chat.amended(message.request, message.answer)
