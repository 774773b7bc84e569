"""A quotation: English and Chinese side by side, the citation below, warnings, and nothing that the record does not say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Click

from assistant.answer import Quote
from assistant.facts import FileChanged
from assistant.output.messages import quote_notes, warning_text
from assistant.text.citation import citation
from assistant.text.i18n import N_, local
from assistant.tui.bindings import Scope, bindings
from assistant.tui.labels import RANKS, quotation
from assistant.tui.layout.rows import (
    BAR_WIDTH,
    EMPTY,
    GAP,
    Fragment,
    Prose,
    Row,
    StyledText,
    both,
    columns,
    label,
    prose,
    side_by_side,
    styled_text,
)
from assistant.tui.messages import CopyWanted, MarkWanted, QuoteOpened
from assistant.tui.widgets.row_widget import PASSAGE_INK_CLASSES, Stop
from corpus.model import SIDES, Side

_MISSING: dict[Side, str] = {
    "en": N_("no English stands beside this passage"),
    "zh": N_("no Chinese stands beside this passage"),
}


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
        return [*self._text(width, stacked=stacked), EMPTY, *self._notes(width)]

    def _text(self, width: int, *, stacked: bool) -> Iterator[Row]:
        layout = columns(width, stacked=stacked)
        sides = {side: self._side(side) for side in SIDES}
        if not layout.stacked:
            labels = [self._label("en")], [self._label("zh")]
            yield from side_by_side(*labels, layout.english + GAP)
            yield from both(sides["en"], sides["zh"], layout)
            return
        for number, (side, text) in enumerate(sides.items()):
            if number:
                yield EMPTY
            yield self._label(side)
            yield from prose(text, width)

    def _side(self, side: Side) -> Prose:
        excerpt = self.quote.passage.excerpt(side)
        if excerpt is None:
            return Prose(local(_MISSING[side]), "faint")
        marks = self.quote.highlights(side)
        return Prose(excerpt.text, side, f"answer-{side}", marks.sentences, marks.words)

    def _label(self, side: Side) -> Row:
        """The label of a side. The first one also has the quote's number, and how far it is to be trusted."""
        named = label(side, self.quote.article, missing=self.quote.passage.excerpt(side) is None)
        if side != "en":
            tick = (Fragment(f" · {local('✓ as in its file')}", "quiet"),) if self.proved else ()
            return Row((Fragment(" " * BAR_WIDTH), *named.pieces, *tick))
        rank = RANKS[self.quote.outcome]
        doubt = (Fragment(f" · {local(rank)}", "warning"),) if rank else ()
        return Row((Fragment(str(self.quote.rank).ljust(BAR_WIDTH), "accent"), *named.pieces, *doubt))

    def _notes(self, width: int) -> Iterator[Row]:
        lead = " " * BAR_WIDTH
        if self.proved is False:
            yield from styled_text(StyledText(warning_text(FileChanged()), "error", f"{lead}! "), width)
        for warning in self.quote.warnings:
            yield from styled_text(StyledText(warning_text(warning), "warning", f"{lead}! "), width)
        for note in (citation(self.quote.article, self.quote.passage), *quote_notes(self.quote)):
            yield from styled_text(StyledText(note, "quiet", lead), width)

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
