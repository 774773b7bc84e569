"""The text of an article. Only the lines in view are drawn."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from assistant.answer import Quote
from assistant.output.layout.article import Page, lay_out
from assistant.output.layout.rows import SIDE_BY_SIDE, Row
from assistant.tui.widgets.row_widget import PASSAGE_INK_CLASSES, StyledWidget
from corpus.model import AlignedArticle

_ABOVE = 3
"""Rows of context that stay in view above the passage."""


class ArticleView(ScrollView, StyledWidget, can_focus=True):
    """Scrolls through a laid out article."""

    # Textual collects these along the first base class only.
    COMPONENT_CLASSES: ClassVar[set[str]] = PASSAGE_INK_CLASSES

    def __init__(self) -> None:
        super().__init__(id="article")
        self._shown: tuple[AlignedArticle, Quote | None] | None = None
        self._page = Page((), 0)
        self._width = 0

    @property
    def page(self) -> Page:
        return self._page

    def show(self, aligned: AlignedArticle, quote: Quote | None) -> None:
        self._shown = (aligned, quote)
        self._lay_out()
        self.call_after_refresh(self.go_to_passage)

    def go_to_passage(self) -> None:
        self.scroll_to(y=max(0, self._page.target - _ABOVE), animate=False, force=True)

    def on_resize(self) -> None:
        if self._shown and self.scrollable_content_region.width != self._width:
            # Keep the reader's place: the same share of the article, which the passage is when it was just opened.
            at_passage = self.scroll_offset.y == max(0, self._page.target - _ABOVE)
            share = self.scroll_offset.y / max(1, len(self._page.rows))
            self._lay_out()
            if at_passage:
                self.call_after_refresh(self.go_to_passage)
            else:
                y = round(share * len(self._page.rows))
                self.call_after_refresh(lambda: self.scroll_to(y=y, animate=False, force=True))

    def _lay_out(self) -> None:
        self._width = self.scrollable_content_region.width
        if self._shown is None or self._width <= 0:
            return
        self._page = lay_out(*self._shown, self._width, stacked=self.app.size.width < SIDE_BY_SIDE)
        self.virtual_size = Size(self._width, len(self._page.rows))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        at = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        if at >= len(self._page.rows):
            return Strip([Segment(" " * width, self.get_component_rich_style("ink--text"))], width)
        row: Row = self._page.rows[at]
        return self.strip(row, width)
