"""`archive browse`: the archive by year, month, day, page and column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import archive_option, open_archive, output_format
from assistant.cli.shared.terminal import echo_painted
from assistant.system.exit_codes import ExitCode

if TYPE_CHECKING:
    from corpus.selection import Selection


@command()
@click.argument("place", nargs=-1, metavar="[DATE] [FILTERS]...")
@option("--page", help="A page or pages: 1, or 1-3.")
@option("--column", default="", help="Part of the column's name, e.g. 社论.")
@option("--newspaper", default="", help="Part of the newspaper's name.")
@option("--articles", is_flag=True, help="List the articles, not only their number (always done for a day).")
@option("--json", "as_json", is_flag=True, help="One JSON object.")
@archive_option
def browse(
    place: tuple[str, ...], page: str | None, column: str, newspaper: str, articles: bool, as_json: bool, folder: Path | None
) -> int:
    """Show what the archive has for DATE, a year, a month or a day, and FILTERS, as a question takes them; without a
    DATE, for all its years.

    \b
    archive browse                     articles per month, every year
    archive browse 1960                the months of 1960
    archive browse 1960-04             its days, including those without an article
    archive browse 1960-04-25 page:1   what was on page 1
    archive browse column:社论 after:1957
    """
    from assistant.output.browse_output import browsed_json, browsed_text
    from assistant.output.json_output import json_line

    options = (("page", page), ("column", column), ("paper", newspaper))
    selection = _selection([*place, *(f"{name}:{value}" for name, value in options if value)])
    with open_archive(folder) as assistant:
        found = assistant.browse(selection, listed=articles)
    echo_painted(json_line(browsed_json(found)) if as_json else browsed_text(found, output_format()), nl=as_json)
    return ExitCode.ANSWERED if found.articles or found.undated else ExitCode.NOTHING


def _selection(place: Sequence[str]) -> Selection:
    """What the words of the command line select. Raises BadQuestion."""
    from corpus.errors import BadQuestion
    from embeddings.query.question import parse_filters

    selection = parse_filters(" ".join(_filters(place)))
    if selection.phrases:
        raise BadQuestion(
            "browsing counts articles and does not read them: {filters}",
            "Write archive find WORD, or leave out zh:, en: and phrases.",
            filters=" ".join(place),
        )
    return selection


def _filters(place: Sequence[str]) -> Iterator[str]:
    """The words as a line of filters takes them: a date by itself is `on:`, a value with blanks is quoted again."""
    for word in place:
        name, colon, value = word.replace("：", ":", 1).partition(":")
        if not colon:
            yield f"on:{word}"
        elif any(c.isspace() for c in value) and '"' not in value:
            yield f'{name}:"{value}"'
        else:
            yield word
