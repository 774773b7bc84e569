"""A page of the browser: its head, and a row for everything that can be opened from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.output.layout.bar_chart import ABSENT, bar_chart
from assistant.output.layout.rows import Fragment, Row, StyledText
from assistant.text.i18n import translate, translate_plural
from assistant.text.sanitize import sanitize
from assistant.text.wrap import cells, cut
from corpus.selection import Selection
from corpus.storage.catalog import Count, Heading
from corpus.text.date_period import Period
from corpus.text.folding import fold_case
from embeddings.query.filter_table import active_filters

if TYPE_CHECKING:
    from assistant.exploring.browse import BrowseResult

_BAR = 24
"""Cells of the longest bar."""
_FACTS = 50
"""Cells of a row beside its bar."""
_LABEL = 17
_LEAD = 9
"""Cells before a title: the margin and the page."""
_TITLE = 20
"""Cells that a title always has, however long the column's name before it."""
_NAME = 40
"""Cells of an archive's name inside a line of the program's own."""
_COLUMNS_NAMED = 8
_COLUMNS_LISTED = 100
GAP = 3
"""Years in a row without anything that are one row."""
WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()


@dataclass(frozen=True, slots=True)
class BrowseRow:
    """An entry of the list."""

    lines: tuple[Row, ...]
    opens: Selection | str | None = None
    """The page or the article, by its id, that it opens; None for a heading or a note."""
    empty: bool = False
    """Whether the archive has nothing there."""
    more: bool = False
    """Whether it lists more articles."""

    @property
    def enabled(self) -> bool:
        return self.more or self.opens is not None


def _line(*fragments: str | Fragment) -> Row:
    return Row(tuple(Fragment(one) if isinstance(one, str) else one for one in fragments))


def browse_rows(found: BrowseResult, width: int) -> Iterator[BrowseRow]:
    """All rows of a page, none of them wider than `width`."""
    if found.headings:
        yield from _articles(found, width)
    else:
        yield from _bars(found, width)
    here = found.selection
    if found.whole_day and found.articles < found.whole_day.articles:
        note = translate("All of this day: {articles}", articles=counted_articles(found.whole_day.articles))
        yield BrowseRow((_line(f"  {note}"),), Selection(since=here.since, until=here.until))
    if found.undated and not here.undated:
        note = translate("Without a date: {articles}", articles=counted_articles(found.undated))
        yield BrowseRow((_line(f"  {note}"),), replace(here, undated=True, since=None, until=None))
    yield from _narrower(found, width)


def years(months: Sequence[Count]) -> tuple[Count, ...]:
    """The months of the archive added up to years."""
    found: dict[int, Count] = {}
    for month in months:
        so_far = found.get(month.period.year, Count(Period(month.period.year), 0, 0))
        found[month.period.year] = replace(so_far, days=so_far.days + month.days, articles=so_far.articles + month.articles)
    return tuple(found.values())


def with_gaps(years: Sequence[int], full: Collection[int]) -> Iterator[tuple[int, int]]:
    """The years in order, each as (year, year), and each run of GAP or more without anything as its first and last year."""
    run: list[int] = []
    for year in (*years, None):
        if year is not None and year not in full:
            run.append(year)
            continue
        yield from [(run[0], run[-1])] if len(run) >= GAP else [(empty, empty) for empty in run]
        run = []
        if year is not None:
            yield year, year


def within(selection: Selection, period: Period | None) -> Selection:
    """The selection with this period instead of its own dates."""
    return replace(selection, since=period.first if period else None, until=period.end if period else None)


def parents(selection: Selection) -> Iterator[Selection]:
    """The pages above a selection, the whole archive first. A selection by filters alone is directly below it."""
    if not selection:
        return
    period = Period.between(selection.since, selection.until)
    if period:
        upper = within(selection, period.parent)
    elif selection.undated:
        upper = replace(selection, undated=False)
    else:
        upper = Selection()
    yield from parents(upper)
    yield upper


def counted_articles(count: int) -> str:
    return translate("{count} article" if count == 1 else "{count} articles", count=f"{count:,}")


def period_text(period: Period) -> str:
    """`1960`, `1960-04` or `1960-04-25`, as a filter takes it; the same in every language."""
    return "-".join([f"{period.year}", *(f"{part:02}" for part in (period.month, period.day) if part)])


def filters(selection: Selection) -> str:
    """The filters in force, as they are typed, but for a year, month or day, which the head names."""
    active = ((filter, value) for filter, value in active_filters(selection) if filter.name != "on")
    return " ".join(f"{filter.name}:{cut(sanitize(value), _NAME)}" for filter, value in active)


def path_line(selection: Selection) -> StyledText:
    """The path from the whole archive to a page: `The archive › 1960 › 1960-04`."""
    around: list[str] = []
    period = Period.between(selection.since, selection.until)
    while period is not None:
        around.insert(0, period_text(period))
        period = period.parent
    undated = [translate("without a date")] if selection.undated else []
    return StyledText(" › ".join([translate("The archive"), *around, *undated]), "strong")


def browse_head(found: BrowseResult) -> Iterator[StyledText]:
    """The page's path, its filters, and how much the archive has of it."""
    here = found.selection
    yield path_line(here)
    if on := filters(here):
        yield StyledText(translate("Filters here: {filters}", filters=on), "quiet")
    if found.articles:
        yield StyledText(
            f"{counted_articles(found.articles)} · {translate_plural(found.full_days, '{count} day', '{count} days')}", "quiet"
        )
    elif not found.undated:
        yield from _absence(found)
    if found.undated:
        count = counted_articles(found.undated)
        yield StyledText(count if here.undated else translate("Without a date: {articles}", articles=count), "quiet")
    if found.columns and not found.headings:
        names = translate(", ").join(
            f"{cut(sanitize(name), _TITLE)} {count}" for name, count in _columns(found)[:_COLUMNS_NAMED]
        )
        yield StyledText(translate("Columns: {names}", names=names), "quiet")


def _absence(found: BrowseResult) -> Iterator[StyledText]:
    if found.whole_day and found.placed:
        day = counted_articles(found.whole_day.articles)
        yield StyledText(translate("Nothing here matches; the archive has {articles} from that day.", articles=day), "warning")
    elif found.period:
        yield StyledText(
            translate("The archive has nothing from this time; that does not mean that nothing was printed."), "warning"
        )
        near = [f"{period_text(one.period)} ({counted_articles(one.articles)})" for one in (found.before, found.after) if one]
        if near:
            yield StyledText(translate("Nearest: {days}", days=translate(", ").join(near)), "quiet")
    elif found.selection:
        yield StyledText(translate("Nothing in the archive matches these filters."), "warning")


def _bars(found: BrowseResult, width: int) -> Iterator[BrowseRow]:
    """A row for each year, month or day, with a bar of its articles; a dot where there are none. Long runs of years without
    anything are one row."""
    parts = found.parts if found.period else years(found.parts)
    most = max((part.articles for part in parts), default=0)
    if found.period:
        yield from (_bar(part, most, found.selection, width) for part in parts)
        return
    by_year = {part.period.year: part for part in parts}
    for first, last in with_gaps(list(by_year), {year for year, part in by_year.items() if part.articles}):
        if first == last:
            yield _bar(by_year[first], most, found.selection, width)
        else:
            yield BrowseRow((_line(f"  {f'{first}–{last}'.ljust(_LABEL)}", Fragment(ABSENT, "quiet")),), empty=True)


def _bar(part: Count, most: int, selection: Selection, width: int) -> BrowseRow:
    opens = within(selection, part.period)
    longest = max(4, min(_BAR, width - _FACTS))
    label = period_text(part.period)
    if part.period.day:
        label += f" {translate(WEEKDAYS[part.period.first.weekday()])}"
    label += " " * max(1, _LABEL - cells(label))
    if not part.articles:
        return BrowseRow((_line(f"  {label}", Fragment(ABSENT, "quiet")),), opens, empty=True)
    amount = f"  {counted_articles(part.articles)}"
    days = f" · {translate_plural(part.days, '{count} day', '{count} days')}" if not part.period.day else ""
    if 2 + cells(label) + longest + cells(amount + days) <= width:
        amount += days
    bar = Fragment(bar_chart(part.articles, most, longest).ljust(longest), "quiet")
    return BrowseRow((_line(f"  {label}", bar, amount),), opens)


def _articles(found: BrowseResult, width: int) -> Iterator[BrowseRow]:
    for heading in found.headings:
        yield BrowseRow(_heading(heading, width), heading.id)
    left = found.articles + found.undated - len(found.headings)
    if left > 0:
        yield BrowseRow((_line(f"  {translate_plural(left, '{count} more article', '{count} more articles')}"),), more=True)


def _heading(heading: Heading, width: int) -> tuple[Row, ...]:
    """An article: page, column and the Chinese title, with the English title on a second line."""
    page = translate("p. {page}", page=heading.page) if heading.page is not None else ""
    lead = f"  {page}"
    lead += " " * max(1, _LEAD - cells(lead))
    room = max(_TITLE, width - cells(lead))
    first, second = sanitize(heading.title_zh), sanitize(heading.title_en)
    column = _column(heading.column, room)
    title = cut(first or second or translate("(no title)"), max(_TITLE, room - cells(column)))
    line = _line(Fragment(lead, "quiet"), Fragment(column, "quiet"), Fragment(title, "strong"))
    return (line, _line(" " * cells(lead) + cut(second, room))) if first and second else (line,)


def _column(name: str, room: int) -> str:
    """The column's name before a title, cut to leave the title enough room."""
    joint = " · "
    left = room - _TITLE - cells(joint)
    return f"{cut(sanitize(name), left)}{joint}" if name and left > cells("…") else ""


def _narrower(found: BrowseResult, width: int) -> Iterator[BrowseRow]:
    """Pages and columns that have some, but not all, of the articles here."""
    fit, here = found.articles + found.undated, found.selection
    pages = [(page, count) for page, count in found.pages if count < fit]
    if pages:
        yield from _section(translate("Pages"))
    for page, count in pages:
        yield BrowseRow((_named(translate("p. {page}", page=page), count, width),), replace(here, pages=(page, page)))
    columns = [(name, count) for name, count in _columns(found) if count < fit]
    if columns:
        yield from _section(translate("Columns"))
    for name, count in columns:
        yield BrowseRow((_named(sanitize(name), count, width),), replace(here, column=name))
    if (left := len(found.columns) - _COLUMNS_LISTED) > 0:
        more = translate_plural(
            left, "{count} more column: in the chat, column:NAME", "{count} more columns: in the chat, column:NAME"
        )
        yield BrowseRow((_line(f"  {cut(more, width - 2)}"),))


def _columns(found: BrowseResult) -> list[tuple[str, int]]:
    """Columns with the number of articles that `column:NAME` finds, which takes every column whose name contains NAME."""
    comparables = [(fold_case(name), count) for name, count in found.columns]
    found_by = [
        (name, sum(count for other, count in comparables if this in other))
        for (name, _), (this, _) in zip(found.columns[:_COLUMNS_LISTED], comparables, strict=False)
    ]
    return sorted(found_by, key=lambda one: -one[1])


def _section(title: str) -> Iterator[BrowseRow]:
    yield BrowseRow((_line(""),))
    yield BrowseRow((_line(Fragment(f"  {title}", "strong")),))


def _named(name: str, count: int, width: int) -> Row:
    articles = counted_articles(count)
    label = cut(name, max(_TITLE, width - cells(articles) - 4))
    return _line(f"  {label}{' ' * max(2, _LABEL - cells(label))}{articles}")
