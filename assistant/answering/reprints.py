"""Recognises reprints: the same dispatch on two pages or two days.

Two passages are the same if their letters differ only by the slips of a compositor or a scanner: single characters here and
there, or a few at the beginning or end (a dateline, a credit). A different number, name, direction or word makes it another
report, however many formulas the two share.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from corpus.model import AlignedPassage, Side
from corpus.text.folding import letters_only
from corpus.text.numbers import find_numbers

MAX_DIFFERING_SHARE = 0.06
"""Share of the characters that may differ, and ..."""
MAX_CONSECUTIVE_DIFFERENCES: dict[Side, int] = {"zh": 1, "en": 2}
"""... how many in a row: `rn` for `m`."""
MAX_EXTRA_CHARACTERS: dict[Side, int] = {"zh": 16, "en": 60}
"""Extra characters that one print may have at the beginning or end."""
_MIN_BIGRAM_OVERLAP = 0.6
"""Share of the shorter text's character pairs that the other must contain before the two are compared letter by letter."""
_DATELINE = re.compile(r"^\W*据?(?:本报|本刊|[一-鿿]{1,6}社)[^，。；！？\n]{0,24}?(?:讯|电|报道|消息)\W*")
_CONTRARY = frozenset("东西南北上下左右前后男女大小多少正副增减升降买卖进出内外新旧长短高低不未无有")
"""Replacing one of these by another changes the meaning."""
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'’-]+")


def edit_distance(a: AlignedPassage, b: AlignedPassage) -> int | None:
    """How many letters differ between two prints of one passage; None if they are different passages. Compares the Chinese, or
    the English if neither passage has Chinese."""
    differing: int | None = None
    if a.chinese and b.chinese:
        differing = _slips(a.chinese.text, b.chinese.text, "zh")
    elif a.english and b.english and not a.chinese and not b.chinese:
        differing = _slips(a.english.text, b.english.text, "en")
    if differing and a.english and b.english and _names(a.english.text) != _names(b.english.text):
        return None
    return differing


def _slips(first: str, second: str, side: Side) -> int | None:
    texts = [_without_dateline(text) for text in (first, second)]
    one, other = map(_bare, texts)
    if one == other:
        return 0
    if not one or not other or not _alike(one, other, side) or _figures(texts[0], side) != _figures(texts[1], side):
        return None
    from rapidfuzz.distance import Levenshtein

    differing, inside = 0, 0
    for op in Levenshtein.opcodes(one, other):
        a, b = one[op.src_start : op.src_end], other[op.dest_start : op.dest_end]
        size = 0 if op.tag == "equal" else max(len(a), len(b))
        at_start, at_end = max(op.src_start, op.dest_start) == 0, (op.src_end, op.dest_end) == (len(one), len(other))
        at_edge = op.tag != "replace" and (at_start or at_end)
        if size > (MAX_EXTRA_CHARACTERS[side] if at_edge else MAX_CONSECUTIVE_DIFFERENCES[side]):
            return None
        if op.tag == "replace" and a in _CONTRARY and b in _CONTRARY:
            return None
        differing += size
        inside += 0 if at_edge else size
    return differing if inside <= MAX_DIFFERING_SHARE * min(len(one), len(other)) else None


@lru_cache(maxsize=256)  # a passage is compared with many
def _without_dateline(text: str) -> str:
    return _DATELINE.sub("", text) or text


@lru_cache(maxsize=256)
def _bare(text: str) -> str:
    return letters_only(text)


def _alike(one: str, other: str, side: Side) -> bool:
    """A quick test, so that few texts are compared in full."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > MAX_EXTRA_CHARACTERS[side] + MAX_DIFFERING_SHARE * len(short):
        return False
    pairs = [_pairs(text) for text in (short, long)]
    return (pairs[0] & pairs[1]).total() >= _MIN_BIGRAM_OVERLAP * pairs[0].total()


@lru_cache(maxsize=256)
def _pairs(text: str) -> Counter[str]:
    return Counter(text[k : k + 2] for k in range(len(text) - 1))


@lru_cache(maxsize=256)
def _figures(text: str, side: Side) -> Counter[float]:
    return Counter(number.value for number in find_numbers(text, side))


@lru_cache(maxsize=256)
def _names(english: str) -> Counter[str]:
    """Capitalised words inside a sentence."""
    return Counter(_NAME.findall(english))
