"""The manual in the chat: opened from the help, links followed and left again. Its pages are a stand-in here."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from tui_driving import MakeChat, press, screen_text, settle

from assistant.text.i18n import use
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.help import HelpScreen
from assistant.tui.screens.manual import ManualScreen

PAGES = {
    "en": {
        "start": "# First steps\n\nAsk a question. [Formats](formats.md) lists files. [Elsewhere](https://example.org)",
        "formats": "# Formats\n\nMarkdown and TMX are read.",
    },
    "zh": {"start": "# 入门\n\n请提问。", "formats": "# 格式\n\n可读 Markdown。"},
}


@pytest.fixture
def manual(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("assistant.manual")
    module.topics = lambda language: [  # type: ignore[attr-defined]
        (topic, text.partition("\n")[0].removeprefix("# ")) for topic, text in PAGES[language].items()
    ]
    module.page = lambda topic, language: PAGES[language][topic]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "assistant.manual", module)


@pytest.mark.usefixtures("manual")
async def test_the_help_leads_to_the_manual_and_keys_turn_its_pages(make: MakeChat) -> None:
    async with make().run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "f1")
        assert "Enter opens the manual." in screen_text(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ManualScreen)
        assert "Ask a question." in screen_text(pilot)
        await press(pilot, "n")
        assert "Markdown and TMX are read." in screen_text(pilot)
        await press(pilot, "p")
        assert "Ask a question." in screen_text(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, HelpScreen)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ChatScreen)


@pytest.mark.usefixtures("manual")
async def test_a_link_is_followed_and_left_again(make: MakeChat) -> None:
    async with make().run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "f1", "m")
        rows = screen_text(pilot).splitlines()
        y = next(n for n, row in enumerate(rows) if "Formats lists" in row)
        await pilot.click(offset=(rows[y].index("Formats lists") + 1, y))
        await settle(pilot)
        assert "Markdown and TMX are read." in screen_text(pilot)
        await press(pilot, "backspace")
        assert "Ask a question." in screen_text(pilot)
        await pilot.click(offset=(rows[y].index("Elsewhere") + 1, y))
        await settle(pilot)
        assert "https://example.org" in screen_text(pilot).splitlines()[-1], "shown, not opened"


@pytest.mark.usefixtures("manual")
async def test_it_is_in_the_readers_language(make: MakeChat) -> None:
    use("zh")
    try:
        async with make().run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            await press(pilot, "f1", "enter")
            assert "请提问。" in screen_text(pilot)
    finally:
        use("en")


async def test_without_a_manual_the_help_does_not_offer_it(make: MakeChat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "assistant.manual", None)
    async with make().run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "f1")
        assert "manual" not in screen_text(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, HelpScreen)
