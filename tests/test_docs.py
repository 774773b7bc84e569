"""The README and the manual are true: what they show is what the program prints.

A ```console block holds a command and everything that it prints, without the notice that the sample archive is used.
`pytest --update-golden tests/test_docs.py` writes the blocks anew from what is printed now; read the difference.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from character_accounting import accounting
from click.testing import CliRunner

from assistant.cli.main import archive
from assistant.evaluation.gold import read_questions
from assistant.manual import TOPICS, Language, page, topics
from assistant.system.config import Settings, load
from assistant.system.exit_codes import ExitCode
from corpus.errors import UsageError
from corpus.model import Newspaper, Source
from corpus.readers.registry import read_source
from corpus.selection import Selection
from corpus.storage.store import Store

ROOT = Path(__file__).parent.parent
MANUAL = ROOT / "assistant" / "manual"
PAGES = {language: [MANUAL / language / f"{topic}.md" for topic in TOPICS] for language in ("en", "zh")}
ALL = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *PAGES["en"], *PAGES["zh"]]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(
    r"^```console\n\$ ((?:printf '(?P<stdin>[^']*)' \| )?archive (?P<arguments>.*))\n(?P<shown>(?s:.*?))^```$", re.MULTILINE
)
LANGUAGE_OPTION = re.compile(r"^--lang (?:en|zh) ")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _examples(*paths: Path) -> Iterator[object]:
    for path in paths:
        for match in CONSOLE.finditer(_read(path)):
            yield pytest.param(path, match[1], id=f"{path.relative_to(ROOT)}: {match[1]}")


@pytest.fixture
def run(sample_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str, str, int], str]]:
    """Run a command line of a document: what a reader's terminal shows then, without what differs from run to run."""
    monkeypatch.chdir(ROOT)

    def terminal(arguments: str, stdin: str, language: str, columns: int) -> str:
        monkeypatch.setenv("COLUMNS", str(columns))
        typed = ["--lang", language, *shlex.split(arguments)]
        output = CliRunner().invoke(archive, typed, prog_name="archive", input=stdin.replace("\\n", "\n")).output
        output = re.sub(r"^.*archive index PATH\n", "", output, flags=re.MULTILINE)  # the notice of the sample
        if "--json" in typed and output.startswith("{"):
            output = _laid_out(output)
        output = output.replace(str(sample_archive), "~/.cache/archive-assistant/sample").replace(str(ROOT), "...")
        output = re.sub(r"\d+\.\d\d (s|秒)$", r"0.11 \1", output, flags=re.MULTILINE)
        output = re.sub(r'("elapsed_ms": )[\d.]+', r"\g<1>110.0", output)
        return output.strip("\n") + "\n"

    yield terminal
    CliRunner().invoke(archive, ["--lang", "en", "manual"])  # the language is the whole program's


def _laid_out(line: str) -> str:
    """One line of JSON as the manual shows it: a name a line, lists of numbers on one."""
    text = json.dumps(json.loads(line), ensure_ascii=False, indent=2)
    text = re.sub(r"\[\s+(\d[\d,\s]*?)\s+\]", lambda found: f"[{' '.join(found[1].split())}]", text)
    return re.sub(r"\[\s+(\[[^\[{]*\])\s+\]", r"[\1]", text)


def _check(path: Path, command: str, printed: str, request: pytest.FixtureRequest) -> None:
    text = _read(path)
    match = next(one for one in CONSOLE.finditer(text) if one[1] == command)
    if request.config.getoption("--update-golden"):
        path.write_text(text[: match.start("shown")] + printed + text[match.end("shown") :], encoding="utf-8")
        return
    assert printed == match["shown"]


def _parts(command: str) -> tuple[str, str]:
    """The arguments of `archive` and its standard input."""
    match = CONSOLE.match(f"```console\n$ {command}\n```")
    assert match
    return match["arguments"], match["stdin"] or ""


@pytest.mark.parametrize(("path", "command"), _examples(ROOT / "README.md", *PAGES["en"]))
def test_documents_show_what_is_printed(
    path: Path, command: str, run: Callable[..., str], request: pytest.FixtureRequest
) -> None:
    columns = 100 if path.name == "README.md" else 76
    _check(path, command, run(*_parts(command), "en", columns), request)


@pytest.mark.parametrize(("path", "command"), _examples(*PAGES["zh"]))
def test_the_chinese_manual_shows_what_is_printed(
    path: Path, command: str, run: Callable[..., str], request: pytest.FixtureRequest
) -> None:
    _check(path, command, run(*_parts(command), "zh", 76), request)


def test_the_readme_has_examples_and_says_that_the_sample_is_invented() -> None:
    readme = _read(ROOT / "README.md")
    assert len(CONSOLE.findall(readme)) >= 3
    assert "invented newspaper" in readme
    assert len(readme.splitlines()) <= 150


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", _read(path)):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_a_document_names_exist(path: Path) -> None:
    for name in re.findall(r"`((?:assistant|corpus|embeddings|tests)/[\w./]+\.\w+)`", _read(path)):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_and_options_that_a_document_names_exist(path: Path) -> None:
    text = _read(path)
    lines = [line for _, block in BLOCK.findall(text) for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))
    for line in lines:
        if match := re.match(r"(?:\$ )?(?:printf .* \| )?archive(?: |$)(.*)", line):
            _check_command(match[1].partition("  #")[0])


def _check_command(arguments: str) -> None:
    command: click.Command = archive
    options = {"--help", "-h"}
    try:
        words = shlex.split(arguments)
    except ValueError:
        words = arguments.split()
    for word in words:
        options |= {name for param in command.params for name in param.opts + param.secondary_opts}
        if re.match(r"--?[a-z]", word) and ":" not in word:  # a filter that excludes, -en:foreign, is no option
            assert word.partition("=")[0] in options, f"archive {arguments}: {word}"
        elif isinstance(command, click.Group) and re.fullmatch(r"[a-z]+", word) and word not in ("en", "zh"):
            found = command.get_command(click.Context(command), word)
            assert found, f"archive {arguments}: {word}"
            command = found


# -- the manual -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_a_topic_with_a_title(language: Language) -> None:
    assert sorted(path.stem for path in (MANUAL / language).iterdir()) == sorted(TOPICS)
    for path in PAGES[language]:
        assert _read(path).startswith("# "), path
    assert [name for name, title in topics(language) if title] == list(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_have_the_same_code(topic: str) -> None:
    assert _code(page(topic, "en")) == _code(page(topic, "zh"))


def _code(text: str) -> list[tuple[str, str]]:
    """The blocks of a page: of a console its command, of others all but the comments."""
    return [
        (kind, block.partition("\n")[0] if kind == "console" else re.sub(r"[ \t]*#.*", "", block))
        for kind, block in BLOCK.findall(text)
    ]


@pytest.mark.parametrize("topic", TOPICS)
def test_chinese_paragraphs_are_not_broken_into_lines(topic: str) -> None:
    """Markdown shows a line break as a blank, which does not belong between Chinese characters."""
    prose = BLOCK.sub("", page(topic, "zh"))
    assert not re.findall(r"^[^|#\n-].*\n(?=[^|#\n -])", prose, re.MULTILINE)


def test_an_unknown_topic_names_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        page("setings")
    assert "settings" in caught.value.hint


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_manual_covers_every_setting_and_every_exit_code(language: Language) -> None:
    for field in fields(Settings):
        assert re.search(rf"^{field.name} = ", page("settings", language), re.MULTILINE), field.name
    for code in ExitCode:
        assert f"| {code.value} |" in page("trouble", language)


def test_the_settings_file_of_the_manual_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = (block for kind, block in BLOCK.findall(page("settings")) if kind == "toml")
    (tmp_path / "config.toml").write_text(block, encoding="utf-8")
    monkeypatch.setenv("ARCHIVE_CONFIG", str(tmp_path / "config.toml"))
    assert load().settings.quotes == 8


def test_the_article_of_the_manual_can_be_indexed(tmp_path: Path) -> None:
    block = next(block for kind, block in BLOCK.findall(page("formats")) if kind == "json")
    (tmp_path / "one.jsonl").write_text(block, encoding="utf-8")
    reading = read_source(tmp_path / "one.jsonl", Newspaper())
    assert len(reading.articles) == 1
    assert not reading.remarks


def test_the_questions_of_the_manual_can_be_read(tmp_path: Path) -> None:
    block = next(block for kind, block in BLOCK.findall(page("evaluation")) if kind == "json")
    (tmp_path / "questions.jsonl").write_text(block, encoding="utf-8")
    assert len(read_questions(tmp_path)) == 5  # one of them in two languages


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_manual_lists_every_field_of_an_answer(language: Language) -> None:
    text = page("json", language)
    (answer,) = (json.loads(match["shown"]) for match in CONSOLE.finditer(text))
    for name in {*answer, *answer["quotes"][0]}:
        assert f"`{name}`" in text, name


def test_the_python_example_is_a_program(sample_archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (source,) = (block for kind, block in BLOCK.findall(page("python")) if kind == "python" and "open_sample" in block)
    exec(compile(source, "python.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "七月一日夜里的洪峰" in printed
    assert "Willow Ferry Gazette" in printed


def test_the_manual_on_the_command_line(sample_archive: Path) -> None:
    runner = CliRunner()
    for topic in TOPICS:
        assert runner.invoke(archive, ["manual", topic]).stdout == page(topic)
    failed = runner.invoke(archive, ["manual", "chatt"])
    assert (failed.exit_code, failed.stdout) == (ExitCode.USAGE, "")
    assert "Did you mean chat?" in failed.stderr


# -- the recipes ------------------------------------------------------------------------------------------------------


def _recipe(function: str) -> dict[str, Any]:
    """The names that the Python block of CONTRIBUTING.md with this function defines."""
    text = _read(ROOT / "CONTRIBUTING.md")
    (source,) = (block for kind, block in BLOCK.findall(text) if kind == "python" and f"def {function}(" in block)
    names: dict[str, Any] = {}
    exec(compile(source, "CONTRIBUTING.md", "exec"), names)
    return names


def test_the_reader_of_the_recipe_reads_and_loses_nothing() -> None:
    recipe = _recipe("read_halved")
    text = "堤守住了。\n\n第二段。\n=====\nThe dike held.\nSecond paragraph.\n"
    assert recipe["looks_halved"](text)
    reading = recipe["read_halved"](text, Source("/x.txt", "0" * 64, "utf-8"), Newspaper())
    (article,) = reading.articles
    for side, first in (("zh", "堤守住了。"), ("en", "The dike held.")):
        assert article.text(side).paragraphs[0].span.of(article.text(side).content) == first
    counted = accounting(text, reading, "/x.txt")
    assert (counted.missing, counted.duplicated) == ((), ())


def test_the_exporter_of_the_recipe_writes_every_article(sample_archive: Path) -> None:
    with Store.open(sample_archive) as store:
        rows = "".join(_recipe("write_csv")["write_csv"](store, Selection())).splitlines()
    assert len(rows) == 25
    assert '19540508-4-2816347b,1954-05-08,"更正"' in rows


def test_the_citation_style_of_the_recipe_keeps_the_note_on_machine_translation(sample_archive: Path) -> None:
    style = _recipe("cite_short")["SHORT"]
    with Store.open(sample_archive) as store:
        aligned = store.article("19540508-4-2816347b")
    citation = style.cite(aligned.article, aligned.passages[0])
    assert "1954-05-08" in citation
    assert citation.endswith("English: machine translation.")


def test_the_filter_of_the_recipe_narrows_the_selection(sample_archive: Path) -> None:
    weekday = _recipe("apply_weekday")["WEEKDAY"]
    saturdays = weekday.apply(Selection(), "saturday")
    assert list(weekday.values(saturdays)) == ["saturday"]
    with Store.open(sample_archive) as store:
        found = [store.article(id).article.date for id in store.article_ids(saturdays)]
    assert found
    assert all(date and date.strftime("%A") == "Saturday" for date in found)


def test_the_vector_index_of_the_recipe_finds_the_nearest(tmp_path: Path) -> None:
    backend = _recipe("build")["NumpyBackend"]()
    vectors = np.eye(4, dtype=np.float16)
    backend.build(tmp_path, "en", vectors, np.array([3, 2, 1]))
    index = backend.open(tmp_path, "en")
    assert len(index) == 3
    assert index.search(vectors[2].astype(np.float32), 2).tolist() == [1, 0]
    assert index.search(vectors[2].astype(np.float32), 2, np.array([0, 2])).tolist() == [0, 2]


def test_the_screen_of_the_recipe_is_a_class() -> None:
    assert _recipe("compose")["SizeScreen"].SCOPE
