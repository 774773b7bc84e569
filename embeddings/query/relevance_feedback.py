"""A question in the context of a conversation: earlier questions, and passages that the reader marked as relevant or not.

Both move the question's vector, and relevant passages add words to it. Relevance feedback is Rocchio's (1971), in the space where
question and passages are centred, so that one moved vector serves both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.arrays import FloatArray

HISTORY_WEIGHT = 0.4
"""Weight of the earlier questions' mean vector. Chosen on the dialogues of `tests/quality` (tests/quality/MEASUREMENTS.md)."""
RELEVANT_WEIGHT = 0.8
NON_RELEVANT_WEIGHT = 0.4
"""Weights of the mean vectors of marked passages; the usual proportion (Manning et al. 2008, 9.1.1)."""
WORDS = 4
"""Words of the relevant passages, in each language, that are added to the question."""


@dataclass(frozen=True, slots=True)
class SearchContext:
    """What a conversation adds to a question."""

    earlier: tuple[str, ...] = ()
    """Questions that it is combined with, the oldest first."""
    like: tuple[int, ...] = ()
    """Numbers of relevant passages. Like those of `unlike`, they are not found again."""
    unlike: tuple[int, ...] = ()
    texts: str = ""
    """Both sides of the passages in `like`."""

    @property
    def marked(self) -> tuple[int, ...]:
        return self.like + self.unlike


def blend_with_history(vector: FloatArray, earlier: FloatArray) -> FloatArray:
    """A question's vector, (dimension,), combined with those of earlier ones, (n, dimension); unit length."""
    return _unit(vector + HISTORY_WEIGHT * earlier.mean(axis=0))


def rocchio(vector: FloatArray, mean: FloatArray, relevant: FloatArray, not_relevant: FloatArray) -> FloatArray:
    """A question's vector moved towards relevant passages and away from others; unit length.

    Args:
        vector: (dimension,), unit length.
        mean: of generic questions in its language.
        relevant: centred vectors of passages, (n, dimension), unit length; n may be 0.
        not_relevant: the same.
    """
    centred = vector - mean
    length = float(np.linalg.norm(centred))
    for vectors, weight in ((relevant, RELEVANT_WEIGHT), (not_relevant, -NON_RELEVANT_WEIGHT)):
        if len(vectors):
            centred = centred + weight * length * _unit(vectors.mean(axis=0))
    return _unit(mean + centred)


def _unit(vector: FloatArray) -> FloatArray:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)


def characteristic_terms(counts: Mapping[str, int], rarity: Callable[[str], float], known: Sequence[str]) -> tuple[str, ...]:
    """The terms with the highest tf-idf in a text, without those already known. `rarity` is 0 for terms to leave out."""
    weights = {term: count * rarity(term) for term, count in counts.items() if term not in known}
    chosen: list[str] = []
    for term in sorted((term for term in weights if weights[term] > 0), key=lambda term: (-weights[term], term)):
        # Of overlapping terms, such as 渡船 and 新渡船, the first is enough.
        if len(chosen) < WORDS and not any(term in other or other in term for other in chosen):
            chosen.append(term)
    return tuple(chosen)
