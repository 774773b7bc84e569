"""What the word index finds by itself: an answer for as long as the model is being loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from corpus.model import Side
from corpus.store import Store
from corpus.units import FloatArray
from embeddings import manifest
from embeddings.evidence import coverage, term_weights
from embeddings.question import Question
from embeddings.tokens import Terms, Tokenizer
from embeddings.words import WordIndex

CANDIDATES = 64
"""Passages that each field proposes."""
LEAST = 0.3
"""Share of the question's words, weighted by rarity, that a passage must hold to be worth a glance."""


@dataclass(frozen=True, slots=True)
class Held:
    """A passage that holds some of a question's words."""

    number: int
    coverage: float
    """Weight of the question's words that it holds, 1 for all of them."""
    english: bool
    """Whether its English holds some of them ..."""
    chinese: bool
    """... and its Chinese."""


class WordSearch:
    """The word index of the live generation, without the vectors."""

    def __init__(self, words: WordIndex, tokenizer: Tokenizer) -> None:
        self._words = words
        self.tokenizer = tokenizer

    @classmethod
    def open(cls, store: Store, tokenizer: Tokenizer) -> Self:
        """Raises IndexMissing or IndexStale, also where the indexes are of another record."""
        folder = manifest.current(store.folder)
        card = manifest.Manifest.load(folder)
        card.check(record=store.fingerprint, model=card.model, dimension=card.dimension)
        return cls(WordIndex(folder / "words"), tokenizer)

    def terms(self, question: Question) -> Terms:
        return self.tokenizer.question_terms(question.text, lambda word: self._words.frequency("words", word) > 0)

    def search(self, question: Question, limit: int, among: Sequence[int] | None = None) -> list[Held]:
        """At most `limit` passages, those that hold the most first; only numbers in `among`, if it is given."""
        terms = self.terms(question)
        weights = term_weights(terms, self._words)
        proposed = {
            number
            for field in ("english", "words", "bigrams")
            for number, _ in self._words.search(field, getattr(terms, field), CANDIDATES, among)
        }
        numbers = np.array(sorted(proposed), dtype=np.int64)
        english, chinese = (self._held(weights, numbers, side) for side in ("en", "zh"))
        found = [
            Held(int(number), float(en + zh), bool(en), bool(zh))
            for number, en, zh in zip(numbers, english, chinese, strict=True)
            if en + zh >= LEAST
        ]
        return sorted(found, key=lambda held: (-held.coverage, held.number))[:limit]

    def _held(self, weights: Mapping[tuple[str, str], float], numbers: np.ndarray, side: Side) -> FloatArray:
        of_side = {key: weight for key, weight in weights.items() if (key[0] == "english") == (side == "en")}
        return coverage(of_side, numbers, self._words)
