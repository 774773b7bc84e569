"""A byline never answers a question: every passage contains running text, whatever the order of the lines."""

import pytest
from corpus_helpers import (
    FakeVectors,
    article_of,
    assert_laws_hold,
    assert_no_body_lost,
    document,
    kinds_of,
    law,
    vectors_for_beads,
)
from hypothesis import given
from hypothesis import strategies as st

from corpus.alignment.passages import align_article
from corpus.errors import UnreadableSource
from corpus.model import SIDES, AlignedPassage, Article, Kind

EN = [
    "A Second Kiln",
    "By our reporter Gu Changgen",
    "Gu Changgen",
    "Xinhua News Agency, Willow Ferry, 4th dispatch",
    "(Xinhua News Agency)",
    "            Gu Changgen, May 31st",
    "Editorial:",
    "×××",
    "The Old Kiln",
    "**Named Entities**",
    "顾长根  Gu Changgen (foreman)",
    "砖窑的工人星期一开会。",
    "Gazette reporter Du Ruolan photo",
    "The workers of the brickyard met on Monday and decided to build a second kiln.",
    "They met. " * 200,
    "They went on without a stop " * 70 + ".",
]
ZH = [
    "再造一座窑",
    "本报记者顾长根",
    "顾长根",
    "新华社柳渡四日电",
    "（据新华社）",
    "            顾长根　五月三十一日",
    "×××",
    "老窑",
    "本报记者  杜若兰摄",
    "砖窑的工人星期一开会，决定再造一座窑。",
    "他们开会。" * 200,
    "他们一直走不停" * 120 + "。",
]


def has_body(of: Article, passage: AlignedPassage) -> bool:
    """Whether one of the passage's sides contains running text."""
    return any(
        p.kind is Kind.BODY and p.span.start < excerpt.span.end and excerpt.span.start < p.span.end
        for side in SIDES
        if (text := of.text(side)) and (excerpt := passage.excerpt(side))
        for p in text.paragraphs
    )


@law
@given(st.lists(st.sampled_from(EN), max_size=9), st.lists(st.sampled_from(ZH), max_size=9), st.data())
def test_every_passage_contains_running_text(en: list[str], zh: list[str], data: st.DataObject) -> None:
    text = document(en, zh, title_en="A Second Kiln", title_zh="再造一座窑", author_en="Gu Changgen", author_zh="顾长根")
    try:
        article = article_of(text)
    except (UnreadableSource, ValueError):
        return
    found = align_article(article, FakeVectors())
    assert_laws_hold(found)
    assert_no_body_lost(found)
    for passage in found.passages:
        assert has_body(found.article, passage), [e.text[:60] for s in SIDES if (e := passage.excerpt(s))]


@pytest.mark.parametrize(
    "line",
    [
        "First, strengthen the leadership.",
        "First, Strengthen the Leadership",
        "            I. The Leadership",
        "On the Leadership:",
    ],
)
def test_an_english_line_is_a_subheading_if_the_chinese_one_is(line: str) -> None:
    en = ["The workers of the brickyard met on Monday and decided on a second kiln.", line, "He is to walk round the kiln."]
    zh = ["砖窑的工人星期一开会，决定再造一座窑。", "        加强领导", "各窑都由一个有经验的老师傅负责，每天绕窑走三遍。"]
    article = article_of(document(en, zh))
    found = align_article(article, vectors_for_beads(article, [[[k], [k]] for k in range(3)]))
    assert kinds_of(found.article.chinese) == kinds_of(found.article.english) == ["body", "subhead", "body"]
