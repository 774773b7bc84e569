"""A date that is taken for a filter is no word that a passage must hold; a question for a day alone is told what the archive has
of that day."""

from __future__ import annotations

import pytest

from assistant.answer import Answer, Outcome
from assistant.answering.date_only_questions import date_only_period
from assistant.ask import Assistant
from assistant.text.i18n import messages
from corpus.text.date_period import Period
from embeddings.query.question import parse
from embeddings.text.analyzer import Analyzer


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("What happened on 3 September 1966?", "1966-09-03"),
        ("3 September 1966", "1966-09-03"),
        ("What was in the newspaper on 3 September 1966?", "1966-09-03"),
        ("news of April 1960", "1960-04"),
        ("What happened in 1957?", "1957"),
        ("一九六六年九月三日发生了什么？", "1966-09-03"),
        ("1966年9月3日。", "1966-09-03"),
        ("1966年9月3日这一天有什么新闻？", "1966-09-03"),
        ("1960年4月发生了哪些大事？", "1960-04"),
        ("What happened at the ferry on 3 September 1966?", None),
        ("What happened?", None),
        ("What happened since 1958?", None),
        ("1966年9月3日渡口发生了什么？", None),
        ("steel 1958", None),
    ],
)
def test_what_asks_for_a_day_alone(line: str, period: str | None) -> None:
    assert date_only_period(parse(line), Analyzer()) == (Period.parse(period) if period else None)


def reason(answer: Answer) -> str:
    assert answer.outcome is not Outcome.FOUND
    assert answer.reason
    return answer.reason


@pytest.mark.parametrize("line", ["What happened on 9 July 1952?", "9 July 1952", "一九五二年七月九日发生了什么？"])
def test_a_day_of_the_archive_is_named_with_the_way_to_it(assistant: Assistant, line: str) -> None:
    answer = assistant.ask(line)
    assert reason(answer).startswith("The archive has 1 article of 9 July 1952: archive browse 1952-07-09 shows what, F5")
    assert {str(quote.article.date) for quote in answer.quotes} == {"1952-07-09"}
    assert messages().sentence(reason(answer)).startswith("档案收有1952年7月9日的文章 1 篇")


@pytest.mark.parametrize("line", ["What happened on 10 July 1952?", "1941年发生了什么？"])
def test_a_day_without_an_article_is_said_to_have_none(assistant: Assistant, line: str) -> None:
    told = reason(assistant.ask(line))
    assert "The archive has no article of" in told
    assert "No passage has" not in told
    assert "档案中没有" in messages().sentence(told)


@pytest.mark.parametrize("line", ["What did zeppelins carry in July 1952?", "1952年7月的飞艇运了什么？"])
def test_words_of_a_date_that_is_a_filter_are_neither_missing_nor_weighed(assistant: Assistant, line: str) -> None:
    told = reason(assistant.ask(line))
    assert "1952" not in told.partition("The archive covers")[0]
    assert "July" not in told.partition("The archive covers")[0]


def test_a_line_that_only_names_something_of_a_year_needs_the_year_in_no_passage(assistant: Assistant) -> None:
    considered = assistant._engine().index.consider(parse("locust trees in 1956 on:1956"))
    assert max(considered.evidence.query_coverage) < 1
    answer = assistant.ask("locust trees in 1956")
    assert answer.outcome is Outcome.FOUND
    assert all(one.applied for one in answer.understood)
