"""Where text leaves for a terminal: the one place that lets no control character through, whatever wrote it.

Archive text, file names, arguments and messages may hold escape sequences, which would recolour, move or reprogram a terminal.
Everything that is written to stdout and stderr is cleaned, also on its way into a pipe, since `less -R` is a terminal too. Only
what is known to be laid out by this program, by `painted`, keeps colours and the redrawing of a line.

JSON and exports are exact all the same: JSON escapes these characters, and an export goes into a pipe or a file as it is.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO, cast

import click

from assistant.text.sanitize import sanitize

_OWN = re.compile(r"(\x1b\[(?:[0-9;]*m|2?K|\?25[hl])|\r(?!\n)|\t)")
"""What this program writes itself: colours, a line drawn again, the cursor hidden, and columns."""
_COLUMNS = re.compile(r"(\t)")


class CleanStream(io.TextIOBase):
    """A stream whose text is cleaned."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.painted = False
        """Whether what is written now was laid out by this program."""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self.stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        return self.stream.errors

    def write(self, text: str) -> int:
        parts = (_OWN if self.painted else _COLUMNS).split(text)
        # Every other part is one of ours.
        self.stream.write("".join(part if number % 2 else sanitize(part) for number, part in enumerate(parts)))
        return len(text)

    def flush(self) -> None:
        self.stream.flush()

    def isatty(self) -> bool:
        return self.stream.isatty()

    def fileno(self) -> int:
        return self.stream.fileno()

    def writable(self) -> bool:
        return True


@contextmanager
def clean_streams() -> Iterator[None]:
    """Clean everything that is written inside the block."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast(TextIO, CleanStream(stream)) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


@contextmanager
def painted() -> Iterator[None]:
    """Let the colours through of what is written inside the block. Its archive text must have been drawn by `sanitize`."""
    streams = [stream for stream in (sys.stdout, sys.stderr) if isinstance(stream, CleanStream)]
    for stream in streams:
        stream.painted = True
    try:
        yield
    finally:
        for stream in streams:
            stream.painted = False


def echo_painted(text: str, *, nl: bool = True, err: bool = False) -> None:
    """Print what was laid out for a terminal."""
    with painted():
        click.echo(text, nl=nl, err=err)


def echo_exact(text: str) -> None:
    """Print a part of an export as it is; on a terminal, as it may be shown there."""
    stream = sys.stdout.stream if isinstance(sys.stdout, CleanStream) and not sys.stdout.isatty() else sys.stdout
    click.echo(text, nl=False, file=stream)
