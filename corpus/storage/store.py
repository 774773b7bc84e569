"""The record: one SQLite file with every article's exact text, its beads and its passages. The one source of truth.

Search returns ids; the store returns text. Vectors and indexes can be rebuilt from it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus.errors import RecordBroken, RecordMissing, UnknownId
from corpus.model import AlignedArticle, AlignedPassage, Article, GlossaryEntry, Newspaper, Source
from corpus.selection import Selection
from corpus.storage import row_mapping
from corpus.storage.catalog import Catalog
from corpus.storage.migrations import migrate
from corpus.storage.source_files import Seal, SourceRows, Stamp
from corpus.text.han_variants import comparable, on_one_line
from corpus.text.name_keys import folded_name

FILE = "archive.db"
_EMPTY = hashlib.sha256(b"").hexdigest()
_CHUNK = 500
"""Ids in one SQL statement; SQLite allows 999 parameters at least."""


@dataclass(frozen=True, slots=True)
class Month:
    """How much of one month the archive holds."""

    year: int
    month: int
    days: int
    """Days with at least one article."""
    articles: int
    passages: int


class Store(SourceRows):
    """The record of one archive. Not to be shared between threads: open one for each."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._db = connection
        self.folder = folder
        self.contents = Catalog(connection)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open an archive that exists. Raises RecordMissing or RecordBroken."""
        path = folder / FILE
        if not path.is_file():
            raise RecordMissing(
                "{folder}: there is no archive in this folder", "Make one: archive index PATH --archive {folder}", folder=folder
            )
        return cls._connect(path, folder)

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Open an archive, or begin one."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls._connect(folder / FILE, folder)

    @classmethod
    def _connect(cls, path: Path, folder: Path) -> Self:
        try:
            with ExitStack() as on_failure:
                db = sqlite3.connect(path, isolation_level=None, timeout=30)
                on_failure.callback(db.close)
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = NORMAL")
                db.execute("PRAGMA foreign_keys = ON")
                db.create_function("folded", 1, comparable, deterministic=True)
                db.create_function("on_one_line", 1, on_one_line, deterministic=True)
                migrate(db, str(path))
                on_failure.pop_all()
        except sqlite3.DatabaseError as error:
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
        """Write the record, as it is now, into another folder."""
        folder.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(folder / FILE)) as copy:
            self._db.backup(copy)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written inside, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        with self._db:  # commits, or rolls back whatever it was that stopped it
            yield

    # -- what the record is -------------------------------------------------------------------------------------------

    @property
    def fingerprint(self) -> str:
        """A hash that every change of an article changes: the indexes are tied to it."""
        return self._meta("fingerprint") or _EMPTY

    def _touch(self, what: str) -> None:
        chained = hashlib.sha256(f"{self.fingerprint}\n{what}".encode()).hexdigest()
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('fingerprint', ?)", (chained,))

    def note_indexed(self, fingerprint: str) -> None:
        """Note that indexes are built of the record as it is, or was, with this fingerprint."""
        self._db.execute("INSERT OR IGNORE INTO indexed VALUES (?)", (fingerprint,))

    def was_indexed(self, fingerprint: str) -> bool:
        """Whether this record became what it is from that of a fingerprint: then a passage number that both have is of the
        same passage. A record that was put back from a copy gives numbers a second time."""
        return self._db.execute("SELECT 1 FROM indexed WHERE fingerprint = ?", (fingerprint,)).fetchone() is not None

    def _meta(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def count(self, table: str) -> int:
        """How many rows: of `source`, `article` or `passage`."""
        if table not in ("source", "article", "passage"):
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
        """The newspapers and how many articles each has, the largest first."""
        query = "SELECT newspaper_en, newspaper_zh, count(*) FROM article GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
        return [(Newspaper(en, zh), n) for en, zh, n in self._db.execute(query)]

    # -- the articles of a file ----------------------------------------------------------------------------------------

    def remove_source(self, path: str) -> int:
        """Forget a file and its articles; returns how many articles went."""
        gone = self._db.execute(
            "SELECT count(*) FROM article JOIN source ON source.number = article.source WHERE path = ?", (path,)
        ).fetchone()[0]
        self._db.execute("DELETE FROM source WHERE path = ?", (path,))
        self._touch(f"remove {path}")
        return int(gone)

    def add_source(
        self, source: Source, stamp: Stamp, articles: Iterable[AlignedArticle], english: tuple[Source, Stamp] | None = None
    ) -> list[str]:
        """Store a file's articles in place of what was known of that file; `english` is the other file of a pair.

        Returns the ids that were left out because another file, or an earlier line of this one, holds that article.
        """
        self._db.execute("DELETE FROM source WHERE path IN (?, ?)", (source.path, english[0].path if english else source.path))
        number = self._add_file(source, stamp, None)
        if english:
            self._add_file(*english, number)
        twice: list[str] = []
        for aligned in articles:
            if self.has_article(aligned.article.id):
                twice.append(aligned.article.id)
                continue
            row = (number, *row_mapping.article_row(aligned))
            self._db.execute(f"INSERT INTO article ({row_mapping.ARTICLE_COLUMNS}) VALUES ({','.join('?' * len(row))})", row)
            self._db.executemany(
                f"INSERT INTO passage ({row_mapping.PASSAGE_COLUMNS}) VALUES ({','.join('?' * row_mapping.PASSAGE_WIDTH)})",
                [row_mapping.passage_row(passage) for passage in aligned.passages],
            )
            self._db.executemany("INSERT OR IGNORE INTO glossary VALUES (?, ?, ?)", row_mapping.glossary_rows(aligned.article))
        self._db.executemany("INSERT OR IGNORE INTO duplicate VALUES (?, ?)", [(number, id) for id in twice])
        seal = self.seal(source.path)
        values = (seal.articles, seal.passages, seal.digest, number)
        self._db.execute("UPDATE source SET articles = ?, passages = ?, digest = ? WHERE number = ?", values)
        self._touch(f"add {source.path} {source.sha256} {seal.digest}")
        return twice

    def faults(self, limit: int = 10) -> list[str]:
        """What SQLite finds wrong with the record's own pages, indexes and references; it reads the whole file."""
        found = [row[0] for row in self._db.execute(f"PRAGMA integrity_check({limit})") if row[0] != "ok"]
        orphans = self._db.execute("PRAGMA foreign_key_check").fetchmany(limit)
        return found + [
            f"row {row} of table {table} belongs to a row of {parent} that is gone" for table, row, parent, _ in orphans
        ]

    def mend(self, paths: Sequence[str]) -> None:
        """Have files read again by the next run, and forget rows that belong to nothing: a damaged record is written anew."""
        for path in paths:
            self.read_again(Path(path))
        self._db.execute("DELETE FROM article WHERE source NOT IN (SELECT number FROM source)")
        self._db.execute("DELETE FROM passage WHERE article NOT IN (SELECT id FROM article)")
        self._db.execute("DELETE FROM duplicate WHERE source NOT IN (SELECT number FROM source)")
        self._touch("mend")

    def seal(self, path: str) -> Seal:
        """What the record has of a file's articles now; `seal_of` is what was written."""
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
        return Seal(articles, passages, digest.hexdigest())

    def _add_file(self, source: Source, stamp: Stamp, main: int | None) -> int | None:
        values = (source.path, source.sha256, source.encoding, stamp.size, stamp.mtime_ns, main)
        columns = "path, sha256, encoding, size, mtime_ns, main"
        return self._db.execute(f"INSERT INTO source ({columns}) VALUES (?, ?, ?, ?, ?, ?)", values).lastrowid

    # -- articles and passages ----------------------------------------------------------------------------------------

    def has_article(self, id: str) -> bool:
        return self._db.execute("SELECT 1 FROM article WHERE id = ?", (id,)).fetchone() is not None

    def article(self, id: str) -> AlignedArticle:
        """An article with its beads and passages. Raises UnknownId."""
        row = self._db.execute(f"{row_mapping.ARTICLE_QUERY} WHERE article.id = ?", (id,)).fetchone()
        if row is None:
            raise UnknownId("{id}: the archive has no such article", "`archive ask` prints the ids of what it finds.", id=id)
        article, beads = row_mapping.read_article(row)
        found = self._db.execute(f"{row_mapping.PASSAGE_QUERY} WHERE article = ? ORDER BY number", (article.id,))
        return AlignedArticle(article, beads, tuple(row_mapping.read_passage(r, article)[1] for r in found))

    def articles_of_source(self, path: str) -> list[AlignedArticle]:
        """The articles of a file, in its order; none where the file is not in the record."""
        ids = self._db.execute(
            "SELECT article.id FROM article JOIN source ON article.source = coalesce(source.main, source.number) "
            "WHERE path = ? ORDER BY article.rowid",
            (path,),
        ).fetchall()
        return [self.article(id) for (id,) in ids]

    def passages(self, numbers: Sequence[int]) -> list[tuple[Article, AlignedPassage]]:
        """Passages by number, in the order asked for. Raises UnknownId where one is not there."""
        found: dict[int, tuple[Article, AlignedPassage]] = {}
        articles: dict[str, Article] = {}
        for at in range(0, len(numbers), _CHUNK):
            chunk = numbers[at : at + _CHUNK]
            for row in self._db.execute(
                f"{row_mapping.PASSAGE_QUERY} WHERE number IN ({','.join('?' * len(chunk))})", chunk
            ).fetchall():
                if row[2] not in articles:
                    query = f"{row_mapping.ARTICLE_QUERY} WHERE article.id = ?"
                    articles[row[2]] = row_mapping.read_article(self._db.execute(query, (row[2],)).fetchone())[0]
                number, passage = row_mapping.read_passage(row, articles[row[2]])
                found[number] = articles[row[2]], passage
        missing = [n for n in numbers if n not in found]
        if missing:
            raise UnknownId(
                f"{self.folder}: the record has no passage number {missing[0]}, which the index names",
                "Run `archive index` to bring the indexes up to date.",
            )
        return [found[n] for n in numbers]

    def every_passage(self) -> Iterator[tuple[int, Article, AlignedPassage]]:
        """All passages with their numbers and articles, in the order of their numbers."""
        article: Article | None = None
        cursor: Iterator[Any] = self._db.execute(f"{row_mapping.PASSAGE_QUERY} ORDER BY number")
        for row in cursor:
            if article is None or article.id != row[2]:
                query = f"{row_mapping.ARTICLE_QUERY} WHERE article.id = ?"
                article = row_mapping.read_article(self._db.execute(query, (row[2],)).fetchone())[0]
            number, passage = row_mapping.read_passage(row, article)
            yield number, article, passage

    def in_order(
        self, selection: Selection, among: Sequence[int] | None = None
    ) -> Iterator[tuple[int, Article, AlignedPassage]]:
        """The passages that fit a selection, with their numbers and articles, by date and place; those without a date come
        last. `among`: only passages of these numbers, however many."""
        condition, values = selection.sql()
        if among is not None:
            self._db.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (number INTEGER PRIMARY KEY)")
            self._db.execute("DELETE FROM wanted")
            self._db.executemany("INSERT INTO wanted VALUES (?)", ((n,) for n in among))
            condition += " AND number IN (SELECT number FROM wanted)"
        query = (
            "SELECT number FROM passage JOIN article ON article.id = passage.article "
            f"WHERE {condition} ORDER BY date IS NULL, date, page, article.rowid, number"
        )
        numbers = [row[0] for row in self._db.execute(query, values)]
        for at in range(0, len(numbers), _CHUNK):
            chunk = numbers[at : at + _CHUNK]
            yield from ((n, *found) for n, found in zip(chunk, self.passages(chunk), strict=True))

    def select(self, selection: Selection, among: Sequence[int] | None = None) -> array[int]:
        """The numbers of the passages that fit, ascending; only those `among` some, where it is given. As an array, because
        they may be millions."""
        condition, values = selection.sql()
        # CROSS JOIN keeps the order: what is asked of an article is asked once, not of each of its passages.
        query = "SELECT number FROM article CROSS JOIN passage ON passage.article = article.id"
        if among is not None:
            query = (
                "SELECT number FROM json_each(?) AS wanted CROSS JOIN passage ON passage.number = wanted.value "
                "CROSS JOIN article ON article.id = passage.article"
            )
            values = [json.dumps([*among]), *values]
        return array("q", (number for (number,) in self._db.execute(f"{query} WHERE {condition} ORDER BY number", values)))

    def by_month(self, numbers: Sequence[int], selection: Selection = Selection()) -> list[tuple[str | None, int, int]]:
        """How many of these passages fit, and of how many articles, by month (`1957-04`, in order), None for those without a
        date. A passage that is no longer there is not counted."""
        condition, values = selection.sql()
        query = (
            "SELECT substr(date, 1, 7), count(*), count(DISTINCT article.id) FROM json_each(?) AS wanted "
            "JOIN passage ON passage.number = wanted.value JOIN article ON article.id = passage.article "
            f"WHERE {condition} GROUP BY 1 ORDER BY 1"
        )
        return self._db.execute(query, (json.dumps([*numbers]), *values)).fetchall()

    def glossary_entries(self) -> Iterator[tuple[str, GlossaryEntry]]:
        """Every entry of the articles' glossaries, with the article's id, in the order of the ids."""
        for id, entry in self._db.execute("SELECT DISTINCT article, entry FROM glossary ORDER BY article, entry"):
            yield id, row_mapping.read_entry(entry)

    def glossary_named(self, names: Iterable[str]) -> list[tuple[GlossaryEntry, int]]:
        """The entries whose name, pinyin or gloss, or a part of one, is among `names`, and how many articles have each;
        the most frequent first.

        Names are folded (`corpus.text.name_keys.folded_name`), so that any spelling of blanks, tones, hyphens and letter case will do.
        All stretches of a question may be asked for at once.
        """
        keys = sorted({folded_name(name) for name in names} - {""})
        found: dict[str, int] = {}
        for at in range(0, len(keys), _CHUNK):
            chunk = keys[at : at + _CHUNK]
            query = f"SELECT entry, count(*) FROM glossary WHERE key IN ({','.join('?' * len(chunk))}) GROUP BY key, entry"
            for entry, articles in self._db.execute(query, chunk):
                found[entry] = articles  # the same for each of its keys
        return [(row_mapping.read_entry(entry), n) for entry, n in sorted(found.items(), key=lambda item: (-item[1], item[0]))]

    def passage_numbers(self, ids: Sequence[str]) -> list[int]:
        """What the indexes know some passages by, in the order asked for. Raises UnknownId."""
        found = [self._db.execute("SELECT number FROM passage WHERE id = ?", (id,)).fetchone() for id in ids]
        for id, row in zip(ids, found, strict=True):
            if row is None:
                raise UnknownId(
                    "{id}: the archive has no such passage", "`archive ask` prints the ids of what it finds.", id=id
                )
        return [int(row[0]) for row in found]

    def article_ids(self, selection: Selection) -> Iterator[str]:
        """The articles that have a passage that fits, or, where nothing is asked of passages, that fit: by date, page and id.

        An article without any passage fits where its head does. Nothing is to be written meanwhile.
        """
        condition, values = selection.sql()
        query = f"""
            SELECT article.id FROM article LEFT JOIN passage ON passage.article = article.id WHERE {condition}
            GROUP BY article.date, article.page, article.id ORDER BY article.date, article.page, article.id"""
        if not selection:
            query = "SELECT id FROM article ORDER BY date, page, id"
        for (id,) in self._db.execute(query, values):
            yield id

    def article_id_of_passage(self, id: str) -> str:
        """Which article a passage belongs to. Raises UnknownId."""
        row = self._db.execute("SELECT article FROM passage WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise UnknownId("{id}: the archive has no such passage", "`archive ask` prints the ids of what it finds.", id=id)
        return str(row[0])

    def date_range(self) -> tuple[datetime.date, datetime.date] | None:
        """The first and the last day of the archive; None where no article has a date."""
        low, high = self._db.execute("SELECT min(date), max(date) FROM article WHERE date IS NOT NULL").fetchone()
        return (datetime.date.fromisoformat(low), datetime.date.fromisoformat(high)) if low else None
