"""Reads pairs of text files, one per language: `name.en.txt` and `name.zh.txt`, `en/name.txt` and `zh/name.txt` ...

A pair is one article. Its source is the Chinese file; the English one is its `english_source`. Each file may be plain text,
Markdown, or one half of the archive's own format.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from corpus.errors import UnreadableSource
from corpus.files.decoding import read_text
from corpus.model import Article, Newspaper, Remark, Side
from corpus.readers.periodical import looks_periodical, read_periodical
from corpus.readers.plain import is_project_file, read_plain
from corpus.readers.reading import Reading, article_id
from corpus.text.folding import fold_spaces

_CODES: dict[Side, tuple[str, ...]] = {
    "en": ("en", "eng", "english", "en-US", "en_US", "en-GB", "en_GB"),
    "zh": (
        *("zh", "chi", "zho", "cn", "chs", "cht", "chinese", "zh-CN", "zh_CN", "zh-Hans", "zh_Hans"),
        *("zh-TW", "zh_TW", "zh-HK", "zh_HK", "zh-Hant", "zh_Hant"),
    ),
}
"""Names for the two languages, most common first: of several possible partners, the first is taken."""
_SIDE_OF_CODE: dict[str, Side] = {code.lower(): side for side, codes in _CODES.items() for code in codes}
_CODE = "|".join(sorted((re.escape(code) for code in _SIDE_OF_CODE), key=len, reverse=True))
_CODED_NAME = re.compile(
    rf"(?P<before>(?:.*?[._-])?)(?P<code>{_CODE})(?P<after>(?:\.(?:txt|text|md|markdown))?)", re.IGNORECASE
)
_CODED_FOLDER = re.compile(rf"(?P<code>{_CODE})", re.IGNORECASE)
TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
LANGUAGE_SUFFIXES = frozenset(f".{code}" for code in _SIDE_OF_CODE)
"""Suffixes of files such as `name.en` and `name.zh`, which are read only as parts of a pair."""


@dataclass(frozen=True, slots=True)
class PairOfFiles:
    """Two files that form one article."""

    chinese: Path
    english: Path


def pair_of(path: Path) -> PairOfFiles | None:
    """The pair that a file belongs to by its name; None if it has no partner."""
    side, partner = _partner(path)
    if side is None or partner is None or _partner(partner)[1] != path:
        return None
    return PairOfFiles(path, partner) if side == "zh" else PairOfFiles(partner, path)


def stem_without_language(path: Path) -> str:
    """A file's name without its suffix and language code."""
    match = _CODED_NAME.fullmatch(path.name)
    if not match:
        return path.stem
    return match["before"].rstrip("._-") or path.parent.name


def _partner(path: Path) -> tuple[Side | None, Path | None]:
    """The side that a file's name implies, and the first existing partner."""
    if is_project_file(path):
        return None, None
    name, folder = _CODED_NAME.fullmatch(path.name), _coded_folder(path)
    if not name and (folder is None or path.suffix.lower() not in TEXT_SUFFIXES):
        return None, None
    code = name["code"] if name else path.parts[folder or 0]
    side = _SIDE_OF_CODE[code.lower()]
    candidates = list(_candidates(path, name, folder, side))
    for candidate in candidates:
        if candidate.is_file():
            return side, candidate
    for candidate in candidates:
        if not candidate.name.isascii() and (found := _in_another_form(candidate)):
            return side, found
    return side, None


def _in_another_form(path: Path) -> Path | None:
    """The file whose name differs in its form only: some systems write é as one character and some as two."""
    try:
        names = _folded_names(path.parent, path.parent.stat().st_mtime_ns)
    except OSError:
        return None
    found = names.get(fold_spaces(path.name))
    return path.with_name(found) if found else None


@lru_cache(maxsize=16)
def _folded_names(folder: Path, _changed: int) -> dict[str, str]:
    """The names of a folder's files by their folded form. Kept until the folder changes."""
    return {fold_spaces(entry.name): entry.name for entry in os.scandir(folder) if entry.is_file()}


def _coded_folder(path: Path) -> int | None:
    """Index of the path component that is a language's folder: the nearest one above the file."""
    return next((at for at in range(len(path.parts) - 2, -1, -1) if _CODED_FOLDER.fullmatch(path.parts[at])), None)


def _candidates(path: Path, name: re.Match[str] | None, folder: int | None, side: Side) -> Iterator[Path]:
    """Possible paths of the partner: beside the file, or below the other language's folder."""
    other: Side = "en" if side == "zh" else "zh"
    names = [path.name]
    if name:
        names = [f"{name['before']}{code}{name['after']}" for code in _codes(other, name["code"])]
        yield from (path.with_name(new) for new in names)
    if folder is not None and _SIDE_OF_CODE[path.parts[folder].lower()] == side:
        for code in _codes(other, path.parts[folder]):
            below = Path(*path.parts[:folder], code, *path.parts[folder + 1 : -1])
            if below.is_dir():
                yield from (below / new for new in names)


def _codes(side: Side, like: str) -> list[str]:
    """Names for a language in the style of the other's: `EN` goes with `ZH`, `English` with `Chinese`."""
    if len(like) > 1 and like.isupper():
        return list(dict.fromkeys(code.upper() for code in _CODES[side])) + list(_CODES[side])
    if like[:1].isupper():
        return list(dict.fromkeys(code.capitalize() for code in _CODES[side])) + list(_CODES[side])
    return list(dict.fromkeys([*_CODES[side], *(code.lower() for code in _CODES[side])]))


def read_pair(pair: PairOfFiles, newspaper: Newspaper) -> Reading:
    """The article of a pair of files.

    Raises UnreadableSource if one of them cannot be read, or is not in the language that its name implies.
    """
    chinese, english = _read(pair.chinese, newspaper, "zh"), _read(pair.english, newspaper, "en")
    record, guide = chinese.articles[0], english.articles[0]
    remarks = [r for r in (*chinese.remarks, *english.remarks) if r.kind != "date" or "no date" not in r.message]
    date, page = record.date or guide.date, record.page if record.page is not None else guide.page
    if record.date and guide.date and record.date != guide.date:
        message = f"the dates differ (Chinese {record.date}, English {guide.date}); the first one is used"
        remarks.append(Remark("date", str(pair.chinese), message))
    article = replace(
        record,
        id=article_id(date.isoformat() if date else "", page, record.chinese.content if record.chinese else ""),
        date=date,
        page=page,
        title_en=guide.title_en,
        author_en=guide.author_en,
        english=guide.english,
        glossary=guide.glossary,
        english_source=english.source,
    )
    return Reading(chinese.source, (article,), tuple(remarks), chinese.fields + english.fields, english.source)


def _read(path: Path, newspaper: Newspaper, side: Side) -> Reading:
    """Read one file of a pair, which must be in one language."""
    text, source = read_text(path, "The pair was skipped.")
    if looks_periodical(text):
        reading = read_periodical(text, source, newspaper)
        if not _is_only(reading.articles[0], side):
            language = "English" if side == "en" else "Chinese"
            raise UnreadableSource(f"{path}: not in {language} only, as its name implies", "The pair was skipped.")
        return reading
    return read_plain(text, source, newspaper, side, stem_without_language(path))


def _is_only(article: Article, side: Side) -> bool:
    return article.text(side) is not None and article.text("en" if side == "zh" else "zh") is None
