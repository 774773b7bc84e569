"""The conversation: a welcome, then question after question with their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from assistant.answer import Answer
from assistant.system.paths import ArchiveIdentity
from assistant.text.i18n import counted, local
from assistant.text.wrap import cut
from assistant.tui.layout.rows import StyledText
from assistant.tui.shared.labels import error_text
from assistant.tui.shared.messages import EarlierTurnsRequested, QuestionAsked, SessionRequested, TurnResized
from assistant.tui.shared.stored_turn import StoredTurn
from assistant.tui.widgets.row_widget import Notice, Paragraphs, TranscriptItem
from assistant.tui.widgets.turn import Turn

if TYPE_CHECKING:
    from assistant.sessions.session_store import Session

_PROMISE = "Ask in English or Chinese. You get what the paper printed, word for word, in both languages."
OPEN_TURNS = 12
"""Answers that stay unfolded. Each card is one widget, but a thousand answers would still be thousands."""
KEPT_TURNS = 36
"""Turns that stay on the screen at all, because every widget costs Textual a little at every change of the layout. The
others are kept in memory and can be brought back."""
BROUGHT_BACK = 12


class Example(Notice):
    """A question that can be asked at once."""

    def __init__(self, number: int, question: str) -> None:
        super().__init__((StyledText(question, "text", f"F{number + 1}  ", "accent"),), classes="example")
        self.question = question

    def action_again(self) -> None:
        self.post_message(QuestionAsked(self.question))


class LastSession(Notice):
    """Opens the last session again."""

    def __init__(self, session: Session) -> None:
        lines = local("{name} · Ctrl+O: all", name=cut(session.name, 34))
        super().__init__((StyledText(lines, "quiet", f"{local('Last session')}  ", "quiet"),))
        self._session_id = session.id

    def action_again(self) -> None:
        self.post_message(SessionRequested(self._session_id))


class Welcome(Vertical):
    """What stands there before the first question."""

    def __init__(self, identity: ArchiveIdentity) -> None:
        super().__init__()
        self.identity = identity

    def compose(self) -> ComposeResult:
        lines = [StyledText(self.identity.title, "strong"), StyledText("")]
        if self.identity.sample:
            lines += [
                StyledText(local("A sample to try things out: this newspaper, its town and its people are invented.")),
                StyledText(""),
            ]
        lines.append(StyledText(local(_PROMISE), "quiet"))
        yield Paragraphs(lines)
        if self.identity.examples:
            yield Paragraphs((StyledText(""), StyledText(local("For example"), "quiet")))
            for number, question in enumerate(self.identity.examples, start=1):
                yield Example(number, question)
        if self.identity.sample:
            how = local("F9, or archive index PATH on the command line")
            yield Paragraphs((StyledText(""), StyledText(how, "text", f"{local('Your own archive:')}  ", "quiet")))

    def offer(self, last: Session) -> None:
        self.query(LastSession).remove()
        self.mount(LastSession(last))


class Earlier(Notice):
    """Stands for the turns that were put away."""

    def __init__(self) -> None:
        super().__init__((), classes="earlier")

    def count(self, turns: int) -> None:
        self.display = turns > 0
        questions = counted(turns, "{count} earlier question", "{count} earlier questions")
        self.paragraphs = (StyledText(local("{questions} · Enter brings the last ones back.", questions=questions), "quiet"),)
        self.redraw()

    def action_again(self) -> None:
        self.post_message(EarlierTurnsRequested())


class Transcript(VerticalScroll, can_focus=False):
    """All turns, the newest last."""

    def __init__(self, welcome: Welcome) -> None:
        super().__init__(id="transcript")
        self._welcome = welcome
        self._past: list[StoredTurn] = []
        self._earlier = Earlier()
        self._earlier.display = False
        self._in_view = 0
        """The request whose question is kept in view; 0 for none."""

    def compose(self) -> ComposeResult:
        yield self._welcome
        yield self._earlier

    @property
    def examples(self) -> tuple[str, ...]:
        return self._welcome.identity.examples

    def offer(self, last: Session) -> None:
        self._welcome.offer(last)

    async def welcome(self, welcome: Welcome) -> None:
        """Put another one in the place of what stands before the first question."""
        await self._welcome.remove()
        self._welcome = welcome
        await self.mount(welcome, before=self._earlier)

    @property
    def turns(self) -> list[Turn]:
        return [child for child in self.children if isinstance(child, Turn)]

    @property
    def stops(self) -> list[TranscriptItem]:
        return list(self.query(TranscriptItem).results())

    def turn(self, request: int) -> Turn | None:
        return next((turn for turn in self.turns if turn.request == request), None)

    async def begin(self, request: int, question: str, waits_for: str) -> None:
        """Add a question, fold what is far back, and bring the question into view."""
        turn = Turn(request, question)
        await self.mount(turn)
        turn.wait(waits_for)
        # One leaves with each that comes; a few more, for those that the reader has unfolded meanwhile.
        for old in self.turns[-OPEN_TURNS - 3 : -OPEN_TURNS]:
            await old.fold()
        if surplus := self.turns[:-KEPT_TURNS]:
            self._past += [old.stored for old in surplus]
            await self.remove_children(surplus)
            self._earlier.count(len(self._past))
        self.show(request)

    async def begin_anew(self, lines: Sequence[StyledText] = (), past: Sequence[StoredTurn] = ()) -> None:
        """Clear the conversation, and put these turns in its place: the last one open, a few before it folded."""
        self._in_view = 0
        with self.app.batch_update():
            await self.query_children("Turn, .session").remove()
            self._welcome.display = not past
            self._past = list(past[:-BROUGHT_BACK])
            self._earlier.count(len(self._past))
            if past:
                await self.mount(Paragraphs(lines, classes="session"), before=self._earlier)
                await self._restore(past[-BROUGHT_BACK:])
        if past:
            last = self.turns[-1]
            if last.given is not None:
                await last.answer(last.given)
            self.show(last.request)

    async def amend(self, request: int, answer: Answer) -> None:
        """Put what is known now of a kept answer in its place."""
        if turn := self.turn(request):
            await turn.amend(answer)
        self._past = [replace(past, answer=answer) if past.request == request else past for past in self._past]

    async def bring_back(self) -> None:
        """Put the last ones of the earlier turns back in their places, folded."""
        back, self._past = self._past[-BROUGHT_BACK:], self._past[:-BROUGHT_BACK]
        await self._restore(back)
        self._earlier.count(len(self._past))

    async def _restore(self, back: Sequence[StoredTurn]) -> None:
        turns = [Turn(past.request, past.question) for past in back]
        await self.mount(*turns, after=self._earlier)
        for turn, past in zip(turns, back, strict=True):
            await turn.restore(past)

    def show(self, request: int) -> None:
        """Keep this question at the top, so that reading begins with the best answer, until the reader goes elsewhere."""
        self._in_view = request
        self._bring()

    def leave(self) -> None:
        """The reader goes through the answers: nothing may move them any more."""
        self._in_view = 0

    def on_turn_resized(self, message: TurnResized) -> None:
        if message.request == self._in_view:
            self._bring()

    def on_mouse_scroll_up(self) -> None:
        self.leave()

    def on_mouse_scroll_down(self) -> None:
        self.leave()

    def _bring(self) -> None:
        if turn := self.turn(self._in_view):
            self.scroll_to_widget(turn, animate=False, top=True, force=True)

    def neighbour(self, stop: Widget | None, step: int) -> TranscriptItem | None:
        """The stop after or before one; None at the ends."""
        stops = self.stops
        if not isinstance(stop, TranscriptItem) or stop not in stops:
            return None
        at = stops.index(stop) + step
        return stops[at] if 0 <= at < len(stops) else None

    async def show_error(self, error: Exception | None) -> None:
        """Show that the archive could not be opened, where the answers would be; None takes it away again."""
        await self.query(".unopened").remove()
        if error is not None:
            message, hint = error_text(error)
            lines = [StyledText(message, "error"), *([StyledText(hint)] if hint else [])]
            await self.mount(Paragraphs(lines, classes="error unopened"), after=self._welcome)
