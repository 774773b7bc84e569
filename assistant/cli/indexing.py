"""`archive index`: progress on a terminal, plain lines elsewhere, and a report at the end. All of it on stderr."""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from assistant.shown import shown
from corpus.ingest import Progress, Report
from corpus.model import Newspaper

_EXAMPLES = 3
"""Remarks of a kind that are shown in full."""
_EVERY = 10.0
"""Seconds between progress lines where stderr is no terminal."""


class Display:
    """One line that is drawn again on a terminal, or a line now and then."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._started = self._last = time.monotonic()
        self._encoded = 0
        self._progress = Progress("read", 0, 0)
        self._stopping = False

    def encoded(self, count: int) -> None:
        self._encoded += count
        self._draw()
        self._stop_if_asked()

    def step(self, progress: Progress) -> None:
        self._progress = progress
        self._draw()
        self._stop_if_asked()

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Where Ctrl-C stops between two texts or files: inside a library, such as one that is being imported, it can come
        out as any error. The second time it stops at once."""

        def stop(_signal: int, _frame: FrameType | None) -> None:
            self._stopping = True
            signal.signal(signal.SIGINT, before)
            self.say("Stopping. Once more stops at once, and may lose the batch in flight.")

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
            click.echo("\r\x1b[2K", err=True, nl=False)

    def _draw(self) -> None:
        now = time.monotonic()
        if now - self._last < (0.1 if self._terminal else _EVERY):
            return
        self._last = now
        p = self._progress
        what = "files" if p.stage == "read" else "passages"
        rate = self._encoded / max(0.1, now - self._started)
        text = f"{p.stage}: {p.done} of {p.total} {what}, {self._encoded} texts encoded ({rate:.0f}/s)"
        if p.stage == "read" and p.done:
            left = (now - self._started) * (p.total - p.done) / p.done
            text += f", about {_duration(left)} left"
        self.clear()
        click.echo(text, err=True, nl=not self._terminal)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def run_index(folder: Path, paths: Sequence[Path], *, newspaper: Newspaper | None, prune: bool, model: str | None) -> Report:
    """Index with a display; says how to go on where it is stopped."""
    from assistant.archive import update

    display = Display()
    started = time.monotonic()
    work = update(folder, paths, newspaper=newspaper, prune=prune, model=model, on_encoded=display.encoded, say=display.say)
    try:
        with display.interruptible():
            report = _to_the_end(work, display)
    except KeyboardInterrupt:
        display.say("Stopped. What was done is kept; the same command goes on from there.")
        raise
    display.clear()
    _print_report(report, folder, time.monotonic() - started)
    return report


def _to_the_end(work: Generator[Progress, None, Report], display: Display) -> Report:
    while True:
        try:
            display.step(next(work))
        except StopIteration as stop:
            report: Report = stop.value
            return report


def _print_report(report: Report, folder: Path, seconds: float) -> None:
    changes = [
        (report.added, "added"),
        (report.changed, "changed"),
        (report.moved, "moved"),
        (report.removed, "removed"),
        (report.unchanged, "unchanged"),
    ]
    listed = ", ".join(f"{count} {word}" for count, word in changes if count) or "nothing to do"
    click.echo(f"{report.files} files: {listed}", err=True)
    click.echo(
        f"{report.articles} articles and {report.passages} passages written to {folder} in {_duration(seconds)}", err=True
    )
    kinds = Counter(remark.kind for remark in report.remarks)
    for kind, count in sorted(kinds.items()):
        click.echo(f"{count} x {kind}:", err=True)
        for remark in [r for r in report.remarks if r.kind == kind][:_EXAMPLES]:
            text = remark.message if remark.path in remark.message else f"{remark.path}: {remark.message}"
            click.echo("  " + shown(text).replace("\n", "␊"), err=True)  # a file's name may hold a line break
        if count > _EXAMPLES:
            click.echo(f"  ... and {count - _EXAMPLES} more (--report FILE writes all)", err=True)
