"""Ambiguous characters in two cells: Rich, Textual and our line breaker measure them alike. Each test runs in a process of its
own, because the width is set for a whole program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TUI = Path(__file__).parents[1] / "tui"


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    ).stdout.strip()


@pytest.mark.parametrize(("width", "measured"), [(1, "8 8 8"), (2, "14 14 14")])
def test_everything_measures_alike(width: int, measured: str) -> None:
    code = f"""
from assistant.text.ambiguous_width import draw_ambiguous
import assistant.text.wrap
assistant.text.wrap.cells("“")
draw_ambiguous({width})
from rich.cells import cell_len
from textual.strip import Strip
from rich.segment import Segment
text = "“好”—…·①"
print(cell_len(text), assistant.text.wrap.cells(text), Strip([Segment(text)]).cell_length)
"""
    assert run(code) == measured


def test_rich_still_has_what_is_replaced() -> None:
    """If this fails, Rich has changed inside. See whether it has a setting now, else adapt `ambiguous_width`."""
    code = """
import inspect, rich.cells
from rich._unicode_data import load
table = load("auto")
print(all(len(entry) == 3 for entry in table.widths), hasattr(table, "_replace"), isinstance(rich.cells._SINGLE_CELLS, frozenset))
print("load_cell_table(" in inspect.getsource(rich.cells.get_character_cell_size))
print("_is_single_cell_widths(" in inspect.getsource(rich.cells._cell_len))
"""
    assert run(code).split() == ["True"] * 5


def test_other_widths_stay() -> None:
    code = """
import unicodedata
from rich.cells import get_character_cell_size as size
before = {c: size(chr(c)) for c in range(0x20, 0x10000)}
from assistant.text.ambiguous_width import draw_ambiguous, _ambiguous
draw_ambiguous(2)
changed = [c for c, width in before.items() if size(chr(c)) != width]
print(all(_ambiguous(c) and size(chr(c)) == 2 for c in changed), len(changed) > 500, size("▎"), size("é"), size("好"), size("\\u0301"))
"""
    assert run(code) == "True True 1 2 2 0" or run(code) == "True True 1 1 2 0"


def test_no_line_of_the_chat_is_wider_than_the_terminal() -> None:
    code = f"""
import sys, asyncio
sys.path.insert(0, {str(TUI)!r})
from pathlib import Path
from assistant.text.ambiguous_width import draw_ambiguous
draw_ambiguous(2)
from assistant.system.config import NAMES, Loaded, Settings
from assistant.system.paths import ArchiveIdentity
from assistant.tui.app import ChatApp
from assistant.text.wrap import cells
from tui_driving import ask, screen_text, settle
from tui_fakes import FakeArchive, found

async def main():
    loaded = Loaded(Settings(theme="dark"), dict.fromkeys(NAMES, "default"), Path("none"))
    app = ChatApp(lambda: FakeArchive(found), identify=lambda: ArchiveIdentity(Path("“…”"), "x"), update=None, loaded=loaded)
    async with app.run_test(size=(100, 30)) as pilot:
        await ask(pilot, "“纸”……为什么——断")
        await settle(pilot)
        text = screen_text(pilot)
        assert "“纸像孩子，渴了就要哭……”" in text.replace("\\n", "") or "……" in text
        print({{cells(line) for line in text.split("\\n")}})

asyncio.run(main())
"""
    assert run(code) == "{100}"
