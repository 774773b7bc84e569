"""Two quiet themes: paper and ink, with the red of a seal as the one accent."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="archive-dark",
    primary="#d9826b",
    secondary="#8fa7b3",
    accent="#d9826b",
    warning="#d3ab5c",
    error="#dd7770",
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
    warning="#8a5a05",
    error="#a8231f",
    success="#3f6b3a",
    foreground="#2a2722",
    background="#f8f5ee",
    surface="#f1ede3",
    panel="#e8e2d5",
    dark=False,
)
