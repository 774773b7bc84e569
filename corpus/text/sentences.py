"""Splits English and Chinese text into sentences, as spans of the unchanged text.

Closing quotes and brackets belong to their sentence. Decimals, initials, abbreviations and ellipses do not end one. A text without
an end, such as a list of names, is cut at a weaker mark or at a length. Every non-blank character is in exactly one sentence, in
order.
"""

from __future__ import annotations

import re

from corpus.model import Side, Span

_CLOSERS = "”’」』》〉）)]】\"'"
_ZH_END = re.compile(
    rf"(?:[。！？!]+|\?(?=\s|$|[{re.escape(_CLOSERS)}])|(?:……|⋯⋯)(?=[{re.escape(_CLOSERS)}]))[{re.escape(_CLOSERS)}]*"
)
_SPEAKER = re.compile(r"[㐀-鿿]{1,8}(?:说|道|问|喊|叫|答|嚷|説|說|問)[。，！？,]")
"""Behind a closing quotation mark: who said it. With a colon (他说：) it announces the next one."""
_EN_END = re.compile(rf"(?:[.!?]+|…)[{re.escape(_CLOSERS)}]*(?=\s)|[。！？][{re.escape(_CLOSERS)}]*")
_OPENS = re.compile(r"[\s\"'“‘(\[《「]*([A-Z0-9À-ÞЀ-Я]|[㐀-鿿])")
_LAST_WORD = re.compile(r"[^\s(\[“\"'‘]+$")

MAX_SENTENCE: dict[Side, int] = {"en": 800, "zh": 280}
"""Characters after which a sentence without an end is cut: a passage has room for two."""
_BREAKS = ("；;", "，,", "、", "：:)）", " \t\u3000")
"""Marks after which it is cut, the best first."""

_TITLES = frozenset(
    "mr mrs ms messrs dr prof rev hon gen col maj capt lt sgt adm cmdr gov sen rep pres st mt ft no nos vol fig p pp "
    "vs cf ed eds sq approx jan feb mar apr jun jul aug sept sep oct nov dec".split()
)
"""Abbreviations followed by a name or a number; they never end a sentence."""
_MIDDLE = frozenset("e.g i.e viz".split())
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
_STARTERS = frozenset(
    "the a an it its in on at this that these those he she they we there but and however as for from after before when "
    "while since although our his her their all both such if by with according today yesterday now some many most".split()
)
"""Words that begin a sentence rather than continue a name after `U.S.`"""


def split_sentences(text: str, side: Side, within: Span | None = None) -> tuple[Span, ...]:
    """The sentences of `text`, or of the part `within`, as spans of `text`."""
    whole = Span(0, len(text)) if within is None else within
    ends = _english_ends(text, whole) if side == "en" else _chinese_ends(text, whole)
    spans = []
    start = whole.start
    for end in [*ends, whole.end]:
        for stop in (*_cuts(text, start, end, MAX_SENTENCE[side]), end):
            span = _trimmed(text, start, stop)
            if span:
                spans.append(span)
            start = stop
    return tuple(spans)


def _cuts(text: str, start: int, end: int, limit: int) -> list[int]:
    """Where a sentence is cut that is longer than `limit`: behind the last of the best marks in the second half of each piece."""
    cuts: list[int] = []
    while end - start > limit:
        places = (max(text.rfind(mark, start + limit // 2, start + limit) for mark in marks) for marks in _BREAKS)
        start = next((place + 1 for place in places if place >= 0), start + limit)
        cuts.append(start)
    return cuts


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    length = len(piece.strip())
    return Span(start + lead, start + lead + length) if length else None


def _chinese_ends(text: str, whole: Span) -> list[int]:
    found = _ZH_END.finditer(text, whole.start, whole.end)
    return [m.end() for m in found if not (m[0][-1] in "”’」』" and _SPEAKER.match(text, m.end(), whole.end))]


def _english_ends(text: str, whole: Span) -> list[int]:
    ends = []
    for match in _EN_END.finditer(text, whole.start, whole.end):
        after = text[match.end() : match.end() + 40]
        if not _OPENS.match(after):
            continue
        if match[0].startswith(".") and not match[0].startswith("..") and _abbreviated(text, whole.start, match.start(), after):
            continue
        ends.append(match.end())
    return ends


def _abbreviated(text: str, start: int, dot: int, after: str) -> bool:
    """Whether the full stop at `dot` belongs to an abbreviation inside a sentence."""
    match = _LAST_WORD.search(text, max(start, dot - 24), dot)
    if not match:
        return False
    word = match[0].strip("—–-")
    if word.lower() in _TITLES or word.lower() in _MIDDLE:
        # `No.` is an abbreviation only before a number; `No. That ...` is a sentence.
        return word.lower() != "no" or after.lstrip()[:1].isdigit()
    following = re.match(r"[\s\"'“‘(\[]*([A-Za-z]+)", after)
    starter = bool(following) and following[1].lower() in _STARTERS  # type: ignore[index]
    if len(word) == 1 and word.isupper():
        return not starter
    return bool(_DOTTED.fullmatch(word)) and not starter
