"""A timeline counts what an answer's filters and dates leave, every month from the first to the last, and says why nothing."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from store_passages import every_passage

from assistant.answer import Answer, Context, Outcome
from assistant.ask import Assistant, in_context
from assistant.dialogue.conversation import Conversation, for_timeline, narrow_to
from assistant.facts import DateApplied, DateIgnored, Interpretation, NameRead
from assistant.output.text_output import OutputFormat
from assistant.output.timeline_output import timeline_json, timeline_text
from assistant.text.i18n import use
from assistant.wording.messages import count_text, empty_timeline_text, interpretation_text
from corpus.errors import BadQuestion, IndexMissing
from corpus.storage.store import Store
from corpus.text.date_period import Period
from embeddings.keyword_search import RELATIVE_THRESHOLD, KeywordSearcher
from embeddings.query.question import parse
from embeddings.text.analyzer import Analyzer

DIKE = "How many locust trees were planted along the dike?"
LINES = (
    "ferry",
    DIKE,
    "渡船",
    "dike on:1957",
    "ferry after:1955 before:1960",
    "渡船 zh:新",
    "paper page:1-2",
    "染坊的火是怎么烧起来的？",
)


def by_hand(store: Store, line: str) -> tuple[Counter[str], dict[str, set[str]]]:
    """Passages and articles by month: every passage of the record looked at, its weights added up."""
    finder, question = KeywordSearcher.open(store, Analyzer()), parse(line)
    weights, _, _ = finder.weights([question.text])
    fit, passages, articles = set(store.select(question.selection)), Counter[str](), dict[str, set[str]]()
    for number, article, _ in every_passage(store):
        held = sum(weight for key, weight in weights.items() if finder._words.passages_with_term(*key, [number]))
        if held >= RELATIVE_THRESHOLD - 1e-6 and number in fit and article.date:
            month = f"{article.date:%Y-%m}"
            passages[month] += 1
            articles.setdefault(month, set()).add(article.id)
    return passages, articles


@pytest.mark.parametrize("line", LINES)
def test_the_counts_are_those_of_going_through_all_passages(assistant: Assistant, store: Store, line: str) -> None:
    found = assistant.timeline(line)
    passages, articles = by_hand(store, line)
    assert passages
    assert {str(one.period): one.passages for one in found.months if one.passages} == passages
    assert {str(one.period): one.articles for one in found.months if one.passages} == {m: len(a) for m, a in articles.items()}
    assert found.total.passages == passages.total()
    assert found.reason is None


@pytest.mark.parametrize("line", LINES)
def test_no_month_and_no_year_is_left_out(assistant: Assistant, line: str) -> None:
    found = assistant.timeline(line)
    months, years = ([one.period for one in found.by(unit)] for unit in ("month", "year"))
    assert None not in (*months, *years)
    assert years == [Period(year) for year in range(years[0].year, years[-1].year + 1)]
    ends = months[0], months[-1]
    assert months == [month for year in years for month in year.parts() if ends[0] <= month <= ends[1]]
    assert (found.months[0].passages > 0, found.months[-1].passages > 0) == (True, True)
    for name in ("passages", "articles"):
        assert sum(getattr(one, name) for one in found.months) == sum(getattr(one, name) for one in found.years)
    assert all(one.articles <= one.printed for one in (*found.months, *found.years))
    assert found.unit == ("month" if len(months) <= 24 else "year")


def test_a_year_names_all_that_the_archive_has_of_it(assistant: Assistant) -> None:
    whole = {one.period.year: 0 for one in assistant.browse().parts}
    for one in assistant.browse().parts:
        whole[one.period.year] += one.articles
    for hits in assistant.timeline(f"{DIKE} after:1956-04").years:
        assert hits.period
        assert hits.printed == whole[hits.period.year]


def test_a_date_in_the_question_is_a_filter_and_no_word(assistant: Assistant) -> None:
    found, plain = (
        assistant.timeline("What was done for the dike in 1956?"),
        assistant.timeline("What was done for the dike on:1956"),
    )
    assert found.months == plain.months
    assert found.filters == ("on:1956",)
    assert found.date == DateApplied("in 1956", ("on:1956",))
    anywhere = assistant.timeline("What was done for the dike in 1956? on:any")
    assert anywhere.filters == ()
    assert anywhere.by("year")[[one.period for one in anywhere.years].index(Period(1956))] == found.years[0], "one row of it"


def test_a_date_without_a_passage_is_set_aside(assistant: Assistant) -> None:
    found = assistant.timeline("What did the ferry carry in 1946?")
    assert found.total.passages == assistant.timeline("What did the ferry carry in 1946? on:any").total.passages > 0
    assert found.date == DateIgnored("in 1946", ("on:1946",), "nothing-counted")
    assert interpretation_text(found.date) == "“in 1946” (on:1946) was ignored: no passage from that time would be counted."
    assert found.filters == ()
    use("zh")
    try:
        assert "“in 1946”（on:1946）未用作条件：当时没有可计的段落。" in timeline_text(found, "year", OutputFormat(80, False))
    finally:
        use("en")


def test_the_words_of_a_date_never_count_unless_there_are_no_others(assistant: Assistant) -> None:
    plain = assistant.timeline("What did the ferry carry?")
    assert assistant.timeline("What did the ferry carry in 1946? on:any").months == plain.months
    assert assistant.timeline('"in 1956" on:any').question.text == "in 1956", "asked word for word, it is what is counted"


def test_a_context_counts_as_in_an_answer(assistant: Assistant) -> None:
    within = assistant.timeline("ferry", Context(filters=("on:1957",)))
    assert (within.months, within.filters) == (assistant.timeline("ferry on:1957").months, ("on:1957",))
    ids = tuple(quote.article.id for quote in assistant.ask(DIKE).quotes[:1])
    assert assistant.timeline("dike", Context(within=ids)).total.articles <= 1
    leaning = assistant.timeline("in winter?", Context(together_with=(DIKE,)))
    assert leaning.months != assistant.timeline("in winter?").months


def test_articles_without_a_date_are_counted_apart(assistant: Assistant, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(None, 3, 2), ("1957-04", 4, 1)]
    monkeypatch.setattr(store.__class__, "count_by_month", lambda *_: rows)
    found = assistant.timeline("ferry")
    assert (found.undated.period, found.undated.passages, found.undated.articles) == (None, 3, 2)
    assert (found.total.passages, len(found.months)) == (7, 1)
    assert "n.d." in timeline_text(found, "month", OutputFormat(80, False))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "What is that?",
            "The question has only question words and very common words, so there is nothing to count over time.",
        ),
        ("zeppelin Peru", "No passage contains any of the question's words."),
        (
            "zeppelin Peru Lima Andes llama quinoa ferry",
            "Even the best passage contains only 3% of the question's words, weighted by rarity: too few to count by.",
        ),
        ("ferry on:1946", "The filters exclude everything that would be counted: 47 passages."),
    ],
)
def test_nothing_has_its_reason(assistant: Assistant, line: str, reason: str) -> None:
    found = assistant.timeline(line)
    assert (found.months, found.total.passages) == ((), 0)
    assert found.reason
    assert empty_timeline_text(found.reason) == reason
    use("zh")
    try:
        told = timeline_text(found, "year", OutputFormat(80, False))
    finally:
        use("en")
    assert told.startswith("没有可计的段落。")
    assert "passage" not in told


def test_words_that_no_passage_has_are_named_whether_something_was_counted_or_not(assistant: Assistant) -> None:
    some, none = assistant.timeline(f"{DIKE} zeppelin"), assistant.timeline("zeppelin")
    assert (some.reason is None, none.total.passages) == (True, 0)
    for found in (some, none):
        assert found.unknown == ("zeppelin",)
        assert "No passage contains “zeppelin” in either language." in timeline_text(found, "year", OutputFormat(80, False))
    assert assistant.timeline(DIKE).unknown == ()


@pytest.mark.parametrize("line", ["", "!!!", "on:1957", "ferry on:1960-13"])
def test_what_is_no_question_is_refused(assistant: Assistant, line: str) -> None:
    with pytest.raises(BadQuestion):
        assistant.timeline(line)


def test_without_an_index_it_says_so(sample_archive: Path, tmp_path: Path) -> None:
    with Store.open(sample_archive) as store:
        store.copy_to(tmp_path)
    with Assistant.open(tmp_path) as bare, pytest.raises(IndexMissing):
        bare.timeline("ferry")


def test_json_says_the_same(assistant: Assistant) -> None:
    found = assistant.timeline("ferry")
    told = json.loads(json.dumps(timeline_json(found, "year")))
    assert (told["counted"], told["unit"], told["passages"]) == (count_text(1.0), "year", found.total.passages)
    assert [part["period"] for part in told["parts"]] == [str(one.period) for one in found.years]


# From an answer to its timeline, and back


def answered(line: str, *understood: Interpretation, context: Context = Context()) -> Answer:
    return Answer(in_context(line, context), Outcome.FOUND, 0.9, (), (), 1.0, context, understood)


@pytest.mark.parametrize(
    ("answer", "line", "filters"),
    [
        (answered("ferry"), "ferry", ()),
        (answered("ferry on:1957", context=Context(filters=("page:1",))), "ferry on:1957", ("page:1",)),
        (
            answered("ferry in 1957", DateApplied("in 1957", ("on:1957",)), context=Context(filters=("on:1955", "page:1"))),
            "ferry in 1957 on:1957",
            ("page:1",),
        ),
        (answered("ferry in 1957", DateIgnored("in 1957", ("on:1957",), "nothing-printed")), "ferry in 1957 on:any", ()),
        (answered("Gu", NameRead("Gu", ("顾",))), "Gu", ()),
    ],
)  # fmt: skip
def test_a_timeline_is_of_what_was_answered(answer: Answer, line: str, filters: tuple[str, ...]) -> None:
    question, context = for_timeline(answer)
    assert (question.typed, context.filters) == (line, filters)


@pytest.mark.parametrize(
    ("line", "narrow"),
    [
        ("ferry", "ferry on:1957-04"),
        ("ferry on:1957 page:1", "ferry page:1 on:1957-04"),
        ("after:1950 before:1960 ferry in winter", "ferry in winter on:1957-04"),
        ("ferry on:any", "ferry on:1957-04"),
        ("渡船 after：1950", "渡船 on:1957-04"),
        ("甲。\n乙。", "甲。\n乙。 on:1957-04"),
    ],
)
def test_a_period_takes_the_place_of_other_dates(line: str, narrow: str) -> None:
    assert narrow_to(parse(line), Context(), Period(1957, 4)) == narrow


def test_what_is_narrowed_counts_what_the_row_said(assistant: Assistant) -> None:
    conversation = Conversation(assistant)
    conversation.ask("ferry after:1950 page:1-4")
    found = assistant.timeline(*for_timeline(conversation.ask("dike")))
    for hits in found.years:
        if hits.passages and hits.period:
            narrow = assistant.timeline(*for_timeline(conversation.ask(narrow_to(found.question, found.context, hits.period))))
            assert (narrow.total.passages, narrow.total.articles) == (hits.passages, hits.articles)
            assert narrow.filters == ("page:1-4", f"on:{hits.period}") or set(narrow.filters) == {
                "page:1-4",
                f"on:{hits.period}",
            }


def test_a_follow_up_that_is_narrowed_leans_on_what_it_leaned_on(assistant: Assistant) -> None:
    conversation = Conversation(assistant)
    conversation.ask(DIKE)
    answer = conversation.ask("and in winter?")
    again = conversation.ask(narrow_to(answer.question, answer.context, Period(1956)))
    assert again.context.together_with == answer.context.together_with == (DIKE,)
