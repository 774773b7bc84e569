"""The accounting law for the archive's own format: every non-blank character is in the record, or reported as left over."""

import random
from pathlib import Path

import pytest
from character_accounting import accounting, assert_accounted
from corpus_helpers import PAPER, SOURCE, document, law, newlines, read
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableSource
from corpus.model import Source
from corpus.readers.periodical import read_periodical
from corpus.readers.reading import Reading
from corpus.text.lines import lines

HEADERS = [
    "Title: Another",
    "**Title:** A Ferry",
    "Author: Fang Lifu",
    "Date: 1960-04-25",
    "Date: yesterday",
    "Date: 1960-02-31 (Sunday)",
    "Page: 3 (continued on page 4)",
    "Page: front",
    "Edition: 12",
    "**",
    "***",
    "Translator: nobody",
    "### 又一条",
    "####",
    "1960-04-25",
    "第3版(要闻)",
    "第1—2版",
    "第03版",
    "第版",
    "专栏：短评",
    "专栏:",
    "標題：又一條",
    "标题：",
    "作者：方立夫",
    "日期：1960年4月25日",
    "日期：昨天",
    "版次：第3版()",
    "版面：头版",
    "專欄：短評",
    "Column: Market Tour",
    "Authors: Fang Lifu",
    "[Party Life]",
    "# 渡船",
    "<hr />",
    "<hr>",
    "Original:",
    "**Named Entities**",
    "南捷: Nanjie (both)",
    "    渡船是新的。",
    "    The ferry is new.",
    "×××",
    "",
    "\u3000",
    "\ufeff",
    "\u200b",
]


def mutated(text: str, seed: int, steps: int) -> str:
    """Insert, delete, swap, cut and join lines."""
    rng = random.Random(seed)
    rows = text.split("\n")
    for _ in range(steps):
        at = rng.randrange(len(rows))
        what = rng.randrange(6)
        if what == 0:
            rows.insert(at, rng.choice(HEADERS))
        elif what == 1 and len(rows) > 1:
            del rows[at]
        elif what == 2:
            other = rng.randrange(len(rows))
            rows[at], rows[other] = rows[other], rows[at]
        elif what == 3:
            rows.insert(at, rows[rng.randrange(len(rows))])
        elif what == 4 and at + 1 < len(rows):
            rows[at : at + 2] = [rows[at] + rows[at + 1]]
        else:
            cut = rng.randrange(len(rows[at]) + 1)
            rows[at : at + 1] = [rows[at][:cut], rows[at][cut:]]
    return "\n".join(rows)


def layouts() -> list[str]:
    long = {"author_en": "Fang Lifu", "author_zh": "方立夫", "column": "短评"}
    whole = document(
        ["A Ferry", "", "By Fang Lifu", "It is new.", "**Named Entities**", "铁托  Tito"], ["渡船", "它是新的。"], **long
    )
    return [
        document(),
        document([]),
        document(chinese=[]),
        whole,
        whole.replace("\nAuthor", "\n\nAuthor").replace("\nDate", "\n\nDate").replace("Page", "Edition"),
        whole.replace("    ", "\t").replace("专栏：短评\n", ""),
        whole.replace("<hr /> \n", ""),
    ]


LAYOUTS = layouts()


@law
@given(st.sampled_from(LAYOUTS), st.integers(0, 2**32), st.integers(0, 12), newlines)
def test_the_law_holds_for_mutated_layouts(text: str, seed: int, steps: int, newline: str) -> None:
    text = mutated(text, seed, steps).replace("\n", newline)
    try:
        reading = read(text)
    except UnreadableSource:
        return
    assert_accounted(text, reading, SOURCE.path)


@pytest.mark.parametrize("seed", range(12))
def test_the_law_holds_for_the_sample_and_for_its_mutations(sample: Path, seed: int) -> None:
    for path in sorted((sample / "articles").rglob("*.md")):
        text = path.read_bytes().decode("utf-8")
        text = mutated(text, seed, seed) if seed else text
        source = Source(str(path), "0" * 64, "utf-8")
        try:
            reading = read_periodical(text, source, PAPER)
        except UnreadableSource:
            continue
        assert_accounted(text, reading, str(path))


def test_the_sample_has_no_leftovers(sample: Path) -> None:
    for path in sorted((sample / "articles").rglob("*.md")):
        reading = read_periodical(path.read_bytes().decode("utf-8"), Source(str(path), "0" * 64, "utf-8"), PAPER)
        assert [r for r in reading.remarks if r.kind == "leftover"] == []


def test_counts() -> None:
    text = document(["A Ferry", "It is new.", "**Named Entities**", "铁托  Tito"], ["它是新的。"]).replace(
        "Date:", "Typed: X\nDate:"
    )
    found = accounting(text, read(text), SOURCE.path)
    assert found.leftover == len("Typed:X")
    assert found.unaligned == len("**NamedEntities**铁托Tito")
    assert found.text == len("AFerryItisnew.它是新的。")


def test_missing_and_duplicated_characters_are_reported() -> None:
    text = document()
    reading = read(text)
    fewer = Reading(reading.source, reading.articles, reading.remarks, reading.fields[1:])
    assert [s.of(text) for s in accounting(text, fewer, SOURCE.path).missing] == ["Title: A Ferry"]
    more = Reading(reading.source, reading.articles * 2, reading.remarks, reading.fields)
    assert [s.of(text) for s in accounting(text, more, SOURCE.path).duplicated] == ["The ferry is new.", "渡船是新的。"]


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("Translator: nobody", ["leftover"]),
        ("**", ["leftover"]),
        ("Date: yesterday", ["date", "leftover"]),
        ("(from our correspondent)", ["leftover"]),
    ],
)
def test_a_line_between_the_fields_is_left_over(line: str, kinds: list[str]) -> None:
    text = document().replace("Title: A Ferry\n", f"Title: A Ferry\n{line}\n")
    reading = read(text)
    assert sorted(r.kind for r in reading.remarks) == kinds
    assert_accounted(text, reading, SOURCE.path)


def test_every_line_has_a_place(sample: Path) -> None:
    """An independent count that uses no spans: the text of each non-blank line occurs in the result."""
    for path in sorted((sample / "articles").rglob("*.md")):
        text = path.read_bytes().decode("utf-8")
        reading = read_periodical(text, Source(str(path), "0" * 64, "utf-8"), PAPER)
        (article,) = reading.articles
        held = [p.span.of(body.content) for body in (article.english, article.chinese) if body for p in body.paragraphs]
        held += [f.span.of(text) for f in reading.fields]
        assert sorted(held) == sorted(line.text.strip() for line in lines(text) if not line.blank)
