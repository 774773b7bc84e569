"""Simplified and traditional characters compare as one, and every character keeps its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.han_variants import comparable, same_script, simplified

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
def test_both_scripts_have_one_form(traditional: str, plain: str) -> None:
    assert same_script(traditional) == same_script(plain) == plain


def test_a_reading_form_regards_words_and_a_comparing_form_does_not() -> None:
    assert simplified("乾隆皇帝在臺灣") == "乾隆皇帝在台湾"
    assert same_script("乾隆") == same_script("干隆")


def test_a_simplified_text_is_left_alone() -> None:
    text = "小洋群和高速度。"
    assert simplified(text) is text


def test_case_does_not_count_where_texts_are_compared() -> None:
    assert comparable("Steel 鋼鐵") == comparable("STEEL 钢铁")


@given(TEXTS)
def test_every_character_keeps_its_place_and_the_form_is_final(text: str) -> None:
    form = same_script(text)
    assert len(form) == len(text)
    assert same_script(form) == form
