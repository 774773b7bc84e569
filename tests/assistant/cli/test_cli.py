"""The command line's contract: what it prints, byte for byte, and one clear message with its exit code where it cannot."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import golden
import pytest
from click.testing import CliRunner, Result
from sample_questions import Asked
from store_passages import every_passage

from assistant.ask import Assistant
from assistant.cli.main import COMMANDS as REGISTERED
from assistant.cli.main import archive
from assistant.system import paths
from corpus.storage.store import FILE, Store
from embeddings.index import manifest

Run = Callable[..., Result]
ARTICLES = paths.SAMPLE / "articles"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `archive` in this process. Its stdout is no terminal, and as wide as COLUMNS says."""

    def invoke(*arguments: str | Path, columns: int = 80) -> Result:
        monkeypatch.setenv("COLUMNS", str(columns))
        return CliRunner().invoke(archive, [str(a) for a in arguments], prog_name="archive")

    return invoke


@pytest.fixture
def golden_is(request: pytest.FixtureRequest, sample_archive: Path) -> Callable[[str, str], None]:
    """Compare what was printed with a golden file."""

    def check(name: str, text: str) -> None:
        paths = {sample_archive: "ARCHIVE", ARTICLES: "ARTICLES"}
        golden.check(name, golden.masked(text, paths), request.config.getoption("--update-golden"))

    return check


@pytest.fixture
def copied(sample_archive: Path, tmp_path: Path) -> Path:
    """A copy of the sample archive that a test may damage."""
    return Path(shutil.copytree(sample_archive, tmp_path / "copied"))


def said(result: Result, code: int, *parts: str, stdout: str = "") -> None:
    """The command ended with this code and a message of these parts on stderr, and printed nothing else."""
    assert "Traceback" not in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (code, stdout), result.stderr
    for part in parts:
        assert part in result.stderr


# -- golden files -----------------------------------------------------------------------------------------------------

COMMANDS = (
    "align",
    "ask",
    "browse",
    "chat",
    "cite",
    "doctor",
    "eval",
    "find",
    "export",
    "forget-me",
    "index",
    "manual",
    "sessions",
    "show",
    "stats",
    "talk",
    "timeline",
    "verify",
)
ENGLISH = "How many boats were counted in Willow Ferry in 1959?"
CHINESE = "染坊的火是怎么烧起来的？"


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help(run: Run, golden_is: Callable[[str, str], None], command: str) -> None:
    result = run(*([command] if command else []), "--help")
    assert (result.exit_code, result.stderr) == (0, "")
    golden_is(f"help-{command or 'archive'}", result.stdout)


def test_every_command_has_its_help_here() -> None:
    assert sorted(REGISTERED) == sorted(COMMANDS)


def test_a_command_imports_no_other_command() -> None:
    code = (
        "import sys; from assistant.cli.main import archive\n"
        "archive.get_command(None, 'show')\n"
        "print(sorted(name for name in sys.modules if name.startswith(('assistant.cli.explore.', 'assistant.cli.manage.'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['assistant.cli.explore.show']"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_manual_lists_its_topics(run: Run, golden_is: Callable[[str, str], None], language: str) -> None:
    result = run("--lang", language, "manual")
    assert (result.exit_code, result.stderr) == (0, "")
    golden_is(f"manual-{language}", result.stdout)
    run("--lang", "en", "manual")  # the language is the whole program's


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(("name", "question"), [("en", ENGLISH), ("zh", CHINESE)])
def test_ask(
    run: Run, sample_archive: Path, golden_is: Callable[[str, str], None], name: str, question: str, columns: int
) -> None:
    result = run("ask", question, "-k", "1", "--archive", sample_archive, columns=columns)
    assert (result.exit_code, result.stderr) == (0, "")
    golden_is(f"ask-{name}-{columns}", result.stdout)


FINDS = {
    "text": ["槐树"],
    "wide": ["ferry", "--limit", "3"],
    "json": ["槐樹", "--json", "--limit", "2"],
    "count": ["Ferry", "--count"],
    "count-json": ["ferry", "-i", "--count", "--json"],
    "by-year": ["ferry", "--by", "year", "--en"],
    "by-month-json": ["渡口", "--by", "month", "--json", "after:1957"],
    "regex": ["--regex", "[一二三四五六七八九十]+株", "--context", "8"],
}


@pytest.mark.parametrize("name", FINDS)
def test_find(run: Run, sample_archive: Path, golden_is: Callable[[str, str], None], name: str) -> None:
    result = run("find", *FINDS[name], "--archive", sample_archive, columns=120 if name == "wide" else 80)
    assert result.exit_code == 0, result.stderr
    assert " occurrences in " in result.stderr
    golden_is(f"find-{name}", result.stdout + result.stderr)


TIMELINES = {
    "years": ["ferry"],
    "months": ["How many locust trees were planted along the dike?"],
    "by-year": ["槐树", "--by", "year"],
    "dated": ["What was done for the dike in 1956?"],
    "json": ["渡船 before:1957", "--by", "year", "--json"],
}


@pytest.mark.parametrize("name", TIMELINES)
def test_timeline(run: Run, sample_archive: Path, golden_is: Callable[[str, str], None], name: str) -> None:
    result = run("timeline", *TIMELINES[name], "--archive", sample_archive)
    assert (result.exit_code, result.stderr) == (0, "")
    golden_is(f"timeline-{name}", result.stdout)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What is that?", "The question has only question words"),
        ("in Peru", "No passage contains “Peru” in either language."),
        ("ferry on:1946", "The filters exclude everything that would be counted: 47 passages."),
    ],
)
def test_timeline_of_nothing(run: Run, sample_archive: Path, question: str, reason: str) -> None:
    result = run("timeline", question, "--archive", sample_archive)
    assert (result.exit_code, result.stderr) == (4, "")
    assert result.stdout.startswith("Nothing was counted.\n")
    assert reason in " ".join(result.stdout.split())


@pytest.mark.parametrize("question", ["!!!", "on:1957", "ferry on:1960-13"])
def test_timeline_refuses(run: Run, sample_archive: Path, question: str) -> None:
    assert run("timeline", question, "--archive", sample_archive).exit_code == 2


@pytest.mark.parametrize("more", [[], ["--count"], ["--by", "year"], ["--json"]])
def test_find_nothing(run: Run, sample_archive: Path, more: list[str]) -> None:
    result = run("find", "齐柏林飞船", *more, "--archive", sample_archive)
    assert result.exit_code == 4
    assert result.stderr == "0 occurrences in 0 passages of 0 articles\n"
    assert result.stdout in ("", "0\n", "         occurrences  passages\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["(", "--regex"], "not a regular expression"),
        (["x*", "--regex"], "is everywhere"),
        ([""], "is everywhere"),
        (["渡口", "steel"], "not a filter: steel"),
        (["渡口", "on:1960-13"], "on:1960-13"),
    ],
)
def test_find_refuses(run: Run, sample_archive: Path, arguments: list[str], message: str) -> None:
    said(run("find", *arguments, "--archive", sample_archive), 2, message)


def test_ask_json(run: Run, sample_archive: Path, golden_is: Callable[[str, str], None]) -> None:
    result = run("ask", ENGLISH, "-k", "1", "--json", "--archive", sample_archive)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.count("\n") == 1
    golden_is("ask-json", result.stdout)


def test_ask_batch(run: Run, sample_archive: Path, golden_is: Callable[[str, str], None], tmp_path: Path) -> None:
    lines = [{"id": 1, "question": CHINESE}, {"id": "b", "question": "  "}, {"question": "Who cast the bell?"}]
    batch = tmp_path / "questions.jsonl"
    batch.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines) + "\n", encoding="utf-8")
    result = run("ask", "--batch", batch, "-k", "1", "--archive", sample_archive)
    assert (result.exit_code, result.stderr) == (0, "")
    golden_is("ask-batch", result.stdout)


def passage_of(sample_archive: Path, name: str, number: int) -> str:
    with Store.open(sample_archive) as store:
        (aligned,) = store.articles_of_source(str(next(ARTICLES.rglob(name))))
        return aligned.passages[number].id


@pytest.mark.parametrize("columns", [80, 120])
def test_show_passage(run: Run, sample_archive: Path, golden_is: Callable[[str, str], None], columns: int) -> None:
    id = passage_of(sample_archive, "1959-02-14*", 1)
    result = run("show", id, "--archive", sample_archive, columns=columns)
    assert (result.exit_code, result.stderr) == (0, "")
    golden_is(f"show-{columns}", result.stdout)


@pytest.mark.parametrize("form", ["text", "chinese", "gb-t-7714-2015", "bibtex", "biblatex", "ris", "csl-json"])
def test_cite(run: Run, sample_archive: Path, golden_is: Callable[[str, str], None], form: str) -> None:
    ids = [passage_of(sample_archive, "1959-02-14*", 1), passage_of(sample_archive, "1956-03-24*", 0)]
    how = ["--style", form] if form in ("chinese", "gb-t-7714-2015") else ["--format", form]
    result = run("cite", *ids, *how, "--archive", sample_archive)
    assert (result.exit_code, result.stderr) == (0, "")
    golden_is(f"cite-{form}", result.stdout)


def test_cite_refuses_what_is_not_there(run: Run, sample_archive: Path) -> None:
    said(run("cite", "nothing:1", "--archive", sample_archive), 3, "no such article, passage or file")
    said(run("cite", passage_of(sample_archive, "1956-03-24*", 0), "--style", "apa", "--archive", sample_archive), 2, "apa")


def test_show_json(run: Run, sample_archive: Path, golden_is: Callable[[str, str], None]) -> None:
    path = next(ARTICLES.rglob("1963-03-09*"))
    result = run("show", path, "--json", "--archive", sample_archive)
    assert (result.exit_code, result.stderr) == (0, "")
    golden_is("show-json", result.stdout)


def test_align(run: Run, sample_archive: Path, golden_is: Callable[[str, str], None], tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text(
        "The ferry sank in the storm.\nIt was raised the next day. Nobody was hurt.\n\nThe school has four teachers.\n",
        encoding="utf-8",
    )
    (tmp_path / "zh.txt").write_text(
        "渡船在暴风雨中沉没了。\n第二天就捞起来了。\n没有人受伤。\n学校有四位教员。\n", encoding="utf-8"
    )
    result = run("align", tmp_path / "en.txt", tmp_path / "zh.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    golden_is("align", result.stdout)


@pytest.mark.parametrize("form", ["text", "json"])
def test_stats(run: Run, sample_archive: Path, golden_is: Callable[[str, str], None], form: str) -> None:
    result = run("stats", *(["--json"] if form == "json" else []), "--archive", sample_archive)
    assert (result.exit_code, result.stderr) == (0, "")
    golden_is(f"stats-{form}", result.stdout)


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("archive", [], 0),
        ("year", ["1957"], 0),
        ("month", ["1957-11"], 0),
        ("day", ["1957-11-16"], 0),
        ("absent", ["1957-11-05"], 4),
        ("column", ["--column", "社论", "--articles"], 0),
        ("json", ["1957-11-16", "--page", "4", "--json"], 0),
        ("filters", ["column:社论", "before:1957"], 0),
    ],
)
def test_browse(
    run: Run, sample_archive: Path, golden_is: Callable[[str, str], None], name: str, arguments: list[str], code: int
) -> None:
    result = run("browse", *arguments, "--archive", sample_archive)
    assert (result.exit_code, result.stderr) == (code, "")
    golden_is(f"browse-{name}", result.stdout)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["spring"], "spring is not a date"),
        (["1957-13"], "not in the calendar"),
        (["1957", "--page", "one"], "page:one is not a page"),
        (["1957", "colum:社论"], "there is no filter colum:"),
        (["zh:堤"], "browsing counts articles and does not read them: zh:堤"),
    ],
)
def test_browse_refuses_a_bad_place(run: Run, sample_archive: Path, arguments: list[str], part: str) -> None:
    result = run("browse", *arguments, "--archive", sample_archive)
    said(result, 2, part)
    assert re.search("Write|Did you mean", result.stderr)


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["1957", "page:4"], ["1957", "--page", "4"]),
        (["column:社论"], ["--column", "社论"]),
        (["paper:Willow Ferry"], ["--newspaper", "Willow Ferry"]),
    ],
)
def test_browse_takes_the_filters_of_a_question(run: Run, sample_archive: Path, words: list[str], options: list[str]) -> None:
    first, second = (run("browse", *arguments, "--archive", sample_archive) for arguments in (words, options))
    assert first.stdout.split("\n", 1)[1] == second.stdout.split("\n", 1)[1]


def test_verify(run: Run, sample_archive: Path, golden_is: Callable[[str, str], None]) -> None:
    result = run("verify", "--archive", sample_archive)
    assert (result.exit_code, result.stdout) == (0, "")
    golden_is("verify-exact", result.stderr)


def test_verify_json(run: Run, sample_archive: Path) -> None:
    result = run("verify", "--json", "--sample", "5", "--seed", "3", "--archive", sample_archive)
    found = json.loads(result.stdout)
    assert found["sample"] == {"files": 5, "of": 24, "seed": 3}
    assert found["files"] == {"exact": 5, "changed": 0, "missing": 0, "moved": 0, "damaged": 0}
    assert found["passages"] > 5
    assert found["findings"] == []
    assert "a sample of 5 of 24 files, seed 3" in result.stderr
    assert run("verify", "--json", "--sample", "5", "--seed", "3", "--archive", sample_archive).stdout == result.stdout


def test_verify_mends(run: Run, copied: Path) -> None:
    connection = sqlite3.connect(copied / FILE)
    connection.execute("UPDATE article SET title_zh = '改' WHERE id LIKE '19590214%'")
    connection.commit()
    connection.close()
    before = run("verify", "--mend", "--json", "--archive", copied)
    assert before.exit_code == 3
    assert [f["state"] for f in json.loads(before.stdout)["findings"]] == ["damaged"]
    assert run("index", ARTICLES, "--archive", copied).exit_code == 0
    assert run("verify", "--archive", copied).exit_code == 0


def test_verify_of_a_broken_record_is_a_message(run: Run, copied: Path) -> None:
    path = copied / FILE
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    for options in ([], ["--json"], ["--sample", "3"]):
        result = run("verify", *options, "--archive", copied)
        assert result.exit_code == 3
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert "Traceback" not in result.stderr
        assert "restore it from a copy" in result.stderr or "Restore" in result.stderr


@pytest.mark.parametrize("form", ["text", "json"])
def test_show_provenance(run: Run, sample_archive: Path, golden_is: Callable[[str, str], None], form: str) -> None:
    id = passage_of(sample_archive, "1954-05-08*", 0)
    result = run("show", id, "--provenance", *(["--json"] if form == "json" else []), "--archive", sample_archive)
    assert (result.exit_code, result.stderr) == (0, "")
    golden_is(f"show-provenance-{form}", result.stdout)


@pytest.mark.parametrize("form", ["jsonl", "tmx"])
def test_export(run: Run, sample_archive: Path, golden_is: Callable[[str, str], None], tmp_path: Path, form: str) -> None:
    arguments = ("export", "on:1954-05", "--format", form, "--archive", sample_archive)
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    golden_is(f"export-{form}", result.stdout)
    assert run(*arguments, "-o", tmp_path / "out").stdout == ""
    assert (tmp_path / "out").read_bytes() == result.stdout_bytes
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_export_that_fails_leaves_the_old_file(
    run: Run, sample_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").write_text("old", encoding="utf-8")

    def failing(*_: object) -> Iterator[str]:
        yield "half a line"
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.cli.manage.export.EXPORTERS", {"jsonl": failing})
    assert run("export", "-o", tmp_path / "out", "--force", "--archive", sample_archive).exit_code == 130
    assert (tmp_path / "out").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_export_replaces_a_file_only_if_it_is_told_to(run: Run, sample_archive: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("old", encoding="utf-8")
    arguments = ("export", "on:1954-05", "-o", tmp_path / "out", "--archive", sample_archive)
    said(run(*arguments), 2, f"{tmp_path / 'out'}: there is such a file already", "--force")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "old"
    assert run(*arguments, "--force").exit_code == 0
    assert (tmp_path / "out").read_text(encoding="utf-8") != "old"


@pytest.mark.parametrize("arguments", [["chat", "--resume", "99"], []], ids=str)
def test_the_chat_without_a_terminal_says_so(run: Run, arguments: list[str]) -> None:
    said(run(*arguments), 2, "the chat needs a terminal", "archive ask", "--web")


def test_an_export_into_a_missing_folder_names_the_folder(run: Run, sample_archive: Path, tmp_path: Path) -> None:
    result = run("export", "-o", tmp_path / "none" / "out.tmx", "--archive", sample_archive)
    said(result, 2, f"{tmp_path / 'none'}: there is no such folder")
    assert ".part" not in result.stderr


@pytest.mark.parametrize("filename", ["1954-05-08_更正.md"])
def test_counts_of_one_are_in_the_singular(run: Run, tmp_path: Path, filename: str) -> None:
    mine = tmp_path / "mine"
    result = run("index", paths.SAMPLE / "articles" / "1954.05" / filename, "--archive", mine)
    assert "1 file: 1 added\n1 article and 1 passage written to" in result.stderr
    told = (result.stderr, *(run(command, "--archive", mine).stdout for command in ("doctor", "stats")))
    told = (*told, run("verify", "--archive", mine).stderr)
    assert not [text for text in told if re.search(r"(?<![\d.,-])1 (?:files|articles|passages|texts)\b", text)]


def test_an_export_of_nothing_and_one_with_a_bad_filter_are_refused(run: Run, sample_archive: Path, tmp_path: Path) -> None:
    said(run("export", "on:1999", "-o", tmp_path / "out", "--archive", sample_archive), 4, "No article matches")
    assert not (tmp_path / "out").exists()
    said(run("export", "steel", "--archive", sample_archive), 2, "not a filter: steel", "on:1960-04")
    said(run("export", "colum:x", "--archive", sample_archive), 2, "column:x")


def test_verify_names_what_differs(run: Run, copied: Path, golden_is: Callable[[str, str], None]) -> None:
    gone, changed = ARTICLES / "1954.05" / "gone.md", next(ARTICLES.rglob("1955-04-02*"))
    with Store.open(copied) as store, store.transaction():
        stamps = store.file_infos()
        store.move_source(str(next(ARTICLES.rglob("1954-05-08*"))), stamps[str(changed)].__class__(str(gone), "0" * 64, 1, 1))
    connection = sqlite3.connect(copied / FILE)
    connection.execute("UPDATE source SET sha256 = ? WHERE path = ?", ("0" * 64, str(changed)))
    connection.execute("UPDATE article SET chinese = '改' || substr(chinese, 2) WHERE id LIKE '19590214%'")
    connection.commit()
    connection.close()
    result = run("verify", "--archive", copied)
    assert result.exit_code == 3
    golden_is("verify-damaged", result.stdout + result.stderr)


# -- what the contract says besides -----------------------------------------------------------------------------------


def test_the_archive_is_named_before_or_after_the_command_or_by_the_variable(
    run: Run, sample_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = run("stats", "--json", "--archive", sample_archive)
    before = run("--archive", sample_archive, "stats", "--json")
    monkeypatch.setenv("ARCHIVE_HOME", str(sample_archive))
    by_variable = run("stats", "--json")
    assert after.stdout == before.stdout == by_variable.stdout
    assert json.loads(after.stdout)["articles"] == 24
    assert by_variable.stderr == ""


def test_the_sample_answers_where_nothing_was_indexed_and_says_so(run: Run, sample_archive: Path) -> None:
    result = run("ask", ENGLISH)
    assert result.exit_code == 0
    assert "this is the sample, an invented newspaper" in result.stderr
    assert "Willow Ferry Gazette" in result.stdout


def test_nothing_found_exits_with_4_and_prints_the_closest(run: Run, sample_archive: Path, answers: list[Asked]) -> None:
    question = next(asked.text for asked in answers if asked.answer.outcome == "nothing")
    result = run("ask", question, "--archive", sample_archive)
    assert (result.exit_code, result.stderr) == (4, "")
    assert result.stdout.startswith("The archive does not say (")
    assert "distant match" in result.stdout
    as_json = run("ask", question, "--json", "--archive", sample_archive)
    assert as_json.exit_code == 4
    assert json.loads(as_json.stdout)["outcome"] == "nothing"


def test_a_batch_exits_with_0_found_or_not(run: Run, sample_archive: Path, answers: list[Asked], tmp_path: Path) -> None:
    question = next(asked.text for asked in answers if asked.answer.outcome == "nothing")
    batch = tmp_path / "batch.jsonl"
    batch.write_text(json.dumps({"id": 1, "question": question}) + "\n", encoding="utf-8")
    result = run("ask", "--batch", batch, "--archive", sample_archive)
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout)["outcome"] == "nothing"


@pytest.mark.parametrize("k", [1, 3])
def test_k_limits_the_passages(run: Run, sample_archive: Path, k: int) -> None:
    result = run("ask", ENGLISH, "-k", str(k), "--json", "--archive", sample_archive)
    assert len(json.loads(result.stdout)["quotes"]) == k


def test_show_takes_article_passage_and_file(run: Run, sample_archive: Path) -> None:
    passage = passage_of(sample_archive, "1959-02-14*", 0)
    path = next(ARTICLES.rglob("1959-02-14*"))
    shown = [run("show", id, "--json", "--archive", sample_archive).stdout for id in (passage, passage.split(":")[0], path)]
    assert shown[0] == shown[1] == shown[2] != ""


def test_a_file_is_shown_by_any_path_that_leads_to_it(
    run: Run, tmp_path: Path, sample_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = next((ARTICLES / "1954.05").iterdir())
    inbox = inbox_with(tmp_path, good=article.read_bytes())
    monkeypatch.chdir(inbox)
    said(run("index", f"../{inbox.name}/.", "--archive", tmp_path / "mine"), 0, "1 file: 1 added")
    for path in ("good.md", "./good.md", f"../{inbox.name}/good.md", str(inbox / "good.md")):
        assert run("show", path, "--archive", tmp_path / "mine").exit_code == 0, path


def test_doctor(run: Run, sample_archive: Path) -> None:
    result = run("doctor", "--archive", sample_archive)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert all(line.startswith("ok  ") for line in lines)
    assert any("indexes: agree with the record" in line for line in lines)


def test_a_path_that_was_mistyped_leaves_no_archive(run: Run, home: Path) -> None:
    """Where one is left, it takes the place of the sample."""
    said(run("index", home / "nowhere"), 3, "there is no such file or folder")
    said(run("index"), 3, "nothing was indexed here yet", "archive index PATH")
    assert not paths.default_archive().exists()


def test_index_then_ask(run: Run, sample_archive: Path, tmp_path: Path) -> None:
    inbox = Path(shutil.copytree(ARTICLES / "1954.05", tmp_path / "inbox"))
    folder = tmp_path / "mine"
    first = run("index", inbox, "--newspaper", "Gazette|柳渡报", "--archive", folder)
    said(first, 0, "1 file: 1 added", "1 article and")
    said(run("index", inbox, "--archive", folder), 0, "1 unchanged")
    said(run("index", "--archive", folder), 0, "1 unchanged")
    answer = run("ask", "What was corrected?", "--archive", folder)
    assert "Gazette (柳渡报), 8 May 1954" in answer.stdout
    (next(inbox.iterdir())).unlink()
    shutil.copytree(ARTICLES / "1957.11", inbox / "more")
    report = tmp_path / "report.jsonl"
    said(run("index", inbox, "--prune", "--report", report, "--archive", folder), 0, "2 added, 1 removed")
    assert report.is_file()
    newspapers = json.loads(run("stats", "--json", "--archive", folder).stdout)["newspapers"]
    assert newspapers == [{"name": "Gazette (柳渡报)", "articles": 2}]  # remembered for the folder


def test_a_folder_that_was_indexed_by_mistake_is_forgotten(run: Run, tmp_path: Path) -> None:
    good, bad = (Path(shutil.copytree(ARTICLES / month, tmp_path / month)) for month in ("1954.05", "1957.11"))
    folder = tmp_path / "mine"
    said(run("index", good, bad, "--archive", folder), 0, "3 added")
    said(run("index", "--forget", "--archive", folder), 2, "--forget needs PATHS")
    said(run("index", "--forget", next(bad.iterdir()), "--archive", folder), 3, "would be read again", f"--prune {bad}")
    said(run("index", "--forget", tmp_path / "else", "--archive", folder), 3, "nothing from this path", str(good))
    said(run("index", "--forget", bad, "--archive", folder), 0, "2 removed")
    said(run("index", "--archive", folder), 0, "1 unchanged")
    assert run("doctor", "--archive", folder).exit_code == 0
    assert json.loads(run("stats", "--json", "--archive", folder).stdout)["articles"] == 1
    assert len(list(bad.iterdir())) == 2


# -- failures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["", "   ", "\u3000\u3000", "?!"])
def test_a_question_without_a_word(run: Run, sample_archive: Path, tmp_path: Path, question: str) -> None:
    said(run("ask", question, "--archive", sample_archive), 2, "archive: ", "question", 'archive ask "')
    # Refused before an archive is looked for.
    said(run("ask", question, "--archive", tmp_path / "none"), 2, "question")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["ask"], "Give one question, or --batch FILE"),
        (["ask", "x", "-k", "0"], "-k"),
        (["ask", "x", "-k", "many"], "-k"),
        (["ask", "--batch", "/no/such/file"], "/no/such/file"),
        (["ask", "x", "--colour"], "--colour"),
        (["show"], "PASSAGE|ARTICLE|FILE"),
        (["align", "/no/such/file", "/no/such/file"], "/no/such/file"),
        (["frobnicate"], "frobnicate"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage(run: Run, arguments: list[str], part: str) -> None:
    said(run(*arguments), 2, part)


def test_a_question_and_a_batch(run: Run, tmp_path: Path) -> None:
    (tmp_path / "batch.jsonl").write_text("", encoding="utf-8")
    said(run("ask", "Why?", "--batch", tmp_path / "batch.jsonl"), 2, "Give one question, or --batch FILE")


def test_malformed_lines_of_a_batch_are_named_and_the_others_answered(run: Run, sample_archive: Path, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    good = json.dumps({"id": 5, "question": "Who cast the bell?"})
    bad = ["not json", '{"id": 1}', '["a", "list"]', '{"question": 7}', "null", '{"question": "cut']
    batch.write_text("\n".join([good, *bad, "", good]), encoding="utf-8")
    result = run("ask", "--batch", batch, "--archive", sample_archive)
    assert result.exit_code == 2
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [5, 5]
    lines = result.stderr.splitlines()
    assert [line.split(": ")[1] for line in lines] == [f"line {number}" for number in range(2, 8)]
    assert all(line.startswith(str(batch)) for line in lines)


def test_a_batch_file_that_is_not_text_is_refused(run: Run, sample_archive: Path, tmp_path: Path) -> None:
    (tmp_path / "batch.jsonl").write_bytes(b'{"question": "\xff\xfe"}')
    said(run("ask", "--batch", tmp_path / "batch.jsonl", "--archive", sample_archive), 2, "batch.jsonl: byte 14", "UTF-8")


@pytest.mark.parametrize("command", [["ask", "Why?"], ["show", "x"], ["stats"], ["verify"]], ids=lambda c: c[0])
def test_a_missing_archive(run: Run, tmp_path: Path, command: list[str]) -> None:
    folder = tmp_path / "none"
    said(run(*command, "--archive", folder), 3, f"archive: {folder}: there is no archive", "archive index PATH")
    assert not folder.exists()


def test_the_doctor_of_a_missing_archive_says_so_on_stdout(run: Run, tmp_path: Path) -> None:
    result = run("doctor", "--archive", tmp_path / "none")
    assert (result.exit_code, result.stderr) == (3, "")
    assert "FAIL record:" in result.stdout
    assert "archive index PATH" in result.stdout


@pytest.mark.parametrize("id", ["19990101-1-00000000", "19590214-2-29023780:99", "no-such-file.md"])
def test_an_unknown_passage(run: Run, sample_archive: Path, id: str) -> None:
    said(run("show", id, "--archive", sample_archive), 3, id, "archive has no such article, passage or file")


def truncate_vectors(folder: Path) -> None:
    path = manifest.current(folder) / "en.faiss"
    path.write_bytes(path.read_bytes()[:30])


def delete_words(folder: Path) -> None:
    shutil.rmtree(manifest.current(folder) / "words")


def corrupt_manifest(folder: Path) -> None:
    (manifest.current(folder) / "manifest.json").write_text("{]", encoding="utf-8")


def delete_current(folder: Path) -> None:
    (folder / "CURRENT").unlink()


def change_record(folder: Path) -> None:
    with Store.open(folder) as store, store.transaction():
        store.remove_source(next(iter(store.file_infos())))


@pytest.mark.parametrize(
    ("damage", "part"),
    [
        (truncate_vectors, "en.faiss"),
        (delete_words, "words"),
        (corrupt_manifest, "manifest"),
        (delete_current, "no index yet"),
        (change_record, "the index was built from record"),
    ],
)
def test_a_broken_index(run: Run, copied: Path, tmp_path: Path, damage: Callable[[Path], None], part: str) -> None:
    damage(copied)
    said(run("ask", ENGLISH, "--archive", copied), 3, "archive: ", part, "archive index")
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"question": "Why?"}', encoding="utf-8")
    said(run("ask", "--batch", batch, "--archive", copied), 3, part)
    doctor = run("doctor", "--archive", copied)
    assert doctor.exit_code == 3
    assert "FAIL indexes:" in doctor.stdout
    # The record is sound: reading it goes on.
    assert run("show", passage_of_any(copied), "--archive", copied).exit_code == 0
    assert run("stats", "--archive", copied).exit_code == 0


def passage_of_any(folder: Path) -> str:
    with Store.open(folder) as store:
        return next(passage.id for _, _, passage in every_passage(store))


def test_indexing_again_mends_a_broken_index(run: Run, copied: Path) -> None:
    truncate_vectors(copied)
    delete_words(copied)
    said(run("index", ARTICLES, "--archive", copied), 0, "24 unchanged")
    assert run("ask", ENGLISH, "--archive", copied).exit_code == 0


def replace_record(folder: Path) -> None:
    for path in folder.glob(f"{FILE}*"):
        path.unlink()
    (folder / FILE).write_bytes(b"this is no database" * 500)


def damage_pages(folder: Path) -> None:
    """The header is sound, what follows is not: found out only when it is read."""
    sqlite3.connect(folder / FILE).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    data = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(data[:4096] + b"\xa5" * (len(data) - 4096))


@pytest.mark.parametrize("damage", [replace_record, damage_pages])
@pytest.mark.parametrize("command", [["ask", ENGLISH], ["show", "x"], ["stats"], ["verify"]], ids=lambda c: c[0])
def test_a_corrupt_record(run: Run, copied: Path, damage: Callable[[Path], None], command: list[str]) -> None:
    damage(copied)
    result = run(*command, "--archive", copied)
    # `verify` says what it found on stdout, as ever; it cannot say more of a record that cannot be read.
    said(result, 3, "record", stdout=result.stdout if command[0] == "verify" else "")
    assert len(result.stdout.splitlines()) <= 1
    assert len(result.stderr.splitlines()) <= 3


def test_a_record_of_a_newer_program_is_refused(run: Run, copied: Path) -> None:
    connection = sqlite3.connect(copied / FILE)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    said(run("stats", "--archive", copied), 3, "version 999", "Update the program")


def test_a_missing_model_is_an_error(run: Run, sample_archive: Path, tmp_path: Path) -> None:
    said(run("ask", ENGLISH, "--model", str(tmp_path / "none"), "--archive", sample_archive), 3, "none")


def inbox_with(tmp_path: Path, **files: bytes) -> Path:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, data in files.items():
        (inbox / f"{name}.md").write_bytes(data)
    return inbox


def test_files_that_cannot_be_read_stop_nothing(run: Run, tmp_path: Path, sample_archive: Path) -> None:
    article = next((ARTICLES / "1954.05").iterdir()).read_bytes()
    broken = article.decode().encode("utf-8").replace("更".encode(), b"\xe6\x9b", 1)
    inbox = inbox_with(tmp_path, good=article, letter="Паром новый.\n".encode(), broken=broken, empty=b"")
    folder, report = tmp_path / "mine", tmp_path / "report.jsonl"
    result = run("index", inbox, "--report", report, "--archive", folder)
    said(
        result,
        0,
        "4 files: 1 added",
        "3 x unreadable",
        "letter.md: not an article",
        "broken.md: byte",
        "empty.md: the file is empty",
    )
    remarks = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    assert {Path(remark["path"]).name for remark in remarks} == {"letter.md", "broken.md", "empty.md"}
    assert all(set(remark) == {"kind", "path", "message", "span", "text"} for remark in remarks)
    assert json.loads(run("stats", "--json", "--archive", folder).stdout)["articles"] == 1


def test_an_untidy_folder_is_indexed(run: Run, tmp_path: Path, sample_archive: Path) -> None:
    """Word, PDF, scans and a broken name beside one article: it is read, the others are reported, and the run succeeds."""
    article = next((ARTICLES / "1954.05").iterdir()).read_bytes()
    inbox = inbox_with(tmp_path, **{"good\nname": article})
    for name in ("notes.docx", "scan.pdf", ".DS_Store", "a.zip"):
        (inbox / name).write_bytes(b"PK")
    report = tmp_path / "report.jsonl"
    result = run("index", inbox, inbox / ".." / inbox.name, "--report", report, "--archive", tmp_path / "mine")
    said(result, 0, "1 file: 1 added", "3 x skipped", "notes.docx: a Word document", "a.zip: a ZIP archive. Unpack it")
    assert ".DS_Store" not in result.stderr
    assert {json.loads(line)["kind"] for line in report.read_text(encoding="utf-8").splitlines()} == {"skipped"}


def test_a_report_that_cannot_be_written_is_an_error_before_anything_is_read(
    run: Run, tmp_path: Path, sample_archive: Path
) -> None:
    inbox = inbox_with(tmp_path, good=next((ARTICLES / "1954.05").iterdir()).read_bytes())
    result = run("index", inbox, "--report", tmp_path / "none" / "report.jsonl", "--archive", tmp_path / "mine")
    said(result, 3, "report.jsonl", "No such file")
    assert not (tmp_path / "mine").exists()


def test_the_exit_code_is_3_if_no_file_can_be_read(run: Run, tmp_path: Path, sample_archive: Path) -> None:
    inbox = inbox_with(tmp_path, letter="Паром новый.\n".encode(), binary=bytes(range(256)) * 10)
    said(run("index", inbox, "--archive", tmp_path / "mine"), 3, "2 x unreadable", "letter.md: not an article", "binary.md")


def test_an_empty_folder_is_an_error(run: Run, tmp_path: Path, sample_archive: Path) -> None:
    said(
        run("index", inbox_with(tmp_path), "--archive", tmp_path / "mine"),
        3,
        "no file to read in this folder",
        ".md, .txt, .jsonl, .tsv or .tmx",
    )


def test_a_missing_path_is_an_error(run: Run, tmp_path: Path, sample_archive: Path) -> None:
    said(run("index", tmp_path / "gone", "--archive", tmp_path / "mine"), 3, f"{tmp_path / 'gone'}: there is no such file")


def test_an_unwritable_folder_is_an_error(run: Run, tmp_path: Path, sample_archive: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    result = run("index", ARTICLES / "1954.05", "--archive", tmp_path / "file" / "archive")
    assert result.exit_code in (2, 3)
    said(result, result.exit_code, str(tmp_path / "file"))


def test_lines_that_cannot_be_aligned_are_an_error(run: Run, tmp_path: Path, sample_archive: Path) -> None:
    (tmp_path / "en.txt").write_text("One boat.", encoding="utf-8")
    (tmp_path / "zh.txt").write_bytes("来了一条船。走了两条船。".encode() + b"\xff\n")
    said(run("align", tmp_path / "en.txt", tmp_path / "zh.txt"), 3, "zh.txt: byte", "UTF-8")


def test_ctrl_c_exits_with_130(run: Run, sample_archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Assistant, "ask", stopped)
    said(run("ask", ENGLISH, "--archive", sample_archive), 130, "stopped")


def test_a_fault_of_the_program_is_not_hidden(run: Run, sample_archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Assistant, "ask", wrong)
    result = run("ask", ENGLISH, "--archive", sample_archive)
    assert result.exit_code == 1
    assert isinstance(result.exception, ZeroDivisionError)


def test_a_closed_pipe_is_not_an_error(sample_archive: Path) -> None:
    command = [sys.executable, "-m", "assistant.cli.main", "show", passage_of(sample_archive, "1963-03-09*", 0), "--json"]
    with subprocess.Popen(
        [*command, "--archive", str(sample_archive)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


# -- what cannot be read, and what would not end ------------------------------------------------------------------------------


def test_a_batch_with_lines_that_are_no_text(run: Run, sample_archive: Path, tmp_path: Path) -> None:
    lines = [
        '{"id": 1, "question": "\\ud800 ferry"}',
        "[" * 200_000,
        f'{{"id": {"9" * 5000}, "question": "ferry"}}',
        json.dumps({"id": 4, "question": ENGLISH}),
    ]
    (tmp_path / "batch.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = run("ask", "--batch", tmp_path / "batch.jsonl", "--archive", sample_archive)
    first, last = map(json.loads, result.stdout.splitlines())
    assert (first["id"], first["reason"]) == (1, "the line contains bytes that are not text")
    assert (last["id"], last["outcome"]) == (4, "found")
    assert "line 2: not JSON that can be read: it is nested too deeply" in result.stderr
    assert "line 3: not JSON" in result.stderr
    assert result.exit_code == 2


@pytest.mark.parametrize("expression", ["a{99999999999}", "(" * 5000])
def test_a_regular_expression_that_is_too_large(run: Run, sample_archive: Path, expression: str) -> None:
    said(run("find", "--regex", expression, "--archive", sample_archive), 2, "not a regular expression")


def test_a_regular_expression_that_would_not_end(run: Run, sample_archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.exploring.concordance.SECONDS", 0.2)
    result = run("find", "--regex", "(?:(?:[a-z ]+)+)+Z", "--archive", sample_archive)
    said(result, 2, "takes longer than 0.2 s for one passage", "Write it without a repetition")


@pytest.mark.parametrize(
    "line", ["ferry page:99999999999999999999", f"ferry page:{'9' * 5000}", f'"{"x" * 5000}"', f"on:{'9' * 5000}"], ids=len
)
def test_a_filter_with_far_too_many_digits(run: Run, sample_archive: Path, line: str) -> None:
    for command in (["ask"], ["timeline"], ["find"]):
        result = run(
            *command, *([line] if command != ["find"] else ["ferry", line.split(" ")[-1]]), "--archive", sample_archive
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception


@pytest.mark.parametrize(
    "text",
    [f"quotes = {'9' * 5000}", f"quotes = 0x{'f' * 5000}", f"quotes = {'[' * 5000}"],
    ids=["decimal", "hexadecimal", "nested"],
)
def test_settings_that_are_far_too_large(
    run: Run, sample_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("ARCHIVE_CONFIG", str(tmp_path / "config.toml"))
    result = run("stats", "--archive", sample_archive)
    said(result, 2, "config.toml")
    assert len(result.stderr) < 1000
