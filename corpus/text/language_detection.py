"""Which of the archive's two languages a text is in, by its letters."""

from __future__ import annotations

import re
import unicodedata

from corpus.model import Side

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’-][A-Za-zÀ-ɏ]+)*")
_ENOUGH = 0.5
"""Share of a text's letters that must be of the two scripts: the rest may be names in Russian or Korean."""


def detect_language(text: str) -> Side | None:
    """The side that a text belongs to; None where its letters are mostly of neither script, or there are none.

    A Chinese character counts as a word does: a Chinese sentence may hold an English name, and the reverse.
    """
    han, words = len(_HAN.findall(text)), _LATIN_WORD.findall(text)
    letters = sum(unicodedata.category(c)[0] == "L" for c in text)
    if (not han and not words) or han + sum(map(len, words)) < _ENOUGH * letters:
        return None
    return "zh" if han >= len(words) else "en"
