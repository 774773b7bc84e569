"""What readers take for the same folds to the same, and the way back leads to the source's characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.folding import (
    fold,
    fold_case,
    fold_characters,
    fold_spaces,
    fold_with_offsets,
    letters_only,
    letters_with_offsets,
    to_simplified,
)
from corpus.text.variant_forms import private_use, variant_pairs

TEXTS = st.text(
    st.characters(codec="utf-8")
    | st.sampled_from("陳伯達達于於乾干後后裏里甚麼么「」，。薴苧Aa \u200b\u00ad\ufe0f\u3000\n-*<b>\u0301éﬁ…½１ＡßİẞΣ羣衞𩽾鮟")
)
SAME = {
    "a space without width": ("石\u200b桥", "石桥"),
    "a word joiner": ("石\u2060桥", "石桥"),
    "a byte order mark": ("loco\ufeffmotive", "locomotive"),
    "soft hyphens": ("em\u00adbank\u00adment", "embankment"),
    "a variation selector": ("石\ufe00桥", "石桥"),
    "a selector of the supplement": ("辻\U000e0100井", "辻井"),
    "a direction mark": ("石\u200f桥", "石桥"),
    "blanks between characters": ("护 堤 小 组", "护堤小组"),
    "a full-width blank": ("本报记者\u3000老罗", "本报记者老罗"),
    "a blank before a mark": ("修桥 。", "修桥。"),
    "a blank and a space without width": ("护 \u200b堤", "护堤"),
    "a no-break space": ("护\u00a0堤", "护堤"),
    "traditional": ("護堤小組", "护堤小组"),
    "old print": ("羣眾到衞生所", "群众到卫生所"),
    "a Japanese form": ("黙然", "默然"),
    "a variant of the list of 1955": ("山峯", "山峰"),
    "another": ("烟囪", "烟囱"),
    "simplified outside the basic plane": ("\U00029f7e\U00029f8c", "鮟鱇"),
    "a compatibility ideograph": ("\uf9dd益", "利益"),
    "a radical": ("⽔位", "水位"),
    "a supplementary compatibility ideograph": ("\U0002f804", "你"),
    "full-width figures": ("１８０００根", "18000根"),
    "full-width letters": ("ＡＢＣ", "ABC"),
    "full-width marks": ("（一），", "(一),"),
    "composed and decomposed": ("cafe\u0301", "café"),
    "a kana with its mark": ("か\u3099", "が"),
    "a ligature": ("ﬁne ﬂood", "fine flood"),
    "a circled number": ("①", "1"),
    "a unit in one character": ("㎏", "kg"),
    "a Roman numeral": ("Ⅳ", "IV"),
    "an ellipsis": ("……", "......"),
    "a word divided at the end of a line": ("embank-\nment", "embankment"),
    "the same with blanks": ("embank- \r\n  ment", "embankment"),
    "emphasis in a word": ("loco**mo**tive", "locomotive"),
    "tags in a word": ("loco<b>mo</b>tive", "locomotive"),
    "a private-use character": ("\ue7c7", "ḿ"),
    "half-width kana": ("ｶﾀｶﾅ", "カタカナ"),
}


@pytest.mark.parametrize(
    ("traditional", "plain"),
    [
        ("陳伯達", "陈伯达"),
        ("臺灣颱風", "台湾台风"),
        ("裏面裡面", "里面里面"),
        ("於是說「乾燥」", "于是说「干燥」"),
        ("頭髮發展", "头发发展"),
        ("人民日报", "人民日报"),
        ("blast furnace", "blast furnace"),
    ],
)
def test_both_scripts_fold_to_one_form(traditional: str, plain: str) -> None:
    assert fold_characters(traditional) == fold_characters(plain) == plain


def test_conversion_regards_words_and_folding_does_not() -> None:
    assert to_simplified("乾隆皇帝在臺灣") == "乾隆皇帝在台湾"
    assert fold_characters("乾隆") == fold_characters("干隆")


def test_a_simplified_text_is_returned_unchanged() -> None:
    text = "小洋群和高速度。"
    assert to_simplified(text) is text


def test_case_is_folded() -> None:
    assert fold_case("Steel 鋼鐵") == fold_case("STEEL 钢铁")


@given(TEXTS)
def test_folding_keeps_positions_and_is_idempotent(text: str) -> None:
    form = fold_characters(text)
    assert len(form) == len(text)
    assert fold_characters(form) == form


@pytest.mark.parametrize(("source", "usual"), SAME.values(), ids=SAME)
def test_forms_of_the_same_fold_alike(source: str, usual: str) -> None:
    assert fold(source) == fold(usual)
    within = fold_with_offsets(f"前{source}后 x")
    at = within.text.index(fold(usual))
    span = within.span(at, at + len(fold(usual)))
    assert fold(f"前{source}后 x"[span.start : span.end]) == fold(usual)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mill race", "millrace"),
        ("well-known", "wellknown"),
        ("2 - 3", "23"),
        ("水 2", "水2"),
        ("x < b > y", "x y"),
        ("a * b", "a b"),
    ],
)
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(TEXTS, st.booleans())
def test_offsets_lead_back_to_what_was_folded(text: str, case: bool) -> None:
    folded = fold_with_offsets(text, case=case)
    assert folded.text == fold(text, case=case)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.starts, folded.ends, strict=True))
    letters = letters_with_offsets(text)
    assert letters.text == letters_only(text)


@given(TEXTS)
def test_letters_are_those_of_the_folded_text(text: str) -> None:
    assert letters_only(text) == "".join(c for c in fold_case(text) if c.isalnum())


def test_variants_lead_to_one_usual_form_each() -> None:
    for variant, usual in (variant_pairs() | private_use()).items():
        assert fold(variant) == fold(usual)
        assert fold(fold(usual)) == fold(usual)


def test_spaces_of_names_are_one() -> None:
    assert fold_spaces("Willow\t Ferry ") == fold_spaces("willow ferry")
