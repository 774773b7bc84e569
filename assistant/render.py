"""Answer, article and passage -> text for a terminal. Widths are cells; what is printed of the archive is what it says,
with control characters made visible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Marks, Outcome, Quote
from assistant.cite import day, titles
from assistant.shown import shown
from assistant.wrap import cells, pieces, wrap
from corpus.model import SIDES, AlignedArticle, AlignedPassage, Side, Span, Text

SIDE_BY_SIDE_FROM = 100
"""Cells from which on the two languages stand beside each other."""
_GAP = 4
_MARGIN = 3
_BOLD, _UNDERLINE, _DIM, _RESET = "\x1b[1m", "\x1b[4m", "\x1b[2m", "\x1b[0m"
LABEL = {"en": "English, machine translation", "zh": "Chinese, the record"}


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed on."""

    width: int
    """In cells."""
    color: bool
    """Whether escape sequences may be used; without them answering sentences are marked by a bar in the margin."""

    def dim(self, text: str) -> str:
        return f"{_DIM}{text}{_RESET}" if self.color else text

    def bold(self, text: str) -> str:
        return f"{_BOLD}{text}{_RESET}" if self.color else text


def answer_text(answer: Answer, paper: Paper) -> str:
    """The whole answer, as `archive ask` prints it."""
    lines = [paper.bold(line) for line in _wrapped(facts(answer), paper.width, indent="")]
    if answer.reason:
        lines += _wrapped(answer.reason, paper.width, indent="")
    for quote in answer.quotes:
        lines += ["", *_quote_lines(quote, answer.outcome, paper)]
    return "\n".join(lines) + "\n"


def facts(answer: Answer) -> str:
    """One line: the outcome, how much of what, and how long it took."""
    articles = {quote.article.id for quote in answer.quotes}
    years = sorted({quote.article.date.year for quote in answer.quotes if quote.article.date})
    span = "" if not years else f", {years[0]}" if len(years) == 1 else f", {years[0]}–{years[-1]}"
    passages = f"{_counted(len(answer.quotes), 'passage')} from {_counted(len(articles), 'article')}{span}"
    return f"{answer.outcome.value} ({answer.confidence:.2f}) · {passages} · {answer.elapsed_ms / 1000:.2f} s"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _quote_lines(quote: Quote, outcome: Outcome, paper: Paper) -> Iterator[str]:
    label = "distant match " if outcome is Outcome.NOTHING else "weak match " if outcome is Outcome.WEAK else ""
    found_by = {"en": "found through the English", "zh": "found through the Chinese", "both": "found through both languages"}
    start = f"{quote.rank}. {label}"
    first, *others = _wrapped(f"{start}[{quote.passage.id}] {found_by[quote.matched]}", paper.width, indent="")
    yield start + paper.dim(first[len(start) :])
    yield from map(paper.dim, others)
    yield ""
    yield from _sides(quote.passage, quote.english, quote.chinese, quote.article.machine_translated, paper)
    yield ""
    yield from _wrapped(quote.citation, paper.width, indent=" " * _MARGIN)
    for warning in quote.warnings:
        yield from _wrapped(f"! {warning}", paper.width, indent=" " * _MARGIN)


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    drawn = shown(text)
    return [indent + drawn[line.first : line.stop] for line in wrap(drawn, width - len(indent))]


def _sides(passage: AlignedPassage, english: Marks, chinese: Marks, machine: bool, paper: Paper) -> Iterator[str]:
    """Both excerpts, beside each other or one above the other."""
    labels = {"en": LABEL["en"] if machine else "English", "zh": LABEL["zh"] if machine else "Chinese"}
    texts = {"en": passage.english.text if passage.english else None, "zh": passage.chinese.text if passage.chinese else None}
    if paper.width >= SIDE_BY_SIDE_FROM and texts["en"] and texts["zh"]:
        column = (paper.width - _MARGIN - _GAP) // 2
        left = [paper.dim(labels["en"]), *_excerpt(texts["en"], english, column, paper)]
        right = [paper.dim(labels["zh"]), *_excerpt(texts["zh"], chinese, column, paper)]
        yield from beside(left, right, column, paper)
        return
    first = True
    for side, marked in (("en", english), ("zh", chinese)):
        text = texts[side]
        if text:
            if not first:
                yield ""
            first = False
            yield " " * _MARGIN + paper.dim(labels[side])
            yield from (" " * _MARGIN + line for line in _excerpt(text, marked, paper.width - _MARGIN, paper))


def beside(left: Sequence[str], right: Sequence[str], column: int, paper: Paper) -> Iterator[str]:
    """Two columns of lines, the left one `column` cells wide."""
    for at in range(max(len(left), len(right))):
        a = left[at] if at < len(left) else ""
        b = right[at] if at < len(right) else ""
        pad = " " * (column - cells(_plain(a)))
        yield (" " * _MARGIN + a + pad + " " * _GAP + b).rstrip()


def _plain(line: str) -> str:
    for code in (_BOLD, _UNDERLINE, _DIM, _RESET):
        line = line.replace(code, "")
    return line


def _excerpt(text: str, marks: Marks, width: int, paper: Paper) -> list[str]:
    """A text in lines, answering sentences bold and the question's words underlined; without colour a bar stands before
    lines that hold an answering sentence."""
    drawn = shown(text)
    bar = "" if paper.color else "| "
    result = []
    for line in wrap(drawn, width - len(bar), indents=False):
        if paper.color:
            result.append(_styled(drawn, line.first, line.stop, marks))
        else:
            marked = any(s.start < line.stop and line.first < s.end for s in marks.sentences)
            result.append((bar if marked else " " * len(bar)) + drawn[line.first : line.stop])
    return result


def _styled(text: str, start: int, stop: int, marks: Marks) -> str:
    parts = []
    for begin, end, (sentence, word) in pieces(start, stop, marks.sentences, marks.words):
        codes = (_BOLD if sentence else "") + (_UNDERLINE if word else "")
        parts.append(f"{codes}{text[begin:end]}{_RESET}" if codes else text[begin:end])
    return "".join(parts)


def article_text(aligned: AlignedArticle, passage: AlignedPassage | None, paper: Paper) -> str:
    """A whole article, paragraph bead by paragraph bead; the passage's paragraphs have a bar before them."""
    article = aligned.article
    head = [
        str(article.newspaper),
        day(article.date) if article.date else "",
        f"p. {article.page}" if article.page is not None else "",
    ]
    lines = [paper.bold(line) for line in _wrapped(titles(article), paper.width, indent="")]
    lines += _wrapped(", ".join(part for part in [*head, article.column] if part), paper.width, indent="")
    lines += _wrapped(" / ".join(dict.fromkeys(a for a in (article.author_en, article.author_zh) if a)), paper.width, indent="")
    lines.append(shown(f"{article.id}  {article.source.path}"))  # not wrapped: a path is copied
    for bead in aligned.beads:
        sides = {side: _paragraphs(article.text(side), bead.side(side)) for side in SIDES}
        marks = {side: Marks(_within(passage, side, sides[side][1])) for side in SIDES}
        lines.append("")
        lines += _bead_lines({side: sides[side][0] for side in SIDES}, marks, paper)
    return "\n".join(lines) + "\n"


def _paragraphs(text: Text | None, indices: Sequence[int]) -> tuple[str, Span | None]:
    if text is None or not indices:
        return "", None
    span = Span(text.paragraphs[indices[0]].span.start, text.paragraphs[indices[-1]].span.end)
    return span.of(text.content), span


def _within(passage: AlignedPassage | None, side: Side, shown_span: Span | None) -> tuple[Span, ...]:
    """The part of a passage that lies in what is shown, counted from its beginning."""
    excerpt = passage.excerpt(side) if passage else None
    if excerpt is None or shown_span is None:
        return ()
    start, end = max(excerpt.span.start, shown_span.start), min(excerpt.span.end, shown_span.end)
    return (Span(start - shown_span.start, end - shown_span.start),) if start < end else ()


def _bead_lines(texts: dict[Side, str], marks: dict[Side, Marks], paper: Paper) -> Iterator[str]:
    if paper.width >= SIDE_BY_SIDE_FROM:
        column = (paper.width - _MARGIN - _GAP) // 2
        left, right = (_excerpt(texts[side], marks[side], column, paper) for side in SIDES)
        yield from beside(left, right, column, paper)
        return
    for side in SIDES:
        if texts[side]:
            yield from (" " * _MARGIN + line for line in _excerpt(texts[side], marks[side], paper.width - _MARGIN, paper))
