"""Support for terminals that draw “ ” — … · in two cells, as Chinese fonts do. Unicode calls their width ambiguous. Rich, whose
table measures all text here and in Textual, counts one cell and has no setting, so its table is replaced.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby

_DRAWN_BY_THE_TERMINAL = range(0x2500, 0x25A0)
"""Box drawing and blocks, which terminals draw themselves to fit one cell."""


def draw_ambiguous(width: int) -> None:
    """Count characters of ambiguous width as `width` cells (1 or 2) from now on, in Rich, in Textual and in `assistant.text.wrap`.

    Call it when the program starts: text that was measured before keeps its width.
    """
    if width == 1:
        return
    import rich.cells
    from rich._unicode_data import load

    from assistant.text import wrap

    table: rich.cells.CellTable = load("auto")
    wide = _ranges()
    # Rich searches a sorted list of ranges; none of the new ones overlaps one that it has.
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
    """Ranges of ambiguous characters up to U+FFFF: the first and the last of each."""
    codes = [code for code in range(0xA0, 0x10000) if _ambiguous(code)]
    runs = (list(run) for _, run in groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0]))
    return tuple((run[0][1], run[-1][1]) for run in runs)


def _within(code: int, ranges: list[tuple[int, int, int]]) -> bool:
    return any(first <= code <= last for first, last, _ in ranges)
