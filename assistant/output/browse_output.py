"""A page of the browser as text for a terminal and as JSON. What the archive does not have is named, not left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.exploring.browse import BrowseResult
from assistant.output.layout.bar_chart import ABSENT
from assistant.output.layout.browse import WEEKDAYS, counted_articles, with_gaps
from assistant.output.text_output import OutputFormat
from assistant.text.citations.style import titles
from assistant.text.i18n import N_, local_month, localized_day, translate, translate_plural
from assistant.text.sanitize import sanitize
from assistant.text.wrap import cells, left, right, wrap
from corpus.storage.catalog import Count, Heading
from corpus.text.date_format import month_name
from corpus.text.date_period import Period

_STEPS = "▁▂▃▄▅▆▇█"
_COLUMNS = 8
"""Number of columns listed; the JSON has all."""


def browsed_text(found: BrowseResult, output_format: OutputFormat) -> str:
    """The whole page, as `archive browse` prints it."""
    lines = [output_format.bold(browse_summary(found)), *_absence(found)]
    if found.headings:
        lines += ["", *_headings(found.headings, output_format)]
    elif found.period is None and found.parts:
        lines += ["", *_years(found.parts)]
    elif found.period and found.articles and not found.period.month:
        lines += ["", *_months(found)]
    elif found.period and found.articles:
        lines += ["", *_days(found.parts, found.days)]
    if found.undated:
        lines += ["", translate("Without a date: {articles}", articles=counted_articles(found.undated))]
    if found.columns and not found.selection.column:
        named = [f"{name} {articles}" for name, articles in found.columns[:_COLUMNS]]
        more = len(found.columns) - len(named)
        rest = translate(" and {count} more (--json has all)", count=more) if more else ""
        lines += [
            "",
            *_wrapped(translate("Columns: {names}", names=translate(", ").join(named)) + rest, output_format.width, ""),
        ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def browse_summary(found: BrowseResult) -> str:
    """One line: the place, and how much the archive has of it."""
    text = counted_articles(found.articles) if found.articles else translate("the archive has nothing")
    if found.articles and not (found.period and found.period.day):
        text += translate(" on ") + translate_plural(found.full_days, "{count} day", "{count} days")
    if found.whole_day and found.placed and 0 < found.articles < found.whole_day.articles:
        text += translate("; {count} on that day in total", count=found.whole_day.articles)
    return f"{place(found)}: {text}"


def place(found: BrowseResult) -> str:
    """The place in words: `25 April 1960, page 1, column 社论`."""
    selection = found.selection
    if found.period:
        named = [period_name(found.period)]
    elif selection.since or selection.until:
        named = [
            translate("from ") + localized_day(selection.since) if selection.since else "",
            translate("before ") + localized_day(selection.until) if selection.until else "",
        ]
        named = [" ".join(part for part in named if part)]
    elif found.coverage:
        first, last = found.coverage
        named = [localized_day(first) + (translate(" to ") + localized_day(last) if first != last else "")]
    else:
        named = [translate("The archive")]
    if selection.pages:
        first_page, last_page = selection.pages
        alone = translate("page {page}", page=first_page)
        named.append(alone if first_page == last_page else translate("pages {first}–{last}", first=first_page, last=last_page))
    for what, value in (
        (N_("column {name}"), selection.column),
        (N_("author {name}"), selection.author),
        (N_("title {name}"), selection.title),
        (N_("newspaper {name}"), selection.newspaper),
    ):
        if value:
            named.append(translate(what, name=value))
    return sanitize(translate(", ").join(named))


def period_name(period: Period) -> str:
    """`1960`, `April 1960`, `25 April 1960`."""
    if period.day:
        return localized_day(period.first)
    return local_month(period.year, period.month)


def around(found: BrowseResult) -> str:
    """The nearest days with articles; empty if there are none."""
    named = [
        translate(words, day=localized_day(count.period.first), articles=counted_articles(count.articles))
        for words, count in (
            (N_("before it {day} ({articles})"), found.before),
            (N_("after it {day} ({articles})"), found.after),
        )
        if count
    ]
    return translate("Nearest {days}.", days=translate(" and ").join(named)) if named else ""


def pages_of(count: Count) -> str:
    """The pages of a day, `pp. 1–4, 6`; empty where no article names one."""
    runs: list[list[int]] = []
    for page in count.pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    named = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return translate("pp. {pages}" if len(count.pages) > 1 else "p. {page}", page=named, pages=named) if named else ""


def strip(period: Period, days: tuple[Count, ...], most: int) -> str:
    """A month with one character per day, higher for more articles; ABSENT for none."""
    articles_by_period = {count.period: count.articles for count in days}
    return "".join(
        _STEPS[min(len(_STEPS) - 1, articles_by_period[part] * len(_STEPS) // (most + 1))]
        if part in articles_by_period
        else ABSENT
        for part in period.parts()
    )


def _absence(found: BrowseResult) -> Iterator[str]:
    if found.articles:
        return
    if found.whole_day:
        pages = pages_of(found.whole_day) or translate("no page named")
        yield translate(
            "It has {articles} from that day, {pages}.", articles=counted_articles(found.whole_day.articles), pages=pages
        )
    if near := around(found):
        yield near
    if found.period:
        yield translate("A gap in the archive does not mean that nothing was printed.")


def _years(months: tuple[Count, ...]) -> Iterator[str]:
    """A line for each year with its months."""
    names = [translate(month_name(number)) for number in range(1, 13)]
    short = [name[:3] if name.isascii() else name for name in names]
    yield "     " + "".join(right(name, 5) for name in short) + right(translate("Year"), 9)
    articles_by_period = {count.period: count.articles for count in months}
    for year, last in with_gaps(sorted({count.period.year for count in months}), _full_years(months)):
        if last != year:
            yield f"{year}–{last}".ljust(15) + ABSENT
            continue
        cells_ = [articles_by_period.get(part) for part in Period(year).parts()]
        drawn = "".join(f"{'' if cell is None else cell or ABSENT:>5}" for cell in cells_)
        yield f"{year:<5}{drawn}{sum(cell or 0 for cell in cells_) or ABSENT:>9}"


def _full_years(months: tuple[Count, ...]) -> set[int]:
    return {count.period.year for count in months if count.articles}


def _months(found: BrowseResult) -> Iterator[str]:
    most = max((count.articles for count in found.days), default=1)
    yield f"{'':12}{right(translate('Days'), 8)}{right(translate('Articles'), 10)}  1        10        20        30"
    for month in found.parts:
        length = (month.period.end - month.period.first).days
        amount = f"{month.days:>2}{translate(' of ')}{length}" if month.articles else ABSENT
        days = strip(month.period, found.days, most)
        name = translate(month_name(month.period.month))
        yield f"{left(name, 12)}{right(amount, 8)}{month.articles or ABSENT:>10}  {days}"


def _days(parts: tuple[Count, ...], days: tuple[Count, ...]) -> Iterator[str]:
    pages = {count.period: pages_of(count) for count in days}
    for part in parts:
        weekday = translate(WEEKDAYS[part.period.first.weekday()])
        yield f"{part.period} {weekday}{part.articles or ABSENT:>6}  {pages.get(part.period, '')}"


def _headings(headings: tuple[Heading, ...], output_format: OutputFormat) -> Iterator[str]:
    """Articles under their day, newspaper and page."""
    above = None
    for heading in headings:
        under = heading.date, heading.newspaper, heading.page
        if under != above:
            if above is not None:
                yield ""
            yield output_format.bold(sanitize(_where(heading)))
            above = under
        yield from _wrapped(titles(heading) or translate("(no title)"), output_format.width, "  ")
        text = [heading.id, heading.column, *dict.fromkeys(a for a in (heading.author_en, heading.author_zh) if a)]
        text.append("" if heading.english else translate("no English") if heading.chinese else translate("no text"))
        text.append("" if heading.chinese else translate("no Chinese"))
        yield from map(output_format.dim, _wrapped(" · ".join(part for part in text if part), output_format.width, "    "))


def _where(heading: Heading) -> str:
    page = translate("p. {page}", page=heading.page) if heading.page is not None else translate("no page named")
    parts = [localized_day(heading.date) if heading.date else translate("no date"), page, str(heading.newspaper)]
    return " · ".join(part for part in parts if part)


def _wrapped(text: str, width: int, indent: str) -> Iterator[str]:
    drawn = sanitize(text)
    for line in wrap(drawn, width - cells(indent)):
        yield indent + drawn[line.first : line.stop]


def browsed_json(found: BrowseResult) -> dict[str, Any]:
    """The same as JSON. `parts` has every month or day of the period, those without an article too; `days` has full ones."""
    selection = found.selection
    return {
        "period": str(found.period) if found.period else None,
        "since": selection.since.isoformat() if selection.since else None,
        "until": selection.until.isoformat() if selection.until else None,
        "pages": list(selection.pages) if selection.pages else None,
        "column": selection.column or None,
        "newspaper": selection.newspaper or None,
        "articles": found.articles,
        "days": found.full_days,
        "undated": found.undated,
        "parts": [_count_json(count) for count in found.parts],
        "full_days": [_count_json(count) | {"pages": list(count.pages)} for count in found.days],
        "columns": [{"column": name, "articles": articles} for name, articles in found.columns],
        "before": _count_json(found.before) if found.before else None,
        "after": _count_json(found.after) if found.after else None,
        "coverage": [date.isoformat() for date in found.coverage] if found.coverage else None,
        "headings": [_heading_json(heading) for heading in found.headings],
    }


def _count_json(count: Count) -> dict[str, Any]:
    return {"period": str(count.period), "days": count.days, "articles": count.articles}


def _heading_json(heading: Heading) -> dict[str, Any]:
    """As `article` is written in an answer."""
    return {
        "id": heading.id,
        "newspaper": str(heading.newspaper),
        "date": heading.date.isoformat() if heading.date else None,
        "page": heading.page,
        "column": heading.column,
        "title_en": heading.title_en,
        "title_zh": heading.title_zh,
        "author_en": heading.author_en,
        "author_zh": heading.author_zh,
        "source": {"path": heading.source.path, "sha256": heading.source.sha256},
    }
