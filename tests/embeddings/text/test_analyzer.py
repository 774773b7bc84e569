"""Texts and questions are cut into the same terms, and nothing that is written is unfindable."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.han_variants import fold_variants
from embeddings.text.analyzer import Analyzer, Terms, fold

CHINESE = st.text(
    st.one_of(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), st.sampled_from("堤船。，a1 　\n")), max_size=30
)


class WithoutJieba(Analyzer):
    """Fails where jieba would be loaded."""

    @property
    def _jieba(self) -> object:  # type: ignore[override]
        raise AssertionError("jieba was asked for")


def every_word(_: str) -> bool:
    return True


def no_word(_: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ＦＥＲＲＹ", "ferry"),
        ("café", "cafe"),
        ("cafe\u0301", "café"),
        ("１９５８", "1958"),
        ("Guǎngdōng", "Guangdong"),
        ("don't", "don’t"),
        ("ﬁsh", "fish"),
        ("straße", "STRASSE"),
    ],
)
def test_forms_of_one_word_are_one_term(tokenizer: Analyzer, a: str, b: str) -> None:
    assert tokenizer.english(a) == tokenizer.english(b)
    assert len(tokenizer.english(a)) == 1
    assert fold(a) == fold(b)


def test_what_folds_to_nothing_is_no_word(tokenizer: Analyzer) -> None:
    assert tokenizer.english("boat \uff9e dike") == ("boat", "dike")
    assert tokenizer.query_terms("\uff9e boat", no_word).english == ("boat",)


def test_english_is_stemmed(tokenizer: Analyzer) -> None:
    assert tokenizer.english("ferries ferry") == ("ferri", "ferri")
    assert tokenizer.english("planted planting plants") == ("plant",) * 3


def test_words_are_kept_in_order_and_as_often_as_they_occur(tokenizer: Analyzer) -> None:
    assert tokenizer.english("Boat, dike; boat!") == ("boat", "dike", "boat")


def test_bigrams_do_not_reach_over_punctuation(tokenizer: Analyzer) -> None:
    assert tokenizer.bigrams("渡船，大堤a水") == ("渡船", "大堤", "水")


def test_a_lone_character_stands_for_itself(tokenizer: Analyzer) -> None:
    assert tokenizer.bigrams("堤") == ("堤",)
    assert tokenizer.words("堤") == ()


def test_a_word_that_jieba_does_not_know_is_found_by_its_pairs(tokenizer: Analyzer) -> None:
    """小洋群 is in no dictionary: jieba cuts it otherwise, the pairs find it all the same."""
    assert tokenizer.bigrams("大办小洋群") == ("大办", "办小", "小洋", "洋群")
    asked = tokenizer.query_terms("小洋群", no_word)
    assert asked == Terms((), (), ("小洋", "洋群"))
    assert set(asked.bigrams) <= set(tokenizer.bigrams("大办小洋群"))


def test_mixed_scripts(tokenizer: Analyzer) -> None:
    terms = tokenizer.terms("苏联TU-104型客机１９５８年来京")
    assert {"tu", "104", "1958"} <= set(terms.english)
    assert {"苏联", "客机"} <= set(terms.bigrams)
    assert "苏联" in terms.words
    assert not re.search("[㐀-鿿]", " ".join(terms.english))


def test_chinese_words_overlap(tokenizer: Analyzer) -> None:
    """Search mode: a long word is indexed with the shorter ones inside it."""
    words = tokenizer.words("中华人民共和国")
    assert {"中华", "人民", "共和国", "中华人民共和国"} <= set(words)


def test_words_that_only_ask_are_left_out(tokenizer: Analyzer) -> None:
    terms = tokenizer.query_terms("Why was the dike built, and who built the dike?", every_word)
    assert terms.english == tokenizer.english("dike built")
    asked = tokenizer.query_terms("为什么要修大堤呢？", every_word)
    assert "大堤" in asked.words
    assert not {"什么", "为什", "为什么", "么要"} & {*asked.words, *asked.bigrams}


@pytest.mark.parametrize("question", ["What is that?", "谁？", "为什么", "Who are you and 什么"])
def test_a_question_of_nothing_but_such_words_keeps_them(tokenizer: Analyzer, question: str) -> None:
    terms = tokenizer.query_terms(question, no_word)
    assert terms.english or terms.bigrams
    assert set(terms.bigrams) <= set(tokenizer.bigrams(question))


def test_each_term_of_a_question_counts_once(tokenizer: Analyzer) -> None:
    terms = tokenizer.query_terms("boat boats 大堤大堤", every_word)
    for some in (terms.english, terms.words, terms.bigrams):
        assert len(set(some)) == len(some)


def test_chinese_words_of_a_question_are_those_that_the_index_has() -> None:
    known = {"机动渡船", "渡船", "试航"}
    terms = WithoutJieba().query_terms("机动渡船什么时候试航？", known.__contains__)
    assert set(terms.words) == known


def test_questions_do_not_load_jieba() -> None:
    tokenizer = WithoutJieba()
    for question in ("渡船什么时候试航成功？", "What is 小洋群?", "谁", "Why?", "一九五八年的大水有多高"):
        tokenizer.query_terms(question, every_word)
        tokenizer.query_terms(question, no_word)
    with pytest.raises(AssertionError, match="jieba"):
        tokenizer.words("渡船")


def test_jieba_is_not_even_imported() -> None:
    code = (
        "import sys; from embeddings.text.analyzer import Analyzer; Analyzer().query_terms('渡船 ferry', lambda w: True);"
        "print('jieba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@given(CHINESE)
def test_every_chinese_character_is_in_some_pair_or_stands_alone(text: str) -> None:
    bigrams = WithoutJieba().bigrams(text)
    plain = fold_variants(text)
    assert all(1 <= len(pair) <= 2 and pair in plain for pair in bigrams)
    found = "".join(bigrams)
    assert set(re.findall("[㐀-鿿]", plain)) == set(found)


@given(CHINESE)
def test_what_a_question_quotes_from_a_passage_is_found_by_its_pairs(passage: str) -> None:
    """Whatever stretch of Chinese is asked for, its pairs are among those of the passage."""
    tokenizer = WithoutJieba()
    for run in re.findall("[㐀-鿿]{2,}", passage):
        asked = tokenizer.query_terms(run[:4], no_word)
        if len(asked.bigrams[0]) == 2:
            assert {pair for pair in asked.bigrams if len(pair) == 2} <= set(tokenizer.bigrams(passage))


@given(st.text())
def test_terms_hold_no_blank_and_are_not_empty(text: str) -> None:
    """They are written to the word index with blanks between them."""
    tokenizer = WithoutJieba()
    for terms in (tokenizer.english(text), tokenizer.bigrams(text)):
        assert " ".join(terms).split() == list(terms)


@given(st.text())
def test_the_same_text_gives_the_same_terms_for_question_and_passage(text: str) -> None:
    tokenizer = WithoutJieba()
    asked = tokenizer.query_terms(text, no_word)
    assert set(asked.english) <= set(tokenizer.english(text))


def test_words_that_no_passage_has_are_named() -> None:
    def frequency(field: str, term: str) -> int:
        return int(term in {"english": ("ferri",), "bigrams": ("大堤", "守住")}[field])

    assert Analyzer().unknown_words("Who flew a zeppelin to the ferry?", frequency) == ("flew", "zeppelin")
    assert Analyzer().unknown_words("大堤守住了，飞艇呢？", frequency) == ("飞艇",)
    assert Analyzer().unknown_words("大堤守住了，飛艇呢？", frequency) == ("飞艇",)
    assert Analyzer().unknown_words("the ferry", frequency) == ()
