"""What indexing tells while it goes on, and when it is done: the same on the command line and in the chat."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from assistant.text.i18n import N_, translate, translate_plural
from assistant.text.sanitize import sanitize
from corpus.ingesting.report import Progress, Report

STOPPED = N_("Stopped. Finished work is kept; the same command continues from there.")
_EXAMPLES = 3
"""Remarks of a kind that are shown in full."""


class ProgressMeter:
    """How far a run is, and how long it will take."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._encoded = 0
        self.progress = Progress("read", 0, 0)

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return time.monotonic() - self._started

    def encoded(self, count: int) -> None:
        self._encoded += count

    def progress_line(self) -> str:
        """One line: files or passages, texts and their rate, the time that is left."""
        p = self.progress
        rate = f"{self._encoded / max(0.1, self.seconds):.0f}"
        if p.stage == "read":
            text = translate(
                "read: {done} of 1 file" if p.total == 1 else "read: {done} of {total} files", done=p.done, total=p.total
            )
        else:
            text = translate(
                "index: {done} of 1 passage" if p.total == 1 else "index: {done} of {total} passages",
                done=p.done,
                total=p.total,
            )
        text += translate(
            ", 1 text encoded ({rate}/s)" if self._encoded == 1 else ", {encoded} texts encoded ({rate}/s)",
            encoded=self._encoded,
            rate=rate,
        )
        if p.stage == "read" and p.done:
            left = duration(self.seconds * (p.total - p.done) / p.done)
            text += translate(", about {left} left", left=left)
        return text


def duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def report_lines(report: Report, folder: Path, seconds: float) -> Iterator[str]:
    """What was done: files and articles by their fate, then the remarks by kind, a few of each in full."""
    changes = [
        (report.added, N_("{count} added")),
        (report.changed, N_("{count} changed")),
        (report.moved, N_("{count} moved")),
        (report.removed, N_("{count} removed")),
        (report.unchanged, N_("{count} unchanged")),
    ]
    listed = translate(", ").join(translate(text, count=count) for count, text in changes if count) or translate(
        "nothing to do"
    )
    yield translate(
        "1 file: {changes}" if report.files == 1 else "{files} files: {changes}", files=report.files, changes=listed
    )
    yield translate(
        "{articles} and {passages} written to {folder} in {time}",
        articles=translate_plural(report.articles, "{count} article", "{count} articles"),
        passages=translate_plural(report.passages, "{count} passage", "{count} passages"),
        folder=sanitize(str(folder)),
        time=duration(seconds),
    )
    kinds = Counter(remark.kind for remark in report.remarks)
    for kind, count in sorted(kinds.items()):
        yield f"{count} x {kind}:"
        for remark in [r for r in report.remarks if r.kind == kind][:_EXAMPLES]:
            text = remark.message if remark.path in remark.message else f"{remark.path}: {remark.message}"
            yield "  " + sanitize(text).replace("\n", "␊")  # a file's name may contain a line break
        if count > _EXAMPLES:
            yield translate_plural(
                count - _EXAMPLES,
                "  ... and {count} more (--report FILE writes all)",
                "  ... and {count} more (--report FILE writes all)",
            )
