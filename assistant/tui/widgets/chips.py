"""The filters in force, under the question line: those that are typed in it, and those that stay on from the last answer.
A click takes one off."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Click

from assistant.text.sanitize import sanitize
from assistant.text.wrap import cells, cut
from assistant.tui.layout.rows import Fragment, Row
from assistant.tui.shared.messages import FilterRemoved
from assistant.tui.widgets.row_widget import RowWidget

_OFF = " ×"
_LONGEST = 30
"""Cells of one filter."""


class Chips(RowWidget):
    """One line, which is there whether it has something to say or not: the question line does not move when it has."""

    def __init__(self) -> None:
        super().__init__(id="chips")
        self.filters: tuple[tuple[str, bool], ...] = ()
        """Each as typed, and whether it stays on from before."""

    def put(self, typed: Sequence[str], kept: Sequence[str]) -> None:
        filters = (*((one, True) for one in kept), *((one, False) for one in typed))
        if filters != self.filters:
            self.filters = filters
            self.redraw()

    def build(self, width: int, *, stacked: bool) -> list[Row]:
        pieces: list[Fragment] = []
        for start, end, text, kept in self._places(width):
            fill = " " * (start - sum(cells(piece.text) for piece in pieces))
            pieces += [Fragment(fill), Fragment(text, "quiet" if kept else "text"), Fragment(_OFF, "accent")]
            assert cells(fill + text + _OFF) <= end
        return [Row(tuple(pieces))]

    def _places(self, width: int) -> list[tuple[int, int, str, bool]]:
        """From which cell to which each filter stands; those that find no room are left out."""
        places, at = [], 0
        for one, kept in self.filters:
            text = cut(sanitize(one), _LONGEST)
            end = at + cells(text) + cells(_OFF)
            if end > width:
                break
            places.append((at, end, text, kept))
            at = end + 2
        return places

    def on_click(self, event: Click) -> None:
        for (start, end, _, kept), (one, _) in zip(self._places(self.content_size.width), self.filters, strict=False):
            if start <= event.x - self.gutter.left < end:
                self.post_message(FilterRemoved(one, kept=kept))
