"""The record: one SQLite file with every article's exact text, its beads and its passages. The one source of truth.

Search returns ids; the store returns text. Vectors and indexes can be rebuilt from it.
"""

from __future__ import annotations

import datetime
import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus import rows
from corpus.errors import RecordBroken, RecordMissing, UnknownId
from corpus.migrations import migrate
from corpus.model import AlignedArticle, AlignedPassage, Article, Newspaper, Source
from corpus.selection import Selection

FILE = "archive.db"
_EMPTY = hashlib.sha256(b"").hexdigest()
_CHUNK = 500
"""Ids in one SQL statement; SQLite allows 999 parameters at least."""
READ_AGAIN = -1
"""Size in the stamp of a file that must be read again although its bytes are the same."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file is unchanged without reading it."""

    path: str
    sha256: str
    size: int
    """In bytes."""
    mtime_ns: int
    partner: str = ""
    """Path of the other file of a pair, in whose article this one is; empty for a file on its own."""


@dataclass(frozen=True, slots=True)
class Month:
    """How much of one month the archive holds."""

    year: int
    month: int
    days: int
    """Days with at least one article."""
    articles: int
    passages: int


class Store:
    """The record of one archive. Not to be shared between threads: open one for each."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._db = connection
        self.folder = folder

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open an archive that exists. Raises RecordMissing or RecordBroken."""
        path = folder / FILE
        if not path.is_file():
            raise RecordMissing(
                f"{folder}: there is no archive in this folder", f"Make one: archive index PATH --archive {folder}"
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
                db.create_function("folded", 1, str.casefold, deterministic=True)
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

    # -- sources ------------------------------------------------------------------------------------------------------

    def stamps(self) -> dict[str, Stamp]:
        """What is known of every source file, by path."""
        query = """
            SELECT source.path, source.sha256, source.size, source.mtime_ns, coalesce(main.path, other.path, '') FROM source
            LEFT JOIN source AS main ON main.number = source.main LEFT JOIN source AS other ON other.main = source.number"""
        return {row[0]: Stamp(*row) for row in self._db.execute(query)}

    def sources(self) -> Iterator[Source]:
        for row in self._db.execute("SELECT path, sha256, encoding FROM source ORDER BY path"):
            yield Source(*row)

    def sources_without_articles(self) -> list[str]:
        """Paths of the files whose articles were all left out, because other files hold them."""
        query = "SELECT path FROM source WHERE main IS NULL AND number NOT IN (SELECT source FROM article) ORDER BY path"
        return [path for (path,) in self._db.execute(query)]

    def read_again(self, folder: Path) -> None:
        """Have the files below a folder, or one file, read again by the next run, unchanged as they may be."""
        below = [(READ_AGAIN, path) for path in self.stamps() if Path(path).is_relative_to(folder)]
        self._db.executemany("UPDATE source SET size = ? WHERE path = ?", below)

    def restamp(self, stamp: Stamp) -> None:
        """Note that an unchanged file has another size or time than before."""
        self._db.execute("UPDATE source SET size = ?, mtime_ns = ? WHERE path = ?", (stamp.size, stamp.mtime_ns, stamp.path))

    def move_source(self, old: str, new: Stamp) -> None:
        """Note that a file stands elsewhere now, its content the same; its articles keep their ids, and the indexes stay as they are."""
        self._db.execute(
            "UPDATE source SET path = ?, size = ?, mtime_ns = ? WHERE path = ?", (new.path, new.size, new.mtime_ns, old)
        )

    def move_folder(self, old: Path, new: Path) -> None:
        """Note that all files below one folder stand below another now."""
        for path in [p for p in self.stamps() if Path(p).is_relative_to(old)]:
            moved = str(new / Path(path).relative_to(old))
            self._db.execute("UPDATE source SET path = ? WHERE path = ?", (moved, path))
        self._db.execute("UPDATE newspaper SET folder = ? WHERE folder = ?", (str(new), str(old)))

    def remove_source(self, path: str) -> int:
        """Forget a file and its articles; returns how many articles went."""
        gone = self._db.execute(
            "SELECT count(*) FROM article JOIN source ON source.number = article.source WHERE path = ?", (path,)
        ).fetchone()[0]
        self._db.execute("DELETE FROM source WHERE path = ?", (path,))
        self._touch(f"remove {path}")
        return int(gone)

    def add_source(
        self, source: Source, stamp: Stamp, articles: Sequence[AlignedArticle], english: tuple[Source, Stamp] | None = None
    ) -> list[str]:
        """Store a file's articles in place of what was known of that file; `english` is the other file of a pair.

        Returns the ids that were left out because another file, or an earlier line of this one, holds that article.
        """
        self._db.execute("DELETE FROM source WHERE path IN (?, ?)", (source.path, english[0].path if english else source.path))
        number = self._add_file(source, stamp, None)
        if english:
            self._add_file(*english, number)
        twice = []
        for aligned in articles:
            if self.has_article(aligned.article.id):
                twice.append(aligned.article.id)
                continue
            values = (number, *rows.article_row(aligned))
            self._db.execute(f"INSERT INTO article ({rows.ARTICLE_COLUMNS}) VALUES ({','.join('?' * len(values))})", values)
            self._db.executemany(
                f"INSERT INTO passage ({rows.PASSAGE_COLUMNS}) VALUES ({','.join('?' * rows.PASSAGE_WIDTH)})",
                [rows.passage_row(passage) for passage in aligned.passages],
            )
        self._touch(f"add {source.path} {source.sha256}")
        return twice

    def _add_file(self, source: Source, stamp: Stamp, main: int | None) -> int | None:
        values = (source.path, source.sha256, source.encoding, stamp.size, stamp.mtime_ns, main)
        columns = "path, sha256, encoding, size, mtime_ns, main"
        return self._db.execute(f"INSERT INTO source ({columns}) VALUES (?, ?, ?, ?, ?, ?)", values).lastrowid

    # -- newspapers by folder -----------------------------------------------------------------------------------------

    def remember_newspaper(self, folder: str, newspaper: Newspaper) -> None:
        self._db.execute("INSERT OR REPLACE INTO newspaper VALUES (?, ?, ?)", (folder, newspaper.english, newspaper.chinese))

    def newspaper_of(self, path: Path) -> Newspaper | None:
        """What was said of the nearest folder above a file, or of the file itself; None where nothing was."""
        for folder in (path, *path.parents):
            row = self._db.execute("SELECT english, chinese FROM newspaper WHERE folder = ?", (str(folder),)).fetchone()
            if row:
                return Newspaper(*row)
        return None

    # -- articles and passages ----------------------------------------------------------------------------------------

    def has_article(self, id: str) -> bool:
        return self._db.execute("SELECT 1 FROM article WHERE id = ?", (id,)).fetchone() is not None

    def article(self, id: str) -> AlignedArticle:
        """An article with its beads and passages. Raises UnknownId."""
        row = self._db.execute(f"{rows.ARTICLE_QUERY} WHERE article.id = ?", (id,)).fetchone()
        if row is None:
            raise UnknownId(f"{id}: the archive has no such article", "`archive ask` prints the ids of what it finds.")
        article, beads = rows.read_article(row)
        found = self._db.execute(f"{rows.PASSAGE_QUERY} WHERE article = ? ORDER BY number", (article.id,))
        return AlignedArticle(article, beads, tuple(rows.read_passage(r, article)[1] for r in found))

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
                f"{rows.PASSAGE_QUERY} WHERE number IN ({','.join('?' * len(chunk))})", chunk
            ).fetchall():
                if row[2] not in articles:
                    query = f"{rows.ARTICLE_QUERY} WHERE article.id = ?"
                    articles[row[2]] = rows.read_article(self._db.execute(query, (row[2],)).fetchone())[0]
                number, passage = rows.read_passage(row, articles[row[2]])
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
        cursor: Iterator[Any] = self._db.execute(f"{rows.PASSAGE_QUERY} ORDER BY number")
        for row in cursor:
            if article is None or article.id != row[2]:
                query = f"{rows.ARTICLE_QUERY} WHERE article.id = ?"
                article = rows.read_article(self._db.execute(query, (row[2],)).fetchone())[0]
            number, passage = rows.read_passage(row, article)
            yield number, article, passage

    def select(self, selection: Selection) -> list[int]:
        """The numbers of the passages that fit, ascending."""
        condition, values = selection.sql()
        query = f"SELECT number FROM passage JOIN article ON article.id = passage.article WHERE {condition} ORDER BY number"
        return [row[0] for row in self._db.execute(query, values)]

    def article_id_of_passage(self, id: str) -> str:
        """Which article a passage belongs to. Raises UnknownId."""
        row = self._db.execute("SELECT article FROM passage WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise UnknownId(f"{id}: the archive has no such passage", "`archive ask` prints the ids of what it finds.")
        return str(row[0])

    def date_range(self) -> tuple[datetime.date, datetime.date] | None:
        """The first and the last day of the archive; None where no article has a date."""
        low, high = self._db.execute("SELECT min(date), max(date) FROM article WHERE date IS NOT NULL").fetchone()
        return (datetime.date.fromisoformat(low), datetime.date.fromisoformat(high)) if low else None
