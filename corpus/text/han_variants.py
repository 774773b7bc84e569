"""Folds simplified and traditional characters, so that texts match whichever script they are in.

The mappings are OpenCC's. Folded forms serve searching and comparing only; stored texts never change.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

_HAN = re.compile(r"[㐀-鿿]")
_NO_LETTER = re.compile(r"[\W_]+")


def fold_variants(text: str) -> str:
    """Replace each traditional character by a simplified one. The length stays the same, so offsets stay valid. Coarser than
    `to_simplified`: 乾隆 becomes 干隆, in both of the texts compared."""
    return text if text.isascii() else text.translate(_characters())


def fold_case(text: str) -> str:
    """`fold_variants`, ignoring case: for substring tests."""
    return fold_variants(text).casefold()


def fold_spaces(text: str) -> str:
    """`fold_case`, with each run of white space as one space: for substring tests on names and titles."""
    return " ".join(fold_case(text).split())


def to_simplified(text: str) -> str:
    """Convert to simplified characters by words (乾隆 stays); returns the same object if nothing changes. For models and
    dictionaries: offsets may change."""
    return text if fold_variants(text) == text else str(_converter().convert(text))


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _characters() -> dict[int, str]:
    """3,400 characters, read off the converter in one call (5 ms)."""
    han = [chr(code) for code in range(0x3400, 0xA000)]
    converted = str(_converter().convert("\n".join(han))).split("\n")
    found = {a: b for a, b in zip(han, converted, strict=True) if a != b and _HAN.fullmatch(b)}
    return {ord(a): found.get(b, b) for a, b in found.items()}


def letters_only(text: str) -> str:
    """Only the letters and digits, folded in script, width and case."""
    return _NO_LETTER.sub("", fold_case(unicodedata.normalize("NFKC", text)))


def letters_with_offsets(text: str) -> tuple[str, list[int]]:
    """`letters_only`, with the offset in `text` of each of its characters."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        form = letters_only(character)
        letters.append(form)
        places += [place] * len(form)
    return "".join(letters), places
