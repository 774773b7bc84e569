"""A question that leans on what came before: an earlier question mixed in, passages that were marked as wanted or not.

Both change what is searched by, never what is said: the vector moves, and words are added. Relevance feedback is Rocchio's
(1971) in the space where question and passages are centred, so that one moved vector serves both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.arrays import FloatArray

EARLIER = 0.4
"""What an earlier question's vector weighs against the new one's. Chosen on the dialogues of `tests/quality` (tests/quality/MEASUREMENTS.md)."""
WANTED = 0.8
UNWANTED = 0.4
"""What the mean of the marked passages weighs against the question; the usual proportion (Manning et al. 2008, 9.1.1)."""
WORDS = 4
"""Words of the marked passages, of each language, that are searched by too."""


@dataclass(frozen=True, slots=True)
class SearchContext:
    """What a question leans on."""

    earlier: tuple[str, ...] = ()
    """Questions whose evidence is mixed in, the oldest first."""
    like: tuple[int, ...] = ()
    """Numbers of passages that the reader wants more of; like those of `unlike` they are not found again."""
    unlike: tuple[int, ...] = ()
    texts: str = ""
    """Both sides of the passages in `like`, for their words."""

    @property
    def marked(self) -> tuple[int, ...]:
        return self.like + self.unlike


def mix_earlier(vector: FloatArray, earlier: FloatArray) -> FloatArray:
    """A question's vector, (dimension,), with those of earlier ones, (n, dimension), mixed in; unit length."""
    return _unit(vector + EARLIER * earlier.mean(axis=0))


def move_vector(vector: FloatArray, mean: FloatArray, wanted: FloatArray, unwanted: FloatArray) -> FloatArray:
    """A question's vector moved towards wanted passages and away from unwanted ones; unit length.

    Args:
        vector: (dimension,), unit length.
        mean: of questions in its language; what lies beyond it is what the question asks.
        wanted: centred vectors of passages, (n, dimension), unit length; n may be 0.
        unwanted: the same.
    """
    asks = vector - mean
    reach = float(np.linalg.norm(asks))
    for vectors, weight in ((wanted, WANTED), (unwanted, -UNWANTED)):
        if len(vectors):
            asks = asks + weight * reach * _unit(vectors.mean(axis=0))
    return _unit(mean + asks)


def _unit(vector: FloatArray) -> FloatArray:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)


def telling_terms(counts: Mapping[str, int], rarity: Callable[[str], float], known: Sequence[str]) -> tuple[str, ...]:
    """The terms that tell most about a text: frequent in it, rare in the archive (tf x idf), without those already known.
    `rarity` is 0 for a term that leads nowhere else."""
    worth = {term: count * rarity(term) for term, count in counts.items() if term not in known}
    chosen: list[str] = []
    for term in sorted((term for term in worth if worth[term] > 0), key=lambda term: (-worth[term], term)):
        # Of overlapping stretches, 渡船 and 新渡船, the first says enough.
        if len(chosen) < WORDS and not any(term in other or other in term for other in chosen):
            chosen.append(term)
    return tuple(chosen)
