"""Articles as JSON Lines. Bad lines become remarks, and the others are read."""

import datetime
import json

import pytest
from corpus_helpers import PAPER, SOURCE, bodies, kinds_of, law, newlines, paragraphs_of
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Newspaper
from corpus.readers.jsonl import read_jsonl
from corpus.readers.reading import Reading

WHOLE = {
    "id": "x-1",
    "newspaper": "Reed Harbour News|苇港报",
    "date": "1960-04-25",
    "page": 3,
    "column": "短评",
    "title_en": "A Ferry",
    "title_zh": "渡船",
    "author_en": "Fang Lifu",
    "author_zh": "方立夫",
    "english": "A Ferry\nThe ferry is new.",
    "chinese": "渡船\n渡船是新的。",
}


def read(*values: object, newline: str = "\n") -> Reading:
    written = [v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values]
    return read_jsonl(newline.join(written) + newline, SOURCE, PAPER)


def test_every_field_is_kept() -> None:
    (article,) = read(WHOLE).articles
    assert (article.id, article.newspaper) == ("x-1", Newspaper("Reed Harbour News", "苇港报"))
    assert (article.date, article.page, article.column) == (datetime.date(1960, 4, 25), 3, "短评")
    assert (article.title_en, article.title_zh) == ("A Ferry", "渡船")
    assert (article.author_en, article.author_zh) == ("Fang Lifu", "方立夫")
    assert article.english.content == WHOLE["english"]
    assert article.chinese.content == WHOLE["chinese"]
    assert article.english.offset is None
    assert kinds_of(article.chinese) == ["title", "body"]
    assert article.source == SOURCE


def test_one_body_is_enough() -> None:
    (article,) = read({"chinese": "渡船是新的。"}).articles
    assert article.english is None
    assert (article.newspaper, article.date, article.page) == (PAPER, None, None)
    assert article.id.startswith("undated-0-")


def test_an_id_of_its_own_is_as_stable_as_a_files() -> None:
    without = {k: v for k, v in WHOLE.items() if k != "id"}
    (first,) = read(without).articles
    (again,) = read(without | {"english": "Another translation.", "title_en": "B"}).articles
    (other,) = read(without | {"chinese": "另一条船。"}).articles
    assert first.id == again.id != other.id
    assert first.id.startswith("19600425-3-")


@pytest.mark.parametrize(("page", "expected"), [(3, 3), ("3", 3), ("03", 3), (None, None), ("", None), (0, 0)])
def test_a_page_as_number_or_digits(page: object, expected: int | None) -> None:
    (article,) = read(WHOLE | {"page": page}).articles
    assert article.page == expected


BAD = {
    "not JSON": "{not json",
    "cut off": '{"english": "The fer',
    "a list": "[1, 2]",
    "a string": '"渡船"',
    "null": "null",
    "no body": json.dumps({"title_en": "A"}),
    "blank bodies": json.dumps({"english": " \n\t", "chinese": "\u3000"}),
    "a body that is a list": json.dumps({"english": ["The ferry is new."]}),
    "a body that is a number": json.dumps({"chinese": 5}),
    "half a character in the text": '{"id": "a", "english": "The \\ud83d ferry"}',
    "a field twice": '{"english": "x", "english": "y"}',
    "a list for a body": '{"english": [], "chinese": "y"}',
    "a deep nest": "[" * 100_000,
}


WRONG_FIELD = {
    "a title that is an object": json.dumps({"english": "x", "title_en": {"a": 1}}),
    "an invalid date": json.dumps({"english": "x", "date": "1960-02-31"}),
    "a date in words": json.dumps({"english": "x", "date": "25 April"}),
    "a date that is a number": json.dumps({"english": "x", "date": 1960}),
    "a page in words": json.dumps({"english": "x", "page": "three"}),
    "a page that is true": json.dumps({"english": "x", "page": True}),
    "half a page": json.dumps({"english": "x", "page": 3.5}),
    "a page below zero": json.dumps({"english": "x", "page": -3}),
    "a page beyond all counting": json.dumps({"english": "x", "page": 10**30}),
    "a page in superscript": json.dumps({"english": "x", "page": "²"}),
    "half a character in the title": '{"id": "a", "english": "x", "title_en": "\\udc00"}',
    "half a character in the id": '{"id": "\\ud800", "english": "x"}',
    "a translation that is a word": '{"english": "x", "machine_translated": "yes"}',
    "a year alone": json.dumps({"english": "x", "date": "1956"}),
    "a month": json.dumps({"english": "x", "date": "1956-05"}),
    "a day that is none": json.dumps({"english": "x", "date": "1956-00-00"}),
}


@pytest.mark.parametrize("line", WRONG_FIELD.values(), ids=WRONG_FIELD.keys())
def test_no_article_is_lost_over_a_field(line: str) -> None:
    reading = read(WHOLE | {"id": "before"}, line, WHOLE | {"id": "after"})
    assert [a.english.content for a in reading.articles if a.english][1] == "x"
    assert len(reading.articles) == 3
    assert reading.articles[1].date is None
    (remark,) = reading.remarks
    assert (remark.kind, remark.text) == ("field", line.strip())
    assert remark.message.startswith("line 2: ")
    assert len(remark.message) < 300


@pytest.mark.parametrize("line", BAD.values(), ids=BAD.keys())
def test_a_bad_line_is_reported_and_the_others_are_read(line: str) -> None:
    reading = read(WHOLE | {"id": "before"}, line, WHOLE | {"id": "after"})
    assert [a.id for a in reading.articles] == ["before", "after"]
    (remark,) = reading.remarks
    assert remark.kind == "bad-line"
    assert remark.path == SOURCE.path
    assert remark.message.startswith("line 2 is not an article: ")
    assert remark.text == line.strip()
    assert len(remark.message) < 300


def test_unknown_fields_are_left_over() -> None:
    (remark,) = read(WHOLE | {"url": "http://x", "tags": ["渡船"]}).remarks
    assert (remark.kind, json.loads(remark.text)) == ("leftover", {"url": "http://x", "tags": ["渡船"]})
    assert "url, tags" in remark.message
    assert remark.span.start == 0


def test_blank_lines_are_ignored_but_counted() -> None:
    reading = read(WHOLE, "", "   ", "nonsense")
    assert len(reading.articles) == 1
    assert reading.remarks[0].message.startswith("line 4 ")


@pytest.mark.parametrize("inside", ["\u2028", "\u2029", "\x85"])
def test_a_raw_line_separator_inside_a_string_does_not_end_the_line(inside: str) -> None:
    (article,) = read(WHOLE | {"english": f"The ferry{inside}is new."}).articles
    assert article.english.content == f"The ferry{inside}is new."


@law
@given(bodies, bodies, newlines, newlines)
def test_bodies_are_exact_with_one_paragraph_per_line(en: list[str], zh: list[str], inner: str, outer: str) -> None:
    english, chinese = inner.join(en), inner.join(zh)
    reading = read({"english": english, "chinese": chinese}, newline=outer)
    if not english.strip() and not chinese.strip():
        assert len(reading.remarks) == 1
        return
    (article,) = reading.articles
    for text, content, parts in ((article.english, english, en), (article.chinese, chinese, zh)):
        assert (text.content if text else content.strip()) == (content if text else "")
        assert paragraphs_of(text) == [p.strip() for p in parts if p.strip()]


@law
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda v: st.lists(v) | st.dictionaries(st.text(), v),
    )
)
def test_any_json_is_read_or_reported(value: object) -> None:
    reading = read(
        json.dumps(value), json.dumps({"english": value}), json.dumps({"english": "x", "page": value, "date": value})
    )
    lost = sum(remark.kind == "bad-line" for remark in reading.remarks)
    assert len(reading.articles) + lost == 3
    assert lost < 3
