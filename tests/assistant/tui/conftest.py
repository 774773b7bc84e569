"""What every test of the chat needs: an app over a fake archive, and a way to wait for the desk without sleeping."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

# The fakes are plain functions, which fixtures would only make harder to read; this finds them in every import mode.
sys.path.insert(0, str(Path(__file__).parent))

from tui_fakes import FakeArchive, found

from assistant.answer import Answer
from assistant.tui.app import ChatApp

EXAMPLES = (
    "Why did the paper break seventeen times in one afternoon?",
    "新堤是怎么守住的？",
    "How many vats has the mill?",
)
Make = Callable[..., ChatApp]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes the chat over a fake archive that answers by `respond`, or over `archive`."""
    for name in ("NO_COLOR", "DISPLAY", "WAYLAND_DISPLAY", "TMUX", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)

    def made(
        respond: Callable[[str], Answer] = found,
        *,
        archive: FakeArchive | Callable[[], FakeArchive] | None = None,
        sample: bool = True,
    ) -> ChatApp:
        ready = archive or FakeArchive(respond)
        return ChatApp(
            ready if callable(ready) else lambda: ready,
            title="Reed Harbour News · sample archive",
            examples=EXAMPLES if sample else (),
            sample=sample,
            copies=tmp_path / "copied.txt",
        )

    return made


def screen_text(pilot: Pilot[None]) -> str:
    """What stands on the terminal, line by line."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until the desk has nothing left to do and the terminal shows all that came of it."""
    app = pilot.app
    assert isinstance(app, ChatApp)
    await pilot.pause()
    assert await asyncio.to_thread(app.desk.settle, 10), "the desk is stuck"
    await app.workers.wait_for_complete()
    await pilot.pause()
    # Mounting, laying out and scrolling follow one another through several rounds of messages.
    before, same = "", 0
    while same < 2:
        await pilot.pause()
        now = screen_text(pilot)
        before, same = now, same + 1 if now == before else 0


async def until(pilot: Pilot[None], holds: Callable[[], object]) -> None:
    """Wait until something holds, letting the app work."""
    for _ in range(100):
        if holds():
            return
        await pilot.pause()
    raise AssertionError("it never came true")
