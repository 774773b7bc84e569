"""The chat: the conversation, the question line, the status line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from assistant.answer import Answer
from assistant.dialogue.conversation import filters_after
from assistant.output.layout.rows import StyledText
from assistant.system.paths import ArchiveIdentity
from assistant.text.i18n import N_, local
from assistant.tui.bindings import Scope, bindings
from assistant.tui.messages import (
    AnswerWanted,
    CardLeft,
    EarlierWanted,
    MarkWanted,
    PromptWanted,
    QuestionAsked,
    TimelineOpened,
    TranscriptScrolled,
)
from assistant.tui.widgets.prompt import Prompt, PromptLine
from assistant.tui.widgets.status import StatusLine
from assistant.tui.widgets.transcript import Transcript, Welcome
from assistant.tui.widgets.turn import Past
from corpus.errors import ArchiveError, RecordMissing, SearchIndexError
from embeddings.query.filters import FilterValues

if TYPE_CHECKING:
    from assistant.sessions.session_store import Session

_SEARCHING = N_("Searching the archive")
_INDEXING = N_("The archive is being indexed; F9 shows how far it is")


class ChatScreen(Screen[None]):
    """The app tells it what came of a question; it shows that at the question's own place."""

    AUTO_FOCUS = "#prompt"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.CHAT), *bindings(Scope.ANSWERED)]

    def __init__(self, identity: ArchiveIdentity) -> None:
        super().__init__()
        self._transcript = Transcript(Welcome(identity))
        self._status = StatusLine(local("Opening the archive"))
        self._waits_for = local("Waiting for the archive to open")
        """What a new question is told."""
        self._unopened: Exception | None = None
        """Why the archive could not be opened; None where it is open, or still being opened."""
        self._indexing = False

    def compose(self) -> ComposeResult:
        yield self._transcript
        yield PromptLine()
        yield self._status

    # What the desk reports, handed on by the app

    async def opened(self) -> None:
        await self._open()
        self._all_wait(local("Loading the model: questions are answered in a moment"), local("Waiting for the model to load"))

    async def ready(self) -> None:
        await self._open()
        self._all_wait("", local(_SEARCHING))

    async def _open(self) -> None:
        self._unopened = None
        await self._transcript.lament(None)

    async def failed_to_open(self, error: Exception) -> None:
        self._unopened = error
        awaited = self._awaited(error)
        await self._transcript.lament(None if awaited else error)  # before the status: whoever sees that finds the reason
        self._all_wait(local(_INDEXING if awaited else "The archive could not be opened"), local(_SEARCHING))

    async def indexing(self, *, running: bool) -> None:
        """Files are being added to the archive, or no longer."""
        self._indexing = running
        if self._unopened is not None:
            await self.failed_to_open(self._unopened)

    async def indexed(self) -> None:
        """Files were added; the archive is opened anew now."""
        self._indexing = False
        if self._unopened is not None:
            await self._open()
            self._all_wait(local("Opening the archive"), local("Waiting for the archive to open"))

    def _awaited(self, error: Exception) -> bool:
        """Whether what is lacking is just being made."""
        return self._indexing and isinstance(error, RecordMissing | SearchIndexError)

    def _all_wait(self, status: str, waits_for: str) -> None:
        self._status.say(status)
        self._waits_for = waits_for
        for turn in self._transcript.turns:
            if turn.waiting:
                turn.wait(waits_for)

    async def begin(self, request: int, question: str) -> None:
        await self._transcript.begin(request, question, self._waits_for)
        self.refresh_bindings()

    async def answered(self, request: int, answer: Answer) -> None:
        if turn := self._transcript.turn(request):
            await turn.answer(answer)
            self._keep_filters_of(answer)
            self.refresh_bindings()

    async def glanced(self, request: int, answer: Answer) -> None:
        """What the words find, until the answer is there."""
        if turn := self._transcript.turn(request):
            await turn.glance(answer)

    def proved(self, request: int, passage: str, *, proved: bool) -> None:
        """A quotation was compared with its file."""
        if turn := self._transcript.turn(request):
            turn.prove(passage, proved=proved)

    def _keep_filters_of(self, answer: Answer | None) -> None:
        """Show which filters stay on for the next question."""
        self.query_one(PromptLine).keep(filters_after(answer) if answer else ())

    async def failed(self, request: int, error: Exception) -> None:
        if turn := self._transcript.turn(request):
            if self._awaited(error):
                error = ArchiveError(_INDEXING, "Ask again when that is done.")
            await turn.fail(error)

    async def withdrawn(self, request: int) -> None:
        if turn := self._transcript.turn(request):
            await turn.withdraw()

    # Another archive

    async def about(self, identity: ArchiveIdentity) -> None:
        """The archive is another one now: nothing was asked of it yet."""
        await self._transcript.welcome(Welcome(identity))
        await self.clear()

    # Sessions

    def remember(self, questions: Sequence[str]) -> None:
        """Questions asked in earlier sessions, for going back to them."""
        self.query_one(Prompt).remember(questions)

    def offer(self, last: Session) -> None:
        """Say how to go on with the last session. Nothing is opened by itself."""
        self._transcript.offer(last)

    def know(self, names: FilterValues) -> None:
        """What the archive knows, for completing filters."""
        self.query_one(Prompt).names = names

    async def clear(self) -> None:
        await self._transcript.begin_anew()
        self._keep_filters_of(None)
        self.refresh_bindings()
        self.go_to_prompt()

    async def reopen(self, session: Session, past: Sequence[Past]) -> None:
        told = (StyledText(session.name, "strong"), StyledText(local("Kept from before: what was quoted then."), "quiet"))
        await self._transcript.begin_anew(told, past)
        self._keep_filters_of(past[-1].answer if past else None)
        self.refresh_bindings()
        self.go_to_prompt()

    @on(MarkWanted)
    def mark(self, message: MarkWanted) -> None:
        """Ask for more like a quotation, or not like it. Only the last answer's can be counted on."""
        last = self._transcript.turns[-1] if self._transcript.turns else None
        if last is None or last.given is None or message.quote not in last.given.quotes:
            self.notify(local("Only quotations of the last answer can be searched by."), markup=False)
            return
        self.post_message(QuestionAsked(f"{'more like' if message.wanted else 'not like'} {message.quote.rank}"))

    async def amended(self, request: int, answer: Answer) -> None:
        await self._transcript.amend(request, answer)

    # What the reader does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "example":
            number = parameters[0]
            return not self._transcript.turns and isinstance(number, int) and number <= len(self._transcript.examples)
        if action == "timeline":
            return self._answer is not None
        return True

    @property
    def _answer(self) -> Answer | None:
        """The newest one."""
        return next((turn.given for turn in reversed(self._transcript.turns) if turn.given), None)

    def action_timeline(self) -> None:
        if self._answer is not None:
            self.post_message(TimelineOpened(self._answer))

    def action_example(self, number: int) -> None:
        self.post_message(QuestionAsked(self._transcript.examples[number - 1]))

    @on(PromptWanted)
    def go_to_prompt(self) -> None:
        self.query_one(Prompt).focus()

    @on(AnswerWanted)
    def go_to_answer(self) -> None:
        self._transcript.leave()
        for turn in reversed(self._transcript.turns):
            for stop in self._transcript.stops:
                if turn in stop.ancestors:
                    stop.focus()
                    return
        if stops := self._transcript.stops:
            stops[0].focus()

    @on(EarlierWanted)
    async def bring_back_earlier(self) -> None:
        self._transcript.leave()
        await self._transcript.bring_back()

    @on(CardLeft)
    def go_on(self, message: CardLeft) -> None:
        """To the next card, but first to the end of this one where it is longer than the screen."""
        self._transcript.leave()
        view = self._transcript.scrollable_content_region
        card = self.focused
        if card is not None and message.step > 0 and card.region.bottom > view.bottom and card.region.height > view.height:
            self._transcript.scroll_page_down(animate=False)
        elif card is not None and message.step < 0 and card.region.y < view.y and card.region.height > view.height:
            self._transcript.scroll_page_up(animate=False)
        elif stop := self._transcript.neighbour(card, message.step):
            stop.focus()
        elif message.step > 0:
            self.go_to_prompt()

    @on(TranscriptScrolled)
    def scroll(self, message: TranscriptScrolled) -> None:
        self._transcript.leave()
        if message.pages < 0:
            self._transcript.scroll_page_up(animate=False)
        else:
            self._transcript.scroll_page_down(animate=False)
