"""The help of the commands in the reader's language. Commands are made when the program is read, before that is known; so
their English stays here, and each language is told from it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from assistant.text.i18n import local, spoken

_Told = click.Command | click.Option


def english(command: click.Command) -> dict[_Told, str]:
    """What the command, its options and the commands below it say of themselves."""
    return {told: told.help for told in _below(command) if told.help}


def _below(command: click.Command) -> Iterator[_Told]:
    yield command
    yield from (param for param in command.params if isinstance(param, click.Option))
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from _below(below)


def translate_help(helps: dict[_Told, str]) -> None:
    """Say it in the language that is spoken now."""
    for told, text in helps.items():
        told.help = "\n\n".join(local(paragraph) if spoken() != "en" else paragraph for paragraph in paragraphs(text))
        if isinstance(told, click.Command):
            # Click cuts a short help at a full stop, which it knows in one form only.
            told.short_help = None if spoken() == "en" else local(paragraphs(text)[0]).rstrip("。").replace("。", "；")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text: each one line, or with its lines as they are after a \\b."""
    cleaned = inspect.cleandoc(text).split("\n\n")
    return [part if part.lstrip().startswith("\b") else " ".join(part.split()) for part in cleaned]
