"""Archive text as it may be drawn: never a control, never invisible, and as long as the source.

Every character is shown by exactly one character, so an offset into the source is an offset into what is drawn. What is
copied or exported is always the source itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
DIRECTION = "⇄"
"""Stands for a character that would reorder the line."""
INVISIBLE = "◌"
"""Stands for a character that would draw nothing: zero-width spaces and joiners, soft hyphens, byte order marks."""
BROKEN = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that no terminal can be sent: half a surrogate pair, a C1 control."""
_CARRIAGE_RETURN = "␍"

# Variation selectors 15 and 16 change how many cells the character before them takes, and terminals disagree on it. The
# others choose between forms of one Chinese character and draw nothing of their own: they stay.
_PRESENTATION = frozenset("\ufe0e\ufe0f")
_SUSPECT = re.compile(r"[^\n -~\u3000-\u303f\u3400-\u9fff\uff01-\uff5e]")
"""All but the characters of nearly every line, so that those cost no look-up."""


def sanitize(text: str) -> str:
    """The text with each control or invisible character replaced by a visible one. Newlines stay."""
    drawn = _SUSPECT.sub(lambda match: _shown(match[0]), text)
    # A file with Windows line ends: the carriage return belongs to the line break and is no news to the reader.
    return drawn.replace(f"{_CARRIAGE_RETURN}\n", " \n") if _CARRIAGE_RETURN in drawn else drawn


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    code = ord(character)
    if character == "\t":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if character in _BIDI:
        return DIRECTION
    if character in _PRESENTATION:
        return INVISIBLE
    match unicodedata.category(character):
        case "Cc" | "Cs":
            return BROKEN
        case "Cf":
            return INVISIBLE
        case "Zl" | "Zp":
            return "↵"
    return character
