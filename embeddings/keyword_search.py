"""Which passages hold most of a question's words, told by the word index alone: for counting them all, where search ranks a few.

No model is asked and no text is read. Words count by their rarity, as in `embeddings.ranking.features`. A passage is counted that holds
half as much of that weight as the fullest one does, whichever words those are: a long question's words never stand in one
passage all together, and half of all their weight would count nothing for three questions in four.
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

SHARE = 0.5
"""Of the weight of the question's words that the fullest passage holds: so much a passage must hold to be counted."""
FULLEST = 0.15
"""Of the weight of all its words: what the fullest passage must hold, for anything to be counted."""
GLANCED = 0.3
"""... to be shown before the model is loaded."""
CANDIDATES = 64
"""Passages that each field proposes."""
_COMMON = 0.5
"""Share of the passages above which a word tells nothing of when a matter was written about."""
_FEW = 10
"""Passages that may all hold a word without its being common."""


@dataclass(frozen=True, slots=True)
class KeywordMatches:
    """The passages that hold most of a question's words."""

    numbers: tuple[int, ...] = ()
    """What the record knows them by, ascending."""
    fullest: float = 0.0
    """Share of the weight of all the question's words that the passage holds which holds most, 0 to 1."""
    unknown: tuple[str, ...] = ()
    """Words of the question, as typed, that no passage has. They count against all."""
    common: bool = False
    """Whether nothing was counted, because each word only asks, or stands in most passages."""


@dataclass(frozen=True, slots=True)
class KeywordMatch:
    """A passage that holds some of a question's words."""

    number: int
    """What the record knows it by."""
    coverage: float
    """Weight of the question's words that it holds, 1 for all of them."""
    english: bool
    """Whether its English holds some of them ..."""
    chinese: bool
    """... and its Chinese."""


class KeywordSearcher:
    """The words of an archive, without its vectors. Not to be shared between threads."""

    def __init__(self, table: PassageTable, words: InvertedIndex, names: NameFinder, tokenizer: Analyzer) -> None:
        self._words = words
        self._selector = PassageFilter(table, words)
        self._names = names
        self._tokenizer = tokenizer

    @classmethod
    def open(cls, store: Store, tokenizer: Analyzer) -> Self:
        """The words of the live generation. Raises IndexMissing, or IndexStale where it is not of this record."""
        folder = manifest.of_record(store.folder, store.fingerprint)
        words = InvertedIndex(folder / "words")
        names = NameFinder(words.frequency, partial(Readings.load, folder))
        return cls(PassageTable.load(folder), words, names, tokenizer)

    def select(self, store: Store, selection: Selection) -> Rows | None:
        """The numbers of the passages that a selection admits, ascending; None where it asks nothing."""
        return self._selector.select(store, selection)

    def holders(self, texts: Sequence[str]) -> KeywordMatches:
        """The passages that hold most of the words of a question, and of those before it that it leans on."""
        weights, unknown, tells = self.weights(texts)
        if not tells:
            return KeywordMatches(unknown=unknown, common=not unknown)
        fullest = self._words.fullest(weights)
        if fullest < FULLEST:
            return KeywordMatches(fullest=fullest, unknown=unknown)
        return KeywordMatches(tuple(self._words.holding_share(weights, SHARE * fullest)), fullest, unknown)

    def best(self, text: str, limit: int, among: Rows | None = None) -> tuple[list[KeywordMatch], Terms]:
        """At most `limit` passages, those that hold the most of a question's words first; only numbers in `among`, if it is
        given. Beside them the terms that were looked for."""
        weights, _, _ = self.weights([text])
        terms = Terms(**{name: tuple(term for field, term in weights if field == name) for name in FIELDS})
        proposed = {n for name in FIELDS for n, _ in self._words.search(name, getattr(terms, name), CANDIDATES, among)}
        numbers = np.array(sorted(proposed), dtype=np.int64)
        english, chinese = (self._held(weights, numbers, in_english=one) for one in (True, False))
        every = zip(numbers, english, chinese, strict=True)
        found = [KeywordMatch(int(n), float(en + zh), bool(en), bool(zh)) for n, en, zh in every if en + zh >= GLANCED]
        return sorted(found, key=lambda held: (-held.coverage, held.number))[:limit], terms

    def _held(self, weights: Mapping[tuple[str, str], float], numbers: Rows, *, in_english: bool) -> FloatArray:
        of_side = {key: weight for key, weight in weights.items() if (key[0] == "english") == in_english}
        return coverage(of_side, numbers, self._words)

    def weights(self, texts: Sequence[str]) -> tuple[dict[tuple[str, str], float], tuple[str, ...], bool]:
        """What each term of a question is worth, 1 in all; the words that no passage has; whether any tells something."""
        query = query_terms(texts, self._names, self._tokenizer, self._words)
        weights = term_weights(replace(query.terms, bigrams=tuple(self._beyond_words(query.terms))), self._words)
        unknown = unknown_words(query.text, query.names, self._tokenizer, self._words)
        asks = not query.names and self._tokenizer.only_asks(query.text)
        return weights, unknown, not asks and any(self._tells(field, term) for field, term in weights)

    def _tells(self, field: str, term: str) -> bool:
        """Whether some passages hold it, and not most."""
        return 0 < self._words.frequency(field, term) <= max(_FEW, _COMMON * len(self._words))

    def _beyond_words(self, terms: Terms) -> Iterator[str]:
        """The character pairs that say more than the words do. Search takes all of them; here the rare ones between two words
        (铁产 in 钢铁产量) would outweigh the words themselves. A pair stays that has a character of no word; one that no
        passage has, only where nothing known reaches into it, so that an unknown word counts against all."""
        pairs = [pair for pair in terms.bigrams if len(pair) > 1]
        spelled = set("".join(terms.words))
        known = {pair for pair in pairs if self._words.frequency("bigrams", pair)}
        reached = spelled.union(*known)
        for pair in pairs:
            if not set(pair) <= spelled if pair in known else not set(pair) & reached:
                yield pair
        if not (terms.words or terms.english or pairs):
            yield from terms.bigrams  # a question of one character
