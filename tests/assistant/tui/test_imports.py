"""The chat paints before anything heavy is loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("torch", "faiss", "jieba", "onnxruntime", "sentence_transformers", "transformers", "tantivy", "numpy", "sqlite3")


def test_importing_the_chat_loads_nothing_heavy() -> None:
    code = f"import sys, assistant.tui.app; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_chat_command_loads_nothing_heavy_before_it_runs_the_app() -> None:
    code = (
        "import sys; from assistant.cli.explore.chat import chat; from assistant.tui.app import ChatApp\n"
        f"ChatApp.run = lambda app: print([name for name in {HEAVY!r} if name in sys.modules])\n"
        "chat(args=[], standalone_mode=False)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_clipboard_does_not_know_textual() -> None:
    code = "import sys, assistant.system.clipboard; print('textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("command", [["chat"], []])
def test_without_a_terminal_it_says_that_it_needs_one(command: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assistant.cli.main", *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs a terminal" in done.stderr
    assert "archive ask" in done.stderr
    assert "\x1b" not in done.stderr
