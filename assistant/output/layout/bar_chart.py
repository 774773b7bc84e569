"""Bars of counts, as the chat and the command line draw them."""

from __future__ import annotations

BLOCK = "▐"
"""Bars are made of it. Of neutral width, unlike the full block: one cell in every terminal; and terminals draw it themselves,
whatever the font has."""
ABSENT = "·"
"""Shown for none."""


def bar_chart(count: int, most: int, longest: int) -> str:
    """As many cells of `longest` as the count is of `most`: none for none, and at least one for some."""
    return BLOCK * max(1, round(longest * count / most)) if count else ""
