"""A conversation over the sample archive: what stays on, what is mixed in, what is shown, and what takes it back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from assistant.answer import Answer, Context
from assistant.ask import Assistant
from assistant.cli.main import archive
from assistant.dialogue.conversation import Conversation
from assistant.facts import PassagesSkipped
from assistant.text.i18n import in_language
from assistant.wording.context_notes import context_notes
from assistant.wording.messages import context_text, reasons_text
from corpus.errors import BadQuestion, IndexStale

SCHOOL = "Who came to the evening classes in 1953?"


@pytest.fixture
def talk(assistant: Assistant) -> Conversation:
    return Conversation(assistant)


def ids(answer: Answer) -> list[str]:
    return [quote.passage.id for quote in answer.quotes]


def test_the_first_question_is_answered_as_it_is_alone(talk: Conversation, assistant: Assistant) -> None:
    answer = talk.ask(SCHOOL)
    assert answer.context == Context()
    assert ids(answer) == ids(assistant.ask(SCHOOL))


def test_questions_that_stand_alone_are_not_touched_by_what_came_before(talk: Conversation, assistant: Assistant) -> None:
    for question in (SCHOOL, "How did the measles begin?", "染坊的火是怎么烧起来的？", "The bell of Salt Store Lane"):
        answer = talk.ask(question)
        assert not answer.context
        assert ids(answer) == ids(assistant.ask(question))


# -- filters ----------------------------------------------------------------------------------------------------------


def test_filters_stay_on_until_they_are_taken_off(talk: Conversation) -> None:
    talk.ask("ferry after:1955 page:1")
    answer = talk.ask("boats")
    assert answer.context.filters == ("after:1955", "page:1")
    assert answer.question.typed == "boats"
    assert all(q.article.date and q.article.date.year >= 1955 and q.article.page == 1 for q in answer.quotes)
    assert talk.ask("-page: flood").context.filters == ("after:1955",)
    assert talk.filters == ("after:1955",)
    assert talk.ask("filters off").context.filters == ()
    assert talk.filters == ()
    assert not talk.ask("boats").context


def test_a_filter_that_is_typed_again_replaces(talk: Conversation) -> None:
    talk.ask("ferry after:1955 page:1 -en:school")
    assert talk.ask("boats page:2").context.filters == ("after:1955", "-en:school")
    assert talk.filters == ("after:1955", "-en:school", "page:2")
    assert talk.ask("boats on:1957").context.filters == ("-en:school", "page:2")  # dates belong together
    assert talk.ask("-en: boats").context.filters == ("page:2", "on:1957")


def test_taking_a_filter_off_asks_the_last_question_again(talk: Conversation) -> None:
    talk.ask("ferry after:1955 page:1")
    answer = talk.ask("-page:")
    assert answer.question.text == "ferry"
    assert answer.question.filters == ("after:1955",)
    talk.ask("ferry after:1955 page:1")
    assert talk.ask("取消筛选").question.filters == ()
    with pytest.raises(BadQuestion, match="no filter is on"):
        talk.ask("filters off")


def test_a_phrase_that_is_asked_for_is_no_filter_of_the_next_question(talk: Conversation) -> None:
    talk.ask("zh:渡船")
    assert not talk.ask("flood").context
    talk.ask('"渡船"')
    assert not talk.ask("flood").context
    talk.ask("ferry zh:渡船")
    assert talk.ask("flood").context.filters == ("zh:渡船",)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("-page:", "-page: there is no such filter to remove"),
        ("-colour: x", "there is no filter colour:"),
        ("-within:", "-within: there is no such filter to remove"),
        ("within:what x", "within:what names no quotation"),
        ("within:9 x", "no quotation 9: there are 1 to 5"),
        ("more like 9", "no quotation 9"),
        ("alone", "already asked alone"),
        ("undo", "nothing to undo"),
    ],
)
def test_commands_that_cannot_be_carried_out_are_refused(talk: Conversation, line: str, part: str) -> None:
    talk.ask("ferry after:1950")
    with pytest.raises(BadQuestion, match=part):
        talk.ask(line)
    assert talk.filters == ("after:1950",)  # and changes nothing


@pytest.mark.parametrize("line", ["more", "更像 3", "undo", "alone", "filters off", "within:answer", "within:1 x", "-on: x"])
def test_what_needs_an_answer_before_it(talk: Conversation, line: str) -> None:
    with pytest.raises(BadQuestion):
        talk.ask(line)


def test_a_line_of_filters_alone_is_still_a_place_to_look_at(talk: Conversation) -> None:
    talk.ask(SCHOOL)
    with pytest.raises(BadQuestion, match="only filters"):
        talk.ask("page:1")


# -- more, within -----------------------------------------------------------------------------------------------------


def test_more_goes_on_where_the_answer_ended(talk: Conversation, assistant: Assistant) -> None:
    whole = ids(assistant.ask("boats on the river", 12))
    parts = [talk.ask("boats on the river"), talk.ask("more"), talk.ask("更多", 2)]
    assert [id for part in parts for id in ids(part)] == whole
    assert [quote.rank for part in parts for quote in part.quotes] == list(range(1, 13))
    assert [part.context.skipped for part in parts] == [0, 5, 10]
    assert len({part.confidence for part in parts}) == 1
    assert ids(talk.ask("more like 12")) != ids(parts[0])


def test_more_of_what_is_all_shown(talk: Conversation) -> None:
    talk.ask("ferry on:1953-03", 100)
    answer = talk.ask("more")
    assert answer.quotes == ()
    assert isinstance(list(context_notes(answer.context))[-1], PassagesSkipped)


def test_within_the_articles_of_the_answer(talk: Conversation) -> None:
    first = talk.ask("ferry", 2)
    articles = {quote.article.id for quote in first.quotes}
    answer = talk.ask("within:answer how much does it cost?", 20)
    assert set(answer.context.within) == articles == {quote.article.id for quote in answer.quotes}
    narrower = talk.ask("within:1 cost", 20)
    assert {quote.article.id for quote in narrower.quotes} == {answer.quotes[0].article.id}
    assert talk.ask("another question altogether").context.within == narrower.context.within
    assert talk.ask("-within:").context.within == ()


# -- follow-ups -------------------------------------------------------------------------------------------------------


def test_a_follow_up_is_asked_together_with_the_question_before(talk: Conversation, assistant: Assistant) -> None:
    talk.ask("When did electric light come to Willow Ferry?")
    answer = talk.ask("why?")
    assert answer.context.together_with == ("When did electric light come to Willow Ferry?",)
    assert (
        answer.quotes[0].article.title_en
        == talk.ask("When did electric light come to Willow Ferry?").quotes[0].article.title_en
    )
    assert ids(answer) != ids(assistant.ask("why?"))
    again = talk.ask("它有多大？")
    alone = talk.ask("单独")
    assert again.context.together_with
    assert not alone.context.together_with
    assert ids(alone) == ids(assistant.ask("它有多大？"))


def test_a_chain_leans_on_its_beginning_and_its_end(talk: Conversation) -> None:
    talk.ask("How was the ferry crossing made safer?")
    talk.ask("and in fog?")
    answer = talk.ask("why?")
    assert answer.context.together_with == ("How was the ferry crossing made safer?", "and in fog?")
    assert talk.ask("how many?").context.together_with == ("How was the ferry crossing made safer?", "why?")
    assert not talk.ask("How did the measles begin?").context


def test_the_questions_words_are_not_made_up(talk: Conversation) -> None:
    talk.ask("How was the ferry crossing made safer? after:1952")
    answer = talk.ask("and in fog?")
    assert answer.question.typed == answer.question.text.removesuffix(" after:1952") == "and in fog?"
    assert answer.context.together_with == ("How was the ferry crossing made safer?",)  # without its filters, which stay on
    assert answer.context.filters == ("after:1952",)


# -- relevance feedback -----------------------------------------------------------------------------------------------


def likeness(assistant: Assistant, found: Answer, to: str) -> float:
    """Mean centred cosine of an answer's passages with one passage, both sides."""
    index = assistant._engine().index
    store = assistant._store
    target = index._centred(store.passage_numbers([to])).mean(axis=0)
    vectors = [index._centred([n]).mean(axis=0) for n in store.passage_numbers(ids(found))]
    return float(np.mean([v @ target / np.linalg.norm(v) / np.linalg.norm(target) for v in vectors]))


@pytest.mark.parametrize("question", ["boats on the river", "镇上的学校", "work at night", "花了多少钱？"])
def test_more_like_brings_what_is_alike_and_not_like_what_is_not(assistant: Assistant, question: str) -> None:
    plain = Conversation(assistant).ask(question)
    marked = plain.quotes[3].passage.id
    found = {}
    for verb in ("more like", "not like"):
        talk = Conversation(assistant)
        talk.ask(question)
        found[verb] = talk.ask(f"{verb} 4")
        assert marked not in ids(found[verb])
    assert found["more like"].context.like == found["not like"].context.unlike == (marked,)
    assert likeness(assistant, found["more like"], marked) > likeness(assistant, found["not like"], marked) + 0.02


def test_the_words_that_were_added_are_shown_and_stand_in_the_passage(talk: Conversation) -> None:
    first = talk.ask("boats on the river")
    answer = talk.ask("more like 2")
    passage = first.quotes[1].passage
    assert passage.english
    assert passage.chinese
    assert answer.context.words
    assert all(word in passage.english.text or word in passage.chinese.text for word in answer.context.words)


def test_marking_never_makes_the_archive_surer_of_its_answer(talk: Conversation) -> None:
    """A question that the archive does not answer stays so, however like the passages are to each other."""
    assert talk.ask("What is the capital of Peru?").outcome == "nothing"
    for _ in range(3):
        assert talk.ask("more like 1").outcome == "nothing"


def test_marks_add_up_and_are_undone_one_by_one(talk: Conversation) -> None:
    first = talk.ask("boats on the river")
    second = talk.ask("more like 2")
    third = talk.ask("not like 1")
    assert (len(third.context.like), len(third.context.unlike)) == (1, 1)
    assert not {*third.context.like, *third.context.unlike} & set(ids(third))
    turned = talk.ask("undo")
    assert (ids(turned), turned.context) == (ids(second), second.context)
    assert ids(talk.ask("撤销")) == ids(first)
    with pytest.raises(BadQuestion, match="nothing to undo"):
        talk.ask("undo")


def test_a_mark_by_passage_on_an_answer_of_before(assistant: Assistant) -> None:
    """What the chat does: the reader goes back to an older answer and marks a card of it."""
    talk = Conversation(assistant)
    old = talk.ask("boats on:1959")
    talk.ask("How did the measles begin?")
    talk.resume(old)
    answer = talk.ask("more like 2")
    assert answer.question.filters == ("on:1959",)
    assert answer.context.like == (old.quotes[1].passage.id,)
    talk.ask("and in winter?")
    assert talk.filters == ("on:1959",)


# -- as it is told ----------------------------------------------------------------------------------------------------


def test_each_context_note_says_how_to_undo_it() -> None:
    notes = context_notes(
        Context(("after:1957", "page:1"), ("a", "b"), ("Why?",), ("x:1",), ("y:2", "z:3"), ("flood", "洪水"), 5)
    )
    assert [context_text(note) for note in notes] == [
        "Asked together with “Why?”. To ask it by itself: alone",
        "Filters still on: after:1957 page:1. To remove: filters off",
        "Only in 2 articles of an earlier answer. To search everywhere: -within:",
        "Searched towards x:1, away from y:2, z:3, with the words flood, 洪水; these passages are not shown again. To go back: undo",
        "After the 5 already shown.",
    ]
    (note,) = context_notes(Context(filters=("-en:foreign",)))
    assert context_text(note) == "Filters still on: -en:foreign. To remove: -en:"
    assert not list(context_notes(Context()))


Talk = Callable[..., str]


def run(sample_archive: Path, lines: str, *options: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(archive, ["talk", *options, "--archive", str(sample_archive)], input=lines, prog_name="archive")
    return result.exit_code, result.stdout, result.stderr


def test_a_script_talks_in_json(sample_archive: Path) -> None:
    code, stdout, stderr = run(sample_archive, "ferry after:1957\n\n  \nmore like 9\n它多少钱？\nundo", "--json", "-k", "2")
    assert (code, stderr) == (0, "")
    first, refused, second, nothing = map(json.loads, stdout.splitlines())
    assert first["context"] is None
    assert refused["reason"] == "the last answer has no quotation 9: there are 1 to 2"
    assert second["question"] == "它多少钱？"
    assert second["context"] == {
        "filters": ["after:1957"], "within": [], "together_with": ["ferry"], "like": [], "unlike": [], "words": [], "skipped": 0,
    }  # fmt: skip
    assert nothing["reason"] == "there is nothing to undo"


def test_a_reader_talks_in_text(sample_archive: Path) -> None:
    code, stdout, stderr = run(sample_archive, "Who was the old boatman?\nand why?\nmore like 7\n", "-k", "1")
    assert code == 0
    assert "Asked together with “Who was the old boatman?”. To ask it by itself: alone" in " ".join(stdout.split())
    assert (
        stderr == "archive: the last answer has no quotation 7: there are 1 to 1\nUse the number in front of a quotation.\n\n"
    )


def test_nothing_on_standard_input(sample_archive: Path) -> None:
    assert run(sample_archive, "") == (0, "", "")


def test_matches_outside_the_selected_articles_are_counted(talk: Conversation) -> None:
    talk.ask("locust trees", 1)
    for line, where in (("within:answer bell", "the articles searched"), ("bell on:1956", "on:1956 and the articles searched")):
        reasons = talk.ask(line).reasons
        told = reasons_text(reasons)
        assert f"Outside {where} there " in told
        assert "  " not in told
        with in_language("zh"):
            assert "之外" in reasons_text(reasons)


def test_a_conversation_outlives_a_question_that_cannot_be_answered(
    sample_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may be at work in the archive; it may be done before the next question."""
    answered = Assistant.ask
    faults = iter([IndexStale("the index was built from another record", "Run `archive index`."), None])

    def ask(*arguments: object, **named: object) -> Answer:
        if fault := next(faults, None):
            raise fault
        return answered(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Assistant, "ask", ask)
    code, stdout, stderr = run(sample_archive, "ferry\nWho cast the bell?\n")
    assert (code, "built from another record" in stderr, "bell" in stdout) == (3, True, True)
