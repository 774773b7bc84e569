"""When the archive writes of what was asked: the passages with its words, by month or year. A row asks the same of its time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.answer import Answer
from assistant.dialogue.conversation import narrow_to
from assistant.output.layout.rows import StyledText
from assistant.text.i18n import local
from assistant.text.wrap import cut
from assistant.tui.bindings import Scope, bindings
from assistant.tui.labels import error_text
from assistant.tui.messages import QuestionAsked, TimelineWanted
from assistant.tui.widgets.row_widget import Words, list_text
from assistant.tui.widgets.status import StatusLine

if TYPE_CHECKING:
    from assistant.exploring.timeline import Hits, Timeline, Unit

_EDGES = 5
"""Cells beside the rows: margins, padding and the scroll bar."""
_QUESTION = 100
"""Cells of the question over the rows: a pasted page must not take their place."""
_PATIENCE = 0.2
"""Seconds before it is said that something is being counted: what comes sooner would only flicker."""


class TimelineScreen(Screen[None]):
    """Of one answer. The app asks the desk to count, and hands on what came of it."""

    AUTO_FOCUS = "#timeline-list"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.TIMELINE)]

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer
        self.found: Timeline | None = None
        """None until it is counted."""
        self.unit: Unit = "year"
        self._parts: tuple[Hits, ...] = ()
        """What the rows stand for."""
        self._waiting: Timer | None = None
        self._title = StyledText(cut(" ".join(answer.question.text.split()), _QUESTION), "strong")
        self._head = Words((self._title,), id="timeline-head")
        self._list = OptionList(id="timeline-list", markup=False)
        self._status = StatusLine()

    def compose(self) -> ComposeResult:
        yield self._head
        yield self._list
        yield self._status

    def on_mount(self) -> None:
        self._waiting = self.set_timer(_PATIENCE, lambda: self._status.say(local("Counting …")))
        self.post_message(TimelineWanted(self.answer))

    def on_resize(self) -> None:
        self._draw(self._list.highlighted)

    # What the desk reports, handed on by the app

    def counted(self, found: Timeline) -> None:
        from assistant.output.timeline_output import timeline_notes, timeline_summary  # not before the first paint

        self._waited()
        self.found, self.unit = found, found.unit
        self._head.say(
            self._title, StyledText(timeline_summary(found)), *(StyledText(note, "quiet") for note in timeline_notes(found))
        )
        self._draw(None)
        self.refresh_bindings()

    def failed(self, error: Exception) -> None:
        self._waited()
        message, hint = error_text(error)
        self._head.say(self._title, StyledText(message, "error"), *([StyledText(hint, "quiet")] if hint else []))

    def _waited(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        self._status.say("")

    def _draw(self, at: int | None) -> None:
        """Draw the rows; `at` is the one to highlight, else it is the first with a passage."""
        if self.found is None:
            return
        from assistant.output.layout.timeline import timeline_parts, timeline_row  # not before the first paint

        self._parts = timeline_parts(self.found, self.unit)
        most = max((part.passages for part in self._parts), default=0)
        drawn = [list_text(timeline_row(part, most, self.size.width - _EDGES)) for part in self._parts]
        self._list.clear_options()
        self._list.add_options(
            [Option(text, disabled=not _can_be_asked(part)) for text, part in zip(drawn, self._parts, strict=True)]
        )
        if at is None:
            at = next((i for i, part in enumerate(self._parts) if _can_be_asked(part)), None)
        self._list.highlighted = at
        # Once more when the head has its new height: the row must not lie below the list's end.
        self.call_after_refresh(self._list.scroll_to_highlight)

    # What the reader does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("choose", "unit"):
            return self.found is not None and bool(self.found.months)
        return True

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        """Ask the same of this time. The app is told, because this screen goes."""
        period = self._parts[event.option_index].period
        if self.found is not None and period is not None:
            self.app.post_message(QuestionAsked(narrow_to(self.found.question, self.found.context, period)))
            self.dismiss()

    def action_choose(self) -> None:
        self._list.action_select()

    def action_unit(self) -> None:
        """Months instead of years, or the other way round, at the same time."""
        if self.found is None or not self._parts:
            return
        here = self._parts[self._list.highlighted or 0].period
        self.unit = "year" if self.unit == "month" else "month"
        years = [part.period.year if part.period and part.passages else None for part in self.found.by(self.unit)]
        self._draw(years.index(here.year) if here and here.year in years else None)

    def action_close(self) -> None:
        self.dismiss()


def _can_be_asked(part: Hits) -> bool:
    """Where nothing was counted, and of what has no date, nothing can be asked."""
    return bool(part.passages and part.period)
