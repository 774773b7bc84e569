"""`archive align`: two text files, line by line."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.shared.help_i18n import command
from assistant.cli.shared.options import model_option


@command()
@click.argument("english", metavar="EN", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("chinese", metavar="ZH", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@model_option
def align(english: Path, chinese: Path, model: str | None) -> None:
    """Align two text files line by line; prints one bead per line, `[0, 1]:[0]`, counting lines from 0."""
    from assistant.system.archive import align_files

    for bead in align_files(english, chinese, model):
        click.echo(f"{list(bead.en)}:{list(bead.zh)}")
