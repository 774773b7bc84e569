"""Flips single bits of an archive's files and tells what the commands make of it."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Outcome, Quote
from assistant.ask import Assistant
from assistant.cli.main import archive as command
from corpus.model import AlignedPassage, Article

QUESTIONS = (
    "How was the ferry crossing made safer?",
    "夜校里有哪些人学认字？",
    "Who cast the bell? after:1950 page:1",
)


@dataclass(frozen=True)
class Flip:
    """One flipped bit."""

    path: str
    """Of the file, inside the archive."""
    byte: int
    bit: int

    def apply(self, archive: Path) -> None:
        with (archive / self.path).open("r+b") as file:
            file.seek(self.byte)
            old = file.read(1)[0]
            file.seek(self.byte)
            file.write(bytes([old ^ 1 << self.bit]))


def files(archive: Path) -> list[Path]:
    """The files of an archive that nobody has open: SQLite keeps others beside it then, and makes them again."""
    found = (path for path in archive.rglob("*") if not path.name.endswith(("-wal", "-shm")))
    return sorted(path for path in found if path.is_file() and path.stat().st_size)


def flips(archive: Path, count: int, seed: int) -> Iterator[Flip]:
    """Bits of every file in turn, so that small files are hit as often as large ones."""
    chance, found = random.Random(seed), files(archive)
    for number in range(count):
        path = found[number % len(found)]
        yield Flip(path.relative_to(archive).as_posix(), chance.randrange(path.stat().st_size), chance.randrange(8))


@dataclass(frozen=True)
class Told:
    """How a command ended."""

    code: int
    text: str
    traceback: str
    """An exception that is no message; empty if there was none."""


def run(archive: Path, *arguments: str) -> Told:
    """A command of the program, in this process."""
    out, err = io.StringIO(), io.StringIO()
    code, traceback = 0, ""
    with redirect_stdout(out), redirect_stderr(err):
        try:
            command([*arguments, "--archive", str(archive)])
        except SystemExit as stop:
            code = int(stop.code or 0)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            traceback = f"{type(error).__name__}: {error}"
    return Told(code, out.getvalue() + err.getvalue(), traceback)


def answers(archive: Path) -> list[tuple[Outcome, float, tuple[Quote, ...]]]:
    """What the archive answers, to the last figure."""
    with Assistant.open(archive) as assistant:
        return [(one.outcome, one.confidence, one.quotes) for one in map(assistant.ask, QUESTIONS)]


def quotations(archive: Path) -> list[list[tuple[Article, AlignedPassage]]]:
    """What it quotes. An article that was read again has other numbers, which moves the last figure of a score."""
    return [[(quote.article, quote.passage) for quote in quotes] for _, _, quotes in answers(archive)]
