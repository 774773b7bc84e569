"""A question and its answer."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from assistant.answer import Answer
from assistant.output.layout.answer import OUTCOMES, answer_head, facts, leading_side
from assistant.output.layout.rows import Fragment, Row, StyledText
from assistant.text.i18n import translate
from assistant.tui.shared.labels import error_text
from assistant.tui.shared.messages import QuestionAsked, QuotesShown, TurnResized
from assistant.tui.shared.stored_turn import StoredTurn
from assistant.tui.widgets.quote_card import QuoteCard
from assistant.tui.widgets.row_widget import Notice, Paragraphs
from assistant.wording.messages import reasons_text

MAX_ROWS = 6
"""Rows of a question."""


class AskAgain(Notice):
    """Asks its question once more."""

    def __init__(self, question: str, paragraphs: tuple[StyledText, ...], classes: str = "") -> None:
        super().__init__(paragraphs, classes=classes)
        self.question = question

    def action_again(self) -> None:
        self.post_message(QuestionAsked(self.question))


class ErrorCard(AskAgain):
    """What went wrong, and what the reader can do."""

    def __init__(self, question: str, error: Exception) -> None:
        message, hint = error_text(error)
        lines = [StyledText(message, "error")]
        if hint:
            lines.append(StyledText(hint))
        lines.append(StyledText(translate("Enter asks again."), "quiet"))
        super().__init__(question, tuple(lines), classes="error")


class FoldedAnswer(Notice):
    """An answer folded to one line, so that a long conversation stays quick."""

    def __init__(self, turn: Turn, answer: Answer) -> None:
        super().__init__((StyledText(_folded_line(answer), "quiet"),))
        self.turn = turn

    def action_again(self) -> None:
        self.turn.unfold()


class Question(Paragraphs):
    """The question as asked; of a pasted page only the beginning, so that the answer is in sight."""

    def __init__(self, question: str) -> None:
        super().__init__((StyledText(question, "strong", "› ", "accent"),), classes="question")
        self._length = len(question)

    def build(self, width: int, *, stacked: bool) -> list[Row]:
        rows = super().build(width, stacked=stacked)
        if len(rows) <= MAX_ROWS:
            return rows
        left_out = translate("… {count} characters in all", count=f"{self._length:,}")
        return [*rows[: MAX_ROWS - 1], Row((Fragment(f"  {left_out}", "quiet"),))]


class Turn(Vertical):
    """One question, then one of: waiting, an answer, an error, withdrawn. Answers may be folded."""

    def __init__(self, request: int, question: str, first_language: Callable[[], str] = lambda: "auto") -> None:
        """`first_language` is the setting of that name."""
        super().__init__()
        self._first_language = first_language
        self.request = request
        self.question = question
        self.current: Answer | None = None
        self.folded = False
        self._status = Paragraphs((), classes="waiting")

    def compose(self) -> ComposeResult:
        yield Question(self.question)
        yield self._status

    def on_resize(self) -> None:
        self.post_message(TurnResized(self.request))

    def wait(self, why: str) -> None:
        """Show what the question waits for."""
        self._status.say(StyledText(why, "quiet"))

    async def answer(self, answer: Answer) -> None:
        self.current = answer
        await self._show(answer)

    async def preview(self, answer: Answer) -> None:
        """Show what the keywords find. It is no answer: it is neither folded nor stored."""
        if answer.quotes and self.waiting:
            cards = self._cards(answer)
            lines = StyledText(facts(answer), "quiet"), StyledText(reasons_text(answer.reasons), "warning")
            await self._replace(Paragraphs(lines, classes="header"), *cards)

    def set_verified(self, passage: str, *, verified: bool) -> None:
        """Mark the quotation's card: whether it is what its file has."""
        for card in self.query(QuoteCard):
            if card.quote.passage.id == passage:
                card.set_verified(verified=verified)

    async def fail(self, error: Exception) -> None:
        await self._replace(ErrorCard(self.question, error))

    async def withdraw(self) -> None:
        text = translate("Withdrawn: another question came first. Enter asks it again.")
        await self._replace(AskAgain(self.question, (StyledText(text, "quiet"),)))

    async def fold(self) -> None:
        if self.current is not None and not self.folded:
            await self._replace(FoldedAnswer(self, self.current))
            self.folded = True

    def unfold(self) -> None:
        if self.current is not None:
            self.run_worker(self._unfold(self.current), exclusive=True)

    async def _unfold(self, answer: Answer) -> None:
        await self._show(answer)
        for card in self.query(QuoteCard).results():
            card.focus()
            return

    async def restore(self, stored: StoredTurn) -> None:
        """Show the turn as it was when it left the screen."""
        self.current = stored.answer
        if self.current is None:
            await self._replace(
                AskAgain(self.question, (StyledText(translate("Not answered. Enter asks it again."), "quiet"),))
            )
        await self.fold()

    async def amend(self, answer: Answer) -> None:
        """Show the same answer with what is known about it now."""
        if answer != self.current:
            self.current = answer
            if not self.folded:
                await self._show(answer)

    @property
    def stored(self) -> StoredTurn:
        return StoredTurn(self.request, self.question, self.current)

    @property
    def waiting(self) -> bool:
        return self._status.is_attached

    async def _replace(self, *widgets: Widget) -> None:
        """Replace everything below the question."""
        self.folded = False
        with self.app.batch_update():
            await self.query_children().exclude(".question").remove()
            await self.mount(*widgets)

    async def _show(self, answer: Answer) -> None:
        await self._replace(Paragraphs(answer_head(answer), classes="header"), *self._cards(answer))
        self.post_message(QuotesShown(self.request, answer.quotes))

    def _cards(self, answer: Answer) -> list[QuoteCard]:
        leading = leading_side(self._first_language(), answer.question.language)
        return [QuoteCard(answer.quotes, at, leading) for at in range(len(answer.quotes))]


def _folded_line(answer: Answer) -> str:
    return translate("{verdict} · {facts} · Enter unfolds.", verdict=translate(OUTCOMES[answer.outcome]), facts=facts(answer))
