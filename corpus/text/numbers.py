"""Finds numbers in English and Chinese text and their values: `300,387`, `三十万三千零八十七`, `３０３，０８７`.

Alignment uses them as anchors; warnings compare them to find numbers that the translation changed.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from corpus.model import Side, Span

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"○": 0, "〇": 0, "◯": 0, "Ｏ": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_JOINED = {"廿": "二十", "卅": "三十"}
_D = "零○〇◯Ｏ一二三四五六七八九"
# 两 is a digit before a unit and at the beginning; else it weighs (六两) or counts what is named before (二十七、九十两师).
_NUMERAL = rf"(?:[{_D}十廿卅百万亿]|千(?![瓦伏周卡克])|(?<![{_D}十百千万亿廿卅])两|两(?=[百千万亿]))"
# 四十多万 is a number like 四十万; 三十八度四 and 三点五万 have a fraction; the 千 of 千瓦 belongs to the unit.
_ZH_NUMBER = re.compile(
    rf"(?P<whole>{_NUMERAL}+)"
    rf"(?:[点度](?P<fraction>[{_D}]+)(?P<scale>[万亿]*)(?![十百千分钟刻])|[多余来几](?P<about>[万亿]+))?"
)
_ZH_GROUPED = re.compile(rf"(?<![{_D}])[{_D}]{{1,3}}(?:[、，,][{_D}]{{3}})+(?![{_D}十百千万亿])")
"""一、○五五: with a comma of thousands."""
_HALF = re.compile(r"[^\W\d_点]{1,2}半(?![夜路途空票截身岛球径数点个天日小])|个半(?=[天日月年小])")
"""Behind a number and what it counts: 四百二十斤半, 两个半月."""
_SMALLER = re.compile(rf"(?P<unit>斤|丈|尺|元|角|石|斗|升)(?P<digit>[{_D}])(?P<smaller>两|尺|寸|角|分|斗|升|合)")
"""Behind a number: 十五斤六两 is 15.6."""
_OLD_OUNCES = 16
"""两 in a 斤 until 1959."""
_RANGE = re.compile(r"(?P<lower>[一二三四五六七八])(?P<upper>[二三四五六七八九])(?=[十百千万亿]|$)")
"""三四十, 十七八: from the lower to the upper one."""
_TENTHS = re.compile(rf"(?P<tenths>[{_D}])成(?P<more>[{_D}])?(?=[，。；、以左多的是到)）]|$)|(?P<price>[一二三四五六七八九])折")
_PARTS = re.compile(rf"(?P<below>{_NUMERAL}+)分之(?P<above>{_NUMERAL}+)(?:点(?P<fraction>[{_D}]+))?")
_REPUBLIC = re.compile(r"民国$")
_REPUBLIC_BEGAN = 1911
_ARABIC = re.compile(r"\d+(?:[,，]\d{3})*(?:[.．]\d+)?")
_ARABIC_MYRIAD = re.compile(r"\s*[多余来]?([十百千]?[万亿]{1,2}|百|千(?![瓦伏周卡克]))")
_EN_HALF = re.compile(r"\s+and\s+a\s+half\b|\s*½|[\s-]+1/2\b", re.IGNORECASE)
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
    also: tuple[float, ...] = ()
    """Other values that it may have: the lower end of a range, a weight in old ounces, a year of the republic."""

    def agrees(self, other: Number) -> bool:
        """Whether they may have the same value; a year and its last two digits (五十年代, the 1950s) may."""
        return any(_same(a, b) for a in (self.value, *self.also) for b in (other.value, *other.also))


def _same(a: float, b: float) -> bool:
    if abs(a - b) <= 1e-6 * max(a, b):
        return True
    short, long = sorted((a, b))
    return short < 100 and 1800 <= long < 2100 and long % 100 == short


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
    tail = re.search(r"([百千万亿])([一二三四五六七八九])$", text)
    if tail:  # 三万五 is 35,000; 三万零五 is 30,005
        unit = _UNITS.get(tail[1]) or _MYRIADS[tail[1]]
        return (parse_chinese_number(text[:-1]) or 0) + _DIGITS[tail[2]] * unit / 10
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _UNITS:
            section += (digit or 1) * _UNITS[c]
            digit = 0
        else:
            # 三万五千亿, 六万万: a unit that is larger, or that follows directly, multiplies everything before it.
            whole = last < _MYRIADS[c] or not (section or digit)
            total = (total + section + digit) * _MYRIADS[c] if whole else total + (section + digit) * _MYRIADS[c]
            section, digit, last = 0, 0, _MYRIADS[c]
    return total + section + digit


def find_numbers(text: str, side: Side) -> list[Number]:
    """The numbers of a text, in order: digits of either script, and number words."""
    found = _figures(text, side)
    taken = [n.span for n in found]
    if side == "zh":
        found += _chinese_numbers(text, taken)
        found = [_with_smaller_unit(text, _with_half(text, number, _HALF)) for number in found]
    else:
        for match in _EN_NUMBER.finditer(text):
            if not _overlaps(match.span(), taken):
                found.append(Number(_english_words(match[0]), Span(*match.span())))
        found = [_with_half(text, number, _EN_HALF) for number in found]
    apart: list[Number] = []
    for number in sorted(found, key=lambda n: n.span):  # the 六 of 十五斤六两 is part of the number before it
        if not apart or number.span.start >= apart[-1].span.end:
            apart.append(number)
    return apart


def _chinese_numbers(text: str, taken: list[Span]) -> list[Number]:
    """Numbers in Chinese characters: shares first, then those with commas, then the others."""
    found: list[Number] = []
    for pattern, read in ((_PARTS, _share), (_TENTHS, _tenths), (_ZH_GROUPED, _grouped), (_ZH_NUMBER, _plain)):
        for match in pattern.finditer(text):
            if not _overlaps(match.span(), [*taken, *(number.span for number in found)]) and (number := read(match)):
                found.append(number)
    return found


def _plain(match: re.Match[str]) -> Number | None:
    value = _chinese(match)
    if value is None:
        return None
    also: list[float] = []
    for mark in _RANGE.finditer(match["whole"]):
        if len(match["whole"]) == len(mark[0]):  # 三四 alone: three or four, but 五八年 is a year
            follows = _DIGITS[mark[2]] - _DIGITS[mark[1]] == 1 or mark[0] == "三五"
            if follows and not match.string.startswith("年", match.end()):
                value, also = float(_DIGITS[mark[2]]), [float(_DIGITS[mark[1]])]
        else:
            lower = parse_chinese_number(match["whole"].replace(mark[0], mark[1]) + (match["about"] or ""))
            also += [] if lower is None or _all_digits(match["whole"]) else [lower]
    if _REPUBLIC.search(match.string, 0, match.start()):
        also.append(_REPUBLIC_BEGAN + value)
    return Number(value, Span(*match.span()), tuple(also))


def _all_digits(text: str) -> bool:
    return all(c in _DIGITS for c in text)


def _grouped(match: re.Match[str]) -> Number:
    return Number(float("".join(str(_DIGITS[c]) for c in match[0] if c in _DIGITS)), Span(*match.span()))


def _share(match: re.Match[str]) -> Number | None:
    """百分之三十五 is 35, for the English says percent; 三分之二 is also 66.7 percent."""
    below = 100.0 if match["below"] == "百" else 1000.0 if match["below"] == "千" else parse_chinese_number(match["below"])
    above = 100.0 if match["above"] == "百" else parse_chinese_number(match["above"])
    if not below or above is None:
        return None
    above += _fraction(match["fraction"])
    others = () if below in (100, 1000) else (100 * above / below, below)
    return Number(above, Span(*match.span()), (above / below, *others))


def _tenths(match: re.Match[str]) -> Number:
    """三成 is 30 percent, 七成五 75; 八折 is a price of 80 percent, or 20 percent off."""
    span = Span(*match.span())
    if match["price"]:
        price = 10.0 * _DIGITS[match["price"]]
        return Number(price, span, (100 - price, price / 10))
    tenths = 10.0 * _DIGITS[match["tenths"]] + (_DIGITS[match["more"]] if match["more"] else 0)
    return Number(tenths, span, (tenths / 10,))


def _with_half(text: str, number: Number, pattern: re.Pattern[str]) -> Number:
    half = pattern.match(text, number.span.end)
    if not half:
        return number
    return Number(number.value + 0.5, Span(number.span.start, half.end()), (number.value, *number.also))


def _with_smaller_unit(text: str, number: Number) -> Number:
    """Fifteen jin and six liang are 15.6 jin, or 15.375 of the old ones."""
    match = _SMALLER.match(text, number.span.end)
    if not match:
        return number
    digit, also = _DIGITS[match["digit"]], [number.value, *number.also]
    if match["unit"] == "斤":
        also.append(number.value + digit / _OLD_OUNCES)
    return Number(number.value + digit / 10, Span(number.span.start, match.end()), tuple(also))


def _chinese(match: re.Match[str]) -> float | None:
    """The value of a match of _ZH_NUMBER."""
    value = parse_chinese_number(match["whole"] + (match["about"] or ""))
    if value is None or not match["fraction"]:
        return value
    value += _fraction(match["fraction"])
    return value * math.prod(_MYRIADS[c] for c in match["scale"])


def _fraction(digits: str | None) -> float:
    return float("0." + "".join(str(_DIGITS[c]) for c in digits)) if digits else 0.0


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
