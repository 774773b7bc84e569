"""The filters of a question: the grammar as a table, and that they are applied before the limit."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import BadQuestion
from corpus.selection import PhraseFilter, Selection
from embeddings.query.filter_table import active_filters
from embeddings.query.filters import TypedFilter, edit_distance
from embeddings.query.question import parse

D = datetime.date

GRAMMAR = [
    ("after:1958 steel", "steel", Selection(since=D(1958, 1, 1))),
    ("after:1958-03 steel", "steel", Selection(since=D(1958, 3, 1))),
    ("after:1958/03/09 steel", "steel", Selection(since=D(1958, 3, 9))),
    ("steel before:1960-06", "steel", Selection(until=D(1960, 6, 1))),
    ("on:1960 steel", "steel", Selection(since=D(1960, 1, 1), until=D(1961, 1, 1))),
    ("on:1960-12 steel", "steel", Selection(since=D(1960, 12, 1), until=D(1961, 1, 1))),
    ("on:1960-02-29 steel", "steel", Selection(since=D(1960, 2, 29), until=D(1960, 3, 1))),
    ("after:1958 before:1960 steel", "steel", Selection(since=D(1958, 1, 1), until=D(1960, 1, 1))),
    ("after:1958 after:1959 steel", "steel", Selection(since=D(1959, 1, 1))),
    ("page:1 steel", "steel", Selection(pages=(1, 1))),
    ("column:社论 钢铁", "钢铁", Selection(column="社论")),
    ('column:"short commentary" steel', "steel", Selection(column="short commentary")),
    ("author:“Zheng Zude” fields", "fields", Selection(author="Zheng Zude")),
    ("title:groups steel", "steel", Selection(title="groups")),
    ("paper:人民日报 steel", "steel", Selection(newspaper="人民日报")),
    (
        "Steel zh:小洋群 -en:foreign",
        "Steel",
        Selection(phrases=(PhraseFilter("小洋群", "zh"), PhraseFilter("foreign", "en", required=False))),
    ),
    ("zh:小洋群", "小洋群", Selection(phrases=(PhraseFilter("小洋群", "zh"),))),
    ("ZH：小洋群", "小洋群", Selection(phrases=(PhraseFilter("小洋群", "zh"),))),
    ('"blast furnace"', "blast furnace", Selection(phrases=(PhraseFilter("blast furnace", None),))),
    (
        'on:1960 "blast furnace" “小高炉”',
        "blast furnace 小高炉",
        Selection(
            since=D(1960, 1, 1),
            until=D(1961, 1, 1),
            phrases=(PhraseFilter("blast furnace", None), PhraseFilter("小高炉", None)),
        ),
    ),
    # No filters: a quotation among other words, a colon in running text, a word that is like no filter.
    ('What is a "small group"?', 'What is a "small group"?', Selection()),
    ("The chairman said: steel first", "The chairman said: steel first", Selection()),
    ("See http://example.org/steel", "See http://example.org/steel", Selection()),
    ("Reuter:London reports", "Reuter:London reports", Selection()),
    ("note: this was steel", "note: this was steel", Selection()),
    ("What is the headline: steel first", "What is the headline: steel first", Selection()),
    ("Title: Steel\nColumn: 社论\nzh:", "Title: Steel\nColumn: 社论\nzh:", Selection()),
    ('steel en:"the title: first"', "steel", Selection(phrases=(PhraseFilter("the title: first", "en"),))),
]


@pytest.mark.parametrize(("line", "text", "selection"), GRAMMAR, ids=[g[0] for g in GRAMMAR])
def test_grammar(line: str, text: str, selection: Selection) -> None:
    question = parse(line)
    assert question.text == text
    assert question.selection == selection
    assert bool(question.filters) == bool(selection)


def test_what_was_typed_is_kept() -> None:
    assert parse("  flood on:1957 ").typed == "flood on:1957"
    assert parse("  flood on:1957 ").filters == ("on:1957",)


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("befor:1957 flood", "befor:", "before:1957"),
        ("pages:1 flood", "pages:", "page:1"),
        ("on:1957-13 flood", "calendar", "on:1960-04"),
        ("on:1957-02-29 flood", "calendar", "on:1960-04-25"),
        ("after:spring flood", "not a date", "after:1960"),
        ("page:one flood", "not a page", "page:1-3"),
        ("page:0 flood", "not a page", "page:1"),
        ("page:3-1 flood", "not a page", "page:1-3"),
        ("column: dike", "column: has no value", "column:dike"),
        ("dike column: 社论", "column: has no value", "column:社论"),
        ("zh:", "zh: has no value", "zh:小洋群"),
        ("dike on:", "on: has no value", "on:1960-04-25"),
        ("-en: steel", "en: has no value", "en:steel"),
        ("title：堤 zh： 槐树", "zh: has no value", "zh:槐树"),
        ('dike zh:""', "zh: has no value", "zh:小洋群"),
        ("-page:1 flood", "-", "page:1"),
        ("on:1957 page:1", "only filters", "Add"),
        ("-zh:槐树", "only filters", "Add"),
    ],
)
def test_bad_filters_name_the_right_form(line: str, message: str, hint: str) -> None:
    with pytest.raises(BadQuestion) as caught:
        parse(line)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("pgae:1", "page:1"),
        ("aftre:1958", "after:1958"),
        ("Befroe:1960", "before:1960"),
        ("coulmn:社论", "column:社论"),
        ("autor:王", "author:王"),
        ("titel：堤", "title:堤"),
        ("papr:日报", "paper:日报"),
        # Ordinary text with a colon in it.
        ("10:30", None),
        ("at:10:30", None),
        ("http://example.org/", None),
        ("https://after.example/", None),
        ("page1:2", None),
        ("Reuter:London", None),
        ("Zhou:yes", None),
        ("water:oil", None),
        ("note:this", None),
        ("ps:thanks", None),
        ("re:steel", None),
        ("date:1957", None),
        ("周总理：好", None),
        ("Premier Zhou: steel", None),
    ],
)
def test_a_misspelled_filter_is_told_from_text_with_a_colon(word: str, near: str | None) -> None:
    line = f"Who wrote {word} about the dike"
    if near is None:
        assert (parse(line).text, parse(line).filters) == (line, ())
    else:
        with pytest.raises(BadQuestion) as caught:
            parse(line)
        assert caught.value.message == f"there is no filter {word.replace('：', ':').partition(':')[0]}:"
        assert f"Did you mean {near}?" in caught.value.hint


def test_a_pasted_sentence_may_have_a_word_like_a_filter() -> None:
    line = "The chairman of the commune asked the members to read pages:1 of the report and to discuss it."
    assert parse(line).text == line


@pytest.mark.parametrize(
    "line",
    [
        "after:1958 before:1960-06 steel",
        "page:1-3 column:社论 author:王 title:堤 paper:日报 steel",
        'zh:小洋群 en:"blast furnace" steel',
    ],
)
def test_a_selection_is_written_back_as_filters(line: str) -> None:
    selection = parse(line).selection
    written = (f'{filter.name}:"{value}"' for filter, value in active_filters(selection))
    assert parse(f"{' '.join(written)} steel").selection == selection


@pytest.mark.parametrize("line", ["on:1957 steel", '"blast furnace" page:1', "zh:小洋群", "steel -en:foreign page:2"])
def test_a_question_is_written_as_a_line(line: str) -> None:
    question = parse(line)
    again = parse(question.line())
    assert (again.text, again.selection, again.date_mention) == (question.text, question.selection, question.date_mention)


def test_filters_are_added_and_removed() -> None:
    question = parse("steel in 1957")
    assert question.date_mention
    filtered = question.with_filters([TypedFilter.parse("on:1960"), TypedFilter.parse("-en:foreign")])
    assert filtered.filters == ("on:1960", "-en:foreign")
    assert filtered.date_mention is None
    assert filtered.without_filters(["on", "en"]) == question


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_edit_distance(first: str, second: str) -> None:
    distance = edit_distance(first, second)
    assert distance == edit_distance(second, first)
    assert (distance == 0) == (first == second)
    assert abs(len(first) - len(second)) <= distance <= max(len(first), len(second))
