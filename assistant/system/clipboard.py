"""Text to the clipboard, by whichever way this machine has, and always to a file too.

A program of the system first (it says whether it worked), then the terminal's own OSC 52 (it says nothing). Inside tmux
the way goes through tmux, which drops OSC 52 from programs by default. Over SSH the remote machine's clipboard is of no
use to the reader, so the native programs are left out there.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

TIME_LIMIT = 2.0
"""Seconds for a native program: wl-copy is known to hang where there is no compositor."""
LARGEST_OSC52 = 74_994
"""Bytes of base64 that terminals commonly take; longer ones they drop without a word."""

Run = Callable[[Sequence[str], bytes, float], bool]
"""Command, input, seconds -> whether it worked."""


class Way(StrEnum):
    NATIVE = "native"
    """A program of the system took it."""
    TERMINAL = "terminal"
    """It was sent to the terminal, which may or may not have taken it."""
    FILE = "file"
    """Only the file has it."""


@dataclass(frozen=True, slots=True)
class Copied:
    """Which way a copy went."""

    way: Way
    program: str
    """Of the native way, e.g. `wl-copy`; else empty."""
    file: Path | None
    """Where it also is; None if the file could not be written."""


def copy(
    text: str,
    file: Path,
    *,
    send: Callable[[str], object] | None = None,
    environ: Mapping[str, str] | None = None,
    platform: str = sys.platform,
    find: Callable[[str], str | None] = shutil.which,
    run: Run | None = None,
) -> Copied:
    """Copy `text` exactly. `send` writes it to the terminal by OSC 52; None where there is no terminal."""
    written = file if _write(file, text) else None
    environ = os.environ if environ is None else environ
    for command, encoding in _commands(environ, platform):
        program = find(command[0])
        if program and (run or _run)([program, *command[1:]], text.encode(encoding, "surrogatepass"), TIME_LIMIT):
            return Copied(Way.NATIVE, command[0], written)
    if send is not None and len(base64.b64encode(text.encode("utf-8", "replace"))) <= LARGEST_OSC52:
        send(text)
        return Copied(Way.TERMINAL, "", written)
    return Copied(Way.FILE, "", written)


def _commands(environ: Mapping[str, str], platform: str) -> list[tuple[list[str], str]]:
    """Programs to try, in order, and the encoding each reads."""
    commands: list[tuple[list[str], str]] = []
    remote = "SSH_CONNECTION" in environ or "SSH_TTY" in environ
    if platform == "darwin" and not remote:
        commands.append((["pbcopy"], "utf-8"))
    if platform == "win32" or "WSL_DISTRO_NAME" in environ:
        commands.append((["clip.exe"], "utf-16"))
    if environ.get("WAYLAND_DISPLAY") and not remote:
        commands.append((["wl-copy"], "utf-8"))
    if environ.get("DISPLAY"):
        commands += [(["xclip", "-selection", "clipboard"], "utf-8"), (["xsel", "--clipboard", "--input"], "utf-8")]
    if environ.get("TMUX"):
        # -w passes it on to the terminal as well; tmux takes it for its own buffer in any case.
        commands.append((["tmux", "load-buffer", "-w", "-"], "utf-8"))
    return commands


def _run(command: Sequence[str], data: bytes, seconds: float) -> bool:
    try:
        # No pipe for the output: xclip and wl-copy stay in the background and would hold it open.
        done = subprocess.run(
            command, input=data, timeout=seconds, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _write(file: Path, text: str) -> bool:
    """Write the file whole or not at all, for its owner alone."""
    part = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8", errors="surrogatepass", newline="") as out:
            out.write(text)
        part.replace(file)
    except OSError:
        return False
    return True
