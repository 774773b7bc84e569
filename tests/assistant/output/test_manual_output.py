"""Pages of the manual in a terminal."""

from __future__ import annotations

import re

import pytest

from assistant.manual import TOPICS, Language, page
from assistant.output.manual_output import page_text
from assistant.output.text_output import OutputFormat
from assistant.text.wrap import cells

ESCAPE = re.compile(r"\x1b\[[\d;]*m|\x1b\]8;[^\x1b]*\x1b\\")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("topic", TOPICS)
def test_pages_fit_a_terminal_of_80_cells(topic: str, language: Language) -> None:
    lines = ESCAPE.sub("", page_text(page(topic, language), OutputFormat(80, True))).splitlines()
    assert max(map(cells, lines)) <= 80


def test_markdown_is_laid_out() -> None:
    text = ESCAPE.sub("", page_text("# Title\n\nSome `code` here.\n\n```sh\narchive\n```\n", OutputFormat(40, True)))
    assert "Some code here." in text
    assert "`" not in text
    assert "#" not in text


def test_without_colours_there_are_none() -> None:
    text = page_text(page("settings"), OutputFormat(80, False))
    assert not re.search(r"\x1b\[[\d;]*\b3[0-7]", text)
