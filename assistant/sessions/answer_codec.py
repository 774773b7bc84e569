"""Answers as they are kept: what was quoted then, and whether the archive still says so.

An answer is written down whole, but for the texts of the articles it quotes from: those are the archive's. Fields that a
later version adds have their defaults when an older answer is read; fields it has given up are passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.answer import Answer, Quote
from corpus.errors import UnknownId
from corpus.model import SIDES, AlignedArticle, Article, Side, Text

GONE = "The archive has changed since: it no longer holds this article. This is what was quoted then."
ALTERED = "The archive has changed since: this passage does not stand in the article as quoted. This is what was quoted then."
_NO_TEXT = Text("", ())
"""Stands for an article's text on a side that it has."""


def encode_answer(answer: Answer) -> str:
    """An answer as JSON."""
    import msgspec

    quotes = tuple(
        replace(
            quote,
            article=_head(quote.article),
            also=tuple(replace(other, article=_head(other.article)) for other in quote.also),
        )
        for quote in answer.quotes
    )
    # The program's own strings may be of a class of their own; on paper they are strings.
    return msgspec.json.encode(replace(answer, quotes=quotes), enc_hook=str).decode()


def decode_answer(text: str) -> Answer:
    """The answer that was written. ValueError for anything else."""
    import msgspec

    return msgspec.json.decode(text, type=Answer)


def _head(article: Article) -> Article:
    return replace(
        article,
        english=_NO_TEXT if article.english else None,
        chinese=_NO_TEXT if article.chinese else None,
        glossary=(),
        source_beads=(),
    )


def compare_with_archive(answer: Answer, article: Callable[[str], AlignedArticle]) -> Answer:
    """The answer with a warning at each quote that the archive no longer holds to the letter. `article` gives one by its
    id and raises UnknownId."""
    return replace(answer, quotes=tuple(_compared(quote, article) for quote in answer.quotes))


def _compared(quote: Quote, article: Callable[[str], AlignedArticle]) -> Quote:
    try:
        now = article(quote.article.id).article
    except UnknownId:
        return replace(quote, warnings=(GONE, *quote.warnings))
    return quote if all(_stands(quote, now, side) for side in SIDES) else replace(quote, warnings=(ALTERED, *quote.warnings))


def _stands(quote: Quote, now: Article, side: Side) -> bool:
    """Whether the article still holds what was quoted of a side, wherever in it that has moved."""
    excerpt, text = quote.passage.excerpt(side), now.text(side)
    return excerpt is None or (text is not None and excerpt.text in text.content)


def plain(answer: Answer) -> str:
    """All that can be read in an answer, for searching."""
    parts = [answer.reason or ""]
    for quote in answer.quotes:
        parts += [excerpt.text for side in SIDES if (excerpt := quote.passage.excerpt(side))]
        parts += [quote.citation, *quote.warnings]
    return "\n".join(part for part in parts if part)
