"""Copies text to the clipboard in the way that this machine supports, and always to a file too.

A native program is tried first, because it reports whether it worked; then the terminal's OSC 52, which does not. Inside tmux,
which drops OSC 52 by default, the text is passed to tmux. Over SSH, native programs are skipped: they would fill the remote
machine's clipboard.
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
"""Seconds that a native program may take: wl-copy hangs without a compositor."""
LARGEST_OSC52 = 74_994
"""Bytes of base64 that terminals commonly accept; they silently drop longer texts."""

Run = Callable[[Sequence[str], bytes, float], bool]
"""(command, input, seconds) -> whether it worked."""


class CopyMethod(StrEnum):
    """How a text was copied."""

    NATIVE = "native"
    """By a program of the system."""
    TERMINAL = "terminal"
    """By OSC 52, which the terminal may have ignored."""
    FILE = "file"
    """To the file only."""


@dataclass(frozen=True, slots=True)
class Copied:
    """The result of a copy."""

    way: CopyMethod
    program: str
    """The native program, e.g. `wl-copy`; else empty."""
    file: Path | None
    """The file that has the text too; None if it could not be written."""


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
    """Copy `text` exactly. `send` writes it to the terminal with OSC 52; None without a terminal."""
    written = file if _write(file, text) else None
    environ = os.environ if environ is None else environ
    for command, encoding in _commands(environ, platform):
        program = find(command[0])
        if program and (run or _run)([program, *command[1:]], text.encode(encoding, "surrogatepass"), TIME_LIMIT):
            return Copied(CopyMethod.NATIVE, command[0], written)
    if send is not None and len(base64.b64encode(text.encode("utf-8", "replace"))) <= LARGEST_OSC52:
        send(text)
        return Copied(CopyMethod.TERMINAL, "", written)
    return Copied(CopyMethod.FILE, "", written)


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
        # -w also sends it to the terminal's clipboard; tmux fills its own buffer in any case.
        commands.append((["tmux", "load-buffer", "-w", "-"], "utf-8"))
    return commands


def _run(command: Sequence[str], data: bytes, seconds: float) -> bool:
    try:
        # No pipe for the output: xclip and wl-copy stay in the background and would keep it open.
        done = subprocess.run(
            command, input=data, timeout=seconds, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _write(file: Path, text: str) -> bool:
    """Write the file atomically, readable by its owner only."""
    part = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8", errors="surrogatepass", newline="") as out:
            out.write(text)
        part.replace(file)
    except OSError:
        return False
    return True
