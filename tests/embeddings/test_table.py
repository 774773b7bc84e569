"""The passage table gives what its plain definition says, and survives the disk."""

from __future__ import annotations

import itertools
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import IndexStale
from corpus.model import SIDES, Side
from embeddings.table import FILE, NO_ROW, PassageTable

Plain = list[dict[Side, tuple[int, list[int]]]]
"""For each passage and side: its row, and its sentences' rows."""


@st.composite
def tables(draw: st.DrawFn) -> tuple[PassageTable, Plain]:
    rows, plain = st.integers(0, 500), []
    for _ in range(draw(st.integers(0, 8))):
        passage: dict[Side, tuple[int, list[int]]] = {}
        for side in SIDES:
            absent = draw(st.booleans())
            passage[side] = (NO_ROW, []) if absent else (draw(rows), draw(st.lists(rows, max_size=4)))
        plain.append(passage)
    return table_of(plain), plain


def table_of(plain: Plain) -> PassageTable:
    return PassageTable(
        np.arange(10, 10 + 3 * len(plain), 3, dtype=np.int64),
        np.arange(len(plain), dtype=np.int64) // 3,
        {side: np.array([p[side][0] for p in plain], dtype=np.int64) for side in SIDES},
        {side: np.array([row for p in plain for row in p[side][1]], dtype=np.int64) for side in SIDES},
        {side: np.cumsum([0, *(len(p[side][1]) for p in plain)], dtype=np.int64) for side in SIDES},
    )


@given(tables(), st.data())
def test_sentences_are_those_of_the_passages_asked_for(made: tuple[PassageTable, Plain], data: st.DataObject) -> None:
    table, plain = made
    positions = data.draw(st.lists(st.integers(0, len(plain) - 1), max_size=6)) if plain else []
    for side in SIDES:
        rows, owners = table.sentences(np.array(positions, dtype=np.int64), side)
        expected = [(row, k) for k, p in enumerate(positions) for row in plain[p][side][1]]
        assert list(zip(rows.tolist(), owners.tolist(), strict=True)) == expected


@given(tables(), st.data())
def test_neighbours_stand_near_in_the_same_article(made: tuple[PassageTable, Plain], data: st.DataObject) -> None:
    table, plain = made
    positions = data.draw(st.lists(st.integers(0, len(plain) - 1), max_size=6)) if plain else []
    reach = data.draw(st.integers(0, 4))
    near, owners = table.neighbours(np.array(positions, dtype=np.int64), reach)
    expected = [
        (j, k)
        for k, p in enumerate(positions)
        for j in range(max(0, p - reach), min(len(plain), p + reach + 1))
        if table.articles[j] == table.articles[p]
    ]
    assert list(zip(near.tolist(), owners.tolist(), strict=True)) == expected


@given(tables())
def test_positions_and_count(made: tuple[PassageTable, Plain]) -> None:
    table, plain = made
    assert len(table) == len(plain)
    for side in SIDES:
        expected = [k for k, p in enumerate(plain) if p[side][0] != NO_ROW]
        assert table.positions(side).tolist() == expected
        assert table.count(side) == len(expected)


@given(tables())
def test_saved_and_loaded_it_is_the_same(made: tuple[PassageTable, Plain]) -> None:
    table, plain = made
    with tempfile.TemporaryDirectory() as folder:
        table.save(Path(folder))
        again = PassageTable.load(Path(folder))
    assert again.numbers.tolist() == table.numbers.tolist()
    every = np.arange(len(plain), dtype=np.int64)
    for side in SIDES:
        assert again.passage_rows[side].tolist() == table.passage_rows[side].tolist()
        assert [a.tolist() for a in again.sentences(every, side)] == [a.tolist() for a in table.sentences(every, side)]


@pytest.mark.parametrize("damage", ["missing", "empty", "garbage", "truncated", "another archive"])
def test_a_table_that_cannot_be_read_is_a_stale_index(tmp_path: Path, damage: str) -> None:
    table_of([{"en": (1, [2, 3]), "zh": (4, [])}] * 50).save(tmp_path)
    path = tmp_path / FILE
    match damage:
        case "missing":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "garbage":
            path.write_bytes(b"not a table" * 20)
        case "truncated":
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        case _:
            with path.open("wb") as file:
                np.savez(file, numbers=np.arange(3))
    with pytest.raises(IndexStale) as stale:
        PassageTable.load(tmp_path)
    assert FILE in stale.value.message
    assert "archive index" in stale.value.hint


@given(tables(), st.data())
def test_some_of_the_passages_and_more_behind_them(made: tuple[PassageTable, Plain], data: st.DataObject) -> None:
    table, plain = made
    chosen = [k for k in range(len(plain)) if data.draw(st.booleans())]
    kept = table.kept(np.array(chosen, dtype=np.int64))
    later = replace(table_of(plain), numbers=table.numbers + 100, articles=table.articles + 1)
    both = kept.joined(later)
    every = [plain[k] for k in chosen] + plain
    expected = table_of(every)
    assert both.numbers.tolist() == [*table.numbers[chosen].tolist(), *later.numbers.tolist()]
    for name in ("passage_rows", "sentence_rows", "sentence_bounds"):
        for side in SIDES:
            assert getattr(both, name)[side].tolist() == getattr(expected, name)[side].tolist()
    owners = [("old", int(table.articles[k])) for k in chosen] + [("new", int(a)) for a in later.articles]
    changes = [before != after for before, after in itertools.pairwise(owners)]
    assert np.diff(both.articles).tolist() == [int(change) for change in changes]  # counted without gaps
    assert both.articles[:1].tolist() in ([], [1])
