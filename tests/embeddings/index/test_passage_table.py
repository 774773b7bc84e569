"""The passage table agrees with a simple model of it, also after a round trip through its files."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import IndexStale
from corpus.model import SIDES, Side
from embeddings.index.passage_table import FOLDER, NO_ROW, PassageTable, TableWriter

Plain = list[dict[Side, tuple[int, list[int]]]]
"""For each passage and side: the row of the passage and those of its sentences."""


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
        1 + np.arange(len(plain), dtype=np.int64) // 3,
        700_000 + np.arange(len(plain), dtype=np.int64),
        np.arange(len(plain), dtype=np.int64) % 5,
        {side: np.array([p[side][0] for p in plain], dtype=np.int64) for side in SIDES},
        {side: np.array([row for p in plain for row in p[side][1]], dtype=np.int64) for side in SIDES},
        {side: np.cumsum([0, *(len(p[side][1]) for p in plain)], dtype=np.int64) for side in SIDES},
    )


@given(tables(), st.data())
def test_sentences_of_passages(made: tuple[PassageTable, Plain], data: st.DataObject) -> None:
    table, plain = made
    positions = data.draw(st.lists(st.integers(0, len(plain) - 1), max_size=6)) if plain else []
    for side in SIDES:
        rows, owners = table.sentences(np.array(positions, dtype=np.int64), side)
        expected = [(row, k) for k, p in enumerate(positions) for row in plain[p][side][1]]
        assert list(zip(rows.tolist(), owners.tolist(), strict=True)) == expected


@given(tables(), st.data())
def test_neighbours_are_near_in_the_same_article(made: tuple[PassageTable, Plain], data: st.DataObject) -> None:
    table, plain = made
    positions = data.draw(st.lists(st.integers(0, len(plain) - 1), max_size=6)) if plain else []
    radius = data.draw(st.integers(0, 4))
    near, owners = table.neighbours(np.array(positions, dtype=np.int64), radius)
    expected = [
        (j, k)
        for k, p in enumerate(positions)
        for j in range(max(0, p - radius), min(len(plain), p + radius + 1))
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


def written(folder: Path, *parts: PassageTable) -> PassageTable:
    with TableWriter(folder) as writer:
        for part in parts:
            writer.add(part)
    return PassageTable.load(folder)


def same(table: PassageTable, expected: PassageTable) -> bool:
    by_side = ("passage_rows", "sentence_rows", "sentence_bounds")
    pairs = [(getattr(table, name), getattr(expected, name)) for name in ("numbers", "articles", "days", "pages")]
    pairs += [(getattr(table, name)[side], getattr(expected, name)[side]) for name in by_side for side in SIDES]
    return all(one.tolist() == other.tolist() for one, other in pairs)


@given(tables(), st.integers(1, 9))
def test_a_table_written_in_parts_is_the_same(made: tuple[PassageTable, Plain], size: int) -> None:
    table, plain = made
    every = np.arange(len(plain), dtype=np.int64)
    with tempfile.TemporaryDirectory() as folder:
        assert same(written(Path(folder), *table.parts(every, size)), table)


@given(tables(), st.integers(1, 9), st.data())
def test_kept_passages_are_followed_by_new_ones(made: tuple[PassageTable, Plain], size: int, data: st.DataObject) -> None:
    """As in an update: what is left of the previous table, then new articles."""
    table, plain = made
    chosen = [k for k in range(len(plain)) if data.draw(st.booleans())]
    later = replace(table_of(plain), numbers=table.numbers + 100, articles=table.articles + len(plain) + 1)
    every = table_of([plain[k] for k in chosen] + plain)
    articles = [*table.articles[chosen].tolist(), *later.articles.tolist()]
    expected = replace(
        every,
        numbers=np.array([*table.numbers[chosen].tolist(), *later.numbers.tolist()], dtype=np.int64),
        days=np.array([*table.days[chosen].tolist(), *later.days.tolist()], dtype=np.int64),
        pages=np.array([*table.pages[chosen].tolist(), *later.pages.tolist()], dtype=np.int64),
        articles=np.array([1 + len(set(articles[:k])) - (a in articles[:k]) for k, a in enumerate(articles)], dtype=np.int64),
    )
    with tempfile.TemporaryDirectory() as folder:
        both = written(Path(folder), *table.parts(np.array(chosen, dtype=np.int64), size), later)
        assert same(both, expected)  # articles are numbered without gaps
        assert both.rows == 1 + max((row for p in plain for side in SIDES for row in (p[side][0], *p[side][1])), default=-1)


@pytest.mark.parametrize("damage", ["missing", "empty", "garbage", "truncated", "of another archive"])
@pytest.mark.parametrize("name", ["numbers", "articles", "days", "passage_rows_zh", "sentence_rows_en", "sentence_bounds_en"])
def test_an_unreadable_table_makes_the_index_stale(tmp_path: Path, name: str, damage: str) -> None:
    written(tmp_path, table_of([{"en": (1, [2, 3]), "zh": (4, [])}] * 50))
    path = tmp_path / FOLDER / f"{name}.i64"
    match damage:
        case "missing":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "garbage":
            path.write_bytes(b"not a table" * 21)
        case "truncated":
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 16 * 8])
        case _:
            path.write_bytes(np.arange(3).tobytes())
    with pytest.raises(IndexStale, match=r"\.i64") as stale:
        PassageTable.load(tmp_path)
    assert "archive index" in stale.value.hint
