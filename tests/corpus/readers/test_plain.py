"""Plain text and Markdown: one-sided articles, and files that are rejected."""

from pathlib import Path

import pytest
from corpus_helpers import PAPER, FakeVectors, assert_covers, assert_laws_hold, document, kinds_of, law, paragraphs_of, write
from hypothesis import given
from hypothesis import strategies as st

from corpus.alignment.passages import align_article
from corpus.errors import UnreadableSource
from corpus.model import Article, Source
from corpus.readers.folders import source_files
from corpus.readers.plain import read_plain
from corpus.readers.registry import read_source


def article(inbox: Path, text: str, name: str = "a.md") -> Article:
    (found,) = read_source(write(inbox, name, text), PAPER).articles
    return found


def test_markdown_in_english(inbox: Path) -> None:
    text = "# The Ferry\n\nThe ferry is new.\n\n## Its sails\n\nIt has two of them, both made in the town.\n"
    one = article(inbox, text, "notes/1960-04-25_ferry.md")
    assert (one.title_en, one.title_zh, str(one.date), one.page) == ("The Ferry", "", "1960-04-25", None)
    assert one.chinese is None
    assert kinds_of(one.english) == ["title", "body", "subhead", "body"]
    assert one.english.content == text
    assert one.english.offset == 0
    assert_laws_hold(align_article(one, FakeVectors()))


def test_plain_text_in_chinese(inbox: Path) -> None:
    one = article(inbox, "渡船是新的。\n它有两张帆。\n", "1957-06-01_渡船下水_两岸往来.txt")
    assert (one.title_zh, one.title_en, str(one.date)) == ("渡船下水 两岸往来", "", "1957-06-01")
    assert one.english is None
    assert paragraphs_of(one.chinese) == ["渡船是新的。", "它有两张帆。"]


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("The word 渡船 means ferry.", "en"),
        ("他说 hello，然后走了。", "zh"),
        ("The paper is called People's Daily (人民日报).", "en"),
        ("第3号。", "zh"),
        ("𠮷野。", "zh"),
    ],
)
def test_the_language_is_detected_by_letters(inbox: Path, text: str, side: str) -> None:
    one = article(inbox, text)
    assert [s for s in ("en", "zh") if one.text(s)] == [side]


def test_chinese_lines_in_an_english_text_are_reported(inbox: Path) -> None:
    found = read_source(write(inbox, "a.txt", "The ferry is new.\n渡船。\nIt has two sails, and a rudder.\n"), PAPER)
    assert kinds_of(found.articles[0].english) == ["body", "stray", "body"]
    assert [r.kind for r in found.remarks] == ["stray"]


def test_wrapped_lines_form_one_paragraph_per_block(inbox: Path) -> None:
    block = (
        "The ferry that was launched on the third of March can carry forty\n"
        "people and two carts, and crosses the river in six minutes when the\n"
        "wind is fair. It was built in the town, of wood that the villages\n"
        "upstream had given for it."
    )
    one = article(inbox, f"# The Ferry\n{block}\n\n{block}\n")
    assert paragraphs_of(one.english) == ["# The Ferry", block, block]
    (passage, _) = align_article(one, FakeVectors()).passages
    assert passage.sentences_en[0].of(one.english.content).endswith("the\nwind is fair.")


def test_lines_that_are_sentences_are_paragraphs(inbox: Path) -> None:
    lines = [
        "The ferry that was launched on the third of March is new.",
        "It can carry forty people and two carts at a time.",
        "It has two sails and a rudder that is as long as a man.",
    ]
    assert paragraphs_of(article(inbox, "\n".join(lines * 2)).english) == lines * 2


REFUSED = {
    "readme.zh.md": ("渡船是新的。\n", "describes a folder"),
    "LICENSE": ("The ferry is licensed.\n", "describes a folder"),
    "a.md": ("# A tool\n\n## Usage\n\nRun it.\n", "describes a folder"),
    "b.txt": ("The ferry\x00 is new.\n", "character 9 is a control character"),
    "c.txt": ("1, 2, 3\n4, 5, 6\n", "neither English nor Chinese"),
    "d.txt": ("새 나룻배가 떴다.\n", "neither English nor Chinese"),
    "e.md": ("<html><body>The ferry</body></html>\n", "XML or HTML"),
    "f.xml": ('<?xml version="1.0"?><rss><title>The ferry</title></rss>\n', "XML or HTML"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_files_without_an_article_are_rejected_with_the_reason(inbox: Path, name: str) -> None:
    text, message = REFUSED[name]
    with pytest.raises(UnreadableSource, match=message) as caught:
        article(inbox, text, name)
    assert name in caught.value.message
    assert caught.value.hint


def test_a_folder_is_searched_for_texts_but_not_for_readmes(inbox: Path) -> None:
    for name in ("a.md", "b.txt", "c.tsv", "d.tmx", "e.jsonl"):
        write(inbox, name, document())
    for name in ("README.md", "readme.en.txt", "LICENSE.txt", "CHANGELOG.md", "x.gz", "y.csv", "z.en"):
        write(inbox, name, document())
    assert [p.name for p in source_files(inbox)] == ["a.md", "b.txt", "c.tsv", "d.tmx", "e.jsonl"]


@law
@given(st.text(max_size=200))
def test_any_text_is_read_completely_or_rejected(text: str) -> None:
    try:
        (one,) = read_plain(text, Source("/a/b.txt", "0" * 64, "utf-8"), PAPER).articles
    except UnreadableSource:
        return
    body = one.english or one.chinese
    assert body.content == text
    assert_covers([p.span for p in body.paragraphs], text, 0, len(text))


def test_wrapped_lines_with_indented_paragraphs(inbox: Path) -> None:
    first = "　　镇上的渡船是去年冬天开始造的，一共用了三个月的时间，\n所有的木料都是从上游的山里放下来的，每一根都由老船工\n亲手挑过，没有一根是弯的。\n"
    second = "　　船造好的那一天，两岸的人都到码头上来看，从早上一直看\n到天黑，连铺子都关了门，老人说六十年来没有见过这样大\n的渡船。\n"
    one = read_source(write(inbox, "a.txt", first + second), PAPER).articles[0]
    assert paragraphs_of(one.chinese) == [first.strip(), second.strip()]
