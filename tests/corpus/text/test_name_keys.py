"""Names of the glossaries over the whole archive: each is found by any spelling of its Chinese, its pinyin or its gloss."""

from pathlib import Path

import pytest
from corpus_fakes import document, law, run_ingest, write
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import GlossaryEntry
from corpus.storage.migrations import STEPS
from corpus.storage.store import Store
from corpus.text.name_keys import folded_name, name_keys

NANJIE = GlossaryEntry("南捷", "Nánjié", "short for Yugoslavia and Czechoslovakia")
BELGRADE = GlossaryEntry("贝尔格莱德", "Be'ergede", "Belgrade, capital of Yugoslavia")
TITO = GlossaryEntry("铁托", "", "Tito")


def with_glossary(*entries: GlossaryEntry, body: str = "It was signed.") -> str:
    lines = [f"{e.name}  {e.pinyin} ({e.gloss})" if e.pinyin else f"{e.name}  {e.gloss}" for e in entries]
    return document([body, "**Named Entities**", *lines], [f"条约签字。{body}"])


@pytest.fixture
def named(store: Store, inbox: Path) -> Store:
    write(inbox, "a.md", with_glossary(NANJIE, TITO, TITO))
    write(inbox, "b.md", with_glossary(TITO, BELGRADE, body="It has ten articles."))
    write(inbox, "c.md", document())
    run_ingest(store, inbox)
    return store


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("南捷", NANJIE),
        ("Nanjie", NANJIE),
        ("nan jie", NANJIE),
        ("NÁN-JIÉ", NANJIE),
        ("Belgrade", BELGRADE),
        ("belgrade", BELGRADE),
        ("Ｂｅｌｇｒａｄｅ", BELGRADE),
        ("Be’ergede", BELGRADE),
        ("capital of Yugoslavia", BELGRADE),
        ("贝尔格莱德", BELGRADE),
    ],
)
def test_a_name_is_found_however_it_is_spelt(named: Store, typed: str, entry: GlossaryEntry) -> None:
    assert named.glossary_named([typed]) == [(entry, 1)]


def test_several_at_once_the_most_frequent_first(named: Store) -> None:
    assert named.glossary_named(["Belgrade", "tito", "铁托", "nobody"]) == [(TITO, 2), (BELGRADE, 1)]
    assert named.glossary_named([f"nobody {n}" for n in range(2000)] + ["tito"]) == [(TITO, 2)]
    assert named.glossary_named([]) == named.glossary_named(["", "·", "nobody"]) == []


def test_every_entry_with_its_article(named: Store) -> None:
    found = list(named.glossary_entries())
    assert sorted(e.name for _, e in found) == sorted(["南捷", "铁托", "铁托", "贝尔格莱德"])
    assert all(e in named.article(id).article.glossary for id, e in found)


def test_entries_go_with_their_article(named: Store, inbox: Path) -> None:
    (inbox / "b.md").unlink()
    write(inbox, "a.md", with_glossary(NANJIE))
    run_ingest(named, inbox, prune=True)
    assert [e for _, e in named.glossary_entries()] == [NANJIE]
    assert named.glossary_named(["Belgrade"]) == []


def test_a_record_of_before_gets_its_names(named: Store) -> None:
    """The step that adds the table fills it from the articles."""
    before = list(named.glossary_entries())
    keys = named._db.execute("SELECT * FROM glossary").fetchall()
    named._db.executescript(f"DROP TABLE glossary; {STEPS[2]}")
    assert list(named.glossary_entries()) == before
    assert named._db.execute("SELECT * FROM glossary").fetchall() == keys


@law
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=120))
def test_keys_are_folded_and_short(name: str, pinyin: str, gloss: str) -> None:
    for key in name_keys(GlossaryEntry(name, pinyin, gloss)):
        assert folded_name(key) == key
        assert 0 < len(key) <= 64
