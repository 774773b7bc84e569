"""Line breaking: between Chinese characters by kinsoku rules, between Latin words at spaces.

Kinsoku: no line begins with a closing mark (。，》”) or ends with an opening one (《“（). Textual breaks at spaces only; in Chinese
prose about one in five of its line breaks is wrong (tests/assistant/tui/test_wrap.py measures both).

Pure functions from text to spans. Widths are terminal cells as Rich counts them, because Textual draws with Rich.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from rich.cells import get_character_cell_size

from corpus.model import Span

NO_START = frozenset("。，、；：？！）》〉」』】〕〗〙〛］｝｠”’…‥·・‧％‰℃°〜～ー々〻ゝゞヽヾ．｡､｣.,;:?!)]}»›%‐–")
"""Characters that must not begin a line."""
NO_END = frozenset("（《〈「『【〔〖〘〚［｛｟“‘￥＄￡｢([{«‹$£¥#")
"""Characters that must not end a line."""
_UNSPLIT = frozenset("…—⋯")
"""Printed in pairs: …… and —— are one mark each, and are not split."""
_BREAK_AFTER = frozenset("-–—/‐")
"""A Latin word may be broken after these, between letters."""


_IDEOGRAPHIC = re.compile(r"[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Han, kana and hangul: letters that lines may be broken between."""


class _Cut(IntEnum):
    """The cost of a line break before a character."""

    FREE = 0
    WORD = 1
    """Inside a word or a number: only if the line has no better place."""
    KINSOKU = 2
    """Against kinsoku: only if there is no other place."""
    NEVER = 3
    """Before a space, which hangs at the end of its line, or before a combining mark."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a wrapped text. Each line's `end` is the next one's `start`; together they cover the text."""

    start: int
    first: int
    """Start of the drawn text; differs from `start` only where leading spaces are left out."""
    stop: int
    """End of the drawn text. The spaces and the newline up to `end` are not drawn."""
    end: int
    cells: int
    """Width of the drawn text, text[first:stop]."""


def cells(text: str) -> int:
    """Width in terminal cells."""
    return sum(map(_width, text))


def left(text: str, width: int) -> str:
    """The text padded on the right to `width` cells."""
    return text + " " * (width - cells(text))


def right(text: str, width: int) -> str:
    """The text padded on the left to `width` cells."""
    return " " * (width - cells(text)) + text


def cut(text: str, width: int) -> str:
    """The text on one line of at most `width` cells, ending with … if it was cut."""
    text = " ".join(text.split())
    if cells(text) <= width:
        return text
    used = cells("…")
    for at, character in enumerate(text):
        used += _width(character)
        if used > width:
            return f"{text[:at].rstrip()}…"
    return text


@lru_cache(maxsize=16384)
def _width(character: str) -> int:
    return get_character_cell_size(character)


def wrap(text: str, width: int, *, indents: bool = True) -> tuple[Line, ...]:
    """Break `text` into lines of at most `width` cells; a wider character has a line of its own.

    `indents=False` leaves out the spaces at the beginning of source lines. An empty text has no lines.
    """
    width = max(width, 1)
    lines: list[Line] = []
    at = 0
    while at < len(text):
        newline = text.find("\n", at)
        stop, end = (len(text), len(text)) if newline < 0 else (newline, newline + 1)
        lines += _source_line(text, at, stop, end, width, indents)
        at = end
    return tuple(lines)


def _source_line(text: str, start: int, stop: int, end: int, width: int, indents: bool) -> Iterator[Line]:
    """The lines of text[start:stop], which has no newline; the last one extends to `end`."""
    while True:
        body = start
        while body < stop and _blank(text[body]):
            body += 1
        first = start if indents and body < stop else body
        if cells(text[first:body]) >= width:
            first = body  # an indent as wide as the line is left out
        cut = _fill(text, first, body, stop, width)
        drawn = cut
        while drawn > body and _blank(text[drawn - 1]):
            drawn -= 1
        drawn = max(drawn, first)
        yield Line(start, first, drawn, end if cut == stop else cut, cells(text[first:drawn]))
        if cut == stop:
            return
        start, indents = cut, True


def _fill(text: str, first: int, body: int, stop: int, width: int) -> int:
    """End of the line that begins at `first`; `body` is the index of its first character that is no space."""
    used = cells(text[first:body])
    best: dict[_Cut, int] = {}
    at = body
    while at < stop:
        character = text[at]
        if at > body:
            best[_cut(text, at)] = at
        used += 0 if _blank(character) else _width(character)
        if used > width:
            for grade in (_Cut.FREE, _Cut.WORD, _Cut.KINSOKU):
                if grade in best:
                    return best[grade]
            return _after_cluster(text, body, stop)
        if _blank(character):
            # Spaces count only if something follows them on the line.
            run = at
            while run < stop and _blank(text[run]):
                used += _width(text[run])
                run += 1
            at = run
        else:
            at += 1
    return stop


def _after_cluster(text: str, at: int, stop: int) -> int:
    """End of the character at `at` with its combining marks, the shortest possible line."""
    at += 1
    while at < stop and (_width(text[at]) == 0 or _blank(text[at])):
        at += 1
    return at


def _cut(text: str, at: int) -> _Cut:
    """The cost of a break between text[at - 1] and text[at]."""
    return _between(text[at - 1], text[at])


@lru_cache(maxsize=65536)
def _between(before: str, after: str) -> _Cut:
    if _blank(after) or _width(after) == 0:
        return _Cut.NEVER
    if after in NO_START or (before in NO_END) or (before == after and before in _UNSPLIT):
        # A space before a closing mark or after an opening one does not change the rule.
        return _Cut.KINSOKU
    if _blank(before):
        return _Cut.FREE
    if _wide(before) or _wide(after):
        return _Cut.WORD if _word(before) and _word(after) else _Cut.FREE
    if before in NO_START and after in NO_END and before not in ".,;:?!)]}'":
        return _Cut.FREE  # ”“ and the like, between two quotations
    if before in _BREAK_AFTER and after.isalpha():
        return _Cut.FREE
    return _Cut.WORD


def _blank(character: str) -> bool:
    return character.isspace() and character not in "\u00a0\u2007\u202f"


def _wide(character: str) -> bool:
    return _width(character) == 2


def _word(character: str) -> bool:
    """Whether it is a Latin letter or a digit, full-width ones included: １９５８ is one number."""
    return character.isalnum() and not _IDEOGRAPHIC.match(character)


def pieces(start: int, stop: int, *layers: Sequence[Span]) -> Iterator[tuple[int, int, tuple[bool, ...]]]:
    """Split start..stop at the edges of all spans: (start, end, whether each layer covers the piece)."""
    edges = {start, stop}
    for spans in layers:
        edges.update(edge for span in spans for edge in (span.start, span.end) if start < edge < stop)
    ordered = sorted(edges)
    for begin, end in pairwise(ordered):
        yield begin, end, tuple(any(s.start <= begin and end <= s.end for s in spans) for spans in layers)
