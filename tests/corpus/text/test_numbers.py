"""Numbers as newspapers write them, in both languages, and their values."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.numbers import Number, find_numbers, parse_chinese_number

CHINESE = {
    # in full
    "十": 10, "十一": 11, "二十": 20, "二十五": 25, "九十九": 99, "一百": 100, "一百零一": 101, "一百一十": 110, "二百五十三": 253,
    "一千": 1000, "一千零一": 1001, "一千零二十": 1020, "一千三百": 1300, "三千零八十七": 3087, "一万": 10_000, "一万零五": 10_005,
    "三万零五十": 30_050, "四万五千": 45_000, "十二万": 120_000, "三十万三千零八十七": 303_087, "一百五十万": 1_500_000, "一千二百万": 12_000_000,
    "一亿": 10**8, "六亿五千万": 650_000_000, "十一亿": 1.1e9, "六万万": 6e8, "四万万五千万": 4.5e8, "一万亿": 10**12, "两万": 20_000,
    "一万两千": 12_000, "三千两百": 3200, "两百": 200, "百万": 10**6,
    # said short
    "三万五": 35_000, "一千二": 1200, "两万五千六": 25_600, "一亿二": 120_000_000, "两千六": 2600, "一百五": 150, "二百五": 250, "十二万五": 125_000,
    "九千八": 9800, "一千一百五": 1150, "八万四": 84_000, "三亿五": 350_000_000,
    # digit by digit
    "一九六〇": 1960, "一九四六": 1946, "一九五○": 1950, "一九五零": 1950, "二〇〇三": 2003, "一九五Ｏ": 1950, "三〇八": 308, "五八": 58,
    # joined
    "廿": 20, "廿三": 23, "卅": 30, "卅五": 35,
}  # fmt: skip
TEXTS: dict[str, list[float]] = {
    "全镇种下树苗三万五。": [35_000], "地打粮一千二。": [1200], "小麦增到两万五千六。": [25_600], "修理用去旧币一亿二。": [120_000_000],
    "四百二十斤半": [420.5], "大梁长十二米半。": [12.5], "三年半": [3.5], "两个半月": [2.5], "一半": [1], "三点半": [3], "二十天半夜": [20],
    "每户分得食盐十五斤六两。": [15.6], "三尺五寸": [3.5], "八元五角": [8.5], "护堤队十三人，每人六两米。": [13, 6], "二两": [2], "半斤八两": [8],
    "二十七、九十两师": [27, 90], "一、○五五元": [1055], "三，二○○亩": [3200], "一二、三四五、六七八": [12_345_678], "三、四、五": [3, 4, 5],
    "三三八度": [338], "三十八度四": [38.4], "三点五": [3.5], "三点五万": [35_000], "二十三点七": [23.7], "零点三": [0.3],
    "四十多万": [400_000], "三十余": [30], "一百来": [100], "五百几十": [500, 10], "十几": [10],
    "百分之三十五": [35], "百分之百": [100], "百分之十二点五": [12.5], "千分之十五": [15], "三分之二": [2], "十分之七": [7],
    "亩产增加三成。": [30], "七成五以上": [75], "八折": [80], "完成": [], "成立": [],
    "三四十人": [40], "七八百斤": [800], "十七八岁": [18], "三四个人": [4], "五六万": [60_000], "三五天": [5], "五八年": [58], "二三十": [30],
    "民国三十五年": [35], "一九五八年三月": [1958, 3], "五十年代": [50], "廿三日": [23], "第二十一号": [21],
    "１８０００根": [18_000], "１，２００": [1200], "3.5万": [35_000], "12亿": [1.2e9], "1.055": [1.055], "５０多万": [500_000], "30%": [30],
    "千瓦": [], "十千瓦": [10], "二十千克": [20], "三百六十五千瓦": [365], "百货": [], "千万不要": [], "万一": [], "两师": [2], "两国": [2],
    "九十两师": [90], "十二两": [12], "一两天": [1], "六百两": [600], "一万两银子": [10_000],
}  # fmt: skip
ENGLISH: dict[str, list[float]] = {
    "300,387 tons": [300_387], "1,055": [1055], "1.055": [1.055], "35,000": [35_000], "420.5 jin": [420.5], "3.5 million": [3_500_000],
    "120 million": [120_000_000], "2 billion": [2e9], "5 thousand": [5000], "three hundred": [300], "twenty-five": [25], "twenty five": [25],
    "one hundred and twenty": [120], "nine million": [9_000_000], "two hundred and fifty-three": [253], "twenty-first": [21], "fifty-second": [52],
    "420 and a half jin": [420.5], "twelve and a half": [12.5], "12½ metres": [12.5], "12 1/2": [12.5], "the 1950s": [1950], "25th": [25],
    "eleven": [11], "ninety-nine": [99], "sixty thousand": [60_000], "one hundred thousand": [100_000], "Nine hundred million": [9e8], "no number": [],
    "1946-2003": [1946, 2003], "30–40 people": [30, 40], "100%": [100], "$55.5 million": [55_500_000], "the One": [1],
}  # fmt: skip
AGREE = [
    ("三万五", "35,000"), ("四百二十斤半", "420.5 jin"), ("四百二十斤半", "420 and a half jin"), ("四百二十斤半", "420 jin"), ("十五斤六两", "15.6 jin"),
    ("十五斤六两", "15 jin"), ("十六斤四两", "16.25 jin"), ("三四十人", "30 people"), ("三四十人", "40 people"), ("三四十人", "30-40 people"),
    ("三成", "30 percent"), ("八折", "80 percent"), ("八折", "20 percent off"), ("百分之三十五", "35%"), ("三分之二", "66.666667%"),
    ("十分之七", "70%"), ("民国三十五年", "1946"), ("民国三十五年", "the 35th year"), ("五十年代", "the 1950s"), ("五八年", "1958"), ("廿三日", "23rd"),
    ("一亿二", "120 million"), ("七八百斤", "700 jin"), ("七八百斤", "800 jin"), ("两个半月", "2 and a half"), ("三十八度四", "38.4"),
    ("１８０００", "18,000"), ("六万万", "600 million"),
]  # fmt: skip
DIFFER = [
    ("三万五", "30,005"), ("三万零五", "35,000"), ("一、○五五元", "1.055 yuan"), ("一千二", "1002"), ("十三", "12"), ("百分之五十二", "25 percent"),
    ("百分之三十五", "100"), ("四百零七", "470"), ("一亿二", "12 million"), ("三四十人", "34 people"), ("九十两师", "902"), ("民国三十五年", "1945"),
    ("五八年", "1985"), ("两千六", "2006"), ("六百两", "602"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), CHINESE.items())
def test_a_chinese_number_has_its_value(text: str, value: float) -> None:
    assert parse_chinese_number(text) == value
    assert [n.value for n in find_numbers(f"共{text}。", "zh")] == [value]


@pytest.mark.parametrize(("text", "values"), TEXTS.items())
def test_numbers_in_chinese_text(text: str, values: list[float]) -> None:
    assert [n.value for n in find_numbers(text, "zh")] == pytest.approx(values)


@pytest.mark.parametrize(("text", "values"), ENGLISH.items())
def test_numbers_in_english_text(text: str, values: list[float]) -> None:
    assert [n.value for n in find_numbers(text, "en")] == pytest.approx(values)


def pairs(chinese: str, english: str) -> list[tuple[Number, Number]]:
    return [(a, b) for a in find_numbers(chinese, "zh") for b in find_numbers(english, "en")]


@pytest.mark.parametrize(("chinese", "english"), AGREE)
def test_what_is_the_same_agrees(chinese: str, english: str) -> None:
    assert any(a.agrees(b) and b.agrees(a) for a, b in pairs(chinese, english))


@pytest.mark.parametrize(("chinese", "english"), DIFFER)
def test_what_differs_does_not_agree(chinese: str, english: str) -> None:
    assert not any(a.agrees(b) for a, b in pairs(chinese, english))


DIGITS = "零一二三四五六七八九"


def written(value: int) -> str:
    """A number up to 99,999,999 in full, as a clerk writes it."""
    if value >= 10_000:
        head, rest = divmod(value, 10_000)
        tail = "" if not rest else ("零" if rest < 1000 else "") + written(rest)
        return f"{written(head)}万{tail}"
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
        gap = bool(text) and not digit
    return text


@given(st.integers(11, 99_999_999))
def test_a_number_written_in_full_is_read_again(value: int) -> None:
    assert [n.value for n in find_numbers(f"有{written(value)}人", "zh")] == [value]


@given(st.text("零○〇一二三四五六七八九两十廿卅百千万亿半成折分之斤两点度、，1２.年"))
def test_any_text_has_numbers_in_order_and_apart(text: str) -> None:
    found = find_numbers(text, "zh")
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(found))
    assert all(0 <= n.span.start < n.span.end <= len(text) for n in found)
