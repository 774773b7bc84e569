"""Detects which of the archive's two languages a text is in."""

from __future__ import annotations

import re
import unicodedata

from corpus.model import Side

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’-][A-Za-zÀ-ɏ]+)*")
_ENOUGH = 0.5
"""Minimum share of letters in the two scripts: a text may contain Russian or Korean names."""


def detect_language(text: str) -> Side | None:
    """The language of a text; None if it has no letters, or most are in neither script.

    A Chinese character counts as much as an English word, since a Chinese sentence may contain an English name and vice versa.
    """
    han, words = len(_HAN.findall(text)), _LATIN_WORD.findall(text)
    letters = sum(unicodedata.category(c)[0] == "L" for c in text)
    if (not han and not words) or han + sum(map(len, words)) < _ENOUGH * letters:
        return None
    return "zh" if han >= len(words) else "en"
