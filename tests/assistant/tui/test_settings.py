"""The settings screen: what it shows, writes and changes at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from tui_driving import MakeChat, ask, screen_text, settle, turns, write
from tui_fakes import FakeArchive, found

from assistant.system.config import NAMES
from assistant.tui.screens.settings import ABOUT, SettingRow, SettingsScreen
from assistant.tui.shared.themes import CONTRAST, LIGHT

pytestmark = pytest.mark.asyncio


async def test_every_setting_is_explained() -> None:
    assert set(ABOUT) == set(NAMES)


async def test_a_change_is_written_and_applies_at_once(make: MakeChat, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('# mine\ntheme = "dark"\n', encoding="utf-8")
    archive = FakeArchive(found)
    async with make(archive=archive).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f8")
        await settle(pilot)
        assert isinstance(pilot.app.screen, SettingsScreen)
        assert "[dark]" in screen_text(pilot)
        await pilot.press("right")
        await settle(pilot)
        assert pilot.app.theme == LIGHT.name
        await pilot.press("enter")
        await settle(pilot)
        assert pilot.app.theme == CONTRAST.name
        assert "[contrast]" in screen_text(pilot)
        assert "(line 2)" in screen_text(pilot)
        assert "Esc back" in screen_text(pilot)
        assert "Esc ask" not in screen_text(pilot)
        await pilot.press("down", "down", "down", "right", "right", "left")
        await settle(pilot)
        await pilot.press("escape")
        await ask(pilot, "问")
        await settle(pilot)
        assert turns(pilot)
        assert archive.quote_counts == [6]
    text = (tmp_path / "config.toml").read_text(encoding="utf-8")
    assert text == '# mine\ntheme = "contrast"\nquotes = 6\n'


async def test_a_file_is_typed_and_a_wrong_value_is_reported(make: MakeChat, tmp_path: Path) -> None:
    async with make().run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("f8")
        await settle(pilot)
        pilot.app.screen.query(SettingRow)[4].focus()
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("end", "ctrl+u")
        await write(pilot, str(tmp_path / "抄.txt"))
        await pilot.press("enter")
        await settle(pilot)
        assert pilot.app.services.settings.copies == tmp_path / "抄.txt"  # type: ignore[attr-defined]
        pilot.app.screen.query(SettingRow)[3].focus()
        await pilot.press("enter")
        await settle(pilot)
        await write(pilot, "many")
        await pilot.press("enter")
        await settle(pilot)
        assert any("quotes cannot be" in notice.message for notice in pilot.app._notifications)
        assert "抄.txt" in screen_text(pilot)


async def test_a_variable_that_overrides_the_file_is_named(make: MakeChat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVE_THEME", "dark")
    async with make().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f8", "right")
        await settle(pilot)
        assert any("ARCHIVE_THEME overrides it" in notice.message for notice in pilot.app._notifications)
