"""Each quote of an answer shows whether it answers by itself: what only came along with a good one is no match."""

from __future__ import annotations

import dataclasses
import json

import pytest
from factories import answer, article, quote
from sample_questions import Asked

from assistant.answer import Answer, Outcome
from assistant.ask import Assistant
from assistant.output.json_output import answer_json
from assistant.output.text_output import OutputFormat, answer_text, facts
from assistant.sessions import answer_codec
from assistant.sessions.session_export import _quote
from assistant.text.i18n import messages
from assistant.tui.shared.labels import facts as chat_facts
from assistant.tui.widgets.quote_card import QuoteCard
from embeddings.query.question import looks_up
from embeddings.ranking.confidence import ALL_WORDS

WORSE = list(Outcome).index


def test_the_first_quote_stands_as_the_answer_does_and_none_higher(answers: list[Asked]) -> None:
    for asked in answers:
        standings = [one.standing for one in asked.answer.quotes]
        assert standings[0] is asked.answer.outcome
        assert all(WORSE(one) >= WORSE(asked.answer.outcome) for one in standings)


@pytest.mark.parametrize("line", ["locust trees", "ferry", "夜校", "Gu Changgen", "堤"])
def test_of_a_line_that_only_names_something_no_quote_answers_that_has_it_not(assistant: Assistant, line: str) -> None:
    assert looks_up(line)
    found = assistant.ask(line)
    engine = assistant._engine()
    considered = engine.index.consider(found.question)
    held = {
        int(engine.index._table.numbers[at]): share
        for at, share in zip(considered.evidence.positions, considered.evidence.held, strict=True)
    }
    numbers = assistant._store.passage_numbers([one.passage.id for one in found.quotes])
    for one, number in zip(found.quotes, numbers, strict=True):
        if held.get(number, 0) >= ALL_WORDS:
            assert one.standing is Outcome.FOUND
        elif held.get(number, 0) == 0:
            assert one.standing is not Outcome.FOUND


def test_a_pasted_sentence_is_found_in_all_that_print_it(assistant: Assistant, answers: list[Asked]) -> None:
    passage = answers[0].answer.quotes[0].passage
    assert passage.english
    found = assistant.ask(passage.english.text)
    assert found.quotes[0].standing is Outcome.FOUND
    assert all(one.standing is Outcome.FOUND for one in found.quotes if one.printed)


def mixed() -> Answer:
    """A good match, a weak one and a distant one."""
    quotes = [
        dataclasses.replace(quote(article(f"Dike {rank}.", f"堤{rank}。", id=f"a{rank}"), rank=rank), standing=standing)
        for rank, standing in enumerate(Outcome, start=1)
    ]
    return answer(*quotes)


def test_every_form_says_how_a_quote_stands() -> None:
    made = mixed()
    assert [one["standing"] for one in answer_json(made)["quotes"]] == ["found", "weak", "nothing"]
    text = answer_text(made, OutputFormat(80, color=False))
    assert "\n1. [" in text
    assert "\n2. weak match [" in text
    assert "\n3. distant match [" in text
    for one, doubt in zip(made.quotes, ("", "weak match", "distant match"), strict=True):
        told = "\n".join(_quote(one))
        assert doubt in told
        assert ("match" in told) is bool(doubt)
    assert [set(QuoteCard(made.quotes, at).classes) & {"-found", "-weak", "-nothing"} for at in range(3)] == [
        {"-found"},
        {"-weak"},
        {"-nothing"},
    ]


@pytest.mark.parametrize("line", [facts, chat_facts])
def test_a_distant_match_is_not_counted_with_what_was_found(line) -> None:  # type: ignore[no-untyped-def]
    told = line(mixed()).replace("\u00a0", " ")
    assert "2 passages" in told
    assert "1 distant match" in told
    nothing = dataclasses.replace(mixed(), outcome=Outcome.NOTHING)
    told = line(nothing).replace("\u00a0", " ")
    assert "passage" not in told
    assert "3 distant matches" in told


def test_in_an_answer_of_an_earlier_version_every_quote_stands_as_the_answer_does() -> None:
    for outcome in Outcome:
        written = json.loads(answer_codec.encode_answer(dataclasses.replace(mixed(), outcome=outcome)))
        for one in written["quotes"]:
            del one["standing"]
        assert {one.standing for one in answer_codec.decode_answer(json.dumps(written)).quotes} == {outcome}


def test_the_labels_are_translated() -> None:
    assert all(outcome.doubt in messages().texts for outcome in Outcome if outcome.doubt)
