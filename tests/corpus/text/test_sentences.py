"""Sentences of both languages: complete, in order, and ended where a reader would end them."""

import pytest
from corpus_helpers import assert_covers, characters, law
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import SIDES, Side, Span
from corpus.text.sentences import MAX_SENTENCE, split_sentences


@law
@given(st.text(characters), st.sampled_from(SIDES))
def test_every_non_blank_character_is_in_exactly_one_sentence(text: str, side: str) -> None:
    spans = split_sentences(text, side)
    assert_covers(spans, text, 0, len(text))
    assert all(s.of(text) == s.of(text).strip() != "" for s in spans)


@law
@given(st.text(characters), st.text(characters), st.text(characters), st.sampled_from(SIDES))
def test_sentences_of_a_part_stay_inside_it(before: str, text: str, after: str, side: str) -> None:
    whole = before + text + after
    within = Span(len(before), len(before) + len(text))
    assert_covers(split_sentences(whole, side, within), whole, within.start, within.end)


@law
@given(
    st.lists(
        st.sampled_from(["渡船是新的。", "谁开船？", "他说：“开吧！”", "好！！", "（见第二版。）", "船长四十二公尺。"]),
        max_size=8,
    )
)
def test_joined_chinese_sentences_are_split_again(sentences: list[str]) -> None:
    text = "".join(sentences)
    assert [s.of(text) for s in split_sentences(text, "zh")] == sentences


@law
@given(
    st.lists(
        st.sampled_from(["The ferry is new.", "Who rows?", "He said: “Row!”", "It is 3.35 meters long.", "(See page 2.)"]),
        max_size=8,
    )
)
def test_joined_english_sentences_are_split_again(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [s.of(text) for s in split_sentences(text, "en")] == sentences


CHINESE = [
    "老人说：“六十年来没有见过这样的船！”|大家都笑了。",
    "“快跑！”老人喊道。|大家都跑了。",
    "“船来了。”小王说，“上船吧。”|他走了。",
    "「水退了。」老羅說。|天亮了。",
    "“船来了。”|小王说：“上船吧。”",
    "“真的？”|他们都笑了。",
    "他说：“好。”|说完就走了。",
    "产量是３.３５％。|比去年高。",
    "他想了想……还是去了。",
    "《渡口谣》（一九五七年作。）|全诗十三行。",
    "真的吗？！|真的。",
    "人力?田，三天完工。",
    "水来了——快跑！|大家都跑了。",
    "“谁开船？”|“我！”",
    "没有句号的一行",
]
ENGLISH = [
    "Mr. Fang rowed. | He was tired.",
    "It is 3.35 percent. | That is more than last year.",
    "The U.S. Army announced plans. | The plans failed.",
    "He came from the U.S. | The ferry was late.",
    "J. B. Smith wrote to Dr. Luo in No. 3 Street.",
    "“Who rows?” | “I do!” | He rowed.",
    "They waited... and then left.",
    "He asked: is it true?! | It was.",
    "It cost 5 yuan (see p. 3). | Nobody paid.",
    "On Aug. 5 the dike held. | On the 6th it rained.",
    "He bought rice, oil, etc. and left.",
    "It was built by hand, i.e. without machines.",
    "“A bridge is not afraid.” | So he said.",
    "no full stop at all",
]


@pytest.mark.parametrize("marked", CHINESE)
def test_chinese_sentences(marked: str) -> None:
    expected = marked.split("|")
    text = "".join(expected)
    assert [s.of(text) for s in split_sentences(text, "zh")] == expected


@pytest.mark.parametrize("marked", ENGLISH)
def test_english_sentences(marked: str) -> None:
    expected = marked.split(" | ")
    text = " ".join(expected)
    assert [s.of(text) for s in split_sentences(text, "en")] == expected


@pytest.mark.parametrize(
    ("side", "text"),
    [
        ("zh", "委员：" + "、".join(f"陈守{n}拙" for n in range(2000))),
        ("zh", "水" * 3000),
        ("zh", "，" * 900),
        ("en", "Members: " + ", ".join(f"Chen Shou {n}" for n in range(2000))),
        ("en", "a" * 9000),
    ],
)
def test_a_sentence_without_an_end_is_cut(side: Side, text: str) -> None:
    spans = split_sentences(text, side)
    assert_covers(spans, text, 0, len(text))
    assert max(map(len, spans)) <= MAX_SENTENCE[side]
    assert len(spans) <= 2 * len(text) / MAX_SENTENCE[side] + 1
    if "、" in text:
        assert all(s.of(text).endswith("、") for s in spans[:-1])
    elif ", " in text:
        assert all(s.of(text).endswith(",") for s in spans[:-1])


def test_empty_text_has_no_sentences() -> None:
    assert split_sentences("", "en") == split_sentences(" \u3000\t", "zh") == ()
