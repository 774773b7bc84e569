"""Browsing without a question: the archive's years, a year's months, a month's days, a day's articles.

A day, month or year that the archive lacks is shown as absent, with the nearest ones that it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.answer import Quote
from assistant.output.layout.browse import BrowseRow, browse_head, browse_rows, filters, parents, path_line, within
from assistant.output.layout.rows import StyledText
from assistant.text.i18n import N_, translate
from assistant.text.wrap import cut
from assistant.tui.screens.archive_screen import ArchiveScreen
from assistant.tui.screens.reader import ReaderScreen
from assistant.tui.shared.actions import Scope, actions_of, bindings
from assistant.tui.shared.labels import error_text
from assistant.tui.widgets.row_widget import Paragraphs, list_text
from assistant.tui.widgets.status import StatusLine
from corpus.selection import Selection
from corpus.text.date_period import Period

if TYPE_CHECKING:
    from assistant.exploring.browse import BrowseResult

_EDGES = 5
"""Cells beside the rows: margins, padding and the scroll bar."""
_LISTED = 200
"""Articles listed at once; a row after them lists as many more."""
_BUSY_DELAY = 0.2
"""Seconds before the status line says that something is being looked up: sooner would only flicker."""


@dataclass(frozen=True, slots=True)
class Place:
    selection: Selection = Selection()
    limit: int = _LISTED
    """How many of its articles are listed."""


class BrowseScreen(ArchiveScreen):
    """One place of the archive at a time."""

    SCOPE = Scope.BROWSE
    AUTO_FOCUS = "#browse-list"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.BROWSE))]

    def __init__(self, selection: Selection = Selection()) -> None:
        super().__init__()
        self.place = Place(selection)
        self.found: BrowseResult | None = None
        """What the archive has there; None until that is known."""
        self._trail = tuple(map(Place, parents(selection)))
        """The places that led here, with their filters: going up returns to them."""
        self._at: Selection | int | None = None
        """The row to highlight on arrival, or the place that it leads to."""
        self._notice = ""
        """What the status line says on arrival."""
        self._waiting: Timer | None = None
        self._rows: list[BrowseRow] = []
        self._head = Paragraphs((StyledText(translate("Browse the archive"), "strong"),), id="browse-head")
        self._list = OptionList(id="browse-list", markup=False)
        self._status = StatusLine()

    def compose(self) -> ComposeResult:
        yield self._head
        yield self._list
        yield self._status

    def on_mount(self) -> None:
        self._go(self.place)

    def on_resize(self) -> None:
        if self.found:
            self._draw(self._list.highlighted)

    def _go(self, place: Place, at: Selection | int | None = None, notice: str = "") -> None:
        self.place, self.found, self._at, self._notice = place, None, at, notice
        self._start_waiting()
        self.run_worker(self._look_up(place), group="archive", exclusive=True)

    def _start_waiting(self) -> None:
        self._stop_waiting()
        self._waiting = self.set_timer(_BUSY_DELAY, lambda: self._status.say(translate("Looking it up …")))

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None

    async def _look_up(self, place: Place) -> None:
        """Ask the worker what the archive has at a place. Going elsewhere cancels this."""
        try:
            found = await self.services.worker.call(lambda archive: archive.browse(place.selection, limit=place.limit))
        except Exception as error:  # any kind: it is shown as the answer
            self._stop_waiting()
            self._rows = []
            self._list.clear_options()
            self._status.say("")
            self._head.say(path_line(place.selection), *_failure(error))
        else:
            self._stop_waiting()
            self.found = found
            self._head.say(*browse_head(found))
            self._draw(self._at)
            self._status.say(self._notice or ("" if self._rows else translate("Nothing to list here.")))
        self.refresh_bindings()

    async def _open_article(self, found: BrowseResult, id: str) -> None:
        """Read an article from its first passage on. Choosing another one, or going elsewhere, cancels this."""
        failure: list[StyledText] = []
        quotes: tuple[Quote, ...] = ()
        try:
            quotes = await self.services.worker.call(lambda archive: archive.passages(id))
        except Exception as error:  # any kind: it is shown as the answer
            failure = _failure(error)
        self._stop_waiting()
        self._status.say("")
        if failure:
            self._head.say(*browse_head(found), *failure)
        elif not self.is_current:
            return  # the reader has opened the help or another screen meanwhile
        elif quotes:
            self.app.push_screen(ReaderScreen(quotes, 0))
        else:
            self.notify(translate("This article has no running text."), markup=False)

    def _draw(self, at: Selection | int | None) -> None:
        """Draw the rows. Highlight the row `at`, or the one that leads to that place; by default the first that has something."""
        if self.found is None:
            return
        self._rows = list(browse_rows(self.found, self.size.width - _EDGES))
        self._list.clear_options()
        self._list.add_options([Option(list_text(*row.lines), disabled=not row.enabled) for row in self._rows])
        if not isinstance(at, int):
            at = next((i for i, row in enumerate(self._rows) if at is not None and row.opens == at), self._first)
        if self._rows:
            self._list.highlighted = min(at, len(self._rows) - 1)
            # Once more when the head has its new height: the row must not lie below the list's end.
            self.call_after_refresh(self._list.scroll_to_highlight)

    # What the reader does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "up":
            return bool(self._trail)
        if action == "step":
            return Period.between(self.place.selection.since, self.place.selection.until) is not None
        if action == "section":
            return len(self._sections) > 1
        return True

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        if self.found is None:
            return  # these are still the rows of the place that the reader has left
        row = self._rows[event.option_index]
        if row.more:
            self._go(Place(self.place.selection, self.place.limit + _LISTED), event.option_index)
        elif isinstance(row.opens, Selection):
            self._into(row.opens)
        elif row.opens is not None:
            self._start_waiting()
            self.run_worker(self._open_article(self.found, row.opens), group="archive", exclusive=True)

    def _into(self, selection: Selection) -> None:
        """Go to a place. If it led here, go back to it."""
        before = [place.selection for place in self._trail]
        if selection in before:
            at = before.index(selection)
            place, self._trail = self._trail[at], self._trail[:at]
            self._go(place)
        else:
            self._trail = (*self._trail, self.place)
            self._go(Place(selection))

    def action_choose(self) -> None:
        self._list.action_select()

    def action_up(self) -> None:
        """Go to the place that led here, on the row of this one; from the top, take the filters off."""
        if not self._trail:
            return
        left, place, self._trail = self.place.selection, self._trail[-1], self._trail[:-1]
        off = filters(left)
        off = translate("Filters removed: {filters}", filters=off) if off and not filters(place.selection) else ""
        self._go(place, left, cut(off, max(20, self.size.width // 2)))  # the keys beside it stay in sight

    def action_step(self, step: int) -> None:
        """Go to the nearest day with an article before or after this day; from a month or a year, to that day's month or year."""
        if self.found is None or self.found.period is None:
            return
        near = self.found.before if step < 0 else self.found.after
        if near is None:
            nothing = N_("The archive has nothing before this.") if step < 0 else N_("The archive has nothing after this.")
            self._status.say(translate(nothing))
            return
        # The places above move along: up from January leads to January's year, however it was reached.
        self._trail = tuple(Place(_moved(place.selection, near.period), place.limit) for place in self._trail)
        self._go(Place(_moved(self.place.selection, near.period)))

    @property
    def _first(self) -> int:
        """The first row that has something."""
        return next((i for i, row in enumerate(self._rows) if row.enabled and not row.empty), 0)

    @property
    def _sections(self) -> list[int]:
        """The first row that has something, and the first rows of the pages and of the columns."""
        return [self._first, *(i for i, row in enumerate(self._rows) if i and row.enabled and not self._rows[i - 1].enabled)]

    def action_section(self) -> None:
        """Go to the next section, and from the last to the first."""
        here = self._list.highlighted or 0
        if sections := self._sections:
            self._list.highlighted = next((at for at in sections if at > here), sections[0])


def _moved(selection: Selection, day: Period) -> Selection:
    """The year, month or day of the same kind that contains `day`; other places stay as they are."""
    period = Period.between(selection.since, selection.until)
    if period is None:
        return selection
    return within(selection, day if period.day else Period(day.year, day.month) if period.month else Period(day.year))


def _failure(error: Exception) -> list[StyledText]:
    message, hint = error_text(error)
    return [StyledText(message, "error"), *([StyledText(hint, "quiet")] if hint else [])]
