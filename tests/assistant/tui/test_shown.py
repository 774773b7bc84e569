"""Archive text on the screen: visible, harmless, and as long as the source."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from assistant.text.sanitize import DIRECTION, INVISIBLE, sanitize
from assistant.text.wrap import cells

HARMFUL = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text(st.characters(exclude_categories=())))
def test_every_character_is_shown_by_one(text: str) -> None:
    drawn = sanitize(text)
    assert len(drawn) == len(text)
    assert [at for at, c in enumerate(text) if c == "\n"] == [at for at, c in enumerate(drawn) if c == "\n"]


@given(st.text(st.characters(exclude_categories=())))
def test_no_control_reaches_the_terminal(text: str) -> None:
    assert not {unicodedata.category(c) for c in sanitize(text) if c != "\n"} & HARMFUL


@given(st.text(st.characters(exclude_categories=())))
def test_widths_add_up(text: str) -> None:
    """Rich measures joiners and variation selectors by what is around them; none of those is left."""
    drawn = sanitize(text).replace("\n", "")
    assert cells(drawn) == cell_len(drawn)


def test_control_and_invisible_characters_are_replaced_visibly() -> None:
    assert sanitize("\x1b[31m红\x1b[0m") == "␛[31m红␛[0m"
    assert sanitize("\u202etxet\u202c") == f"{DIRECTION}txet{DIRECTION}"
    assert sanitize("零\u200b宽\ufeff") == f"零{INVISIBLE}宽{INVISIBLE}"
    assert sanitize("a\tb") == "a b"
    assert sanitize("一\r\n二\r三") == "一 \n二␍三"


def test_ordinary_text_is_untouched() -> None:
    text = "“新堤守住了！”——《芦白》…… [b] café Qín Shǒuyī ①○×※℃ 𠮷 葛\U000e0100"
    assert sanitize(text) == text
