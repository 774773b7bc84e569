"""Finds the files in a folder that may contain articles, in a fixed order, and reports the others.

Links to folders are not followed, because they may form a cycle or lead to the same files twice.
"""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.files.unsupported import SYSTEM_FILES, SYSTEM_FOLDERS, unsupported_by_name
from corpus.model import Remark
from corpus.readers.parallel import LANGUAGE_SUFFIXES, pair_of
from corpus.readers.plain import is_project_file

SUFFIXES = frozenset({".md", ".txt", ".jsonl", ".tsv", ".tmx"})
"""Suffixes of the files read from folders. A file given by name is tried whatever its suffix."""
_MAX_NAMES = 3
"""Maximum number of file names in a remark."""


def source_files(path: Path, remarks: list[Remark] | None = None) -> Iterator[Path]:
    """The files below a folder that may contain articles, in a fixed order; for a file, the file itself.

    Hidden files and those of file managers are ignored. All other skipped files are added to `remarks`, as `skipped`, or as
    `unreadable` if a file or folder cannot be opened.
    """
    if path.is_dir():
        yield from _below(path, [] if remarks is None else remarks)
    else:
        yield path


def absolute_path(path: Path) -> Path:
    """The absolute path without `..`, as the record stores it, so that `a/../b` and `b` are the same folder."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - pathlib keeps `..` or follows links


def printable_path(path: str) -> str:
    """A printable form of a path: bytes that are not valid UTF-8 are escaped."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _below(folder: Path, remarks: list[Remark]) -> Iterator[Path]:
    try:
        with os.scandir(folder) as scanned:
            entries = sorted(scanned, key=lambda entry: entry.name)
    except OSError as error:
        remarks.append(Remark("unreadable", str(folder), f"{folder}: the folder cannot be opened: {error.strerror}"))
        return
    skipped: dict[str, list[str]] = defaultdict(list)
    folders = []
    for entry in entries:
        name = entry.name
        if name.startswith(".") or name.lower() in SYSTEM_FILES | SYSTEM_FOLDERS:
            continue
        if not _is_utf8(name):
            message = "its name is not valid UTF-8 and cannot be stored: rename it"
            remarks.append(Remark("unreadable", printable_path(entry.path), message))
        elif entry.is_dir(follow_symlinks=False):
            folders.append(folder / name)
        elif reason := _skip_reason(entry):
            skipped[reason].append(name)
        else:
            yield folder / name
    remarks += [_remark(folder, reason, names) for reason, names in skipped.items()]
    for below in folders:
        yield from _below(below, remarks)


def _is_utf8(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _skip_reason(entry: os.DirEntry[str]) -> str:
    """Why the file is not read; empty if it is read, or if reading it will give the error."""
    path = Path(entry.path)
    suffix = path.suffix.lower()
    mode = _mode(path) if not entry.is_file(follow_symlinks=False) else stat.S_IFREG
    if stat.S_ISDIR(mode):
        return "a link to a folder. Links are not followed: index the folder itself."
    if not stat.S_ISREG(mode):
        return "not a regular file"
    if is_project_file(path):
        return "a project file such as a README, not an article"
    if suffix in SUFFIXES or (suffix in LANGUAGE_SUFFIXES and pair_of(path) is not None):
        return ""
    kind = unsupported_by_name(suffix)
    return f"{kind.name or 'not a supported kind of file'}. {kind.advice}"


def _mode(path: Path) -> int:
    """The mode of a link's target; that of a regular file if the link is broken or cyclic."""
    try:
        return path.stat().st_mode
    except OSError:
        return stat.S_IFREG


def _remark(folder: Path, reason: str, names: Sequence[str]) -> Remark:
    """One remark for all files of a folder skipped for the same reason: there may be thousands of scans."""
    listed = ", ".join(names[:_MAX_NAMES]) + (f" and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else "")
    count = f"{len(names)} files, each " if len(names) > 1 else ""
    path = folder / names[0] if len(names) == 1 else folder
    return Remark("skipped", str(path), f"{listed}: {count}{reason}")
