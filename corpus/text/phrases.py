"""Phrases of several sentences. A long paragraph is divided between sentences, so such a phrase may begin in one passage and end in
another."""

from __future__ import annotations

import re

from corpus.text.folding import fold_with_offsets

_BETWEEN_SENTENCES = re.compile(r"(?<=[。！？!?.…])(?=[^。！？!?.…]*\w)")


def sentences_of(phrase: str) -> list[str]:
    """The parts of a phrase between which a passage may end."""
    return _BETWEEN_SENTENCES.split(phrase)


def overlaps_phrase(text: str | None, start: int | None, end: int | None, phrase: str) -> bool:
    """Whether `text[start:end]` has a part of an occurrence of `phrase` in `text`. `phrase` is folded (`fold_case`)."""
    if text is None or start is None or end is None:
        return False
    folded = fold_with_offsets(text, case=True)
    at = folded.text.find(phrase)
    while at >= 0:
        found = folded.span(at, at + len(phrase))
        if found.start < end and start < found.end:
            return True
        at = folded.text.find(phrase, at + 1)
    return False
