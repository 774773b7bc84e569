"""A page of the manual laid out for a terminal."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.output.text_output import OutputFormat

_MAX_WIDTH = 100
"""Cells of a line at most: longer lines of prose are hard to read."""
_STYLES = {"markdown.code": "bold cyan", "markdown.h2": "bold", "markdown.h3": "bold"}
"""Rich's own styles put a black background behind code, which is wrong on light terminals."""


def page_text(markdown: str, layout: OutputFormat) -> str:
    """The page as text for a terminal of this width, with escape sequences for bold type and, if it has any, colours."""
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.theme import Theme

    text = io.StringIO()
    console = Console(
        file=text, width=min(layout.width, _MAX_WIDTH), force_terminal=True, no_color=not layout.color, theme=Theme(_STYLES)
    )
    console.print(Markdown(markdown, code_theme="ansi_light"))
    return text.getvalue()
