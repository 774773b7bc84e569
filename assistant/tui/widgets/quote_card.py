"""A quotation: English and Chinese side by side, the citation and warnings below, and nothing that is not in the record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Click

from assistant.answer import Quote
from assistant.text.i18n import local, sentence
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
from assistant.tui.shared.actions import Scope, actions_of, bindings
from assistant.tui.shared.labels import RANKS, quotation
from assistant.tui.shared.messages import CopyRequested, QuoteOpened, SimilarRequested
from assistant.tui.widgets.row_widget import PASSAGE_INK_CLASSES, TranscriptItem
from corpus.model import SIDES, Side

_MISSING: dict[Side, str] = {"en": "this passage has no English", "zh": "this passage has no Chinese"}


CHANGED = "This is not what its file has now. archive verify says what happened."


class QuoteCard(TranscriptItem):
    """One quote of an answer."""

    COMPONENT_CLASSES: ClassVar[set[str]] = PASSAGE_INK_CLASSES
    SCOPE = Scope.CARD
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.CARD))]

    def __init__(self, quotes: tuple[Quote, ...], at: int) -> None:
        super().__init__(classes=f"-{quotes[at].standing.value}")
        self.quotes = quotes
        """All quotes of the answer, to go from one to the next in the reader."""
        self.at = at
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
        changed = (CHANGED,) if self.verified is False else ()
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
        marks = self.quote.marks(side)
        return Prose(excerpt.text, side, f"answer-{side}", marks.sentences, marks.words)

    def _label(self, side: Side) -> Row:
        """The label of a side. The first one also has the quote's number and, unless it is certain, a caution."""
        named = label(side, self.quote.article, missing=self.quote.passage.excerpt(side) is None)
        if side != "en":
            tick = (Fragment(f" · {local('✓ as in its file')}", "quiet"),) if self.verified else ()
            return Row((Fragment(" " * BAR_WIDTH), *named.pieces, *tick))
        rank = RANKS[self.quote.standing]
        doubt = (Fragment(f" · {local(rank)}", "warning"),) if rank else ()
        return Row((Fragment(str(self.quote.rank).ljust(BAR_WIDTH), "accent"), *named.pieces, *doubt))

    def _notes(self, width: int) -> Iterator[Row]:
        lead = " " * BAR_WIDTH
        if self.verified is False:
            yield from styled_text(StyledText(sentence(CHANGED), "error", f"{lead}! "), width)
        for warning in self.quote.warnings:
            yield from styled_text(StyledText(sentence(warning), "warning", f"{lead}! "), width)
        yield from styled_text(StyledText(self.quote.citation, "quiet", lead), width)
        for one in (self.quote.printed, *self.quote.also):
            if one:
                yield from styled_text(StyledText(sentence(str(one)), "quiet", lead), width)

    def on_click(self, event: Click) -> None:
        if event.chain == 2:
            self.action_open()

    def action_open(self) -> None:
        self.post_message(QuoteOpened((*self.quotes[: self.at], self._with_warnings, *self.quotes[self.at + 1 :]), self.at))

    def action_more_like(self) -> None:
        self.post_message(SimilarRequested(self.quote, like=True))

    def action_not_like(self) -> None:
        self.post_message(SimilarRequested(self.quote, like=False))

    def action_copy(self) -> None:
        self.post_message(CopyRequested(quotation(self._with_warnings), local("the quotation and its citation")))

    def action_copy_citation(self) -> None:
        self.post_message(CopyRequested(self.quote.citation, local("the citation")))

    def action_copy_english(self) -> None:
        self._copy("en", local("the English"))

    def action_copy_chinese(self) -> None:
        self._copy("zh", local("the Chinese"))

    def _copy(self, side: Side, what: str) -> None:
        excerpt = self.quote.passage.excerpt(side)
        if excerpt is not None:
            self.post_message(CopyRequested(excerpt.text, what, self._with_warnings.warnings))
