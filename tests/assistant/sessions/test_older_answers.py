"""A sessions file that version 0.1.0 wrote opens, and its answers are shown and exported.

`sessions-0.1.0.db` was written by that version over the sample and one reprint: answers of every outcome, with warnings, dates,
names, pasted texts and reprints, in both languages.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answer import Answer, Exactness, Outcome
from assistant.dialogue.conversation import for_timeline
from assistant.facts import DateApplied, DateIgnored, NameRead, QuotationNotFound, RecordedText
from assistant.output.text_output import OutputFormat
from assistant.sessions import answer_codec, session_export
from assistant.sessions.session_store import Sessions, Turn
from assistant.wording.messages import reprint_text
from corpus.model import SIDES


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[Sessions]:
    file = tmp_path / "sessions.db"
    shutil.copy(Path(__file__).parent / "sessions-0.1.0.db", file)
    with Sessions.open(file) as opened:
        yield opened


@pytest.fixture
def turns(sessions: Sessions) -> list[Turn]:
    return [turn for session in reversed(sessions.find()) for turn in sessions.turns(session.id)]


@pytest.fixture
def answers(turns: list[Turn]) -> list[Answer]:
    return [turn.answer for turn in turns if turn.answer]


def test_every_answer_is_read(turns: list[Turn], answers: list[Answer]) -> None:
    assert not [turn.error for turn in turns if "cannot be read" in turn.error]
    assert len(answers) == 14
    assert [turn.line for turn in turns if turn.answer is None] == ["!!!", "Killed before it was answered"]
    assert {answer.outcome for answer in answers} == set(Outcome)
    assert {quote.outcome for answer in answers for quote in answer.quotes} == set(Outcome)


def test_reasons_and_warnings_are_kept_as_recorded(answers: list[Answer]) -> None:
    reasons = [reason for answer in answers for reason in answer.reasons]
    warnings = {warning for answer in answers for quote in answer.quotes for warning in quote.warnings}
    assert all(isinstance(one, RecordedText) for one in (*reasons, *warnings))
    assert RecordedText("The numbers differ: 一万八千 in the Chinese, 180,000 in the English.") in warnings
    assert all(bool(answer.reasons) is (answer.outcome is not Outcome.FOUND) for answer in answers)


def test_interpretations_become_facts(answers: list[Answer]) -> None:
    understood = [one for answer in answers for one in answer.understood]
    assert DateApplied("on 9 July 1952", ("on:1952-07-09",)) in understood
    assert DateIgnored("in 1954", ("on:1954",), "better-match-elsewhere") in understood
    assert DateIgnored("in 1990", ("on:1990",), "nothing-printed") in understood
    assert NameRead("Liu Du", ("柳渡",)) in understood
    assert sum(isinstance(one, QuotationNotFound) for one in understood) == 2


def test_an_old_answer_can_be_asked_again(answers: list[Answer]) -> None:
    lines = [for_timeline(answer)[0].typed for answer in answers]
    assert "How many locust trees were planted in 1954? on:any" in lines
    assert "What happened on 9 July 1952? on:1952-07-09" in lines


def test_matches_and_reprints_are_kept(answers: list[Answer]) -> None:
    matches = [quote.quote_match.exactness for answer in answers for quote in answer.quotes if quote.quote_match]
    assert matches == [Exactness.EXACT, Exactness.LETTERS]
    reprint = next(one for answer in answers for quote in answer.quotes for one in quote.reprints)
    assert reprint_text(reprint) == (
        "Also printed: [19560329-1-77a35a10:1] 29 March 1956, p. 1, “Plant More Locust Trees Along the Dike” (沿堤多种槐树), "
        "¶1. English: machine translation."
    )


def test_what_is_read_is_written_in_the_new_form(answers: list[Answer]) -> None:
    for answer in answers:
        written = answer_codec.encode_answer(answer)
        assert "standing" not in written
        assert answer_codec.decode_answer(written) == answer


@pytest.mark.parametrize(("old", "new"), [("date-taken", "date-applied"), ("date-set-aside", "date-ignored")])
def test_codes_from_before_a_rename_are_read(answers: list[Answer], old: str, new: str) -> None:
    stored = [(answer, answer_codec.encode_answer(answer)) for answer in answers]
    renamed = [(answer, text.replace(f'"{new}"', f'"{old}"')) for answer, text in stored if f'"{new}"' in text]
    assert renamed
    for answer, text in renamed:
        assert answer_codec.decode_answer(text) == answer


def test_fields_of_a_question_from_before_a_rename_are_read(answers: list[Answer]) -> None:
    assert any(answer.question.date_mention for answer in answers)
    for answer in answers:
        old = answer_codec.encode_answer(answer).replace('"date_mention":', '"dated":')
        assert answer_codec.decode_answer(old) == answer


def test_sessions_are_shown_and_exported(sessions: Sessions) -> None:
    for session in sessions.find():
        turns = sessions.turns(session.id)
        shown = session_export.text(session, turns, OutputFormat(10_000, color=False))
        markdown = session_export.markdown(session, turns)
        lines = [json.loads(line) for line in session_export.json_lines(session, turns).splitlines()]
        assert len(lines) == len(turns)
        for turn, line in zip(turns, lines, strict=True):
            assert session_export.escaped(" ".join(turn.line.split())) in markdown
            assert turn.answer is None or line["outcome"] == turn.answer.outcome
            for quote in turn.answer.quotes if turn.answer else ():
                texts = [excerpt.text for side in SIDES if (excerpt := quote.passage.excerpt(side))]
                assert all(text.split("\n")[0] in shown for text in texts)
                assert quote.passage.id in markdown


def test_old_sessions_are_searched(sessions: Sessions) -> None:
    assert [session.questions for session in sessions.find(words="numbers differ")] == [5, 7, 1]


def test_anything_else_is_refused() -> None:
    facts = '{"reasons": [], "understood": [1]}', '{"reasons": [], "understood": [{"code": []}]}'
    for text in ("[]", "{}", '{"reasons": 1}', *facts, "no JSON"):
        with pytest.raises(ValueError):  # noqa: PT011
            answer_codec.decode_answer(text)
