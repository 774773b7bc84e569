"""The record: one SQLite file with the exact text of every article, its beads and its passages.

It is the single source of truth: vectors and indexes can be rebuilt from it. Search returns ids, the store returns texts.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.errors import UNWRITABLE_HINT, RecordBroken, RecordMissing, UnknownId, Unwritable
from corpus.model import AlignedArticle, Newspaper, Source
from corpus.selection import Selection
from corpus.storage import row_mapping, seal
from corpus.storage.catalog import Catalog
from corpus.storage.connection import connect, is_full
from corpus.storage.migrations import migrate
from corpus.storage.passage_rows import PassageRows
from corpus.storage.remark_rows import RemarkRows
from corpus.storage.source_files import FileInfo, SourceChecksum, SourceRows
from corpus.text.folding import fold_case, fold_spaces
from corpus.text.phrases import overlaps_phrase

FILE = "archive.db"
_EMPTY = hashlib.sha256(b"").hexdigest()
_CHUNK = 500
"""Ids per SQL statement. SQLite guarantees at least 999 parameters."""


@dataclass(frozen=True, slots=True)
class Month:
    """Number of articles and passages in a month."""

    year: int
    month: int
    days: int
    """Days with at least one article."""
    articles: int
    passages: int


class Store(SourceRows, PassageRows, RemarkRows):
    """The record of one archive. Not thread-safe: open one per thread."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._db = connection
        self.folder = folder
        self.catalog = Catalog(connection)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open an existing archive. Raises RecordMissing or RecordBroken."""
        path = folder / FILE
        if not path.is_file():
            raise RecordMissing(
                "{folder}: there is no archive in this folder",
                "Create one: archive index PATH --archive {folder}",
                folder=folder,
            )
        return cls._connect(path, folder)

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Open an archive, or create it."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls._connect(folder / FILE, folder)

    @classmethod
    def _connect(cls, path: Path, folder: Path) -> Self:
        try:
            with ExitStack() as on_failure:
                db = connect(path)
                on_failure.callback(db.close)
                db.execute("PRAGMA foreign_keys = ON")
                db.create_function("fold_case", 1, fold_case, deterministic=True)
                db.create_function("fold_spaces", 1, fold_spaces, deterministic=True)
                db.create_function("overlaps_phrase", 4, overlaps_phrase, deterministic=True)
                migrate(db, str(path))
                on_failure.pop_all()
        except sqlite3.DatabaseError as error:
            if is_full(error):
                raise Unwritable("{path}: it cannot be written: {error}", UNWRITABLE_HINT, path=path, error=error) from error
            raise RecordBroken(
                f"{path}: the record cannot be opened: {error}",
                "Restore the file from a copy, or move the folder away and run `archive index` again.",
            ) from error
        return cls(db, folder)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def copy_to(self, folder: Path) -> None:
        """Write a copy of the record into another folder."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(sqlite3.connect(folder / FILE)) as copy:
            self._db.backup(copy)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write everything inside the block, or nothing. The record is no longer sealed; see `corpus.storage.seal`."""
        seal.remove(self.folder / FILE)
        self._db.execute("BEGIN IMMEDIATE")
        with self._db:  # commits, or rolls back on any exception
            yield

    def move_folder(self, old: Path, new: Path) -> None:
        """Store that all files below one folder are now below another."""
        with self.transaction():
            super().move_folder(old, new)

    # -- what the record is -------------------------------------------------------------------------------------------

    @property
    def fingerprint(self) -> str:
        """A hash that changes with every change of an article. Indexes store it to tell whether they are current."""
        return self._meta("fingerprint") or _EMPTY

    def _update_fingerprint(self, what: str) -> None:
        chained = hashlib.sha256(f"{self.fingerprint}\n{what}".encode()).hexdigest()
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('fingerprint', ?)", (chained,))

    def note_indexed(self, fingerprint: str) -> None:
        """Store that indexes were built for the record with this fingerprint."""
        self._db.execute("INSERT OR IGNORE INTO indexed VALUES (?)", (fingerprint,))

    def was_indexed(self, fingerprint: str) -> bool:
        """Whether this record developed from the one with this fingerprint. If so, a passage number in both means the same
        passage. A record restored from a backup may reuse numbers."""
        return self._db.execute("SELECT 1 FROM indexed WHERE fingerprint = ?", (fingerprint,)).fetchone() is not None

    def _meta(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def count(self, table: str) -> int:
        """Number of rows in `source`, `article`, `passage` or `line`."""
        if table not in ("source", "article", "passage", "line"):
            raise ValueError(f"no such table: {table}")
        return int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def coverage(self) -> list[Month]:
        """Months with at least one article, in order."""
        query = """
            SELECT substr(date, 1, 4), substr(date, 6, 2), count(DISTINCT date), count(*),
                   sum((SELECT count(*) FROM passage WHERE passage.article = article.id))
            FROM article WHERE date IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"""
        return [Month(int(y), int(m), days, articles, passages) for y, m, days, articles, passages in self._db.execute(query)]

    def newspapers(self) -> list[tuple[Newspaper, int]]:
        """The newspapers with their article counts, largest first."""
        query = "SELECT newspaper_en, newspaper_zh, count(*) FROM article GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
        return [(Newspaper(en, zh), n) for en, zh, n in self._db.execute(query)]

    # -- the articles of a file ----------------------------------------------------------------------------------------

    def remove_source(self, path: str) -> int:
        """Remove a file and its articles. Returns the number of articles removed."""
        removed = self._db.execute(
            "SELECT count(*) FROM article JOIN source ON source.number = article.source WHERE path = ?", (path,)
        ).fetchone()[0]
        self._db.execute("DELETE FROM source WHERE path = ?", (path,))
        self.remove_remarks(path)
        self._update_fingerprint(f"remove {path}")
        return int(removed)

    def add_source(
        self,
        source: Source,
        file_info: FileInfo,
        articles: Iterable[AlignedArticle],
        english: tuple[Source, FileInfo] | None = None,
    ) -> list[str]:
        """Store a file's articles, replacing those stored before; `english` is the other file of a pair.

        Returns the ids of articles that were skipped because another file, or an earlier line of this one, has them.
        """
        self._db.execute("DELETE FROM source WHERE path IN (?, ?)", (source.path, english[0].path if english else source.path))
        number = self._add_file(source, file_info, None)
        if english:
            self._add_file(*english, number)
        duplicates: list[str] = []
        for aligned in articles:
            if self.has_article(aligned.article.id):
                duplicates.append(aligned.article.id)
                continue
            row = (number, *row_mapping.article_row(aligned))
            self._db.execute(f"INSERT INTO article ({row_mapping.ARTICLE_COLUMNS}) VALUES ({','.join('?' * len(row))})", row)
            self._db.executemany(
                f"INSERT INTO passage ({row_mapping.PASSAGE_COLUMNS}) VALUES ({','.join('?' * row_mapping.PASSAGE_WIDTH)})",
                [row_mapping.passage_row(passage) for passage in aligned.passages],
            )
            self.add_lines(aligned)
        self._db.executemany("INSERT OR IGNORE INTO duplicate VALUES (?, ?)", [(number, id) for id in duplicates])
        checksum = self._note_checksum(source.path)
        self._update_fingerprint(f"add {source.path} {source.sha256} {checksum.digest}")
        return duplicates

    def integrity_errors(self, limit: int = 10) -> list[str]:
        """Errors in the record's pages, indexes and references that SQLite finds. Reads the whole file."""
        found = [row[0] for row in self._db.execute(f"PRAGMA integrity_check({limit})") if row[0] != "ok"]
        orphans = self._db.execute("PRAGMA foreign_key_check").fetchmany(limit)
        return found + [f"row {row} of table {table} refers to a missing row of {parent}" for table, row, parent, _ in orphans]

    def changed_sources(self) -> Iterator[str]:
        """What is wrong with the rows of each file whose articles are not those that were written. Reads every row."""
        for source in self.sources():
            if self.is_changed(source.path):
                yield f"rows of {source.path} have changed since they were written"

    def is_changed(self, path: str) -> bool:
        """Whether the rows of a file's articles are not those that were written."""
        try:
            written = self.stored_checksum(path)
            return written is not None and written != self.checksum(path)
        except sqlite3.OperationalError:  # bytes that are no text
            return True

    def mend(self, paths: Sequence[str]) -> None:
        """Repair a damaged record: delete rows without a parent, and make the next run read these files again."""
        for path in paths:
            self.mark_for_rereading(Path(path))
        self._db.execute("DELETE FROM article WHERE source NOT IN (SELECT number FROM source)")
        self._db.execute("DELETE FROM passage WHERE article NOT IN (SELECT id FROM article)")
        self._db.execute("DELETE FROM line WHERE article NOT IN (SELECT id FROM article)")
        self._db.execute("DELETE FROM duplicate WHERE source NOT IN (SELECT number FROM source)")
        self._update_fingerprint("mend")

    def checksum(self, path: str) -> SourceChecksum:
        """Checksum of a file's articles as they are now, to compare with `stored_checksum`."""
        digest = hashlib.sha256()
        articles = passages = 0
        query = f"SELECT {row_mapping.ARTICLE_VALUES} FROM article WHERE source = (SELECT number FROM source WHERE path = ?) ORDER BY id"
        for row in self._db.execute(query, (path,)):
            articles += 1
            digest.update(row_mapping.canonical(row))
            within = f"SELECT {row_mapping.PASSAGE_COLUMNS} FROM passage WHERE article = ? ORDER BY number"
            for passage in self._db.execute(within, row[:1]):
                passages += 1
                digest.update(row_mapping.canonical(passage))
            lines = f"SELECT {row_mapping.LINE_COLUMNS} FROM line WHERE article = ? ORDER BY number"
            for line in self._db.execute(lines, row[:1]):
                digest.update(row_mapping.canonical(line))
        return SourceChecksum(articles, passages, digest.hexdigest())

    def complete_source(self, path: str, articles: Iterable[AlignedArticle]) -> None:
        """Store the lines of a file's articles, which an older version wrote without."""
        for aligned in articles:
            self.add_lines(aligned)
        self._update_fingerprint(f"complete {path} {self._note_checksum(path).digest}")

    def _note_checksum(self, path: str) -> SourceChecksum:
        """Store the checksum of a file's articles as they are now."""
        now = self.checksum(path)
        values = (now.articles, now.passages, now.digest, path)
        self._db.execute("UPDATE source SET articles = ?, passages = ?, digest = ? WHERE path = ?", values)
        return now

    def _add_file(self, source: Source, file_info: FileInfo, main: int | None) -> int | None:
        values = (source.path, source.sha256, source.encoding, file_info.size, file_info.mtime_ns, main)
        columns = "path, sha256, encoding, size, mtime_ns, main"
        return self._db.execute(f"INSERT INTO source ({columns}) VALUES (?, ?, ?, ?, ?, ?)", values).lastrowid

    # -- articles and passages ----------------------------------------------------------------------------------------

    def has_article(self, id: str) -> bool:
        return self._db.execute("SELECT 1 FROM article WHERE id = ?", (id,)).fetchone() is not None

    def article(self, id: str) -> AlignedArticle:
        """An article with its beads, passages and lines. Raises UnknownId, or RecordBroken where it is not as it was written."""
        row = self.article_row(id)
        if row is None:
            raise UnknownId("{id}: the archive has no such article", "`archive ask` prints the ids of what it finds.", id=id)
        return self._read_article(row)

    def _read_article(self, row: row_mapping.Row) -> AlignedArticle:
        article, beads = row_mapping.read_article(row)
        found = self._db.execute(f"{row_mapping.PASSAGE_QUERY} WHERE article = ? ORDER BY number", (article.id,))
        passages = tuple(row_mapping.read_passage(r, article)[1] for r in found)
        return AlignedArticle(article, beads, passages, self.lines_of(article))

    def articles_of_source(self, path: str) -> list[AlignedArticle]:
        """The articles of a file, in order, damaged ones too; empty if the record does not know the file."""
        ids = self._db.execute(
            "SELECT article.id FROM article JOIN source ON article.source = coalesce(source.main, source.number) "
            "WHERE path = ? ORDER BY article.rowid",
            (path,),
        ).fetchall()
        rows = (self.article_row(id, checked=False) for (id,) in ids)
        return [self._read_article(row) for row in rows if row]

    def count_by_month(self, numbers: Sequence[int], selection: Selection = Selection()) -> list[tuple[str | None, int, int]]:
        """Passage and article counts of these passages by month (`1957-04`, in order), None for undated ones. Missing passages
        are ignored."""
        condition, values = selection.sql()
        query = (
            "SELECT substr(date, 1, 7), count(*), count(DISTINCT article.id) FROM json_each(?) AS chosen "
            "JOIN passage ON passage.number = chosen.value JOIN article ON article.id = passage.article "
            f"WHERE {condition} GROUP BY 1 ORDER BY 1"
        )
        return self._db.execute(query, (json.dumps([*numbers]), *values)).fetchall()

    def passage_numbers(self, ids: Sequence[str]) -> list[int]:
        """The numbers by which the indexes know these passages, in the order given. Raises UnknownId."""
        found = [self._db.execute("SELECT number FROM passage WHERE id = ?", (id,)).fetchone() for id in ids]
        for id, row in zip(ids, found, strict=True):
            if row is None:
                raise UnknownId(
                    "{id}: the archive has no such passage", "`archive ask` prints the ids of what it finds.", id=id
                )
        return [int(row[0]) for row in found]

    def article_ids(self, selection: Selection) -> Iterator[str]:
        """Articles with a matching passage, or a line that has a wanted phrase, by date, page and id. An article without
        passages matches by its metadata.

        Do not write to the record during the iteration.
        """
        condition, values = selection.sql()
        query = (
            f"SELECT article.id, date, page FROM article LEFT JOIN passage ON passage.article = article.id WHERE {condition}"
        )
        if any(phrase.required for phrase in selection.phrases):
            query += (
                f" UNION SELECT article.id, date, page FROM article JOIN line ON line.article = article.id WHERE {condition}"
            )
            values = [*values, *values]
        query = f"SELECT id FROM ({query}) GROUP BY date, page, id ORDER BY date, page, id"
        if not selection:
            query = "SELECT id FROM article ORDER BY date, page, id"
        for (id,) in self._db.execute(query, values):
            yield id

    def article_id_of_passage(self, id: str) -> str:
        """The id of the article that a passage or line belongs to. Raises UnknownId."""
        query = "SELECT article FROM passage WHERE id = ? UNION ALL SELECT article FROM line WHERE id = ?"
        row = self._db.execute(query, (id, id)).fetchone()
        if row is None:
            raise UnknownId("{id}: the archive has no such passage", "`archive ask` prints the ids of what it finds.", id=id)
        return str(row[0])

    def day_count(self) -> int:
        """Number of days with at least one article."""
        return int(self._db.execute("SELECT count(DISTINCT date) FROM article WHERE date IS NOT NULL").fetchone()[0])

    def date_range(self) -> tuple[datetime.date, datetime.date] | None:
        """First and last day of the archive; None if no article has a date."""
        low, high = self._db.execute("SELECT min(date), max(date) FROM article WHERE date IS NOT NULL").fetchone()
        return (datetime.date.fromisoformat(low), datetime.date.fromisoformat(high)) if low else None
