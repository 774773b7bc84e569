"""Terminals that draw “ ” — … · in two cells, as Chinese fonts do. Unicode calls the width of these characters ambiguous.

Textual lays everything out by Rich's table of widths, which gives them one cell. Rich has no setting for it: its environment
variable UNICODE_VERSION chooses among tables that all agree here. So this module replaces Rich's table, and is the only place
that touches its private parts; tests/assistant/text/test_ambiguous_width.py fails when Rich changes them.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby

_DRAWN_BY_THE_TERMINAL = range(0x2500, 0x25A0)
"""Box drawing and blocks: terminals draw these to fit a cell in any font."""


def draw_ambiguous(width: int) -> None:
    """Count characters of ambiguous width as `width` cells (1 or 2) in Rich, in Textual and in `assistant.text.wrap`.

    Call it when the program starts: what has been measured before keeps its width.
    """
    if width == 1:
        return
    import rich.cells
    from rich._unicode_data import load

    from assistant.text import wrap

    table: rich.cells.CellTable = load("auto")
    wide = _ranges()
    # Rich searches a sorted list of ranges, which must not overlap.
    known = [entry for entry in table.widths if entry[2] != 1]
    widths = sorted([*known, *((first, last, 2) for first, last in wide if not _within(first, known))])
    wider = table._replace(widths=widths)
    narrow = frozenset(c for c in rich.cells._SINGLE_CELLS if not _ambiguous(ord(c)))
    rich.cells.load_cell_table = lambda *_: wider  # type: ignore[attr-defined, assignment]
    rich.cells._is_single_cell_widths = narrow.issuperset
    for cached in (rich.cells.get_character_cell_size, rich.cells.cached_cell_len, wrap._width, wrap._between):
        cached.cache_clear()


def _ambiguous(code: int) -> bool:
    character = chr(code)
    return (
        unicodedata.east_asian_width(character) == "A"
        and unicodedata.category(character) not in ("Mn", "Me", "Cf", "Co", "Cn")
        and code not in _DRAWN_BY_THE_TERMINAL
    )


@lru_cache(1)
def _ranges() -> tuple[tuple[int, int], ...]:
    """Runs of ambiguous characters in the Basic Multilingual Plane: first and last code point."""
    codes = [code for code in range(0xA0, 0x10000) if _ambiguous(code)]
    runs = (list(run) for _, run in groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0]))
    return tuple((run[0][1], run[-1][1]) for run in runs)


def _within(code: int, ranges: list[tuple[int, int, int]]) -> bool:
    return any(first <= code <= last for first, last, _ in ranges)
