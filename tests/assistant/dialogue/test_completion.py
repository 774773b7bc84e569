"""Completion of filters: what is suggested is what the parser takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue.completion import MAX_SUGGESTIONS, completions
from assistant.dialogue.filter_values import filter_values
from corpus.text.folding import without_ignored
from embeddings.query.filter_table import BUILT_IN
from embeddings.query.filters import FilterValues
from embeddings.query.question import parse

KNOWN = FilterValues(("社论", "短评", "国际 副刊"), ("Willow Ferry Gazette", "柳渡报"), ("方立夫", "Fang Lifu"), (1952, 1963))


def texts(line: str, cursor: int | None = None, known: FilterValues = KNOWN) -> list[str]:
    return [c.text for c in completions(line, len(line) if cursor is None else cursor, known)]


@pytest.mark.parametrize(
    ("line", "suggested"),
    [
        ("", [f"{name}:" for name in BUILT_IN]),
        ("steel co", ["column:"]),
        ("steel A", ["after:", "author:"]),
        ("-", ["-zh:", "-en:"]),
        ("堤", []),
        ("堤 pa", ["page:", "paper:"]),
        ("column:", ["column:社论 ", "column:短评 ", 'column:"国际 副刊" ']),
        ("column：评", ["column:短评 "]),
        ("column:论", ["column:社论 "]),
        ('column:"国际 ', ['column:"国际 副刊" ']),
        ("column:社论", []),
        ("paper:fer", ['paper:"Willow Ferry Gazette" ']),
        ("author:方", ["author:方立夫 "]),
        ("after:196", [f"after:196{n} " for n in range(4)]),
        ("on:1958-0", [f"on:1958-0{n} " for n in range(1, 10)][:MAX_SUGGESTIONS]),
        ("on:1958-1", ["on:1958-10 ", "on:1958-11 ", "on:1958-12 "]),
        ("on:1970", []),
        ("page:1", ["page:1-2 ", "page:1-4 "]),
        ("http://x", []),
    ],
)
def test_suggestions(line: str, suggested: list[str]) -> None:
    assert texts(line) == suggested


def test_the_word_before_the_cursor_counts() -> None:
    line = "why col steel"
    (only,) = completions(line, 7, KNOWN)
    assert (line[: only.start], only.text, line[only.end :]) == ("why ", "column:", " steel")


@given(
    st.sampled_from(["", "steel ", "堤 "]),
    st.sampled_from(list(BUILT_IN)),
    st.text(max_size=4),
    st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=8), max_size=5),
)
def test_what_is_proposed_can_be_asked(before: str, name: str, part: str, values: list[str]) -> None:
    values = [v for v in values if not set(v) & set('"“”') and without_ignored(v).strip()]
    known = FilterValues(tuple(values), tuple(values), tuple(values), (1946, 2003))
    line = f"{before}{name}:{part}"
    for suggested in completions(line, len(line), known):
        if suggested.text.endswith(":"):
            continue  # a blank in the part: names of filters are suggested
        whole = line[: suggested.start] + suggested.text + line[suggested.end :] + "dike"
        assert parse(whole).filters, whole


def test_the_sample_knows_its_names(sample_archive: Path) -> None:
    known = filter_values(sample_archive)
    assert "社论" in known.columns
    assert set(known.newspapers) == {"Willow Ferry Gazette [invented]", "柳渡报〔虚构〕"}
    assert known.authors
    assert known.years == (1952, 1963)
