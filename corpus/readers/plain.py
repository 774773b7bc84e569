"""Reads plain text and Markdown: an article in one language, without a header.

The title is the first `# ` heading or the file's name; the date is a `YYYY-MM-DD` in the file's name. Each line is a paragraph,
but in a file wrapped at a fixed width, a paragraph is a block of lines between blank ones.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import UnreadableSource
from corpus.model import Article, Kind, Newspaper, Paragraph, Remark, Side, Source, Text
from corpus.readers.dates import date_in_name, title_from_stem
from corpus.readers.paragraph_kinds import chinese_kinds, english_kinds
from corpus.readers.reading import Reading, article_id
from corpus.text.language_detection import detect_language
from corpus.text.lines import Line, lines

PROJECT_FILES = frozenset(
    "README CHANGELOG CHANGES CONTRIBUTING CODE_OF_CONDUCT COPYING INSTALL LICENCE LICENSE NOTICE SECURITY TODO".split()
)
"""Names, without suffix, of files that describe a folder and are never articles."""
_ABOUT_HEADING = re.compile(
    r"#{1,6}\s+(?:Installation|Installing|Usage|Getting started|Licen[cs]e|安装|使用方法|许可证)\s*", re.IGNORECASE
)
_HEADING = re.compile(r"(#{1,6})\s+(.*?)[\s#]*")
_TITLE_LINES = 5
"""A heading further down is not the article's title."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")
_MARKUP = re.compile(r"\s*(?:<\?xml|<!DOCTYPE|<html\b)", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.。!！?？…:：;；][”’」』》〉）)\"'\]】]*$")
_WRAPPED_WIDTH = {"en": range(40, 101), "zh": range(16, 61)}
"""Possible lengths of the longest line in wrapped text, in characters."""
_LOOKED_AT = 200_000
"""Characters examined to tell whether a text is wrapped."""
_WRAPPED_SHARE = 0.6
"""Minimum share of lines inside blocks that break in mid-sentence, for text to count as wrapped."""


def is_project_file(path: Path) -> bool:
    """Whether the file's name is that of a project file: `README.md`, `README.zh.md`."""
    return path.name.split(".")[0].upper() in PROJECT_FILES


def read_plain(text: str, source: Source, newspaper: Newspaper, side: Side | None = None, stem: str | None = None) -> Reading:
    """The article of one file. `side`: its expected language. `stem`: its name without suffix and language code.

    Raises UnreadableSource if the text is in neither language or not in the expected one, or describes a folder.
    """
    all_lines = [line for line in lines(text) if not line.blank]
    _reject_non_articles(text, all_lines, source)
    found = detect_language(text)
    if found is None or (side and side != found):
        expected = {"en": "English", "zh": "Chinese", None: "neither English nor Chinese"}[side]
        message = f"not {expected}, as its name implies" if side else f"not an article: {expected} text"
        raise UnreadableSource(f"{source.path}: {message}", "The file was skipped.")
    title = _title(all_lines, Path(source.path).stem if stem is None else stem)
    body = _blocks(text, found) if _is_wrapped(text, found) else all_lines
    paragraphs = tuple(_paragraphs(body, title, found))
    content = Text(text, paragraphs, offset=0)
    date = date_in_name(source.path)
    stray = [p.span for p in paragraphs if p.kind is Kind.STRAY]
    message = f"{len(stray)} Chinese lines are in the English text; they can be found, but answer no question"
    remarks = tuple(Remark("stray", source.path, message, span, span.of(text)) for span in stray[:1])
    article = Article(
        id=article_id(date.isoformat() if date else "", None, text),
        newspaper=newspaper,
        date=date,
        page=None,
        column="",
        title_en=title if found == "en" else "",
        title_zh=title if found == "zh" else "",
        author_en="",
        author_zh="",
        source=source,
        english=content if found == "en" else None,
        chinese=content if found == "zh" else None,
    )
    return Reading(source, (article,), remarks)


def _reject_non_articles(text: str, all_lines: Sequence[Line], source: Source) -> None:
    control = _CONTROL.search(text)
    reason = ""
    if control:
        reason = f"not text: character {control.start()} is a control character (U+{ord(control[0]):04X})"
    elif _MARKUP.match(text):
        reason = "not an article: XML or HTML, but not TMX"
    elif is_project_file(Path(source.path)) or any(_ABOUT_HEADING.fullmatch(line.text.strip()) for line in all_lines):
        reason = "not an article: it describes a folder or a program, as a README does"
    elif not all_lines:
        reason = "the file is empty"
    if reason:
        raise UnreadableSource(
            f"{source.path}: {reason}", "The file was skipped. `archive manual formats` lists the formats that are read."
        )


def _title(all_lines: Sequence[Line], stem: str) -> str:
    for line in all_lines[:_TITLE_LINES]:
        match = _HEADING.fullmatch(line.text.strip())
        if match and len(match[1]) == 1 and match[2]:
            return match[2]
    return title_from_stem(stem) or stem


def _paragraphs(body: Sequence[Line], title: str, side: Side) -> list[Paragraph]:
    """Classify lines as in the archive's own format, plus Markdown headings."""
    found = (english_kinds if side == "en" else chinese_kinds)(body, title, "")
    for at, line in enumerate(body):
        match = _HEADING.fullmatch(line.text.strip())
        if match:
            first = at < _TITLE_LINES and match[2] == title
            found[at] = Paragraph(found[at].span, Kind.TITLE if first else Kind.SUBHEAD)
    return found


def _is_wrapped(text: str, side: Side) -> bool:
    """Whether the text is wrapped at a fixed width: most lines inside blocks break in mid-sentence, and none is long."""
    blocks = _grouped(text[:_LOOKED_AT])
    inner = [line.text.rstrip() for block in blocks for line in block[:-1]]
    longest = max((len(line.text.rstrip()) for block in blocks for line in block), default=0)
    if len(inner) < 3 or longest not in _WRAPPED_WIDTH[side]:
        return False
    broken = sum(not _ENDS_SENTENCE.search(line) and len(line) >= 0.7 * longest for line in inner)
    return broken >= _WRAPPED_SHARE * len(inner)


def _grouped(text: str) -> list[list[Line]]:
    return [list(group) for blank, group in itertools.groupby(lines(text), key=lambda line: line.blank) if not blank]


def _indented(block: list[Line]) -> list[list[Line]]:
    """Split a block at indented lines, which begin the paragraphs in books without blank lines."""
    margin = min(line.indent for line in block)
    starts = [at for at, line in enumerate(block) if line.indent > margin]
    if len(starts) > len(block) / 2:
        return [block]
    bounds = sorted({0, *starts, len(block)})
    return [block[a:b] for a, b in itertools.pairwise(bounds)]


def _blocks(text: str, side: Side) -> list[Line]:
    """Blocks of lines between blank ones, each as one line that contains line breaks; headings are separate."""
    blocks: list[list[Line]] = []
    for group in _grouped(text):
        for heading, part in itertools.groupby(group, key=lambda line: bool(_HEADING.fullmatch(line.text.strip()))):
            members = list(part)
            blocks += [[line] for line in members] if heading else _indented(members)
    return [Line(text[block[0].start : block[-1].end], block[0].start) for block in blocks]
