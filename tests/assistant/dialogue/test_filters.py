"""Filters in whole answers over the sample: nothing outside passes, nothing inside is hidden by the limit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from built_archive import Built
from fake_encoder import FakeEncoder

from assistant.answer import Outcome
from assistant.ask import Assistant
from assistant.system.archive import ensure_sample
from assistant.wording.messages import reasons_text
from corpus.storage.store import Store
from embeddings.query.question import parse_filters
from embeddings.text.analyzer import Analyzer

QUESTION = "How many trees were planted along the dike?"


@pytest.fixture(scope="module")
def assistant() -> Iterator[Assistant]:
    with Assistant.open(ensure_sample()) as opened:
        yield opened


@pytest.mark.parametrize("year", range(1952, 1960))
def test_a_day_lets_through_its_own_year_only_and_all_of_it(assistant: Assistant, year: int) -> None:
    answer = assistant.ask(f"{QUESTION} on:{year}", 100)
    dates = {q.article.date for q in answer.quotes}
    assert {d.year for d in dates if d} == {year}
    inside = assistant._store.select(answer.question.selection)
    assert len(answer.quotes) == min(100, len(inside)), "a passage that fits was lost"


def test_words_of_one_side(assistant: Assistant) -> None:
    quotes = assistant.ask(f"{QUESTION} zh:槐树 -en:baskets", 50).quotes
    assert quotes
    for quote in quotes:
        assert quote.passage.chinese
        assert "槐树" in quote.passage.chinese.text
        assert "baskets" not in (quote.passage.english.text if quote.passage.english else "")


def test_case_does_not_matter_and_metadata_is_searched_in_both_languages(assistant: Assistant) -> None:
    shouted = assistant.ask(f"{QUESTION} title:FERRY").quotes
    assert shouted
    assert all("Ferry" in q.article.title_en for q in shouted)
    assert all("槐" in q.article.title_zh for q in assistant.ask(f"{QUESTION} title:槐").quotes)


@pytest.mark.parametrize("name", ["author", "title", "paper", "column"])
def test_blanks_match_any_run_of_blanks(tmp_path: Path, name: str) -> None:
    """On both sides: what the completion offers is found, however the record spaces it."""
    field = {"author": "author_zh", "title": "title_zh", "paper": "newspaper", "column": "column"}[name]
    row = {"newspaper": "Gazette", "date": "1958-05-01", "page": 1, "english": "The mill ran.", "chinese": "磨坊开工了。"}
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps(row | {"id": "a", field: "王少清　  梁一丁"}, ensure_ascii=False), encoding="utf-8")
    built = Built(tmp_path / "archive", FakeEncoder(), Analyzer())
    built.bring_up_to_date([file])
    with Store.open(built.folder) as store:
        for typed in ("王少清 梁一丁", "王少清　梁一丁", "少清   梁一"):
            assert len(store.select(parse_filters(f'{name}:"{typed}"'))) == 1
        assert not len(store.select(parse_filters(f"{name}:王少梁一丁")))


def test_page_and_column(assistant: Assistant) -> None:
    quotes = assistant.ask(f"{QUESTION} page:1 column:社论", 50).quotes
    assert quotes
    assert {(q.article.page, q.article.column) for q in quotes} == {(1, "社论")}


def test_an_exact_phrase_is_held_by_every_quote(assistant: Assistant) -> None:
    quotes = assistant.ask('"locust trees"', 50).quotes
    assert quotes
    assert all(q.passage.english and "locust trees" in q.passage.english.text.casefold() for q in quotes)


def test_nothing_inside_the_filters_says_what_is_outside(assistant: Assistant) -> None:
    answer = assistant.ask(f"{QUESTION} on:1970")
    assert answer.outcome is Outcome.NOTHING
    assert not answer.quotes
    assert re.fullmatch(
        r"No passage matches the filters\. Outside on:1970 there (is 1 passage|are \d+ passages) that may answer\. "
        r"The archive has 23 days between 9 July 1952 and 9 March 1963, and none that you asked about\.",
        reasons_text(answer.reasons),
    )
