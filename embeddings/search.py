"""Question -> hits. Candidates from four places (vectors and words, English and Chinese), all evidence for all of them, one
score. Hits are ids; the texts stay in the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import numpy as np

from corpus.errors import IndexStale
from corpus.model import SIDES, Side
from corpus.store import Store
from embeddings import manifest
from embeddings.cache import folder_of, open_rows
from embeddings.calibration import Calibration
from embeddings.confidence import Judgement, judge
from embeddings.encoder import Encoder
from embeddings.evidence import Asked, Evidence, gather
from embeddings.fusion import order, scores
from embeddings.question import Question
from embeddings.table import PassageTable, Rows
from embeddings.tokens import Terms, Tokenizer
from embeddings.vectors import VectorIndex
from embeddings.words import WordIndex

CANDIDATES = 64
"""Passages that each index proposes."""

Matched = Literal["en", "zh", "both"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, and why."""

    number: int
    """What the record knows the passage by."""
    score: float
    matched: Matched
    """Which side's evidence found it."""
    sentences_en: tuple[float, ...]
    """How near each sentence is to the question, in standard deviations."""
    sentences_zh: tuple[float, ...]
    coverage: float
    """Share of the question's words that it holds."""


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one question, best first, and what to think of them."""

    hits: tuple[Hit, ...]
    judgement: Judgement
    terms: Terms
    """What the question was searched by."""


class Index:
    """An open generation. Not to be shared between threads."""

    def __init__(self, folder: Path, archive: Path, encoder: Encoder, tokenizer: Tokenizer) -> None:
        """Opens files only; `Index.open` checks that they belong to the record."""
        self._encoder = encoder
        self._tokenizer = tokenizer
        self.card = manifest.Manifest.load(folder)
        self.card.check_files(folder)
        self._table = PassageTable.load(folder)
        self._calibration = Calibration.load(folder / "calibration.npz")
        self._indexes = {side: VectorIndex(folder / f"{side}.faiss") for side in SIDES}
        self._words = WordIndex(folder / "words")
        self._vectors = open_rows(folder_of(archive, encoder.name), encoder.dimension)
        self._positions = {side: self._table.positions(side) for side in SIDES}
        self._check_counts(folder)

    @classmethod
    def open(cls, store: Store, encoder: Encoder, tokenizer: Tokenizer) -> Self:
        """Open the live generation of an archive. Raises IndexMissing, or IndexStale where it is not of this record and
        this model, or not whole."""
        folder = manifest.current(store.folder)
        card = manifest.Manifest.load(folder)
        card.check(record=store.fingerprint, model=encoder.name, dimension=encoder.dimension)
        return cls(folder, store.folder, encoder, tokenizer)

    def _check_counts(self, folder: Path) -> None:
        """Manifest, table, vectors and words must have as many entries as each other."""
        card, table = self.card, self._table
        rows = [r for side in SIDES for r in (table.passage_rows[side], table.sentence_rows[side]) if len(r)]
        highest = max((int(r.max()) for r in rows), default=-1)
        for what, have, want in (
            ("passages in the table", len(table), card.passages),
            ("passages in the word index", len(self._words), card.words),
            ("passages in the word index", len(self._words), card.passages),
            ("English vectors", len(self._indexes["en"]), card.english),
            ("Chinese vectors", len(self._indexes["zh"]), card.chinese),
            ("vectors in the cache, at least", min(len(self._vectors), highest + 1), highest + 1),
        ):
            if have != want:
                raise IndexStale(f"{folder}: {have} {what}, {want} expected", "Run `archive index` to build the indexes again.")

    def search(self, question: Question, limit: int, among: Sequence[int] | None = None) -> Found:
        """At most `limit` hits, best first; only passages with a number in `among`, if it is given."""
        asked = Asked(
            question.language,
            self._encoder.encode_questions([question.text])[0],
            self._tokenizer.question_terms(question.text, lambda word: self._words.frequency("words", word) > 0),
        )
        positions = self._candidates(asked, among)
        evidence = gather(asked, positions, self._table, self._vectors, self._calibration, self._words)
        totals = scores(evidence)
        ranked = order(totals, positions)
        hits = tuple(self._hit(evidence, int(k), float(totals[k]), asked.language) for k in ranked[:limit])
        return Found(hits, judge(evidence, ranked), asked.terms)

    def _candidates(self, asked: Asked, among: Sequence[int] | None) -> Rows:
        """Positions that any of the indexes proposes, ascending."""
        allowed = None if among is None else np.searchsorted(self._table.numbers, among).astype(np.int64)
        found: list[Rows] = []
        for side in SIDES:
            vector = asked.vector
            if side != asked.language:
                # Against a raw index, taking the mean question away from the question is what centring comes to.
                vector = vector - self._calibration.question_mean[asked.language]
            places = self._positions[side]
            within = None if allowed is None else np.flatnonzero(np.isin(places, allowed)).astype(np.int64)
            found.append(places[self._indexes[side].search(vector, CANDIDATES, within)])
        for field, terms in (
            ("english", asked.terms.english),
            ("words", asked.terms.words),
            ("bigrams", asked.terms.bigrams),
        ):
            numbers = np.array([n for n, _ in self._words.search(field, terms, CANDIDATES, among)], dtype=np.int64)
            found.append(np.searchsorted(self._table.numbers, numbers).astype(np.int64))
        return np.unique(np.concatenate(found))

    def _hit(self, evidence: Evidence, k: int, score: float, language: Side) -> Hit:
        same = max(float(evidence.same_passage[k]), float(evidence.same_sentence[k]))
        other = max(float(evidence.other_passage[k]), float(evidence.other_sentence[k]))
        sides = {language: same, ("zh" if language == "en" else "en"): other}
        return Hit(
            number=int(self._table.numbers[evidence.positions[k]]),
            score=round(score, 4),
            matched=_matched(sides["en"], sides["zh"]),
            sentences_en=tuple(map(float, evidence.sentences["en"][k])),
            sentences_zh=tuple(map(float, evidence.sentences["zh"][k])),
            coverage=float(evidence.coverage[k]),
        )


NEAR = 1.0
"""Standard deviations from which on a side is said to have found the passage."""


def _matched(en: float, zh: float) -> Matched:
    if en >= NEAR and zh >= NEAR:
        return "both"
    return "en" if en >= zh else "zh"
