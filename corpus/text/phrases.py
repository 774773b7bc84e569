"""Phrases of several sentences. A long paragraph is divided between sentences, so such a phrase may begin in one passage and end in
another."""

from __future__ import annotations

import re

from corpus.text.han_variants import fold_case

_BETWEEN_SENTENCES = re.compile(r"(?<=[。！？!?.…])(?=[^。！？!?.…]*\w)")


def sentences_of(phrase: str) -> list[str]:
    """The parts of a phrase between which a passage may end."""
    return _BETWEEN_SENTENCES.split(phrase)


def overlaps_phrase(text: str | None, start: int | None, end: int | None, phrase: str) -> bool:
    """Whether `text[start:end]` has a part of an occurrence of `phrase` in `text`. `phrase` is folded (`fold_case`)."""
    if text is None or start is None or end is None:
        return False
    folded = fold_case(text)
    if phrase not in folded:
        return False
    first, stop = len(fold_case(text[:start])), len(fold_case(text[:end]))
    at = folded.find(phrase, max(0, first - len(phrase) + 1))
    return 0 <= at < stop
