"""What stands where in the archive: articles counted by month and day, the headings of a day, the days around a gap.

For reading without a question. All counts come from one index that has date, page, column and newspaper, so that no text is
touched: at a million articles the months of the whole archive take 0.1 s (0.6 s of one column), a year or a day a few milliseconds.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from corpus.model import Newspaper, Source
from corpus.selection import Selection
from corpus.text.date_period import Period

if TYPE_CHECKING:
    import sqlite3  # what is read here is somebody else's connection; the chat draws its screens before SQLite is loaded


@dataclass(frozen=True, slots=True)
class Count:
    """How much the archive has of a year, a month or a day."""

    period: Period
    days: int
    """Days with at least one article."""
    articles: int
    pages: tuple[int, ...] = ()
    """Of a day: the pages that its articles name, ascending. Empty for longer periods."""


@dataclass(frozen=True, slots=True)
class Heading:
    """An article as a list shows it, without its texts."""

    id: str
    newspaper: Newspaper
    date: datetime.date | None
    page: int | None
    column: str
    title_en: str
    title_zh: str
    author_en: str
    author_zh: str
    source: Source
    """The file; of a pair of files the one that the record counts the article to."""
    english: bool
    """Whether there is a text on that side."""
    chinese: bool


_HEADING = (
    "SELECT article.id, newspaper_en, newspaper_zh, date, page, column_name, title_en, title_zh, author_en, author_zh, "
    "source.path, source.sha256, source.encoding, english IS NOT NULL, chinese IS NOT NULL "
    "FROM article JOIN source ON source.number = article.source"
)
_ORDER = "date IS NULL, date, newspaper_en, newspaper_zh, page IS NULL, page, column_name, id"
"""The order of reading: day, newspaper, page. Where on its page an article stood the archive does not say; those of a column
stand together."""


class Catalog:
    """Reads one record. Selections with words that a text must hold (`held`) are for questions, not for this: ValueError."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def months(self, selection: Selection = Selection()) -> list[Count]:
        """Months with at least one article that fits, in order."""
        # By day first: counting distinct days within months takes five times as long.
        by_day = "SELECT date, count(*) AS articles FROM article WHERE {} AND date IS NOT NULL GROUP BY date"
        rows = self._rows(
            f"SELECT substr(date, 1, 7), count(*), sum(articles) FROM ({by_day}) GROUP BY 1 ORDER BY 1", selection
        )
        return [Count(Period.parse(month), days, articles) for month, days, articles in rows]

    def days(self, selection: Selection = Selection()) -> list[Count]:
        """Days with at least one article that fits, in order."""
        query = (
            "SELECT date, count(*), group_concat(DISTINCT page) FROM article WHERE {} AND date IS NOT NULL "
            "GROUP BY date ORDER BY date"
        )
        return [
            Count(Period.parse(date), 1, articles, tuple(sorted(map(int, pages.split(",")))) if pages else ())
            for date, articles, pages in self._rows(query, selection)
        ]

    def headings(self, selection: Selection = Selection(), limit: int = -1) -> list[Heading]:
        """The articles that fit, in the order of reading; -1: all of them."""
        rows = self._rows(f"{_HEADING} WHERE {{}} ORDER BY {_ORDER} LIMIT ?", selection, limit)
        return [_heading(row) for row in rows]

    def columns(self, selection: Selection = Selection()) -> list[tuple[str, int]]:
        """The columns that articles which fit stood in, the one with the most articles first; articles without one do not
        count."""
        query = "SELECT column_name, count(*) FROM article WHERE {} AND column_name != '' GROUP BY 1 ORDER BY 2 DESC, 1"
        return [(name, articles) for name, articles in self._rows(query, selection)]

    def pages(self, selection: Selection = Selection()) -> list[tuple[int, int]]:
        """The pages that articles which fit name, ascending, with how many are on each."""
        query = "SELECT page, count(*) FROM article WHERE {} AND page IS NOT NULL GROUP BY 1 ORDER BY 1"
        return [(page, articles) for page, articles in self._rows(query, selection)]

    def authors(self, among: int) -> list[str]:
        """Authors in either language, those of the most articles first. No index has them: only the first `among` articles
        are read."""
        query = """
            WITH head AS (SELECT author_zh, author_en FROM article ORDER BY rowid LIMIT ?)
            SELECT name FROM (SELECT author_zh AS name FROM head UNION ALL SELECT author_en FROM head)
            WHERE name != '' GROUP BY name ORDER BY count(*) DESC, name"""
        return [name for (name,) in self._db.execute(query, (among,))]

    def undated(self, selection: Selection = Selection()) -> int:
        """How many articles without a date fit, but for the dates."""
        query = "SELECT count(*) FROM article WHERE {} AND date IS NULL"
        return int(self._rows(query, replace(selection, since=None, until=None))[0][0])

    def nearest(self, selection: Selection) -> tuple[Count | None, Count | None]:
        """The last day before the selection's dates, and the first day after them, with an article that fits it otherwise.
        A selection without dates has none."""
        return (
            self._at_end("DESC", replace(selection, since=None, until=selection.since)) if selection.since else None,
            self._at_end("ASC", replace(selection, since=selection.until, until=None)) if selection.until else None,
        )

    def _at_end(self, order: str, selection: Selection) -> Count | None:
        query = f"SELECT date FROM article WHERE {{}} AND date IS NOT NULL ORDER BY date {order} LIMIT 1"
        rows = self._rows(query, selection)
        if not rows:
            return None
        day = Period.parse(rows[0][0])
        return self.days(replace(selection, since=day.first, until=day.end))[0]

    def _rows(self, query: str, selection: Selection, *more: object) -> Sequence[Any]:
        """The rows of a query in which `{}` stands for the selection."""
        if selection.phrases:
            raise ValueError("words that a text holds are for questions")
        condition, values = selection.sql()
        return self._db.execute(query.format(condition), (*values, *more)).fetchall()


def _heading(row: Sequence[Any]) -> Heading:
    id, paper_en, paper_zh, date, page, column, title_en, title_zh, author_en, author_zh, path, sha256, encoding, en, zh = row
    return Heading(
        id=id,
        newspaper=Newspaper(paper_en, paper_zh),
        date=datetime.date.fromisoformat(date) if date else None,
        page=page,
        column=column,
        title_en=title_en,
        title_zh=title_zh,
        author_en=author_en,
        author_zh=author_zh,
        source=Source(path, sha256, encoding),
        english=bool(en),
        chinese=bool(zh),
    )
