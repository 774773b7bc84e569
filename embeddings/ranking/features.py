"""Ranking features of the candidates: similarities in both languages, and how much of the query a passage contains.

Every candidate gets all features, whichever index proposed it. `same_` is the language of the question, `other_` is the
other language of the archive.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import FloatArray
from corpus.model import SIDES, Side
from embeddings.index.calibration import Calibration, best_of, center
from embeddings.index.inverted_index import InvertedIndex
from embeddings.index.passage_table import NO_ROW, PassageTable, Rows
from embeddings.ranking.similarity import similarities
from embeddings.text.analyzer import Terms
from embeddings.vector_rows import ReadableRows

ASSUMED_SIMILARITY = 1.0
"""Similarity assumed where a passage lacks this language, in standard deviations: that of a usual candidate. Chinese passages among
bilingual ones come first for .975 of their questions instead of .959 with the similarity of the worst passage."""
_LEAST = -10.0
"""Less than any similarity."""
FULL_COVERAGE = 0.999
"""Query coverage of a passage that contains every word; less than 1 because of rounding."""
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
    """How much the question says: see `embeddings.ranking.confidence.query_length`."""
    query_coverage: QueryCoverage | None = None
    """None: as the terms weigh."""
    is_keyword_query: bool = False
    """Whether it only names something: see `embeddings.query.question.is_keyword_query`."""


@dataclass(frozen=True, slots=True)
class Features:
    """Arrays with one entry for each candidate. Similarities are in standard deviations above those of a generic question."""

    positions: Rows
    """Positions of the candidates in the passage table."""
    has_same: NDArray[np.bool_]
    """Whether the passage has a text in the question's language. Where it has none, its similarities are ASSUMED_SIMILARITY."""
    has_other: NDArray[np.bool_]
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


def preliminary_similarities(
    queries: Sequence[EncodedQuery],
    positions: Rows,
    table: PassageTable,
    vectors: ReadableRows,
    calibration: Calibration,
) -> dict[Side, FloatArray]:
    """The similarities of the passages at `positions` as wholes, (queries, positions) for each language."""
    return {
        side: _SimilarityScorer(queries, side, vectors, calibration).passages(table.passage_rows[side][positions])
        for side in SIDES
    }


def compute_features(
    queries: Sequence[EncodedQuery],
    positions: Rows,
    covered: FloatArray,
    table: PassageTable,
    vectors: ReadableRows,
    calibration: Calibration,
    words: InvertedIndex,
) -> list[Features]:
    """Compute the features of the passages at `positions`, for each query, exactly from their vectors and the word index.

    The queries differ in their vectors only; `covered` is the `coverage` of their words. A passage's features do not depend on
    which other passages there are.
    """
    same: Side = queries[0].language
    other: Side = "zh" if same == "en" else "en"
    near, near_owners = table.neighbours(positions, CONTEXT_RADIUS)
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
        found = best_of(each[side][k][None, :], owners[side], len(positions), least=_LEAST)[0]
        return np.where(found > _LEAST, found, np.float32(ASSUMED_SIMILARITY))

    def sentences(side: Side, k: int) -> list[FloatArray]:
        bounds = np.searchsorted(owners[side], np.arange(len(positions) + 1))
        return [each[side][k][a:b] for a, b in itertools.pairwise(bounds)]

    numbers = table.numbers[positions]
    found: list[Features] = []
    query_coverage_share = queries[0].query_coverage.share(numbers, words) if queries[0].query_coverage else covered
    for k in range(len(queries)):
        found.append(
            Features(
                positions=positions,
                has_same=table.passage_rows[same][positions] != NO_ROW,
                has_other=table.passage_rows[other][positions] != NO_ROW,
                same_passage=around[same][k][own],
                same_sentence=best(same, k),
                same_context=context(same, k),
                other_passage=around[other][k][own],
                other_sentence=best(other, k),
                other_context=context(other, k),
                coverage=covered,
                query_coverage=query_coverage_share,
                sentences={side: sentences(side, k) for side in (same, other)},
            )
        )
    return found


class _SimilarityScorer:
    """Similarities of queries with vectors of one side, on their scale."""

    def __init__(self, queries: Sequence[EncodedQuery], side: Side, vectors: ReadableRows, calibration: Calibration) -> None:
        self._raw = queries[0].language == side
        self._queries = [query.vector for query in queries]
        if not self._raw:
            mean = calibration.question_mean[queries[0].language]
            self._queries = [center(query[None, :], mean)[0] for query in self._queries]
        self._side: Side = side
        self._vectors = vectors
        self._calibration = calibration

    def passages(self, rows: Rows) -> FloatArray:
        """(queries, rows); ASSUMED_SIMILARITY where a passage has no vector."""
        scales = self._calibration.same_passage if self._raw else self._calibration.other_passage
        present = np.flatnonzero(rows != NO_ROW)
        values = np.full((len(self._queries), len(rows)), ASSUMED_SIMILARITY, dtype=np.float32)
        values[:, present] = scales[self._side](self._similarities(rows[present], self._calibration.passage_mean[self._side]))
        return values

    def sentences(self, rows: Rows) -> FloatArray:
        """(queries, rows)."""
        scales = self._calibration.same_sentence if self._raw else self._calibration.other_sentence
        return scales[self._side](self._similarities(rows, self._calibration.sentence_mean[self._side]))

    def _similarities(self, rows: Rows, mean: FloatArray) -> FloatArray:
        return similarities(self._vectors, rows, self._queries, None if self._raw else mean)


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
