"""`archive sessions`: stdout is the list or the document, stderr the talk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sample_questions import Asked

from assistant.answer import Quote
from assistant.cli.main import archive
from assistant.sessions.session_store import Sessions
from assistant.system import paths
from assistant.text.citation import citation

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: object, input: str | None = None) -> Result:
        return CliRunner().invoke(archive, [str(a) for a in arguments], prog_name="archive", input=input)

    return invoke


@pytest.fixture
def kept(run: Run, answers: list[Asked]) -> tuple[int, list[Asked]]:
    """A session of the sample with two answers and a question without one."""
    asked = [a for a in answers if a.answer.quotes][:2]
    with Sessions.open(paths.sessions_file()) as sessions:
        id = sessions.begin(paths.archive_key(None))
        for one in asked:
            sessions.answer(sessions.ask(id, one.answer.question.typed), one.answer)
        sessions.ask(id, "unanswered \x1b[31m")
        sessions.ask(sessions.begin("/elsewhere"), "别处")
    return id, asked


@pytest.mark.parametrize("command", ["", "list", "show", "search", "export", "rename", "delete"])
def test_help(run: Run, command: str) -> None:
    result = run("sessions", *([command] if command else []), "--help")
    assert result.exit_code == 0
    assert "Usage: archive sessions" in result.stdout


def test_list(run: Run, kept: tuple[int, list[Asked]]) -> None:
    id, asked = kept
    result = run("sessions", "list")
    assert (result.exit_code, result.stderr) == (0, "")
    (line,) = result.stdout.splitlines()
    assert line.split()[0] == str(id)
    assert line.endswith(f"  3  {asked[0].answer.question.typed}")
    assert len(run("sessions", "list", "--all").stdout.splitlines()) == 2
    (row,) = [json.loads(text) for text in run("sessions", "list", "--json").stdout.splitlines()]
    assert (row["id"], row["archive"], row["questions"]) == (id, "sample", 3)
    assert run("sessions", "list", "--archive", "/elsewhere").stdout.endswith("别处\n")


def test_nothing_to_list(run: Run) -> None:
    result = run("sessions", "list")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No session.\n")


def _citation(quote: Quote) -> str:
    return citation(quote.article, quote.passage)


def test_search(run: Run, kept: tuple[int, list[Asked]]) -> None:
    word = _citation(kept[1][0].answer.quotes[0]).split(",")[1].split()[-1]
    assert run("sessions", "search", word, "UNANSWERED").stdout == "", "all words in one turn"
    assert run("sessions", "search", word).exit_code == 0
    assert len(run("sessions", "search", "UNANSWERED").stdout.splitlines()) == 1
    result = run("sessions", "search", "xyzzy")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "No session contains" in result.stderr


def test_show(run: Run, kept: tuple[int, list[Asked]]) -> None:
    id, asked = kept
    result = run("sessions", "show", id)
    assert result.exit_code == 0
    for one in asked:
        assert one.answer.question.typed in result.stdout
        assert one.answer.quotes[0].passage.id in result.stdout
    assert "\x1b" not in result.stdout
    assert "Not answered." in result.stdout
    assert "has changed since" not in result.stdout


def test_show_without_the_archive_shows_what_was_quoted(run: Run, kept: tuple[int, list[Asked]], tmp_path: Path) -> None:
    result = run("sessions", "show", kept[0], "--archive", tmp_path / "none")
    assert result.exit_code == 0
    assert "Not compared with the archive" in result.stderr
    assert kept[1][0].answer.quotes[0].passage.id in result.stdout


def test_export(run: Run, kept: tuple[int, list[Asked]], tmp_path: Path) -> None:
    id, asked = kept
    lines = [json.loads(line) for line in run("sessions", "export", id, "--format", "jsonl").stdout.splitlines()]
    assert [line["outcome"] for line in lines] == [*(a.answer.outcome.value for a in asked), None]
    for line, one in zip(lines, asked, strict=False):
        for quote, was in zip(line["quotes"], one.answer.quotes, strict=True):
            assert quote["citation"] == _citation(was)
            assert quote["chinese"] is None or quote["chinese"]["text"] == was.passage.chinese.text  # type: ignore[union-attr]
    result = run("sessions", "export", id, "--output", "out.md")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "3 questions written to out.md\n")
    assert (tmp_path / "out.md").read_text(encoding="utf-8") == run("sessions", "export", id).stdout


def test_rename_and_delete(run: Run, kept: tuple[int, list[Asked]]) -> None:
    id = kept[0]
    assert run("sessions", "rename", id, "大水").exit_code == 0
    assert run("sessions", "list").stdout.endswith("大水\n")
    assert run("sessions", "delete", id, input="n\n").exit_code == 0
    assert run("sessions", "list").stdout.endswith("大水\n")
    result = run("sessions", "delete", id, input="y\n")
    assert "Deleted: session" in result.stderr
    assert run("sessions", "list").stdout == ""


@pytest.mark.parametrize("command", ["show 99", "export 99", "delete 99 --yes", "rename 99 name"])
def test_a_missing_session_is_an_error(run: Run, command: str) -> None:
    result = run("sessions", *command.split())
    assert result.exit_code == 3
    assert "there is no session 99" in result.stderr
    assert "archive sessions list" in result.stderr
