"""No file stops or hangs a run: what is too large, too deep or without an end is a remark, or read in time."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from corpus.errors import UnreadableSource
from corpus.model import Newspaper
from corpus.readers.reading import MAX_ARTICLE
from corpus.readers.registry import read_source

SECONDS = 20
"""Each file is read in far less; those that hung took a minute and more."""


def deep(levels: int) -> str:
    inner = "<hi>" * levels + "x" + "</hi>" * levels
    return (
        f'<tmx version="1.4"><header/><body><tu><tuv xml:lang="en"><seg>{inner}</seg></tuv>'
        '<tuv xml:lang="zh"><seg>水</seg></tuv></tu></body></tmx>'
    )


KEYS = ",".join(f'"k{n}":1' for n in range(60_000))
REFUSED = {
    "deep.tmx": (deep(5000), "nested too deeply"),
    "big.txt": ("水深火热 " * (MAX_ARTICLE // 4), "is no article"),
    "keys.jsonl": (f'{{"english":"x",{KEYS},"k59999":2}}', "no line is an article"),
    "deep.jsonl": ("[" * 200_000, "no line is an article"),
    "long.jsonl": (json.dumps({"english": "x" * (MAX_ARTICLE + 1)}), "no line is an article"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    text, reason = REFUSED[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    began = time.monotonic()
    with pytest.raises(UnreadableSource, match=reason):
        read_source(tmp_path / name, Newspaper())
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("water.jsonl", json.dumps({"english": "water", "chinese": "水" * 100_000})),
        ("water.md", "# 水\n\n1956-03-24\n第1版\n\n" + "水" * 100_000),
        ("many.jsonl", f'{{"english":"x",{KEYS}}}'),
        ("shallow.tmx", deep(50)),
    ],
)
def test_it_is_read_in_time(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    began = time.monotonic()
    assert read_source(tmp_path / name, Newspaper()).articles
    assert time.monotonic() - began < SECONDS
