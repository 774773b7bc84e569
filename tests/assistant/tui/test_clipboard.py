"""Copying: which way is taken, and that the text arrives exactly."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.system.clipboard import LARGEST_OSC52, Copied, CopyMethod, copy

TEXT = "　　“新堤守住了！”\r\n\tJuly 4th\u202e"


class Programs:
    """Stands for the machine: which programs there are, and whether they work."""

    def __init__(self, *there: str, works: bool = True) -> None:
        self.there = there
        self.works = works
        self.ran: list[tuple[list[str], bytes]] = []

    def find(self, name: str) -> str | None:
        return f"/usr/bin/{name}" if name in self.there else None

    def run(self, command: Sequence[str], data: bytes, seconds: float) -> bool:
        self.ran.append((list(command), data))
        return self.works


def do(
    tmp_path: Path, programs: Programs, environ: dict[str, str], platform: str = "linux", text: str = TEXT
) -> tuple[Copied, list[str]]:
    sent: list[str] = []
    copied = copy(
        text, tmp_path / "deep" / "copied.txt", send=sent.append, environ=environ, platform=platform,
        find=programs.find, run=programs.run,
    )  # fmt: skip
    return copied, sent


@pytest.mark.parametrize(
    ("environ", "platform", "there", "program", "encoding"),
    [
        ({}, "darwin", ["pbcopy"], "pbcopy", "utf-8"),
        ({"WAYLAND_DISPLAY": "w"}, "linux", ["wl-copy", "xclip"], "wl-copy", "utf-8"),
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "linux", ["xclip"], "xclip", "utf-8"),
        ({"DISPLAY": ":0"}, "linux", ["xsel"], "xsel", "utf-8"),
        ({"WSL_DISTRO_NAME": "u"}, "linux", ["clip.exe"], "clip.exe", "utf-16"),
        ({"SSH_TTY": "/dev/pts/1", "WAYLAND_DISPLAY": "w", "TMUX": "t"}, "linux", ["wl-copy", "tmux"], "tmux", "utf-8"),
    ],
)
def test_the_native_program_is_tried_first(
    tmp_path: Path, environ: dict[str, str], platform: str, there: list[str], program: str, encoding: str
) -> None:
    programs = Programs(*there)
    copied, sent = do(tmp_path, programs, environ, platform)
    assert (copied.way, copied.program, sent) == (CopyMethod.NATIVE, program, [])
    assert programs.ran[0][1].decode(encoding) == TEXT


def test_a_program_that_fails_gives_way_to_the_terminal(tmp_path: Path) -> None:
    copied, sent = do(tmp_path, Programs("xclip", works=False), {"DISPLAY": ":0"})
    assert (copied.way, sent) == (CopyMethod.TERMINAL, [TEXT])


def test_pbcopy_of_a_remote_machine_is_left_out(tmp_path: Path) -> None:
    copied, sent = do(tmp_path, Programs("pbcopy"), {"SSH_CONNECTION": "1"}, "darwin")
    assert (copied.way, sent) == (CopyMethod.TERMINAL, [TEXT])


def test_text_too_large_for_the_terminal_goes_to_the_file(tmp_path: Path) -> None:
    copied, sent = do(tmp_path, Programs(), {}, text="纸" * LARGEST_OSC52)
    assert (copied.way, sent) == (CopyMethod.FILE, [])


def test_the_file_has_the_same_text_for_its_owner_alone(tmp_path: Path) -> None:
    copied, _ = do(tmp_path, Programs(), {})
    assert copied.file
    assert copied.file.read_bytes().decode() == TEXT
    assert stat.S_IMODE(copied.file.stat().st_mode) == 0o600
    assert [path.name for path in copied.file.parent.iterdir()] == ["copied.txt"]


def test_a_file_that_cannot_be_written_is_not_named(tmp_path: Path) -> None:
    (tmp_path / "deep").write_text("a file where the folder should be")
    copied, sent = do(tmp_path, Programs(), {})
    assert (copied.file, sent) == (None, [TEXT])


def test_a_program_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With real processes: one that never reads its input to the end, and one that does."""
    monkeypatch.setattr("assistant.system.clipboard.TIME_LIMIT", 0.1)
    (slow := tmp_path / "wl-copy").write_text("#!/bin/sh\nexec sleep 30\n")
    (quick := tmp_path / "xclip").write_text(f"#!/bin/sh\nexec cat > {tmp_path}/got\n")
    slow.chmod(0o755)
    quick.chmod(0o755)
    environ = {"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}
    copied = copy(TEXT, tmp_path / "c.txt", environ=environ, platform="linux", find=lambda name: str(tmp_path / name))
    assert copied.program == "xclip"
    assert (tmp_path / "got").read_bytes().decode() == TEXT
