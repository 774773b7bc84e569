"""The list of filters in the help of a command, made from the table of filters."""

from __future__ import annotations

from collections.abc import Iterator

import click

from assistant.cli.shared.help_i18n import Command
from assistant.text.i18n import translate


class CommandWithFilters(Command):
    """A command that takes a question with filters."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(translate("Filters")):
            formatter.write_dl(list(filter_rows()))
        super().format_options(ctx, formatter)


def filter_rows() -> Iterator[tuple[str, str]]:
    """How each filter is written, and what it takes."""
    from embeddings.query.filter_table import FILTERS  # not for `archive --help`

    for name in FILTERS:
        filter = FILTERS[name]
        minus = "[-]" if filter.exclude else ""
        yield f"{minus}{name}:{filter.example}", translate(filter.help)
    yield f'"{translate("exact phrase")}"', translate("alone: passages that contain it")
