"""What speaks for each candidate: four similarities and the question's words, each on a scale of its own.

All candidates get all evidence, whichever index proposed them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.align import FloatArray
from corpus.model import Side
from embeddings.calibration import Calibration, best_of, centred
from embeddings.table import NO_ROW, PassageTable, Rows
from embeddings.tokens import Terms
from embeddings.words import WordIndex

ABSENT = -3.0
"""Standard deviations that a side counts which a passage does not have: as bad as the worst of an archive."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the indexes need it."""

    language: Side
    vector: FloatArray
    """(dimension,), unit length."""
    terms: Terms


@dataclass(frozen=True, slots=True)
class Evidence:
    """One array entry a candidate. Similarities are in standard deviations above a question of no particular content."""

    positions: Rows
    same_passage: FloatArray
    same_sentence: FloatArray
    """Of the best sentence."""
    other_passage: FloatArray
    other_sentence: FloatArray
    coverage: FloatArray
    """Share of the question's terms, weighted by rarity, that the passage or its title holds, 0 to 1."""
    sentences: dict[Side, list[FloatArray]]
    """For each candidate, every sentence's similarity, by side."""

    def __len__(self) -> int:
        return len(self.positions)


def gather(
    asked: Asked,
    positions: Rows,
    table: PassageTable,
    vectors: NDArray[np.float16],
    calibration: Calibration,
    words: WordIndex,
) -> Evidence:
    """Compute the evidence for the passages at `positions` exactly, from their vectors and the word index."""
    same: Side = asked.language
    other: Side = "zh" if same == "en" else "en"
    passages: dict[Side, FloatArray] = {}
    best: dict[Side, FloatArray] = {}
    sentences: dict[Side, list[FloatArray]] = {}
    for side in (same, other):
        scorer = _Scorer(asked, side, calibration)
        rows = table.passage_rows[side][positions]
        present = np.flatnonzero(rows != NO_ROW)
        values = np.full(len(positions), ABSENT, dtype=np.float32)
        values[present] = scorer.passages(np.asarray(vectors[rows[present]], dtype=np.float32))
        passages[side] = values
        sentence_rows, owners = table.sentences(positions, side)
        each = scorer.sentences(np.asarray(vectors[sentence_rows], dtype=np.float32))
        best[side] = best_of(each[None, :], owners, len(positions), least=ABSENT)[0]
        bounds = np.searchsorted(owners, np.arange(len(positions) + 1))
        sentences[side] = [each[a:b] for a, b in itertools.pairwise(bounds)]
    return Evidence(
        positions=positions,
        same_passage=passages[same],
        same_sentence=best[same],
        other_passage=passages[other],
        other_sentence=best[other],
        coverage=coverage(asked.terms, table.numbers[positions], words),
        sentences=sentences,
    )


class _Scorer:
    """Similarities of one question with vectors of one side, on their scale."""

    def __init__(self, asked: Asked, side: Side, calibration: Calibration) -> None:
        self._raw = asked.language == side
        self._question = asked.vector
        if not self._raw:
            self._question = centred(asked.vector[None, :], calibration.question_mean[asked.language])[0]
        self._side: Side = side
        self._calibration = calibration

    def passages(self, vectors: FloatArray) -> FloatArray:
        scales = self._calibration.same_passage if self._raw else self._calibration.other_passage
        return scales[self._side](self._similarity(vectors, self._calibration.passage_mean[self._side]))

    def sentences(self, vectors: FloatArray) -> FloatArray:
        scales = self._calibration.same_sentence if self._raw else self._calibration.other_sentence
        return scales[self._side](self._similarity(vectors, self._calibration.sentence_mean[self._side]))

    def _similarity(self, vectors: FloatArray, mean: FloatArray) -> FloatArray:
        return np.asarray((vectors if self._raw else centred(vectors, mean)) @ self._question, dtype=np.float32)


def coverage(terms: Terms, numbers: Rows, words: WordIndex) -> FloatArray:
    """For each passage the idf-weighted share of the question's terms that it holds. Chinese words and character pairs
    count half each, so that a word that jieba cut otherwise is not lost. A term that no passage holds counts against all."""
    place = {int(n): k for k, n in enumerate(numbers)}
    found = np.zeros(len(numbers), dtype=np.float32)
    fields: Mapping[str, Sequence[str]] = {"english": terms.english, "words": terms.words, "bigrams": terms.bigrams}
    weights = {(field, term): _rarity(words, field, term) for field, some in fields.items() for term in some}
    total = sum(_share(field) * weight for (field, _), weight in weights.items())
    for (field, term), weight in weights.items():
        for number in words.holders(field, term, list(place)):
            found[place[number]] += _share(field) * weight / total
    return found


def _share(field: str) -> float:
    return 1.0 if field == "english" else 0.5


def _rarity(words: WordIndex, field: str, term: str) -> float:
    """Inverse document frequency as BM25 has it (Robertson and Sparck Jones 1976), always above 0."""
    holding = words.frequency(field, term)
    return math.log(1 + (len(words) - holding + 0.5) / (holding + 0.5))
