"""Tables with a column for each language: cells are taken literally, and rows are already aligned."""

from pathlib import Path

import pytest
from corpus_helpers import PAPER, FakeVectors, assert_laws_hold, law, line_texts, paragraphs_of, run_ingest, write
from hypothesis import given
from hypothesis import strategies as st

from corpus.alignment.passages import align_article
from corpus.errors import UnreadableSource
from corpus.model import Article
from corpus.proof.verify import State, verify
from corpus.readers.reading import Reading
from corpus.readers.registry import read_source
from corpus.storage.store import Store

ROWS = [
    ("The ferry is new.", "渡船是新的。"),
    ("It has two sails. Nobody had seen one before.", "它有两张帆。谁也没有见过。"),
    ("The fare is three fen.", "船钱三分。"),
]


def table(rows: list[tuple[str, ...]], newline: str = "\n") -> str:
    return newline.join("\t".join(row) for row in rows) + newline


def read(inbox: Path, text: str, name: str = "a.tsv") -> Reading:
    return read_source(write(inbox, name, text), PAPER)


def article(inbox: Path, text: str, name: str = "a.tsv") -> Article:
    (found,) = read(inbox, text, name).articles
    return found


@pytest.mark.parametrize("head", [(), ("English", "Chinese"), ("en", "zh-CN"), ("source", "target")])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_row_is_a_paragraph_on_both_sides(inbox: Path, head: tuple[str, str], newline: str) -> None:
    found = read(inbox, table([head, *ROWS] if head else ROWS, newline), "1960-04-25_渡船.tsv")
    (one,) = found.articles
    assert paragraphs_of(one.english) == [en for en, _ in ROWS]
    assert paragraphs_of(one.chinese) == [zh for _, zh in ROWS]
    assert [(b.en, b.zh) for b in one.source_beads] == [((0,), (0,)), ((1,), (1,)), ((2,), (2,))]
    assert (one.title_zh, one.title_en, str(one.date)) == ("渡船", "", "1960-04-25")
    assert one.english.offset is None
    assert found.remarks == ()
    assert [f.value for f in found.fields] == list(head)


def test_the_columns_are_detected_by_script(inbox: Path) -> None:
    one = article(inbox, table([("中文", "English"), *((zh, en) for en, zh in ROWS)]))
    assert paragraphs_of(one.chinese) == [zh for _, zh in ROWS]
    assert paragraphs_of(one.english) == [en for en, _ in ROWS]


def test_a_table_is_recognized_whatever_its_name(inbox: Path) -> None:
    assert article(inbox, table(ROWS), "a.txt").source_beads
    assert not article(inbox, "The ferry\tis new.\nIt has\ttwo sails.\n", "b.txt").source_beads


def test_cells_are_taken_literally(inbox: Path) -> None:
    rows = [('"Come," he said. ""', " “来，”他说。 "), ("a [b] c", "甲\u3000乙"), *ROWS]
    one = article(inbox, table(rows))
    assert one.english.content == "\n".join(en for en, _ in rows)
    assert one.chinese.content == "\n".join(zh for _, zh in rows)
    assert paragraphs_of(one.chinese)[0] == "“来，”他说。"


def test_an_empty_cell_is_an_empty_side(inbox: Path) -> None:
    one = article(inbox, table([ROWS[0], ("", "只有中文。"), ("English only.", ""), ROWS[2]]))
    assert [(b.en, b.zh) for b in one.source_beads] == [((0,), (0,)), ((), (1,)), ((1,), ()), ((2,), (2,))]
    assert_laws_hold(align_article(one, FakeVectors()))


def test_a_row_of_another_width_is_left_over(inbox: Path) -> None:
    found = read(inbox, table([*ROWS, ("one", "two", "三"), ("alone",)]))
    assert len(found.articles[0].source_beads) == 3
    assert [(r.kind, r.text) for r in found.remarks] == [("leftover", "one\ttwo\t三"), ("leftover", "alone")]
    assert "line 4 has 3 cells" in found.remarks[0].message


@pytest.mark.parametrize(
    "text",
    ["one\ttwo\nthree\tfour\n", "甲\t乙\n", "The ferry.\tПаром.\n", "1\t2\n", "no tab at all\n", "\t\n\t\n x"],
)
def test_other_tables_are_rejected(inbox: Path, text: str) -> None:
    with pytest.raises(UnreadableSource, match="not a table of two columns"):
        read(inbox, text)


def test_rows_stay_together_and_their_sentences_are_aligned(inbox: Path) -> None:
    one = article(inbox, table(ROWS * 2))
    same = [["It has two sails.", "它有两张帆。"], ["Nobody had seen one before.", "谁也没有见过。"]]
    aligned = align_article(one, FakeVectors(same))
    assert_laws_hold(aligned)
    assert [(b.en, b.zh) for b in aligned.beads] == [((i,), (i,)) for i in range(6)]
    pairs = [
        (p.sentences_en[b.en[0]].of(one.english.content), p.sentences_zh[b.zh[0]].of(one.chinese.content))
        for p in aligned.passages
        for b in p.beads
    ]
    assert ("Nobody had seen one before.", "谁也没有见过。") in pairs


def test_the_record_keeps_the_rows_and_verify_reads_them_again(inbox: Path, store: Store) -> None:
    path = write(inbox, "a.tsv", table(ROWS))
    report = run_ingest(store, inbox)
    assert (report.added, report.articles) == (1, 1)
    (stored,) = store.articles_of_source(str(path))
    assert [(b.en, b.zh) for b in stored.beads] == [((0,), (0,)), ((1,), (1,)), ((2,), (2,))]
    assert [f.state for f in verify(store)] == [State.EXACT]
    write(inbox, "a.tsv", table([*ROWS, ("More.", "还有。")]))
    assert [f.state for f in verify(store)] == [State.CHANGED]


def test_a_large_table_is_linear(inbox: Path) -> None:
    rows = [
        (
            f"The ferry number {k} is new and has two large sails, and a long rudder.",
            f"第{k}号渡船是新的，有两张大帆，还有一把长舵，能坐四十个人。",
        )
        for k in range(3000)
    ]
    aligned = align_article(article(inbox, table(rows)), FakeVectors())
    assert len(aligned.passages) == 3000


@law
@given(st.lists(st.tuples(line_texts, line_texts), max_size=8))
def test_any_table_is_read_or_rejected_without_losing_a_row(rows: list[tuple[str, str]]) -> None:
    from corpus_helpers import SOURCE

    from corpus.readers.tables import read_table

    rows = [(en.replace("\t", " "), zh.replace("\t", " ")) for en, zh in rows]
    try:
        found = read_table(table([*rows, *ROWS]), SOURCE, PAPER)
    except UnreadableSource:
        return
    (one,) = found.articles
    cells = [cell.strip() for row in [*rows, *ROWS] for cell in row if "".join(row).strip() and cell.strip()]
    held = paragraphs_of(one.english) + paragraphs_of(one.chinese) + [f.value for f in found.fields]
    assert sorted(held) == sorted(cells)
    assert_laws_hold(align_article(one, FakeVectors()))
