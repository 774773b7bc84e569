"""Click commands and options whose help is in the reader's language.

The language is known only when a command line is parsed, after the commands are defined, so help is translated when it is
formatted. `command`, `group` and `option` replace Click's decorators of the same names.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import click

from assistant.text.i18n import current_language, translate

F = TypeVar("F", bound=Callable[..., Any])


class Option(click.Option):
    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        if not self.help:
            return super().get_help_record(ctx)
        translated = copy.copy(self)
        translated.help = translate_help(self.help)
        return click.Option.get_help_record(translated, ctx)


class Command(click.Command):
    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        translated = copy.copy(self)
        translated.help = translate_help(self.help or "")
        click.Command.format_help_text(translated, ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        if current_language() == "en" or not self.help:
            return super().get_short_help_str(limit)
        # Click ends the short help at an ASCII full stop, which Chinese does not have.
        return translate(paragraphs(self.help)[0]).rstrip("。").replace("。", "；")


class Group(Command, click.Group):
    pass


def command(name: str | None = None, cls: type[Command] = Command) -> Callable[[Callable[..., Any]], Command]:
    return click.command(name, cls=cls)


def group(name: str | None = None) -> Callable[[Callable[..., Any]], Group]:
    return click.group(name, cls=Group)


def option(*names: str, **attributes: Any) -> Callable[[F], F]:
    return click.option(*names, cls=Option, **attributes)


def translate_help(text: str) -> str:
    """A help text, paragraph by paragraph, in the reader's language."""
    return text if current_language() == "en" else "\n\n".join(map(translate, paragraphs(text)))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text: each on one line, or with its line breaks after a \\b."""
    cleaned = inspect.cleandoc(text).split("\n\n")
    return [part if part.lstrip().startswith("\b") else " ".join(part.split()) for part in cleaned]
