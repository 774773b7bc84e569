"""Verification finds every kind of disagreement between the record and its files."""

import json
import re
import sqlite3
from pathlib import Path

import pytest
from corpus_helpers import FakeVectors, all_articles, document, run_ingest, write

from corpus.errors import RecordBroken
from corpus.proof.source_check import State
from corpus.proof.verify import VerificationResult, verify
from corpus.storage.store import FILE, Store

EN = [f"The stonemasons met on Monday {n} in the brickyard beside the river and decided to build a bridge." for n in range(3)]
ZH = [f"石匠们第{n}个星期一在河边的砖窑开会，决定用料石造一座桥，大家推选老罗带头。" for n in range(3)]


def damage(store: Store, statement: str, *values: object) -> None:
    db = sqlite3.connect(store.folder / FILE)
    with db:
        assert db.execute(statement, values).rowcount > 0
    db.close()


def of_source(name: str) -> str:
    return f"source = (SELECT number FROM source WHERE path LIKE '%{name}')"


def check(store: Store) -> dict[str, VerificationResult]:
    return {Path(f.path).name: f for f in verify(store)}


@pytest.fixture
def filled(store: Store, inbox: Path) -> Store:
    write(inbox, "a.md", document(EN, ZH))
    write(inbox, "b.md", document(EN[:1], [ZH[0] + "又一条。"]))
    line = {"id": "j", "english": "\n".join(EN), "chinese": "\n".join(ZH), "title_en": "A", "date": "1960-04-25"}
    write(inbox, "c.jsonl", json.dumps(line) + "\n" + json.dumps(line | {"id": "k"}) + "\n")
    (inbox / "d.md").write_bytes(document([], ["第四条船下水。" * 10], newline="\r\n").encode("gb18030"))
    write(inbox, "e.md", "\ufeff" + document([], ["第五条船下水。"]))
    run_ingest(store, inbox, model=FakeVectors())
    return store


def test_an_undamaged_record_is_exact(filled: Store) -> None:
    found = check(filled)
    assert sorted(found) == ["a.md", "b.md", "c.jsonl", "d.md", "e.md"]
    assert {f.state for f in found.values()} == {State.EXACT}
    assert found["a.md"].passages == 3
    assert found["c.jsonl"].passages == 6
    assert sum(f.passages for f in found.values()) == filled.count("passage")


@pytest.mark.parametrize("name", ["a.md", "c.jsonl", "d.md"])
def test_a_changed_byte_is_found(filled: Store, inbox: Path, name: str) -> None:
    data = bytearray((inbox / name).read_bytes())
    data[len(data) // 2] ^= 1
    (inbox / name).write_bytes(data)
    found = check(filled)
    assert found[name].state is State.CHANGED
    assert "sha256" in found[name].message
    assert {f.state for n, f in found.items() if n != name} == {State.EXACT}


def test_a_missing_file_is_found(filled: Store, inbox: Path) -> None:
    (inbox / "a.md").unlink()
    found = check(filled)
    assert found["a.md"].state is State.MISSING
    assert found["a.md"].message
    assert found["b.md"].state is State.EXACT


@pytest.mark.parametrize("column", ["english", "chinese"])
@pytest.mark.parametrize("name", ["a.md", "c.jsonl"])
def test_altered_text_in_the_record_is_found(filled: Store, name: str, column: str) -> None:
    words = ("Monday", "Friday") if column == "english" else ("星期一", "星期五")
    damage(filled, f"UPDATE article SET {column} = replace({column}, ?, ?) WHERE {of_source(name)}", *words)
    found = check(filled)
    assert found[name].state is State.DAMAGED
    assert ("en" if column == "english" else "zh") in found[name].message
    assert {f.state for n, f in found.items() if n != name} == {State.EXACT}


DAMAGE = {
    "an offset that moved": "UPDATE article SET chinese_offset = chinese_offset + 1",
    "a span that moved": "UPDATE passage SET chinese_start = chinese_start + 1, chinese_end = chinese_end + 1",
    "a span that shrank": "UPDATE passage SET english_end = english_end - 4 WHERE english_end IS NOT NULL",
    "a span beyond the text": "UPDATE passage SET chinese_end = chinese_end + 100000",
    "a span that is none": "UPDATE passage SET chinese_start = chinese_end, chinese_end = chinese_start",
    "a side that is gone": "UPDATE passage SET english_start = NULL, english_end = NULL",
    "sentences that are no JSON": "UPDATE passage SET sentences = '[[1'",
    "sentences of another form": "UPDATE passage SET sentences = '5'",
    "paragraphs of no kind": "UPDATE article SET chinese_lines = '[[0, 1, \"nonsense\"]]'",
    "an invalid date": "UPDATE article SET date = '1960-02-31'",
    "a title that was altered": "UPDATE article SET title_zh = '渡口'",
    "a date that was altered": "UPDATE article SET date = '1961-04-25'",
    "beads that were altered": "UPDATE article SET beads = '[]'",
    "a kind that was altered": "UPDATE article SET chinese_lines = replace(chinese_lines, 'body', 'title')",
    "a score that was altered": "UPDATE passage SET score = score + 0.5",
    "passages that are gone": "DELETE FROM passage",
    "an article that is gone": "DELETE FROM article",
    "an encoding that is another": "UPDATE source SET encoding = 'gb18030'",
    "text that is bytes": "UPDATE article SET chinese = CAST(chinese AS BLOB)",
    "text that is no text": "UPDATE article SET chinese = CAST(x'ff00fe' AS TEXT)",
    "spans that are text": "UPDATE passage SET chinese_start = 'a'",
    "a glossary of another form": "UPDATE article SET glossary = '[[1]]'",
    "beads that are no list": "UPDATE article SET beads = '{\"a\": 1}'",
}


WHERE = {
    "source": "path LIKE '%a.md'",
    "article": of_source("a.md"),
    "passage": f"article = (SELECT id FROM article WHERE {of_source('a.md')})",
}


@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_in_the_record_is_found_and_stops_nothing(filled: Store, statement: str) -> None:
    damage(
        filled,
        f"{statement} {'AND' if 'WHERE' in statement else 'WHERE'} {WHERE[statement.split()[1 + ('FROM' in statement)]]}",
    )
    found = check(filled)
    assert found["a.md"].state is State.DAMAGED
    assert found["a.md"].message
    others = {f.state for n, f in found.items() if n not in ("a.md", FILE)}
    assert others == {State.EXACT}


def test_an_article_that_is_not_in_its_file_is_found(filled: Store) -> None:
    damage(filled, f"UPDATE article SET source = (SELECT number FROM source WHERE path LIKE '%b.md') WHERE {of_source('a.md')}")
    assert check(filled)["b.md"].state is State.DAMAGED


def test_an_altered_hash_is_found(filled: Store) -> None:
    damage(filled, "UPDATE source SET sha256 = ? WHERE path LIKE '%a.md'", "0" * 64)
    assert check(filled)["a.md"].state is State.CHANGED


def test_a_missing_passage_is_found_and_counted(filled: Store) -> None:
    damage(filled, f"DELETE FROM passage WHERE number = (SELECT max(number) FROM passage WHERE {WHERE['passage']})")
    message = check(filled)["a.md"].message
    assert re.findall(r"\d+", message) == ["1", "2", "1", "3"]


def test_an_altered_title_is_reported_with_both_values(filled: Store) -> None:
    damage(filled, f"UPDATE article SET title_zh = '渡口' WHERE {of_source('a.md')}")
    message = check(filled)["a.md"].message
    assert all(part in message for part in ("title_zh", "渡口", "渡船"))


def test_rows_without_a_source_file_are_found(filled: Store) -> None:
    """As a program without foreign keys enabled would, such as SQLite's shell."""
    damage(filled, "DELETE FROM source WHERE path LIKE '%a.md'")
    found = check(filled)
    assert found[FILE].state is State.DAMAGED
    assert "article" in found[FILE].message


@pytest.mark.parametrize("statement", ["UPDATE article SET title_zh = 'x'", "DELETE FROM passage", "DELETE FROM source"])
def test_damage_is_repaired_by_reading_files_again(filled: Store, inbox: Path, statement: str) -> None:
    before = all_articles(filled)
    damage(filled, f"{statement} WHERE {WHERE[statement.split()[-1] if 'DELETE' in statement else 'article']}")
    broken = [f.path for f in verify(filled) if f.state is State.DAMAGED]
    assert broken
    with filled.transaction():
        filled.mend(broken)
    run_ingest(filled, inbox, model=FakeVectors())
    assert {f.state for f in verify(filled)} == {State.EXACT}
    assert all_articles(filled) == before


def test_a_moved_file_is_distinguished_from_a_missing_one(filled: Store, inbox: Path) -> None:
    (inbox / "elsewhere").mkdir()
    (inbox / "a.md").rename(inbox / "elsewhere" / "renamed.md")
    (inbox / "b.md").unlink()
    write(inbox, "new.md", document([], ["第九条船下水。"]))
    found = check(filled)
    assert found["a.md"].state is State.MOVED
    assert str(inbox / "elsewhere" / "renamed.md") in found["a.md"].message
    assert found["b.md"].state is State.MISSING
    run_ingest(filled, inbox)
    assert check(filled)["renamed.md"].state is State.EXACT


def test_a_missing_file_does_not_hide_damage(filled: Store, inbox: Path) -> None:
    (inbox / "a.md").unlink()
    damage(filled, f"DELETE FROM passage WHERE {WHERE['passage']}")
    assert check(filled)["a.md"].state is State.DAMAGED


def test_a_sample_depends_only_on_its_seed(store: Store, inbox: Path) -> None:
    for n in range(40):
        write(inbox, f"{n}.md", document([], [f"第{n}条船下水。"]))
    run_ingest(store, inbox)

    def chosen(count: int, seed: int = 0) -> list[str]:
        return [Path(f.path).name for f in verify(store, count, seed)]

    assert len(chosen(7)) == 7
    assert chosen(7) == chosen(7)
    assert set(chosen(7)) < set(chosen(12))
    assert chosen(7) != chosen(7, seed=1)
    assert len(chosen(100)) == 40
    # The sample depends on the paths, which differ between runs; with this many seeds, no file is missed in 10^11 runs.
    assert len({name for seed in range(150) for name in chosen(7, seed)}) == 40


def pages(store: Store) -> int:
    store.close()
    path = store.folder / FILE
    db = sqlite3.connect(path)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = db.execute("PRAGMA page_size").fetchone()[0]
    db.close()
    return path.stat().st_size // size


@pytest.mark.parametrize("junk", [b"\x00", b"\xff", b"a"], ids=["zeros", "ones", "letters"])
def test_a_broken_page_is_reported_wherever_it_is(filled: Store, junk: bytes) -> None:
    """All pages but the first, without which the record cannot be opened."""
    path = filled.folder / FILE
    count = pages(filled)
    whole = path.read_bytes()
    size = len(whole) // count
    opened = 0
    for page in range(1, count):
        path.write_bytes(whole[: page * size] + junk * size + whole[(page + 1) * size :])
        try:
            with Store.open(filled.folder) as store:
                found = list(verify(store))
                opened += 1
        except RecordBroken:
            continue
        unused = not any(whole[page * size : (page + 1) * size])
        assert unused or any(f.state is State.DAMAGED for f in found), page
    assert opened > count / 2


def test_an_empty_record_has_no_results(store: Store) -> None:
    assert list(verify(store)) == []
