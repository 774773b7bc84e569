"""Every occurrence is found, in order, exactly, with its context and what stands on the other side."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from store_passages import every_unit

from assistant.exploring.concordance import Occurrence, Pattern, concordance
from assistant.output.concordance_output import occurrence_json, occurrence_lines
from assistant.output.text_output import OutputFormat
from assistant.text.sanitize import sanitize
from assistant.text.wrap import cells
from corpus.errors import IndexStale, UsageError
from corpus.model import SIDES, Kind
from corpus.selection import Selection
from corpus.storage.store import Store
from corpus.text.folding import fold, fold_characters

PATTERNS = (
    Pattern("槐树"),
    Pattern("的"),
    Pattern("，"),
    Pattern("ferry"),
    Pattern("ferry", ignore_case=True),
    Pattern("e d"),
    Pattern("erry Lan"),
    Pattern("渡口", sides=("zh",)),
    Pattern(r"[一二三四五六七八九十]+[株斤里]", regex=True),
    Pattern(r"\b[A-Z]\w+ (Village|Creek)\b", regex=True),
    Pattern(r"ferry|渡", regex=True, ignore_case=True),
)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.text)
def test_none_is_missed_and_none_is_invented(store: Store, pattern: Pattern) -> None:
    """Against a plain search through all texts."""
    flags = re.IGNORECASE if pattern.ignore_case else 0
    source = pattern.text if pattern.regex else re.escape(fold(pattern.text))
    wanted = []
    for article, passage in every_unit(store):
        for side in pattern.sides:
            excerpt = passage.excerpt(side)
            text = excerpt.text if excerpt else ""
            searched = text if pattern.regex else fold_characters(text)
            wanted += [
                (article.id, passage.id, side, m.start() + excerpt.span.start)
                for m in re.finditer(source, searched, flags)
                if excerpt
            ]
    found = [(o.article.id, o.passage.id, o.side, o.span.start) for o in concordance(store, pattern)]
    assert sorted(found) == sorted(wanted)
    assert found


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.text)
def test_occurrences_are_exact_in_order_and_beside_their_bead(store: Store, pattern: Pattern) -> None:
    every = list(concordance(store, pattern, around=12))
    days = [o.article.date for o in every if o.article.date]
    assert days == sorted(days)
    for one in every:
        text = one.article.text(one.side)
        assert text
        assert one.content == text.content
        assert one.context.start <= one.span.start < one.span.end <= one.context.end
        assert one.span.start - one.context.start <= 12
        assert "\n" not in text.content[one.context.start : one.span.start]
        if one.other:
            other = one.article.text(SIDES[1 - SIDES.index(one.side)])
            assert other
            assert one.other.span.of(other.content) == one.other.text


def test_either_script_finds_the_same_and_case_counts(store: Store) -> None:
    def places(pattern: Pattern) -> list[tuple[str, int]]:
        return [(o.passage.id, o.span.start) for o in concordance(store, pattern)]

    assert places(Pattern("槐樹")) == places(Pattern("槐树")) != []
    assert len(places(Pattern("FERRY"))) < len(places(Pattern("ferry", ignore_case=True)))


def test_the_kind_of_a_line_is_said(store: Store) -> None:
    first = next(concordance(store, Pattern("多种槐树")))
    assert first.passage.kind is Kind.TITLE
    assert next(iter(occurrence_lines(first, OutputFormat(120, color=False)))).endswith(
        "24 March 1956, p. 1, headline. English: machine translation."
    )
    found = occurrence_json(first)
    assert (found["kind"], found["passage"]) == ("title", f"{first.article.id}:title")
    assert "headline" in found["citation"]


def test_filters_hold(store: Store) -> None:
    selection = Selection(pages=(1, 1), column="社论")
    found = list(concordance(store, Pattern("槐树"), selection))
    assert found
    assert all(o.article.page == 1 and "社论" in o.article.column for o in found)


@pytest.mark.parametrize("pattern", [Pattern(""), Pattern("  "), Pattern("(", regex=True), Pattern("x*", regex=True)])
def test_what_cannot_be_looked_for_is_refused(store: Store, pattern: Pattern) -> None:
    with pytest.raises(UsageError):
        concordance(store, pattern)


def test_an_index_of_another_record_is_refused(sample_archive: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_archive, tmp_path / "copy")
    with Store.open(tmp_path / "copy") as copy:
        copy.remove_source(next(copy.sources()).path)
        with pytest.raises(IndexStale):
            concordance(copy, Pattern("槐树"))


@pytest.mark.parametrize("width", [40, 80, 160])
def test_the_word_stands_in_one_column_and_no_line_is_too_long(store: Store, width: int) -> None:
    columns = set()
    for pattern in (Pattern("渡口"), Pattern("ferry")):
        for one in concordance(store, pattern):
            _, line, *rest = occurrence_lines(one, OutputFormat(width, color=False))
            assert cells(line) <= width
            assert all(cells(r) <= width for r in rest)
            word = sanitize(one.span.of(one.content))
            columns.add(
                (pattern.text, cells(line[: line.index(f"  {word}  ") if f"  {word}  " in line else line.rindex(word) - 2]))
            )
    assert len(columns) == 2


def test_what_is_drawn_of_the_archive_is_harmless(store: Store) -> None:
    one = next(concordance(store, Pattern("渡口")))
    assert isinstance(one, Occurrence)
    assert "\x1b" not in "".join(occurrence_lines(one, OutputFormat(80, color=False)))


def test_an_occurrence_carries_the_warnings_of_its_own_sentences_only(store: Store) -> None:
    """Of the five locust trees one stands in the sentence with 一万八千 and 180,000, and one beside it in the same passage."""
    warning = "The numbers differ: 一万八千 in the Chinese, 180,000 in the English."
    every = list(concordance(store, Pattern("槐树")))
    warned = [[found["text"] for found in occurrence_json(one)["warnings"]] == [warning] for one in every]
    assert warned == [False, True, False, False, False, False]
    assert [one.passage.kind for one in every if one.passage.kind is not Kind.BODY] == [Kind.TITLE]
    for one, expected in zip(every, warned, strict=True):
        lines = list(occurrence_lines(one, OutputFormat(120, color=False)))
        assert lines[0].endswith("English: machine translation.")
        assert (f"   ! {warning}" in lines) == expected
    (of_english,) = concordance(store, Pattern("180,000"))
    assert [found["text"] for found in occurrence_json(of_english)["warnings"]] == [warning]


def test_of_chinese_without_a_counterpart_no_english_is_spoken_of(store: Store) -> None:
    alone = next(one for one in concordance(store, Pattern("的", sides=("zh",))) if one.other is None)
    assert "machine" not in next(iter(occurrence_lines(alone, OutputFormat(80, color=False))))
