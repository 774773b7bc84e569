"""The head of an answer and its quotes as rows, for the terminal and for the chat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.answer import Answer, Outcome, Quote
from assistant.facts import FileChanged, PassageWarning
from assistant.output.layout.rows import (
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
from assistant.text.citation import citation
from assistant.text.i18n import N_, translate, translate_plural
from assistant.wording.context_notes import context_notes
from assistant.wording.messages import context_text, interpretation_text, outcome_label, quote_notes, reasons_text, warning_text
from corpus.model import Article, Kind, Side

OUTCOMES = {
    Outcome.FOUND: N_("Found"),
    Outcome.WEAK: N_("Nothing certain"),
    Outcome.NOTHING: N_("The archive does not say"),
}
TRY = N_("Try other words, a name or a date, or the question in the other language.")
MISSING: dict[Side, str] = {
    "en": N_("this passage has no English"),
    "zh": N_("this passage has no Chinese"),
}
MATCHED = {"en": N_("matched in English"), "zh": N_("matched in Chinese"), "both": N_("matched in both")}
_OUTCOME_INKS = {Outcome.FOUND: "accent", Outcome.WEAK: "warning", Outcome.NOTHING: "strong"}
_INDENT = " " * BAR_WIDTH


def answer_head(answer: Answer, *, confidence: bool = False) -> list[StyledText]:
    """The outcome and the facts on one line, how the question was read, and for weak and nothing the reason and what to try."""
    outcome = translate(OUTCOMES[answer.outcome]) + (f" ({answer.confidence:.2f})" if confidence else "")
    head = [StyledText(facts(answer), "quiet", f"{outcome} · ", _OUTCOME_INKS[answer.outcome], hanging=False)]
    head += [StyledText(context_text(note), "quiet") for note in context_notes(answer.context)]
    head += [StyledText(interpretation_text(one), "quiet") for one in answer.understood]
    if answer.reasons:
        head.append(StyledText(reasons_text(answer.reasons)))
    if answer.outcome is not Outcome.FOUND:
        head.append(StyledText(translate(TRY), "quiet"))
    return head


def facts(answer: Answer) -> str:
    """Passages, articles, years, matched languages and seconds, on one line that breaks only between them."""
    parts = [translate("{seconds} s", seconds=f"{answer.elapsed_ms / 1000:.2f}")]
    if distant := len(answer.quotes) - len(answer.near):
        parts = [translate_plural(distant, "{count} distant match", "{count} distant matches"), *parts]
    if answer.near:
        articles = len({quote.article.id for quote in answer.near})
        parts = [
            translate_plural(len(answer.near), "{count} passage", "{count} passages"),
            translate_plural(articles, "{count} article", "{count} articles"),
            *_years(answer.near),
            _matched(answer.near),
            *parts,
        ]
    return " · ".join(map(unbroken, parts))


def _years(quotes: Sequence[Quote]) -> Iterator[str]:
    years = sorted({quote.article.date.year for quote in quotes if quote.article.date})
    if years:
        yield str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _matched(quotes: Sequence[Quote]) -> str:
    languages = {quote.matched for quote in quotes}
    return translate(MATCHED[languages.pop()] if len(languages) == 1 else MATCHED["both"])


def unbroken(text: str) -> str:
    """The text with no-break spaces, so that a line is not broken inside it."""
    return text.replace(" ", "\u00a0")


def quote_rows(quote: Quote, width: int, *, stacked: bool, verified: bool | None = None, ids: bool = False) -> Iterator[Row]:
    """A quote: both sides, then warnings, citation and reprints.

    `verified` is whether it was compared with its file and found exact; None where it was not compared. `ids` adds the
    passage's id and the language that matched.
    """
    yield from _texts(quote, width, stacked=stacked, verified=verified)
    yield EMPTY
    yield from _notes(quote, width, verified=verified, ids=ids)


def _texts(quote: Quote, width: int, *, stacked: bool, verified: bool | None) -> Iterator[Row]:
    layout = columns(width, stacked=stacked)
    english, chinese = _english_label(quote, layout.english), _chinese_label(quote, verified=verified)
    headings = _heading(quote, "en"), _heading(quote, "zh")
    if not layout.stacked:
        yield from side_by_side(english, [chinese], layout.english + GAP)
        yield from both(*headings, layout) if any(headings) else ()
        yield from both(_side(quote, "en"), _side(quote, "zh"), layout)
        return
    yield from english
    yield from prose(headings[0], width) if headings[0] else ()
    yield from prose(_side(quote, "en"), width)
    yield EMPTY
    yield chinese
    yield from prose(headings[1], width) if headings[1] else ()
    yield from prose(_side(quote, "zh"), width)


def _heading(quote: Quote, side: Side) -> Prose | None:
    """The heading above the passage, in small print: it is not part of the quotation."""
    excerpt = quote.passage.heading.excerpt(side) if quote.passage.heading else None
    return Prose(excerpt.text, "faint") if excerpt else None


def header_title(article: Article) -> Prose | None:
    """What stands in place of an English headline that the text does not have: the title of the file's header, called that."""
    text = article.english
    if text is None or not article.title_en or any(p.kind is Kind.TITLE for p in text.paragraphs):
        return None
    return Prose(translate("Title in the file's header: {title}", title=article.title_en), "faint")


def _side(quote: Quote, side: Side) -> Prose:
    excerpt = quote.passage.excerpt(side)
    if excerpt is None:
        title = header_title(quote.article) if side == "en" and quote.passage.kind is Kind.TITLE else None
        return title or Prose(translate(MISSING[side]), "faint")
    highlights = quote.highlights(side)
    return Prose(excerpt.text, side, f"answer-{side}", highlights.sentences, highlights.words)


def _english_label(quote: Quote, width: int) -> list[Row]:
    """The quote's number and the label of the English; with the label of a weak match, on a row of its own where it must."""
    number = Fragment(f"{quote.rank} ".ljust(BAR_WIDTH), "accent")
    named = label("en", quote.article, missing=quote.passage.english is None).pieces
    text = outcome_label(quote.outcome)
    if not text:
        return [Row((number, *named))]
    row = Row((number, *named, Fragment(f" · {text}", "warning")))
    if row.cells <= width:
        return [row]
    return [Row((number, Fragment(text, "warning"))), Row((Fragment(_INDENT), *named))]


def _chinese_label(quote: Quote, *, verified: bool | None) -> Row:
    tick = (Fragment(f" · {translate('✓ as in its file')}", "quiet"),) if verified else ()
    return Row((Fragment(_INDENT), *label("zh", quote.article, missing=quote.passage.chinese is None).pieces, *tick))


def _notes(quote: Quote, width: int, *, verified: bool | None, ids: bool) -> Iterator[Row]:
    if verified is False:
        yield from styled_text(StyledText(warning_text(FileChanged()), "error", f"{_INDENT}! "), width)
    yield from warning_rows(quote.warnings, width)
    yield from styled_text(StyledText(citation(quote.article, quote.passage), "quiet", _INDENT), width)
    if ids:
        # A distant match is shown because it is near, not because it matched.
        matched = "" if quote.outcome is Outcome.NOTHING else f" · {translate(MATCHED[quote.matched])}"
        yield from styled_text(StyledText(f"[{quote.passage.id}]{matched}", "quiet", _INDENT), width)
    for note in quote_notes(quote):
        yield from styled_text(StyledText(note, "quiet", _INDENT), width)


def warning_rows(warnings: Iterable[PassageWarning], width: int) -> Iterator[Row]:
    for warning in warnings:
        yield from styled_text(StyledText(warning_text(warning), "warning", f"{_INDENT}! "), width)
