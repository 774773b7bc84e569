"""`archive timeline`: when the archive writes about a question."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import archive_option, open_archive, output_format
from assistant.cli.shared.terminal import echo_painted
from assistant.system.exit_codes import ExitCode

if TYPE_CHECKING:
    from assistant.exploring.timeline import Unit


@command()
@click.argument("question")
@option("--by", type=click.Choice(["year", "month"]), help="Years or months. Default: months where there are no more than 24.")
@option("--json", "as_json", is_flag=True, help="One JSON object.")
@archive_option
def timeline(question: str, by: Unit | None, as_json: bool, folder: Path | None) -> int:
    """Count the passages with a QUESTION's words, by year or month.

    A passage counts if it contains at least half as many of the question's words as the best one. The count goes by words,
    not by meaning: the model is not used. Filters go on the same line, as with archive ask. Years without such a passage are
    listed too.

    \b
    archive timeline "locust trees along the dike"
    archive timeline "槐树 after:1955" --by month --json
    """
    from assistant.output.json_output import json_line
    from assistant.output.timeline_output import timeline_json, timeline_text

    with open_archive(folder) as assistant:
        found = assistant.timeline(question)
    unit = by or found.unit
    echo_painted(json_line(timeline_json(found, unit)) if as_json else timeline_text(found, unit, output_format()), nl=as_json)
    return ExitCode.NOTHING if found.reason else ExitCode.ANSWERED
