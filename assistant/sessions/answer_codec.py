"""Answers as JSON for the sessions file.

An answer is stored with everything but the full texts of its articles. Fields that a later version adds get their defaults when
an older answer is read; `older_answers` converts what has changed its form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.answer import Answer, Quote, no_better_than
from assistant.facts import ArticleGone, PassageChanged
from assistant.sessions.older_answers import converted
from assistant.text.citation import citation
from assistant.text.i18n import in_language
from assistant.wording.messages import reasons_text, warning_text
from corpus.errors import UnknownId
from corpus.model import SIDES, AlignedArticle, Article, Side, Text

_NO_TEXT = Text("", ())
"""Placeholder for an article's text on a side that it has."""


def encode_answer(answer: Answer) -> str:
    """An answer as JSON."""
    import msgspec

    quotes = tuple(
        replace(
            quote,
            article=_head(quote.article),
            reprints=tuple(replace(reprint, article=_head(reprint.article)) for reprint in quote.reprints),
        )
        for quote in answer.quotes
    )
    # Subclasses of str are stored as strings.
    return msgspec.json.encode(replace(answer, quotes=quotes), enc_hook=str).decode()


def decode_answer(text: str) -> Answer:
    """A stored answer. Raises ValueError for anything else."""
    import msgspec

    answer = msgspec.convert(converted(msgspec.json.decode(text)), Answer)
    return replace(answer, quotes=no_better_than(answer.outcome, answer.quotes))  # quotes of version 0.1 may have none


def _head(article: Article) -> Article:
    return replace(
        article,
        english=_NO_TEXT if article.english else None,
        chinese=_NO_TEXT if article.chinese else None,
        glossary=(),
        source_beads=(),
    )


def compare_with_archive(answer: Answer, article: Callable[[str], AlignedArticle]) -> Answer:
    """The answer with a warning at each quote that the archive no longer contains to the letter. `article` returns an article
    by its id or raises UnknownId."""
    return replace(answer, quotes=tuple(_compared(quote, article) for quote in answer.quotes))


def _compared(quote: Quote, article: Callable[[str], AlignedArticle]) -> Quote:
    try:
        now = article(quote.article.id).article
    except UnknownId:
        return replace(quote, warnings=(ArticleGone(), *quote.warnings))
    if all(_contains(now, quote, side) for side in SIDES):
        return quote
    return replace(quote, warnings=(PassageChanged(), *quote.warnings))


def _contains(article: Article, quote: Quote, side: Side) -> bool:
    """Whether the article contains the quoted text of a side, anywhere in it."""
    excerpt, text = quote.passage.excerpt(side), article.text(side)
    return excerpt is None or (text is not None and excerpt.text in text.content)


def plain(answer: Answer) -> str:
    """The text of an answer in English and as quoted, for searching."""
    with in_language("en"):
        parts = [reasons_text(answer.reasons)]
        for quote in answer.quotes:
            parts += [excerpt.text for side in SIDES if (excerpt := quote.passage.excerpt(side))]
            parts += [citation(quote.article, quote.passage), *map(warning_text, quote.warnings)]
    return "\n".join(part for part in parts if part)
