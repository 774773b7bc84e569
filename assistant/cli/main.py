"""The `archive` command: its global options, its table of commands, and how errors become messages and exit codes."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import click

from assistant.cli.shared.help_i18n import Group, Option
from assistant.cli.shared.options import OPENED
from assistant.cli.shared.terminal import clean_streams
from assistant.system.config import CHOICES, Settings, load
from assistant.system.exit_codes import ExitCode, as_archive_error, exit_code
from assistant.text.citation import use_style
from assistant.text.i18n import translate_error, use
from corpus.errors import ArchiveError

COMMANDS: Mapping[str, str] = {
    "ask": "explore.ask:ask",
    "browse": "explore.browse:browse",
    "chat": "explore.chat:chat",
    "cite": "explore.cite:cite",
    "find": "explore.find:find",
    "manual": "explore.manual:manual",
    "sessions": "explore.sessions:sessions",
    "show": "explore.show:show",
    "talk": "explore.talk:talk",
    "timeline": "explore.timeline:timeline",
    "align": "manage.align:align",
    "doctor": "manage.doctor:doctor",
    "eval": "manage.eval:evaluate",
    "export": "manage.export:export",
    "forget-me": "manage.forget_me:forget_me",
    "index": "manage.index:index",
    "stats": "manage.stats:stats",
    "verify": "manage.verify:verify",
}
"""Where each command is defined: a module under `assistant.cli`, and a name in it."""


class LazyGroup(Group):
    """Imports a command when it is named or listed, and turns errors into one message and an exit code.

    Any other exception is a bug and stays a traceback.
    https://click.palletsprojects.com/en/stable/complex/#lazily-loading-subcommands
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(f"assistant.cli.{module}"), attribute)
        return command

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        with clean_streams():
            self._main(*args, **kwargs)

    def _main(self, *args: Any, **kwargs: Any) -> NoReturn:
        try:
            code = super().main(*args, **{**kwargs, "standalone_mode": False})
            sys.exit(code if isinstance(code, int) else ExitCode.ANSWERED)
        except click.ClickException as error:
            error.show()
            sys.exit(ExitCode.USAGE)
        except ArchiveError as error:
            _fail(error)
        except (click.Abort, KeyboardInterrupt):
            click.echo("archive: stopped", err=True)
            sys.exit(ExitCode.INTERRUPTED)
        except Exception as error:
            known = as_archive_error(error)
            if known is None:
                raise
            _fail(known)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # `archive --help` is formatted before the callback below runs.
        _set_language(ctx.params.get("lang"))
        super().format_help(ctx, formatter)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader of stdout, such as a pager or head, has closed it. Click would exit with 1, and Python would
            # complain again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ExitCode.ANSWERED
        except (click.exceptions.Exit, click.Abort, click.ClickException, ArchiveError, OSError):
            raise
        except Exception as error:
            damage = _damage_behind(ctx)
            if damage is None:
                raise
            raise damage from error


def _damage_behind(context: click.Context) -> ArchiveError | None:
    """Damage to the archive that a command has opened, which explains its unexpected error."""
    from assistant.system.doctor import damage_behind

    folder = context.meta.get(OPENED)
    return damage_behind(folder) if folder else None


def _set_language(lang: str | None) -> Settings:
    settings = load({"lang": lang}).settings
    use(settings.lang)
    return settings


def _fail(error: ArchiveError) -> NoReturn:
    message = "\n".join(text for text in translate_error(error) if text)
    click.echo(f"archive: {message}", err=True)
    sys.exit(exit_code(error))


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="archive-assistant", prog_name="archive", cls=Option)
@click.option(
    "--archive",
    "folder",
    cls=Option,
    type=click.Path(path_type=Path, file_okay=False),
    help="The archive's folder. Default: $ARCHIVE_HOME, or the usual place for user data; the sample if nothing was indexed.",
)
@click.option(
    "--lang",
    cls=Option,
    is_eager=True,  # so that a --help after it knows the language
    type=click.Choice(tuple(CHOICES["lang"])),
    help="Language of the interface. Default: the one in the settings, else that of the locale.",
)
@click.pass_context
def archive(context: click.Context, folder: Path | None, lang: str | None) -> None:
    """Ask a bilingual newspaper archive. Answers are its passages, word for word, in both languages, with citations.

    Without a command, the chat opens.
    """
    context.obj = folder
    settings = _set_language(lang)
    use_style(settings.citation_style)
    if settings.ambiguous != 1:
        from assistant.text.ambiguous_width import draw_ambiguous

        draw_ambiguous(settings.ambiguous)
    if context.invoked_subcommand is None:
        from assistant.cli.explore.chat import chat

        context.invoke(chat, folder=folder)


if __name__ == "__main__":
    archive()
