"""`archive manual`: the pages of the manual, for a terminal or as Markdown."""

from __future__ import annotations

import sys

import click

from assistant.cli.options import output_format
from assistant.text.i18n import local, spoken


@click.command()
@click.argument("topic", required=False)
def manual(topic: str | None) -> None:
    """Read the manual: the page on TOPIC; without one, the list of topics.

    Where the output is no terminal, the page is Markdown.
    """
    from assistant.manual import page, topics

    language = "zh" if spoken() == "zh" else "en"
    if topic is None:
        for name, title in topics(language):
            click.echo(f"{name:<14}{title}")
        click.echo("\n" + local("Read a page: archive manual asking"))
        return
    text = page(topic, language)
    if sys.stdout.isatty():
        _print_rich(text, output_format().width)
    else:
        click.echo(text, nl=False)


def _print_rich(text: str, width: int) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    Console(width=min(width, 100)).print(Markdown(text, code_theme="ansi_dark"))
