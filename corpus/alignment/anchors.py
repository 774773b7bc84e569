"""Anchors: text that a translation leaves unchanged, namely numbers (compared by value) and words in Latin letters."""

from __future__ import annotations

import re

from corpus.model import Side
from corpus.text.numbers import find_numbers

_LATIN = re.compile(r"[A-Za-zÀ-ɏ]{2,}")


def find_anchors(text: str, side: Side) -> frozenset[str]:
    """Text expected on the other side too: values of numbers above ten, and Latin words in lower case."""
    found = {f"#{n.value:.12g}" for n in find_numbers(text, side) if n.value > 10}
    found.update(word.lower() for word in _LATIN.findall(text))
    return frozenset(found)
