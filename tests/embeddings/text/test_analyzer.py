"""Passages and questions get the same terms, and every word can be found."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.folding import fold as fold_text
from embeddings.text.analyzer import Analyzer, Terms, fold

CHINESE = st.text(
    st.one_of(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), st.sampled_from("堤船。，a1 　\n")), max_size=30
)


class WithoutJieba(Analyzer):
    """Fails where jieba would be loaded."""

    @property
    def _jieba(self) -> object:  # type: ignore[override]
        raise AssertionError("jieba was loaded")


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
def test_variants_of_a_word_are_one_term(analyzer: Analyzer, a: str, b: str) -> None:
    assert analyzer.english(a) == analyzer.english(b)
    assert len(analyzer.english(a)) == 1
    assert fold(a) == fold(b)


def test_a_word_that_folds_to_nothing_is_left_out(analyzer: Analyzer) -> None:
    assert analyzer.english("boat \uff9e dike") == ("boat", "dike")
    assert analyzer.query_terms("\uff9e boat", no_word).english == ("boat",)


def test_english_is_stemmed(analyzer: Analyzer) -> None:
    assert analyzer.english("ferries ferry") == ("ferri", "ferri")
    assert analyzer.english("planted planting plants") == ("plant",) * 3


def test_terms_keep_their_order_and_repetitions(analyzer: Analyzer) -> None:
    assert analyzer.english("Boat, dike; boat!") == ("boat", "dike", "boat")


def test_bigrams_do_not_cross_punctuation(analyzer: Analyzer) -> None:
    assert analyzer.bigrams("渡船，大堤a水") == ("渡船", "大堤", "水")


def test_a_single_character_is_a_term(analyzer: Analyzer) -> None:
    assert analyzer.bigrams("堤") == ("堤",)
    assert analyzer.words("堤") == ()


def test_a_word_unknown_to_jieba_is_found_by_its_bigrams(analyzer: Analyzer) -> None:
    """小洋群 is in no dictionary, so jieba splits it; its bigrams still match."""
    assert analyzer.bigrams("大办小洋群") == ("大办", "办小", "小洋", "洋群")
    query = analyzer.query_terms("小洋群", no_word)
    assert query == Terms((), (), ("小洋", "洋群"))
    assert set(query.bigrams) <= set(analyzer.bigrams("大办小洋群"))


def test_mixed_scripts(analyzer: Analyzer) -> None:
    terms = analyzer.terms("苏联TU-104型客机１９５８年来京")
    assert {"tu", "104", "1958"} <= set(terms.english)
    assert {"苏联", "客机"} <= set(terms.bigrams)
    assert "苏联" in terms.words
    assert not re.search("[㐀-鿿]", " ".join(terms.english))


def test_chinese_words_overlap(analyzer: Analyzer) -> None:
    """Search mode: a long word is indexed with the shorter ones inside it."""
    words = analyzer.words("中华人民共和国")
    assert {"中华", "人民", "共和国", "中华人民共和国"} <= set(words)


def test_stop_words_are_left_out(analyzer: Analyzer) -> None:
    terms = analyzer.query_terms("Why was the dike built, and who built the dike?", every_word)
    assert terms.english == analyzer.english("dike built")
    query = analyzer.query_terms("为什么要修大堤呢？", every_word)
    assert "大堤" in query.words
    assert not {"什么", "为什", "为什么", "么要"} & {*query.words, *query.bigrams}


@pytest.mark.parametrize("question", ["What is that?", "谁？", "为什么", "Who are you and 什么"])
def test_a_question_of_stop_words_only_keeps_them(analyzer: Analyzer, question: str) -> None:
    terms = analyzer.query_terms(question, no_word)
    assert terms.english or terms.bigrams
    assert set(terms.bigrams) <= set(analyzer.bigrams(question))


def test_query_terms_are_unique(analyzer: Analyzer) -> None:
    terms = analyzer.query_terms("boat boats 大堤大堤", every_word)
    for some in (terms.english, terms.words, terms.bigrams):
        assert len(set(some)) == len(some)


def test_chinese_query_words_are_those_in_the_index() -> None:
    known = {"机动渡船", "渡船", "试航"}
    terms = WithoutJieba().query_terms("机动渡船什么时候试航？", known.__contains__)
    assert set(terms.words) == known


def test_questions_do_not_load_jieba() -> None:
    analyzer = WithoutJieba()
    for question in ("渡船什么时候试航成功？", "What is 小洋群?", "谁", "Why?", "一九五八年的大水有多高"):
        analyzer.query_terms(question, every_word)
        analyzer.query_terms(question, no_word)
    with pytest.raises(AssertionError, match="jieba"):
        analyzer.words("渡船")


def test_questions_do_not_import_jieba() -> None:
    code = (
        "import sys; from embeddings.text.analyzer import Analyzer; Analyzer().query_terms('渡船 ferry', lambda w: True);"
        "print('jieba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@given(CHINESE)
def test_every_chinese_character_is_in_a_bigram(text: str) -> None:
    bigrams = WithoutJieba().bigrams(text)
    plain = fold_text(text)
    assert all(1 <= len(pair) <= 2 and pair in plain for pair in bigrams)
    found = "".join(bigrams)
    assert set(re.findall("[㐀-鿿]", plain)) == set(found)


@given(CHINESE)
def test_a_quotation_shares_its_bigrams_with_the_passage(passage: str) -> None:
    """The bigrams of any part of a passage are among those of the passage."""
    analyzer = WithoutJieba()
    for run in re.findall("[㐀-鿿]{2,}", passage):
        query = analyzer.query_terms(run[:4], no_word)
        if len(query.bigrams[0]) == 2:
            assert {pair for pair in query.bigrams if len(pair) == 2} <= set(analyzer.bigrams(passage))


@given(st.text())
def test_terms_are_not_empty_and_have_no_blanks(text: str) -> None:
    """The inverted index separates them by blanks."""
    analyzer = WithoutJieba()
    for terms in (analyzer.english(text), analyzer.bigrams(text)):
        assert " ".join(terms).split() == list(terms)


@given(st.text())
def test_a_question_has_terms_of_the_same_passage_only(text: str) -> None:
    analyzer = WithoutJieba()
    query = analyzer.query_terms(text, no_word)
    assert set(query.english) <= set(analyzer.english(text))


def test_unknown_words_are_those_that_no_passage_has() -> None:
    def frequency(field: str, term: str) -> int:
        return int(term in {"english": ("ferri",), "bigrams": ("大堤", "守住")}[field])

    assert Analyzer().unknown_words("Who flew a zeppelin to the ferry?", frequency) == ("flew", "zeppelin")
    assert Analyzer().unknown_words("大堤守住了，飞艇呢？", frequency) == ("飞艇",)
    assert Analyzer().unknown_words("大堤守住了，飛艇呢？", frequency) == ("飞艇",)
    assert Analyzer().unknown_words("the ferry", frequency) == ()
