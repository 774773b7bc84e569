"""The `archive` command: its options, and what happens with errors."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from assistant.cli import commands, evaluate, talk
from assistant.cli.help_i18n import english, translate_help
from assistant.system.config import CHOICES, Settings, load
from assistant.system.exit_codes import ExitCode, exit_code, of_the_machine
from assistant.text.i18n import local_error, use
from corpus.errors import ArchiveError


class _Group(click.Group):
    """Turns errors into one message and the exit code of `assistant.system.exit_codes`; a fault of the program stays a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        try:
            code = super().main(*args, **{**kwargs, "standalone_mode": False})
            sys.exit(code if isinstance(code, int) else ExitCode.ANSWERED)
        except click.ClickException as error:
            error.show()
            sys.exit(ExitCode.USAGE)
        except ArchiveError as error:
            click.echo(f"archive: {_told(error)}", err=True)
            sys.exit(exit_code(error))
        except (click.Abort, KeyboardInterrupt):
            click.echo("archive: stopped", err=True)
            sys.exit(ExitCode.INTERRUPTED)
        except Exception as error:
            known = of_the_machine(error)
            if known is None:
                raise
            click.echo(f"archive: {_told(known)}", err=True)
            sys.exit(exit_code(known))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # Its own help is asked for before its callback, which speaks for the commands.
        _speak(ctx.params.get("lang"))
        super().format_help(ctx, formatter)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader of stdout (a pager, head) has seen enough. Click would call it a fault and exit with 1, and Python
            # would complain once more at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ExitCode.ANSWERED


def _speak(lang: str | None) -> Settings:
    settings = load({"lang": lang}).settings
    use(settings.lang)
    translate_help(_ENGLISH)
    return settings


def _told(error: ArchiveError) -> str:
    return "\n".join(text for text in local_error(error) if text)


@click.group(cls=_Group, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="archive-assistant", prog_name="archive")
@click.option(
    "--archive",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="The archive's folder. Default: $ARCHIVE_HOME, or the usual place for user data; where nothing was indexed, the sample.",
)
@click.option(
    "--lang",
    is_eager=True,  # so that --help after it knows
    type=click.Choice(CHOICES["lang"]),
    help="Language of what is said. Default: that of the settings or the locale.",
)
@click.pass_context
def archive(context: click.Context, folder: Path | None, lang: str | None) -> None:
    """Ask a bilingual newspaper archive. Answers are passages of it, word for word, in both languages, with citations.

    Without a command the chat opens.
    """
    context.obj = folder
    settings = _speak(lang)
    if settings.ambiguous != 1:
        from assistant.text.ambiguous_width import draw_ambiguous

        draw_ambiguous(settings.ambiguous)
    if context.invoked_subcommand is None:
        context.invoke(commands.chat, folder=folder)


for command in (*commands.ALL, evaluate.evaluate, talk.talk):
    archive.add_command(command)
_ENGLISH = english(archive)


if __name__ == "__main__":
    archive()
