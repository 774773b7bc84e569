"""Each quote of an answer shows whether it answers by itself: what only came along with a good one is no match."""

from __future__ import annotations

import dataclasses
import json

import pytest
from factories import answer, article, quote
from sample_questions import Asked

from assistant.answer import Answer, Outcome, no_better_than
from assistant.ask import Assistant
from assistant.output.json_output import answer_json
from assistant.output.layout.answer import facts
from assistant.output.text_output import OutputFormat, answer_text
from assistant.sessions import answer_codec
from assistant.sessions.session_export import _quote
from assistant.tui.widgets.quote_card import QuoteCard
from embeddings.query.question import is_keyword_query
from embeddings.ranking.features import FULL_COVERAGE

WORSE = list(Outcome).index


def test_the_first_quote_has_the_outcome_of_the_answer_and_none_a_better_one(answers: list[Asked]) -> None:
    for asked in answers:
        outcomes = [one.outcome for one in asked.answer.quotes]
        assert outcomes[0] is asked.answer.outcome
        assert all(WORSE(one) >= WORSE(asked.answer.outcome) for one in outcomes)


@pytest.mark.parametrize("line", ["locust trees", "ferry", "夜校", "Gu Changgen", "堤"])
def test_a_quote_without_the_words_of_a_keyword_query_does_not_answer(assistant: Assistant, line: str) -> None:
    assert is_keyword_query(line)
    found = assistant.ask(line)
    engine = assistant._engine()
    candidates = engine.index.retrieve_candidates(found.question)
    held = {
        int(engine.index._table.numbers[at]): share
        for at, share in zip(candidates.features.positions, candidates.features.query_coverage, strict=True)
    }
    numbers = assistant._store.passage_numbers([one.passage.id for one in found.quotes])
    for one, number in zip(found.quotes, numbers, strict=True):
        if held.get(number, 0) >= FULL_COVERAGE:
            assert one.outcome is Outcome.FOUND
        elif held.get(number, 0) == 0:
            assert one.outcome is not Outcome.FOUND


def test_every_quote_that_contains_a_pasted_sentence_answers(assistant: Assistant, answers: list[Asked]) -> None:
    passage = answers[0].answer.quotes[0].passage
    assert passage.english
    found = assistant.ask(passage.english.text)
    assert found.quotes[0].outcome is Outcome.FOUND
    assert all(one.outcome is Outcome.FOUND for one in found.quotes if one.quote_match)


def mixed() -> Answer:
    """A good match, a weak one and a distant one."""
    quotes = [
        dataclasses.replace(quote(article(f"Dike {rank}.", f"堤{rank}。", id=f"a{rank}"), rank=rank), outcome=outcome)
        for rank, outcome in enumerate(Outcome, start=1)
    ]
    return answer(*quotes)


def test_text_json_markdown_and_cards_label_each_quote() -> None:
    made = mixed()
    assert [one["outcome"] for one in answer_json(made)["quotes"]] == ["found", "weak", "nothing"]
    text = answer_text(made, OutputFormat(80, color=False))
    assert "\n1 English · machine translation\n" in text
    assert "\n2 English · machine translation · weak match\n" in text
    assert "\n3 English · machine translation · distant match\n" in text
    for one, doubt in zip(made.quotes, ("", "weak match", "distant match"), strict=True):
        told = "\n".join(_quote(one))
        assert doubt in told
        assert ("match" in told) is bool(doubt)
    assert [set(QuoteCard(made.quotes, at).classes) & {"-found", "-weak", "-nothing"} for at in range(3)] == [
        {"-found"},
        {"-weak"},
        {"-nothing"},
    ]


def test_distant_matches_are_counted_apart() -> None:
    told = facts(mixed()).replace("\u00a0", " ")
    assert "2 passages" in told
    assert "1 distant match" in told
    nothing = dataclasses.replace(mixed(), outcome=Outcome.NOTHING, quotes=no_better_than(Outcome.NOTHING, mixed().quotes))
    told = facts(nothing).replace("\u00a0", " ")
    assert "passage" not in told
    assert "3 distant matches" in told


def test_quotes_stored_without_an_outcome_get_that_of_their_answer() -> None:
    for outcome in Outcome:
        written = json.loads(answer_codec.encode_answer(dataclasses.replace(mixed(), outcome=outcome)))
        for one in written["quotes"]:
            del one["outcome"]
        assert {one.outcome for one in answer_codec.decode_answer(json.dumps(written)).quotes} == {outcome}
