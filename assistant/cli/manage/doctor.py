"""`archive doctor`: what is installed, and whether the archive is in order."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import click
from click.core import ParameterSource

from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import archive_option, model_option, readable_archive, say
from assistant.system.config import load
from assistant.system.exit_codes import ExitCode


@command()
@option("--fetch-model", is_flag=True, help="Get the default model over the network, once (needed outside x86-64 Linux only).")
@archive_option
@model_option
def doctor(fetch_model: bool, folder: Path | None, model: str | None) -> int:
    """Check what is installed, which model there is, and whether the indexes agree with the record."""
    from assistant.system.doctor import examine, settings

    if fetch_model:
        from embeddings.model.encoder import fetch_model as fetch

        say(f"The model is in {fetch(progress=say)}")
    healthy = True
    typed = click.get_current_context().get_parameter_source("model") is ParameterSource.COMMANDLINE
    for check in chain(settings(load({"model": model if typed else None})), examine(readable_archive(folder, model), model)):
        healthy = healthy and check.good
        click.echo(f"{'ok  ' if check.good else 'FAIL'} {check.what}: {check.state}")
        if check.hint:
            click.echo(f"     {check.hint}")
    return ExitCode.ANSWERED if healthy else ExitCode.CORPUS
