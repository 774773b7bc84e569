"""Browsing without a question: the archive's years, a year's months, a month's days, a day's articles.

What is absent is shown as absent, with the days around it that the archive has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.language import counted, local
from assistant.shown import shown
from assistant.tui.bindings import Scope, bindings
from assistant.tui.messages import HeadingOpened, PlaceWanted
from assistant.tui.rows import Said
from assistant.tui.widgets.drawn import Words
from assistant.tui.widgets.status import StatusLine
from assistant.tui.words import fault
from assistant.wrap import cells, cut
from corpus.contents import Count, Heading
from corpus.period import Period
from corpus.selection import Selection

if TYPE_CHECKING:
    from assistant.browse import Browsed

_BAR = 24
"""Cells of the longest bar."""
_LABEL = 14
_ABSENT = "·"
_WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()


class BrowseScreen(Screen[None]):
    """One place at a time. The app asks the desk for a place, and hands on what it found."""

    AUTO_FOCUS = "#browse-list"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.BROWSE)]

    def __init__(self, selection: Selection = Selection()) -> None:
        super().__init__()
        self.selection = selection
        self.found: Browsed | None = None
        self._parts: tuple[Count, ...] = ()
        self._head = Words((Said(local("Browse the archive"), "strong"),), id="browse-head")
        self._list = OptionList(id="browse-list", markup=False)
        self._status = StatusLine()

    def compose(self) -> ComposeResult:
        yield self._head
        yield self._list
        yield self._status

    def on_mount(self) -> None:
        self._go(self.selection)

    def on_resize(self) -> None:
        self._draw()

    def _go(self, selection: Selection) -> None:
        self.selection = selection
        self.post_message(PlaceWanted(selection))

    # What the desk reports, handed on by the app

    def opened(self, found: Browsed) -> None:
        """What stands at a place; one that the reader has left meanwhile is not shown."""
        if found.selection != self.selection:
            return
        self.found = found
        self._parts = found.parts if found.period else _years(found.parts)
        self._head.say(*_told(found))
        self._draw(first=True)
        self.refresh_bindings()

    def failed(self, selection: Selection, error: Exception) -> None:
        if selection == self.selection:
            self._head.say(*(Said(text, "error") for text in fault(error) if text))

    def _draw(self, *, first: bool = False) -> None:
        found = self.found
        if found is None:
            return
        at = 0 if first else self._list.highlighted or 0
        rows = list(_headings(found.headings, self.size.width)) or list(_bars(self._parts))
        self._list.clear_options()
        self._list.add_options([Option(row) for row in rows])
        if first and not found.headings:  # the first that has something
            at = next((i for i, part in enumerate(self._parts) if part.articles), 0)
        if rows:
            self._list.highlighted = min(at, len(rows) - 1)
        self._status.say("" if rows else local("Nothing to list here."))

    # What the reader does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("step", "up") and self.found is not None:
            return self.found.period is not None
        return True

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        if self.found and self.found.headings:
            self.post_message(HeadingOpened(self.found.headings[event.option_index].id))
        elif event.option_index < len(self._parts):
            self._to(self._parts[event.option_index].period)

    def _to(self, period: Period | None) -> None:
        first, behind = (period.first, period.behind) if period else (None, None)
        self._go(replace(self.selection, since=first, until=behind))

    def action_choose(self) -> None:
        self._list.action_select()

    def action_up(self) -> None:
        """To the month of a day, the year of a month, all years."""
        if self.found and self.found.period:
            self._to(self.found.period.around)

    def action_step(self, step: int) -> None:
        """To the nearest day with an article before or after a day; for a month or a year, to that day's."""
        if self.found is None or self.found.period is None:
            return
        near = self.found.before if step < 0 else self.found.after
        if near is None:
            told = "The archive has nothing before this." if step < 0 else "The archive has nothing after this."
            self._status.say(local(told))
            return
        there, here = near.period, self.found.period
        self._to(there if here.day else there.around if here.month else Period(there.year))

    def action_close(self) -> None:
        self.dismiss()


def _years(months: Sequence[Count]) -> tuple[Count, ...]:
    """The months of the archive put together into years."""
    years: dict[int, Count] = {}
    for month in months:
        so_far = years.get(month.period.year, Count(Period(month.period.year), 0, 0))
        years[month.period.year] = replace(so_far, days=so_far.days + month.days, articles=so_far.articles + month.articles)
    return tuple(years.values())


def written(period: Period) -> str:
    """`1960`, `1960-04`, `1960-04-25`: the same in every language, and what a filter takes."""
    return "-".join([f"{period.year}", *(f"{part:02}" for part in (period.month, period.day) if part)])


def _told(found: Browsed) -> Iterator[Said]:
    """Where one is, and how much the archive has of it."""
    places = [local("The archive")]
    around: list[Period] = []
    period = found.period
    while period is not None:
        around.insert(0, period)
        period = period.around
    places += [written(one) for one in around]
    yield Said(" › ".join(places), "strong")
    other = replace(found.selection, since=None, until=None)
    pages = f"page:{'-'.join(str(page) for page in dict.fromkeys(other.pages))}" if other.pages else ""
    named = (("column", other.column), ("author", other.author), ("title", other.title), ("paper", other.newspaper))
    if filters := [one for one in (pages, *(f"{name}:{value}" for name, value in named if value)) if one]:
        yield Said(local("Filters here: {filters}", filters=shown(" ".join(filters))), "quiet")
    if found.articles:
        yield Said(f"{_articles(found.articles)} · {counted(found.full_days, '{count} day', '{count} days')}", "quiet")
    elif found.whole_day and found.placed:
        yield Said(
            local("Nothing here fits; of that day the archive has {articles}.", articles=_articles(found.whole_day.articles)),
            "warning",
        )
    elif found.period:
        yield Said(local("The archive has nothing of it; that does not mean that nothing was printed."), "warning")
        near = [f"{written(one.period)} ({_articles(one.articles)})" for one in (found.before, found.after) if one]
        if near:
            yield Said(local("Nearest: {days}", days=", ".join(near)), "quiet")
    if found.undated:
        yield Said(local("Without a date: {articles}", articles=_articles(found.undated)), "quiet")
    if found.columns and not found.headings:
        yield Said(
            local("Columns: {names}", names=shown(", ".join(f"{name} {count}" for name, count in found.columns[:8]))), "quiet"
        )


def _articles(count: int) -> str:
    return counted(count, "{count} article", "{count} articles")


def _bars(parts: Sequence[Count]) -> Iterator[Text]:
    """A year, a month or a day a line, with a bar of its articles; a dot where there are none."""
    most = max((part.articles for part in parts), default=0)
    for part in parts:
        label = written(part.period)
        if part.period.day:
            label += f" {local(_WEEKDAYS[part.period.first.weekday()])}"
        label += " " * max(1, _LABEL + 3 - cells(label))
        if not part.articles:
            yield Text.assemble("  ", label, (_ABSENT, "dim"))
            continue
        bar = "█" * max(1, round(_BAR * part.articles / most))
        days = f" · {counted(part.days, '{count} day', '{count} days')}" if not part.period.day else ""
        yield Text.assemble("  ", label, (bar.ljust(_BAR), "dim"), f"  {_articles(part.articles)}{days}")


def _headings(headings: Sequence[Heading], width: int) -> Iterator[Text]:
    """An article a line pair: page, column and the Chinese title; below it the English one."""
    for heading in headings:
        page = local("p. {page}", page=heading.page) if heading.page else ""
        lead = page + " " * max(1, 7 - cells(page))
        column = f"{shown(heading.column)} · " if heading.column else ""
        room = max(20, width - 7 - 8)
        first, second = shown(heading.title_zh), shown(heading.title_en)
        row = Text.assemble("  ", (lead, "dim"), (column, "dim"), (cut(first or second, room - cells(column)), "bold"))
        if first and second:
            row.append("\n" + " " * 9 + cut(second, room))
        yield row
