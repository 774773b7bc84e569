"""The words of a date that filters need not be in a passage; a question about nothing but a day gets the number of its articles."""

from __future__ import annotations

import pytest

from assistant.answer import Answer, Outcome
from assistant.answering.date_only_questions import date_only_period
from assistant.ask import Assistant
from assistant.facts import ArticlesOfPeriod, DateApplied, Reason, UnknownWords
from assistant.text.i18n import in_language
from assistant.wording.messages import reason_text
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


def reasons(answer: Answer) -> tuple[Reason, ...]:
    assert answer.outcome is not Outcome.FOUND
    assert answer.reasons
    return answer.reasons


@pytest.mark.parametrize("line", ["What happened on 9 July 1952?", "9 July 1952", "一九五二年七月九日发生了什么？"])
def test_the_articles_of_a_day_are_counted(assistant: Assistant, line: str) -> None:
    answer = assistant.ask(line)
    found = reasons(answer)[0]
    assert found == ArticlesOfPeriod("1952-07-09", 1)
    assert {str(quote.article.date) for quote in answer.quotes} == {"1952-07-09"}
    assert (
        reason_text(found)
        == "The archive has 1 article from 9 July 1952. To see it: archive browse 1952-07-09, or F5 in the chat."
    )
    with in_language("zh"):
        assert reason_text(found).startswith("档案收有1952年7月9日的文章 1 篇")


@pytest.mark.parametrize("line", ["What happened on 10 July 1952?", "1941年发生了什么？"])
def test_a_day_without_an_article(assistant: Assistant, line: str) -> None:
    found, *others = reasons(assistant.ask(line))
    assert isinstance(found, ArticlesOfPeriod)
    assert found.articles == 0
    assert not any(isinstance(other, UnknownWords) for other in others)
    assert "The archive has no article from" in reason_text(found)


@pytest.mark.parametrize("line", ["What did zeppelins carry in July 1952?", "1952年7月的飞艇运了什么？"])
def test_the_words_of_a_date_that_filters_are_not_called_unknown(assistant: Assistant, line: str) -> None:
    unknown = [word for one in reasons(assistant.ask(line)) if isinstance(one, UnknownWords) for word in one.words]
    assert unknown
    assert not any("1952" in word or "July" in word or "7月" in word for word in unknown)


def test_a_line_that_only_names_something_of_a_year_needs_the_year_in_no_passage(assistant: Assistant) -> None:
    candidates = assistant._engine().index.retrieve_candidates(parse("locust trees in 1956 on:1956"))
    assert max(candidates.features.query_coverage) < 1
    answer = assistant.ask("locust trees in 1956")
    assert answer.outcome is Outcome.FOUND
    assert all(isinstance(one, DateApplied) for one in answer.understood)
