"""A quotation: English and Chinese side by side, the citation below, warnings, and nothing that the record does not say."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Click

from assistant.answer import Quote
from assistant.facts import FileChanged
from assistant.output.layout.answer import quote_rows
from assistant.output.layout.rows import Row
from assistant.text.citation import citation
from assistant.text.i18n import local
from assistant.tui.bindings import Scope, bindings
from assistant.tui.labels import quotation
from assistant.tui.messages import CopyWanted, MarkWanted, QuoteOpened
from assistant.tui.widgets.row_widget import PASSAGE_INK_CLASSES, Stop
from corpus.model import Side


class QuoteCard(Stop):
    """One quote of an answer."""

    COMPONENT_CLASSES: ClassVar[set[str]] = PASSAGE_INK_CLASSES
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.CARD)]

    def __init__(self, quotes: tuple[Quote, ...], at: int) -> None:
        super().__init__(classes=f"-{quotes[at].outcome.value}")
        self.quotes = quotes
        """All of the answer's, for going from one to the next in the reader."""
        self.at = at
        self.proved: bool | None = None
        """Whether it is what its file has; None as long as that was not looked at."""

    def prove(self, *, proved: bool) -> None:
        self.proved = proved
        self.redraw()

    @property
    def quote(self) -> Quote:
        return self.quotes[self.at]

    @property
    def _warned(self) -> Quote:
        """The quote as it leaves the card, for the reader or a copy: what was found of its file goes with it."""
        changed = (FileChanged(),) if self.proved is False else ()
        return replace(self.quote, warnings=(*changed, *self.quote.warnings))

    def build(self, width: int, *, stacked: bool) -> list[Row]:
        return list(quote_rows(self.quote, width, stacked=stacked, verified=self.proved))

    def on_click(self, event: Click) -> None:
        if event.chain == 2:
            self.action_open()

    def action_open(self) -> None:
        self.post_message(QuoteOpened((*self.quotes[: self.at], self._warned, *self.quotes[self.at + 1 :]), self.at))

    def action_more_like(self) -> None:
        self.post_message(MarkWanted(self.quote, wanted=True))

    def action_not_like(self) -> None:
        self.post_message(MarkWanted(self.quote, wanted=False))

    def action_copy(self) -> None:
        self.post_message(CopyWanted(quotation(self._warned), local("the quotation and its citation")))

    def action_copy_citation(self) -> None:
        self.post_message(CopyWanted(citation(self.quote.article, self.quote.passage), local("the citation")))

    def action_copy_english(self) -> None:
        self._copy("en", local("the English"))

    def action_copy_chinese(self) -> None:
        self._copy("zh", local("the Chinese"))

    def _copy(self, side: Side, what: str) -> None:
        excerpt = self.quote.passage.excerpt(side)
        if excerpt is not None:
            self.post_message(CopyWanted(excerpt.text, what, self._warned.warnings))
