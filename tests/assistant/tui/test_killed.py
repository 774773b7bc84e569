"""The real program in a terminal of its own, killed: no question is lost."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from assistant.sessions.session_store import Sessions

pytestmark = pytest.mark.slow
QUESTION = "堤为什么没有垮？"


class Terminal:
    """The chat, started in a pseudo-terminal."""

    def __init__(self, home: Path) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {**os.environ, "XDG_STATE_HOME": str(home), "TERM": "xterm-256color"}
        command = [sys.executable, "-m", "assistant.cli.main", "chat"]
        self.program = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # its own terminal: closing it sends SIGHUP
        )
        os.close(slave)
        self.seen = b""

    def wait_for(self, text: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while text.encode() not in self.seen:
            assert time.monotonic() < end, self.seen[-2000:].decode(errors="replace")
            if select.select([self.master], [], [], 0.1)[0]:
                self.seen += os.read(self.master, 65536)

    def write(self, text: str) -> None:
        os.write(self.master, text.encode())


@pytest.mark.parametrize("end", ["kill -9", "closed terminal"])
@pytest.mark.usefixtures("sample_archive")
def test_no_question_is_lost(tmp_path: Path, end: str) -> None:
    terminal = Terminal(tmp_path)
    try:
        terminal.wait_for("Ask in English or Chinese")
        # In one burst, while the model is still being loaded: nothing is answered yet.
        terminal.write(f"{QUESTION}\r")
        terminal.wait_for("Waiting for the")
        if end == "kill -9":
            terminal.program.send_signal(signal.SIGKILL)
        else:
            os.close(terminal.master)
        terminal.program.wait(20)
    finally:
        terminal.program.kill()
        terminal.program.wait()
    with Sessions.open(tmp_path / "archive-assistant" / "sessions.db") as sessions:
        (session,) = sessions.find()
        assert session.archive == "sample"
        assert [turn.line for turn in sessions.turns(session.id)] == [QUESTION]
        assert sessions.history("sample") == [QUESTION]
