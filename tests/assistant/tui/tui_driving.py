"""Drives the chat in a test: reads the terminal, and waits without sleeping."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import OptionList
from textual.worker import WorkerCancelled

from assistant.tui.app import ChatApp
from assistant.tui.widgets.prompt import Prompt
from assistant.tui.widgets.row_widget import Paragraphs
from assistant.tui.widgets.transcript import Transcript
from assistant.tui.widgets.turn import Turn

if TYPE_CHECKING:
    from record_factory import Listed

EXAMPLES = (
    "Why did the paper break seventeen times in one afternoon?",
    "新堤是怎么守住的？",
    "How many vats has the mill?",
)
MakeChat = Callable[..., ChatApp]
"""The fixture `make`: makes a chat."""
ChatOver = Callable[[Sequence["Listed"]], ChatApp]
"""The fixture `over`: makes a chat over an archive of these articles."""


def screen_text(pilot: Pilot[None]) -> str:
    """The text on the terminal, line by line, with no-break spaces as spaces."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips).replace("\u00a0", " ")


async def settle(pilot: Pilot[None]) -> None:
    """Wait until the worker has nothing left to do and the terminal shows the results."""
    app = pilot.app
    assert isinstance(app, ChatApp)
    # Mounting, layout and scrolling take several rounds of messages, and what is shown may give the worker more to do.
    before, now = "", None
    while now != before:
        await pilot.pause()
        assert await asyncio.to_thread(app.services.worker.settle, 10), "the worker is stuck"
        for worker in list(app.workers):
            if worker.group != "indexing":  # which goes on for as long as a test wants
                with suppress(WorkerCancelled):
                    await worker.wait()
        await pilot.pause()
        before, now = now, screen_text(pilot)


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    """Wait until a condition is true, letting the app work."""
    for _ in range(100):
        if condition():
            return
        await pilot.pause()
    raise AssertionError("it never came true")


async def ask(pilot: Pilot[None], question: str) -> None:
    prompt = pilot.app.screen.query_one(Prompt)
    prompt.focus()
    prompt.text = question
    await pilot.press("enter")


async def write(pilot: Pilot[None], text: str) -> None:
    """Type as a terminal does. `Pilot.press` loses the character of punctuation such as ？."""
    for character in text:
        await pilot._wait_for_screen()
        pilot.app.post_message(Key(character, character))
        await pilot.pause()


def turns(pilot: Pilot[None]) -> list[Turn]:
    return pilot.app.screen.query_one(Transcript).turns


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait after each until the screen is settled."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


# On the browse screen


def line(pilot: Pilot[None]) -> str:
    """The highlighted row."""
    options = pilot.app.screen.query_one(OptionList)
    assert options.highlighted is not None
    return str(options.get_option_at_index(options.highlighted).prompt).strip()


def head(pilot: Pilot[None]) -> str:
    return "\n".join(paragraph.text for paragraph in pilot.app.screen.query_one("#browse-head", Paragraphs).paragraphs)


def status(pilot: Pilot[None]) -> str:
    return screen_text(pilot).splitlines()[-1]
