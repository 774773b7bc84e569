"""The filters in force, below the question line: those typed in it, and those that stay on from the last answer. A click
removes one."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Click

from assistant.output.layout.rows import Fragment, Row
from assistant.text.sanitize import sanitize
from assistant.text.wrap import cells, cut
from assistant.tui.shared.messages import FilterRemoved
from assistant.tui.widgets.row_widget import RowWidget

_REMOVE = " ×"
_MAX_CELLS = 30
"""Cells of one filter."""


class Chips(RowWidget):
    """One line, which is there even when empty, so that the question line never moves."""

    def __init__(self) -> None:
        super().__init__(id="chips")
        self.filters: tuple[tuple[str, bool], ...] = ()
        """Each as typed, and whether it stays on from before."""

    def show_filters(self, typed: Sequence[str], kept: Sequence[str]) -> None:
        filters = (*((one, True) for one in kept), *((one, False) for one in typed))
        if filters != self.filters:
            self.filters = filters
            self.redraw()

    def build(self, width: int, *, stacked: bool) -> list[Row]:
        pieces: list[Fragment] = []
        for start, end, text, kept in self._places(width):
            fill = " " * (start - sum(cells(piece.text) for piece in pieces))
            pieces += [Fragment(fill), Fragment(text, "quiet" if kept else "text"), Fragment(_REMOVE, "accent")]
            assert cells(fill + text + _REMOVE) <= end
        return [Row(tuple(pieces))]

    def _places(self, width: int) -> list[tuple[int, int, str, bool]]:
        """First and last cell of each filter; those without room are left out."""
        places, at = [], 0
        for one, kept in self.filters:
            text = cut(sanitize(one), _MAX_CELLS)
            end = at + cells(text) + cells(_REMOVE)
            if end > width:
                break
            places.append((at, end, text, kept))
            at = end + 2
        return places

    def on_click(self, event: Click) -> None:
        for (start, end, _, kept), (one, _) in zip(self._places(self.content_size.width), self.filters, strict=False):
            if start <= event.x - self.gutter.left < end:
                self.post_message(FilterRemoved(one, kept=kept))
