"""What the screens look like. Looked at by eye before they were accepted; do the same before you accept a change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from tui_driving import MakeChat, settle
from tui_fakes import FLOOD, HOSTILE, MILL, CannedAssistant, ModelFreeAssistant, answer, found, quote

from assistant.answer import Answer, Outcome
from assistant.text.i18n import use
from assistant.tui.widgets.prompt import Prompt
from corpus.errors import IndexMissing

SIZES = {"80x24": (80, 24), "120x40": (120, 40)}
THEMES = {"dark": "archive-dark", "light": "archive-light"}
Before = Callable[[Pilot[None]], Awaitable[None]]
mixed = pytest.mark.parametrize(
    ("size", "theme"),
    [(SIZES["80x24"], THEMES["light"]), (SIZES["120x40"], THEMES["dark"])],
    ids=["80x24-light", "120x40-dark"],
)
"""Both sizes and both themes; the answer is the one that is taken in all four combinations."""


def driven(*keys: str, question: str = "纸为什么一个下午断了十七次？", theme: str = "archive-dark") -> Before:
    """Ask the question, then press the keys."""

    async def before(pilot: Pilot[None]) -> None:
        pilot.app.theme = theme
        await settle(pilot)
        if question:
            pilot.app.screen.query_one(Prompt).text = question
            await pilot.press("enter")
            await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    return before


def weak(line: str) -> Answer:
    reason = "No passage has the words of the question; these are the nearest in meaning."
    return answer(line, (quote(MILL, 3, 1), quote(FLOOD, 2, 2)), Outcome.WEAK, reason)


def nothing(line: str) -> Answer:
    return answer(line, (quote(FLOOD, 2),), Outcome.NOTHING, "No passage is near the question in either language.")


def hostile(line: str) -> Answer:
    return answer(line, (quote(HOSTILE, 1),))


def broken(line: str) -> Answer:
    raise IndexMissing("The archive in /srv/archive [1957] has no index.", "Make it with: archive index")


@mixed
def test_welcome(snap_compare: Any, make: MakeChat, size: tuple[int, int], theme: str) -> None:
    assert snap_compare(make(), terminal_size=size, run_before=driven(question="", theme=theme))


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_answer(snap_compare: Any, make: MakeChat, size: tuple[int, int], theme: str) -> None:
    assert snap_compare(make(found), terminal_size=size, run_before=driven("tab", theme=theme))


@pytest.fixture
def chinese() -> Iterator[None]:
    use("zh")
    yield
    use("en")


@pytest.mark.usefixtures("chinese")
@mixed
@pytest.mark.parametrize("keys", [(), ("tab",), ("f1",), ("f8",)], ids=["answer", "card", "help", "settings"])
def test_chinese_interface(snap_compare: Any, make: MakeChat, size: tuple[int, int], theme: str, keys: tuple[str, ...]) -> None:
    assert snap_compare(
        make(weak, copies="", file=Path("config.toml")), terminal_size=size, run_before=driven(*keys, theme=theme)
    )


@pytest.mark.usefixtures("chinese")
@mixed
def test_chinese_welcome(snap_compare: Any, make: MakeChat, size: tuple[int, int], theme: str) -> None:
    assert snap_compare(make(), terminal_size=size, run_before=driven(question="", theme=theme))


@mixed
@pytest.mark.parametrize("place", ["", "1957-11", "1957-11-16"], ids=["years", "month", "day"])
def test_browse(snap_compare: Any, make: MakeChat, sample_archive: Path, size: tuple[int, int], theme: str, place: str) -> None:
    keys = () if place else ("f5",)
    app = make(archive=lambda: ModelFreeAssistant.open(sample_archive))
    assert snap_compare(app, terminal_size=size, run_before=driven(*keys, question=place, theme=theme))


@mixed
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_timeline(
    snap_compare: Any, make: MakeChat, sample_archive: Path, size: tuple[int, int], theme: str, lang: str
) -> None:
    use(lang)
    question = "ferry" if lang == "en" else "渡船 after:1953"
    app = make(archive=lambda: CannedAssistant.open(sample_archive))
    assert snap_compare(app, terminal_size=size, run_before=driven("f7", "down", question=question, theme=theme))
    use("en")


@mixed
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_index(snap_compare: Any, make: MakeChat, size: tuple[int, int], theme: str, lang: str) -> None:
    use(lang)
    assert snap_compare(make(sample=False), terminal_size=size, run_before=driven("f9", question="", theme=theme))
    use("en")


@mixed
def test_reader(snap_compare: Any, make: MakeChat, size: tuple[int, int], theme: str) -> None:
    assert snap_compare(make(found), terminal_size=size, run_before=driven("tab", "enter", theme=theme))


@pytest.mark.parametrize("respond", [weak, nothing, hostile, broken])
def test_other_answers(snap_compare: Any, make: MakeChat, respond: Callable[[str], Answer]) -> None:
    assert snap_compare(make(respond), terminal_size=(120, 40), run_before=driven())


def test_help(snap_compare: Any, make: MakeChat) -> None:
    assert snap_compare(make(), terminal_size=(120, 40), run_before=driven("f1", question=""))
