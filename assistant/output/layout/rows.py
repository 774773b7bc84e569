"""Rows of styled fragments, laid out in terminal cells. The terminal output and the chat paint them.

An ink is the name of a style: `text`, `strong`, `quiet`, `faint`, `accent`, `warning`, `error`, `bar`, and for archive text
`en`, `zh`, `answer-en`, `answer-zh`, `label-en`, `label-zh`. The chat has their colours in assistant.tcss.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.text.i18n import N_, translate
from assistant.text.sanitize import sanitize
from assistant.text.wrap import Line, cells, pieces, wrap
from corpus.model import Article, Side, Span

BAR = "▎"
"""Marks the lines that answer, so that they can be found without colours."""
BAR_WIDTH = 2
SIDE_BY_SIDE = 100
"""Terminal width, in cells, from which the two languages are set side by side."""


@dataclass(frozen=True, slots=True)
class Fragment:
    text: str
    ink: str = "text"
    underlined: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    pieces: tuple[Fragment, ...] = ()

    @property
    def cells(self) -> int:
        return sum(cells(piece.text) for piece in self.pieces)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


EMPTY = Row()
_LABELS: dict[Side, str] = {"en": N_("English"), "zh": N_("中文")}
_RECORD = N_("the record")
_MACHINE = N_("machine translation")


@dataclass(frozen=True, slots=True)
class StyledText:
    """A paragraph in one ink, with an optional lead, such as a number, whose width indents the following lines."""

    text: str
    ink: str = "text"
    lead: str = ""
    lead_ink: str = ""
    """Empty: the ink of the text."""
    hanging: bool = True
    """Whether the lines after the first are indented by the width of the lead."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Archive text of one side and its highlights, whose spans count from the beginning of the text."""

    text: str
    ink: str
    answer_ink: str = ""
    sentences: tuple[Span, ...] = ()
    """In `answer_ink`, with a bar."""
    words: tuple[Span, ...] = ()
    """Underlined."""
    barred: tuple[Span, ...] = ()
    """With a bar, in the ordinary ink."""


def styled_text(paragraph: StyledText, width: int) -> Iterator[Row]:
    """The rows of a paragraph that is no archive text."""
    indent = cells(paragraph.lead) if paragraph.hanging else 0
    text = sanitize(paragraph.text if paragraph.hanging else paragraph.lead + paragraph.text)
    for number, line in enumerate(wrap(text, width - indent)):
        drawn = text[line.first : line.stop]
        if paragraph.hanging:
            lead = paragraph.lead if number == 0 else " " * indent
        else:
            lead, drawn = (paragraph.lead, drawn[len(paragraph.lead) :]) if number == 0 else ("", drawn)
        yield Row((Fragment(lead, paragraph.lead_ink or paragraph.ink), Fragment(drawn, paragraph.ink)))


def prose(side: Prose, width: int) -> Iterator[Row]:
    """The rows of archive text, each after a bar or a space of the same width. No row is wider than `width`."""
    text = sanitize(side.text)
    side = replace(side, sentences=_joined(side.sentences, text))
    for line in wrap(text, width - BAR_WIDTH, indents=False):
        yield Row((_bar(side, line), *_inked(side, text, line)))


def _joined(sentences: tuple[Span, ...], text: str) -> tuple[Span, ...]:
    """The spans, with those joined that only spaces separate, so that the tint has no holes."""
    joined: list[Span] = []
    for span in sentences:
        if joined and not text[joined[-1].end : span.start].strip():
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def _bar(side: Prose, line: Line) -> Fragment:
    if line.first == line.stop or not _touches((*side.sentences, *side.barred), line):
        return Fragment(" " * BAR_WIDTH, side.ink)
    return Fragment(BAR.ljust(BAR_WIDTH), "bar")


def _inked(side: Prose, text: str, line: Line) -> Iterator[Fragment]:
    for start, end, (answers, matches) in pieces(line.first, line.stop, side.sentences, side.words):
        yield Fragment(text[start:end], side.answer_ink if answers else side.ink, matches)


def _touches(spans: Iterable[Span], line: Line) -> bool:
    return any(span.start < line.stop and line.first < span.end for span in spans)


def side_by_side(left: Sequence[Row], right: Sequence[Row], left_width: int, ink: str = "text") -> Iterator[Row]:
    """Two columns. Nothing is to the right of the Chinese, so that a terminal which draws “ ” — … wide moves nothing out of
    place there."""
    for number in range(max(len(left), len(right))):
        before = left[number] if number < len(left) else EMPTY
        after = right[number] if number < len(right) else EMPTY
        fill = Fragment(" " * (left_width - before.cells), ink)
        yield Row((*before.pieces, fill, *after.pieces))


@dataclass(frozen=True, slots=True)
class Columns:
    """How a width is divided between the two languages, in cells."""

    english: int
    chinese: int
    """0 where the Chinese is below the English."""

    @property
    def stacked(self) -> bool:
        return self.chinese == 0


GAP = 3
_ENGLISH_SHARE = 0.56
"""English takes more cells than Chinese; at this share, both columns end at about the same line."""


def columns(width: int, *, stacked: bool) -> Columns:
    if stacked:
        return Columns(width, 0)
    english = round((width - GAP) * _ENGLISH_SHARE)
    return Columns(english, width - GAP - english)


def label(side: Side, article: Article, *, missing: bool = False) -> Row:
    """The label above a side, which tells the record from its translation."""
    kind = _RECORD if side == "zh" else _MACHINE if article.machine_translated else ""
    name = Fragment(translate(_LABELS[side]), f"label-{side}")
    return Row((name, Fragment(f" · {translate(kind)}", "quiet"))) if kind and not missing else Row((name,))


def both(english: Prose | None, chinese: Prose | None, layout: Columns) -> Iterator[Row]:
    """Both sides in their columns; a missing side is an empty column."""
    if layout.stacked:
        first = list(prose(english, layout.english)) if english else []
        second = list(prose(chinese, layout.english)) if chinese else []
        yield from first
        if first and second:
            yield EMPTY
        yield from second
        return
    left = list(prose(english, layout.english)) if english else []
    right = list(prose(chinese, layout.chinese)) if chinese else []
    yield from side_by_side(left, right, layout.english + GAP)
