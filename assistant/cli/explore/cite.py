"""`archive cite`: citations of passages, and references for bibliography programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import archive_option, open_archive, style_option
from assistant.cli.shared.terminal import echo_exact, echo_painted

if TYPE_CHECKING:
    from corpus.model import AlignedArticle, AlignedPassage, Article

TEXT = "text"


@command()
@click.argument("ids", metavar="PASSAGE...", nargs=-1, required=True)
@option(
    "--format",
    type=click.Choice([TEXT, "bibtex", "biblatex", "ris", "csl-json"]),
    default=TEXT,
    show_default=True,
    help="A citation to read, or a reference for Zotero, LaTeX and the like.",
)
@style_option
@archive_option
def cite(ids: tuple[str, ...], format: str, folder: Path | None) -> None:
    """Cite passages, by the ids that answers print in brackets; an article's id cites its first passage."""
    from assistant.text.citation import citation
    from assistant.text.references.formats import FORMATS
    from assistant.text.references.reference import reference_of

    with open_archive(folder) as assistant:
        found = [_passage(assistant.article(id), id) for id in ids]
    if format == TEXT:
        for article, passage in found:
            echo_painted(citation(article, passage))
    else:
        echo_exact(FORMATS[format]([reference_of(article, passage) for article, passage in found]))


def _passage(aligned: AlignedArticle, id: str) -> tuple[Article, AlignedPassage]:
    """The passage or line of this id, or the first of the article."""
    return aligned.article, aligned.unit(id) or (*aligned.passages, *aligned.lines)[0]
