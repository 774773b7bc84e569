"""Nothing leaves this machine, and nothing is written outside the program's own folders, whatever a library would like to do.

Each command runs in a home of its own. Every file in it afterwards is one of ours, and strace sees no socket of the
internet. Where strace is not installed, the sockets are not looked at, and the test says so.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from restored_model import restore_model

from assistant.system import paths

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's")]

OWN = "archive-assistant"
QUESTION = "What stood in for copper wire mesh in the paper mill?"
LINGER = 5.0
"""Seconds that a conversation stays open: a telemetry client sends after a while, not at once."""

NETWORK = re.compile(r"AF_INET6?")
"""A socket of the internet, opened or sent to; asyncio's pipes to itself are none."""
WRITTEN = re.compile(r'(?:openat\([^"]*|creat\(|mkdir(?:at)?\([^"]*)"([^"]+)"(?:, ([A-Z_|]+))?')


@dataclass(frozen=True)
class Home:
    """A home in which commands run, with a temporary folder and an archive of its own."""

    folder: Path
    environment: dict[str, str] = field(repr=False)
    stray: set[Path] = field(default_factory=set)

    @property
    def archive(self) -> Path:
        return self.folder / "data" / OWN

    def command(self, *arguments: str | Path) -> list[str]:
        return [sys.executable, "-m", "assistant.cli.main", *map(str, arguments)]

    def trace(self, command: list[str]) -> tuple[list[str], Path]:
        """The command under strace, where there is one, and the file that it writes."""
        log = self.folder.parent / "trace"
        log.unlink(missing_ok=True)
        if shutil.which("strace") is None:
            return command, log
        return ["strace", "-f", "-qq", "-s", "200", "-e", "trace=%network,openat,creat,mkdir", "-o", str(log), *command], log

    def run(self, *arguments: str | Path, lines: tuple[str, ...] = ()) -> Path:
        """Run a command to its end, with lines typed into it, and give what strace saw of it."""
        traced, log = self.trace(self.command(*arguments))
        process = subprocess.Popen(
            traced, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment, text=True
        )
        assert process.stdin is not None
        for line in lines:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            time.sleep(LINGER)
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, out + err
        return log

    def chat(self) -> Path:
        """Ask one question in the chat, in a terminal of its own, and leave."""
        import pty

        traced, log = self.trace(self.command("chat"))
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            traced,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=self.environment,
            close_fds=True,
            start_new_session=True,
        )
        os.close(theirs)
        try:
            screen = Screen(ours)
            screen.wait("archive")
            os.write(ours, QUESTION.encode() + b"\r")
            screen.wait("mosquito-net")
            screen.read(LINGER)
            os.write(ours, b"\x11")  # Ctrl+Q
            screen.read(3)
            process.wait(60)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # strace's child too: it would go on without its terminal
            process.wait()
            os.close(ours)
        return log


@dataclass
class Screen:
    """What a program draws into a terminal."""

    terminal: int
    drawn: str = ""

    def read(self, seconds: float) -> None:
        import select

        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.terminal], [], [], left)[0]:
                try:
                    self.drawn += os.read(self.terminal, 65536).decode(errors="replace")
                except OSError:  # the program has ended
                    return

    def wait(self, text: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while text not in self.drawn:
            assert time.monotonic() < end, f"{text!r} was never drawn: {self.drawn[-2000:]}"
            self.read(0.2)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("nothing-leaves") / "home"
    for name in ("tmp", "cache", "data", "config", "state"):
        (folder / name).mkdir(parents=True)
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "VIRTUAL_ENV", "LANG")}
    environment |= {f"XDG_{name.upper()}_HOME": str(folder / name) for name in ("cache", "data", "config", "state")}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder / "tmp"), "TERM": "xterm-256color", "ARCHIVE_LANG": "en"}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    articles = folder / "articles"
    shutil.copytree(paths.SAMPLE / "articles" / "1954.04", articles)
    return Home(folder, environment)


def faults(home: Home, log: Path) -> list[str]:
    """Sockets that lead elsewhere, and files that are neither ours nor the system's."""
    found = [f"left behind: {path}" for path in left_behind(home)]
    if log.exists():
        for line in log.read_text(errors="replace").splitlines():
            if NETWORK.search(line):
                found.append(f"network: {line}")
            elif (match := WRITTEN.search(line)) and ("O_CREAT" in (match[2] or "") or "mkdir" in line or "creat(" in line):
                if "EEXIST" in line or match[1].startswith(("/dev/", "/proc/")) or OWN in match[1]:
                    continue
                found.append(f"written: {line}")
    return found


def left_behind(home: Home) -> list[Path]:
    ours = re.compile(rf"(?:^|/){OWN}(?:/|$)")
    files = (path.relative_to(home.folder) for path in home.folder.rglob("*") if not path.is_dir())
    return [path for path in files if path.parts[0] != "articles" and not ours.search(path.as_posix())]


RUNS: dict[str, Callable[[Home], Path]] = {
    "index": lambda home: home.run("index", home.folder / "articles", "--newspaper", "Willow Ferry Gazette"),
    "ask": lambda home: home.run("ask", QUESTION),
    "talk": lambda home: home.run("talk", lines=(QUESTION, "纸为什么在烘缸前断？")),
    "chat": lambda home: home.chat(),
    "find": lambda home: home.run("find", "paper"),
    "doctor": lambda home: home.run("doctor"),
    "verify": lambda home: home.run("verify"),
    "eval": lambda home: home.run("eval", "--no-ablation"),
}


@pytest.mark.parametrize("name", RUNS)
def test_a_command_opens_no_socket_and_writes_only_its_own_files(home: Home, name: str) -> None:
    if name != "index" and not (home.folder / "data" / OWN / "archive.db").exists():
        RUNS["index"](home)
    assert faults(home, RUNS[name](home)) == []
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed: files were looked at, sockets were not")


def test_a_model_of_the_readers_own_is_used_without_the_network(home: Home) -> None:
    """With torch, transformers and sentence-transformers, which would ask the hub for a newer one."""
    model = restore_model(home.folder / "cache" / OWN / "e5-small")
    own = ("--archive", home.folder / "data" / OWN / "with-a-model", "--model", model)
    log = home.run("index", home.folder / "articles", "--newspaper", "Willow Ferry Gazette", *own)
    assert faults(home, log) == []
    assert faults(home, home.run("ask", QUESTION, *own)) == []
