"""Ranking features of the candidates: similarities in both languages, and how much of the query a passage contains.

Every candidate gets all features, whichever index proposed it. `same_` is the language of the question, `other_` is the
other language of the archive.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import FloatArray
from corpus.model import Side
from embeddings.index.calibration import Calibration, best_of, center
from embeddings.index.inverted_index import InvertedIndex
from embeddings.index.passage_table import NO_ROW, PassageTable, Rows
from embeddings.text.analyzer import Terms

MISSING_SIDE = -3.0
"""Similarity assumed where a passage lacks this language, in standard deviations: as bad as the worst of an archive."""
NAME_WEIGHT = 0.5
"""Weight of a name that is found on either side, relative to the words that spell it. With 1 a highlight went wrong."""
CONTEXT_RADIUS = 3
"""Passages before and after a passage in its article that form its context."""


@dataclass(frozen=True, slots=True)
class NameCoverage:
    """A name of a question, for computing which passages contain it in any spelling."""

    weight: float
    spelling_weights: Mapping[tuple[str, str], float]
    """Weights of the words that spell it, by field and term, 1 in all."""
    term: str
    """Term of the field `names` that every passage with the name has."""
    excluded_term: str = ""
    """A passage with this term contains another name that sounds the same. Empty for none."""

    def share(self, numbers: Rows, words: InvertedIndex) -> FloatArray:
        """How much of the name each passage contains, 0 to 1."""
        matching = set(words.passages_with_term("names", self.term, numbers.tolist()))
        if self.excluded_term:
            matching -= set(words.passages_with_term("names", self.excluded_term, numbers.tolist()))
        has_name = np.isin(numbers, list(matching)).astype(np.float32)
        return np.maximum(coverage(self.spelling_weights, numbers, words), has_name)


@dataclass(frozen=True, slots=True)
class QueryCoverage:
    """What a reader would look for in a passage: the words of the question, with each name as one word; 1 in all."""

    term_weights: Mapping[tuple[str, str], float]
    """Weight of each term outside the names, by field and term."""
    names: tuple[NameCoverage, ...]

    def share(self, numbers: Rows, words: InvertedIndex) -> FloatArray:
        """How much of it each passage contains, 0 to 1."""
        total = coverage(self.term_weights, numbers, words)
        for name in self.names:
            total += name.weight * name.share(numbers, words)
        return total


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A question as the indexes need it."""

    language: Side
    vector: FloatArray
    """(dimension,), unit length."""
    terms: Terms
    weights: Mapping[tuple[str, str], float]
    """Weight of each term, by field and term, 1 in all: see `term_weights`."""
    length: float = 0.0
    """See `embeddings.ranking.confidence.query_length`."""
    query_coverage: QueryCoverage | None = None
    """None where `weights` say the same, because the question has neither names nor a date."""
    is_keyword_query: bool = False
    """Whether it only names something: see `embeddings.query.question.looks_up`."""


@dataclass(frozen=True, slots=True)
class Features:
    """Arrays with one entry for each candidate. Similarities are in standard deviations above those of a generic question."""

    positions: Rows
    """Positions of the candidates in the passage table."""
    same_passage: FloatArray
    same_sentence: FloatArray
    """That of the passage's best sentence."""
    same_context: FloatArray
    """Mean over the passage and its neighbours in the article."""
    other_passage: FloatArray
    other_sentence: FloatArray
    other_context: FloatArray
    coverage: FloatArray
    """Share of the question's terms, weighted by rarity, that the passage or its title contains, 0 to 1."""
    query_coverage: FloatArray
    """Share of the query that the passage contains, 0 to 1, each name in any spelling. `coverage` counts only half of a name
    that is in the other language."""
    sentences: dict[Side, list[FloatArray]]
    """For each candidate the similarity of every sentence, by side."""

    def __len__(self) -> int:
        return len(self.positions)


def compute_features(
    query: EncodedQuery,
    positions: Rows,
    table: PassageTable,
    vectors: NDArray[np.float16],
    calibration: Calibration,
    words: InvertedIndex,
) -> Features:
    """Compute the features of the passages at `positions` exactly, from their vectors and the inverted index."""
    same: Side = query.language
    other: Side = "zh" if same == "en" else "en"
    passages: dict[Side, FloatArray] = {}
    best: dict[Side, FloatArray] = {}
    context: dict[Side, FloatArray] = {}
    near, near_owners = table.neighbours(positions, CONTEXT_RADIUS)
    sentences: dict[Side, list[FloatArray]] = {}
    for side in (same, other):
        scorer = _SimilarityScorer(query, side, calibration)
        around = _passage_similarities(scorer, table.passage_rows[side][near], vectors)
        passages[side] = around[near == positions[near_owners]]
        counts = np.bincount(near_owners, minlength=len(positions))
        context[side] = (np.bincount(near_owners, around, len(positions)) / counts).astype(np.float32)
        sentence_rows, owners = table.sentences(positions, side)
        each = scorer.sentences(np.asarray(vectors[sentence_rows], dtype=np.float32))
        best[side] = best_of(each[None, :], owners, len(positions), least=MISSING_SIDE)[0]
        bounds = np.searchsorted(owners, np.arange(len(positions) + 1))
        sentences[side] = [each[a:b] for a, b in itertools.pairwise(bounds)]
    numbers = table.numbers[positions]
    term_coverage = coverage(query.weights, numbers, words)
    return Features(
        positions=positions,
        same_passage=passages[same],
        same_sentence=best[same],
        same_context=context[same],
        other_passage=passages[other],
        other_sentence=best[other],
        other_context=context[other],
        coverage=term_coverage,
        query_coverage=query.query_coverage.share(numbers, words) if query.query_coverage else term_coverage,
        sentences=sentences,
    )


def _passage_similarities(scorer: _SimilarityScorer, rows: Rows, vectors: NDArray[np.float16]) -> FloatArray:
    """The similarity of each passage, MISSING_SIDE where it has no vector."""
    present = np.flatnonzero(rows != NO_ROW)
    values = np.full(len(rows), MISSING_SIDE, dtype=np.float32)
    values[present] = scorer.passages(np.asarray(vectors[rows[present]], dtype=np.float32))
    return values


class _SimilarityScorer:
    """Calibrated similarities of one question with vectors of one side."""

    def __init__(self, query: EncodedQuery, side: Side, calibration: Calibration) -> None:
        self._same_language = query.language == side
        self._vector = query.vector
        if not self._same_language:
            self._vector = center(query.vector[None, :], calibration.question_mean[query.language])[0]
        self._side: Side = side
        self._calibration = calibration

    def passages(self, vectors: FloatArray) -> FloatArray:
        scales = self._calibration.same_passage if self._same_language else self._calibration.other_passage
        return scales[self._side](self._similarity(vectors, self._calibration.passage_mean[self._side]))

    def sentences(self, vectors: FloatArray) -> FloatArray:
        scales = self._calibration.same_sentence if self._same_language else self._calibration.other_sentence
        return scales[self._side](self._similarity(vectors, self._calibration.sentence_mean[self._side]))

    def _similarity(self, vectors: FloatArray, mean: FloatArray) -> FloatArray:
        return np.asarray((vectors if self._same_language else center(vectors, mean)) @ self._vector, dtype=np.float32)


def coverage(weights: Mapping[tuple[str, str], float], numbers: Rows, words: InvertedIndex) -> FloatArray:
    """For each passage the total weight of the terms that it contains. A term that no passage contains counts against all."""
    index = {int(n): k for k, n in enumerate(numbers)}
    totals = np.zeros(len(numbers), dtype=np.float32)
    for number, weight in words.matched_weights(weights, list(index)):
        totals[index[number]] = weight
    return totals


def term_weights(terms: Terms, words: InvertedIndex) -> dict[tuple[str, str], float]:
    """The weight of each term by its rarity, 1 in all."""
    return normalized(term_rarities(terms, words))


def normalized(weights: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """Weights divided by their sum."""
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items()}


def term_rarities(terms: Terms, words: InvertedIndex) -> dict[tuple[str, str], float]:
    """The weight of each term by its rarity. Chinese words and character pairs count half each, so that a word that jieba
    segments differently is not lost."""
    factors = (
        ("english", terms.english, 1.0),
        ("words", terms.words, 0.5),
        ("bigrams", terms.bigrams, 0.5),
        ("names", terms.names, NAME_WEIGHT),
    )
    return {(field, term): factor * rarity(words, field, term) for field, some, factor in factors for term in some}


def rarity(words: InvertedIndex, field: str, term: str) -> float:
    """Inverse document frequency as in BM25 (Robertson and Spärck Jones 1976), with 1 added so that it is always positive."""
    frequency = words.frequency(field, term)
    return math.log(1 + (len(words) - frequency + 0.5) / (frequency + 0.5))
