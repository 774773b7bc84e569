"""A filter of another package: one module, and it is parsed, applied, completed, browsed by and listed in the help."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.ask import Assistant
from assistant.cli.main import archive
from assistant.dialogue.completion import completions
from assistant.dialogue.conversation import Conversation
from assistant.output.layout.browse import filters
from assistant.tui.widgets.prompt import typed_filters
from corpus.errors import BadQuestion
from corpus.selection import Condition
from embeddings.query.filters import FilterValues
from embeddings.query.question import BrowseRequest, parse, parse_line

MODULE = """
from dataclasses import replace

from corpus.errors import BadQuestion
from corpus.selection import Condition
from embeddings.query.filters import Filter

DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
SQL = "strftime('%w', article.date) = ?"


def apply(selection, value):
    if value not in DAYS:
        raise BadQuestion(f"{value} is no day of the week", "Write weekday:sunday.")
    return replace(selection, conditions=(*selection.conditions, Condition(SQL, (str(DAYS.index(value)),))))


def values(selection):
    return [DAYS[int(one.parameters[0])] for one in selection.conditions if one.sql == SQL]


def complete(part, known):
    return [day for day in DAYS if day.startswith(part) and day != part]


WEEKDAY = Filter("weekday", "sunday", "printed on this day of the week", apply, values, complete)
"""


@pytest.fixture
def weekday(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weekday_filter.py").write_text(MODULE)
    metadata = tmp_path / "weekday_filter-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: weekday-filter\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[archive_assistant.filters]\nweekday = weekday_filter:WEEKDAY\n")
    monkeypatch.syspath_prepend(str(tmp_path))


pytestmark = pytest.mark.usefixtures("weekday")


def test_it_is_parsed() -> None:
    question = parse("dike weekday:monday page:1")
    assert (question.text, question.filters) == ("dike", ("weekday:monday", "page:1"))
    assert question.selection.conditions == (Condition("strftime('%w', article.date) = ?", ("1",)),)
    assert isinstance(parse_line("weekday:monday"), BrowseRequest)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("dike weekday:noon", "noon is no day of the week"),
        ("dike weekdya:monday", "there is no filter weekdya:"),
        ("dike weekday: monday", "weekday: has no value"),
        ("dike -weekday:monday", "only zh: and en: can be excluded"),
    ],
)
def test_mistakes_are_reported(line: str, message: str) -> None:
    with pytest.raises(BadQuestion, match=message):
        parse(line)


def test_it_limits_answers(assistant: Assistant) -> None:
    answer = assistant.ask("dike weekday:saturday", 5)
    assert answer.quotes
    assert all(isinstance(q.article.date, datetime.date) and q.article.date.strftime("%A") == "Saturday" for q in answer.quotes)


def test_it_stays_on_in_a_conversation(assistant: Assistant) -> None:
    talk = Conversation(assistant)
    talk.ask("dike weekday:saturday")
    assert talk.ask("ferry").context.filters == ("weekday:saturday",)
    assert not talk.ask("-weekday: ferry").context.filters


def test_it_limits_browsing(assistant: Assistant) -> None:
    place = parse_line("weekday:saturday")
    assert isinstance(place, BrowseRequest)
    found = assistant.browse(place.selection)
    assert 0 < found.articles < assistant.browse().articles
    assert filters(place.selection) == "weekday:saturday"


def test_it_is_completed_and_shown() -> None:
    assert [one.text for one in completions("dike we", 7, FilterValues())] == ["weekday:"]
    assert [one.text for one in completions("weekday:s", 9, FilterValues())] == ["weekday:sunday ", "weekday:saturday "]
    assert typed_filters("dike weekday:monday") == ("weekday:monday",)


def test_the_help_lists_it() -> None:
    shown = CliRunner().invoke(archive, ["ask", "--help"]).output
    assert "weekday:sunday" in shown
    assert "printed on this day of the week" in shown
