"""Exports can be read back, and the same record gives the same bytes."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from corpus_helpers import PAPER, FakeVectors, all_articles, document, law, line_texts, run_ingest, write
from hypothesis import given
from hypothesis import strategies as st

from corpus.exporting.jsonl import article_fields, write_jsonl
from corpus.exporting.tmx import NOT_XML, write_tmx
from corpus.model import SIDES, Article, Newspaper, Side
from corpus.selection import PhraseFilter, Selection
from corpus.storage.store import Store

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
FIELDS = "id newspaper date page column title_en title_zh author_en author_zh english chinese machine_translated".split()


def text(n: int, **header: object) -> str:
    return document(
        [f"The ferry number {n} was launched on Monday, and the town came to the pier.", "Nobody was hurt at all in the end."],
        [f"第{n}条渡船星期一下水，全镇的人都到码头来看，老人说从来没有见过这样的船。", "没有人受伤，大家都很高兴地回家去了。"],
        **header,  # type: ignore[arg-type]
    )


def jsonl(store: Store, selection: Selection = Selection()) -> str:
    return "".join(write_jsonl(store, selection))


def content_of(article: Article) -> tuple[object, ...]:
    """Everything in an article except its source and the offsets there."""
    texts = [t and (t.content, t.paragraphs) for t in (article.english, article.chinese)]
    return (*article_fields(article).values(), article.glossary, *texts)


def round_trip(store: Store, folder: Path) -> None:
    """Export, index the export, and export again: articles and bytes are the same."""
    written = jsonl(store)
    write(folder, "again.jsonl", written)
    with Store.create(folder / "other") as other:
        report = run_ingest(other, folder / "again.jsonl", model=FakeVectors())
        assert report.remarks == []
        before, after = all_articles(store), all_articles(other)
        assert {id: content_of(a.article) for id, a in after.items()} == {id: content_of(a.article) for id, a in before.items()}
        assert jsonl(other) == written


def test_the_fields_of_a_line(store: Store, inbox: Path) -> None:
    write(inbox, "a.md", text(1, column="社论", author_zh="罗四"))
    run_ingest(store, inbox, newspaper=PAPER)
    (line,) = jsonl(store).splitlines()
    found = json.loads(line)
    assert list(found) == FIELDS
    assert found["newspaper"] == "Willow Ferry Gazette|柳渡报"
    assert (found["date"], found["page"], found["column"], found["author_zh"]) == ("1960-04-25", 3, "社论", "罗四")
    assert found["chinese"] in (inbox / "a.md").read_text(encoding="utf-8")


def test_jsonl_is_read_back(store: Store, inbox: Path, tmp_path: Path) -> None:
    write(inbox, "a.md", text(1, column="社论", author_zh="罗四"))
    write(inbox, "b.md", document([], ["第四条船下水。\u2028同日\t又一条。"], newline="\r\n"))
    write(inbox, "c.md", document(["Only English here."], []))
    write(inbox, "d.en.txt", "The well was dug.\n")
    write(inbox, "d.zh.txt", "井挖好了。\n")
    write(inbox, "e.tsv", "A ferry sank.\t渡船沉了。\nIt was raised.\t捞起来了。\n")
    run_ingest(store, inbox, newspaper=Newspaper("", "Q报"))
    round_trip(store, tmp_path / "out")


@law
@given(line_texts, st.lists(line_texts, max_size=4), st.lists(line_texts, max_size=4))
def test_jsonl_is_read_back_for_any_text(
    tmp_path_factory: pytest.TempPathFactory, title: str, en: list[str], zh: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("law")
    write(folder / "in", "a.md", document(["A line.", *en], ["一行。", *zh], title_zh=title.strip() or "题"))
    with Store.create(folder / "archive") as store:
        run_ingest(store, folder / "in", newspaper=PAPER)
        round_trip(store, folder / "out")


def test_the_order_of_reading_does_not_matter(store: Store, inbox: Path, tmp_path: Path) -> None:
    for n in range(6):
        write(inbox, f"{n}.md", text(n, date=f"1960-0{6 - n}-01", page=12 - n))
    run_ingest(store, inbox)
    with Store.create(tmp_path / "other") as other:
        for n in (3, 0, 5, 1):
            run_ingest(other, inbox / f"{n}.md")
        run_ingest(other, inbox)
        assert jsonl(other) == jsonl(store)
        assert "".join(write_tmx(other, Selection())) == "".join(write_tmx(store, Selection()))
    dates = [json.loads(line)["date"] for line in jsonl(store).splitlines()]
    assert dates == sorted(dates)


SELECTIONS = {
    Selection(column="社论"): ["1"],
    Selection(pages=(4, 9)): ["4", "5", "6"],
    Selection(phrases=(PhraseFilter("第2条", "zh"),)): ["2"],
    Selection(phrases=(PhraseFilter("第2条", "zh", required=False),), pages=(4, 5)): ["4", "5"],
    Selection(title="no such"): [],
}


@pytest.mark.parametrize("selection", SELECTIONS, ids=str)
def test_filters_choose_articles(store: Store, inbox: Path, selection: Selection) -> None:
    for n in range(1, 7):
        write(inbox, f"{n}.md", text(n, page=n, column="社论" if n == 1 else ""))
    run_ingest(store, inbox)
    found = [json.loads(line)["chinese"].split("第")[1][0] for line in jsonl(store, selection).splitlines()]
    assert found == SELECTIONS[selection]


def units(store: Store, selection: Selection = Selection()) -> list[tuple[str, dict[Side, str]]]:
    root = ET.fromstring("".join(write_tmx(store, selection)))
    assert root.tag == "tmx"
    assert root.get("version") == "1.4"
    header = root.find("header")
    assert header is not None
    assert header.get("srclang") == "zh"
    found = []
    for unit in root.iter("tu"):
        variants = {tuv.get(LANGUAGE): tuv.findtext("seg") for tuv in unit.iter("tuv")}
        found.append((unit.get("tuid"), variants))
    return found  # type: ignore[return-value]


def test_a_translation_memory_has_every_sentence_once(store: Store, inbox: Path) -> None:
    write(inbox, "a.md", text(1))
    write(inbox, "b.md", document([], ["只有中文。另一句。"]))
    run_ingest(store, inbox)
    found = units(store)
    assert len({number for number, _ in found}) == len(found)
    wanted: dict[Side, list[str]] = {"en": [], "zh": []}
    for aligned in all_articles(store).values():
        for side in SIDES:
            content = aligned.article.text(side)
            wanted[side] += [s.of(content.content) for p in aligned.passages for s in p.sentences(side)] if content else []
    for side in SIDES:
        segments = [variants[side] for _, variants in found if side in variants]
        assert "".join("".join(segments).split()) == "".join("".join(wanted[side]).split())
    assert all(variants for _, variants in found)


def test_a_translation_memory_is_read_back_as_the_same_articles(store: Store, inbox: Path, tmp_path: Path) -> None:
    write(inbox, "a.md", text(1, column="社论", author_zh="罗四"))
    write(inbox, "b.md", text(2, date="1960-04-26"))
    run_ingest(store, inbox, newspaper=PAPER)
    write(tmp_path / "out", "memory.tmx", "".join(write_tmx(store, Selection())))
    with Store.create(tmp_path / "other") as other:
        run_ingest(other, tmp_path / "out")
        before, after = all_articles(store), all_articles(other)
        assert before.keys() == after.keys()
        for id, aligned in after.items():
            there = before[id].article
            here = aligned.article
            assert (here.newspaper, here.date, here.page, here.column) == (
                there.newspaper,
                there.date,
                there.page,
                there.column,
            )
            assert (here.title_en, here.title_zh, here.author_zh) == (there.title_en, there.title_zh, there.author_zh)
            assert here.machine_translated
            assert there.machine_translated


def test_characters_that_xml_cannot_hold_become_replacement_characters(store: Store, inbox: Path) -> None:
    write(
        inbox, "a.jsonl", json.dumps({"id": "x", "english": "A \x1b[31mred\x00 <b>&amp; boat.", "title_en": "\x07 a\rb"}) + "\n"
    )
    run_ingest(store, inbox)
    ((_, variants),) = units(store)
    assert variants["en"] == "A \ufffd[31mred\ufffd <b>&amp; boat."
    properties = [prop.text for prop in ET.fromstring("".join(write_tmx(store, Selection()))).iter("prop")]
    assert "\ufffd a\rb" in properties
    assert not NOT_XML.search("".join(write_tmx(store, Selection())))


def test_phrase_filters_select_passages_in_a_translation_memory(store: Store, inbox: Path) -> None:
    long = [
        "老罗在河边的砖窑开会，决定用料石造一座桥，大家推选他带头。" * 2,
        "夜校的先生教认字，镇上的人晚上都来听讲，灯油由合作社出。" * 2,
    ]
    write(inbox, "a.md", document([], long))
    run_ingest(store, inbox)
    assert len({number.rpartition(".")[0] for number, _ in units(store)}) == 2
    chosen = units(store, Selection(phrases=(PhraseFilter("夜校", "zh"),)))
    assert chosen
    assert all("夜校" in variants["zh"] for _, variants in chosen)


def test_an_empty_record_exports_nothing(store: Store) -> None:
    assert jsonl(store) == ""
    assert units(store) == []
