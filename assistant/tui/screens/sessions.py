"""The list of sessions: search them; reopen, name, export or delete one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from assistant.output.layout.rows import StyledText
from assistant.text.i18n import N_, translate, translate_plural
from assistant.text.sanitize import sanitize
from assistant.text.wrap import cells, cut
from assistant.tui.controllers.services import Services
from assistant.tui.screens.archive_screen import ArchiveScreen
from assistant.tui.screens.input_dialog import InputDialog
from assistant.tui.shared.actions import Scope, actions_of, bindings
from assistant.tui.shared.labels import error_text
from assistant.tui.shared.messages import SessionRequested
from assistant.tui.widgets.row_widget import Paragraphs
from assistant.tui.widgets.status import StatusLine
from corpus.errors import SessionError

if TYPE_CHECKING:
    from assistant.sessions.session_store import Session, Sessions

_QUESTIONS = 14
"""Cells for how many there are."""
_FACTS = 16 + 1 + _QUESTIONS + 3
"""Cells for when, and how many."""


class SessionsScreen(ArchiveScreen):
    """Typing searches, the arrows choose a session."""

    SCOPE = Scope.SESSIONS
    AUTO_FOCUS = "#sessions-search"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.SESSIONS))]

    def __init__(self) -> None:
        super().__init__()
        self._found: list[Session] = []
        self._to_delete: int | None = None
        """The session for which the delete key was pressed once."""
        self._list = OptionList(id="sessions-list", markup=False)
        self._list.can_focus = False
        self._status = StatusLine()

    @classmethod
    def available(cls, services: Services) -> bool:
        return services.session.store is not None

    @property
    def _store(self) -> Sessions:
        store = self.services.session.store
        if store is None:  # the disk failed since the screen was opened, and a notice has said so
            raise SessionError("sessions are not being saved")
        return store

    def compose(self) -> ComposeResult:
        yield Paragraphs((StyledText(translate("Sessions"), "strong"),), id="sessions-head")
        yield Input(id="sessions-search", placeholder=translate("Search names, questions and quotations"), compact=True)
        yield self._list
        yield self._status

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self._search()

    def on_resize(self) -> None:
        self._draw()

    @on(Input.Changed)
    def _search(self) -> None:
        try:
            self._found = self._store.find(self.services.session.archive_key, self.query_one(Input).value)
        except SessionError as error:
            self._found = []
            self._status.say(" ".join(error_text(error)))
        self._draw()

    def _draw(self) -> None:
        at = self._list.highlighted or 0
        self._list.clear_options()
        self._list.add_options([Option(_row(session, self.size.width)) for session in self._found])
        if self._found:
            self._list.highlighted = min(at, len(self._found) - 1)
        nothing = N_("No session contains these words.") if self.query_one(Input).value else N_("No session yet.")
        self._say("" if self._found else translate(nothing))

    def _say(self, text: str) -> None:
        self._to_delete = None
        self._status.say(text)

    @property
    def _chosen(self) -> Session | None:
        at = self._list.highlighted
        return self._found[at] if at is not None and at < len(self._found) else None

    # What the reader does

    def action_choose(self, step: int) -> None:
        self._say("")
        if step < 0:
            self._list.action_cursor_up()
        else:
            self._list.action_cursor_down()

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    def action_reopen(self) -> None:
        if session := self._chosen:
            self.app.post_message(SessionRequested(session.id))  # to the app: this screen is going
            self.dismiss()

    def action_rename(self) -> None:
        if session := self._chosen:
            self.app.push_screen(
                InputDialog(sanitize(session.name), translate("A name for this session")),
                lambda name: self._rename(session, name),
            )

    def _rename(self, session: Session, name: str | None) -> None:
        if name is not None:
            try:
                self._store.rename(session.id, name)
            except SessionError as error:
                self._say(" ".join(error_text(error)))
                return
            self._search()

    def action_delete(self) -> None:
        session = self._chosen
        if session is None:
            return
        if self._to_delete != session.id:
            self._say(translate("Ctrl+X again deletes this session, {questions}, for good.", questions=_questions(session)))
            self._to_delete = session.id
            return
        try:
            self.services.session.delete(session.id)
        except SessionError as error:
            self._say(" ".join(error_text(error)))
            return
        self._search()
        self._say(translate("Deleted."))

    def action_export(self) -> None:
        if session := self._chosen:
            from assistant.sessions.session_export import export_session

            try:
                files = export_session(session, self._store.turns(session.id), Path.cwd())
            except (OSError, SessionError) as error:
                self._say(" ".join(error_text(error)))
                return
            self.notify(
                translate("Written: {file} and, beside it, {beside}.", file=files[0], beside=files[1].name), markup=False
            )


def _row(session: Session, width: int) -> Text:
    name = cut(sanitize(session.name), max(10, width - _FACTS - 6))
    questions = _questions(session)
    fill = " " * max(1, _QUESTIONS - cells(questions))
    facts = f"{session.changed.astimezone():%Y-%m-%d %H:%M} {fill}{questions}   "
    return Text.assemble((facts, "dim"), name)


def _questions(session: Session) -> str:
    return translate_plural(session.questions, "{count} question", "{count} questions")
