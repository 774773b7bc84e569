"""`archive ask`: one question, or a batch of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.shared.filter_help import CommandWithFilters
from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import (
    archive_option,
    model_option,
    open_archive,
    output_format,
    quotes_option,
    say,
    style_option,
)
from assistant.cli.shared.terminal import echo_painted
from assistant.system.exit_codes import ExitCode
from corpus.errors import BadQuestion, UsageError

if TYPE_CHECKING:
    from assistant.ask import Assistant


@command(cls=CommandWithFilters)
@click.argument("question", required=False)
@quotes_option
@style_option
@option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@option(
    "--batch",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help='Lines of {"id", "question"}; one JSON line each.',
)
@archive_option
@model_option
def ask(question: str | None, limit: int, as_json: bool, batch: Path | None, folder: Path | None, model: str | None) -> int:
    """Answer one QUESTION, in English or Chinese.

    Filters go on the same line as the question: "Why was the dike built? after:1958 page:1".

    A date in the question is used as such a filter, and the answer says so; on:any removes it:

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
    parse(question or "")  # a bad question fails before anything is loaded
    with open_archive(folder, model) as assistant:
        answer = assistant.ask(question or "", limit)
    if as_json:
        click.echo(json_line(answer_json(answer)))
    else:
        echo_painted(answer_text(answer, output_format()), nl=False)
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
    """The number of each line, with the object that it contains or a message about what is wrong."""
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
        except RecursionError:
            yield number, "not JSON that can be read: it is nested too deeply"
            continue
        if isinstance(value, dict) and isinstance(value.get("question"), str):
            yield number, value
        else:
            yield number, 'expected an object like {"id": 1, "question": "..."}'
