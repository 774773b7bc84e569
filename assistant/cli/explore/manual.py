"""`archive manual`: the pages of the manual, laid out for a terminal or as Markdown."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from assistant.cli.shared.help_i18n import command
from assistant.cli.shared.options import output_format
from assistant.cli.shared.terminal import echo_painted
from assistant.text.i18n import current_language, translate

if TYPE_CHECKING:
    from assistant.manual import Language


@command()
@click.argument("topic", required=False)
def manual(topic: str | None) -> None:
    """Read the manual: the page on TOPIC; without one, the list of topics.

    If the output is not a terminal, the page is Markdown.
    """
    from assistant.manual import page, topics
    from assistant.output.manual_output import page_text

    language: Language = "zh" if current_language() == "zh" else "en"
    if topic is None:
        for name, title in topics(language):
            click.echo(f"{name:<14}{title}")
        click.echo("\n" + translate("Read a page: archive manual asking"))
        return
    text = page(topic, language)
    echo_painted(page_text(text, output_format()) if sys.stdout.isatty() else text, nl=False)
