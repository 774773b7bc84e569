"""Which files below a folder may hold articles, in a fixed order, and a remark on what is passed over.

Links to folders are not followed: they may lead in a circle, or to the same files twice.
"""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.files.unsupported import SYSTEM_FILES, SYSTEM_FOLDERS, unsupported_by_name
from corpus.readers.parallel import LANGUAGE_SUFFIXES, pair_of
from corpus.readers.plain import is_project_file
from corpus.readers.reading import Remark

SUFFIXES = frozenset({".md", ".txt", ".jsonl", ".tsv", ".tmx"})
"""Files that a folder is searched for. A file that is named outright is tried whatever its suffix."""
_MAX_NAMES = 3
"""Names in a remark on several files."""


def source_files(path: Path, remarks: list[Remark] | None = None) -> Iterator[Path]:
    """The files below a folder that may hold articles, in a fixed order; a file stands for itself.

    Hidden files and what file managers leave behind are none of the archive's. What else is passed over is added to
    `remarks`: kind `skipped`, or `unreadable` where a file or a folder cannot be opened by its name.
    """
    if path.is_dir():
        yield from _below(path, [] if remarks is None else remarks)
    else:
        yield path


def absolute_path(path: Path) -> Path:
    """A path as the record has it: from the root, and without `..`, so that `a/../b` and `b` are one folder."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - pathlib's keeps `..`, or follows links


def printable_path(path: str) -> str:
    """A path that can be printed: bytes of its name that are no UTF-8 are written out."""
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
            message = "its name is not valid UTF-8, and the record cannot hold it: rename it"
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
    """Why a file is not read; empty where it is, or where trying it will tell what is wrong."""
    path = Path(entry.path)
    suffix = path.suffix.lower()
    mode = _mode(path) if not entry.is_file(follow_symlinks=False) else stat.S_IFREG
    if stat.S_ISDIR(mode):
        return "a link to a folder. It is not followed: name the folder itself in the command."
    if not stat.S_ISREG(mode):
        return "no regular file"
    if is_project_file(path):
        return "about a folder or a program, not of the archive"
    if suffix in SUFFIXES or (suffix in LANGUAGE_SUFFIXES and pair_of(path) is not None):
        return ""
    kind = unsupported_by_name(suffix)
    return f"{kind.name or 'not of a kind that is read'}. {kind.advice}"


def _mode(path: Path) -> int:
    """What a link leads to; that of a file where it leads nowhere, or in a circle."""
    try:
        return path.stat().st_mode
    except OSError:
        return stat.S_IFREG


def _remark(folder: Path, reason: str, names: Sequence[str]) -> Remark:
    """One remark for all files of a folder that are passed over for the same reason: there may be thousands of scans."""
    listed = ", ".join(names[:_MAX_NAMES]) + (f" and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else "")
    count = f"{len(names)} files, each " if len(names) > 1 else ""
    path = folder / names[0] if len(names) == 1 else folder
    return Remark("skipped", str(path), f"{listed}: {count}{reason}")
