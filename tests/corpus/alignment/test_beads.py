"""Paragraph beads of an article, and the sentence beads inside them."""

import pytest
from corpus_helpers import (
    FakeVectors,
    article_of,
    assert_beads_complete,
    document,
    kinds_of,
    law,
    line_texts,
    scores,
    sentences_of,
    vectors_for_beads,
)
from hypothesis import given
from hypothesis import strategies as st

from corpus.alignment.beads import article_beads, sentence_texts
from corpus.alignment.language_mean import SENTENCES
from corpus.errors import UnreadableSource
from corpus.model import AlignedArticle, Article, Bead
from corpus.text.sentences import split_sentences

GENERIC = {text for side in SENTENCES.values() for text in side}
EN = [
    "The stonemasons met on Monday in the brickyard beside the river. They wanted to build a bridge.",
    "The bridge is 42 meters long and 5 meters wide, and it has three arches made of dressed stone.",
    "Granny Xu crossed the bridge first, supported by her grandson, and stopped three times on the way.",
    "The transport station has started an ox-cart service that leaves every morning and every evening.",
]
ZH = [
    "石匠们星期一在河边的砖窑开会。他们要造一座桥。",
    "桥长四十二公尺，宽五公尺，有三个用料石砌成的桥孔。",
    "许婆婆头一个过桥，由孙子搀着，路上停了三回。",
    "运输站开了一班牛车，每天早晚各有一趟。",
]


MORE_EN = [
    "The paper mill has forty-seven households, and every one of them makes its own paper in winter.",
    "A doctor from the county came in spring and looked at all the children of the village.",
    "The school opened a night class for boatmen, who row by day and learn to write after dark.",
    "Locust trees were planted along the dike from the ferry to the salt pans, a tree every two paces.",
    "The troupe played on a threshing floor in the hills, and the audience brought its own benches.",
]
MORE_ZH = [
    "纸坊有四十七户，家家冬天自己造纸，晒在墙上。",
    "春天县里来了一位医生，给全村的孩子看了病。",
    "学校给船工开了夜班，白天划船，天黑以后学写字。",
    "从渡口到盐田，沿堤都种了槐树，每两步一棵。",
    "剧团在山里的晒谷场上演出，看戏的自己带板凳。",
]


def aligned(en: list[str], zh: list[str], gold: list, **header: str) -> tuple[Article, list]:
    article = article_of(document(en, zh, **header))
    found = article_beads(article, vectors_for_beads(article, gold))
    assert_whole(found)
    return found.article, [(b.en, b.zh) for b in found.paragraphs]


def assert_whole(found) -> None:
    article = found.article
    sizes = [len(text.paragraphs) if text else 0 for text in (article.english, article.chinese)]
    assert_beads_complete(found.paragraphs, *sizes)
    assert len(found.sentences) == len(found.paragraphs)
    for bead, linked in zip(found.paragraphs, found.sentences, strict=True):
        for side in ("en", "zh"):
            text = article.text(side)
            held = [s for b in linked for s in getattr(b, side)]
            assert held == sorted(held)
            expected = [
                s
                for i in bead.side(side)
                for s in split_sentences(text.content, side, text.paragraphs[i].span)
                if text.paragraphs[i].kind not in ("glossary", "stray")
            ]
            # A sentence over several lines contains each line's part of it.
            inside = [[s for s in expected if h.start <= s.start and s.end <= h.end] for h in held]
            assert [s for parts in inside for s in parts] == expected, "every sentence in exactly one bead, in order"
            assert all((parts[0].start, parts[-1].end) == (h.start, h.end) for h, parts in zip(held, inside, strict=True))


def test_parallel_paragraphs() -> None:
    gold = [[[i], [i]] for i in range(4)]
    _, beads = aligned(EN, ZH, gold)
    assert beads == [((i,), (i,)) for i in range(4)]


@pytest.mark.parametrize("dropped", range(9))
def test_a_missing_paragraph_is_a_one_sided_bead(dropped: int) -> None:
    assert_only_dropped([*EN, *MORE_EN], [*ZH, *MORE_ZH], dropped)


MERGED = pytest.mark.xfail(strict=True, reason="of four short paragraphs, one that is much like its neighbour is still merged")


@pytest.mark.parametrize("dropped", [1, pytest.param(2, marks=MERGED), 3])
def test_a_missing_paragraph_in_a_short_article_is_a_one_sided_bead(dropped: int) -> None:
    assert_only_dropped(EN, ZH, dropped)


def assert_only_dropped(english: list[str], chinese: list[str], dropped: int) -> None:
    kept = [i for i in range(len(english)) if i != dropped]
    gold = [[[k], [i]] for k, i in enumerate(kept)]
    _, beads = aligned([english[i] for i in kept], chinese, gold)
    assert ((), (dropped,)) in beads
    assert [(en, zh) for en, zh in beads if en] == [((k,), (i,)) for k, i in enumerate(kept)]


def test_a_missing_title_is_a_one_sided_bead() -> None:
    gold = [[[i], [i + 1]] for i in range(4)]
    article, beads = aligned(EN, ["渡船", *ZH], gold, title_zh="渡船")
    assert kinds_of(article.chinese)[0] == "title"
    assert beads == [((), (0,)), *[((i,), (i + 1,)) for i in range(4)]]


def test_a_chinese_paragraph_translated_as_several_lines() -> None:
    sentences = [
        "The stonemasons met on Monday in the brickyard beside the river, where the old kiln has stood for forty years.",
        "They wanted to build a bridge of dressed stone, because the wooden one had been washed away by the flood.",
        "Nobody was against it, and old Luo was chosen to lead the work, since he has built nineteen bridges.",
    ]
    whole = "石匠们星期一在河边的砖窑开会，老窑在那里已经四十年了。他们要用料石造一座桥，因为木桥给大水冲走了。没有人反对，大家推选造过十九座桥的老罗带头。"
    gold = [[[0, 1, 2], [0]], [[3], [1]], [[4], [2]], [[5], [3]]]
    _, beads = aligned([*sentences, *EN[1:]], [whole, *ZH[1:]], gold)
    assert beads == [((0, 1, 2), (0,)), ((3,), (1,)), ((4,), (2,)), ((5,), (3,))]


def test_verse_in_one_line_translated_as_many() -> None:
    verse = [f"Row, row, number {n}," for n in range(13)]
    _, beads = aligned(
        verse,
        ["摇呀摇，摇到一，摇到二，摇到三，摇到四，摇到五，摇到六，摇到七，摇到八，摇到九，摇到十。"],
        [[list(range(13)), [0]]],
    )
    assert beads == [(tuple(range(13)), (0,))]


def test_lines_around_a_single_body_align_by_kind() -> None:
    verse = ["A Ferry", *[f"Row, row, number {n}," for n in range(9)], "(Xinhua News Agency)"]
    article, beads = aligned(verse, ["渡船", "摇呀摇，摇到一，摇到二，摇到三，摇到四。", "（据新华社）"], [])
    assert kinds_of(article.chinese) == ["title", "body", "credit"]
    assert beads == [((0,), (0,)), (tuple(range(1, 10)), (1,)), ((10,), (2,))]


def test_unalignable_paragraphs_have_one_sided_beads() -> None:
    en = ["渡船是新的，昨天下水。", *EN, "**Named Entities**", "许婆婆  Xu Popo (Granny Xu)"]
    article, beads = aligned(en, ZH, [[[i + 1], [i]] for i in range(4)])
    assert kinds_of(article.english) == ["stray", "body", "body", "body", "body", "glossary", "glossary"]
    assert beads == [((0,), ()), *[((i + 1,), (i,)) for i in range(4)], ((5,), ()), ((6,), ())]


def test_an_english_half_that_is_all_chinese_aligns_with_nothing() -> None:
    _, beads = aligned(["渡船是新的，昨天下水。", "两岸的人都高兴。"], ZH, [])
    assert beads == [*[((), (j,)) for j in range(4)], ((0,), ()), ((1,), ())] or beads == [
        ((0,), ()),
        ((1,), ()),
        *[((), (j,)) for j in range(4)],
    ]


@pytest.mark.parametrize("side", ["en", "zh"])
def test_a_single_half_has_one_sided_beads(side: str) -> None:
    en, zh = (EN, []) if side == "en" else ([], ZH)
    _, beads = aligned(en, zh, [])
    assert beads == [((i,), ()) if side == "en" else ((), (i,)) for i in range(4)]


def test_a_short_english_line_takes_the_kind_of_its_chinese_line() -> None:
    en, zh = [*EN, "So it was reported from Salt Lane."], [*ZH, "（据新华社）"]
    assert kinds_of(article_of(document(en, zh)).english)[-1] == "body"
    article, beads = aligned(en, zh, [[[i], [i]] for i in range(5)])
    assert ((4,), (4,)) in beads
    assert kinds_of(article.chinese)[-1] == kinds_of(article.english)[-1] == "credit"
    assert [p.span for p in article.english.paragraphs] == [p.span for p in article_of(document(en, zh)).english.paragraphs]


def test_sentences_inside_a_paragraph_are_paired() -> None:
    en = "The dike held. The water fell on the 6th. Nobody was hurt in the town."
    zh = "堤守住了。水六日退了。镇上没有人受伤。"
    article = article_of(document([en, EN[1]], [zh, ZH[1]]))
    groups = list(zip(sentences_of(article, "en", 0), sentences_of(article, "zh", 0), strict=True))
    groups.append((EN[1], ZH[1]))
    found = article_beads(article, FakeVectors(groups))
    assert_whole(found)
    content = article.english.content, article.chinese.content
    assert [(b.en[0].of(content[0]), b.zh[0].of(content[1])) for b in found.sentences[0]] == groups[:3]
    assert all(b.score > 0.5 for b in found.sentences[0])


def test_an_untranslated_sentence_is_a_one_sided_bead() -> None:
    en = "The dike held through the whole of the night. Nobody was hurt in the town."
    zh = "堤守住了整整一个晚上。首先要有钢才行。镇上没有人受伤。"
    article = article_of(document([en, EN[1], EN[2]], [zh, ZH[1], ZH[2]]))
    (e1, e2), (z1, z2, z3) = sentences_of(article, "en", 0), sentences_of(article, "zh", 0)
    found = article_beads(article, FakeVectors([[e1, z1], [e2, z3], [EN[1], ZH[1]], [EN[2], ZH[2]]], noise=0.1))
    assert_whole(found)
    zh_text = article.chinese.content
    alone = [[s.of(zh_text) for s in b.zh] for b in found.sentences[0] if not b.en]
    assert alone == [[z2]] or [len(b.en) for b in found.sentences[0]] == [1, 1]


def test_sentence_texts_are_exactly_those_encoded() -> None:
    article = article_of(document([*EN, "**Named Entities**", "许婆婆  Xu (x)"], ZH))
    asked: list[str] = []

    class Listening(FakeVectors):
        def vectors(self, texts):
            asked.extend(texts)
            return super().vectors(texts)

    article_beads(article, Listening())
    needed = sentence_texts(article)
    assert [text for text in asked if text not in GENERIC] == needed
    assert len(needed) == 10, "five sentences a side, no glossary"


@law
@given(st.lists(line_texts, max_size=9), st.lists(line_texts, max_size=9))
def test_beads_are_complete_for_any_lines(en: list[str], zh: list[str]) -> None:
    try:
        article = article_of(document(en, zh, title_en="A", title_zh="甲"))
    except (UnreadableSource, IndexError):
        return
    assert_whole(article_beads(article, FakeVectors()))


def test_the_sample_aligns_like_its_gold_beads(sample_articles: dict, sample_gold: dict) -> None:
    """The vectors know which paragraphs belong together, so any error is the aligner's."""
    found = {}
    for name, article in sample_articles.items():
        beads = article_beads(article, vectors_for_beads(article, sample_gold[name]["beads"]))
        assert_whole(beads)
        found[name] = AlignedArticle(beads.article, beads.paragraphs)
    f1, roles = scores(sample_gold, found)
    assert f1 >= 0.97
    assert roles >= 0.95


def test_beads_have_scores() -> None:
    article = article_of(document(EN, ZH))
    found = article_beads(article, vectors_for_beads(article, [[[i], [i]] for i in range(4)]))
    assert all(isinstance(b, Bead) and 0.5 < b.score <= 1.0 for b in found.paragraphs)
