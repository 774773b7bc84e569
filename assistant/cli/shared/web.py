"""`archive chat --web`: the chat in a browser on this machine."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Sequence

import click

from assistant.system.paths import ArchiveIdentity
from assistant.text.i18n import current_language, translate
from corpus.errors import UsageError


def serve(options: Sequence[str], port: int, identity: ArchiveIdentity) -> None:
    """Serve `archive chat OPTIONS` until Ctrl-C. Raises UsageError if textual-serve is not installed or the port is in use."""
    try:
        from assistant.system.web_server import HOST, LocalServer
    except ImportError as error:
        raise UsageError(
            "the chat in a browser needs a package that is not installed: {name}",
            "Install it: pip install 'archive-assistant[web]'",
            name=error.name,
        ) from error
    command = [sys.executable, "-m", "assistant.cli.main", "--lang", current_language(), "chat", *options]
    line = subprocess.list2cmdline(command) if sys.platform == "win32" else shlex.join(command)
    try:
        LocalServer(line, port, identity.title, _say).serve()
    except OSError as error:
        raise UsageError(
            "port {port} of {host} cannot be used: {why}",
            "Name another one: archive chat --web --port 8643",
            port=port,
            host=HOST,
            why=error.strerror,
        ) from error


def _say(address: str) -> None:
    click.echo(translate("The chat is at {address}, for this machine only. Ctrl+C ends it.", address=address), err=True)
