"""`archive chat`: the chat, in the terminal or in a browser."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import archive_option, model_option, readable_archive
from assistant.system.config import CHOICES, load
from assistant.system.paths import identify, sessions_file

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from corpus.ingesting.report import Progress, Report
    from embeddings.query.filters import FilterValues


@command()
@option(
    "--resume",
    type=int,
    is_flag=False,
    flag_value=0,
    metavar="[ID]",
    help="Open a session again: the last one, or the one with this number in `archive sessions list`.",
)
@option("--theme", type=click.Choice(tuple(CHOICES["theme"])), help="Colours for this run. See `theme` in the settings.")
@option("--web", is_flag=True, help="Open it in a browser on this machine instead; needs archive-assistant[web].")
@option("--port", type=click.IntRange(1, 65535), default=8642, show_default=True, help="Port for the browser.")
@archive_option
@model_option
def chat(
    folder: Path | None,
    model: str | None = None,
    resume: int | None = None,
    theme: str | None = None,
    *,
    web: bool = False,
    port: int = 8642,
) -> None:
    """Open the chat (also without any command)."""
    if web:
        from assistant.cli.shared.web import serve

        options = {"--archive": folder, "--model": model, "--resume": resume, "--theme": theme}
        serve([f"{option}={value}" for option, value in options.items() if value is not None], port, identify(folder))
        return
    loaded = load({"theme": theme, "model": model})
    from assistant.tui.app import ChatApp

    def open_assistant() -> Assistant:
        # Imported in the thread that loads the archive, after the screen is drawn.
        from assistant.ask import Assistant

        return Assistant.open(readable_archive(folder, model, say=lambda _: None), model)

    def look_up_names() -> FilterValues:
        from assistant.dialogue.filter_values import filter_values

        return filter_values(readable_archive(folder, model, say=lambda _: None))

    def update_archive(paths: Sequence[Path], **options: Any) -> Generator[Progress, None, Report]:
        from assistant.system.archive import update

        return update(identify(folder).folder, paths, model=model, **options)

    ChatApp(
        open_assistant,
        identify=partial(identify, folder),
        update=update_archive,
        loaded=loaded,
        sessions=sessions_file(),
        resume=resume,
        names=look_up_names,
    ).run()
