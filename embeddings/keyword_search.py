"""Keyword search: the passages that contain most of a question's words, by the word index alone. It counts all of them, where
search ranks a few.

It needs no model and reads no text. Words are weighted by rarity, as in `embeddings.ranking.features`. A passage is counted if it
contains half as much of that weight as the best one, whichever words those are: no passage contains all words of a long question,
and a threshold of half the total weight would count nothing for three questions in four.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Self

import numpy as np

from corpus.arrays import FloatArray
from corpus.selection import Selection
from corpus.storage.store import Store
from embeddings.index import manifest
from embeddings.index.filtering import PassageFilter
from embeddings.index.inverted_index import FIELDS, InvertedIndex
from embeddings.index.passage_table import PassageTable, Rows
from embeddings.ranking.features import coverage, term_weights
from embeddings.ranking.query_terms import query_terms, unknown_words
from embeddings.text.analyzer import Analyzer, Terms
from embeddings.text.names import NameFinder
from embeddings.text.pinyin import Readings

RELATIVE_THRESHOLD = 0.5
"""A passage is counted if it contains this share of the weight that the best passage contains."""
MIN_BEST_COVERAGE = 0.15
"""Share of the weight of all the question's words that the best passage must contain for anything to be counted."""
MIN_PREVIEW_COVERAGE = 0.3
"""The same for a passage to be previewed before the model is loaded."""
CANDIDATES = 64
"""Passages that each field proposes."""
_COMMON_WORD_SHARE = 0.5
"""Share of the passages above which a word is too common to be counted."""
_MIN_PASSAGES_OF_COMMON_WORD = 10
"""Number of passages below which no word is too common."""


@dataclass(frozen=True, slots=True)
class KeywordMatches:
    """The passages that contain most of a question's words."""

    numbers: tuple[int, ...] = ()
    """Of the passages, in the record, ascending."""
    best_coverage: float = 0.0
    """Share of the weight of all the question's words that the best passage contains, 0 to 1."""
    unknown: tuple[str, ...] = ()
    """Words of the question, as typed, that no passage contains. They lower every passage's share."""
    common: bool = False
    """Whether nothing was counted because every word is a question word or in most passages."""


@dataclass(frozen=True, slots=True)
class KeywordMatch:
    """A passage that contains some of a question's words."""

    number: int
    """Of the passage, in the record."""
    coverage: float
    """Weight of the question's words that it contains, 0 to 1."""
    english: bool
    """Whether its English contains some of them."""
    chinese: bool
    """Whether its Chinese does."""


class KeywordSearcher:
    """Searches the word index of an archive, without its vectors. Not to be shared between threads."""

    def __init__(self, table: PassageTable, words: InvertedIndex, names: NameFinder, analyzer: Analyzer) -> None:
        self._words = words
        self._selector = PassageFilter(table, words)
        self._names = names
        self._analyzer = analyzer

    @classmethod
    def open(cls, store: Store, analyzer: Analyzer) -> Self:
        """Open the live generation. Raises IndexMissing, or IndexStale where it is not of this record."""
        folder = manifest.current_for(store.folder, store.fingerprint)
        words = InvertedIndex(folder / "words")
        names = NameFinder(words.frequency, partial(Readings.load, folder))
        return cls(PassageTable.load(folder), words, names, analyzer)

    def select(self, store: Store, selection: Selection) -> Rows | None:
        """The numbers of the passages that match a selection, ascending; None where it has no condition."""
        return self._selector.select(store, selection)

    def matches(self, texts: Sequence[str]) -> KeywordMatches:
        """The passages that contain most of the words of a question, the first text, and of earlier ones that it follows up."""
        weights, unknown, selective = self.weights(texts)
        if not selective:
            return KeywordMatches(unknown=unknown, common=not unknown)
        best_coverage = self._words.max_weight(weights)
        if best_coverage < MIN_BEST_COVERAGE:
            return KeywordMatches(best_coverage=best_coverage, unknown=unknown)
        return KeywordMatches(
            tuple(self._words.passages_with_weight(weights, RELATIVE_THRESHOLD * best_coverage)), best_coverage, unknown
        )

    def best(self, text: str, limit: int, among: Rows | None = None) -> tuple[list[KeywordMatch], Terms]:
        """At most `limit` passages, those with the most of a question's words first, and the terms that were searched; only
        numbers in `among`, if it is given."""
        weights, _, _ = self.weights([text])
        terms = Terms(**{name: tuple(term for field, term in weights if field == name) for name in FIELDS})
        proposed = {n for name in FIELDS for n, _ in self._words.search(name, getattr(terms, name), CANDIDATES, among)}
        numbers = np.array(sorted(proposed), dtype=np.int64)
        english, chinese = (self._coverage_of_side(weights, numbers, in_english=one) for one in (True, False))
        every = zip(numbers, english, chinese, strict=True)
        found = [
            KeywordMatch(int(n), float(en + zh), bool(en), bool(zh)) for n, en, zh in every if en + zh >= MIN_PREVIEW_COVERAGE
        ]
        return sorted(found, key=lambda held: (-held.coverage, held.number))[:limit], terms

    def _coverage_of_side(self, weights: Mapping[tuple[str, str], float], numbers: Rows, *, in_english: bool) -> FloatArray:
        of_side = {key: weight for key, weight in weights.items() if (key[0] == "english") == in_english}
        return coverage(of_side, numbers, self._words)

    def weights(self, texts: Sequence[str]) -> tuple[dict[tuple[str, str], float], tuple[str, ...], bool]:
        """The weight of each term of a question, which sum to 1; the words that no passage contains; whether any term is selective."""
        query = query_terms(texts, self._names, self._analyzer, self._words)
        weights = term_weights(replace(query.terms, bigrams=tuple(self._beyond_words(query.terms))), self._words)
        unknown = unknown_words(query.text, query.names, self._analyzer, self._words)
        asks = not query.names and self._analyzer.only_stopwords(query.text)
        return weights, unknown, not asks and any(self._selective(field, term) for field, term in weights)

    def _selective(self, field: str, term: str) -> bool:
        """Whether some passages contain it, and not most."""
        return (
            0 < self._words.frequency(field, term) <= max(_MIN_PASSAGES_OF_COMMON_WORD, _COMMON_WORD_SHARE * len(self._words))
        )

    def _beyond_words(self, terms: Terms) -> Iterator[str]:
        """The character pairs that add to the words. Search uses all pairs; here the rare ones across two words (铁产 in
        钢铁产量) would outweigh the words themselves. A pair is kept if one of its characters is in no word; a pair that no
        passage contains, only if it shares no character with known words and pairs, so that unknown words lower every share."""
        pairs = [pair for pair in terms.bigrams if len(pair) > 1]
        spelled = set("".join(terms.words))
        known = {pair for pair in pairs if self._words.frequency("bigrams", pair)}
        reached = spelled.union(*known)
        for pair in pairs:
            if not set(pair) <= spelled if pair in known else not set(pair) & reached:
                yield pair
        if not (terms.words or terms.english or pairs):
            yield from terms.bigrams  # a question of one character
