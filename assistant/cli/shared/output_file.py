"""Files that a command writes for its reader: whole or not at all, and never over another one unless told to."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from assistant.cli.shared.help_i18n import option
from corpus.errors import UsageError

force_option = option("--force", is_flag=True, help="Replace the file if there is one.")


def check_new(output: Path, force: bool) -> None:
    """Raises UsageError where a file would be replaced, or has no folder; before any work."""
    if output.exists() and not force:
        raise UsageError("{path}: there is such a file already", "Name another one, or replace it: --force", path=output)
    if not output.parent.is_dir():  # name the folder that was typed, not the temporary file
        raise UsageError("{path}: there is no such folder", "Create it, or name another place: -o FILE", path=output.parent)


def write_whole(output: Path, lines: Iterable[str]) -> None:
    """Write a file atomically."""
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
