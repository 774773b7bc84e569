"""What speaks for each candidate: similarities in both languages, and the question's words, each on a scale of its own.

All candidates get all evidence, whichever index proposed them.
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

ABSENT = -3.0
"""Standard deviations that a side counts which a passage does not have: as bad as the worst of an archive."""
NAMES = 0.5
"""What a name counts, found on either side, beside the words that spell it. With 1 a highlight went wrong."""
REACH = 3
"""Passages before and after one, in its article, that are its context."""


@dataclass(frozen=True, slots=True)
class NameCoverage:
    """A name in a question, for telling which passages have it in any of its spellings."""

    weight: float
    spelled: Mapping[tuple[str, str], float]
    """What the words that spell it are worth, by field and term, 1 in all."""
    term: str
    """The term of the names of each passage that has it ..."""
    unless: str = ""
    """... but where the passage has this one: another name that sounds alike. Empty for none."""

    def share(self, numbers: Rows, words: InvertedIndex) -> FloatArray:
        having = set(words.holders("names", self.term, numbers.tolist()))
        if self.unless:
            having -= set(words.holders("names", self.unless, numbers.tolist()))
        return np.maximum(coverage(self.spelled, numbers, words), np.isin(numbers, list(having)).astype(np.float32))


@dataclass(frozen=True, slots=True)
class QueryCoverage:
    """What a reader would look for in a passage: the words of the question, a name as one of them, all together worth 1."""

    words: Mapping[tuple[str, str], float]
    """What each term outside the names is worth, by field and term."""
    names: tuple[NameCoverage, ...]

    def share(self, numbers: Rows, words: InvertedIndex) -> FloatArray:
        """How much of it each passage has, 0 to 1."""
        held = coverage(self.words, numbers, words)
        for name in self.names:
            held += name.weight * name.share(numbers, words)
        return held


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A question as the indexes need it."""

    language: Side
    vector: FloatArray
    """(dimension,), unit length."""
    terms: Terms
    weights: Mapping[tuple[str, str], float]
    """What each term is worth, by field and term, 1 in all: see `term_weights`."""
    length: float = 0.0
    """How much the question says: see `embeddings.ranking.confidence.length_of`."""
    wanted: QueryCoverage | None = None
    """None: what the terms weigh is what a reader would look for, because there are neither names nor dates among them."""
    only_names: bool = False
    """Whether it only names something: see `embeddings.query.question.is_keyword_query`."""


@dataclass(frozen=True, slots=True)
class Features:
    """One array entry a candidate. Similarities are in standard deviations above a question of no particular content."""

    positions: Rows
    same_passage: FloatArray
    same_sentence: FloatArray
    """Of the best sentence."""
    same_context: FloatArray
    """The mean of the passages that stand near it in its article, it among them."""
    other_passage: FloatArray
    other_sentence: FloatArray
    other_context: FloatArray
    coverage: FloatArray
    """Share of the question's terms, weighted by rarity, that the passage or its title holds, 0 to 1."""
    held: FloatArray
    """Share of what is wanted that it has, 0 to 1. Of a name half is in `coverage` that only the other language has."""
    sentences: dict[Side, list[FloatArray]]
    """For each candidate, every sentence's similarity, by side."""

    def __len__(self) -> int:
        return len(self.positions)


def compute_features(
    asked: EncodedQuery,
    positions: Rows,
    table: PassageTable,
    vectors: NDArray[np.float16],
    calibration: Calibration,
    words: InvertedIndex,
) -> Features:
    """Compute the evidence for the passages at `positions` exactly, from their vectors and the word index."""
    same: Side = asked.language
    other: Side = "zh" if same == "en" else "en"
    passages: dict[Side, FloatArray] = {}
    best: dict[Side, FloatArray] = {}
    context: dict[Side, FloatArray] = {}
    near, near_owners = table.neighbours(positions, REACH)
    sentences: dict[Side, list[FloatArray]] = {}
    for side in (same, other):
        scorer = _SimilarityScorer(asked, side, calibration)
        around = _of_passages(scorer, table.passage_rows[side][near], vectors)
        passages[side] = around[near == positions[near_owners]]
        counts = np.bincount(near_owners, minlength=len(positions))
        context[side] = (np.bincount(near_owners, around, len(positions)) / counts).astype(np.float32)
        sentence_rows, owners = table.sentences(positions, side)
        each = scorer.sentences(np.asarray(vectors[sentence_rows], dtype=np.float32))
        best[side] = best_of(each[None, :], owners, len(positions), least=ABSENT)[0]
        bounds = np.searchsorted(owners, np.arange(len(positions) + 1))
        sentences[side] = [each[a:b] for a, b in itertools.pairwise(bounds)]
    numbers = table.numbers[positions]
    covered = coverage(asked.weights, numbers, words)
    return Features(
        positions=positions,
        same_passage=passages[same],
        same_sentence=best[same],
        same_context=context[same],
        other_passage=passages[other],
        other_sentence=best[other],
        other_context=context[other],
        coverage=covered,
        held=asked.wanted.share(numbers, words) if asked.wanted else covered,
        sentences=sentences,
    )


def _of_passages(scorer: _SimilarityScorer, rows: Rows, vectors: NDArray[np.float16]) -> FloatArray:
    """The similarity of each passage's vector; of one that has none, ABSENT."""
    present = np.flatnonzero(rows != NO_ROW)
    values = np.full(len(rows), ABSENT, dtype=np.float32)
    values[present] = scorer.passages(np.asarray(vectors[rows[present]], dtype=np.float32))
    return values


class _SimilarityScorer:
    """Similarities of one question with vectors of one side, on their scale."""

    def __init__(self, asked: EncodedQuery, side: Side, calibration: Calibration) -> None:
        self._raw = asked.language == side
        self._question = asked.vector
        if not self._raw:
            self._question = center(asked.vector[None, :], calibration.question_mean[asked.language])[0]
        self._side: Side = side
        self._calibration = calibration

    def passages(self, vectors: FloatArray) -> FloatArray:
        scales = self._calibration.same_passage if self._raw else self._calibration.other_passage
        return scales[self._side](self._similarity(vectors, self._calibration.passage_mean[self._side]))

    def sentences(self, vectors: FloatArray) -> FloatArray:
        scales = self._calibration.same_sentence if self._raw else self._calibration.other_sentence
        return scales[self._side](self._similarity(vectors, self._calibration.sentence_mean[self._side]))

    def _similarity(self, vectors: FloatArray, mean: FloatArray) -> FloatArray:
        return np.asarray((vectors if self._raw else center(vectors, mean)) @ self._question, dtype=np.float32)


def coverage(weights: Mapping[tuple[str, str], float], numbers: Rows, words: InvertedIndex) -> FloatArray:
    """For each passage the weight of the question's terms that it holds. A term that no passage holds counts against all."""
    place = {int(n): k for k, n in enumerate(numbers)}
    found = np.zeros(len(numbers), dtype=np.float32)
    for number, weight in words.held(weights, list(place)):
        found[place[number]] = weight
    return found


def term_weights(terms: Terms, words: InvertedIndex) -> dict[tuple[str, str], float]:
    """The rarity of each term, as a share of that of all."""
    return normalized(term_rarities(terms, words))


def normalized(raw: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """Each as a share of all."""
    total = sum(raw.values())
    return {key: weight / total for key, weight in raw.items()}


def term_rarities(terms: Terms, words: InvertedIndex) -> dict[tuple[str, str], float]:
    """What each term counts by its rarity. Chinese words and character pairs count half each, so that a word that jieba cut
    otherwise is not lost."""
    shares = (
        ("english", terms.english, 1.0),
        ("words", terms.words, 0.5),
        ("bigrams", terms.bigrams, 0.5),
        ("names", terms.names, NAMES),
    )
    return {(field, term): share * rarity(words, field, term) for field, some, share in shares for term in some}


def rarity(words: InvertedIndex, field: str, term: str) -> float:
    """Inverse document frequency as BM25 has it (Robertson and Sparck Jones 1976), always above 0."""
    holding = words.frequency(field, term)
    return math.log(1 + (len(words) - holding + 0.5) / (holding + 0.5))
