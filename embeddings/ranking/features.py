"""What speaks for each candidate: similarities in both languages, and the question's words, each on a scale of its own.

All candidates get all evidence, whichever index proposed them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import FloatArray
from corpus.model import Side
from embeddings.index.calibration import Calibration, best_of, center
from embeddings.index.inverted_index import InvertedIndex
from embeddings.index.passage_table import NO_ROW, PassageTable, Rows
from embeddings.ranking.similarity import similarities
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

    def at(self, positions: Rows) -> Features:
        """The features of some of the passages, by their positions, ascending."""
        if len(positions) == len(self.positions):
            return self
        index = np.searchsorted(self.positions, positions)
        arrays = {
            field.name: getattr(self, field.name)[index]
            for field in fields(self)
            if field.name not in ("positions", "sentences")
        }
        return Features(
            positions=positions, sentences={side: [some[k] for k in index] for side, some in self.sentences.items()}, **arrays
        )


def compute_features(
    queries: Sequence[EncodedQuery],
    positions: Rows,
    table: PassageTable,
    vectors: NDArray[np.float16],
    calibration: Calibration,
    words: InvertedIndex,
) -> list[Features]:
    """Compute the features of the passages at `positions`, for each query, exactly from their vectors and the word index.

    The queries differ in their vectors only. A passage's features do not depend on which other passages there are.
    """
    same: Side = queries[0].language
    other: Side = "zh" if same == "en" else "en"
    near, near_owners = table.neighbours(positions, REACH)
    own, counts = near == positions[near_owners], np.bincount(near_owners, minlength=len(positions))
    around: dict[Side, FloatArray] = {}
    each: dict[Side, FloatArray] = {}
    owners: dict[Side, Rows] = {}
    for side in (same, other):
        scorer = _SimilarityScorer(queries, side, vectors, calibration)
        around[side] = scorer.passages(table.passage_rows[side][near])
        sentence_rows, owners[side] = table.sentences(positions, side)
        each[side] = scorer.sentences(sentence_rows)

    def context(side: Side, k: int) -> FloatArray:
        return np.asarray(np.bincount(near_owners, around[side][k], len(positions)) / counts, dtype=np.float32)

    def best(side: Side, k: int) -> FloatArray:
        return np.asarray(best_of(each[side][k][None, :], owners[side], len(positions), least=ABSENT)[0], dtype=np.float32)

    def sentences(side: Side, k: int) -> list[FloatArray]:
        bounds = np.searchsorted(owners[side], np.arange(len(positions) + 1))
        return [each[side][k][a:b] for a, b in itertools.pairwise(bounds)]

    numbers = table.numbers[positions]
    found: list[Features] = []
    covered = coverage(queries[0].weights, numbers, words)
    held = queries[0].wanted.share(numbers, words) if queries[0].wanted else covered
    for k in range(len(queries)):
        found.append(
            Features(
                positions=positions,
                same_passage=around[same][k][own],
                same_sentence=best(same, k),
                same_context=context(same, k),
                other_passage=around[other][k][own],
                other_sentence=best(other, k),
                other_context=context(other, k),
                coverage=covered,
                held=held,
                sentences={side: sentences(side, k) for side in (same, other)},
            )
        )
    return found


class _SimilarityScorer:
    """Similarities of queries with vectors of one side, on their scale."""

    def __init__(
        self, queries: Sequence[EncodedQuery], side: Side, vectors: NDArray[np.float16], calibration: Calibration
    ) -> None:
        self._raw = queries[0].language == side
        self._queries = [query.vector for query in queries]
        if not self._raw:
            mean = calibration.question_mean[queries[0].language]
            self._queries = [center(query[None, :], mean)[0] for query in self._queries]
        self._side: Side = side
        self._vectors = vectors
        self._calibration = calibration

    def passages(self, rows: Rows) -> FloatArray:
        """(queries, rows); ABSENT where a passage has no vector."""
        scales = self._calibration.same_passage if self._raw else self._calibration.other_passage
        present = np.flatnonzero(rows != NO_ROW)
        values = np.full((len(self._queries), len(rows)), ABSENT, dtype=np.float32)
        values[:, present] = scales[self._side](self._similarities(rows[present], self._calibration.passage_mean[self._side]))
        return values

    def sentences(self, rows: Rows) -> FloatArray:
        """(queries, rows)."""
        scales = self._calibration.same_sentence if self._raw else self._calibration.other_sentence
        return scales[self._side](self._similarities(rows, self._calibration.sentence_mean[self._side]))

    def _similarities(self, rows: Rows, mean: FloatArray) -> FloatArray:
        return similarities(self._vectors, rows, self._queries, None if self._raw else mean)


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
