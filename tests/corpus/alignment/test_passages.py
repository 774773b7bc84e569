"""Passages are exact on both sides, never cut a sentence, and contain all body text."""

from typing import Any

import pytest
from corpus_helpers import (
    FakeVectors,
    article_of,
    assert_laws_hold,
    assert_no_body_lost,
    document,
    law,
    line_texts,
    newlines,
    read,
    vectors_for_beads,
)
from hypothesis import given
from hypothesis import strategies as st

from corpus.alignment.passages import MAX_LENGTH, align_article
from corpus.errors import UnreadableSource
from corpus.model import AlignedArticle, Kind

EN = "The stonemasons met on Monday in the brickyard beside the river and decided to build a bridge of dressed stone."
ZH = "石匠们星期一在河边的砖窑开会，决定用料石造一座桥，大家推选老罗带头，没有一个人反对。"


def cut(en: list[str], zh: list[str], gold: list, **header: Any) -> AlignedArticle:
    article = article_of(document(en, zh, **header))
    aligned = align_article(article, vectors_for_beads(article, gold))
    assert_laws_hold(aligned)
    return aligned


def texts(aligned: AlignedArticle, side: str) -> list[str | None]:
    return [p.excerpt(side).text if p.excerpt(side) else None for p in aligned.passages]


def numbered(text: str, n: int) -> str:
    return f"{text[:-1]} {n}{text[-1]}"


def test_a_passage_is_a_paragraph_bead() -> None:
    en, zh = [numbered(EN, n) for n in range(5)], [numbered(ZH, n) for n in range(5)]
    aligned = cut(en, zh, [[[i], [i]] for i in range(5)])
    assert texts(aligned, "en") == en
    assert texts(aligned, "zh") == zh
    assert [(p.first_paragraph, p.last_paragraph) for p in aligned.passages] == [(i, i) for i in range(1, 6)]
    assert all(p.score > 0.5 for p in aligned.passages)
    assert all(p.article_id == aligned.article.id for p in aligned.passages)


def test_titles_columns_and_separators_are_in_no_passage() -> None:
    en = ["Editorial:", "A Ferry", numbered(EN, 1), "×××", numbered(EN, 2)]
    zh = ["渡船", numbered(ZH, 1), "×××", numbered(ZH, 2)]
    aligned = cut(en, zh, [[[1], [0]], [[2], [1]], [[3], [2]], [[4], [3]]])
    assert texts(aligned, "en") == [en[2], en[4]]
    assert texts(aligned, "zh") == [zh[1], zh[3]]
    assert [p.first_paragraph for p in aligned.passages] == [1, 2]


def test_a_credit_stays_with_the_paragraph_above_and_a_subhead_heads_the_one_below() -> None:
    zh = [numbered(ZH, 1), "（据新华社）", "绕了四年的路", numbered(ZH, 2), numbered(ZH, 3)]
    aligned = cut([], zh, [])
    first, second, third = texts(aligned, "zh")
    assert first.startswith(zh[0])
    assert first.endswith(zh[1])
    assert (second, third) == (zh[3], zh[4])
    assert [(p.first_paragraph, p.last_paragraph) for p in aligned.passages] == [(1, 1), (2, 2), (3, 3)]
    assert aligned.passages[0].heading is None
    assert [p.heading.chinese.text for p in aligned.passages[1:]] == [zh[2], zh[2]]
    assert [(line.id, line.kind, line.chinese.text) for line in aligned.lines] == [
        (f"{aligned.article.id}:subhead", Kind.SUBHEAD, zh[2])
    ]


def test_the_heading_of_each_language_is_that_above_the_passage() -> None:
    en = [numbered(EN, 1), "The long way", numbered(EN, 2), "The short way", numbered(EN, 3), "×××", numbered(EN, 4)]
    zh = [numbered(ZH, 1), "绕了四年的路", numbered(ZH, 2), "近路", numbered(ZH, 3), "×××", numbered(ZH, 4)]
    aligned = cut(en, zh, [[[i], [i]] for i in range(7)])
    headings = [(p.heading.english.text, p.heading.chinese.text) if p.heading else None for p in aligned.passages]
    assert headings == [None, ("The long way", "绕了四年的路"), ("The short way", "近路"), None]


def test_a_line_of_another_kind_is_a_unit_with_an_id_and_a_kind_of_its_own() -> None:
    en = ["Editorial:", "A Ferry", "By Old Luo", numbered(EN, 1), "×××", numbered(EN, 2)]
    zh = ["渡船", "本报记者老罗", numbered(ZH, 1), "×××", numbered(ZH, 2)]
    aligned = cut(en, zh, [[[1], [0]], [[2], [1]], [[3], [2]], [[4], [3]], [[5], [4]]])
    article = aligned.article.id
    found = [(u.id, u.english.text if u.english else None, u.chinese.text if u.chinese else None) for u in aligned.lines]
    assert found == [
        (f"{article}:column", "Editorial:", None),
        (f"{article}:title", "A Ferry", "渡船"),
        (f"{article}:byline", "By Old Luo", "本报记者老罗"),
        (f"{article}:separator", "×××", "×××"),
    ]
    assert [p.english.text for p in aligned.passages] == [en[3], en[5]]


@pytest.mark.parametrize("name", ["男子单打：", "男子单打"])
def test_a_line_that_announces_what_follows_does_not_end_a_passage(name: str) -> None:
    """Events of a few words each: too much alike to be told from their results by length."""
    zh = [numbered(ZH, 1), name, "张三第一。", "女子单打：", "李四第一。", numbered(ZH, 2)]
    aligned = cut([], zh, [])
    assert [text.split("\n")[0] for text in texts(aligned, "zh")] == [zh[0], name, "女子单打："]


def test_a_passage_never_begins_with_the_source_of_the_text_above() -> None:
    stanza = ["有了服务组，", "不愁人手少，", "千家如一家，", "困难如山倒。"]
    zh = [*stanza, "〔原载柳渡报〕", *stanza, "〔原载长堤报〕"] * 6
    aligned = cut([], zh, [])
    assert len(aligned.passages) == 12
    for text in texts(aligned, "zh"):
        assert text.startswith("有了服务组")
        assert text.endswith("报〕")


def test_a_credit_after_a_separator_is_a_unit_of_its_own() -> None:
    aligned = cut([], [numbered(ZH, 1), "×××", "（据新华社）", numbered(ZH, 2)], [])
    assert texts(aligned, "zh") == [numbered(ZH, 1), numbered(ZH, 2)]
    assert [line.kind for line in aligned.lines] == [Kind.SEPARATOR, Kind.CREDIT]


def test_a_dateline_stays_with_the_paragraph_below() -> None:
    zh = ["渡船", "本报盐仓巷九日讯", ZH]
    aligned = cut([], zh, [])
    assert len(aligned.passages) == 1
    assert texts(aligned, "zh")[0].startswith("本报盐仓巷九日讯")
    assert aligned.passages[0].first_paragraph == 1


def test_short_lines_join_until_the_whole_is_long() -> None:
    verse = [f"摇呀摇，摇到第{n}个桥。" for n in range(60)]
    aligned = cut([], verse, [])
    lengths = [len(t) for t in texts(aligned, "zh")]
    assert 1 < len(lengths) < 15
    assert max(lengths) <= MAX_LENGTH["zh"]


def test_a_separator_keeps_short_lines_apart() -> None:
    aligned = cut([], ["一行短的诗。", "×××", "又一行短的诗。"], [])
    assert texts(aligned, "zh") == ["一行短的诗。", "又一行短的诗。"]


def test_a_long_paragraph_is_split_between_sentences() -> None:
    zh_sentences = [f"第{n}天，石匠们在河边打桩，把块石一筐一筐压进淤泥里，压到不再往下走。" for n in range(60)]
    en_sentences = [
        f"On day {n} the stonemasons drove piles beside the river and pressed stones into the mud." for n in range(60)
    ]
    article = article_of(document([" ".join(en_sentences), EN], ["".join(zh_sentences), ZH]))
    aligned = align_article(article, FakeVectors([*zip(en_sentences, zh_sentences, strict=True), (EN, ZH)]))
    assert_laws_hold(aligned)
    assert_no_body_lost(aligned)
    parts = aligned.passages[:-1]
    assert len(parts) >= 4
    for part in parts:
        assert len(part.english.text) <= 1.1 * MAX_LENGTH["en"]
        assert len(part.chinese.text) <= 1.1 * MAX_LENGTH["zh"]
        assert len(part.chinese.text) >= 0.3 * MAX_LENGTH["zh"], "parts of about equal length"
        assert part.first_paragraph == part.last_paragraph == 1
    pairs = [
        (s.of(article.english.content), t.of(article.chinese.content))
        for p in parts
        for s, t in zip(p.sentences_en, p.sentences_zh, strict=True)
    ]
    assert pairs == list(zip(en_sentences, zh_sentences, strict=True))


def test_a_single_endless_sentence_is_cut_at_a_length() -> None:
    aligned = cut([], ["船" * 3000], [])
    assert "".join(texts(aligned, "zh")) == "船" * 3000
    assert max(map(len, texts(aligned, "zh"))) <= MAX_LENGTH["zh"]


def test_a_one_sided_passage_has_no_other_side_and_no_score() -> None:
    aligned = cut([EN], [], [])
    (passage,) = aligned.passages
    assert passage.chinese is None
    assert passage.sentences_zh == ()
    assert passage.score == 0
    assert passage.first_paragraph == 1


def test_paragraphs_are_counted_on_the_chinese_side() -> None:
    en = [numbered(EN, n) for n in range(6)]
    zh = ["".join(numbered(ZH, n) for n in range(3)), numbered(ZH, 3), numbered(ZH, 4), numbered(ZH, 5)]
    aligned = cut(en, zh, [[[0, 1, 2], [0]], [[3], [1]], [[4], [2]], [[5], [3]]])
    assert [(p.first_paragraph, p.last_paragraph) for p in aligned.passages] == [(1, 1), (2, 2), (3, 3), (4, 4)]


def test_a_glossary_is_in_no_passage() -> None:
    aligned = cut([EN, "**Named Entities**", "老罗  Lao Luo (Old Luo)"], [ZH], [[[0], [0]]])
    assert texts(aligned, "en") == [EN]


@pytest.mark.parametrize(
    "inside", ["\u3000", "\t", "\u2028", "\x0c", "e\u0301", "\U00020000", "[b]x[/b]", "\x1b[31m", "\x00", "\u200b"]
)
def test_quotations_keep_every_character(inside: str) -> None:
    en, zh = f"The ferry{inside}is new and has two sails.", f"渡船{inside}是新的，有两面帆。"
    aligned = cut([en], [zh], [[[0], [0]]])
    assert texts(aligned, "en") == [en]
    assert texts(aligned, "zh") == [zh]


@law
@given(st.lists(line_texts, max_size=10), st.lists(line_texts, max_size=10), newlines)
def test_the_laws_hold_for_any_lines(en: list[str], zh: list[str], newline: str) -> None:
    text = document(en or [" "], zh or [" "], newline=newline)
    try:
        (article,) = read(text).articles
    except UnreadableSource:
        return
    aligned = align_article(article, FakeVectors())
    assert_laws_hold(aligned)
    for passage in aligned.passages:
        for excerpt in (passage.english, passage.chinese):
            assert excerpt is None or excerpt.text in text
    assert aligned == align_article(article, FakeVectors()), "the same article twice gives the same passages"


def test_the_sample_loses_no_body_text(sample_articles: dict, sample_gold: dict) -> None:
    for name, article in sample_articles.items():
        aligned = align_article(article, vectors_for_beads(article, sample_gold[name]["beads"]))
        assert_laws_hold(aligned)
        assert_no_body_lost(aligned)
