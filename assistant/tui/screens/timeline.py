"""When the archive writes about a question: the passages with its words, by month or year. Choosing a row asks the question again for that period."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.answer import Answer
from assistant.dialogue.conversation import for_timeline, narrow_to
from assistant.output.layout.rows import StyledText
from assistant.text.i18n import translate
from assistant.text.wrap import cut
from assistant.tui.screens.archive_screen import ArchiveScreen
from assistant.tui.shared.actions import Scope, actions_of, bindings
from assistant.tui.shared.labels import error_text
from assistant.tui.widgets.row_widget import Paragraphs, list_text
from assistant.tui.widgets.status import StatusLine

if TYPE_CHECKING:
    from assistant.exploring.timeline import Hits, Timeline, Unit

_EDGES = 5
"""Cells beside the rows: margins, padding and the scroll bar."""
_QUESTION = 100
"""Cells of the question above the rows: a pasted page must leave room for them."""
_BUSY_DELAY = 0.2
"""Seconds before the status line says that something is being counted: sooner would only flicker."""


class TimelineScreen(ArchiveScreen):
    """The timeline of one answer. Dismissed with the question to ask again."""

    SCOPE = Scope.TIMELINE
    AUTO_FOCUS = "#timeline-list"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.TIMELINE))]

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer
        self.found: Timeline | None = None
        """None until it is counted."""
        self.unit: Unit = "year"
        self._parts: tuple[Hits, ...] = ()
        """The year or month of each row."""
        self._waiting: Timer | None = None
        self._title = StyledText(cut(" ".join(answer.question.text.split()), _QUESTION), "strong")
        self._head = Paragraphs((self._title,), id="timeline-head")
        self._list = OptionList(id="timeline-list", markup=False)
        self._status = StatusLine()

    def compose(self) -> ComposeResult:
        yield self._head
        yield self._list
        yield self._status

    def on_mount(self) -> None:
        self._waiting = self.set_timer(_BUSY_DELAY, lambda: self._status.say(translate("Counting …")))
        self.run_worker(self._count())

    def on_resize(self) -> None:
        self._draw(self._list.highlighted)

    async def _count(self) -> None:
        try:
            found = await self.services.worker.call(lambda archive: archive.timeline(*for_timeline(self.answer)))
        except Exception as error:  # any kind: it is shown as the answer
            self._show_failure(error)
        else:
            self._show(found)

    def _show(self, found: Timeline) -> None:
        from assistant.output.timeline_output import timeline_notes, timeline_summary  # not before the first paint

        self._stop_waiting()
        self.found, self.unit = found, found.unit
        self._head.say(
            self._title, StyledText(timeline_summary(found)), *(StyledText(note, "quiet") for note in timeline_notes(found))
        )
        self._draw(None)
        self.refresh_bindings()

    def _show_failure(self, error: Exception) -> None:
        self._stop_waiting()
        message, hint = error_text(error)
        self._head.say(self._title, StyledText(message, "error"), *([StyledText(hint, "quiet")] if hint else []))

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        self._status.say("")

    def _draw(self, at: int | None) -> None:
        """Draw the rows. Highlight the row `at`, by default the first with a passage."""
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
        """Ask the same question for this period."""
        period = self._parts[event.option_index].period
        if self.found is not None and period is not None:
            self.dismiss(narrow_to(self.found.question, self.found.context, period))

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


def _can_be_asked(part: Hits) -> bool:
    """Only a dated row with passages can be asked about."""
    return bool(part.passages and part.period)
