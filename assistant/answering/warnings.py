"""Warnings about a passage: places where its two sides disagree, as far as that can be computed.

They judge no translation; they say where to look. Numbers are compared by value, sentence bead by sentence bead, and the
days of datelines with the date of print.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answering.datelines import wrong_month
from assistant.facts import (
    AlignmentUncertain,
    DatesDiffer,
    NoOriginal,
    NoTranslation,
    NumbersDiffer,
    PassageWarning,
    SentencesUntranslated,
)
from corpus.model import AlignedPassage, Article, Bead, Kind, Side
from corpus.text.numbers import Number, find_numbers

UNCERTAIN_BELOW = 0.2
"""Alignment score (mean centred cosine of the sentence beads) below which a passage may be misaligned. Correct beads of
hand-aligned texts average 0.45."""
_LARGEST_IGNORED_NUMBER = 10
"""Numbers up to this one are written in too many ways (both, a pair, 一些) to be compared."""


def find_warnings(article: Article, passage: AlignedPassage) -> tuple[PassageWarning, ...]:
    """All warnings about a passage, the most serious first. Headlines, bylines and the like are often on one side only, and too
    short to judge their alignment."""
    found: list[PassageWarning] = []
    is_body = passage.kind is Kind.BODY
    if is_body and passage.english is None and article.english is not None:
        found.append(NoTranslation())
    if is_body and passage.chinese is None and article.chinese is not None:
        found.append(NoOriginal())
    if passage.english and passage.chinese:
        found += differing_numbers(article, passage)
        found += _differing_dates(article, passage)
        if is_body and passage.score < UNCERTAIN_BELOW:
            found.append(AlignmentUncertain())
        if untranslated := sum(bool(bead.zh) and not bead.en for bead in passage.beads):
            found.append(SentencesUntranslated(untranslated))
    return tuple(found)


def differing_numbers(article: Article, passage: AlignedPassage) -> list[NumbersDiffer]:
    """One for each sentence bead in which both sides have numbers that the other side lacks. A number that is missing on one
    side only is no contradiction."""
    result = []
    for bead in passage.beads:
        zh, en = _numbers(article, passage, bead, "zh"), _numbers(article, passage, bead, "en")
        only_zh = tuple(text for text, n in zh if not any(n.agrees(m) for _, m in en))
        only_en = tuple(text for text, n in en if not any(n.agrees(m) for _, m in zh))
        if only_zh and only_en:
            result.append(NumbersDiffer(only_zh, only_en))
    return result


def _differing_dates(article: Article, passage: AlignedPassage) -> Iterator[DatesDiffer]:
    if article.date is not None:
        for bead in passage.beads:
            zh, en = (" ".join(_sentences(article, passage, bead, side)) for side in ("zh", "en"))
            if found := wrong_month(zh, en, article.date):
                yield found


def _numbers(article: Article, passage: AlignedPassage, bead: Bead, side: Side) -> list[tuple[str, Number]]:
    sentences = _sentences(article, passage, bead, side)
    return [(n.span.of(s), n) for s in sentences for n in find_numbers(s, side) if _is_compared(n, s)]


def _is_compared(number: Number, text: str) -> bool:
    """Whether a number is large enough to be written as one in both languages, or is printed with a decimal point."""
    return number.value > _LARGEST_IGNORED_NUMBER or "." in number.span.of(text)


def _sentences(article: Article, passage: AlignedPassage, bead: Bead, side: Side) -> list[str]:
    text, spans = article.text(side), passage.sentences(side)
    return [spans[i].of(text.content) for i in bead.side(side)] if text else []
