"""A line that only names something looks it up: a passage that contains all its words is the answer."""

from __future__ import annotations

import pytest
from store_passages import every_passage

from assistant.answer import Outcome
from assistant.ask import Assistant
from corpus.storage.store import Store
from corpus.text.folding import fold
from embeddings.query.question import is_keyword_query


@pytest.mark.parametrize("line", ["locust trees", "ferry", "Gu Changgen", "flood 1952", "夜校", "堤", "鎮堤", "顾长根"])
def test_what_the_archive_has(assistant: Assistant, line: str) -> None:
    answer = assistant.ask(line)
    assert (answer.outcome, answer.reasons) == (Outcome.FOUND, ())
    assert answer.confidence >= 0.5


def test_a_word_with_a_hyphen_is_one(assistant: Assistant) -> None:
    """A line of four words is found whole however one of them is written."""
    apart, joined = (assistant.ask(line) for line in ("single cylinder machine paper", "single-cylinder machine paper"))
    assert apart.outcome is joined.outcome is Outcome.FOUND


@pytest.mark.parametrize("line", ["helicopter", "铁路", "railway strike", "cotton price", "坦"])
def test_what_it_has_not_or_not_whole(assistant: Assistant, line: str) -> None:
    assert assistant.ask(line).outcome is not Outcome.FOUND


@pytest.mark.parametrize(
    ("line", "only_names"),
    [
        ("locust trees", True),
        ("大跃进", True),
        ("steel output in 1958", True),
        ("winch-type bulldozer fuel consumption", True),
        ("Ch'en Po-ta grain seizures", True),
        ("Yan'an cave schools of 1946", True),
        ("ferry?", False),
        ("why locust trees", False),
        ("夜校在哪里", False),
        ("堤有多高", False),
        ("the ferry sank in the flood of July", False),
        ("柳渡镇的人在洪水里守住了江堤", False),
        ("……", False),
        ("1952", False),
    ],
)
def test_what_only_names_something(line: str, only_names: bool) -> None:
    assert is_keyword_query(line) is only_names


@pytest.mark.parametrize("character", ["堤", "船", "校", "龘"])
def test_a_character_alone_is_found_wherever_it_stands(assistant: Assistant, store: Store, character: str) -> None:
    holding = {
        number
        for number, article, passage in every_passage(store)
        if character in fold(f"{article.title_zh}\n{passage.chinese.text if passage.chinese else ''}")
    }
    words = assistant._engine().index._words
    numbers = [number for number, _, _ in every_passage(store)]
    assert words.frequency("bigrams", character) == len(holding)
    assert set(words.passages_with_term("bigrams", character, numbers)) == holding
    assert {number for number, _ in words.search("bigrams", [character], len(numbers))} == holding
