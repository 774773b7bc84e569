"""`archive find`: every occurrence of a text, in context."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import archive_option, output_format, readable_archive, say
from assistant.cli.shared.terminal import echo_painted
from assistant.system.exit_codes import ExitCode

if TYPE_CHECKING:
    from assistant.output.concordance_output import By


@command()
@click.argument("pattern")
@click.argument("filters", nargs=-1)
@option("--zh", "side", flag_value="zh", help="In the Chinese only.")
@option("--en", "side", flag_value="en", help="In the English only.")
@option("--regex", is_flag=True, help="PATTERN is a regular expression (Python's), for the text as it was printed.")
@option("--ignore-case", "-i", is_flag=True, help="Ignore the difference between capital and small letters.")
@option("--context", "around", type=click.IntRange(0), default=40, show_default=True, help="Characters before and after it.")
@option("--limit", type=click.IntRange(1), help="Print only this many; the rest are counted.")
@option("--count", is_flag=True, help="Print only their number.")
@option("--by", type=click.Choice(["year", "month"]), help="Print only their number in each year or month.")
@option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@archive_option
def find(
    pattern: str,
    filters: tuple[str, ...],
    side: str | None,
    regex: bool,
    ignore_case: bool,
    around: int,
    limit: int | None,
    count: bool,
    by: By | None,
    as_json: bool,
    folder: Path | None,
) -> int:
    """Print every occurrence of PATTERN in passages, headlines and other lines, in the order of print, with its context and the
    corresponding text in the other language.

    Chinese is found in either script. FILTERS are those of a question:

    \b
    archive find 小洋群 on:1960
    archive find "blast furnace" --ignore-case page:1 --by month
    archive find --regex "第[一二三]个五年计划" --zh --count
    """
    from assistant.exploring.concordance import Pattern, concordance
    from assistant.output.concordance_output import OccurrenceCounter, occurrence_json, occurrence_lines, periods_text
    from assistant.output.json_output import json_line
    from corpus.model import SIDES
    from corpus.storage.store import Store
    from embeddings.query.question import parse_filters

    sought = Pattern(pattern, regex, ignore_case, tuple(s for s in SIDES if side in (None, s)))
    sought.compiled()  # a bad pattern fails before anything is opened
    selection = parse_filters(" ".join(_quoted(one) for one in filters))
    counter, counted, printed_as = OccurrenceCounter(), count or by is not None, output_format()
    with Store.open(readable_archive(folder)) as store:
        for one in concordance(store, sought, selection, around):
            counter.add(one, by)
            if not counted and (limit is None or counter.occurrences <= limit):
                echo_painted(
                    json_line(occurrence_json(one)) if as_json else "\n".join(occurrence_lines(one, printed_as)) + "\n"
                )
    if by:
        click.echo("\n".join(map(json.dumps, counter.periods())) if as_json else periods_text(counter), nl=as_json)
    elif count:
        click.echo(json.dumps(counter.json()) if as_json else str(counter.occurrences))
    cut = f"the first {limit} of " if limit is not None and not counted and counter.occurrences > limit else ""
    say(f"{cut}{counter}")
    return ExitCode.ANSWERED if counter.occurrences else ExitCode.NOTHING


def _quoted(filter: str) -> str:
    """A filter whose value has spaces, with the quotation marks that the shell has removed."""
    name, colon, value = filter.partition(":")
    return f'{name}:"{value}"' if colon and " " in value and '"' not in value else filter
