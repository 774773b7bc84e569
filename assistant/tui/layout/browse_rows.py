"""What a place of the archive looks like: its head, and a row for everything that can be opened there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.text import Text

from assistant.output.bar_chart import ABSENT, bar_chart
from assistant.text.i18n import counted, local
from assistant.text.sanitize import sanitize
from assistant.text.wrap import cells, cut
from assistant.tui.layout.rows import StyledText
from corpus.selection import Selection
from corpus.storage.catalog import Count, Heading
from corpus.text.date_period import Period
from corpus.text.han_variants import comparable
from embeddings.query.filter_table import active_filters

if TYPE_CHECKING:
    from assistant.exploring.browse import Browsed

_BAR = 24
"""Cells of the longest bar."""
_FACTS = 50
"""Cells of its row that are for other things."""
_LABEL = 17
_LEAD = 9
"""Cells before a title: the margin and the page."""
_TITLE = 20
"""Cells that a title has at least, however long the column's name before it."""
_NAME = 40
"""Cells of a name of the archive's in our own lines."""
_COLUMNS_TOLD = 8
_COLUMNS_LISTED = 100
_WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list, or two."""

    drawn: Text
    leads: Selection | str | None = None
    """The place that it opens, or the id of an article; None for what only says something."""
    empty: bool = False
    """Whether nothing is there."""
    more: bool = False
    """Whether it stands for the articles that were not listed yet."""

    @property
    def enabled(self) -> bool:
        return self.more or self.leads is not None


def rows(found: Browsed, width: int) -> Iterator[Row]:
    """All rows of a place, none of them wider than `width`."""
    if found.headings:
        yield from _articles(found, width)
    else:
        yield from _bars(found, width)
    here = found.selection
    if found.whole_day and found.articles < found.whole_day.articles:
        told = local("All of this day: {articles}", articles=counted_articles(found.whole_day.articles))
        yield Row(Text(f"  {told}"), Selection(since=here.since, until=here.until))
    if found.undated and not here.undated:
        told = local("Without a date: {articles}", articles=counted_articles(found.undated))
        yield Row(Text(f"  {told}"), replace(here, undated=True, since=None, until=None))
    yield from _narrower(found, width)


def years(months: Sequence[Count]) -> tuple[Count, ...]:
    """The months of the archive put together into years."""
    found: dict[int, Count] = {}
    for month in months:
        so_far = found.get(month.period.year, Count(Period(month.period.year), 0, 0))
        found[month.period.year] = replace(so_far, days=so_far.days + month.days, articles=so_far.articles + month.articles)
    return tuple(found.values())


def within(selection: Selection, period: Period | None) -> Selection:
    """The same, of this period alone."""
    return replace(selection, since=period.first if period else None, until=period.behind if period else None)


def above(selection: Selection) -> Iterator[Selection]:
    """The places that lead to a place, from all of the archive down; filters are the first that was chosen."""
    if not selection:
        return
    period = Period.between(selection.since, selection.until)
    if period:
        upper = within(selection, period.around)
    elif selection.undated:
        upper = replace(selection, undated=False)
    else:
        upper = Selection()
    yield from above(upper)
    yield upper


def counted_articles(count: int) -> str:
    return counted(count, "{count} article", "{count} articles")


def written(period: Period) -> str:
    """`1960`, `1960-04`, `1960-04-25`: the same in every language, and what a filter takes."""
    return "-".join([f"{period.year}", *(f"{part:02}" for part in (period.month, period.day) if part)])


def filters(selection: Selection) -> str:
    """The filters in force, as they are typed, but for a year, month or day, which the head names."""
    active = ((filter, value) for filter, value in active_filters(selection) if filter.name != "on")
    return " ".join(f"{filter.name}:{cut(sanitize(value), _NAME)}" for filter, value in active)


# The head


def where(selection: Selection) -> StyledText:
    """The way from all of the archive to here."""
    around: list[str] = []
    period = Period.between(selection.since, selection.until)
    while period is not None:
        around.insert(0, written(period))
        period = period.around
    undated = [local("without a date")] if selection.undated else []
    return StyledText(" › ".join([local("The archive"), *around, *undated]), "strong")


def told(found: Browsed) -> Iterator[StyledText]:
    """Where one is, and how much the archive has of it."""
    here = found.selection
    yield where(here)
    if on := filters(here):
        yield StyledText(local("Filters here: {filters}", filters=on), "quiet")
    if found.articles:
        yield StyledText(
            f"{counted_articles(found.articles)} · {counted(found.full_days, '{count} day', '{count} days')}", "quiet"
        )
    elif not found.undated:
        yield from _absence(found)
    if found.undated:
        count = counted_articles(found.undated)
        yield StyledText(count if here.undated else local("Without a date: {articles}", articles=count), "quiet")
    if found.columns and not found.headings:
        names = ", ".join(f"{cut(sanitize(name), _TITLE)} {count}" for name, count in _columns(found)[:_COLUMNS_TOLD])
        yield StyledText(local("Columns: {names}", names=names), "quiet")


def _absence(found: Browsed) -> Iterator[StyledText]:
    if found.whole_day and found.placed:
        day = counted_articles(found.whole_day.articles)
        yield StyledText(local("Nothing here fits; of that day the archive has {articles}.", articles=day), "warning")
    elif found.period:
        yield StyledText(local("The archive has nothing of it; that does not mean that nothing was printed."), "warning")
        near = [f"{written(one.period)} ({counted_articles(one.articles)})" for one in (found.before, found.after) if one]
        if near:
            yield StyledText(local("Nearest: {days}", days=", ".join(near)), "quiet")
    elif found.selection:
        yield StyledText(local("Nothing in the archive fits these filters."), "warning")


# The rows


def _bars(found: Browsed, width: int) -> Iterator[Row]:
    """A year, a month or a day a line, with a bar of its articles; a dot where there are none."""
    parts = found.parts if found.period else years(found.parts)
    most = max((part.articles for part in parts), default=0)
    longest = max(4, min(_BAR, width - _FACTS))
    for part in parts:
        leads = within(found.selection, part.period)
        label = written(part.period)
        if part.period.day:
            label += f" {local(_WEEKDAYS[part.period.first.weekday()])}"
        label += " " * max(1, _LABEL - cells(label))
        if not part.articles:
            yield Row(Text.assemble("  ", label, (ABSENT, "dim")), leads, empty=True)
            continue
        amount = f"  {counted_articles(part.articles)}"
        days = f" · {counted(part.days, '{count} day', '{count} days')}" if not part.period.day else ""
        if 2 + cells(label) + longest + cells(amount + days) <= width:
            amount += days
        yield Row(Text.assemble("  ", label, (bar_chart(part.articles, most, longest).ljust(longest), "dim"), amount), leads)


def _articles(found: Browsed, width: int) -> Iterator[Row]:
    for heading in found.headings:
        yield Row(_heading(heading, width), heading.id)
    left = found.articles + found.undated - len(found.headings)
    if left > 0:
        yield Row(Text(f"  {counted(left, '{count} more article', '{count} more articles')}"), more=True)


def _heading(heading: Heading, width: int) -> Text:
    """An article a line pair: page, column and the Chinese title; below it the English one."""
    page = local("p. {page}", page=heading.page) if heading.page is not None else ""
    lead = f"  {page}"
    lead += " " * max(1, _LEAD - cells(lead))
    room = max(_TITLE, width - cells(lead))
    first, second = sanitize(heading.title_zh), sanitize(heading.title_en)
    column = _column(heading.column, room)
    title = cut(first or second or local("(no title)"), max(_TITLE, room - cells(column)))
    row = Text.assemble((lead, "dim"), (column, "dim"), (title, "bold"))
    if first and second:
        row.append("\n" + " " * cells(lead) + cut(second, room))
    return row


def _column(name: str, room: int) -> str:
    """The column's name before a title, as long as it leaves the title enough room."""
    joint = " · "
    left = room - _TITLE - cells(joint)
    return f"{cut(sanitize(name), left)}{joint}" if name and left > cells("…") else ""


def _narrower(found: Browsed, width: int) -> Iterator[Row]:
    """Pages and columns that have some of what is here; those that have all of it would change nothing."""
    fit, here = found.articles + found.undated, found.selection
    pages = [(page, count) for page, count in found.pages if count < fit]
    if pages:
        yield from _section(local("Pages"))
    for page, count in pages:
        yield Row(_named(local("p. {page}", page=page), count, width), replace(here, pages=(page, page)))
    columns = [(name, count) for name, count in _columns(found) if count < fit]
    if columns:
        yield from _section(local("Columns"))
    for name, count in columns:
        yield Row(_named(sanitize(name), count, width), replace(here, column=name))
    if (left := len(found.columns) - _COLUMNS_LISTED) > 0:
        more = counted(left, "{count} more column: in the chat, column:NAME", "{count} more columns: in the chat, column:NAME")
        yield Row(Text(f"  {cut(more, width - 2)}"))


def _columns(found: Browsed) -> list[tuple[str, int]]:
    """Columns with the articles that the filter finds: it takes every column whose name has this one in it."""
    wanted = [(comparable(name), count) for name, count in found.columns]
    told = [
        (name, sum(count for other, count in wanted if this in other))
        for (name, _), (this, _) in zip(found.columns[:_COLUMNS_LISTED], wanted, strict=False)
    ]
    return sorted(told, key=lambda one: -one[1])


def _section(title: str) -> Iterator[Row]:
    yield Row(Text(""))
    yield Row(Text(f"  {title}", style="bold"))


def _named(name: str, count: int, width: int) -> Text:
    articles = counted_articles(count)
    label = cut(name, max(_TITLE, width - cells(articles) - 4))
    return Text(f"  {label}{' ' * max(2, _LABEL - cells(label))}{articles}")
