"""The question line: of several lines if need be, with history and completion of filters. Nothing near it moves by itself,
because the input method of a Chinese reader draws at the cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.document import _wrapped_document
from textual.widgets import Static, TextArea

from assistant.dialogue.completion import MAX_SUGGESTIONS, Completion, completions
from assistant.text.i18n import translate
from assistant.text.wrap import wrap
from assistant.tui.shared.actions import Scope, actions_of, bindings
from assistant.tui.shared.messages import (
    AnswerRequested,
    FilterRemoved,
    LastFilterRemoved,
    QuestionAsked,
    SuggestionClicked,
    TranscriptScrolled,
)
from assistant.tui.widgets.chips import Chips
from assistant.tui.widgets.suggestions import Suggestions
from corpus.errors import BadQuestion
from embeddings.query.filters import FilterValues
from embeddings.query.question import filters_in

_ACTIONS = {key: action.name for action in actions_of(Scope.PROMPT) for key in action.keys.split(",")}


def _wrap_offsets(line: str, width: int, *_: object, **__: object) -> list[int]:
    """Where TextArea breaks a line: by our own line breaker, which also breaks between Chinese characters."""
    return [broken.start for broken in wrap(line, width)][1:]


# Textual has no public way to set this. Its version is pinned, and tests/assistant/tui/test_prompt.py checks the result.
_wrapped_document.compute_wrap_offsets = _wrap_offsets  # type: ignore[attr-defined, assignment]


class Prompt(TextArea):
    """Where the question is written."""

    SCOPE = Scope.PROMPT
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.PROMPT))]

    def __init__(self, update_list: Callable[[Sequence[tuple[str, str]], int], None]) -> None:
        """`update_list` shows completions or earlier questions, each with a remark, and highlights one of them."""
        super().__init__(
            id="prompt", soft_wrap=True, tab_behavior="focus", compact=True, highlight_cursor_line=False,
            placeholder=translate("Ask in English or Chinese"),
        )  # fmt: skip
        self.cursor_blink = False
        self.names = FilterValues()
        """Values that filters can be completed with."""
        self._update_list = update_list
        self._history: list[str] = []
        self._at = 0
        """Index in the history of the question shown; its length for the one being written."""
        self._draft = ""
        self._completions: tuple[Completion, ...] = ()
        self._matches: list[str] | None = None
        """Earlier questions that contain what is written; None where history is not being searched."""
        self._highlighted = 0

    def remember(self, questions: Sequence[str]) -> None:
        """Add questions of earlier sessions, the last one last."""
        self._history = [*questions, *self._history]
        self._at += len(questions)

    def action_ask(self) -> None:
        text = self.text.strip()
        if not text:
            return
        if not self._history or self._history[-1] != text:
            self._history.append(text)
        self._at = len(self._history)
        self._draft = ""
        self.text = ""
        self.post_message(QuestionAsked(text))

    def action_newline(self) -> None:
        self.insert("\n")

    # Questions asked before

    def action_earlier(self) -> None:
        if self._line > 0 or not self._at:
            self.action_cursor_up()
            return
        if self._at == len(self._history):
            self._draft = self.text
        self._show(self._at - 1)

    def action_later(self) -> None:
        if self._line < self.wrapped_document.height - 1 or self._at >= len(self._history):
            self.action_cursor_down()
            return
        self._show(self._at + 1)

    @property
    def _line(self) -> int:
        """The screen line of the cursor, from 0."""
        return self.wrapped_document.location_to_offset(self.cursor_location).y

    def _show(self, at: int) -> None:
        self._at = at
        self._write(self._history[at] if at < len(self._history) else self._draft)

    def _write(self, text: str) -> None:
        self.text = text
        self.move_cursor(self.document.end)

    # Suggestions: earlier questions, or completions of the word at the cursor

    def action_search_history(self) -> None:
        """List earlier questions that contain what is written; pressed again: highlight the next."""
        if self._matches:
            self._highlight(1)
        else:
            self._highlighted = 0
            self._completions = ()
            self._matches = []
            self._refine()

    def action_complete(self) -> None:
        """Complete the word at the cursor; where nothing completes it, go to the answers."""
        if not self.text.strip() or not self._possible():
            self.post_message(AnswerRequested())
            return
        self._highlighted = 0
        self._refine(begin=True)
        if len(self._completions) == 1:
            self._take(0)

    def _possible(self) -> tuple[Completion, ...]:
        row, column = self.cursor_location
        return completions(self.document.get_line(row), column, self.names)

    def _refine(self, *, begin: bool = False) -> None:
        """Update the suggestions to what is written now."""
        if self._matches is not None:
            words = self.text.casefold().split()
            unique = dict.fromkeys(reversed(self._history))
            self._matches = [q for q in unique if q != self.text and all(word in q.casefold() for word in words)][
                :MAX_SUGGESTIONS
            ]
            self._show_suggestions([(" ".join(question.split()), "") for question in self._matches])
        elif begin or self._completions:
            self._completions = self._possible()
            self._show_suggestions([(one.text.strip(), translate(one.about)) for one in self._completions])

    def _show_suggestions(self, suggestions: Sequence[tuple[str, str]]) -> None:
        self._highlighted = min(self._highlighted, max(0, len(suggestions) - 1))
        self._update_list(suggestions, self._highlighted)

    def _highlight(self, step: int) -> None:
        self._highlighted = (self._highlighted + step) % len(self._matches or self._completions)
        self._refine()

    def _take(self, number: int) -> None:
        if self._matches:
            self._write(self._matches[number])
            self.stop_suggesting()
        elif self._completions:
            chosen = self._completions[number]
            row = self.cursor_location[0]
            self.replace(chosen.text, (row, chosen.start), (row, chosen.end))
            again = chosen.text.endswith(":")  # its values come next
            self.stop_suggesting()
            if again:
                self._refine(begin=True)

    def stop_suggesting(self) -> None:
        self._matches, self._completions, self._highlighted = None, (), 0
        self._update_list((), 0)

    def take(self, number: int) -> None:
        """Take the suggestion that was clicked."""
        if number < len(self._matches or self._completions):
            self._take(number)

    def on_blur(self) -> None:
        self.stop_suggesting()

    # Keys

    def action_drop_filter(self) -> None:
        self.post_message(LastFilterRemoved())

    def action_page_up(self) -> None:
        self.post_message(TranscriptScrolled(-1))

    def action_page_down(self) -> None:
        self.post_message(TranscriptScrolled(1))

    async def _on_key(self, event: events.Key) -> None:
        if self._matches or self._completions:
            steps = {"up": -1, "down": 1, "enter": 0, "tab": 0, "escape": None}
        else:
            steps = {"escape": None} if self._matches is not None else {}
        if event.key in steps or event.key in _ACTIONS:
            # Not by priority bindings: those run before characters typed earlier are inserted, so words from an input
            # method followed at once by Enter would be asked only in part.
            event.prevent_default()
            event.stop()
            if event.key not in steps:
                await self.run_action(_ACTIONS[event.key])
            elif steps[event.key] is None:
                self.stop_suggesting()
            elif step := steps[event.key]:
                self._highlight(step)
            else:
                self._take(self._highlighted)
        elif event.character in ("?", "？") and not self.text:
            # No question begins with a question mark, and a reader who is lost looks for help here.
            event.prevent_default()
            event.stop()
            await self.run_action("app.show_screen('help')")

    # The terminal draws what an input method composes at the terminal's cursor. TextArea updates that when its cursor moves
    # within the text, but not when the widget itself is moved.
    def on_resize(self) -> None:
        self.call_after_refresh(self._place_cursor)

    def on_text_area_changed(self) -> None:
        self._refine()
        self.call_after_refresh(self._place_cursor)

    def _place_cursor(self) -> None:
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset


class PromptLine(Vertical):
    """The prompt with its sign; the suggestions above it, the filters in force below."""

    def __init__(self) -> None:
        super().__init__()
        self._suggestions = Suggestions()
        self._chips = Chips()
        self._prompt = Prompt(self._suggestions.update_list)
        self._kept_filters: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        yield self._suggestions
        with Horizontal(id="prompt-row"):
            yield Static("›", id="prompt-sign", markup=False)
            yield self._prompt
        yield self._chips

    def keep(self, filters: Sequence[str]) -> None:
        """Show the filters that stay on from the last answer."""
        self._kept_filters = tuple(filters)
        self._show_filters()

    @on(TextArea.Changed)
    def _show_filters(self) -> None:
        self._chips.show_filters(typed_filters(self._prompt.text), self._kept_filters)

    @on(SuggestionClicked)
    def _take(self, message: SuggestionClicked) -> None:
        self._prompt.take(message.number)

    @on(FilterRemoved)
    def _remove(self, message: FilterRemoved) -> None:
        if message.kept:
            name = message.filter.replace("：", ":").partition(":")[0].lstrip("-")
            self.post_message(QuestionAsked(f"-{name}:"))
        else:
            self._prompt.text = " ".join(self._prompt.text.replace(message.filter, " ", 1).split())
            self._prompt.move_cursor(self._prompt.document.end)
        self._prompt.focus()

    @on(LastFilterRemoved)
    def _remove_last(self) -> None:
        """Remove the filter that was added last."""
        if self._chips.filters:
            one, kept = self._chips.filters[-1]
            self._remove(FilterRemoved(one, kept=kept))


def typed_filters(text: str) -> tuple[str, ...]:
    """The filters in a line that is being written, except an unfinished one at its end."""
    for line in (text, text.rpartition(" ")[0]):
        with suppress(BadQuestion):
            return filters_in(line)
    return ()
