"""Every ink can be read in every theme, and nothing depends on colour alone."""

from __future__ import annotations

import pytest
from rich.color import Color
from textual.filter import NoColor
from textual.pilot import Pilot
from tui_driving import MakeChat, ask, screen_text, settle
from tui_fakes import FLOOD, MILL, answer, quote

from assistant.answer import Answer, Outcome
from assistant.tui.shared.themes import DARK, LIGHT, PLAIN, SIXTEEN, THEMES, chosen
from assistant.tui.widgets.quote_card import QuoteCard
from assistant.tui.widgets.row_widget import StyledWidget

TEXT, LARGE = 4.5, 3.0
"""Least contrast by WCAG 2.2 (AA): of text, and of a mark that is no text."""
ENHANCED = 7.0
"""Of text in the theme of high contrast (AAA)."""


def luminance(color: Color) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    assert color.triplet
    red, green, blue = map(linear, color.triplet)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: Color, b: Color) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_formula_is_that_of_wcag() -> None:
    assert contrast(Color.from_rgb(0, 0, 0), Color.from_rgb(255, 255, 255)) == pytest.approx(21)
    assert contrast(Color.from_rgb(119, 119, 119), Color.from_rgb(255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def responds(outcome: Outcome) -> object:
    def respond(line: str) -> Answer:
        quotes = quote(MILL, 2, 1, words=("paper",)), quote(FLOOD, 1, 2, warnings=("doubt",))
        return answer(line, quotes, outcome, None if outcome is Outcome.FOUND else "why")

    return respond


def inks(pilot: Pilot[None]) -> dict[str, float]:
    """The contrast of each ink, on each background that it is drawn on."""
    found: dict[str, float] = {}
    for widget in pilot.app.screen.query("*"):
        if isinstance(widget, StyledWidget):
            for name in widget.COMPONENT_CLASSES:
                style = widget.get_component_rich_style(name)
                assert style.color
                assert style.bgcolor
                found[name] = min(found.get(name, 99), contrast(style.color, style.bgcolor))
    return found


@pytest.mark.asyncio
@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize(("theme", "text"), [("dark", TEXT), ("light", TEXT), ("contrast", ENHANCED)])
async def test_every_ink_is_readable(make: MakeChat, theme: str, text: float, outcome: Outcome) -> None:
    async with make(responds(outcome), theme=theme).run_test(size=(120, 40)) as pilot:
        await ask(pilot, "问")
        await settle(pilot)
        pilot.app.screen.query(QuoteCard).first().focus()
        await settle(pilot)
        measured = inks(pilot)
    assert {"ink--faint", "ink--answer-zh", "ink--label-en", "ink--bar"} <= set(measured)
    weak = {name: ratio for name, ratio in measured.items() if ratio < (LARGE if name == "ink--bar" else text)}
    assert not weak


def colours(pilot: Pilot[None]) -> set[str]:
    """What colours are sent to the terminal, apart from its own two."""
    sent = set()
    for strip in pilot.app.screen._compositor.render_strips():
        for _, style, _ in strip:
            for color in (style.color, style.bgcolor) if style else ():
                if color is not None and not color.is_default:
                    sent.add(color.name)
    return sent


@pytest.mark.asyncio
async def test_plain_sends_no_colour_and_marks_by_other_means(make: MakeChat) -> None:
    async with make(responds(Outcome.FOUND), theme="plain").run_test(size=(120, 40)) as pilot:
        await ask(pilot, "问")
        await settle(pilot)
        await pilot.press("tab")
        await settle(pilot)
        assert colours(pilot) == set()
        styles = {
            (bool(s.bold), bool(s.underline)): t
            for strip in pilot.app.screen._compositor.render_strips()
            for t, s, _ in strip
            if s and t.strip()
        }
        assert (True, True) in styles, "an answering sentence's matched word"
        assert "▎" in screen_text(pilot)


@pytest.mark.asyncio
async def test_sixteen_sends_only_the_sixteen(make: MakeChat) -> None:
    async with make(responds(Outcome.WEAK), theme="sixteen").run_test(size=(120, 40)) as pilot:
        await ask(pilot, "问")
        await settle(pilot)
        for strip in pilot.app.screen._compositor.render_strips():
            for _, style, _ in strip:
                for color in (style.color, style.bgcolor) if style else ():
                    assert color is None or color.triplet is None, style


@pytest.mark.asyncio
async def test_a_chosen_theme_overrides_no_color(make: MakeChat, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make(theme="light")
    assert not any(isinstance(f, NoColor) for f in app.get_line_filters())
    monkeypatch.setenv("NO_COLOR", "1")
    app = make(theme="light")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert any(c for c in colours(pilot))


@pytest.mark.parametrize(
    ("theme", "colours", "is_"),
    [
        ("auto", "truecolor", DARK),
        ("auto", "256", DARK),
        ("auto", "standard", SIXTEEN),
        ("auto", None, PLAIN),
        ("light", "standard", LIGHT),
        *((name, "truecolor", theme) for name, theme in THEMES.items()),
    ],
)
def test_auto_chooses_a_theme_for_the_terminal(theme: str, colours: str | None, is_: object) -> None:
    assert chosen(theme, colours) is is_
