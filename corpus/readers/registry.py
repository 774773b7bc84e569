"""Reads a file of any format: decodes it, recognizes the format and calls its reader. Only this module knows all formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.errors import UnreadableSource
from corpus.files.decoding import read_text
from corpus.model import Newspaper
from corpus.readers.jsonl import looks_jsonl, read_jsonl
from corpus.readers.parallel import pair_of, read_pair, stem_without_language
from corpus.readers.periodical import looks_periodical, read_periodical
from corpus.readers.plain import read_plain
from corpus.readers.reading import MAX_ARTICLE, Reading
from corpus.readers.tables import looks_tabular, read_table
from corpus.readers.tmx import looks_tmx, read_tmx

KNOWN_FOLDERS = {"rmrb": Newspaper("People's Daily", "人民日报")}
"""Folder names of the published archive and their newspapers."""


def group_pairs(paths: Iterable[Path]) -> Iterator[tuple[Path, ...]]:
    """Group files that are read together: single files, and pairs with the Chinese file first."""
    done: set[Path] = set()
    for path in paths:
        if path not in done:
            pair = pair_of(path)
            unit = (pair.chinese, pair.english) if pair else (path,)
            done.update(unit)
            yield unit


def newspaper_of_folder(path: Path) -> Newspaper:
    """The newspaper of a folder of the published archive; an empty one if it is unknown."""
    for part in reversed(path.parts):
        if part.lower() in KNOWN_FOLDERS:
            return KNOWN_FOLDERS[part.lower()]
    return Newspaper()


def read_source(path: Path, newspaper: Newspaper) -> Reading:
    """Read a file of any format, or the pair that it belongs to.

    The content determines the format, or else the suffix. Raises UnreadableSource if the file cannot be opened or decoded, or
    has no article, or one that no memory or depth would suffice for.
    """
    try:
        reading = _read(path, newspaper)
    except (RecursionError, MemoryError) as error:
        what = "is nested too deeply" if isinstance(error, RecursionError) else "needs more memory than there is"
        raise UnreadableSource(f"{path}: it {what}", "The file was skipped.") from error
    for text in (text for article in reading.articles for text in (article.english, article.chinese) if text):
        _check_length(path, len(text.content))
    return reading


def _check_length(path: Path, characters: int) -> None:
    """Raises UnreadableSource for a text that is too long for an article."""
    if characters > MAX_ARTICLE:
        raise UnreadableSource(
            f"{path}: a text of {characters:,} characters is no article, which has at most {MAX_ARTICLE:,}",
            "The file was skipped.",
        )


def _read(path: Path, newspaper: Newspaper) -> Reading:
    pair = pair_of(path)
    if pair:
        return read_pair(pair, newspaper)
    text, source = read_text(path, "The file was skipped.")
    suffix = path.suffix.lower()
    if not text.strip():
        raise UnreadableSource(f"{path}: the file is empty", "The file was skipped.")
    if looks_periodical(text):
        return read_periodical(text, source, newspaper)
    if looks_tmx(text) or suffix == ".tmx":
        return read_tmx(text, source, newspaper)
    if looks_jsonl(text) or suffix == ".jsonl":
        reading = read_jsonl(text, source, newspaper)
        if not reading.articles:
            raise UnreadableSource(
                f"{path}: no line is an article ({len(reading.remarks)} lines read)", "The file was skipped."
            )
        return reading
    if looks_tabular(text) or suffix == ".tsv":
        return read_table(text, source, newspaper)
    _check_length(path, len(text))
    return read_plain(text, source, newspaper, stem=stem_without_language(path))
