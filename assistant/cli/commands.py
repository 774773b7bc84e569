"""The commands. Thin: they read options, call what both faces share, and print."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from assistant.cli.browse import browse
from assistant.cli.filter_help import CommandWithFilters
from assistant.cli.find import find
from assistant.cli.options import (
    archive_option,
    model_option,
    open_archive,
    output_format,
    quotes_option,
    readable_archive,
    say,
)
from assistant.cli.sessions import sessions
from assistant.cli.timeline import timeline
from assistant.cli.verify_export import export, verify
from assistant.system import paths as locations
from assistant.system.config import CHOICES, load
from assistant.system.exit_codes import ExitCode
from corpus.errors import BadQuestion, UsageError

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from corpus.ingesting.report import Progress, Report
    from embeddings.query.filters import FilterValues


@click.command()
@click.option(
    "--resume",
    type=int,
    is_flag=False,
    flag_value=0,
    metavar="[ID]",
    help="Open a session again: the last one, or the one with this number in `archive sessions list`.",
)
@click.option("--theme", type=click.Choice(CHOICES["theme"]), help="Colours, for this time. See `theme` in the settings.")
@click.option("--web", is_flag=True, help="Open it in a browser on this machine instead; needs archive-assistant[web].")
@click.option("--port", type=click.IntRange(1, 65535), default=8642, show_default=True, help="Where the browser finds it.")
@archive_option
@model_option
def chat(
    folder: Path | None,
    model: str | None = None,
    resume: int | None = None,
    theme: str | None = None,
    *,
    web: bool = False,
    port: int = 8642,
) -> None:
    """Open the chat (also without any command)."""
    if web:
        from assistant.cli.web import serve

        named = {"--archive": folder, "--model": model, "--resume": resume, "--theme": theme}
        serve([f"{option}={value}" for option, value in named.items() if value is not None], port, locations.identify(folder))
        return
    loaded = load({"theme": theme, "model": model})
    from assistant.tui.app import ChatApp

    def open_assistant() -> Assistant:
        # Imported by the thread that loads the archive: the screen is drawn before.
        from assistant.ask import Assistant

        return Assistant.open(readable_archive(folder, model, say=lambda _: None), model)

    def look_up_names() -> FilterValues:
        from assistant.dialogue.filter_values import filter_values

        return filter_values(readable_archive(folder, model, say=lambda _: None))

    def add(paths: Sequence[Path], **rest: Any) -> Generator[Progress, None, Report]:
        from assistant.system.archive import update

        return update(locations.identify(folder).folder, paths, model=model, **rest)

    ChatApp(
        open_assistant,
        identify=partial(locations.identify, folder),
        update=add,
        loaded=loaded,
        sessions=locations.sessions_file(),
        resume=resume,
        names=look_up_names,
    ).run()


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--newspaper", help='Name of the newspaper, remembered for the folder: "People\'s Daily|人民日报".')
@click.option("--prune", is_flag=True, help="Forget articles whose files are gone.")
@click.option("--forget", is_flag=True, help="Take what was read from PATHS out of the archive again; the files stay.")
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="Write every remark to this file, as JSON Lines."
)
@archive_option
@model_option
def index(
    paths: tuple[Path, ...],
    newspaper: str | None,
    report: Path | None,
    folder: Path | None,
    model: str | None,
    *,
    prune: bool,
    forget: bool,
) -> int:
    """Add or update files and folders; without PATHS, those that were indexed before.

    Unchanged files cost nothing; a file with a problem stops nothing.
    """
    from assistant.cli.index import run_forget, run_index
    from assistant.output.json_output import json_line, remark_json
    from corpus.model import Newspaper

    if forget and (newspaper or prune or not paths):
        raise UsageError("--forget takes PATHS, and no other option of what to read", "archive index --forget FOLDER")
    if report:
        report.write_text("", encoding="utf-8")  # before hours of work: a place that cannot be written to is told now

    name = Newspaper.parse(newspaper) if newspaper else None
    target = folder or locations.default_archive()
    done = run_forget(target, paths, model) if forget else run_index(target, paths, newspaper=name, prune=prune, model=model)
    if report:
        lines = (json_line(remark_json(remark)) for remark in done.remarks)
        report.write_text("".join(one + "\n" for one in lines), encoding="utf-8", errors="backslashreplace")
    nothing = done.files and not (done.touched or done.unchanged)
    return ExitCode.CORPUS if nothing else ExitCode.ANSWERED


@click.command(cls=CommandWithFilters)
@click.argument("question", required=False)
@quotes_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--batch",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help='Lines of {"id", "question"}; one JSON line each.',
)
@archive_option
@model_option
def ask(question: str | None, limit: int, as_json: bool, batch: Path | None, folder: Path | None, model: str | None) -> int:
    """Answer one QUESTION, in English or Chinese.

    Filters are written in the same line as the question: "Why was the dike built? after:1958 page:1".

    A date in the question's own words also limits the search, and the answer says so; on:any turns this off:

    
    on 25 April 1960, in April 1960, 1960年4月25日, 一九六〇年四月, 民国三十五年五月
    in 1957, between 1957 and 1959, 1957-59, since 1958, 1957年到1959年, 1958年以来
    in the late 1950s, early 1959, spring 1946, 六十年代, 五十年代初, 1959年底, 1960年春
    """
    from assistant.answer import Outcome
    from assistant.output.json_output import answer_json, json_line
    from assistant.output.text_output import answer_text
    from embeddings.query.question import parse

    if (question is None) == (batch is None):
        raise click.UsageError('Give one question, or --batch FILE: archive ask "Why was the dike built?"')
    if batch is not None:
        with open_archive(folder, model) as assistant:
            return _ask_batch(assistant, batch, limit)
    parse(question or "")  # a question that cannot be asked is refused before anything is loaded
    with open_archive(folder, model) as assistant:
        answer = assistant.ask(question or "", limit)
    click.echo(json_line(answer_json(answer)) if as_json else answer_text(answer, output_format()), nl=as_json)
    return ExitCode.NOTHING if answer.outcome is Outcome.NOTHING else ExitCode.ANSWERED


def _ask_batch(assistant: Assistant, batch: Path, limit: int) -> int:
    from assistant.output.json_output import answer_json, json_line, refusal_json

    code = ExitCode.ANSWERED
    for number, value in _batch_lines(batch):
        if isinstance(value, str):
            say(f"{batch}: line {number}: {value}")
            code = ExitCode.USAGE
            continue
        try:
            reply = answer_json(assistant.ask(value["question"], limit), value.get("id"))
        except BadQuestion as error:
            reply = refusal_json(value["question"], error.message, value.get("id"))
        click.echo(json_line(reply))
    return code


def _batch_lines(batch: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Each line as an object with a `question`, or what is wrong with it."""
    try:
        lines = batch.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise UsageError(f"{batch}: byte {error.start} is not valid UTF-8") from error
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            value = json.loads(text)
        except ValueError as error:
            yield number, f"not JSON: {error}"
            continue
        if isinstance(value, dict) and isinstance(value.get("question"), str):
            yield number, value
        else:
            yield number, 'expected an object like {"id": 1, "question": "..."}'


@click.command()
@click.argument("id", metavar="PASSAGE|ARTICLE|FILE")
@click.option("--json", "as_json", is_flag=True, help="The whole article as JSON.")
@click.option(
    "--provenance",
    "proof",
    is_flag=True,
    help="Also where the passage, or the article, stands in its file: hash, characters, bytes, lines; compared now.",
)
@archive_option
def show(id: str, as_json: bool, proof: bool, folder: Path | None) -> None:
    """Show a whole article, aligned, by passage, article or file."""
    from assistant.output.json_output import article_json, json_line, provenance_json
    from assistant.output.text_output import article_text, provenance_text

    with open_archive(folder) as assistant:
        aligned = assistant.article(id)
        passage = next((p for p in aligned.passages if p.id == id), None)
        found = assistant.provenance(passage.id if passage else aligned.article.id) if proof else None
    if as_json:
        click.echo(json_line(article_json(aligned) | ({"provenance": provenance_json(found)} if found else {})))
    else:
        click.echo(
            article_text(aligned, passage, output_format()) + (provenance_text(found, output_format()) if found else ""),
            nl=False,
        )


@click.command()
@click.argument("english", metavar="EN", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("chinese", metavar="ZH", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@model_option
def align(english: Path, chinese: Path, model: str | None) -> None:
    """Align two text files line by line; prints a bead a line, `[0, 1]:[0]`, counting lines from 0."""
    from assistant.system.archive import align_files

    for bead in align_files(english, chinese, model):
        click.echo(f"{list(bead.en)}:{list(bead.zh)}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@archive_option
def stats(as_json: bool, folder: Path | None) -> None:
    """What the archive holds: coverage by month, newspapers, counts, sizes."""
    from assistant.exploring.statistics import gather_statistics, statistics_text

    found = gather_statistics(readable_archive(folder))
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else statistics_text(found), nl=as_json)


@click.command()
@click.option(
    "--fetch-model", is_flag=True, help="Get the default model over the network, once (needed outside x86-64 Linux only)."
)
@archive_option
@model_option
def doctor(fetch_model: bool, folder: Path | None, model: str | None) -> int:
    """Check what is installed, which model there is, and whether the indexes agree with the record."""
    from assistant.system.doctor import examine, settings

    if fetch_model:
        from embeddings.model.encoder import fetch_model as fetch

        say(f"The model is in {fetch(progress=say)}")
    healthy = True
    typed = click.get_current_context().get_parameter_source("model") is ParameterSource.COMMANDLINE
    for check in chain(settings(load({"model": model if typed else None})), examine(readable_archive(folder, model), model)):
        healthy = healthy and check.good
        click.echo(f"{'ok  ' if check.good else 'FAIL'} {check.what}: {check.state}")
        if check.hint:
            click.echo(f"     {check.hint}")
    return ExitCode.ANSWERED if healthy else ExitCode.CORPUS


ALL: Iterable[click.Command] = (chat, index, ask, find, timeline, browse, show, sessions, align, verify, export, stats, doctor)
