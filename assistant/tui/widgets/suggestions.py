"""A short list above the question line: filters that complete the word, or questions asked before. It takes no focus and
moves nothing; the question line controls it.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Click

from assistant.output.layout.rows import Fragment, Row
from assistant.text.sanitize import sanitize
from assistant.text.wrap import cells, cut
from assistant.tui.shared.messages import SuggestionClicked
from assistant.tui.widgets.row_widget import RowWidget

MARK = "› "
_WORD = 24
"""Cells for a suggestion that has a remark."""


class Suggestions(RowWidget):
    """The suggestions, one of them highlighted."""

    def __init__(self) -> None:
        super().__init__(id="suggestions")
        self.display = False
        self._shown: tuple[tuple[str, str], ...] = ()
        self._at = 0

    def update_list(self, suggestions: Sequence[tuple[str, str]], at: int) -> None:
        """Show these, each with a remark; hide where there are none."""
        self._shown, self._at = tuple(suggestions), at
        self.display = bool(suggestions)
        # It is laid out where the question line begins, so this offset puts it just above.
        self.styles.offset = (0, -len(suggestions))
        self.redraw()

    def build(self, width: int, *, stacked: bool) -> list[Row]:
        return [self._row(number, word, about, width) for number, (word, about) in enumerate(self._shown)]

    def _row(self, number: int, word: str, about: str, width: int) -> Row:
        chosen = number == self._at
        lead = Fragment(MARK if chosen else " " * cells(MARK), "accent")
        shown = cut(sanitize(word), width - cells(MARK))
        if not about:
            return Row((lead, Fragment(shown, "strong" if chosen else "text")))
        fill = " " * max(2, _WORD - cells(shown))
        remark = cut(about, max(1, width - cells(MARK) - cells(shown) - len(fill)))
        return Row((lead, Fragment(shown, "strong" if chosen else "text"), Fragment(f"{fill}{remark}", "quiet")))

    def on_click(self, event: Click) -> None:
        self.post_message(SuggestionClicked(event.y))
