"""Files of every format, cut, damaged and mixed, are read or rejected with the file's name; nothing else is raised."""

import json
from pathlib import Path

import pytest
from corpus_helpers import PAPER, FakeVectors, assert_laws_hold, document, law, write
from hypothesis import given
from hypothesis import strategies as st

from corpus.alignment.passages import align_article
from corpus.errors import UnreadableSource
from corpus.readers.registry import read_source

TMX = (
    '<tmx version="1.4"><header/><body><tu><tuv xml:lang="en"><seg>The <ph>x</ph>ferry.</seg></tuv>'
    '<tuv xml:lang="zh"><seg>渡船。</seg></tuv></tu></body></tmx>'
)
FILES = {
    "a.md": document(["A Ferry", "It is new.", "**Named Entities**", "铁托  Tito"], ["渡船", "它是新的。"]),
    "a.tsv": "English\tChinese\nThe ferry is new.\t渡船是新的。\nIt has two sails.\t它有两张帆。\n",
    "a.tmx": TMX,
    "a.jsonl": json.dumps({"english": "The ferry.", "chinese": "渡船。", "date": "1960-04-25", "page": 3}, ensure_ascii=False)
    + "\n",
    "a.txt": "渡船是新的。\n它有两张帆。\n",
    "b.md": "# The Ferry\n\nIt is new.\n\n## Sails\n\nIt has two.\n",
    "c.en.txt": "The ferry is new.\n",
}
PARTNER = {"c.en.txt": ("c.zh.txt", "渡船是新的。\n")}
changes = st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from("dcix"), st.binary(min_size=1, max_size=4)), max_size=6)


@pytest.mark.parametrize("name", FILES)
def test_undamaged_files_are_read(inbox: Path, name: str) -> None:
    if name in PARTNER:
        write(inbox, *PARTNER[name])
    assert read_source(write(inbox, name, FILES[name]), PAPER).articles


@law
@given(st.sampled_from(sorted(FILES)), changes, st.sampled_from(["utf-8", "utf-16", "gb18030", "big5"]))
def test_damaged_files_are_read_or_rejected(
    inbox: Path, name: str, changes: list[tuple[int, str, bytes]], encoding: str
) -> None:
    data = bytearray(FILES[name].encode(encoding, "replace"))
    for at, what, value in changes:
        place = at % (len(data) + 1)
        if what == "d":
            del data[place : place + value[0] % 8]
        elif what == "c":
            del data[place:]
        elif what == "i":
            data[place:place] = value
        else:
            data[place : place + len(value)] = value
    if name in PARTNER:
        write(inbox, *PARTNER[name])
    path = inbox / name
    path.write_bytes(bytes(data))
    refused = None
    try:
        articles = read_source(path, PAPER).articles
    except UnreadableSource as error:
        refused, articles = error.message, ()
    assert refused is None or str(inbox) in refused
    for article in articles:
        assert_laws_hold(align_article(article, FakeVectors()))
