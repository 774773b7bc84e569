"""Browsing the archive: article counts by month and day, the headings of a day, the nearest days with articles.

All counts come from one index over date, page, column and newspaper, without reading texts. At a million articles, counting the
months of the whole archive takes 0.1 s (0.6 s for one column), a year or a day a few milliseconds.
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
    import sqlite3  # the caller opens the connection; the chat draws its first screen before sqlite3 is loaded


@dataclass(frozen=True, slots=True)
class Count:
    """Number of articles in a year, a month or a day."""

    period: Period
    days: int
    """Days with at least one article."""
    articles: int
    pages: tuple[int, ...] = ()
    """For a day: the pages that its articles name, ascending. Empty for longer periods."""


@dataclass(frozen=True, slots=True)
class Heading:
    """An article as lists show it, without its texts."""

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
    """The source file; for a pair of files, the Chinese one."""
    english: bool
    """Whether the article has a text on this side."""
    chinese: bool


_HEADING = (
    "SELECT article.id, newspaper_en, newspaper_zh, date, page, column_name, title_en, title_zh, author_en, author_zh, "
    "source.path, source.sha256, source.encoding, english IS NOT NULL, chinese IS NOT NULL "
    "FROM article JOIN source ON source.number = article.source"
)
_ORDER = "date IS NULL, date, newspaper_en, newspaper_zh, page IS NULL, page, column_name, id"
"""Reading order: day, newspaper, page, column. The archive does not record where on its page an article was."""


class Catalog:
    """Browsing queries on one record. They accept no selections with `phrases`, which would read every text: ValueError."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def months(self, selection: Selection = Selection()) -> list[Count]:
        """Months with at least one matching article, in order."""
        # Grouping by day first is five times faster than counting distinct days per month.
        by_day = "SELECT date, count(*) AS articles FROM article WHERE {} AND date IS NOT NULL GROUP BY date"
        rows = self._rows(
            f"SELECT substr(date, 1, 7), count(*), sum(articles) FROM ({by_day}) GROUP BY 1 ORDER BY 1", selection
        )
        return [Count(Period.parse(month), days, articles) for month, days, articles in rows]

    def days(self, selection: Selection = Selection()) -> list[Count]:
        """Days with at least one matching article, in order."""
        query = (
            "SELECT date, count(*), group_concat(DISTINCT page) FROM article WHERE {} AND date IS NOT NULL "
            "GROUP BY date ORDER BY date"
        )
        return [
            Count(Period.parse(date), 1, articles, tuple(sorted(map(int, pages.split(",")))) if pages else ())
            for date, articles, pages in self._rows(query, selection)
        ]

    def headings(self, selection: Selection = Selection(), limit: int = -1) -> list[Heading]:
        """Matching articles in reading order; `limit` -1 returns all."""
        rows = self._rows(f"{_HEADING} WHERE {{}} ORDER BY {_ORDER} LIMIT ?", selection, limit)
        return [_heading(row) for row in rows]

    def columns(self, selection: Selection = Selection()) -> list[tuple[str, int]]:
        """Columns of the matching articles with their article counts, largest first, without the empty column."""
        query = "SELECT column_name, count(*) FROM article WHERE {} AND column_name != '' GROUP BY 1 ORDER BY 2 DESC, 1"
        return [(name, articles) for name, articles in self._rows(query, selection)]

    def pages(self, selection: Selection = Selection()) -> list[tuple[int, int]]:
        """Pages of the matching articles with their article counts, ascending."""
        query = "SELECT page, count(*) FROM article WHERE {} AND page IS NOT NULL GROUP BY 1 ORDER BY 1"
        return [(page, articles) for page, articles in self._rows(query, selection)]

    def authors(self, among: int) -> list[str]:
        """Author names in either language, most frequent first. No index covers authors, so only the first `among` articles are
        read."""
        query = """
            WITH head AS (SELECT author_zh, author_en FROM article ORDER BY rowid LIMIT ?)
            SELECT name FROM (SELECT author_zh AS name FROM head UNION ALL SELECT author_en FROM head)
            WHERE name != '' GROUP BY name ORDER BY count(*) DESC, name"""
        return [name for (name,) in self._db.execute(query, (among,))]

    def undated(self, selection: Selection = Selection()) -> int:
        """Number of matching articles without a date, ignoring the selection's dates."""
        query = "SELECT count(*) FROM article WHERE {} AND date IS NULL"
        return int(self._rows(query, replace(selection, since=None, until=None))[0][0])

    def nearest(self, selection: Selection) -> tuple[Count | None, Count | None]:
        """The last day before the selection's dates and the first day after them that have matching articles; None where the
        selection has no bound."""
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
        """Run a query in which `{}` stands for the selection's condition."""
        if selection.phrases:
            raise ValueError("the catalog cannot filter by phrases")
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
