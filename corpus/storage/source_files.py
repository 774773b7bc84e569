"""The record's rows of source files: what tells that a file is unchanged, moved or gone. `Store` is one of these."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.model import Newspaper, Source

FORCE_REREAD = -1
"""Size in the file_info of a file that must be read again although its bytes are the same."""
_PAGE = 1000
"""Rows fetched at once: an archive has a million files, which are never held together."""


@dataclass(frozen=True, slots=True)
class FileInfo:
    """What tells that a file is unchanged without reading it."""

    path: str
    sha256: str
    size: int
    """In bytes."""
    mtime_ns: int
    partner: str = ""
    """Path of the other file of a pair, in whose article this one is; empty for a file on its own."""


@dataclass(frozen=True, slots=True)
class SourceChecksum:
    """What was written of a file's articles, to tell later whether it is still all there."""

    articles: int
    passages: int
    digest: str
    """Hash of every value of their rows; see `Store.checksum`."""


_FILE_INFOS = """
    SELECT source.path, source.sha256, source.size, source.mtime_ns, coalesce(main.path, other.path, '') FROM source
    LEFT JOIN source AS main ON main.number = source.main LEFT JOIN source AS other ON other.main = source.number"""


class SourceRows:
    """Questions and changes to the tables `source`, `duplicate`, `root` and `newspaper`."""

    _db: sqlite3.Connection

    # -- looking up ---------------------------------------------------------------------------------------------------

    def file_infos(self) -> dict[str, FileInfo]:
        """What is known of every source file, by path. Holds them all: for small archives and tests."""
        return {row[0]: FileInfo(*row) for row in self._db.execute(_FILE_INFOS)}

    def file_info(self, path: Path) -> FileInfo | None:
        """What is known of one file."""
        row = self._db.execute(f"{_FILE_INFOS} WHERE source.path = ?", (str(path),)).fetchone()
        return FileInfo(*row) if row else None

    def files_with_hash(self, sha256: str) -> list[FileInfo]:
        """The files that have these bytes, by path."""
        return [FileInfo(*row) for row in self._db.execute(f"{_FILE_INFOS} WHERE source.sha256 = ? ORDER BY 1", (sha256,))]

    def sources(self) -> Iterator[Source]:
        """All files by path; the record may be changed meanwhile."""
        last = ""
        while rows := self._db.execute(
            "SELECT path, sha256, encoding FROM source WHERE path > ? ORDER BY path LIMIT ?", (last, _PAGE)
        ).fetchall():
            yield from (Source(*row) for row in rows)
            last = rows[-1][0]

    def paths_below(self, folder: Path) -> Iterator[str]:
        """Paths of the known files below a folder, or of the file itself, in order; the record may be changed meanwhile."""
        if self.file_info(folder):
            yield str(folder)
        last, end = _below(folder)
        while rows := self._db.execute(
            "SELECT path FROM source WHERE path > ? AND path < ? ORDER BY path LIMIT ?", (last, end, _PAGE)
        ).fetchall():
            yield from (path for (path,) in rows)
            last = rows[-1][0]

    def sources_with_lost_duplicates(self) -> list[str]:
        """Paths of the files that hold an article which the record has no longer: it was left out, since another file held
        it, and that file has gone or changed."""
        query = """
            SELECT DISTINCT path FROM duplicate JOIN source ON source.number = duplicate.source
            WHERE NOT EXISTS (SELECT 1 FROM article WHERE id = duplicate.article) ORDER BY path"""
        return [path for (path,) in self._db.execute(query)]

    def stored_checksum(self, path: str) -> SourceChecksum | None:
        """What was written of a file's articles; None for the English file of a pair, and where an older program wrote them."""
        row = self._db.execute("SELECT articles, passages, digest FROM source WHERE path = ?", (path,)).fetchone()
        return SourceChecksum(*row) if row and row[2] is not None else None

    # -- changing -----------------------------------------------------------------------------------------------------

    def mark_for_rereading(self, folder: Path) -> None:
        """Have the files below a folder, or one file, read again by the next run, unchanged as they may be."""
        start, end = _below(folder)
        condition = "path = ? OR (path > ? AND path < ?)"
        self._db.execute(f"UPDATE source SET size = ? WHERE {condition}", (FORCE_REREAD, str(folder), start, end))

    def update_file_info(self, file_info: FileInfo) -> None:
        """Note that an unchanged file has another size or time than before."""
        self._db.execute(
            "UPDATE source SET size = ?, mtime_ns = ? WHERE path = ?", (file_info.size, file_info.mtime_ns, file_info.path)
        )

    def move_source(self, old: str, new: FileInfo) -> None:
        """Note that a file stands elsewhere now, its content the same; its articles keep their ids, and the indexes stay as they are."""
        self._db.execute(
            "UPDATE source SET path = ?, size = ?, mtime_ns = ? WHERE path = ?", (new.path, new.size, new.mtime_ns, old)
        )

    def move_folder(self, old: Path, new: Path) -> None:
        """Note that all files below one folder stand below another now."""
        for path in list(self.paths_below(old)):
            self._db.execute("UPDATE source SET path = ? WHERE path = ?", (str(new / Path(path).relative_to(old)), path))
        self._db.execute("UPDATE newspaper SET folder = ? WHERE folder = ?", (str(new), str(old)))
        self._db.execute("UPDATE OR REPLACE root SET path = ? WHERE path = ?", (str(new), str(old)))

    # -- the folders that were indexed --------------------------------------------------------------------------------

    def add_root(self, path: Path) -> None:
        """Note that a folder, or a file, was indexed: moved files are looked for there."""
        self._db.execute("INSERT OR IGNORE INTO root VALUES (?)", (str(path),))

    def roots(self) -> list[Path]:
        """The folders and files that were indexed, by path."""
        return [Path(path) for (path,) in self._db.execute("SELECT path FROM root ORDER BY path")]

    def remove_root(self, path: Path) -> None:
        """Undo `add_root`, for what was indexed below it, too."""
        self._db.execute("DELETE FROM root WHERE path = ? OR (path > ? AND path < ?)", (str(path), *_below(path)))

    def set_newspaper(self, folder: str, newspaper: Newspaper) -> None:
        self._db.execute("INSERT OR REPLACE INTO newspaper VALUES (?, ?, ?)", (folder, newspaper.english, newspaper.chinese))

    def newspaper_of(self, path: Path) -> Newspaper | None:
        """What was said of the nearest folder above a file, or of the file itself; None where nothing was."""
        for folder in (path, *path.parents):
            row = self._db.execute("SELECT english, chinese FROM newspaper WHERE folder = ?", (str(folder),)).fetchone()
            if row:
                return Newspaper(*row)
        return None


def _below(folder: Path) -> tuple[str, str]:
    """Between which two strings the paths below a folder lie, in the order of their characters."""
    start = str(folder).rstrip(os.sep) + os.sep
    return start, start[:-1] + chr(ord(os.sep) + 1)
