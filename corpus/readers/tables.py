"""Reads tables with an English and a Chinese column: each row is a paragraph on both sides, already aligned.

Cells are taken literally: in tab-separated values, a quotation mark is an ordinary character. Since the columns are interleaved
in the file, each side's text is its cells joined by newlines. It has no offset in the file, so `corpus.proof.verify` reads the
file again to compare it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.errors import UnreadableSource
from corpus.model import Newspaper, Remark, Side, Source
from corpus.readers.aligned_pairs import AlignedPair, article_of_pairs
from corpus.readers.dates import date_in_name, title_from_stem
from corpus.readers.reading import Field, Reading, leftover_remark
from corpus.text.language_detection import detect_language
from corpus.text.lines import Line, lines

_HEADS: dict[Side, frozenset[str]] = {
    "en": frozenset(
        {"en", "eng", "english", "en-us", "en-gb", "英文", "英语", "source", "target", "src", "tgt", "translation"}
    ),
    "zh": frozenset(
        {"zh", "chi", "zho", "chinese", "zh-cn", "zh-tw", "cn", "中文", "汉语", "原文", "source", "target", "src", "tgt"}
    ),
}
"""Column names accepted in a header row."""
_LOOKED_AT = 50
"""Rows examined to tell whether a file is a table."""


def looks_tabular(text: str) -> bool:
    """Whether nearly all of the first lines have two cells, one in each language."""
    rows = [line.text.split("\t") for line in lines(text[:20000]) if not line.blank][:_LOOKED_AT]
    sides = [{detect_language(cell) for cell in row} for row in rows if len(row) == 2]
    return sum({"en", "zh"} <= found for found in sides) > 0.8 * len(rows)


def read_table(text: str, source: Source, newspaper: Newspaper) -> Reading:
    """The article of one file. A row without exactly two cells becomes a leftover; the others are read.

    Raises UnreadableSource if no row has a cell in either language.
    """
    rows = [(number, line) for number, line in enumerate(lines(text), start=1) if not line.blank]
    cells = [line.text.split("\t") for _, line in rows]
    order = _order(cells)
    if order is None:
        message = f"{source.path}: not a table of two columns, English and Chinese, separated by a tab"
        raise UnreadableSource(message, "The file was skipped.")
    pairs: list[AlignedPair] = []
    remarks: list[Remark] = []
    fields: list[Field] = []
    for at, ((number, line), row) in enumerate(zip(rows, cells, strict=True)):
        if at == 0 and _is_head(row, order):
            fields += _head(line, row, order, source)
        elif len(row) != 2:
            remarks.append(_bad_row(number, line, len(row), source))
        else:
            en, zh = (row[order.index(side)] for side in ("en", "zh"))
            pairs.append(AlignedPair(en, zh))
    stem = title_from_stem(Path(source.path).stem) or Path(source.path).stem
    title: Side = detect_language(stem) or "en"
    article = article_of_pairs(
        pairs,
        source,
        newspaper,
        date=date_in_name(source.path),
        title_en=stem if title == "en" else "",
        title_zh=stem if title == "zh" else "",
    )
    return Reading(source, (article,), tuple(remarks), tuple(fields))


def _order(cells: Sequence[Sequence[str]]) -> tuple[Side, Side] | None:
    """The languages of the two columns, detected from all cells; None if they are unclear."""
    two = [row for row in cells if len(row) == 2]
    columns = ["\n".join(row[k] for row in two) for k in (0, 1)]
    sides = [detect_language(column) for column in columns]
    if sides in (["en", "zh"], ["en", None], [None, "zh"]):
        order: tuple[Side, Side] = ("en", "zh")
    elif sides in (["zh", "en"], ["zh", None], [None, "en"]):
        order = ("zh", "en")
    else:
        return None
    # A column may be empty, but not in a third language.
    return order if all(side or not column.strip() for side, column in zip(sides, columns, strict=True)) else None


def _is_head(row: Sequence[str], order: tuple[Side, Side]) -> bool:
    return len(row) == 2 and all(cell.strip().lower() in _HEADS[side] for cell, side in zip(row, order, strict=True))


def _head(line: Line, row: Sequence[str], order: tuple[Side, Side], source: Source) -> list[Field]:
    fields = []
    at = line.start
    for cell, side in zip(row, order, strict=True):
        fields.append(Field(f"head_{side}", source.path, Line(cell, at).span, cell.strip()))
        at += len(cell) + 1
    return fields


def _bad_row(number: int, line: Line, count: int, source: Source) -> Remark:
    left = leftover_remark(source.path, line.span, line.text.strip())
    return Remark("leftover", source.path, f"line {number} has {count} cells, not 2: {left.text[:60]}", left.span, left.text)
