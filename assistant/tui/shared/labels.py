"""How the chat words outcomes, citations and errors, as plain strings. It says nothing about the content of the archive."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import PurePath

from assistant.answer import Answer, Outcome, Quote
from assistant.text.i18n import counted, local, local_day, sentence
from corpus.errors import ArchiveError
from corpus.model import Article

VERDICTS = {
    Outcome.FOUND: "Found",
    Outcome.WEAK: "Nothing certain",
    Outcome.NOTHING: "The archive does not say",
}
RANKS = {Outcome.FOUND: "", Outcome.WEAK: "may not answer", Outcome.NOTHING: "distant match"}
"""Shown beside a quote's number."""
TRY = "Try other words, a name or a date, or the question in the other language."
_OUR_FAULT = "This is a fault of the program, not of your question. The chat goes on; other questions may work."
_MATCHED = {"en": "matched in English", "zh": "matched in Chinese", "both": "matched in both"}


def facts(answer: Answer) -> str:
    """One line: how many passages of how many articles, which years, which language matched, how long it took."""
    parts = [_seconds(answer.elapsed_ms)]
    if distant := len(answer.quotes) - len(answer.near):
        parts = [counted(distant, "{count} distant match", "{count} distant matches"), *parts]
    if answer.near:
        articles = len({quote.article.id for quote in answer.near})
        parts = [
            _passages(len(answer.near)),
            counted(articles, "{count} article", "{count} articles"),
            *([years] if (years := _years(answer.near)) else []),
            _matched(answer.near),
            *parts,
        ]
    return " · ".join(map(_unbroken, parts))


def _passages(count: int) -> str:
    return counted(count, "{count} passage", "{count} passages")


def _years(quotes: Sequence[Quote]) -> str:
    years = sorted({quote.article.date.year for quote in quotes if quote.article.date})
    if not years:
        return ""
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _matched(quotes: Sequence[Quote]) -> str:
    kinds = {quote.matched for quote in quotes}
    return local(_MATCHED[kinds.pop()] if len(kinds) == 1 else _MATCHED["both"])


def _seconds(milliseconds: float) -> str:
    return local("{seconds} s", seconds=f"{milliseconds / 1000:.2f}")


def citation_line(article: Article) -> str:
    """Newspaper, date, page and column in one line, for the head of an article."""
    parts = [str(article.newspaper)]
    if article.date:
        parts.append(_unbroken(local_day(article.date)))
    if article.page is not None:
        parts.append(_unbroken(local("p. {page}", page=article.page)))
    if article.column:
        parts.append(article.column)
    return " · ".join(part for part in parts if part)


def _unbroken(text: str) -> str:
    """Text that a line may not be broken in."""
    return text.replace(" ", "\u00a0")


def error_text(error: Exception) -> tuple[str, str]:
    """What happened and what the reader can do. An error that is not ours to explain is a fault of the program, and says so."""
    if isinstance(error, ArchiveError):
        return sentence(error.message), sentence(error.hint)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({PurePath(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    detail = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"{detail}{place}", local(_OUR_FAULT)


def quotation(quote: Quote) -> str:
    """Both languages and the citation, for copying; the texts are the source's, to the character. Warnings follow, marked as
    no part of the quotation."""
    sides = [excerpt.text for side in ("en", "zh") if (excerpt := quote.passage.excerpt(side))]
    notes = [local("[Note, not part of the quotation: {warning}]", warning=sentence(one)) for one in quote.warnings]
    return "\n\n".join([*sides, "\n".join([quote.citation, *notes])])
