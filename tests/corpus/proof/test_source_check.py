"""Character positions of a decoded file convert to bytes exactly, in every encoding."""

import hashlib
from pathlib import Path

import pytest
from corpus_helpers import law, line_texts
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableSource
from corpus.model import Source, Span
from corpus.proof.source_check import State, byte_span, open_source_file

ENCODINGS = {"utf-8": "", "utf-8-sig": "\ufeff", "utf-16": "", "utf-16-le": "", "utf-16-be": "", "gb18030": ""}
"""Encodings of every character. A byte order mark precedes the text in some."""


@law
@given(st.sampled_from(sorted(ENCODINGS)), st.lists(line_texts, min_size=1, max_size=30), st.data())
def test_byte_spans_decode_to_their_characters(encoding: str, parts: list[str], data: st.DataObject) -> None:
    text = "\n".join(parts).lstrip("\ufeff")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    whole = text.encode(encoding)
    found = byte_span(whole, encoding, Span(start, end))
    plain = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    assert whole[found.start : found.end].decode(plain) == text[start:end]


def test_positions_beyond_the_first_block_are_found() -> None:
    text = "渡船𠀀a" * 5000
    whole = text.encode("gb18030")
    found = byte_span(whole, "gb18030", Span(19_990, 19_994))
    assert whole[found.start : found.end].decode("gb18030") == text[19_990:19_994]


def test_a_byte_order_mark_is_not_part_of_the_first_character() -> None:
    assert byte_span("渡船".encode("utf-8-sig"), "utf-8-sig", Span(0, 1)) == Span(3, 6)
    assert byte_span("渡船".encode("utf-16"), "utf-16", Span(0, 1)) == Span(2, 4)


def test_positions_beyond_the_end_are_rejected() -> None:
    with pytest.raises(ValueError, match="2 characters, not 3"):
        byte_span("渡船".encode(), "utf-8", Span(1, 3))


def test_a_file_is_the_same_changed_or_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("渡船下水。".encode())
    source = Source(str(path), hashlib.sha256(path.read_bytes()).hexdigest(), "utf-8")
    assert open_source_file(source).text == "渡船下水。"
    with pytest.raises(UnreadableSource, match="read as gb18030"):
        open_source_file(Source(source.path, source.sha256, "gb18030"))
    path.write_bytes("渡船下水！".encode())
    assert open_source_file(source).state is State.CHANGED
    path.unlink()
    assert open_source_file(source).state is State.MISSING
