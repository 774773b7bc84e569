"""The record's rows for source files, which tell whether a file is unchanged, moved or gone. `Store` inherits from this
class."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.model import Newspaper, Source

FORCE_REREAD = -1
"""Value of `FileInfo.size` that makes the next run read the file again although its bytes are unchanged."""
_PAGE = 1000
"""Rows per query: an archive may have a million files, so they are never all in memory."""


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file's size and time, to tell that it is unchanged without reading it."""

    path: str
    sha256: str
    size: int
    """In bytes."""
    mtime_ns: int
    partner: str = ""
    """Path of the other file of a pair; empty for a single file."""


@dataclass(frozen=True, slots=True)
class SourceChecksum:
    """What was written for a file's articles, so that later losses and changes are noticed."""

    articles: int
    passages: int
    digest: str
    """Hash of all values of their rows; see `Store.checksum`."""


_FILE_INFOS = """
    SELECT source.path, source.sha256, source.size, source.mtime_ns, coalesce(main.path, other.path, '') FROM source
    LEFT JOIN source AS main ON main.number = source.main LEFT JOIN source AS other ON other.main = source.number"""


class SourceRows:
    """Queries and changes of the tables `source`, `duplicate`, `root` and `newspaper`."""

    _db: sqlite3.Connection

    # -- looking up ---------------------------------------------------------------------------------------------------

    def file_infos(self) -> dict[str, FileInfo]:
        """All source files by path. Loads them all, so it is for small archives and tests."""
        return {row[0]: FileInfo(*row) for row in self._db.execute(_FILE_INFOS)}

    def file_info(self, path: Path) -> FileInfo | None:
        """One source file; None if the record does not know it."""
        row = self._db.execute(f"{_FILE_INFOS} WHERE source.path = ?", (str(path),)).fetchone()
        return FileInfo(*row) if row else None

    def files_with_hash(self, sha256: str) -> list[FileInfo]:
        """The files with these bytes, by path."""
        return [FileInfo(*row) for row in self._db.execute(f"{_FILE_INFOS} WHERE source.sha256 = ? ORDER BY 1", (sha256,))]

    def sources(self) -> Iterator[Source]:
        """All files by path. The record may be changed during the iteration."""
        last = ""
        while rows := self._db.execute(
            "SELECT path, sha256, encoding FROM source WHERE path > ? ORDER BY path LIMIT ?", (last, _PAGE)
        ).fetchall():
            yield from (Source(*row) for row in rows)
            last = rows[-1][0]

    def paths_below(self, folder: Path) -> Iterator[str]:
        """Paths of the known files below a folder, or of the file itself, in order. The record may be changed during the
        iteration."""
        if self.file_info(folder):
            yield str(folder)
        last, end = _below(folder)
        while rows := self._db.execute(
            "SELECT path FROM source WHERE path > ? AND path < ? ORDER BY path LIMIT ?", (last, end, _PAGE)
        ).fetchall():
            yield from (path for (path,) in rows)
            last = rows[-1][0]

    def sources_with_lost_duplicates(self) -> list[str]:
        """Paths of files with an article that the archive no longer contains: it was skipped as a duplicate of one in another
        file, which has been removed or changed since."""
        query = """
            SELECT DISTINCT path FROM duplicate JOIN source ON source.number = duplicate.source
            WHERE NOT EXISTS (SELECT 1 FROM article WHERE id = duplicate.article) ORDER BY path"""
        return [path for (path,) in self._db.execute(query)]

    def skipped_articles(self, path: str) -> list[str]:
        """Ids of a file's articles that were skipped because another file, or an earlier line, has them."""
        query = "SELECT article FROM duplicate JOIN source ON source.number = duplicate.source WHERE path = ? ORDER BY article"
        return [id for (id,) in self._db.execute(query, (path,))]

    def stored_checksum(self, path: str) -> SourceChecksum | None:
        """The checksum stored when a file's articles were written; None for the English file of a pair and for records of older
        versions."""
        row = self._db.execute("SELECT articles, passages, digest FROM source WHERE path = ?", (path,)).fetchone()
        return SourceChecksum(*row) if row and row[2] is not None else None

    def sources_without_checksum(self, limit: int) -> list[str]:
        """Paths of files whose articles an older version wrote, without the English files of pairs."""
        query = "SELECT path FROM source WHERE digest IS NULL AND main IS NULL ORDER BY path LIMIT ?"
        return [path for (path,) in self._db.execute(query, (limit,))]

    # -- changing -----------------------------------------------------------------------------------------------------

    def mark_for_rereading(self, folder: Path) -> None:
        """Make the next run read the files below a folder, or one file, even if they are unchanged."""
        start, end = _below(folder)
        condition = "path = ? OR (path > ? AND path < ?)"
        self._db.execute(f"UPDATE source SET size = ? WHERE {condition}", (FORCE_REREAD, str(folder), start, end))

    def update_file_info(self, file_info: FileInfo) -> None:
        """Store the new size and time of a file whose content is unchanged."""
        self._db.execute(
            "UPDATE source SET size = ?, mtime_ns = ? WHERE path = ?", (file_info.size, file_info.mtime_ns, file_info.path)
        )

    def move_source(self, old: str, new: FileInfo) -> None:
        """Store the new path of a moved file. Its articles keep their ids, so the indexes stay valid."""
        self._db.execute(
            "UPDATE source SET path = ?, size = ?, mtime_ns = ? WHERE path = ?", (new.path, new.size, new.mtime_ns, old)
        )

    def move_folder(self, old: Path, new: Path) -> None:
        """Store that all files below one folder are now below another."""
        for path in list(self.paths_below(old)):
            self._db.execute("UPDATE source SET path = ? WHERE path = ?", (str(new / Path(path).relative_to(old)), path))
        self._db.execute("UPDATE newspaper SET folder = ? WHERE folder = ?", (str(new), str(old)))
        self._db.execute("UPDATE OR REPLACE root SET path = ? WHERE path = ?", (str(new), str(old)))

    # -- the folders that were indexed --------------------------------------------------------------------------------

    def add_root(self, path: Path) -> None:
        """Remember a folder or file that was indexed. Moved files are looked for there."""
        self._db.execute("INSERT OR IGNORE INTO root VALUES (?)", (str(path),))

    def roots(self) -> list[Path]:
        """The indexed folders and files, by path."""
        return [Path(path) for (path,) in self._db.execute("SELECT path FROM root ORDER BY path")]

    def remove_root(self, path: Path) -> None:
        """Forget an indexed folder or file, and those below it."""
        self._db.execute("DELETE FROM root WHERE path = ? OR (path > ? AND path < ?)", (str(path), *_below(path)))

    def forgetting(self) -> list[Path]:
        """Paths that a run began to forget and has not finished forgetting: their files may be gone from the record already."""
        row = self._db.execute("SELECT value FROM meta WHERE name = 'forgetting'").fetchone()
        return [Path(path) for path in json.loads(row[0])] if row else []

    def set_forgetting(self, paths: Sequence[Path]) -> None:
        """Store which paths are being forgotten; none when it is done."""
        if paths:
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('forgetting', ?)", (json.dumps([*map(str, paths)]),))
        else:
            self._db.execute("DELETE FROM meta WHERE name = 'forgetting'")

    def set_newspaper(self, folder: str, newspaper: Newspaper) -> None:
        self._db.execute("INSERT OR REPLACE INTO newspaper VALUES (?, ?, ?)", (folder, newspaper.english, newspaper.chinese))

    def newspaper_of(self, path: Path) -> Newspaper | None:
        """The newspaper set for the file, or for the nearest folder above it; None if there is none."""
        for folder in (path, *path.parents):
            row = self._db.execute("SELECT english, chinese FROM newspaper WHERE folder = ?", (str(folder),)).fetchone()
            if row:
                return Newspaper(*row)
        return None


def _below(folder: Path) -> tuple[str, str]:
    """Bounds of the paths below a folder in string order."""
    start = str(folder).rstrip(os.sep) + os.sep
    return start, start[:-1] + chr(ord(os.sep) + 1)
