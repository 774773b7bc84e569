"""Simplified and traditional characters: one form for comparing texts, whichever script they were printed in.

The characters and words are OpenCC's. Nothing here changes a stored text: forms are for finding and for comparing only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

_HAN = re.compile(r"[㐀-鿿]")
_NO_LETTER = re.compile(r"[\W_]+")


def fold_variants(text: str) -> str:
    """The text with each traditional character as its simplified one: as many characters, each at its place, so that an
    offset in one is an offset in the other. Coarser than `to_simplified`: 乾隆 becomes 干隆, in both of the texts compared."""
    return text if text.isascii() else text.translate(_characters())


def fold_case(text: str) -> str:
    """As `fold_variants`, without regard to the case of letters; for telling whether one text holds another."""
    return fold_variants(text).casefold()


def fold_spaces(text: str) -> str:
    """As `fold_case`, each run of blanks as one; for telling whether a name or a title holds another."""
    return " ".join(fold_case(text).split())


def to_simplified(text: str) -> str:
    """The text as it is written in simplified characters, words regarded (乾隆 stays); the very same one where it is
    simplified already. For reading by a model or a dictionary; its characters may not stand at the same places."""
    return text if fold_variants(text) == text else str(_converter().convert(text))


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _characters() -> dict[int, str]:
    """3,400 characters, read off the converter at once (5 ms)."""
    every = [chr(code) for code in range(0x3400, 0xA000)]
    converted = str(_converter().convert("\n".join(every))).split("\n")
    found = {a: b for a, b in zip(every, converted, strict=True) if a != b and _HAN.fullmatch(b)}
    return {ord(a): found.get(b, b) for a, b in found.items()}


def letters_only(text: str) -> str:
    """The letters and figures of a text alone: one script, one width, one case; without blanks and punctuation."""
    return _NO_LETTER.sub("", fold_case(unicodedata.normalize("NFKC", text)))


def letters_with_offsets(text: str) -> tuple[str, list[int]]:
    """As `letters_only`, and for each of its characters the place in `text` that it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        form = letters_only(character)
        letters.append(form)
        places += [place] * len(form)
    return "".join(letters), places
