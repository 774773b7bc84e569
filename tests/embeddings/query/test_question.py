"""One line becomes a question in one language, or is refused with a hint."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import BadQuestion
from corpus.text.folding import without_ignored
from embeddings.query.question import language_of, parse, pasted


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Why was the dike built?", "en"),
        ("为什么要修堤？", "zh"),
        ("What is 堤?", "en"),
        ("What does 小洋群 mean?", "zh"),
        ("1958年", "zh"),
        ("1958", "en"),
        ("１９５８", "en"),
        ("Où est le bac ?", "en"),
        ("㐀", "zh"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language
    assert parse(text).language == language


def test_blanks_around_the_question_go_and_those_inside_stay() -> None:
    assert parse(" \t　How  many　boats? \n").text == "How  many　boats?"


@pytest.mark.parametrize("line", ["", "   ", "\t\n", "\u3000\u3000", "?!…", "——", "🙂", "\x00"])
def test_a_line_without_a_word_is_refused_with_an_example(line: str) -> None:
    with pytest.raises(BadQuestion) as refused:
        parse(line)
    assert "question" in refused.value.message
    assert "archive ask" in refused.value.hint


def test_the_refusal_says_whether_the_line_was_empty_or_had_no_word() -> None:
    with pytest.raises(BadQuestion, match="is empty"):
        parse("  ")
    with pytest.raises(BadQuestion, match=r"no word in the question: \?\?"):
        parse(" ?? ")


@given(st.text())
def test_a_line_is_a_question_exactly_if_it_has_a_letter_or_digit(line: str) -> None:
    if any(c.isalnum() for c in line):
        assert parse(line).text == (line if pasted(line) else without_ignored(line)).strip()
    else:
        with pytest.raises(BadQuestion):
            parse(line)
