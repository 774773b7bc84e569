"""`archive export`: the record, for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import archive_option, readable_archive, say
from assistant.cli.shared.output_file import check_new, force_option, write_whole
from assistant.cli.shared.terminal import echo_exact
from assistant.system.exit_codes import ExitCode
from assistant.text.i18n import translate
from corpus.exporting.registry import EXPORTERS


@command()
@click.argument("filters", nargs=-1)
@option(
    "--format",
    "form",
    default="jsonl",
    show_default=True,
    metavar=f"[{'|'.join(EXPORTERS.built_in)}|...]",
    help="One of these, or a format that another package adds.",
)
@option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file, whole or not at all.")
@force_option
@archive_option
def export(filters: tuple[str, ...], form: str, output: Path | None, force: bool, folder: Path | None) -> int:
    """Write the articles out: JSON Lines that `archive index` reads, or a translation memory of aligned sentences.

    FILTERS are those of a question: on:1960-04 column:社论 zh:小洋群. The same record gives the same bytes.
    """
    from corpus.storage.store import Store
    from embeddings.query.question import parse_filters

    if output is not None:
        check_new(output, force)
    write, selection = EXPORTERS[form], parse_filters(" ".join(filters))
    with Store.open(readable_archive(folder)) as store:
        if next(store.article_ids(selection), None) is None:
            say(translate("No article matches the filters.") if selection else translate("The archive has no articles."))
            return ExitCode.NOTHING
        lines = write(store, selection)
        if output is not None:
            write_whole(output, lines)
            return ExitCode.ANSWERED
        for line in lines:
            echo_exact(line)
    return ExitCode.ANSWERED
