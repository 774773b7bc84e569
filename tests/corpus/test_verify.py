"""Whoever doubts a quotation can have it checked: every kind of disagreement between file and record is found."""

import json
import sqlite3
from pathlib import Path

import pytest
from corpus_fakes import FakeVectors, document, run_ingest, write

from corpus.store import FILE, Store
from corpus.verify import Finding, State, verify

EN = [f"The stonemasons met on Monday {n} in the brickyard beside the river and decided to build a bridge." for n in range(3)]
ZH = [f"石匠们第{n}个星期一在河边的砖窑开会，决定用料石造一座桥，大家推选老罗带头。" for n in range(3)]


def damage(store: Store, statement: str, *values: object) -> None:
    db = sqlite3.connect(store.folder / FILE)
    with db:
        assert db.execute(statement, values).rowcount > 0
    db.close()


def of_source(name: str) -> str:
    return f"source = (SELECT number FROM source WHERE path LIKE '%{name}')"


def check(store: Store) -> dict[str, Finding]:
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
def test_text_that_was_altered_in_the_record_is_found(filled: Store, name: str, column: str) -> None:
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
    "a date that is none": "UPDATE article SET date = '1960-02-31'",
}


@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_in_the_record_is_found_and_stops_nothing(filled: Store, statement: str) -> None:
    where = "article = (SELECT id FROM article WHERE {0})" if statement.startswith("UPDATE passage") else "{0}"
    damage(filled, f"{statement} {'AND' if 'WHERE' in statement else 'WHERE'} {where.format(of_source('a.md'))}")
    found = check(filled)
    assert found["a.md"].state is State.DAMAGED
    assert found["a.md"].message
    assert {f.state for n, f in found.items() if n != "a.md"} == {State.EXACT}


def test_an_article_that_the_file_does_not_have_is_found(filled: Store) -> None:
    damage(filled, f"UPDATE article SET source = (SELECT number FROM source WHERE path LIKE '%b.md') WHERE {of_source('a.md')}")
    assert check(filled)["b.md"].state is State.DAMAGED


def test_a_hash_that_was_altered_is_found(filled: Store) -> None:
    damage(filled, "UPDATE source SET sha256 = ? WHERE path LIKE '%a.md'", "0" * 64)
    assert check(filled)["a.md"].state is State.CHANGED


def test_an_empty_record_has_nothing_to_find(store: Store) -> None:
    assert list(verify(store)) == []
