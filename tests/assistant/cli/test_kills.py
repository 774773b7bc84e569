"""`archive index`, killed for real: the next run ends with the same record as one that nothing disturbed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.system import paths

ARTICLES = ("1952.07", "1953.03", "1953.12", "1954.04", "1957.07")
MOMENTS = (0.3, 0.9, 1.4, 2.0, 3.0, 4.5)
"""Seconds after which a run is killed: while it starts, reads, encodes, writes the record, builds the indexes."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL"),
]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    for name in ARTICLES:
        shutil.copytree(paths.SAMPLE / "articles" / name, tmp_path / "inbox" / name)
    return tmp_path / "inbox"


def archive(*arguments: str | Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "assistant.cli.main", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished(*arguments: str | Path) -> bytes:
    """What a command prints that must succeed."""
    process = archive(*arguments)
    printed, told = process.communicate(timeout=300)
    assert process.returncode == 0, told.decode()
    return printed


def assert_same_as_undisturbed(folder: Path, inbox: Path, tmp_path: Path) -> None:
    finished("index", inbox, "--archive", folder)
    finished("doctor", "--archive", folder)
    finished("verify", "--archive", folder)
    finished("index", inbox, "--archive", tmp_path / "undisturbed")
    assert finished("export", "--archive", folder) == finished("export", "--archive", tmp_path / "undisturbed")
    question = ("ask", "Why did the dike hold in the great flood?", "--archive")
    answers = [finished(*question, place).split(b"\n", 1)[1] for place in (folder, tmp_path / "undisturbed")]
    assert answers[0] == answers[1]


def test_an_index_killed_repeatedly_is_completed(inbox: Path, tmp_path: Path) -> None:
    folder, killed = tmp_path / "archive", 0
    for moment in MOMENTS:
        process = archive("index", inbox, "--archive", folder)
        try:
            process.wait(moment)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.communicate()
    assert killed >= 3
    assert_same_as_undisturbed(folder, inbox, tmp_path)


@pytest.mark.parametrize("later", [0.0, 0.3, 0.8])
def test_an_interrupted_run_says_how_to_continue(inbox: Path, tmp_path: Path, later: float) -> None:
    """Also while a library is being imported, where an interrupt comes out as that library's error."""
    folder = tmp_path / "archive"
    process = archive("index", inbox, "--archive", folder)
    while not (folder / "archive.db").exists():  # before that the program is still being imported
        assert process.poll() is None
        time.sleep(0.02)
    time.sleep(later)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 130, told.decode()
    assert b"the same command continues from there" in told, told.decode()
    assert b"Traceback" not in told
    assert_same_as_undisturbed(folder, inbox, tmp_path)
