"""`archive show`: a whole article."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import archive_option, open_archive, output_format, style_option
from assistant.cli.shared.terminal import echo_painted


@command()
@click.argument("id", metavar="PASSAGE|ARTICLE|FILE")
@option("--json", "as_json", is_flag=True, help="The whole article as JSON.")
@option(
    "--provenance",
    "proof",
    is_flag=True,
    help="Also show where the passage, or the article, is in its file: hash, characters, bytes, lines; compared now.",
)
@style_option
@archive_option
def show(id: str, as_json: bool, proof: bool, folder: Path | None) -> None:
    """Show a whole article, aligned, by passage, article or file."""
    from assistant.output.json_output import article_json, json_line, provenance_json
    from assistant.output.text_output import article_text, provenance_text

    with open_archive(folder) as assistant:
        aligned = assistant.article(id)
        passage = aligned.unit(id)
        found = assistant.provenance(passage.id if passage else aligned.article.id) if proof else None
    if as_json:
        click.echo(json_line(article_json(aligned) | ({"provenance": provenance_json(found)} if found else {})))
    else:
        echo_painted(
            article_text(aligned, passage, output_format()) + (provenance_text(found, output_format()) if found else ""),
            nl=False,
        )
