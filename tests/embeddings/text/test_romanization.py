"""Spellings of Chinese names: pinyin, Wade-Giles, customary ones; and what is no name."""

from __future__ import annotations

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from pypinyin import Style, pinyin

from embeddings.text.romanization import COMMON, SYLLABLES, keys, letters, readings, segmentations, spelled, wade_giles

RARE = {"chua", "den", "ei", "hng", "kei", "len", "lo", "m", "n", "ng", "tei", "yo", "eng", "nei", "cei"}
"""Syllables of dialect and of interjections, which no name has."""


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("Chen Boda", "chenboda"),
        ("Chén Bódá", "chenboda"),
        ("Chen Bo-da", "chenboda"),
        ("Chen Bo Da", "chenboda"),
        ("Ch'en Po-ta", "chenboda"),
        ("Ch’en Po-ta", "chenboda"),
        ("Ch'en Po Ta", "chenboda"),
        ("Chen Po-ta", "chenboda"),
        ("Mao Tse-tung", "maozedong"),
        ("Mao Tse Tung", "maozedong"),
        ("Chou En-lai", "zhouenlai"),
        ("Zhou En’lai", "zhouenlai"),
        ("Chu Teh", "zhude"),
        ("Teng Hsiao-p'ing", "dengxiaoping"),
        ("Liu Shao-ch'i", "liushaoqi"),
        ("P'eng Te-huai", "pengdehuai"),
        ("Ho Lung", "helong"),
        ("Lü Zhengcao", "luzhengcao"),
        ("Lv Zhengcao", "luzhengcao"),
        ("Lü Cheng-ts'ao", "luzhengcao"),
        ("Ssu-ma Ch'ien", "simaqian"),
        ("Ouyang Xiu", "ouyangxiu"),
        ("Xi'an", "xian"),
        ("Xian", "xian"),
        ("Sian", "xian"),
        ("Peking", "beijing"),
        ("Bei-jing", "beijing"),
        ("Canton", "guangzhou"),
        ("Nanking", "nanjing"),
        ("Chungking", "chongqing"),
        ("Tientsin", "tianjin"),
        ("Amoy", "xiamen"),
        ("Shensi", "shaanxi"),
        ("Shansi", "shanxi"),
        ("Chiang Kai-shek", "jiangjieshi"),
        ("Sun Yat-sen", "sunzhongshan"),
        ("T. V. Soong", "songziwen"),
    ],
)
def test_a_spelling_may_stand_for_a_name(spelling: str, key: str) -> None:
    (whole, *_) = spelled(spelling)
    assert (whole.start, whole.end) == (0, len(spelling))
    assert key in {reading.key for reading in whole.readings}
    assert key in keys(f"In 1960 {spelling}'s speech was printed.")


@pytest.mark.parametrize(
    ("spelling", "shown"),
    [
        ("Ch'en Po-ta", "Chen Boda"),
        ("Mao Tse-tung", "Mao Zedong"),
        ("Teng Hsiao-p'ing", "Deng Xiaoping"),
        ("Hsü Hai-tung", "Xu Haidong"),
    ],
)
def test_the_likeliest_reading_comes_first(spelling: str, shown: str) -> None:
    (whole, *_) = spelled(spelling)
    assert whole.readings[0].shown in (shown, *(r.shown for r in whole.readings if r.key == letters(spelling)))
    assert shown in [reading.shown for reading in whole.readings][:2]


@pytest.mark.parametrize(
    "sentence",
    [
        "Women can change the manner in which they manage a farm.",
        "He can sing long songs, and she hung the lantern.",
        "Was the United States in favour of an open conference?",
        "China and the Soviet Union signed the agreement on Monday.",
        "Can he do it? You can. The Women of the Machine House did.",
        "Did Cuba or Panama take part in the General Assembly?",
        "how was the dike at the ferry built in a single night?",
        "What Did The Committee Say About Grain In April?",
        "I Can Go. He Can. She Can Too.",
    ],
)
def test_ordinary_english_has_no_names(sentence: str) -> None:
    assert keys(sentence) == frozenset()


@given(st.lists(st.sampled_from(sorted(SYLLABLES)), min_size=1, max_size=5))
def test_every_segmentation_has_the_letters_in_their_order(syllables: list[str]) -> None:
    word = "".join(syllables)
    found = segmentations(word)
    assert all("".join(cut) == word and SYLLABLES.issuperset(cut) for cut in found)
    assert len(set(found)) == len(found)
    if not {"a", "e", "o"}.intersection(syllables[1:]):
        assert tuple(syllables) in found


@given(st.text(alphabet="abcdeghinoust", max_size=12))
def test_what_is_no_pinyin_has_no_segmentation_that_loses_letters(word: str) -> None:
    assert all("".join(cut) == word for cut in segmentations(word))


@given(st.lists(st.sampled_from(sorted(SYLLABLES)), min_size=2, max_size=3), st.data())
def test_wade_giles_comes_back_to_its_pinyin(syllables: list[str], data: st.DataObject) -> None:
    surname, *given_name = [data.draw(st.sampled_from(wade_giles(syllable))) for syllable in syllables]
    typed = (surname.capitalize(), "-".join(given_name).capitalize())
    found = readings(typed)
    event("customary" if any(reading.customary for reading in found) else "Wade-Giles")
    if any(reading.customary for reading in found) and "'" not in "".join(typed):
        assert len(found) == 1  # Ho-pei is Hebei, whatever else it spells
    elif not all(letters(word) in COMMON for word in typed):  # So-so, She Me
        assert "".join(syllables) in {reading.key for reading in found}


@given(st.text(max_size=40))
def test_any_text_can_be_looked_through(text: str) -> None:
    for one in spelled(text):
        assert 0 <= one.start < one.end <= len(text)
        assert all(reading.key.isascii() and reading.key.isalpha() for reading in one.readings)


def test_the_syllables_are_those_that_characters_have() -> None:
    common = [chr(code) for code in range(0x4E00, 0xA000) if len(chr(code).encode("gb2312", "ignore")) == 2]
    had = {letters(sound) for some in pinyin(common, style=Style.NORMAL, heteronym=True) for sound in some}
    assert had - SYLLABLES <= RARE
    assert SYLLABLES - had <= RARE


@pytest.mark.parametrize("word", ["A" * 5000, "An" * 40, "Xi" * 13])
def test_a_long_word_is_no_name(word: str) -> None:
    assert not list(spelled(word))
