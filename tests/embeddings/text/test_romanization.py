"""Spellings of Chinese names: pinyin, Wade-Giles, conventional names; and what is not a name."""

from __future__ import annotations

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from pypinyin import Style, pinyin

from embeddings.text.romanization import (
    COMMON_WORDS,
    SYLLABLES,
    find_spellings,
    latin_key,
    name_keys,
    readings,
    segmentations,
    wade_giles,
)

RARE = {"chua", "den", "ei", "hng", "kei", "len", "lo", "m", "n", "ng", "tei", "yo", "eng", "nei", "cei"}
"""Dialect syllables and interjections, which never occur in names."""


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
    (whole, *_) = find_spellings(spelling)
    assert (whole.start, whole.end) == (0, len(spelling))
    assert key in {reading.key for reading in whole.readings}
    assert key in name_keys(f"In 1960 {spelling}'s speech was printed.")


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("Ch'en Po-ta", "Chen Boda"),
        ("Mao Tse-tung", "Mao Zedong"),
        ("Teng Hsiao-p'ing", "Deng Xiaoping"),
        ("Hsü Hai-tung", "Xu Haidong"),
    ],
)
def test_the_most_likely_reading_comes_first(spelling: str, expected: str) -> None:
    (whole, *_) = find_spellings(spelling)
    assert whole.readings[0].pinyin in (expected, *(r.pinyin for r in whole.readings if r.key == latin_key(spelling)))
    assert expected in [reading.pinyin for reading in whole.readings][:2]


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
    assert name_keys(sentence) == frozenset()


@given(st.lists(st.sampled_from(sorted(SYLLABLES)), min_size=1, max_size=5))
def test_segmentations_keep_all_letters_in_order(syllables: list[str]) -> None:
    word = "".join(syllables)
    found = segmentations(word)
    assert all("".join(cut) == word and SYLLABLES.issuperset(cut) for cut in found)
    assert len(set(found)) == len(found)
    if not {"a", "e", "o"}.intersection(syllables[1:]):
        assert tuple(syllables) in found


@given(st.text(alphabet="abcdeghinoust", max_size=12))
def test_what_is_no_pinyin_has_no_segmentation_that_loses_latin_key(word: str) -> None:
    assert all("".join(cut) == word for cut in segmentations(word))


@given(st.lists(st.sampled_from(sorted(SYLLABLES)), min_size=2, max_size=3), st.data())
def test_wade_giles_comes_back_to_its_pinyin(syllables: list[str], data: st.DataObject) -> None:
    surname, *given_name = [data.draw(st.sampled_from(wade_giles(syllable))) for syllable in syllables]
    typed = (surname.capitalize(), "-".join(given_name).capitalize())
    found = readings(typed)
    event("conventional" if any(reading.is_conventional for reading in found) else "Wade-Giles")
    if any(reading.is_conventional for reading in found) and "'" not in "".join(typed):
        assert len(found) == 1  # Ho-pei is Hebei, whatever else it spells
    elif not all(latin_key(word) in COMMON_WORDS for word in typed):  # So-so, She Me
        assert "".join(syllables) in {reading.key for reading in found}


@given(st.text(max_size=40))
def test_any_text_can_be_scanned(text: str) -> None:
    for one in find_spellings(text):
        assert 0 <= one.start < one.end <= len(text)
        assert all(reading.key.isascii() and reading.key.isalpha() for reading in one.readings)


def test_the_syllables_are_those_of_common_characters() -> None:
    common = [chr(code) for code in range(0x4E00, 0xA000) if len(chr(code).encode("gb2312", "ignore")) == 2]
    actual = {latin_key(sound) for some in pinyin(common, style=Style.NORMAL, heteronym=True) for sound in some}
    assert actual - SYLLABLES <= RARE
    assert SYLLABLES - actual <= RARE


@pytest.mark.parametrize("word", ["A" * 5000, "An" * 40, "Xi" * 13])
def test_a_long_word_is_not_a_name(word: str) -> None:
    assert not list(find_spellings(word))
