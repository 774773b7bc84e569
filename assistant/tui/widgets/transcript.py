"""The conversation: a welcome, then question after question with their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from assistant.answer import Answer
from assistant.output.layout.rows import StyledText
from assistant.system.paths import ArchiveIdentity
from assistant.text.i18n import N_, translate, translate_plural
from assistant.text.wrap import cut
from assistant.tui.shared.labels import error_text
from assistant.tui.shared.messages import EarlierTurnsRequested, QuestionAsked, SessionRequested, TurnResized
from assistant.tui.shared.stored_turn import StoredTurn
from assistant.tui.widgets.row_widget import Notice, Paragraphs, TranscriptItem
from assistant.tui.widgets.turn import Turn

if TYPE_CHECKING:
    from assistant.sessions.session_store import Session

_PROMISE = N_("Ask in English or Chinese. You get what the paper printed, word for word, in both languages.")
OPEN_TURNS = 12
"""Answers that stay unfolded. A card is one widget, but a thousand answers would still be thousands of widgets."""
KEPT_TURNS = 36
"""Turns that stay on the screen, because every widget costs Textual a little at each change of the layout. The others are
in memory and can be brought back."""
BROUGHT_BACK = 12


class Example(Notice):
    """An example question, asked by Enter or its key."""

    def __init__(self, number: int, question: str) -> None:
        super().__init__((StyledText(question, "text", f"F{number + 1}  ", "accent"),), classes="example")
        self.question = question

    def action_again(self) -> None:
        self.post_message(QuestionAsked(self.question))


class LastSession(Notice):
    """Reopens the last session."""

    def __init__(self, session: Session) -> None:
        lines = translate("{name} · Ctrl+O: all", name=cut(session.name, 34))
        super().__init__((StyledText(lines, "quiet", f"{translate('Last session')}  ", "quiet"),))
        self._session_id = session.id

    def action_again(self) -> None:
        self.post_message(SessionRequested(self._session_id))


class Welcome(Vertical):
    """What the transcript shows before the first question."""

    def __init__(self, identity: ArchiveIdentity) -> None:
        super().__init__()
        self.identity = identity

    def compose(self) -> ComposeResult:
        lines = [StyledText(self.identity.title, "strong"), StyledText("")]
        if self.identity.sample:
            lines += [
                StyledText(translate("A sample to try things out: this newspaper, its town and its people are invented.")),
                StyledText(""),
            ]
        lines.append(StyledText(translate(_PROMISE), "quiet"))
        yield Paragraphs(lines)
        if self.identity.examples:
            yield Paragraphs((StyledText(""), StyledText(translate("For example"), "quiet")))
            for number, question in enumerate(self.identity.examples, start=1):
                yield Example(number, question)
        if self.identity.sample:
            how = translate("F9, or archive index PATH on the command line")
            yield Paragraphs((StyledText(""), StyledText(how, "text", f"{translate('Your own archive:')}  ", "quiet")))

    def offer(self, last: Session) -> None:
        self.query(LastSession).remove()
        self.mount(LastSession(last))


class EarlierTurns(Notice):
    """Replaces the turns that have left the screen, and brings them back."""

    def __init__(self) -> None:
        super().__init__((), classes="earlier")

    def count(self, turns: int) -> None:
        self.display = turns > 0
        questions = translate_plural(turns, "{count} earlier question", "{count} earlier questions")
        self.paragraphs = (
            StyledText(translate("{questions} · Enter brings the last ones back.", questions=questions), "quiet"),
        )
        self.redraw()

    def action_again(self) -> None:
        self.post_message(EarlierTurnsRequested())


class Transcript(VerticalScroll, can_focus=False):
    """All turns, the newest last."""

    def __init__(self, welcome: Welcome, first_language: Callable[[], str]) -> None:
        """`first_language` is the setting of that name."""
        super().__init__(id="transcript")
        self._first_language = first_language
        self._welcome = welcome
        self._removed: list[StoredTurn] = []
        self._earlier = EarlierTurns()
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
        """Replace what is shown before the first question."""
        await self._welcome.remove()
        self._welcome = welcome
        await self.mount(welcome, before=self._earlier)

    @property
    def turns(self) -> list[Turn]:
        return [child for child in self.children if isinstance(child, Turn)]

    @property
    def items(self) -> list[TranscriptItem]:
        return list(self.query(TranscriptItem).results())

    def turn(self, request: int) -> Turn | None:
        return next((turn for turn in self.turns if turn.request == request), None)

    async def begin(self, request: int, question: str, waiting_for: str) -> None:
        """Add a question, fold old answers, and bring the question into view."""
        turn = Turn(request, question, self._first_language)
        await self.mount(turn)
        turn.wait(waiting_for)
        # One is folded for each that is added; a few more, in case the reader has unfolded some.
        for old in self.turns[-OPEN_TURNS - 3 : -OPEN_TURNS]:
            await old.fold()
        if surplus := self.turns[:-KEPT_TURNS]:
            self._removed += [old.stored for old in surplus]
            await self.remove_children(surplus)
            self._earlier.count(len(self._removed))
        self.show(request)

    async def reset(self, lines: Sequence[StyledText] = (), stored: Sequence[StoredTurn] = ()) -> None:
        """Replace the conversation by these turns: the last one open, a few before it folded, under these lines."""
        self._in_view = 0
        with self.app.batch_update():
            await self.query_children("Turn, .session").remove()
            self._welcome.display = not stored
            self._removed = list(stored[:-BROUGHT_BACK])
            self._earlier.count(len(self._removed))
            if stored:
                await self.mount(Paragraphs(lines, classes="session"), before=self._earlier)
                await self._restore(stored[-BROUGHT_BACK:])
        if stored:
            last = self.turns[-1]
            if last.current is not None:
                await last.answer(last.current)
            self.show(last.request)

    async def amend(self, request: int, answer: Answer) -> None:
        """Replace an answer by what is known about it now."""
        if turn := self.turn(request):
            await turn.amend(answer)
        self._removed = [replace(turn, answer=answer) if turn.request == request else turn for turn in self._removed]

    async def bring_back(self) -> None:
        """Put the last of the removed turns back in their places, folded."""
        back, self._removed = self._removed[-BROUGHT_BACK:], self._removed[:-BROUGHT_BACK]
        await self._restore(back)
        self._earlier.count(len(self._removed))

    async def _restore(self, back: Sequence[StoredTurn]) -> None:
        turns = [Turn(stored.request, stored.question, self._first_language) for stored in back]
        await self.mount(*turns, after=self._earlier)
        for turn, stored in zip(turns, back, strict=True):
            await turn.restore(stored)

    def show(self, request: int) -> None:
        """Keep this question at the top, so that reading begins with the best quotation, until the reader moves."""
        self._in_view = request
        self._scroll_to_question()

    def release(self) -> None:
        """The reader moves through the answers: stop scrolling by itself."""
        self._in_view = 0

    def on_turn_resized(self, message: TurnResized) -> None:
        if message.request == self._in_view:
            self._scroll_to_question()

    def on_mouse_scroll_up(self) -> None:
        self.release()

    def on_mouse_scroll_down(self) -> None:
        self.release()

    def _scroll_to_question(self) -> None:
        if turn := self.turn(self._in_view):
            self.scroll_to_widget(turn, animate=False, top=True, force=True)

    def neighbour(self, item: Widget | None, step: int) -> TranscriptItem | None:
        """The item after or before one; None at the ends."""
        items = self.items
        if not isinstance(item, TranscriptItem) or item not in items:
            return None
        at = items.index(item) + step
        return items[at] if 0 <= at < len(items) else None

    async def show_error(self, error: Exception | None) -> None:
        """Show that the archive could not be opened, where the answers would be; None removes it."""
        await self.query(".unopened").remove()
        if error is not None:
            message, hint = error_text(error)
            lines = [StyledText(message, "error"), *([StyledText(hint)] if hint else [])]
            await self.mount(Paragraphs(lines, classes="error unopened"), after=self._welcome)
