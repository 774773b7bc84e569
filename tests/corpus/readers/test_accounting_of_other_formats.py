"""The accounting law for formats that escape or interleave their texts: everything is in the articles or left over.

Such characters have no position, so they are counted: none may be missing, and none may be added.
"""

import json
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from character_accounting import assert_accounted
from corpus_helpers import PAPER, SOURCE, law, write
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableSource
from corpus.model import SIDES
from corpus.readers.jsonl import read_jsonl
from corpus.readers.reading import Reading
from corpus.readers.registry import read_source
from corpus.readers.tables import read_table
from corpus.readers.tmx import read_tmx

words = st.text(st.sampled_from("abc XYZ,.渡船是新的。，&<>\"'\u3000\t"), max_size=12)
names = st.sampled_from(["title_en", "title_zh", "author_en", "author_zh", "column", "url", "note", "machine", "x"])


def letters(*texts: str) -> Counter[str]:
    return Counter(c for text in texts for c in text if not c.isspace())


def said(reading: Reading) -> Counter[str]:
    """All texts of a reading and its leftovers."""
    texts = [body.content for a in reading.articles for side in SIDES if (body := a.text(side))]
    return letters(*texts, *(r.text for r in reading.remarks if r.kind in ("leftover", "bad-line")))


@law
@given(st.lists(st.dictionaries(names | st.sampled_from(["english", "chinese"]), words, max_size=6), max_size=5))
def test_every_value_of_json_lines(values: list[dict[str, str]]) -> None:
    text = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
    reading = read_jsonl(text, SOURCE, PAPER)
    articles, bad = iter(reading.articles), {r.text for r in reading.remarks if r.kind == "bad-line"}
    left = [json.loads(r.text) for r in reading.remarks if r.kind == "leftover"]
    for value in values:
        if json.dumps(value, ensure_ascii=False) in bad:
            continue
        article = next(articles)
        for name, item in value.items():
            if name in ("english", "chinese"):
                body = article.text("en" if name == "english" else "zh")
                assert (body.content if body else "") == (item if item.strip() else "")
            elif hasattr(article, name):
                assert getattr(article, name) == item
            else:
                assert any(other.get(name) == item for other in left), name
    assert next(articles, None) is None


@law
@given(st.lists(st.lists(words.map(lambda w: w.replace("\t", " ")), min_size=1, max_size=3), min_size=1, max_size=6))
def test_every_cell_of_a_table(rows: list[list[str]]) -> None:
    text = "The ferry is new.\t渡船是新的。\n" + "".join("\t".join(row) + "\n" for row in rows)
    try:
        reading = read_table(text, SOURCE, PAPER)
    except UnreadableSource:  # its columns are not in two languages
        return
    assert said(reading) + letters(*(f.value for f in reading.fields)) == letters(text)


codes = st.sampled_from(["en", "zh", "ru", "en-GB", ""])
inline = st.sampled_from(["", "<ph>{0}</ph>", "<hi>x</hi>", "<bpt i='1'>&lt;b&gt;</bpt>", "<hi>a<it>\\i</it>b</hi>"])
segments = st.tuples(codes, words, inline, words).map(
    lambda s: f'<tuv xml:lang="{s[0]}"><note>{escape(s[3])}</note><seg>{escape(s[1])}{s[2]}</seg></tuv>'
)
properties = st.tuples(names | st.sampled_from(["date", "page"]), words).map(
    lambda p: f'<prop type="{p[0]}">{escape(p[1])}</prop>'
)
units = st.tuples(st.lists(properties, max_size=3), st.lists(segments, max_size=4)).map(
    lambda u: "<tu>" + "".join(u[0] + u[1]) + "</tu>"
)


@law
@given(st.lists(properties, max_size=3), st.lists(units, max_size=4))
def test_every_text_of_a_translation_memory(header: list[str], body: list[str]) -> None:
    from xml.etree.ElementTree import fromstring

    first = '<tu><tuv xml:lang="en"><seg>The ferry.</seg></tuv></tu>'
    text = f'<tmx version="1.4"><header>{"".join(header)}</header><body>{first}{"".join(body)}</body></tmx>'
    reading = read_tmx(text, SOURCE, PAPER)
    fields = (
        {a.title_en for a in reading.articles} | {a.title_zh for a in reading.articles} | {a.column for a in reading.articles}
    )
    fields |= {a.author_en for a in reading.articles} | {a.author_zh for a in reading.articles}
    left = Counter(r.text.strip() for r in reading.remarks)
    tree = fromstring(text)
    for element in [*tree.iter("prop"), *tree.iter("note")]:
        value = (element.text or "").strip()
        if value and value not in fields:
            assert value in left, value
    segments = letters(*("".join(seg.itertext()) for seg in tree.iter("seg")))
    assert not segments - said(reading), "a character of a segment is nowhere"


PLAIN = {
    "a.md": "# 渡船\n\n渡船是新的。\n\n## 帆\n\n它有两张帆。\n",
    "b.txt": "The ferry is new.\nIt has two sails.\n",
    "c.txt": "The ferry is new, and all the people of the town came to the landing to see it on\n"
    "the first day, which was a market day, so that the whole street stood empty until the\n"
    "evening. It has two sails, and the boatmen say that it will last for twenty years or\nmore.\n",
}


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_character_of_plain_text(inbox: Path, name: str, newline: str) -> None:
    text = PLAIN[name].replace("\n", newline)
    path = write(inbox, name, text)
    assert_accounted(text, read_source(path, PAPER), str(path))


@law
@given(st.lists(words, max_size=8), st.lists(words, max_size=8))
def test_every_character_of_a_pair_of_files(tmp_path: Path, en: list[str], zh: list[str]) -> None:
    texts = {"a.en.txt": "The ferry is new.\n" + "\n".join(en), "a.zh.txt": "渡船是新的。\n" + "\n".join(zh)}
    paths = [write(tmp_path, name, text) for name, text in texts.items()]
    try:
        reading = read_source(paths[1], PAPER)
    except UnreadableSource:  # not in the language that its name implies
        return
    for path, text in zip(paths, texts.values(), strict=True):
        assert_accounted(text, reading, str(path))
