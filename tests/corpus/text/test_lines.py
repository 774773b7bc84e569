"""Lines end at CR, LF and CRLF only, and their offsets are exact."""

import re

import pytest
from corpus_helpers import characters, is_blank, law, line_texts, newlines
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.lines import Line, lines

files = st.lists(st.tuples(line_texts, newlines), max_size=10).map(lambda parts: "".join(a + b for a, b in parts))


@law
@given(files, st.data())
def test_lines_and_their_newlines_are_the_whole_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    at = start
    for line in lines(text, start, end):
        assert re.fullmatch(r"(\r\n|\r|\n)?", text[at : line.start])
        assert text[line.start : line.end] == line.text
        assert "\r" not in line.text
        assert "\n" not in line.text
        at = line.end
    assert re.fullmatch(r"(\r\n|\r|\n)?", text[at:end])


@law
@given(st.lists(line_texts, min_size=1, max_size=8), newlines)
def test_joined_lines_are_split_again(parts: list[str], newline: str) -> None:
    assert [line.text for line in lines(newline.join(parts) + newline)] == parts


@law
@given(st.text(characters.filter(lambda c: c not in "\r\n")), st.integers(0, 50))
def test_a_span_is_the_line_without_the_blanks_around_it(text: str, start: int) -> None:
    line = Line(text, start)
    source = "." * start + text
    assert line.blank == (not text.strip())
    assert line.span.of(source) == text.strip()
    assert all(is_blank(c) for c in source[line.start : line.span.start] + source[line.span.end : line.end])


@pytest.mark.parametrize("inside", ["\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\x1c", "\x1e"])
def test_other_characters_do_not_end_a_line(inside: str) -> None:
    assert [line.text for line in lines(f"渡{inside}船\nb")] == [f"渡{inside}船", "b"]


def test_newlines_of_all_kinds_in_one_text() -> None:
    assert [(line.text, line.start) for line in lines("a\r\nb\rc\n\nd")] == [("a", 0), ("b", 3), ("c", 5), ("", 7), ("d", 8)]
    assert list(lines("")) == []
    assert [line.text for line in lines("\r\n\r\n")] == ["", ""]


@pytest.mark.parametrize(("lead", "cells"), [("", 0), ("    ", 4), ("\u3000\u3000", 4), ("\t", 4), ("\t \u3000", 7)])
def test_an_indent_is_measured_in_cells(lead: str, cells: int) -> None:
    assert Line(f"{lead}渡船", 0).indent == cells
