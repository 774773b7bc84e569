"""The record's rows for passages, and for lines that are in no passage, such as headlines and bylines. `Store` inherits from this
class.

A line is selected, read and put in order as a passage is; its numbers are a series of their own.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from corpus.alignment.outside_lines import passages_before
from corpus.errors import RecordBroken, UnknownId
from corpus.model import AlignedArticle, AlignedPassage, Article
from corpus.selection import Selection
from corpus.storage import row_mapping

_CHUNK = 500
"""Ids per SQL statement. SQLite guarantees at least 999 parameters."""
_IN_PRINT = """
    SELECT date IS NULL, date, page, article.rowid, {place} AS place, {is_line} AS is_line, number
    FROM {table} JOIN article ON article.id = {table}.article WHERE {condition}"""


class PassageRows:
    """Queries of the tables `passage` and `line`."""

    folder: Path
    _db: sqlite3.Connection

    def passages(self, numbers: Sequence[int]) -> list[tuple[Article, AlignedPassage]]:
        """Passages by number, in the order given. Raises UnknownId if one is missing."""
        return self._read(row_mapping.PASSAGE_QUERY, row_mapping.read_passage, numbers)

    def lines(self, numbers: Sequence[int]) -> list[tuple[Article, AlignedPassage]]:
        """Lines by number, in the order given. Raises UnknownId if one is missing."""
        return self._read(row_mapping.LINE_QUERY, row_mapping.read_line, numbers)

    def select(self, selection: Selection, among: Sequence[int] | None = None) -> array[int]:
        """Numbers of the matching passages, ascending, optionally only those in `among`. An array, because there may be
        millions."""
        return self._select("passage", selection, among)

    def select_lines(self, selection: Selection, among: Sequence[int] | None = None) -> array[int]:
        """Numbers of the matching lines, ascending, optionally only those in `among`."""
        return self._select("line", selection, among)

    def add_lines(self, aligned: AlignedArticle) -> None:
        """Store the lines of an article that has none yet."""
        after = passages_before(aligned.lines, aligned.passages)
        self._db.executemany(
            f"INSERT INTO line ({row_mapping.LINE_COLUMNS}) VALUES ({','.join('?' * row_mapping.LINE_WIDTH)})",
            [row_mapping.line_row(line, place) for line, place in zip(aligned.lines, after, strict=True)],
        )

    def lines_of(self, article: Article) -> tuple[AlignedPassage, ...]:
        """The lines of an article, in order."""
        rows = self._db.execute(f"{row_mapping.LINE_QUERY} WHERE article = ? ORDER BY number", (article.id,))
        return tuple(row_mapping.read_line(row, article)[1] for row in rows)

    def article_row(self, id: str, *, checked: bool = True) -> row_mapping.Row | None:
        """An article's row of ARTICLE_QUERY; None if there is none. Raises RecordBroken where it is not as it was written, unless
        it is to be examined."""
        row: row_mapping.Row | None = self._db.execute(f"{row_mapping.ARTICLE_QUERY} WHERE article.id = ?", (id,)).fetchone()
        if row is not None and checked and not row_mapping.is_intact(row):
            raise RecordBroken(
                "{folder}: the text of article {id} is not the one that was read from its file, so nothing of it is quoted",
                "`archive verify --mend` says what is damaged, and mends it.",
                folder=self.folder,
                id=id,
            )
        return row

    def _read(
        self, query: str, read: Callable[[row_mapping.Row, Article], tuple[int, AlignedPassage]], numbers: Sequence[int]
    ) -> list[tuple[Article, AlignedPassage]]:
        found: dict[int, tuple[Article, AlignedPassage]] = {}
        articles: dict[str, Article] = {}
        for at in range(0, len(numbers), _CHUNK):
            chunk = tuple(numbers[at : at + _CHUNK])
            for row in self._db.execute(f"{query} WHERE number IN ({','.join('?' * len(chunk))})", chunk).fetchall():
                if row[2] not in articles:
                    of_article = self.article_row(row[2])
                    if of_article:
                        articles[row[2]] = row_mapping.read_article(of_article)[0]
                if row[2] in articles:
                    number, passage = read(row, articles[row[2]])
                    found[number] = articles[row[2]], passage
        missing = [n for n in numbers if n not in found]
        if missing:
            raise UnknownId(
                f"{self.folder}: the record has no passage number {missing[0]}, which the index refers to",
                "Run `archive index` to bring the indexes up to date.",
            )
        return [found[n] for n in numbers]

    def _select(self, table: str, selection: Selection, among: Sequence[int] | None) -> array[int]:
        condition, values = selection.sql()
        # CROSS JOIN keeps the join order: conditions on an article are evaluated once, not for each of its passages.
        query = f"SELECT number FROM article CROSS JOIN {table} ON {table}.article = article.id"
        if among is not None:
            query = (
                f"SELECT number FROM json_each(?) AS chosen CROSS JOIN {table} ON {table}.number = chosen.value "
                f"CROSS JOIN article ON article.id = {table}.article"
            )
            values = [json.dumps([*among]), *values]
        return array("q", (number for (number,) in self._db.execute(f"{query} WHERE {condition} ORDER BY number", values)))

    def in_print_order(
        self, selection: Selection, passages: Sequence[int] | None = None, lines: Sequence[int] | None = None
    ) -> Iterator[tuple[Article, AlignedPassage]]:
        """Matching passages and lines by date and place, undated ones last. `passages` and `lines` restrict them to these
        numbers, of any count."""
        condition, values = selection.sql()
        parts, parameters = list[str](), list[object]()
        of_passage = "CAST(substr(passage.id, length(article.id) + 2) AS INTEGER)"
        for table, place, among in (("passage", of_passage, passages), ("line", "after", lines)):
            chosen = self._chosen(table, among)
            parts.append(
                _IN_PRINT.format(table=table, place=place, is_line=int(table == "line"), condition=f"{condition}{chosen}")
            )
            parameters += values
        rows = self._db.execute(
            f"{' UNION ALL '.join(parts)} ORDER BY 1, 2, 3, 4, place, is_line, number", parameters
        ).fetchall()
        for at in range(0, len(rows), _CHUNK):
            chunk = rows[at : at + _CHUNK]
            numbers = {kind: [row[-1] for row in chunk if row[-2] == kind] for kind in (0, 1)}
            found = {0: iter(self.passages(numbers[0])), 1: iter(self.lines(numbers[1]))}
            yield from (next(found[row[-2]]) for row in chunk)

    def _chosen(self, table: str, among: Iterable[int] | None) -> str:
        """A condition that leaves only these numbers; empty for all."""
        if among is None:
            return ""
        self._db.execute(f"CREATE TEMP TABLE IF NOT EXISTS chosen_{table} (number INTEGER PRIMARY KEY)")
        self._db.execute(f"DELETE FROM chosen_{table}")
        self._db.executemany(f"INSERT INTO chosen_{table} VALUES (?)", ((n,) for n in among))
        return f" AND number IN (SELECT number FROM chosen_{table})"
