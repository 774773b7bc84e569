"""Numbers are compared by value in either script, and their spans are exact."""

from itertools import pairwise

import pytest
from corpus_helpers import characters, law
from hypothesis import given
from hypothesis import strategies as st

from corpus.alignment.anchors import find_anchors
from corpus.model import SIDES
from corpus.text.numbers import find_numbers, parse_chinese_number

CHINESE = {
    "三十万三千零八十七": [303087],
    "三十万三千零八十七吨": [303087],
    "二千零五十万": [20_500_000],
    "一九六〇": [1960],
    "一九六○年": [1960],
    "3.35％": [3.35],
    "３．３５％": [3.35],
    "20％": [20],
    "２０％": [20],
    "３０３，０８７": [303087],
    "303,087": [303087],
    "5千万": [50_000_000],
    "5千人": [5000],
    "3百万": [3_000_000],
    "3万亿元": [3e12],
    "1.5亿": [150_000_000],
    "1.5 亿": [150_000_000],
    "两千": [2000],
    "两万五千里": [25000],
    "十": [10],
    "十五": [15],
    "五十": [50],
    "一百零五": [105],
    "一百一十五": [115],
    "二百一十天": [210],
    "三万八千四百元": [38400],
    "九万亩": [90000],
    "一亿二千万": [120_000_000],
    "六亿五千万人": [650_000_000],
    "一万亿": [1e12],
    "廿八日": [28],
    "卅": [30],
    "八月二十九日": [8, 29],
    "１９６０年４月２５日": [1960, 4, 25],
    "三百公斤到五百公斤": [300, 500],
    "百花齐放": [],
    "千方百计": [],
    "千万不要忘记": [],
    "万岁": [],
    "亿万人民": [],
    "百万雄师": [1_000_000],
    "没有数字": [],
    "": [],
}
ENGLISH = {
    "300,387 tons": [300387],
    "303,087": [303087],
    "nine million mu": [9_000_000],
    "1.5 million": [1_500_000],
    "$55.5 million": [55_500_000],
    "500 million": [500_000_000],
    "2 billion": [2_000_000_000],
    "5 thousand": [5000],
    "three mu": [3],
    "twenty-five": [25],
    "Ninety-Nine": [99],
    "two hundred and fifty thousand": [250_000],
    "one million two hundred thousand": [1_200_000],
    "one hundred and five": [105],
    "eighty-one years old": [81],
    "3.35 percent": [3.35],
    "April 25, 1960": [25, 1960],
    "the 7th": [7],
    "someone else's tone": [],
    "millions of people": [],
    "": [],
}


@pytest.mark.parametrize(("text", "values"), CHINESE.items())
def test_chinese_numbers(text: str, values: list[float]) -> None:
    assert [n.value for n in find_numbers(text, "zh")] == pytest.approx(values)


@pytest.mark.parametrize(("text", "values"), ENGLISH.items())
def test_english_numbers(text: str, values: list[float]) -> None:
    assert [n.value for n in find_numbers(text, "en")] == pytest.approx(values)


@pytest.mark.parametrize(
    ("text", "written"),
    [("共３０３，０８７吨", "３０３，０８７"), ("约5千万人", "5千万"), ("三十万三千零八十七吨", "三十万三千零八十七")],
)
def test_the_span_of_a_number_is_exact(text: str, written: str) -> None:
    assert [n.span.of(text) for n in find_numbers(text, "zh")] == [written]
    assert [n.span.of("about 1.5 million mu") for n in find_numbers("about 1.5 million mu", "en")] == ["1.5 million"]


def spell(n: int) -> str:
    """Write a number in Chinese characters, in sections of four digits; an independent implementation."""
    if n == 0:
        return "零"
    digits, out, zero = "零一二三四五六七八九", "", False
    for value, section in ((n // 10**8 % 10**4, "亿"), (n // 10**4 % 10**4, "万"), (n % 10**4, "")):
        if value == 0:
            zero = bool(out)
            continue
        for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = value // power % 10
            if digit:
                out += ("零" if zero and out else "") + digits[digit] + unit
                zero = False
            else:
                zero = True
        zero = False
        out += section
    return out


@law
@given(st.integers(0, 10**12 - 1))
def test_spelled_out_numbers_have_their_value(n: int) -> None:
    assert parse_chinese_number(spell(n)) == n


@law
@given(st.integers(0, 10**12))
def test_digits_have_the_same_value_in_both_scripts(n: int) -> None:
    wide = str.maketrans("0123456789,", "０１２３４５６７８９，")
    for text in (str(n), f"{n:,}", str(n).translate(wide), f"{n:,}".translate(wide)):
        for side in SIDES:
            assert [found.value for found in find_numbers(text, side)] == [n], text


@law
@given(st.integers(1000, 2100))
def test_a_year_is_read_digit_by_digit(year: int) -> None:
    spelled = str(year).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
    assert [n.value for n in find_numbers(f"{spelled}年", "zh")] == [year]


@law
@given(
    st.text(st.sampled_from("零○〇一二三九两十廿卅百千万亿0３9,，.．％ millionthousandone-andtwenty") | characters),
    st.sampled_from(SIDES),
)
def test_numbers_never_overlap(text: str, side: str) -> None:
    found = find_numbers(text, side)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert all(n.value == n.value and n.value >= 0 and n.span.of(text).strip() for n in found)
    find_anchors(text, side)


def test_anchors_are_large_numbers_and_latin_words_of_both_sides() -> None:
    en = find_anchors("In 1960 the Szigeti brothers made 303,087 tons in 3 months.", "en")
    zh = find_anchors("一九六〇年Ｓzigeti Szigeti兄弟三个月生产三十万三千零八十七吨。", "zh")
    assert {"#1960", "#303087", "szigeti"} <= en & zh
    assert "#3" not in en | zh, "small numbers are written in too many ways"


def test_anchors_distinguish_large_numbers() -> None:
    assert find_anchors("1,234,567 tons", "en") != find_anchors("1,234,568 tons", "en")
