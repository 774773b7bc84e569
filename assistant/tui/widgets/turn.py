"""A question and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from assistant.answer import Answer
from assistant.output.layout.answer import OUTCOMES, answer_head, facts
from assistant.output.layout.rows import Fragment, Row, StyledText
from assistant.output.messages import reasons_text
from assistant.text.i18n import local
from assistant.tui.labels import error_text
from assistant.tui.messages import QuestionAsked, QuotesShown, TurnResized
from assistant.tui.widgets.quote_card import QuoteCard
from assistant.tui.widgets.row_widget import Notice, Words

MOST_ROWS = 6
"""Rows of a question."""


class Again(Notice):
    """Asks its question once more."""

    def __init__(self, question: str, paragraphs: tuple[StyledText, ...], classes: str = "") -> None:
        super().__init__(paragraphs, classes=classes)
        self.question = question

    def action_again(self) -> None:
        self.post_message(QuestionAsked(self.question))


class ErrorCard(Again):
    """What went wrong, and what can be done."""

    def __init__(self, question: str, error: Exception) -> None:
        message, hint = error_text(error)
        told = [StyledText(message, "error")]
        if hint:
            told.append(StyledText(hint))
        told.append(StyledText(local("Enter asks again."), "quiet"))
        super().__init__(question, tuple(told), classes="error")


class Folded(Notice):
    """An answer that was put aside, so that a long conversation stays quick."""

    def __init__(self, turn: Turn, answer: Answer) -> None:
        super().__init__((StyledText(_folded(answer), "quiet"),))
        self.turn = turn

    def action_again(self) -> None:
        self.turn.unfold()


@dataclass(frozen=True, slots=True)
class Past:
    """What is left of a turn that was put away."""

    request: int
    question: str
    answer: Answer | None


class Question(Words):
    """The question as it was asked; of a page that was pasted the beginning, so that the answer is in sight."""

    def __init__(self, question: str) -> None:
        super().__init__((StyledText(question, "strong", "› ", "accent"),), classes="question")
        self._length = len(question)

    def build(self, width: int, *, stacked: bool) -> list[Row]:
        rows = super().build(width, stacked=stacked)
        if len(rows) <= MOST_ROWS:
            return rows
        left_out = local("… {count} characters in all", count=f"{self._length:,}")
        return [*rows[: MOST_ROWS - 1], Row((Fragment(f"  {left_out}", "quiet"),))]


class Turn(Vertical):
    """One question, then one of: waiting, an answer, an error, withdrawn. Answers may be folded."""

    def __init__(self, request: int, question: str) -> None:
        super().__init__()
        self.request = request
        self.question = question
        self.given: Answer | None = None
        self.folded = False
        self._status = Words((), classes="waiting")

    def compose(self) -> ComposeResult:
        yield Question(self.question)
        yield self._status

    def on_resize(self) -> None:
        self.post_message(TurnResized(self.request))

    def wait(self, why: str) -> None:
        """Say what the question waits for."""
        self._status.say(StyledText(why, "quiet"))

    async def answer(self, answer: Answer) -> None:
        self.given = answer
        await self._show(answer)

    async def glance(self, answer: Answer) -> None:
        """Show what the words find. It is no answer: it is neither folded nor kept."""
        if answer.quotes and self.waiting:
            cards = [QuoteCard(answer.quotes, at) for at in range(len(answer.quotes))]
            told = StyledText(facts(answer), "quiet"), StyledText(reasons_text(answer.reasons), "warning")
            await self._become(Words(told, classes="header"), *cards)

    def prove(self, passage: str, *, proved: bool) -> None:
        """Say on the quotation's card whether it is what its file has."""
        for card in self.query(QuoteCard):
            if card.quote.passage.id == passage:
                card.prove(proved=proved)

    async def fail(self, error: Exception) -> None:
        await self._become(ErrorCard(self.question, error))

    async def withdraw(self) -> None:
        text = local("Withdrawn: another question came first. Enter asks it again.")
        await self._become(Again(self.question, (StyledText(text, "quiet"),)))

    async def fold(self) -> None:
        if self.given is not None and not self.folded:
            await self._become(Folded(self, self.given))
            self.folded = True

    def unfold(self) -> None:
        if self.given is not None:
            self.run_worker(self._unfold(self.given), exclusive=True)

    async def _unfold(self, answer: Answer) -> None:
        await self._show(answer)
        for card in self.query(QuoteCard).results():
            card.focus()
            return

    async def restore(self, past: Past) -> None:
        """Stand there as it did when it was put away."""
        self.given = past.answer
        if self.given is None:
            await self._become(Again(self.question, (StyledText(local("Not answered. Enter asks it again."), "quiet"),)))
        await self.fold()

    async def amend(self, answer: Answer) -> None:
        """Show the same answer with what is known of it now."""
        if answer != self.given:
            self.given = answer
            if not self.folded:
                await self._show(answer)

    @property
    def past(self) -> Past:
        return Past(self.request, self.question, self.given)

    @property
    def waiting(self) -> bool:
        return self._status.is_attached

    async def _become(self, *widgets: Widget) -> None:
        """Put these in the place of all that stands below the question."""
        self.folded = False
        with self.app.batch_update():
            await self.query_children().exclude(".question").remove()
            await self.mount(*widgets)

    async def _show(self, answer: Answer) -> None:
        cards = [QuoteCard(answer.quotes, at) for at in range(len(answer.quotes))]
        await self._become(Words(answer_head(answer), classes="header"), *cards)
        self.post_message(QuotesShown(self.request, answer.quotes))


def _folded(answer: Answer) -> str:
    return local("{verdict} · {facts} · Enter unfolds.", verdict=local(OUTCOMES[answer.outcome]), facts=facts(answer))
