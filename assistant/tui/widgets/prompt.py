"""The question line: several lines if need be, with the questions asked before. Nothing near it moves by itself, because
the input method of a Chinese reader draws at the cursor.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Static, TextArea

from assistant.tui.bindings import Scope, bindings
from assistant.tui.messages import AnswerWanted, QuestionAsked, TranscriptScrolled


class Prompt(TextArea):
    """Where the question is written."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.PROMPT)]

    def __init__(self) -> None:
        super().__init__(
            id="prompt", soft_wrap=True, tab_behavior="focus", compact=True, highlight_cursor_line=False,
            placeholder="Ask in English or Chinese",
        )  # fmt: skip
        self.cursor_blink = False
        self._asked: list[str] = []
        self._at = 0
        """Which of the questions asked is shown; as many as there are: the one being written."""
        self._draft = ""

    def action_ask(self) -> None:
        text = self.text.strip()
        if not text:
            return
        if not self._asked or self._asked[-1] != text:
            self._asked.append(text)
        self._at = len(self._asked)
        self._draft = ""
        self.text = ""
        self.post_message(QuestionAsked(text))

    def action_newline(self) -> None:
        self.insert("\n")

    def action_earlier(self) -> None:
        if self.cursor_location[0] > 0 or not self._at:
            self.action_cursor_up()
            return
        if self._at == len(self._asked):
            self._draft = self.text
        self._show(self._at - 1)

    def action_later(self) -> None:
        if self.cursor_location[0] < self.document.line_count - 1 or self._at >= len(self._asked):
            self.action_cursor_down()
            return
        self._show(self._at + 1)

    def _show(self, at: int) -> None:
        self._at = at
        self.text = self._asked[at] if at < len(self._asked) else self._draft
        self.move_cursor(self.document.end)

    def action_to_answer(self) -> None:
        self.post_message(AnswerWanted())

    def action_page_up(self) -> None:
        self.post_message(TranscriptScrolled(-1))

    def action_page_down(self) -> None:
        self.post_message(TranscriptScrolled(1))

    async def _on_key(self, event: events.Key) -> None:
        if event.character in ("?", "？") and not self.text:
            # No question begins with its mark, and a reader who is lost looks for help here.
            event.prevent_default()
            event.stop()
            await self.run_action("app.show_help")

    # The terminal draws what is being composed at its own cursor. TextArea puts it right when the cursor moves within the
    # text, but not when the widget itself is moved.
    def on_resize(self) -> None:
        self.call_after_refresh(self._place_cursor)

    def on_text_area_changed(self) -> None:
        self.call_after_refresh(self._place_cursor)

    def _place_cursor(self) -> None:
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset


class PromptLine(Horizontal):
    """The prompt with its sign."""

    def compose(self) -> ComposeResult:
        yield Static("›", id="prompt-sign", markup=False)
        yield Prompt()
