"""What a reader must know before quoting: where the two sides disagree, as far as that can be computed.

Nothing here judges the translation; it points to places. Numbers are compared by value, sentence bead by sentence bead, and
the days of datelines with the day of print.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answering.datelines import MonthMismatch, month_mismatch
from corpus.model import AlignedPassage, Article, Bead, Side
from corpus.text.date_format import format_day
from corpus.text.numbers import Number, find_numbers

DOUBTFUL = 0.2
"""A passage whose sentence beads are less alike than this (mean centred cosine) may be misaligned. On hand-aligned texts a
right bead has 0.45 in the mean."""
_SMALL = 10
"""Numbers up to this one are written in too many ways (both, a pair, 一些) to be compared."""


def find_warnings(article: Article, passage: AlignedPassage) -> tuple[str, ...]:
    """Whole sentences, the gravest first."""
    found: list[str] = []
    if passage.english is None and article.english is not None:
        found.append("The English half of the file has no translation of this passage.")
    if passage.chinese is None and article.chinese is not None:
        found.append("The Chinese half of the file has nothing that corresponds to this passage.")
    if passage.english and passage.chinese:
        found += [
            f"The numbers differ: {', '.join(zh)} in the Chinese, {', '.join(en)} in the English."
            for zh, en in differing_numbers(article, passage)
        ]
        found += [
            f"The dates differ: {one.chinese} in the Chinese, by the day of print {format_day(one.day)}, {one.english} in the English."
            for one in _misdated(article, passage)
        ]
        if passage.score < DOUBTFUL:
            found.append("The alignment of the two sides is uncertain here; compare them in the whole article.")
        missing = sum(bool(bead.zh) and not bead.en for bead in passage.beads)
        if missing:
            plural = "sentences of the Chinese have" if missing > 1 else "sentence of the Chinese has"
            found.append(f"{missing} {plural} no counterpart in the English.")
    return tuple(found)


def differing_numbers(article: Article, passage: AlignedPassage) -> list[tuple[list[str], list[str]]]:
    """For each sentence bead that has numbers on either side which the other side lacks: those numbers as they are written,
    Chinese first. A number that is missing on one side only is no contradiction, and is passed over."""
    result = []
    for bead in passage.beads:
        zh, en = _numbers(article, passage, bead, "zh"), _numbers(article, passage, bead, "en")
        alone_zh = [text for text, n in zh if not any(_agree(n, m) for _, m in en)]
        alone_en = [text for text, n in en if not any(_agree(n, m) for _, m in zh)]
        if alone_zh and alone_en:
            result.append((alone_zh, alone_en))
    return result


def _misdated(article: Article, passage: AlignedPassage) -> Iterator[MonthMismatch]:
    if article.date is not None:
        for bead in passage.beads:
            zh, en = (" ".join(_sentences(article, passage, bead, side)) for side in ("zh", "en"))
            if found := month_mismatch(zh, en, article.date):
                yield found


def _numbers(article: Article, passage: AlignedPassage, bead: Bead, side: Side) -> list[tuple[str, Number]]:
    sentences = _sentences(article, passage, bead, side)
    return [(n.span.of(s), n) for s in sentences for n in find_numbers(s, side) if n.value > _SMALL]


def _sentences(article: Article, passage: AlignedPassage, bead: Bead, side: Side) -> list[str]:
    text, spans = article.text(side), passage.sentences(side)
    return [spans[i].of(text.content) for i in bead.side(side)] if text else []


def _agree(a: Number, b: Number) -> bool:
    """Equal, or a year and its last two digits (五十年代, the 1950s)."""
    if abs(a.value - b.value) <= 1e-6 * max(a.value, b.value):
        return True
    short, long = sorted((a.value, b.value))
    return short < 100 and 1800 <= long < 2100 and long % 100 == short
