"""Makes archive text safe to print: no control characters, nothing invisible.

Every character becomes exactly one character, so offsets into the source are offsets into the result. Copies and exports use
the source itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
DIRECTION = "⇄"
"""Replaces a character that would reorder the line."""
INVISIBLE = "◌"
"""Replaces a character that would draw nothing: zero-width spaces and joiners, soft hyphens, byte order marks."""
BROKEN = "\N{REPLACEMENT CHARACTER}"
"""Replaces a character that must not reach a terminal: half a surrogate pair, a C1 control."""
_CARRIAGE_RETURN = "␍"

# Variation selectors 15 and 16 change the width of the character before them, on which terminals disagree. The others choose
# a form of a Chinese character, draw nothing of their own, and stay.
_PRESENTATION = frozenset("\ufe0e\ufe0f")
_SUSPECT = re.compile(r"[^\n -~\u3000-\u303f\u3400-\u9fff\uff01-\uff5e]")
"""Everything except the most common characters, which need no look-up."""


def sanitize(text: str) -> str:
    """The text with each control or invisible character replaced by a visible one. Line feeds stay."""
    drawn = _SUSPECT.sub(lambda match: _shown(match[0]), text)
    # Windows line ends: the carriage return is part of the line break.
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
