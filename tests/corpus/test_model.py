"""The data model: spans are half-open and within their text, excerpts are exact, newspaper names are parsed."""

import dataclasses
import datetime

import pytest
from corpus_helpers import PAPER, SOURCE, law
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import ALIGNABLE, AlignedPassage, Article, Bead, Excerpt, Kind, Newspaper, Paragraph, Span, Text


@law
@given(st.text(), st.data())
def test_a_cut_is_exactly_the_characters_of_its_span(content: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    excerpt = Text(content, ()).cut(Span(start, end))
    assert excerpt.text == content[start:end]
    assert len(excerpt.span) == len(excerpt.text)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (-2, -1)])
def test_an_invalid_span_is_rejected(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_a_span_beyond_the_text_is_rejected() -> None:
    with pytest.raises(ValueError, match="beyond 3 characters"):
        Text("渡船a", ()).cut(Span(1, 4))


def test_spans_shift_and_sort_by_place() -> None:
    assert Span(2, 5).shift(10) == Span(12, 15)
    assert Span(12, 15).shift(-12) == Span(0, 3)
    assert sorted([Span(4, 5), Span(1, 9), Span(1, 2)]) == [Span(1, 2), Span(1, 9), Span(4, 5)]
    with pytest.raises(ValueError, match="not a span"):
        Span(2, 5).shift(-3)


def test_the_model_is_frozen() -> None:
    passage = AlignedPassage("a:1", "a", Excerpt(Span(0, 1), "x"), None, 1, 1, (Span(0, 1),), (), (Bead((0,), ()),), 0.0)
    for noun, field in ((Span(0, 1), "end"), (Paragraph(Span(0, 1)), "kind"), (Text("a", ()), "content"), (passage, "english")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(noun, field, None)


def test_sides() -> None:
    article = Article("a", PAPER, datetime.date(1960, 4, 25), 3, "", "A", "甲", "", "", SOURCE, Text("e", ()), Text("中", ()))
    assert article.text("en") is article.english
    assert article.text("zh") is article.chinese
    assert (article.title("en"), article.title("zh")) == ("A", "甲")
    bead = Bead((1,), (2, 3))
    assert (bead.side("en"), bead.side("zh")) == ((1,), (2, 3))


def test_an_article_without_text_is_rejected() -> None:
    with pytest.raises(ValueError, match="no text"):
        Article("a", PAPER, None, None, "", "", "", "", "", SOURCE, None, None)


def test_unalignable_kinds() -> None:
    assert frozenset(Kind) - ALIGNABLE == {Kind.GLOSSARY, Kind.STRAY}


@pytest.mark.parametrize(
    ("typed", "english", "chinese", "shown"),
    [
        ("People's Daily|人民日报", "People's Daily", "人民日报", "People's Daily (人民日报)"),
        (" People's Daily | 人民日报 ", "People's Daily", "人民日报", "People's Daily (人民日报)"),
        ("People's Daily", "People's Daily", "", "People's Daily"),
        ("人民日报", "", "人民日报", "人民日报"),
        ("|人民日报", "", "人民日报", "人民日报"),
        ("Gazette|", "Gazette", "", "Gazette"),
        ("", "", "", ""),
    ],
)
def test_a_newspaper_is_parsed_as_it_is_typed(typed: str, english: str, chinese: str, shown: str) -> None:
    newspaper = Newspaper.parse(typed)
    assert newspaper == Newspaper(english, chinese)
    assert str(newspaper) == shown
