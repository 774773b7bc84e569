"""`archive stats`: what an archive contains, in numbers."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import archive_option, readable_archive


@command()
@option("--json", "as_json", is_flag=True, help="One JSON object.")
@archive_option
def stats(as_json: bool, folder: Path | None) -> None:
    """Show what the archive contains: coverage by month, newspapers, counts, sizes."""
    from assistant.exploring.statistics import gather_statistics, statistics_text
    from assistant.output.json_output import exact_json

    found = gather_statistics(readable_archive(folder))
    click.echo(exact_json(found) if as_json else statistics_text(found), nl=as_json)
