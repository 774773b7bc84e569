"""The filter admits exactly the passages that the record admits, for any selection."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from built_archive import Built
from hypothesis import given
from hypothesis import strategies as st
from store_passages import every_passage

from corpus.model import SIDES
from corpus.selection import PhraseFilter, Selection
from corpus.storage.store import Store
from embeddings.index import filtering, manifest
from embeddings.index.filtering import PassageFilter
from embeddings.index.inverted_index import InvertedIndex
from embeddings.index.passage_table import PassageTable


@pytest.fixture(scope="module")
def store(built: Built) -> Store:
    return Store.open(built.folder)


@pytest.fixture(scope="module")
def texts(store: Store) -> list[str]:
    return [excerpt.text for _, _, p in every_passage(store) for excerpt in (p.english, p.chinese) if excerpt]


@pytest.fixture(scope="module")
def passage_filter(built: Built) -> PassageFilter:
    folder = manifest.current(built.folder)
    return PassageFilter(PassageTable.load(folder), InvertedIndex(folder / "words"))


DAYS = st.none() | st.dates(datetime.date(1953, 1, 1), datetime.date(1962, 12, 31))


@given(st.data())
def test_it_admits_what_the_record_admits(
    passage_filter: PassageFilter, store: Store, texts: list[str], data: st.DataObject
) -> None:
    def phrase_filter() -> PhraseFilter:
        text = data.draw(st.sampled_from(texts))
        start = data.draw(st.integers(0, len(text) - 1))
        phrase = text[start : start + data.draw(st.integers(1, 12))]
        case = data.draw(st.sampled_from([str, str.upper]))
        return PhraseFilter(case(phrase), data.draw(st.sampled_from([None, *SIDES])), data.draw(st.booleans()))

    selection = Selection(
        since=data.draw(DAYS),
        until=data.draw(DAYS),
        undated=data.draw(st.integers(0, 9)) == 0,
        pages=data.draw(st.none() | st.tuples(st.integers(1, 3), st.integers(2, 4))),
        column=data.draw(st.sampled_from(["", "", "社论", "社論", "nothing"])),
        author=data.draw(st.sampled_from(["", "", "", "顾"])),
        title=data.draw(st.sampled_from(["", "", "the", "紙"])),
        newspaper=data.draw(st.sampled_from(["", "", "gazette"])),
        phrases=tuple(phrase_filter() for _ in range(data.draw(st.integers(0, 2)))),
    )
    expected = [*store.select(selection)]
    found = passage_filter.select(store, selection)
    assert (found is None) == (not selection)
    if found is not None:
        assert found.tolist() == expected
        assert passage_filter.select(store, selection) is found  # it is cached


def test_undated_articles_and_those_without_a_page(built: Built, passage_filter: PassageFilter) -> None:
    """They must not be taken for day 0 or page 0; the sample has none, so the table is changed."""
    table = PassageTable.load(manifest.current(built.folder))
    days, pages = np.array(table.days), np.array(table.pages)
    days[:3], pages[2:5] = 0, 0
    bare = PassageFilter(
        PassageTable(
            table.numbers, table.articles, days, pages, table.passage_rows, table.sentence_rows, table.sentence_bounds
        ),
        InvertedIndex(manifest.current(built.folder) / "words"),
    )
    numbers = table.numbers.tolist()
    with Store.open(built.folder) as store:

        def admitted(selection: Selection) -> set[int]:
            found = bare.select(store, selection)
            assert found is not None
            return {numbers.index(n) for n in found.tolist()}

        assert admitted(Selection(undated=True)) == {0, 1, 2}
        assert not admitted(Selection(until=datetime.date(2000, 1, 1))) & {0, 1, 2}
        assert not admitted(Selection(since=datetime.date(1, 1, 1))) & {0, 1, 2}
        assert not admitted(Selection(pages=(0, 9))) & {2, 3, 4}


def test_few_selections_are_cached(built: Built, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering, "_CACHE_SIZE", 2)
    folder = manifest.current(built.folder)
    passage_filter = PassageFilter(PassageTable.load(folder), InvertedIndex(folder / "words"))
    for page in range(1, 6):
        passage_filter.select(store, Selection(pages=(page, page)))
    assert len(passage_filter._cache) <= 2


def test_only_texts_of_candidates_are_read(
    passage_filter: PassageFilter, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []
    real = Store.select

    def select(self: Store, selection: Selection, among: object = None) -> object:
        counts.append(-1 if among is None else len(among))  # type: ignore[arg-type]
        return real(self, selection, among)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "select", select)
    found = passage_filter.select(store, Selection(phrases=(PhraseFilter("一万八千", "zh"),)))
    assert found is not None
    assert 0 < len(found) <= counts[0] < 10
    passage_filter.select(store, Selection(since=datetime.date(1956, 1, 1), pages=(1, 1)))
    assert len(counts) == 1  # days and pages are in the table
