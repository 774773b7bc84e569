"""Options that several commands share, the archive that a command opens, and the format of its output."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from assistant.cli.shared.help_i18n import option
from assistant.system import paths
from assistant.system.config import MAX_QUOTES, load
from assistant.text.citation import use_style
from assistant.text.i18n import translate

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from assistant.output.text_output import OutputFormat

F = TypeVar("F", bound=Callable[..., Any])


OPENED = "assistant.archive"
"""Where the context of a command has the folder that it reads."""


def archive_option(command: F) -> F:
    """Adds `--archive` to a command, which is also allowed before the command."""

    def inherit(context: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
        return value or context.obj

    with_option = option(
        "--archive", "folder", type=click.Path(path_type=Path, file_okay=False), callback=inherit, help="The archive's folder."
    )
    return with_option(command)


def _configured_model(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    return load({"model": value}).settings.model or None


model_option = option(
    "--model",
    callback=_configured_model,
    help="Folder or name of a sentence-transformers model. Default: the one in the settings, else the bundled model.",
)
quotes_option = option(
    "-k",
    "limit",
    type=click.IntRange(1, MAX_QUOTES),
    default=lambda: load().settings.quotes,
    show_default="`quotes` of the settings, 5",
    help="Passages to show, at most.",
)


def _use_style(_: click.Context, __: click.Parameter, value: str | None) -> None:
    if value:
        use_style(value)


style_option = option(
    "--style",
    metavar="NAME",
    expose_value=False,
    callback=_use_style,
    help="Citation style: bilingual, chinese, gb-t-7714-2015, or one from another package. Default: the one in the settings.",
)


def say(message: str) -> None:
    click.echo(message, err=True)


def readable_archive(folder: Path | None, model: str | None = None, say: Callable[[str], None] = say) -> Path:
    """The archive to read: `folder`, else the default one, else the sample if nothing was indexed yet."""
    opened = _readable_archive(folder, model, say)
    if context := click.get_current_context(silent=True):
        context.meta[OPENED] = opened
    return opened


def _readable_archive(folder: Path | None, model: str | None, say: Callable[[str], None]) -> Path:
    if folder is not None or os.environ.get(paths.HOME_VARIABLE):
        return folder or paths.default_archive()
    default = paths.default_archive()
    if (default / "archive.db").is_file():
        return default
    from assistant.system.archive import ensure_sample

    say(translate("No archive was indexed yet; this is the sample, an invented newspaper. Your own: archive index PATH"))
    return ensure_sample(model, say)


def open_archive(folder: Path | None, model: str | None = None) -> Assistant:
    from assistant.ask import Assistant

    return Assistant.open(readable_archive(folder, model), model)


def output_format() -> OutputFormat:
    from assistant.output.text_output import OutputFormat

    color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = max(40, min(shutil.get_terminal_size((80, 24)).columns, 160))
    return OutputFormat(width, color, load().settings.first_language)
