"""The commands. Thin: they read options, call what both faces share, and print."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from assistant import locations
from assistant.exits import Exit
from corpus.errors import BadQuestion, UsageError

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from assistant.render import Paper

F = TypeVar("F", bound=Callable[..., Any])


def _archive_option(command: F) -> F:
    """`--archive` after the command, as well as before it."""

    def inherit(context: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
        return value or context.obj

    option = click.option(
        "--archive", "folder", type=click.Path(path_type=Path, file_okay=False), callback=inherit, help="The archive's folder."
    )
    return option(command)


_model_option = click.option("--model", help="A folder or a name that sentence-transformers knows. Default: the bundled model.")


def _say(message: str) -> None:
    click.echo(message, err=True)


def readable_archive(folder: Path | None, model: str | None = None, say: Callable[[str], None] = _say) -> Path:
    """The archive to read: the one that was named, the default one, or the sample where nothing was indexed yet."""
    if folder is not None or os.environ.get(locations.HOME_VARIABLE):
        return folder or locations.default_archive()
    default = locations.default_archive()
    if (default / "archive.db").is_file():
        return default
    from assistant.archive import ensure_sample

    say("No archive was indexed yet; this is the sample, an invented newspaper. Your own: archive index PATH")
    return ensure_sample(model, say)


def _open(folder: Path | None, model: str | None = None) -> Assistant:
    from assistant.ask import Assistant

    return Assistant.open(readable_archive(folder, model), model)


def _paper() -> Paper:
    from assistant.render import Paper

    color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return Paper(max(40, min(shutil.get_terminal_size((80, 24)).columns, 160)), color)


@click.command()
@_archive_option
@_model_option
def chat(folder: Path | None, model: str | None = None) -> None:
    """Open the chat (also without any command)."""
    from assistant.tui.app import run

    default = locations.default_archive()
    sample = folder is None and not os.environ.get(locations.HOME_VARIABLE) and not (default / "archive.db").is_file()

    def open_assistant() -> Assistant:
        # Imported by the thread that loads the archive: the screen is drawn before.
        from assistant.ask import Assistant

        return Assistant.open(readable_archive(folder, model, say=lambda _: None), model)

    title = "Sample archive" if sample else str(folder or default)
    run(open_assistant, title=title, examples=locations.EXAMPLES if sample else (), sample=sample)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--newspaper", help='Name of the newspaper, remembered for the folder: "People\'s Daily|人民日报".')
@click.option("--prune", is_flag=True, help="Forget articles whose files are gone.")
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="Write every remark to this file, as JSON Lines."
)
@_archive_option
@_model_option
def index(
    paths: tuple[Path, ...], newspaper: str | None, prune: bool, report: Path | None, folder: Path | None, model: str | None
) -> int:
    """Add or update files and folders. Unchanged files cost nothing; a file with a problem stops nothing."""
    from assistant.cli.indexing import run_index
    from corpus.model import Newspaper

    name = Newspaper.parse(newspaper) if newspaper else None
    target = folder or locations.default_archive()
    done = run_index(target, paths, newspaper=name, prune=prune, model=model)
    if report:
        lines = (json.dumps({"kind": r.kind, "path": r.path, "message": r.message}, ensure_ascii=False) for r in done.remarks)
        report.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    unreadable = sum(remark.kind == "unreadable" for remark in done.remarks)
    return Exit.CORPUS if done.files and unreadable == done.files else Exit.ANSWERED


@click.command()
@click.argument("question", required=False)
@click.option("-k", "limit", type=click.IntRange(1, 100), default=5, show_default=True, help="How many passages at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--batch",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help='Lines of {"id", "question"}; one JSON line each.',
)
@_archive_option
@_model_option
def ask(question: str | None, limit: int, as_json: bool, batch: Path | None, folder: Path | None, model: str | None) -> int:
    """Answer one QUESTION, in English or Chinese.

    Filters stand in the same line as the question:

    \b
    after:1958  before:1960-06  on:1960-04-25   dates (year, month or day)
    page:1  page:1-3  column:社论               where it was printed
    author:NAME  title:WORD  paper:NAME         parts of what the record names
    zh:小洋群  en:"blast furnace"  -en:foreign   words that a side holds, or does not
    "exact phrase"                              alone: where it was printed
    """
    from assistant.answer import Outcome
    from assistant.jsonform import answer_json, line
    from assistant.render import answer_text
    from embeddings.question import parse

    if (question is None) == (batch is None):
        raise click.UsageError('Give one question, or --batch FILE: archive ask "Why was the dike built?"')
    if batch is not None:
        with _open(folder, model) as assistant:
            return _ask_batch(assistant, batch, limit)
    parse(question or "")  # a question that cannot be asked is refused before anything is loaded
    with _open(folder, model) as assistant:
        answer = assistant.ask(question or "", limit)
    click.echo(line(answer_json(answer)) if as_json else answer_text(answer, _paper()), nl=as_json)
    return Exit.NOTHING if answer.outcome is Outcome.NOTHING else Exit.ANSWERED


def _ask_batch(assistant: Assistant, batch: Path, limit: int) -> int:
    from assistant.jsonform import answer_json, line, refusal_json

    code = Exit.ANSWERED
    for number, value in _batch_lines(batch):
        if isinstance(value, str):
            _say(f"{batch}: line {number}: {value}")
            code = Exit.USAGE
            continue
        try:
            reply = answer_json(assistant.ask(value["question"], limit), value.get("id"))
        except BadQuestion as error:
            reply = refusal_json(value["question"], error.message, value.get("id"))
        click.echo(line(reply))
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
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="The whole article as JSON.")
@_archive_option
def show(id: str, as_json: bool, folder: Path | None) -> None:
    """Show a whole article, aligned, by passage, article or file."""
    from assistant.jsonform import article_json, line
    from assistant.render import article_text

    with _open(folder) as assistant:
        aligned = assistant.article(id)
    passage = next((p for p in aligned.passages if p.id == id), None)
    click.echo(line(article_json(aligned)) if as_json else article_text(aligned, passage, _paper()), nl=as_json)


@click.command()
@click.argument("english", metavar="EN", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("chinese", metavar="ZH", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_model_option
def align(english: Path, chinese: Path, model: str | None) -> None:
    """Align two text files line by line; prints a bead a line, `[0, 1]:[0]`, counting lines from 0."""
    from assistant.archive import align_files

    for bead in align_files(english, chinese, model):
        click.echo(f"{list(bead.en)}:{list(bead.zh)}")


@click.command()
@_archive_option
def verify(folder: Path | None) -> int:
    """Compare every stored passage with its source file."""
    from assistant.shown import shown
    from corpus.store import Store
    from corpus.verify import State
    from corpus.verify import verify as findings

    counts = dict.fromkeys(State, 0)
    passages = 0
    with Store.open(readable_archive(folder)) as store:
        for finding in findings(store):
            counts[finding.state] += 1
            if finding.state is State.EXACT:
                passages += finding.passages
            else:
                click.echo(f"{finding.state.value}\t{shown(finding.path)}\t{shown(finding.message)}")
    parts = [f"{counts[State.EXACT]} files exact ({passages} passages)"]
    parts += [f"{n} {state.value}" for state, n in counts.items() if n and state is not State.EXACT]
    _say(", ".join(parts))
    return Exit.CORPUS if counts[State.DAMAGED] else Exit.ANSWERED


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@_archive_option
def stats(as_json: bool, folder: Path | None) -> None:
    """What the archive holds: coverage by month, newspapers, counts, sizes."""
    from assistant.statistics import gather_statistics, statistics_text

    found = gather_statistics(readable_archive(folder))
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else statistics_text(found), nl=as_json)


@click.command()
@click.option(
    "--fetch-model", is_flag=True, help="Get the default model over the network, once (needed outside x86-64 Linux only)."
)
@_archive_option
@_model_option
def doctor(fetch_model: bool, folder: Path | None, model: str | None) -> int:
    """Check what is installed, which model there is, and whether the indexes agree with the record."""
    from assistant.doctor import examine

    if fetch_model:
        from embeddings.encoder import fetch_model as fetch

        _say(f"The model is in {fetch(progress=_say)}")
    healthy = True
    for check in examine(readable_archive(folder, model), model):
        healthy = healthy and check.good
        click.echo(f"{'ok  ' if check.good else 'FAIL'} {check.what}: {check.state}")
        if check.hint:
            click.echo(f"     {check.hint}")
    return Exit.ANSWERED if healthy else Exit.CORPUS


ALL: Iterable[click.Command] = (chat, index, ask, show, align, verify, stats, doctor)
