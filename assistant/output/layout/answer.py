"""The head of an answer and its quotes as rows, for the terminal and for the chat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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
_INDENT_FRAGMENT = Fragment(_INDENT)
_LEAST_ROWS = 4
"""Rows of a text that stay, however low the screen is."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the two texts of a quote are set."""

    stacked: bool
    """Whether one is above the other, because there is no room for two columns."""
    leading: Side = "en"
    """The upper one, where they are stacked."""
    rows: int | None = None
    """Rows for both texts, where they are stacked. What is farthest from the highlights is folded. None: no limit."""


def leading_side(first_language: str, question: Side) -> Side:
    """The language that a reader sees first, by the setting `first_language`: that of the question for `auto`."""
    return "en" if first_language == "en" else "zh" if first_language == "zh" else question


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


def quote_rows(
    quote: Quote, width: int, arrangement: Arrangement, *, verified: bool | None = None, ids: bool = False
) -> Iterator[Row]:
    """A quote: both sides, then warnings, citation and reprints.

    `verified` is whether it was compared with its file and found exact; None where it was not compared. `ids` adds the
    passage's id and the language that matched.
    """
    yield from _stacked(quote, width, arrangement, verified) if arrangement.stacked else _beside(quote, width, verified)
    yield EMPTY
    yield from _notes(quote, width, verified=verified, ids=ids)


def _beside(quote: Quote, width: int, verified: bool | None) -> Iterator[Row]:
    """English and Chinese in two columns."""
    layout = columns(width, stacked=False)
    number = _number(quote)
    english = _label_rows(quote, "en", layout.english, number, verified)
    yield from side_by_side(english, _label_rows(quote, "zh", layout.chinese, _INDENT_FRAGMENT, verified), layout.english + GAP)
    headings = _heading(quote, "en"), _heading(quote, "zh")
    yield from both(*headings, layout) if any(headings) else ()
    yield from both(_side(quote, "en"), _side(quote, "zh"), layout)


def _stacked(quote: Quote, width: int, arrangement: Arrangement, verified: bool | None) -> Iterator[Row]:
    """The leading language above the other one. Both are folded around their highlights where the rows do not suffice."""
    order: tuple[Side, Side] = ("en", "zh") if arrangement.leading == "en" else ("zh", "en")
    texts = [_text_rows(quote, side, width) for side in order]
    if arrangement.rows is not None:
        texts = folded(texts, arrangement.rows)
    for side, lead, rows in zip(order, (_number(quote), _INDENT_FRAGMENT), texts, strict=True):
        if side != order[0]:
            yield EMPTY
        yield from _label_rows(quote, side, width, lead, verified)
        yield from rows


def _text_rows(quote: Quote, side: Side, width: int) -> list[Row]:
    heading = _heading(quote, side)
    return [*(prose(heading, width) if heading else ()), *prose(_side(quote, side), width)]


def folded(texts: Sequence[Sequence[Row]], limit: int) -> list[list[Row]]:
    """Texts of `limit` rows in all, each cut to the rows around its highlight; a text that needs less leaves more to the other.
    A row that says how many are left out stands in their place."""
    fair = limit // len(texts)
    spare = sum(max(0, fair - len(rows)) for rows in texts)
    return [_window(rows, max(_LEAST_ROWS, fair + (spare if len(rows) > fair else 0))) for rows in texts]


def _window(rows: Sequence[Row], limit: int) -> list[Row]:
    """`limit` rows from before the first highlighted one, counting those that say what is left out."""
    if len(rows) <= limit:
        return list(rows)
    wanted = next((k - 1 for k, row in enumerate(rows) if row.pieces and row.pieces[0].ink == "bar"), 0)
    if wanted <= 1:
        return [*rows[: limit - 1], _left_out(len(rows) - limit + 1)]
    if wanted > len(rows) - limit:
        return [_left_out(len(rows) - limit + 1), *rows[-limit + 1 :]]
    return [_left_out(wanted), *rows[wanted : wanted + limit - 2], _left_out(len(rows) - wanted - limit + 2)]


def _left_out(count: int) -> Row:
    text = translate_plural(count, "⋯ {count} more row · Space shows all", "⋯ {count} more rows · Space shows all")
    return Row((_INDENT_FRAGMENT, Fragment(text, "quiet")))


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


def _number(quote: Quote) -> Fragment:
    return Fragment(f"{quote.rank} ".ljust(BAR_WIDTH), "accent")


def _label_rows(quote: Quote, side: Side, width: int, lead: Fragment, verified: bool | None) -> list[Row]:
    """The label of a side after the quote's number or a blank; after the number also the label of a weak match, on a row of its
    own where it must, and with the Chinese, which is the record, whether its file was compared."""
    pieces = label(side, quote.article, missing=quote.passage.excerpt(side) is None).pieces
    if side == "zh" and verified:
        pieces = (*pieces, Fragment(f" · {translate('✓ as in its file')}", "quiet"))
    outcome = outcome_label(quote.outcome) if lead is not _INDENT_FRAGMENT else ""
    if not outcome:
        return [Row((lead, *pieces))]
    row = Row((lead, *pieces, Fragment(f" · {outcome}", "warning")))
    if row.cells <= width:
        return [row]
    return [Row((lead, Fragment(outcome, "warning"))), Row((_INDENT_FRAGMENT, *pieces))]


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
