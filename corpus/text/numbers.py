"""Finds numbers in English and Chinese text and their values: `300,387`, `三十万三千零八十七`, `３０３，０８７`.

Alignment uses them as anchors; warnings compare them to find numbers that the translation changed.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from corpus.model import Side, Span

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"○": 0, "〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_JOINED = {"廿": "二十", "卅": "三十"}
# 四十多万 is a number like 四十万; 三十八度四 and 三点五万 have a fraction; the 千 of 千瓦 belongs to the unit.
_ZH_NUMBER = re.compile(
    r"(?P<whole>(?:[零○〇一二三四五六七八九两十廿卅百万亿]|千(?![瓦伏周卡克]))+)"
    r"(?:[点度](?P<fraction>[零○〇一二三四五六七八九]+)(?P<scale>[万亿]*)(?![十百千分钟刻])|[多余来几](?P<about>[万亿]+))?"
)
_ARABIC = re.compile(r"\d+(?:[,，]\d{3})*(?:[.．]\d+)?")
_ARABIC_MYRIAD = re.compile(r"\s*[多余来]?([十百千]?[万亿]{1,2}|百|千(?![瓦伏周卡克]))")
_EN_SCALE = re.compile(r"\s*(hundred|thousand|million|billion)\b", re.IGNORECASE)
_EN_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}

_EN_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_EN_WORDS = {w: i for i, w in enumerate(_EN_ONES)} | {w: 20 + 10 * i for i, w in enumerate(_EN_TENS)}
_EN_ORDINALS = {w: i for i, w in enumerate("first second third fourth fifth sixth seventh eighth ninth".split(), start=1)}
_EN_NUMBER = re.compile(
    r"\b(?:{0})(?:[\s-]+(?:and[\s-]+)?(?:{0}|hundred|thousand|million|billion))*(?:(?<=ty)[\s-]+(?:{1}))?\b".format(
        "|".join(_EN_WORDS), "|".join(_EN_ORDINALS)
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its position and value."""

    value: float
    span: Span


def parse_chinese_number(text: str) -> float | None:
    """The value of a number in Chinese characters; None if they do not form a number (`千万` as a word)."""
    for joined, written in _JOINED.items():
        text = text.replace(joined, written)
    if not text or (text[0] in "百千万亿" and not text.startswith("百万")):
        return None
    if len(text) > 1 and all(c in _DIGITS for c in text):  # 一九六〇: digit by digit
        return float("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0.0
    last = 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _UNITS:
            section += (digit or 1) * _UNITS[c]
            digit = 0
        else:
            # 一万亿, 六万万: a unit not smaller than the previous one multiplies everything before it.
            multiplied = total + section + digit if last <= _MYRIADS[c] else section + digit
            total = multiplied * _MYRIADS[c] + (total if last > _MYRIADS[c] else 0)
            section, digit, last = 0, 0, _MYRIADS[c]
    return total + section + digit


def find_numbers(text: str, side: Side) -> list[Number]:
    """The numbers of a text, in order: digits of either script, and number words."""
    found = _figures(text, side)
    taken = [n.span for n in found]
    if side == "zh":
        for match in _ZH_NUMBER.finditer(text):
            value = _chinese(match)
            if value is not None and not _overlaps(match.span(), taken):
                found.append(Number(value, Span(*match.span())))
    else:
        for match in _EN_NUMBER.finditer(text):
            if not _overlaps(match.span(), taken):
                found.append(Number(_english_words(match[0]), Span(*match.span())))
    return sorted(found, key=lambda n: n.span)


def _chinese(match: re.Match[str]) -> float | None:
    """The value of a match of _ZH_NUMBER."""
    value = parse_chinese_number(match["whole"] + (match["about"] or ""))
    if value is None or not match["fraction"]:
        return value
    value += float("0." + "".join(str(_DIGITS[c]) for c in match["fraction"]))
    return value * math.prod(_MYRIADS[c] for c in match["scale"])


def _overlaps(span: tuple[int, int], others: list[Span]) -> bool:
    return any(span[0] < o.end and o.start < span[1] for o in others)


def _figures(text: str, side: Side) -> list[Number]:
    found = []
    for match in _ARABIC.finditer(text):
        plain = unicodedata.normalize("NFKC", match[0]).replace(",", "")
        value = float(plain)
        end = match.end()
        scale = (_ARABIC_MYRIAD if side == "zh" else _EN_SCALE).match(text, end)
        if scale:
            value *= _myriad(scale[1]) if side == "zh" else _EN_SCALES[scale[1].lower()]
            end = scale.end()
        found.append(Number(value, Span(match.start(), end)))
    return found


def _myriad(unit: str) -> float:
    product = 1.0
    for c in unit:
        product *= _UNITS.get(c) or _MYRIADS[c]
    return product


def _english_words(text: str) -> float:
    total = section = 0.0
    for word in re.split(r"[\s-]+", text.lower()):
        if word in _EN_WORDS or word in _EN_ORDINALS:
            section += _EN_WORDS.get(word) or _EN_ORDINALS.get(word, 0)
        elif word == "hundred":
            section = (section or 1) * 100
        elif word in _EN_SCALES:
            total += (section or 1) * _EN_SCALES[word]
            section = 0
    return total + section
