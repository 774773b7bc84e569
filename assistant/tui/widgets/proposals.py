"""A short list over the question line: filters that the word could become, or questions asked before. It takes no focus and
moves nothing; the question line tells it what to show.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Click

from assistant.text.sanitize import sanitize
from assistant.text.wrap import cells, cut
from assistant.tui.layout.rows import Fragment, Row
from assistant.tui.shared.messages import ProposalClicked
from assistant.tui.widgets.row_widget import RowWidget

MARK = "› "
_WORD = 24
"""Cells for the proposal where something is said about it."""


class Proposals(RowWidget):
    """The proposals, one of them marked."""

    def __init__(self) -> None:
        super().__init__(id="proposals")
        self.display = False
        self._shown: tuple[tuple[str, str], ...] = ()
        self._at = 0

    def propose(self, proposals: Sequence[tuple[str, str]], at: int) -> None:
        """Show these, each with what is said about it; none: go away."""
        self._shown, self._at = tuple(proposals), at
        self.display = bool(proposals)
        # It is laid out where the question line begins, with no height there: so it ends just above.
        self.styles.offset = (0, -len(proposals))
        self.redraw()

    def build(self, width: int, *, stacked: bool) -> list[Row]:
        return [self._row(number, word, about, width) for number, (word, about) in enumerate(self._shown)]

    def _row(self, number: int, word: str, about: str, width: int) -> Row:
        chosen = number == self._at
        lead = Fragment(MARK if chosen else " " * cells(MARK), "accent")
        drawn = cut(sanitize(word), width - cells(MARK))
        if not about:
            return Row((lead, Fragment(drawn, "strong" if chosen else "text")))
        fill = " " * max(2, _WORD - cells(drawn))
        told = cut(about, max(1, width - cells(MARK) - cells(drawn) - len(fill)))
        return Row((lead, Fragment(drawn, "strong" if chosen else "text"), Fragment(f"{fill}{told}", "quiet")))

    def on_click(self, event: Click) -> None:
        self.post_message(ProposalClicked(event.y))
