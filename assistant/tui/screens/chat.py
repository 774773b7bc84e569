"""The chat: the conversation, the question line, the status line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from assistant.answer import Answer, Quote
from assistant.dialogue.conversation import filters_after
from assistant.output.layout.rows import StyledText
from assistant.sessions.answer_codec import compare_with_archive
from assistant.system.paths import ArchiveIdentity
from assistant.text.i18n import N_, translate
from assistant.tui.background.archive_worker import Archive, Priority, Withdrawn
from assistant.tui.controllers.indexing import IndexingState
from assistant.tui.screens.archive_screen import ArchiveScreen
from assistant.tui.screens.index import IndexScreen
from assistant.tui.screens.reader import ReaderScreen
from assistant.tui.screens.timeline import TimelineScreen
from assistant.tui.shared.actions import Scope, actions_of, bindings
from assistant.tui.shared.messages import (
    AnswerRequested,
    ArchiveFailed,
    ArchiveOpened,
    ArchiveReady,
    CopyRequested,
    EarlierTurnsRequested,
    FocusMoved,
    PlaceOpened,
    PromptRequested,
    QuestionAsked,
    QuoteOpened,
    QuotesShown,
    SimilarRequested,
    TranscriptScrolled,
)
from assistant.tui.shared.stored_turn import StoredTurn
from assistant.tui.widgets.prompt import Prompt, PromptLine
from assistant.tui.widgets.status import StatusLine
from assistant.tui.widgets.transcript import Transcript, Welcome
from corpus.errors import ArchiveError, BadQuestion, RecordMissing, SearchIndexError
from embeddings.query.filters import FilterValues
from embeddings.query.question import BrowseRequest, parse_line

_SEARCHING = N_("Searching the archive")
_INDEXING = N_("The archive is being indexed; F9 shows the progress")
_REPORT_LINES = 6
"""Lines of an indexing report that a notice has room for: the counts, then remarks."""


class ChatScreen(ArchiveScreen):
    """Asks the questions and shows their answers, each where its question is."""

    SCOPE = Scope.CHAT
    AUTO_FOCUS = "#prompt"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.CHAT)), *bindings(actions_of(Scope.ANSWERED))]

    def __init__(self, identity: ArchiveIdentity, first_language: Callable[[], str]) -> None:
        """`first_language` is the setting of that name."""
        super().__init__()
        self._identity = identity
        self._transcript = Transcript(Welcome(identity), first_language)
        self._status = StatusLine(translate("Opening the archive"))
        self._waiting_for = translate("Waiting for the archive to open")
        """What a new question says while it waits."""
        self._open_failure: Exception | None = None
        """Why the archive could not be opened; None where it is open, or still being opened."""

    def compose(self) -> ComposeResult:
        yield self._transcript
        yield PromptLine()
        yield self._status

    def on_mount(self) -> None:
        self.services.indexing.changed.subscribe(self, self._on_indexing)

    @property
    def scopes(self) -> tuple[str, ...]:
        focused = getattr(self.focused, "SCOPE", Scope.ANYWHERE)
        return tuple(dict.fromkeys((focused, Scope.CHAT, Scope.ANSWERED, Scope.ANYWHERE)))

    # State of the archive

    @on(ArchiveOpened)
    async def _archive_opened(self) -> None:
        await self._clear_failure()
        self._set_waiting(
            translate("Loading the model: questions are answered in a moment"), translate("Waiting for the model to load")
        )

    @on(ArchiveReady)
    async def _archive_ready(self) -> None:
        await self._clear_failure()
        self._set_waiting("", translate(_SEARCHING))
        self.run_worker(self._look_up_filter_values, thread=True, group="filters", exclusive=True)

    @on(ArchiveFailed)
    async def _archive_failed(self, message: ArchiveFailed) -> None:
        await self._show_open_failure(message.error)

    async def _clear_failure(self) -> None:
        self._open_failure = None
        await self._transcript.show_error(None)

    async def _show_open_failure(self, error: Exception) -> None:
        self._open_failure = error
        expected = self._being_built(error)
        await self._transcript.show_error(None if expected else error)  # before the status, which sends the reader there
        self._set_waiting(translate(_INDEXING if expected else "The archive could not be opened"), translate(_SEARCHING))

    def _being_built(self, error: Exception) -> bool:
        """Whether the missing index is being built right now."""
        return self.services.indexing.state.running and isinstance(error, RecordMissing | SearchIndexError)

    def _set_waiting(self, status: str, waiting_for: str) -> None:
        self._status.say(status)
        self._waiting_for = waiting_for
        for turn in self._transcript.turns:
            if turn.waiting:
                turn.wait(waiting_for)

    async def _on_indexing(self, state: IndexingState) -> None:
        if not state.running and not isinstance(self.app.screen, IndexScreen):
            # The counts alone would hide that something was not read.
            more = [translate("F9 shows the rest of the report.")] if len(state.lines) > _REPORT_LINES else []
            text = "\n".join([*state.lines[:_REPORT_LINES], *more])
            self.notify(text, title=translate("Indexing"), markup=False, timeout=15)
        if self._open_failure is not None:
            if state.completed:
                await self._clear_failure()
                self._set_waiting(translate("Opening the archive"), translate("Waiting for the archive to open"))
            else:
                await self._show_open_failure(self._open_failure)
        if state.completed and self._identity != self.services.archive.identity:
            await self._replace_archive()

    async def _replace_archive(self) -> None:
        """The reader's own archive takes the place of the sample: nothing was asked of it yet."""
        self._identity = self.services.archive.identity
        self.app.title = self._identity.title
        await self._transcript.welcome(Welcome(self._identity))
        await self.new_session()

    def _look_up_filter_values(self) -> None:
        """In a thread: find what filters can be completed with."""
        try:
            values = self.services.archive.filter_values()
        except ArchiveError as error:  # completion knows less then; the archive's own failure is shown elsewhere
            self.log.error(error)
        else:
            self.app.call_from_thread(self._complete_filters_with, values)

    def _complete_filters_with(self, values: FilterValues) -> None:
        self.query_one(Prompt).names = values

    # Questions

    @on(QuestionAsked)
    async def _question_asked(self, message: QuestionAsked) -> None:
        await self.ask(message.text)

    async def ask(self, line: str) -> None:
        """Ask a question, or go to the place that a line of filters names."""
        with suppress(BadQuestion):  # the worker reports it, beside the question
            if isinstance(place := parse_line(line), BrowseRequest):
                self.post_message(PlaceOpened(place.selection))
                return
        request = self.services.session.record_question(line)  # on the disk before anything else
        await self._transcript.begin(request, line, self._waiting_for)
        self.refresh_bindings()
        self.run_worker(self._answer(request, line), group="questions")

    async def _answer(self, request: int, line: str) -> None:
        preview = asyncio.create_task(self._preview(request, line))
        try:
            answer = await self.services.conversation.ask(line)
        except Withdrawn:
            if turn := self._transcript.turn(request):
                await turn.withdraw()
        except Exception as error:  # any kind: it is shown as the answer to this question
            self.log.error(error)
            await self._show_failure(request, error)
            self.services.session.record_result(request, error)
        else:
            if turn := self._transcript.turn(request):
                await turn.answer(answer)
                self._keep_filters_of(answer)
                self.refresh_bindings()
            self.services.session.record_result(request, answer)
        finally:
            preview.cancel()

    async def _preview(self, request: int, line: str) -> None:
        """While the model is loading, show what the keywords find."""
        try:
            answer = await self.services.conversation.preview(line)
        except Withdrawn:
            return
        except Exception as error:  # the answer, or its own error, follows
            self.log.error(error)
            return
        if answer is not None and (turn := self._transcript.turn(request)):
            await turn.preview(answer)

    async def _show_failure(self, request: int, error: Exception) -> None:
        if turn := self._transcript.turn(request):
            if self._being_built(error):
                error = ArchiveError(_INDEXING, "Ask again when that is done.")
            await turn.fail(error)

    @on(QuotesShown)
    def _quotes_shown(self, message: QuotesShown) -> None:
        self.run_worker(self._verify(message.request, message.quotes), group="verify")

    async def _verify(self, request: int, quotes: Sequence[Quote]) -> None:
        """Compare quotations with their files, when nobody waits for anything else."""
        for quote in quotes:
            try:
                verified = await self.services.worker.call(_verified, quote, priority=Priority.IDLE)
            except Exception as error:  # the card stays as it is; the archive's own failure is shown elsewhere
                self.log.error(error)
                continue
            if verified is not None and (turn := self._transcript.turn(request)):
                turn.set_verified(quote.passage.id, verified=verified)

    @on(SimilarRequested)
    def _similar_requested(self, message: SimilarRequested) -> None:
        """Ask for more like a quotation, or nothing like it. Only the last answer's have numbers that a question can name."""
        last = self._transcript.turns[-1] if self._transcript.turns else None
        if last is None or last.current is None or message.quote not in last.current.quotes:
            self.notify(translate("Only quotations of the last answer can be searched by."), markup=False)
            return
        self.post_message(QuestionAsked(f"{'more like' if message.like else 'not like'} {message.quote.rank}"))

    def _keep_filters_of(self, answer: Answer | None) -> None:
        """Show which filters stay on for the next question."""
        self.query_one(PromptLine).keep(filters_after(answer) if answer else ())

    # Sessions

    async def start_sessions(self, resume: int | None) -> None:
        """Fetch the questions asked before. Open the session `resume` again, 0 for the last one; None: offer the last one."""
        session = self.services.session
        earlier = session.earlier()
        self.query_one(Prompt).remember(earlier.history)
        if resume:
            await self.open_session(resume)
        elif earlier.session and resume == 0:
            await self.open_session(earlier.session.id)
        elif earlier.session and not session.has_questions:
            self._transcript.offer(earlier.session)

    async def new_session(self) -> None:
        last = self.services.session.begin()
        self.services.conversation.begin()
        await self._show_session()
        if last is not None:
            self._transcript.offer(last)

    async def open_session(self, id: int) -> None:
        """Show an earlier session as it was, and go on with it."""
        if (opened := self.services.session.reopen(id)) is None:
            return
        session, turns = opened
        self.services.conversation.begin(turns[-1].answer if turns else None)
        lines = (
            StyledText(session.name, "strong"),
            StyledText(translate("From an earlier session: what was quoted then."), "quiet"),
        )
        await self._show_session(lines, turns)
        self.run_worker(self._compare(turns), group="compare", exclusive=True)

    async def _show_session(self, lines: Sequence[StyledText] = (), turns: Sequence[StoredTurn] = ()) -> None:
        await self._transcript.reset(lines, turns)
        self._keep_filters_of(turns[-1].answer if turns else None)
        self.refresh_bindings()
        self.go_to_prompt()

    async def _compare(self, turns: Sequence[StoredTurn]) -> None:
        """Warn where the archive has changed since an answer was given; the last answer first."""
        for turn in reversed(turns):
            if turn.answer is None:
                continue
            try:
                answer = await self.services.worker.call(
                    lambda archive, old: compare_with_archive(old, archive.article), turn.answer, priority=Priority.IDLE
                )
            except Exception as error:  # the answer stays as it is; the archive's own failure is shown elsewhere
                self.log.error(error)
                continue
            await self._transcript.amend(turn.request, answer)

    # What the reader does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "example":
            number = parameters[0]
            return not self._transcript.turns and isinstance(number, int) and number <= len(self._transcript.examples)
        if action == "timeline":
            return self._newest is not None
        return True

    @property
    def _newest(self) -> Answer | None:
        return next((turn.current for turn in reversed(self._transcript.turns) if turn.current), None)

    def action_timeline(self) -> None:
        if self._newest is not None:
            self.app.push_screen(TimelineScreen(self._newest), self.ask_if_given)

    async def ask_if_given(self, line: str | None) -> None:
        """Ask what a screen was dismissed with."""
        if line is not None:
            await self.ask(line)

    @on(QuoteOpened)
    def _open_quote(self, message: QuoteOpened) -> None:
        self.app.push_screen(ReaderScreen(message.quotes, message.at))

    @on(CopyRequested)
    def _copy(self, message: CopyRequested) -> None:
        self.services.clipboard.copy(message.text, message.what, message.warnings)

    def action_example(self, number: int) -> None:
        self.post_message(QuestionAsked(self._transcript.examples[number - 1]))

    @on(PromptRequested)
    def go_to_prompt(self) -> None:
        self.query_one(Prompt).focus()

    @on(AnswerRequested)
    def go_to_answer(self) -> None:
        self._transcript.release()
        for turn in reversed(self._transcript.turns):
            for item in self._transcript.items:
                if turn in item.ancestors:
                    item.focus()
                    return
        if items := self._transcript.items:
            items[0].focus()

    @on(EarlierTurnsRequested)
    async def _bring_back_earlier(self) -> None:
        self._transcript.release()
        await self._transcript.bring_back()

    @on(FocusMoved)
    def _go_to_neighbour(self, message: FocusMoved) -> None:
        """Go to the next card; in one that is longer than the screen, first to its end."""
        self._transcript.release()
        view = self._transcript.scrollable_content_region
        card = self.focused
        if card is not None and message.step > 0 and card.region.bottom > view.bottom and card.region.height > view.height:
            self._transcript.scroll_page_down(animate=False)
        elif card is not None and message.step < 0 and card.region.y < view.y and card.region.height > view.height:
            self._transcript.scroll_page_up(animate=False)
        elif item := self._transcript.neighbour(card, message.step):
            item.focus()
        elif message.step > 0:
            self.go_to_prompt()

    @on(TranscriptScrolled)
    def _scroll_transcript(self, message: TranscriptScrolled) -> None:
        self._transcript.release()
        if message.pages < 0:
            self._transcript.scroll_page_up(animate=False)
        else:
            self._transcript.scroll_page_down(animate=False)


def _verified(archive: Archive, quote: Quote) -> bool | None:
    return archive.is_verified(quote)
