"""Simplified and traditional characters match, and every character keeps its position."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.han_variants import fold_case, fold_variants, to_simplified

TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("陳伯達達于於乾干後后裏里甚麼么「」，。薴苧Aa "))


@pytest.mark.parametrize(
    ("traditional", "plain"),
    [
        ("陳伯達", "陈伯达"),
        ("臺灣颱風", "台湾台风"),
        ("裏面裡面", "里面里面"),
        ("於是說：「乾燥」", "于是说：「干燥」"),
        ("頭髮發展", "头发发展"),
        ("人民日报", "人民日报"),
        ("blast furnace", "blast furnace"),
    ],
)
def test_both_scripts_fold_to_one_form(traditional: str, plain: str) -> None:
    assert fold_variants(traditional) == fold_variants(plain) == plain


def test_conversion_regards_words_and_folding_does_not() -> None:
    assert to_simplified("乾隆皇帝在臺灣") == "乾隆皇帝在台湾"
    assert fold_variants("乾隆") == fold_variants("干隆")


def test_a_simplified_text_is_returned_unchanged() -> None:
    text = "小洋群和高速度。"
    assert to_simplified(text) is text


def test_case_is_folded() -> None:
    assert fold_case("Steel 鋼鐵") == fold_case("STEEL 钢铁")


@given(TEXTS)
def test_folding_keeps_positions_and_is_idempotent(text: str) -> None:
    form = fold_variants(text)
    assert len(form) == len(text)
    assert fold_variants(form) == form
