"""The aligner's input: the sentences, lines or paragraphs of one side as numbers. The model is a protocol."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.alignment.anchors import find_anchors
from corpus.alignment.language_mean import SENTENCES
from corpus.arrays import FloatArray
from corpus.model import Side


class SentenceVectors(Protocol):
    """Provides the aligner's sentence vectors."""

    def vectors(self, texts: Sequence[str]) -> FloatArray:
        """Unit vectors of the texts, (n, dimension), float32; English and Chinese in one space."""
        ...


MEAN_PRIOR = 10.0
"""Prior weight of `corpus.alignment.language_mean` when estimating the mean vector of a text, in sentences. Any value up to 20
works equally well on long texts; without it, articles of three or four paragraphs lose their distinctive content."""

_MARKS = (re.compile(r"^[“‘「『\"']"), re.compile(r"[”’」』\"']$"), re.compile(r"[?？]\W*$"), re.compile(r"[!！]\W*$"))


@dataclass(frozen=True, slots=True)
class Units:
    """One side of the input: paragraphs, sentences or lines. All fields have one entry per unit."""

    vectors: FloatArray
    """(n, dimension), unit length, centred (see `units`)."""
    lengths: NDArray[np.float64]
    """In characters, at least 1."""
    anchors: tuple[frozenset[str], ...]
    """See `corpus.alignment.anchors.find_anchors`."""
    marks: FloatArray
    """(n, 4) of 0 and 1: begins with a quotation mark; ends with one; ends with a question mark; with an exclamation mark."""
    kinds: tuple[str, ...] = ()
    """The kind of each unit, or empty. Units of the same kind belong together."""

    def __post_init__(self) -> None:
        sizes = {len(self.vectors), len(self.lengths), len(self.anchors), len(self.marks)}
        sizes |= {len(self.kinds)} if self.kinds else set()
        if len(sizes) != 1:
            raise ValueError(f"vectors, lengths, anchors, marks and kinds differ in number: {sorted(sizes)}")

    def __len__(self) -> int:
        return len(self.lengths)

    def part(self, start: int, end: int) -> Units:
        cut = slice(start, end)
        return Units(self.vectors[cut], self.lengths[cut], self.anchors[cut], self.marks[cut], self.kinds[cut])

    def merged(self, groups: Sequence[slice], kinds: tuple[str, ...] = ()) -> Units:
        """Merge each group of neighbours into one unit."""
        parts = [self.part(group.start, group.stop) for group in groups]
        if not parts:
            return self.part(0, 0)
        return Units(
            np.concatenate([run_vectors(part, len(part))[0] for part in parts]),
            np.array([part.lengths.sum() for part in parts], dtype=np.float64),
            tuple(frozenset().union(*part.anchors) for part in parts),
            np.stack([np.concatenate([part.marks[0, :1], part.marks[-1, 1:]]) for part in parts]),
            kinds,
        )


def units(texts: Sequence[str], side: Side, model: SentenceVectors) -> Units:
    """The sentences or lines of one text, in order. Vectors are centred: the language's mean vector is subtracted."""
    vectors = model.vectors(texts)
    if len(texts):
        background = model.vectors(SENTENCES[side]).mean(axis=0)
        middle = (vectors.sum(axis=0) + MEAN_PRIOR * background) / (len(texts) + MEAN_PRIOR)
        vectors = normalize(vectors - middle)
    return Units(
        vectors,
        np.array([max(1, len(text)) for text in texts], dtype=np.float64),
        tuple(find_anchors(text, side) for text in texts),
        np.array([[bool(mark.search(text)) for mark in _MARKS] for text in texts], dtype=np.float32).reshape(-1, len(_MARKS)),
    )


def run_vectors(units: Units, size: int) -> tuple[FloatArray, NDArray[np.float64]]:
    """Unit vectors and lengths of every run of `size` neighbours. A run's vector is the mean of its units' vectors, weighted by
    the square root of their lengths: nearly as good as encoding them together, at no cost."""
    weighted = units.vectors * np.sqrt(units.lengths)[:, None]
    count = len(units) - size + 1
    total = sum(weighted[k : k + count] for k in range(size))
    return normalize(np.asarray(total)), np.asarray(sum(units.lengths[k : k + count] for k in range(size)))


def normalize(vectors: NDArray[np.floating]) -> FloatArray:
    """Scale vectors to unit length; zero vectors stay zero."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), dtype=np.float32)
