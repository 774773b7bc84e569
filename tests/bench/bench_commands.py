"""Times of whole commands, from start to exit: python tests/bench/bench_commands.py [RUNS]

Medians of five runs in a temporary home, with the model and the sample archive prepared and the disk cache warm. Prints the
goal beside each time; it never fails.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click

ENGLISH = "How was the ferry crossing made safer?"
CHINESE = "夜校里有哪些人学认字？"

FIRST_PAINT = """
import asyncio, os, sys
from assistant.cli.explore.chat import chat
from assistant.tui.app import ChatApp

def headless(app, *_, **__):
    display = app._display

    def watched(screen, renderable):
        display(screen, renderable)
        if screen.focused is not None:  # the prompt accepts input
            sys.stdout.write("painted\\n")
            sys.stdout.flush()
            os._exit(0)

    async def show():
        app._display = watched
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause(10)

    asyncio.run(show())

ChatApp.run = headless
chat(args=[], standalone_mode=False)
"""
"""Opens the chat as `archive` does, on a screen in memory, and exits when the first screen with its prompt is drawn."""


def whole_process(*arguments: str) -> Callable[[], float]:
    """Measures the seconds from start to exit of `archive ARGUMENTS`."""
    command = [str(Path(sys.executable).with_name("archive")), *arguments]

    def measure() -> float:
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - started

    return measure


def first_paint() -> float:
    """Seconds from the start of the process until the chat has drawn its first screen."""
    started = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", FIRST_PAINT], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        elapsed = time.perf_counter() - started
        process.kill()
        if line != b"painted\n":
            raise SystemExit(f"the chat did not start: {process.stderr.read().decode()}")
    return elapsed


MEASURES: tuple[tuple[str, Callable[[], float], float], ...] = (
    ("archive ask, English", whole_process("ask", ENGLISH), 1.0),
    ("archive ask, Chinese", whole_process("ask", CHINESE), 1.6),
    ("archive --help", whole_process("--help"), 0.25),
    ("chat, first paint", first_paint, 0.8),
)
"""Name, measurement and goal in seconds."""


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as home:
        for variable, name in (("XDG_CACHE_HOME", "cache"), ("XDG_DATA_HOME", "data")):
            os.environ[variable] = str(Path(home) / name)
        os.environ.pop("ARCHIVE_HOME", None)
        started = time.perf_counter()
        whole_process("ask", ENGLISH)()
        click.echo(
            f"first question of a new user (model and sample prepared): {time.perf_counter() - started:.2f} s, goal 3.00 s\n"
        )
        click.echo(f"{'':24}{'median':>8}{'least':>8}{'most':>8}{'goal':>8}")
        for name, measure, goal in MEASURES:
            measure()  # warms the disk cache
            times = sorted(measure() for _ in range(runs))
            median = statistics.median(times)
            note = "" if median <= goal else "  missed"
            click.echo(f"{name:24}{median:8.2f}{times[0]:8.2f}{times[-1]:8.2f}{goal:8.2f}{note}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
