"""A quotation: English and Chinese side by side, the citation and warnings below, and nothing that is not in the record."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Click

from assistant.answer import Quote
from assistant.facts import FileChanged
from assistant.output.layout.answer import Arrangement, quote_rows
from assistant.output.layout.rows import Row
from assistant.text.citation import citation
from assistant.text.i18n import translate
from assistant.tui.shared.actions import Scope, actions_of, bindings
from assistant.tui.shared.labels import quotation
from assistant.tui.shared.messages import CopyRequested, QuoteOpened, SimilarRequested
from assistant.tui.widgets.row_widget import PASSAGE_INK_CLASSES, TranscriptItem
from corpus.model import Side

_OTHER_ROWS = 12
"""Rows of the chat that are not the texts of the first quotation: the question, the answer's head, labels, keys, the question line."""


class QuoteCard(TranscriptItem):
    """One quote of an answer."""

    COMPONENT_CLASSES: ClassVar[set[str]] = PASSAGE_INK_CLASSES
    SCOPE = Scope.CARD
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.CARD))]

    def __init__(self, quotes: tuple[Quote, ...], at: int, leading: Side = "en") -> None:
        super().__init__(classes=f"-{quotes[at].outcome.value}")
        self.quotes = quotes
        """All quotes of the answer, to go from one to the next in the reader."""
        self.at = at
        self._leading: Side = leading
        self._whole = False
        """Whether the reader has unfolded it."""
        self.verified: bool | None = None
        """Whether it is what its file has; None until that has been checked."""

    def set_verified(self, *, verified: bool) -> None:
        self.verified = verified
        self.redraw()

    @property
    def quote(self) -> Quote:
        return self.quotes[self.at]

    @property
    def _with_warnings(self) -> Quote:
        """The quote for the reader or a copy, with what checking its file has found."""
        changed = (FileChanged(),) if self.verified is False else ()
        return replace(self.quote, warnings=(*changed, *self.quote.warnings))

    def build(self, width: int, *, stacked: bool) -> list[Row]:
        rows = None if self._whole else max(0, self.app.size.height - _OTHER_ROWS)
        return list(quote_rows(self.quote, width, Arrangement(stacked, self._leading, rows), verified=self.verified))

    def on_click(self, event: Click) -> None:
        if event.chain == 2:
            self.action_open()

    def action_open(self) -> None:
        self.post_message(QuoteOpened((*self.quotes[: self.at], self._with_warnings, *self.quotes[self.at + 1 :]), self.at))

    def action_unfold(self) -> None:
        self._whole = not self._whole
        self.redraw()

    def action_more_like(self) -> None:
        self.post_message(SimilarRequested(self.quote, like=True))

    def action_not_like(self) -> None:
        self.post_message(SimilarRequested(self.quote, like=False))

    def action_copy(self) -> None:
        self.post_message(CopyRequested(quotation(self._with_warnings), translate("the quotation and its citation")))

    def action_copy_citation(self) -> None:
        self.post_message(CopyRequested(citation(self.quote.article, self.quote.passage), translate("the citation")))

    def action_copy_english(self) -> None:
        self._copy("en", translate("the English"))

    def action_copy_chinese(self) -> None:
        self._copy("zh", translate("the Chinese"))

    def _copy(self, side: Side, what: str) -> None:
        excerpt = self.quote.passage.excerpt(side)
        if excerpt is not None:
            self.post_message(CopyRequested(excerpt.text, what, self._with_warnings.warnings))
