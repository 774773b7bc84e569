"""Answers and articles as text for a terminal. Widths are in cells; text of the archive is printed as it is, with control
characters made visible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Highlights, Outcome, Quote
from assistant.exploring.article_view import displayed_beads, warnings_by_bead
from assistant.facts import PassageWarning
from assistant.output import messages
from assistant.output.context_notes import context_notes
from assistant.text.citation import citation, titles
from assistant.text.i18n import N_, counted, local
from assistant.text.sanitize import sanitize
from assistant.text.wrap import cells, pieces, wrap
from corpus.model import SIDES, AlignedArticle, AlignedPassage, Article, Side, Span, Text
from corpus.proof.provenance import Provenance
from corpus.proof.source_check import State
from corpus.text.date_format import format_day

SIDE_BY_SIDE_FROM = 100
"""Width in cells from which on the two languages are printed side by side."""
_GAP = 4
_MARGIN = 3
_BOLD, _UNDERLINE, _DIM, _RESET = "\x1b[1m", "\x1b[4m", "\x1b[2m", "\x1b[0m"
LABEL = {"en": N_("English, machine translation"), "zh": N_("Chinese, the record")}


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """Width and colours of the output."""

    width: int
    """In cells."""
    color: bool
    """Whether to use escape sequences; without them a bar in the margin marks the answering sentences."""

    def dim(self, text: str) -> str:
        return f"{_DIM}{text}{_RESET}" if self.color else text

    def bold(self, text: str) -> str:
        return f"{_BOLD}{text}{_RESET}" if self.color else text


def answer_text(answer: Answer, paper: OutputFormat) -> str:
    """The whole answer, as `archive ask` prints it."""
    lines = [paper.bold(line) for line in _wrapped(facts(answer), paper.width, indent="")]
    for one in answer.understood:
        lines += _wrapped(messages.interpretation_text(one), paper.width, indent="")
    if answer.reasons:
        lines += _wrapped(messages.reasons_text(answer.reasons), paper.width, indent="")
    for note in context_notes(answer.context):
        lines += map(paper.dim, _wrapped(messages.context_text(note), paper.width, indent=""))
    for quote in answer.quotes:
        lines += ["", *_quote_lines(quote, paper)]
    return "\n".join(lines) + "\n"


def facts(answer: Answer) -> str:
    """One line: the outcome, the numbers of passages and articles, their years, and the time taken."""
    parts = [f"{local(answer.outcome.value)} ({answer.confidence:.2f})"]
    if answer.near or not answer.quotes:
        parts.append(_counts(answer.near))
    if distant := len(answer.quotes) - len(answer.near):
        parts.append(counted(distant, "{count} distant match", "{count} distant matches"))
    return " · ".join([*parts, local("{seconds} s", seconds=f"{answer.elapsed_ms / 1000:.2f}")])


def _counts(quotes: Sequence[Quote]) -> str:
    """The numbers of passages and articles, and their years."""
    articles = {quote.article.id for quote in quotes}
    years = sorted({quote.article.date.year for quote in quotes if quote.article.date})
    span = f"{years[0]}" if len(set(years)) == 1 else f"{years[0]}–{years[-1]}" if years else ""
    return local(
        "{passages} from {articles}{years}",
        passages=counted(len(quotes), "{count} passage", "{count} passages"),
        articles=counted(len(articles), "{count} article", "{count} articles"),
        years=local(", {years}", years=span) if span else "",
    )


def _quote_lines(quote: Quote, paper: OutputFormat) -> Iterator[str]:
    label = f"{label} " if (label := messages.outcome_label(quote.outcome)) else ""
    found_by = {
        "en": N_("found through the English"),
        "zh": N_("found through the Chinese"),
        "both": N_("found through both languages"),
    }
    start = f"{quote.rank}. {label}"
    through = "" if quote.outcome is Outcome.NOTHING else f" {local(found_by[quote.matched])}"
    first, *others = _wrapped(f"{start}[{quote.passage.id}]{through}", paper.width, indent="")
    yield start + paper.dim(first[len(start) :])
    yield from map(paper.dim, others)
    yield ""
    yield from _sides(quote.passage, quote.english, quote.chinese, quote.article.machine_translated, paper)
    yield ""
    for note in (citation(quote.article, quote.passage), *messages.quote_notes(quote)):
        yield from _wrapped(note, paper.width, indent=" " * _MARGIN)
    yield from _warnings(quote.warnings, paper)


def _warnings(warnings: Iterable[PassageWarning], paper: OutputFormat) -> Iterator[str]:
    for warning in warnings:
        yield from _wrapped(f"! {messages.warning_text(warning)}", paper.width, indent=" " * _MARGIN)


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    drawn = sanitize(text)
    return [indent + drawn[line.first : line.stop] for line in wrap(drawn, width - len(indent))]


def _sides(
    passage: AlignedPassage, english: Highlights, chinese: Highlights, machine: bool, paper: OutputFormat
) -> Iterator[str]:
    """Both excerpts, side by side or one above the other."""
    labels = _named(machine)
    texts = {side: excerpt.text if (excerpt := passage.excerpt(side)) else None for side in SIDES}
    if paper.width >= SIDE_BY_SIDE_FROM and texts["en"] and texts["zh"]:
        column = _column(paper)
        left = [paper.dim(local(labels["en"])), *_excerpt(texts["en"], english, column, paper)]
        right = [paper.dim(local(labels["zh"])), *_excerpt(texts["zh"], chinese, column, paper)]
        yield from beside(left, right, column, paper)
        return
    first = True
    highlights: dict[Side, Highlights] = {"en": english, "zh": chinese}
    for side, of_side in highlights.items():
        text = texts[side]
        if text:
            if not first:
                yield ""
            first = False
            yield " " * _MARGIN + paper.dim(local(labels[side]))
            yield from (" " * _MARGIN + line for line in _excerpt(text, of_side, paper.width - _MARGIN, paper))


def _named(machine: bool) -> dict[Side, str]:
    """The label of each side."""
    return {"en": LABEL["en"] if machine else N_("English"), "zh": LABEL["zh"] if machine else N_("Chinese")}


def _labels(article: Article, paper: OutputFormat) -> Iterator[str]:
    """The labels at the top of a whole article."""
    named = _named(article.machine_translated)
    lead = "" if paper.color else "  "  # the width of the bar
    labels = {side: lead + paper.dim(local(named[side])) if article.text(side) else "" for side in SIDES}
    if paper.width >= SIDE_BY_SIDE_FROM:
        yield from beside([labels["en"]], [labels["zh"]], _column(paper), paper)
    else:
        yield from (" " * _MARGIN + label for label in labels.values() if label)


def _column(paper: OutputFormat) -> int:
    return (paper.width - _MARGIN - _GAP) // 2


def beside(left: Sequence[str], right: Sequence[str], column: int, paper: OutputFormat) -> Iterator[str]:
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


def _excerpt(text: str, highlights: Highlights, width: int, paper: OutputFormat) -> list[str]:
    """A text in lines, answering sentences bold and the question's words underlined; without colour a bar marks lines with an
    answering sentence."""
    drawn = sanitize(text)
    bar = "" if paper.color else "| "
    result = []
    for line in wrap(drawn, width - len(bar), indents=False):
        if paper.color:
            result.append(_styled(drawn, line.first, line.stop, highlights))
        else:
            marked = any(s.start < line.stop and line.first < s.end for s in highlights.sentences)
            result.append((bar if marked else " " * len(bar)) + drawn[line.first : line.stop])
    return result


def _styled(text: str, start: int, stop: int, highlights: Highlights) -> str:
    parts = []
    for begin, end, (answering, word) in pieces(start, stop, highlights.sentences, highlights.words):
        codes = (_BOLD if answering else "") + (_UNDERLINE if word else "")
        parts.append(f"{codes}{text[begin:end]}{_RESET}" if codes else text[begin:end])
    return "".join(parts)


def article_text(aligned: AlignedArticle, passage: AlignedPassage | None, paper: OutputFormat) -> str:
    """A whole article, paragraph bead by paragraph bead; the passage is highlighted."""
    article = aligned.article
    head = [
        str(article.newspaper),
        format_day(article.date) if article.date else "",
        f"p. {article.page}" if article.page is not None else "",
    ]
    lines = [paper.bold(line) for line in _wrapped(titles(article), paper.width, indent="")]
    lines += _wrapped(", ".join(part for part in [*head, article.column] if part), paper.width, indent="")
    lines += _wrapped(" / ".join(dict.fromkeys(a for a in (article.author_en, article.author_zh) if a)), paper.width, indent="")
    lines.append(sanitize(f"{article.id}  {article.source.path}"))  # not wrapped, so that the path can be copied
    if article.english_source:
        lines.append(sanitize(f"{' ' * len(article.id)}  {article.english_source.path}"))
    lines += ["", *_labels(article, paper)]
    beads = displayed_beads(aligned)
    warnings = warnings_by_bead(aligned, beads)
    for bead in beads:
        sides = {side: _paragraphs(article.text(side), bead.side(side)) for side in SIDES}
        highlights = {side: Highlights(_within(passage, side, sides[side][1])) for side in SIDES}
        lines.append("")
        lines += _bead_lines({side: sides[side][0] for side in SIDES}, highlights, paper)
        lines += _warnings(warnings.get(bead, ()), paper)
    if article.glossary:
        lines += ["", " " * _MARGIN + paper.dim("Names in this article")]
        for entry in article.glossary:
            parts = " · ".join(part for part in (entry.name, entry.pinyin, entry.gloss) if part)
            lines += _wrapped(parts, paper.width, indent=" " * _MARGIN)
    return "\n".join(lines) + "\n"


def provenance_text(found: Provenance, paper: OutputFormat) -> str:
    """Where a quotation is in its files. Paths and hashes are not wrapped, so that they can be copied."""
    lines = ["", paper.bold(f"Provenance of {found.id}")]
    for name, place in ((N_("English"), found.english), (N_("Chinese"), found.chinese)):
        if place is None:
            continue
        lines += ["", sanitize(f"{name}  {place.source.path}"), f"{_MARGIN * ' '}sha256 {place.source.sha256}"]
        facts = [place.source.encoding]
        if place.characters:
            facts.append(f"characters {place.characters.start}-{place.characters.end}")
        if place.bytes:
            facts.append(f"bytes {place.bytes.start}-{place.bytes.end}")
        if place.lines:
            first, last = place.lines
            facts.append(f"line {first}" if first == last else f"lines {first}-{last}")
        facts.append(f"characters {place.in_article.start}-{place.in_article.end} of the article's text")
        state = {None: "not compared", State.EXACT: "compared now: exact"}.get(place.state, str(place.state).upper())
        said = f"{state}{': ' if place.message and place.state is not State.EXACT else '. ' if place.message else ''}"
        for text in (", ".join(facts), said + place.message):
            lines += _wrapped(text, paper.width, indent=" " * _MARGIN)
    return "\n".join(lines) + "\n"


def _paragraphs(text: Text | None, indices: Sequence[int]) -> tuple[str, Span | None]:
    if text is None or not indices:
        return "", None
    span = Span(text.paragraphs[indices[0]].span.start, text.paragraphs[indices[-1]].span.end)
    return span.of(text.content), span


def _within(passage: AlignedPassage | None, side: Side, shown_span: Span | None) -> tuple[Span, ...]:
    """The part of a passage inside the shown span, counted from its start."""
    excerpt = passage.excerpt(side) if passage else None
    if excerpt is None or shown_span is None:
        return ()
    start, end = max(excerpt.span.start, shown_span.start), min(excerpt.span.end, shown_span.end)
    return (Span(start - shown_span.start, end - shown_span.start),) if start < end else ()


def _bead_lines(texts: dict[Side, str], highlights: dict[Side, Highlights], paper: OutputFormat) -> Iterator[str]:
    if paper.width >= SIDE_BY_SIDE_FROM:
        column = _column(paper)
        left, right = (_excerpt(texts[side], highlights[side], column, paper) for side in SIDES)
        yield from beside(left, right, column, paper)
        return
    for side in SIDES:
        if texts[side]:
            yield from (" " * _MARGIN + line for line in _excerpt(texts[side], highlights[side], paper.width - _MARGIN, paper))
