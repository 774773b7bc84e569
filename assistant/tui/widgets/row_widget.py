"""Widgets that draw rows of their own instead of letting Textual break lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import BindingType
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from assistant.output.layout.rows import SIDE_BY_SIDE, Row, StyledText, styled_text
from assistant.tui.shared.actions import Scope, actions_of, bindings
from assistant.tui.shared.messages import FocusMoved, PromptRequested

_INKS = ("text", "strong", "quiet", "faint", "accent", "warning", "error")
_PASSAGE_INKS = ("en", "zh", "answer-en", "answer-zh", "label-en", "label-zh", "bar")
# Two sets, because Textual computes every ink of every widget, and most widgets draw no passages.
INK_CLASSES = {f"ink--{ink}" for ink in _INKS}
PASSAGE_INK_CLASSES = INK_CLASSES | {f"ink--{ink}" for ink in _PASSAGE_INKS}
_UNDERLINED = Style(underline=True)


_LIST_STYLES = {"quiet": "dim", "strong": "bold"}


def list_text(*rows: Row) -> Text:
    """Rows as an entry of Textual's lists, which have colours of their own: quiet is dim, strong is bold."""
    lines = [Text.assemble(*((piece.text, _LIST_STYLES.get(piece.ink, "")) for piece in row.pieces)) for row in rows]
    return Text("\n").join(lines)


class StyledWidget(Widget):
    """Turns rows into strips, in the colours of assistant.tcss."""

    COMPONENT_CLASSES: ClassVar[set[str]] = INK_CLASSES
    # A selection by mouse would be of wrapped lines across both columns; copying has its own keys.
    ALLOW_SELECT = False

    def strip(self, row: Row, width: int) -> Strip:
        base = self.get_component_rich_style("ink--text")
        segments = [Segment(piece.text, self._ink(piece.ink, piece.underlined)) for piece in row.pieces if piece.text]
        return Strip(segments).adjust_cell_length(width, base)

    def _ink(self, ink: str, underlined: bool) -> Style:
        style = self.get_component_rich_style(f"ink--{ink}")
        return style + _UNDERLINED if underlined else style


class RowWidget(StyledWidget):
    """A widget as high as its rows. They are laid out once for each size of the terminal."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._laid_out: tuple[tuple[int, Size], list[Row]] | None = None

    def build(self, width: int, *, stacked: bool) -> list[Row]:
        """The rows at this width; `stacked` where the terminal is too narrow for two columns."""
        raise NotImplementedError

    def rows(self, width: int) -> list[Row]:
        key = (width, self.app.size)
        if self._laid_out is None or self._laid_out[0] != key:
            self._laid_out = (key, self.build(width, stacked=key[1].width < SIDE_BY_SIDE) if width > 0 else [])
        return self._laid_out[1]

    def redraw(self) -> None:
        """Lay the widget out again because its content has changed."""
        self._laid_out = None
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.rows(width))

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        rows = self.rows(width)
        return self.strip(rows[y] if y < len(rows) else Row(), width)


class Paragraphs(RowWidget):
    """Plain paragraphs, such as a notice, a citation or the reader's question. Never markup."""

    def __init__(self, paragraphs: Sequence[StyledText], *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.paragraphs = tuple(paragraphs)

    def say(self, *paragraphs: StyledText) -> None:
        self.paragraphs = paragraphs
        self.redraw()

    def build(self, width: int, *, stacked: bool) -> list[Row]:
        return [row for paragraph in self.paragraphs for row in _paragraph_rows(paragraph, width)]


def _paragraph_rows(paragraph: StyledText, width: int) -> list[Row]:
    return list(styled_text(paragraph, width)) or [Row()]


class TranscriptItem(RowWidget, can_focus=True):
    """Something in the transcript that can have the focus."""

    def action_next(self) -> None:
        self.post_message(FocusMoved(1))

    def action_previous(self) -> None:
        self.post_message(FocusMoved(-1))

    def action_to_prompt(self) -> None:
        self.post_message(PromptRequested())


class Notice(TranscriptItem):
    """A text with one action: an error, a withdrawn question, a folded answer."""

    SCOPE = Scope.TURN
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.TURN))]

    def __init__(self, paragraphs: Sequence[StyledText], *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self.paragraphs = tuple(paragraphs)

    def build(self, width: int, *, stacked: bool) -> list[Row]:
        return [row for paragraph in self.paragraphs for row in _paragraph_rows(paragraph, width)]

    def on_click(self) -> None:
        self.action_again()

    def action_again(self) -> None:
        raise NotImplementedError
