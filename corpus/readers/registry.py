"""From a path to its articles: decode, recognise the format, read. The only module that knows all formats."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import UnreadableSource
from corpus.model import Newspaper, Source
from corpus.readers.decoding import decode
from corpus.readers.jsonl import read_jsonl
from corpus.readers.periodical import looks_periodical, read_periodical
from corpus.readers.reading import Reading

SUFFIXES = frozenset({".md", ".txt", ".jsonl"})
"""Files that a folder is searched for. A file that is named outright is tried whatever its suffix."""

KNOWN_FOLDERS = {"rmrb": Newspaper("People's Daily", "人民日报")}
"""Folder names of the published archive that stand for a newspaper."""


def source_files(path: Path) -> Iterator[Path]:
    """The files below a folder that may hold articles, in a fixed order; a file stands for itself.

    Hidden files, and files such as README.md, are none of the archive's.
    """
    if path.is_file():
        yield path
        return
    for folder, folders, names in path.walk() if hasattr(path, "walk") else _walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES and Path(name).stem.upper() != "README":
                yield folder / name


def _walk(path: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    """`Path.walk` for Python 3.11."""
    import os

    for folder, folders, names in os.walk(path):
        yield Path(folder), folders, names


def newspaper_of_folder(path: Path) -> Newspaper:
    """The newspaper that a folder of the published archive stands for; an empty name where none is known."""
    for part in reversed(path.parts):
        if part.lower() in KNOWN_FOLDERS:
            return KNOWN_FOLDERS[part.lower()]
    return Newspaper()


def read_source(path: Path, newspaper: Newspaper) -> Reading:
    """Read one file, whatever its format.

    Raises UnreadableSource where the file cannot be opened or decoded, or holds no article.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableSource(f"{path}: {error.strerror}", "The file was left out.") from error
    text, encoding = decode(data, path)
    source = Source(str(path), hashlib.sha256(data).hexdigest(), encoding)
    if not text.strip():
        raise UnreadableSource(f"{path}: the file is empty", "The file was left out.")
    if path.suffix.lower() == ".jsonl":
        reading = read_jsonl(text, source, newspaper)
        if not reading.articles:
            raise UnreadableSource(f"{path}: no line of it is an article ({len(reading.remarks)} lines read)", "The file was left out.")
        return reading
    if looks_periodical(text):
        return read_periodical(text, source, newspaper)
    raise UnreadableSource(
        f"{path}: not an article: no `Title:` header and no `### ` headline with a page line",
        "The file was left out. README.md lists the formats that are read.",
    )
