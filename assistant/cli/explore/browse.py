"""`archive browse`: the archive by year, month, day, page and column."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import archive_option, open_archive, output_format
from assistant.cli.shared.terminal import echo_painted
from assistant.system.exit_codes import ExitCode


@command()
@click.argument("date", required=False)
@option("--page", help="A page or pages: 1, or 1-3.")
@option("--column", default="", help="Part of the column's name, e.g. 社论.")
@option("--newspaper", default="", help="Part of the newspaper's name.")
@option("--articles", is_flag=True, help="List the articles, not only their number (always done for a day).")
@option("--json", "as_json", is_flag=True, help="One JSON object.")
@archive_option
def browse(
    date: str | None, page: str | None, column: str, newspaper: str, articles: bool, as_json: bool, folder: Path | None
) -> int:
    """Show what the archive has for DATE: a year, a month or a day; without DATE, for all its years.

    \b
    archive browse                     articles per month, every year
    archive browse 1960                the months of 1960
    archive browse 1960-04             its days, including those without an article
    archive browse 1960-04-25 --page 1 what was on page 1
    """
    from assistant.output.browse_output import browsed_json, browsed_text
    from assistant.output.json_output import json_line
    from corpus.selection import Selection
    from embeddings.query.filter_table import parse_dates, parse_pages

    since, until = parse_dates(date) if date else (None, None)
    pages = parse_pages(page) if page else None
    selection = Selection(since=since, until=until, pages=pages, column=column, newspaper=newspaper)
    with open_archive(folder) as assistant:
        found = assistant.browse(selection, listed=articles)
    echo_painted(json_line(browsed_json(found)) if as_json else browsed_text(found, output_format()), nl=as_json)
    return ExitCode.ANSWERED if found.articles or found.undated else ExitCode.NOTHING
