"""The chat with the archive. Nothing heavy is imported here: the archive is opened after the first paint, elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from platformdirs import user_state_path
from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from assistant.clipboard import Copied, Way, copy
from assistant.tui import messages
from assistant.tui.bindings import Action, Scope, bindings, of
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.help import HelpScreen
from assistant.tui.screens.reader import ReaderScreen
from assistant.tui.themes import DARK, LIGHT
from assistant.tui.widgets.drawn import Notice
from assistant.tui.widgets.prompt import Prompt
from assistant.tui.widgets.quote_card import QuoteCard
from assistant.tui.workers import Archive, Desk


class ChatApp(App[None]):
    """Hands questions to the desk and what comes of them to the screens."""

    CSS_PATH = "assistant.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.ANYWHERE)]
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        open_assistant: Callable[[], Archive],
        *,
        title: str,
        examples: Sequence[str] = (),
        sample: bool = False,
        copies: Path | None = None,
    ) -> None:
        """`open_assistant` is called in the desk's thread, after the first paint. `copies` is the file that every copy is
        also written to; None for one in the user's folder of program state.
        """
        super().__init__()
        self.title = title
        self._chat = ChatScreen(title, examples, sample=sample)
        self._copies = copies or user_state_path("archive-assistant") / "copied.txt"
        self._requests = 0
        self.desk = Desk(open_assistant, self.post_message)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name

    def get_default_screen(self) -> Screen[None]:
        return self._chat

    def on_mount(self) -> None:
        # Twice: the first refresh lays the screen out, the second draws it with the prompt ready. What the desk imports
        # would hold both up.
        self._chat.call_after_refresh(self._chat.call_after_refresh, self.desk.start)

    def on_unmount(self) -> None:
        self.desk.close()

    # Questions

    @on(messages.QuestionAsked)
    async def take_question(self, message: messages.QuestionAsked) -> None:
        self._requests += 1
        await self._chat.begin(self._requests, message.text)
        for request in self.desk.ask(self._requests, message.text):
            await self._chat.withdrawn(request)

    @on(messages.AnswerReady)
    async def give_answer(self, message: messages.AnswerReady) -> None:
        await self._chat.answered(message.request, message.answer)

    @on(messages.AskFailed)
    async def tell_failure(self, message: messages.AskFailed) -> None:
        self.log.error(message.error)
        await self._chat.failed(message.request, message.error)

    # The archive

    @on(messages.ArchiveOpened)
    def archive_opened(self) -> None:
        self._chat.opened()

    @on(messages.ArchiveReady)
    def archive_ready(self) -> None:
        self._chat.ready()

    @on(messages.ArchiveFailed)
    async def archive_failed(self, message: messages.ArchiveFailed) -> None:
        await self._chat.failed_to_open(message.error)

    # Articles

    @on(messages.QuoteOpened)
    def open_reader(self, message: messages.QuoteOpened) -> None:
        self.push_screen(ReaderScreen(message.quotes, message.at))

    @on(messages.ArticleWanted)
    def fetch_article(self, message: messages.ArticleWanted) -> None:
        self.desk.article(message.id)

    @on(messages.ArticleReady)
    def give_article(self, message: messages.ArticleReady) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, ReaderScreen):
                screen.opened(message.id, message.article)

    @on(messages.ArticleFailed)
    def tell_article_failure(self, message: messages.ArticleFailed) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, ReaderScreen):
                screen.failed(message.id, message.error)

    # Copying

    @on(messages.CopyWanted)
    def start_copy(self, message: messages.CopyWanted) -> None:
        self._copy(message.text, message.what)

    @work(thread=True, group="copy")
    def _copy(self, text: str, what: str) -> None:
        """In a thread, because a clipboard program may hang until its time is over."""
        copied = copy(text, self._copies, send=partial(self.call_from_thread, self.copy_to_clipboard))
        self.post_message(messages.CopyDone(copied, what))

    @on(messages.CopyDone)
    def tell_copy(self, message: messages.CopyDone) -> None:
        self.notify(_went(message.copied, message.what), markup=False)

    # Everywhere

    def action_switch_theme(self) -> None:
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name

    async def action_show_help(self) -> None:
        if not isinstance(self.screen, HelpScreen):
            await self.push_screen(HelpScreen(self._scopes(self.screen)[0]))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: what can be done where the reader is, then Textual's list of themes."""
        for scope in self._scopes(screen):
            for action in of(scope):
                if action.palette and self._possible(screen, action):
                    yield SystemCommand(action.help, action.shown, partial(self._run, screen, action))
        yield SystemCommand("Choose a theme", "All themes that Textual brings", self.action_change_theme)

    @staticmethod
    def _scopes(screen: Screen[object]) -> tuple[Scope, ...]:
        """Where the reader is: the nearest place first."""
        if isinstance(screen, ReaderScreen):
            return Scope.READER, Scope.ANYWHERE
        match screen.focused:
            case QuoteCard():
                near = Scope.CARD
            case Notice():
                near = Scope.TURN
            case Prompt():
                near = Scope.PROMPT
            case _:
                near = Scope.ANYWHERE
        return tuple(dict.fromkeys((near, Scope.CHAT, Scope.ANYWHERE)))

    def _node(self, screen: Screen[object], action: Action) -> App[None] | Screen[object]:
        return self if action.scope is Scope.ANYWHERE else screen

    def _possible(self, screen: Screen[object], action: Action) -> bool:
        if action.scope is not Scope.CHAT or not isinstance(screen, ChatScreen):
            return True
        return bool(screen.check_action("example", (int(action.name.removeprefix("example(").rstrip(")")),)))

    async def _run(self, screen: Screen[object], action: Action) -> None:
        focused = screen.focused
        target = self._node(screen, action)
        if action.scope in (Scope.CARD, Scope.TURN, Scope.PROMPT) and focused is not None:
            await focused.run_action(action.name)
        else:
            await target.run_action(action.name)


def _went(copied: Copied, what: str) -> str:
    """Which way a copy went, in a sentence."""
    also = f" Also in {copied.file}." if copied.file else ""
    match copied.way:
        case Way.NATIVE:
            return f"Copied {what} with {copied.program}.{also}"
        case Way.TERMINAL:
            return f"Sent {what} to the terminal’s clipboard, which may or may not take it.{also}"
        case Way.FILE if copied.file:
            return f"This machine has no clipboard that can be reached. {what.capitalize()} is in {copied.file}."
        case _:
            return f"Could not copy {what}: no clipboard can be reached, and no file could be written."


def run(open_assistant: Callable[[], Archive], *, title: str, examples: Sequence[str] = (), sample: bool = False) -> None:
    """Open the chat, until the reader leaves it."""
    ChatApp(open_assistant, title=title, examples=examples, sample=sample).run()
