"""Progress and report of indexing on stderr: one line redrawn on a terminal, plain lines elsewhere."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType

import click

from assistant.cli.shared.terminal import echo_painted
from assistant.output.indexing_output import STOPPED, ProgressMeter, report_lines
from assistant.text.i18n import translate
from corpus.ingesting.report import Progress, Report
from corpus.model import Newspaper

_INTERVAL = 10.0
"""Seconds between progress lines where stderr is not a terminal."""


class ProgressDisplay:
    """Shows the progress of indexing."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._meter = ProgressMeter()
        self._drawn = 0.0
        self._stopping = False

    @property
    def seconds(self) -> float:
        return self._meter.seconds

    def encoded(self, count: int) -> None:
        self._meter.encoded(count)
        self._draw()
        self._stop_if_asked()

    def step(self, progress: Progress) -> None:
        self._meter.progress = progress
        self._draw()
        self._stop_if_asked()

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """A context in which Ctrl-C stops between two texts or files, because inside a library, such as one being imported, it
        can surface as any exception. A second Ctrl-C stops at once."""

        def stop(_signal: int, _frame: FrameType | None) -> None:
            self._stopping = True
            signal.signal(signal.SIGINT, before)
            self.say(translate("Stopping. Press Ctrl+C again to stop at once; the current batch may be lost."))

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _stop_if_asked(self) -> None:
        if self._stopping:
            raise KeyboardInterrupt

    def say(self, message: str) -> None:
        self.clear()
        click.echo(message, err=True)

    def clear(self) -> None:
        if self._terminal:
            echo_painted("\r\x1b[2K", err=True, nl=False)

    def _draw(self) -> None:
        if self.seconds - self._drawn < (0.1 if self._terminal else _INTERVAL):
            return
        self._drawn = self.seconds
        self.clear()
        click.echo(self._meter.progress_line(), err=True, nl=not self._terminal)


def run_index(
    folder: Path,
    paths: Sequence[Path],
    *,
    newspaper: Newspaper | None,
    prune: bool,
    model: str | None,
    vector_backend: str | None,
) -> Report:
    """Index and show the progress. If it is interrupted, say how to continue."""
    from assistant.system.archive import update

    return _run(
        folder, partial(update, folder, paths, newspaper=newspaper, prune=prune, model=model, vector_backend=vector_backend)
    )


def run_forget(folder: Path, paths: Sequence[Path], model: str | None) -> Report:
    """Remove files and folders from the archive and show the progress."""
    from assistant.system.archive import remove

    return _run(folder, partial(remove, folder, paths, model=model))


def _run(folder: Path, begin: Callable[..., Generator[Progress, None, Report]]) -> Report:
    display = ProgressDisplay()
    work = begin(on_encoded=display.encoded, say=display.say)
    try:
        with display.interruptible():
            report = _to_the_end(work, display)
    except KeyboardInterrupt:
        display.say(translate(STOPPED))
        raise
    display.clear()
    for line in report_lines(report, folder, display.seconds):
        click.echo(line, err=True)
    return report


def _to_the_end(work: Generator[Progress, None, Report], display: ProgressDisplay) -> Report:
    while True:
        try:
            display.step(next(work))
        except StopIteration as stop:
            report: Report = stop.value
            return report
