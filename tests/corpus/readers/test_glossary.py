"""The `**Named Entities**` block is parsed entry by entry, stays in the text, and is never aligned."""

import pytest
from corpus_helpers import article_of, assert_laws_hold, document, kinds_of, vectors_for_beads

from corpus.alignment.passages import align_article
from corpus.model import GlossaryEntry, Kind
from corpus.readers.glossary import parse_glossary

BODY = ["The treaty was signed in Belgrade on the 9th.", "It has ten articles."]


def entries(*block: str) -> tuple[GlossaryEntry, ...]:
    return article_of(document([*BODY, *block], ["条约九日签字。", "共十条。"])).glossary


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        (
            "南捷  Nanjie (short for Yugoslavia and Czechoslovakia)",
            ("南捷", "Nanjie", "short for Yugoslavia and Czechoslovakia"),
        ),
        ("南捷\tNanjie (short for both)", ("南捷", "Nanjie", "short for both")),
        ("铁托  Tito", ("铁托", "", "Tito")),
        ("铁托 Tito", ("铁托", "", "Tito")),
        ("贝尔格莱德  Be'ergede (Belgrade (capital))", ("贝尔格莱德", "Be'ergede", "Belgrade (capital)")),
        ("贝尔格莱德  Be'ergede （Belgrade）", ("贝尔格莱德", "Be'ergede", "Belgrade")),
        ("- 新华社  Xinhua News Agency", ("新华社", "", "Xinhua News Agency")),
        ("“小洋群”  Xiao Yang Qun (small groups)", ("“小洋群”", "Xiao Yang Qun", "small groups")),
    ],
)
@pytest.mark.parametrize("heading", ["**Named Entities**", "Named Entities:", "**Named Entities:**", "### Named Entities"])
def test_an_entry_in_every_form(line: str, entry: tuple[str, str, str], heading: str) -> None:
    assert entries(heading, "", line) == (GlossaryEntry(*entry),)


def test_entries_keep_their_order_and_other_lines_are_ignored() -> None:
    found = entries("**Named Entities**", "铁托  Tito", "no Chinese here", "华沙  Huasha (Warsaw)")
    assert [e.name for e in found] == ["铁托", "华沙"]


def test_chinese_names_outside_the_block_are_not_entries() -> None:
    assert entries() == ()
    assert article_of(document([*BODY, "铁托  Tito"])).glossary == ()
    assert parse_glossary(None) == ()


def test_the_block_stays_in_the_record_and_out_of_the_passages() -> None:
    article = article_of(document([*BODY, "**Named Entities**", "铁托  Tito"], ["条约九日签字。", "共十条。"]))
    assert kinds_of(article.english) == ["body", "body", "glossary", "glossary"]
    aligned = align_article(article, vectors_for_beads(article, [[[0], [0]], [[1], [1]]]))
    assert_laws_hold(aligned)
    assert all("Tito" not in p.english.text for p in aligned.passages if p.english)
    glossary = [b for b in aligned.beads if any(article.english.paragraphs[i].kind is Kind.GLOSSARY for i in b.en)]
    assert [(b.en, b.zh) for b in glossary] == [((2,), ()), ((3,), ())]
