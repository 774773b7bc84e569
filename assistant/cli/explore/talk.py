"""`archive talk`: a conversation, one line at a time, from a terminal or a script."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import archive_option, model_option, open_archive, output_format, say
from assistant.cli.shared.terminal import echo_painted
from assistant.system.exit_codes import ExitCode, exit_code
from assistant.text.i18n import translate_error
from corpus.errors import BadQuestion, CorpusError, SearchIndexError


@command()
@option("-k", "limit", type=click.IntRange(1, 100), default=5, show_default=True, help="Passages to show, at most.")
@option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@archive_option
@model_option
def talk(limit: int, as_json: bool, folder: Path | None, model: str | None) -> int:
    """Ask questions from standard input, one per line.

    A line may refer to the ones before it:

    \b
    and in Anhui?   那安徽呢？          asked together with the question before; "alone" (单独) asks it by itself
    more            更多               the next passages
    more like 3     更像 3             passages like the third; "not like 2" (不像 2) away from it
    -after:         filters off        filters stay on until you remove them (取消筛选)
    within:answer   within:2  限于:上文  only the articles of the last answer; -within: ends it
    undo            撤销               takes back the last of these
    """
    from assistant.dialogue.conversation import Conversation
    from assistant.output.json_output import answer_json, json_line, refusal_json
    from assistant.output.text_output import answer_text

    with open_archive(folder, model) as assistant:
        conversation, code = Conversation(assistant), ExitCode.ANSWERED
        while (typed := _next()) is not None:
            try:
                answer = conversation.ask(typed, limit)
            except (BadQuestion, CorpusError, SearchIndexError) as error:  # another process may be at work in the archive
                code = code if isinstance(error, BadQuestion) else exit_code(error)
                if as_json:
                    click.echo(json_line(refusal_json(typed.strip(), error.message)))
                else:
                    say("archive: " + "\n".join(filter(None, translate_error(error))) + "\n")
                continue
            if as_json:
                click.echo(json_line(answer_json(answer)))
            else:
                echo_painted(answer_text(answer, output_format()))
    return code


def _next() -> str | None:
    """The next line that is not blank; None at the end of the input."""
    while True:
        if sys.stdin.isatty():
            click.echo("› ", err=True, nl=False)
        typed = sys.stdin.readline()
        if not typed:
            return None
        if typed.strip():
            return typed
