"""Quiet themes: paper and ink, with the red of a seal as the one accent. Bars, words, bold and underline also mark what
matters, so nothing depends on colour alone.

Each theme sets how strong its inks are; tests/assistant/tui/test_themes.py measures the contrast of all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme

STRENGTHS = {"quiet": "66%", "faint": "60%", "english": "74%", "weak": "68%", "distant": "60%", "weak-bar": "46%"}
"""Opacity of each ink, in themes that do not set it."""
_LIGHT = {"quiet": "72%", "faint": "69%", "english": "80%", "weak": "76%", "distant": "69%", "weak-bar": "56%"}
_STRONG = {"quiet": "85%", "faint": "80%", "english": "92%", "weak": "85%", "distant": "80%", "weak-bar": "70%"}

DARK = Theme(
    name="archive-dark",
    primary="#d9826b",
    secondary="#8fa7b3",
    accent="#d9826b",
    warning="#d3ab5c",
    error="#e08580",
    success="#92b083",
    foreground="#ddd8cc",
    background="#191816",
    surface="#201f1c",
    panel="#2a2825",
    dark=True,
)
LIGHT = Theme(
    name="archive-light",
    primary="#a23b28",
    secondary="#4a6472",
    accent="#a23b28",
    warning="#7c5004",
    error="#a8231f",
    success="#3f6b3a",
    foreground="#2a2722",
    background="#f8f5ee",
    surface="#f1ede3",
    panel="#e8e2d5",
    dark=False,
    variables=_LIGHT,
)
CONTRAST = Theme(
    name="archive-contrast",
    primary="#ffb000",
    secondary="#ffffff",
    accent="#ffb000",
    warning="#ffe14d",
    error="#ffb8b0",
    success="#8df08d",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#303030",
    dark=True,
    variables=_STRONG,
)
# The terminal's own colours, which are unknown here: shades are made by bold, dim and reverse (see assistant.tcss).
SIXTEEN = replace(BUILTIN_THEMES["ansi-dark"], name="archive-sixteen", primary="ansi_red", accent="ansi_red")
PLAIN = replace(SIXTEEN, name="archive-plain")
"""A line filter removes what colour is left: see `ChatApp.get_line_filters`."""
THEMES: Mapping[str, Theme] = {"dark": DARK, "light": LIGHT, "contrast": CONTRAST, "sixteen": SIXTEEN, "plain": PLAIN}
"""By the names of `assistant.system.config.Theme`."""


def chosen(theme: str, color_system: str | None) -> Theme:
    """The theme of a setting; `auto` is dark, or what fits a terminal that has only the sixteen colours or none."""
    if theme != "auto":
        return THEMES[theme]
    return {"standard": SIXTEEN, "windows": SIXTEEN, None: PLAIN}.get(color_system, DARK)
