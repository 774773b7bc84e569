"""A date in the question's words either filters the passages, or is ignored for a stated reason."""

from __future__ import annotations

import datetime

import pytest

from assistant.answer import Answer, Outcome
from assistant.ask import Assistant
from assistant.facts import DateApplied, DateIgnored
from assistant.wording.messages import interpretation_text


def printed(answer: Answer) -> list[datetime.date | None]:
    return [quote.article.date for quote in answer.quotes]


@pytest.mark.parametrize(
    ("question", "words", "filters", "first", "last"),
    [
        ("How many locust trees were planted in March 1956?", "in March 1956", "on:1956-03", "1956-03-01", "1956-03-31"),
        ("一九五六年三月沿堤种了多少槐树？", "一九五六年三月", "on:1956-03", "1956-03-01", "1956-03-31"),
        ("What was planted on 24 March 1956?", "on 24 March 1956", "on:1956-03-24", "1956-03-24", "1956-03-24"),
        (
            "How did paper making change between 1954 and 1955?",
            "between 1954 and 1955",
            "after:1954 before:1956",
            "1954-01-01",
            "1955-12-31",
        ),
        ("Which boats were there in the 1950s?", "in the 1950s", "after:1950 before:1960", "1950-01-01", "1959-12-31"),
    ],
)
def test_a_date_is_a_filter(assistant: Assistant, question: str, words: str, filters: str, first: str, last: str) -> None:
    answer = assistant.ask(question)
    (one,) = answer.understood
    assert one == DateApplied(words, (filters,))
    assert answer.quotes
    assert all(day and first <= day.isoformat() <= last for day in printed(answer))


def test_a_date_can_be_turned_off(assistant: Assistant) -> None:
    answer = assistant.ask("How many locust trees were planted in March 1956? on:any")
    assert answer.understood == ()
    assert {day.year for day in printed(answer) if day} > {1956}


@pytest.mark.parametrize("filter", ["on:1956-03", "after:1956", "before:1957"])
def test_a_typed_date_filter_overrides_the_question(assistant: Assistant, filter: str) -> None:
    assert assistant.ask(f"How many locust trees were planted in 1954? {filter}").understood == ()


def test_news_printed_days_later_is_found(assistant: Assistant) -> None:
    answer = assistant.ask("How many locust trees were planted along the dike on 20 March 1956?")
    (one,) = answer.understood
    assert one == DateApplied("on 20 March 1956", ("after:1956-03-20 before:1956-04-04",), 14)
    assert "14 days" in interpretation_text(one)
    assert printed(answer)[0] == datetime.date(1956, 3, 24)


def test_a_date_of_the_content_does_not_filter(assistant: Assistant) -> None:
    """The paper mill's machine was in the paper of 1954; in 1959 the paper wrote of other things."""
    for question in ("How heavy was the drying cylinder of the paper mill in 1959?", "造纸厂的烘缸在1959年有多重？"):
        answer = assistant.ask(question)
        (one,) = answer.understood
        assert isinstance(one, DateIgnored)
        assert (one.filters, one.why) == (("on:1959",), "better-match-elsewhere")
        assert "was ignored: the best match was printed at another time" in interpretation_text(one)
        assert printed(answer)[0] == datetime.date(1954, 4, 24)


def test_a_date_outside_the_archive_is_set_aside(assistant: Assistant) -> None:
    answer = assistant.ask("Who cast the bell in the famine of 1942?")
    (one,) = answer.understood
    assert isinstance(one, DateIgnored)
    assert one.why == "nothing-printed"
    assert "the archive has nothing of that time, but 23 days between 9 July 1952 and" in interpretation_text(one)
    assert answer.quotes


def test_an_unanswered_question_with_a_date_has_reasons(assistant: Assistant) -> None:
    """As a typed one is: either the date gave way, or the reason names what else there is."""
    answer = assistant.ask("Which zeppelin crossed the ocean in 1956?")
    assert answer.outcome is not Outcome.FOUND
    assert answer.reasons
