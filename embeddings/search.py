"""Search: question -> hits. Candidates come from vectors and words in English and Chinese; each gets all features and one score.
Hits are passage numbers; the texts stay in the record."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Self

import numpy as np

from corpus.arrays import FloatArray
from corpus.errors import IndexStale
from corpus.model import SIDES
from corpus.selection import Selection
from corpus.storage.store import Store
from corpus.text.folding import fold, to_simplified
from embeddings.index import manifest
from embeddings.index.backend_registry import recorded_backend
from embeddings.index.calibration import CALIBRATION, Calibration, center
from embeddings.index.embedding_cache import cache_damage, vectors_folder
from embeddings.index.filtering import PassageFilter
from embeddings.index.inverted_index import InvertedIndex
from embeddings.index.passage_table import NO_ROW, PassageTable, Rows
from embeddings.model.encoder import Encoder
from embeddings.query.question import Question, is_keyword_query
from embeddings.query.relevance_feedback import SearchContext, blend_with_history, characteristic_terms, rocchio
from embeddings.ranking.confidence import (
    ConfidenceEstimate,
    probability,
    query_length,
)
from embeddings.ranking.features import (
    EncodedQuery,
    Features,
    compute_features,
    coverage,
    preliminary_similarities,
    rarity,
    term_weights,
)
from embeddings.ranking.hits import Candidates, Hit, SearchResult, matched_side
from embeddings.ranking.query_coverage import query_coverage
from embeddings.ranking.query_terms import QueryTerms, query_terms, unknown_words
from embeddings.ranking.scoring import FeatureWeights, rank_order, scores, shortlist
from embeddings.text.analyzer import Analyzer, Terms
from embeddings.text.names import Name, NameFinder, replace_names
from embeddings.text.pinyin import Readings
from embeddings.vector_rows import CheckedRows

CANDIDATES = 64
"""Passages that each index proposes."""

_PROPOSING = ("english", "words", "bigrams", "names")
"""Fields of the word index that propose candidates."""
_CACHED = 64
"""Questions whose vectors are cached."""
_NUMERAL = re.compile(r"[\d〇零一二两三四五六七八九十百千万亿第]+")


class SearchIndex:
    """An open generation. Not to be shared between threads."""

    def __init__(self, folder: Path, archive: Path, encoder: Encoder, analyzer: Analyzer) -> None:
        """Opens files only; `SearchIndex.open` checks that they belong to the record."""
        self._encoder = encoder
        self._encoded: dict[str, FloatArray] = {}
        """Vectors of the last questions: one answer searches by the same one within its filters, on its days and everywhere."""
        self._analyzer = analyzer
        self._folder, self._archive = folder, archive
        self.manifest = manifest.Manifest.load(folder)
        self.manifest.check_files(folder)
        self._table = PassageTable.load(folder)
        self._words = InvertedIndex(folder / "words")
        self._selector = PassageFilter(self._table, self._words)
        self._calibration = Calibration.load(folder / CALIBRATION)
        backend = recorded_backend(folder, self.manifest.vector_backend)
        self._indexes = {side: backend.open(folder, side) for side in SIDES}
        self.names = NameFinder(self._words.frequency, partial(Readings.load, folder))
        self._vectors = CheckedRows(vectors_folder(archive, encoder.name), encoder.dimension)
        self._positions = {side: self._table.positions(side) for side in SIDES}
        self._check_counts(folder)

    @classmethod
    def open(cls, store: Store, encoder: Encoder, analyzer: Analyzer) -> Self:
        """Open the live generation of an archive. Raises IndexMissing, or IndexStale where it is damaged or does not belong to this
        record and model."""
        folder = manifest.current(store.folder)
        loaded = manifest.Manifest.load(folder)
        loaded.check(record=store.fingerprint, model=encoder.name, dimension=encoder.dimension)
        return cls(folder, store.folder, encoder, analyzer)

    def damage(self) -> Iterator[str]:
        """What is wrong with the files of the generation and of the vectors. Reads all of them as a whole."""
        yield from self.manifest.damage(self._folder, whole=True)
        used = [rows[rows != NO_ROW] for rows in (*self._table.passage_rows.values(), *self._table.sentence_rows.values())]
        yield from cache_damage(vectors_folder(self._archive, self._encoder.name), self._encoder.dimension, used)

    def _check_counts(self, folder: Path) -> None:
        """Manifest, table, vectors and words must have the same number of entries."""
        built, table = self.manifest, self._table
        for what, have, want in (
            ("passages in the table", len(table), built.passages),
            ("passages in the word index", len(self._words), built.words),
            ("passages in the word index", len(self._words), built.passages),
            ("English vectors", len(self._indexes["en"]), built.english),
            ("Chinese vectors", len(self._indexes["zh"]), built.chinese),
            ("vectors in the cache, at least", min(len(self._vectors), built.rows), built.rows),
        ):
            if have != want:
                raise IndexStale(f"{folder}: {have} {what}, {want} expected", "Run `archive index` to build the indexes again.")

    def select(self, store: Store, selection: Selection) -> Rows | None:
        """The numbers of the passages that match a selection, ascending; None where it has no condition."""
        return self._selector.select(store, selection)

    def search(
        self, question: Question, limit: int, among: Rows | None = None, context: SearchContext = SearchContext()
    ) -> SearchResult:
        """At most `limit` hits, best first; only passages with a number in `among`, if it is given."""
        return self.rank(self.retrieve_candidates(question, among, context), limit)

    def retrieve_candidates(
        self, question: Question, among: Rows | None = None, context: SearchContext = SearchContext()
    ) -> Candidates:
        """The candidates and their features, not yet ranked, so that they can be ranked in several ways."""
        return self.retrieve_candidates_for_readings([question], among, context)[0]

    def retrieve_candidates_for_readings(
        self, questions: Sequence[Question], among: Rows | None = None, context: SearchContext = SearchContext()
    ) -> list[Candidates]:
        """The candidates of several readings of one question, which differ in `encoded_text` only. Each passage's vectors are read
        once for all of them."""
        question = questions[0]
        terms = query_terms((question.text, *context.earlier), self.names, self._analyzer, self._words)
        names, unknown = terms.names, unknown_words(question.keywords, terms.names, self._analyzer, self._words)
        queries = self._encode_readings(questions, context.earlier, terms)
        if context.marked:
            return [self._candidates_with_feedback(query, among, context, unknown, names) for query in queries]
        background = self._calibration.background[question.language]
        all_features = self._features(queries, self._candidates(queries, among))
        return [
            Candidates(query, features, features, background, unknown=unknown, names=names)
            for query, features in zip(queries, all_features, strict=True)
        ]

    def _candidates_with_feedback(
        self, query: EncodedQuery, among: Rows | None, context: SearchContext, unknown: tuple[str, ...], names: tuple[Name, ...]
    ) -> Candidates:
        """The candidates of a question that the reader moved by marking passages. The marked ones are left out."""
        moved, words = self._move_query(query, context)
        proposed = np.union1d(*(self._candidates([each], among)[0] for each in (query, moved)))
        positions = proposed[~np.isin(self._table.numbers[proposed], context.marked)]
        features, ranking = (self._features([each], [positions], all_of_them=True)[0] for each in (query, moved))
        background = self._calibration.background[query.language]
        return Candidates(query, features, ranking, background, words, unknown, names)

    def rank(self, candidates: Candidates, limit: int, weights: FeatureWeights = FeatureWeights()) -> SearchResult:
        """At most `limit` of the candidates, best first."""
        query, features = candidates.query, candidates.features
        all_words_first = query.is_keyword_query and candidates.ranking_features is features
        totals = scores(candidates.ranking_features, weights, all_words_first=all_words_first)
        ranked = rank_order(totals, features.positions)
        log_odds = candidates.log_odds()
        hits = tuple(self._hit(candidates, int(k), float(totals[k]), float(log_odds[k])) for k in ranked[:limit])
        return SearchResult(hits, query.terms, query.weights, candidates.words, candidates.unknown, candidates.names)

    def _encode_readings(self, questions: Sequence[Question], earlier: Sequence[str], terms: QueryTerms) -> list[EncodedQuery]:
        """Readings of one question as the indexes need them, combined with earlier questions."""
        question, names = questions[0], terms.names
        readings = [question.encoded_text or question.text for question in questions]
        # Encoded together: on two processors two texts take the time of one.
        vectors = self._vectors_of([self._text_to_encode(text, names) for text in (*readings, *earlier)])
        before = vectors[len(readings) :]
        keywords = "\n".join((question.keywords, *earlier))
        first = EncodedQuery(
            question.language,
            vectors[0],
            terms.terms,
            term_weights(terms.terms, self._words),
            query_length(replace_names(question.text, names)),
            query_coverage(keywords, names, self._analyzer, self._words),
            is_keyword_query(question.text),
        )
        return [
            replace(first, vector=blend_with_history(vector, before) if earlier else vector)
            for vector in vectors[: len(readings)]
        ]

    @staticmethod
    def _text_to_encode(text: str, names: Sequence[Name]) -> str:
        """The text as the model encodes it."""
        return to_simplified(replace_names(text, names))

    def _vectors_of(self, texts: Sequence[str]) -> FloatArray:
        """(n, dimension), unit length."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._encoded]
        if missing:
            if len(self._encoded) > _CACHED:
                self._encoded.clear()
                missing = list(dict.fromkeys(texts))
            self._encoded.update(zip(missing, self._encoder.encode_questions(missing), strict=True))
        return np.stack([self._encoded[text] for text in texts])

    def _is_word(self, word: str) -> bool:
        return self._words.frequency("words", word) > 0

    def _move_query(self, query: EncodedQuery, context: SearchContext) -> tuple[EncodedQuery, tuple[str, ...]]:
        """The question moved by the marked passages, and the words that it took from them."""
        vector = rocchio(
            query.vector,
            self._calibration.question_mean[query.language],
            self._centred(context.like),
            self._centred(context.unlike),
        )
        marked_terms = self._analyzer.query_terms(context.texts, self._is_word)
        stems, plain = Counter(self._analyzer.english(context.texts)), fold(context.texts)
        english = characteristic_terms(
            {stem: stems[stem] for stem in marked_terms.english}, partial(self._usefulness, "english"), query.terms.english
        )
        words = characteristic_terms(
            {word: plain.count(word) for word in marked_terms.words}, partial(self._usefulness, "words"), query.terms.words
        )
        terms = replace(query.terms, english=query.terms.english + english, words=query.terms.words + words)
        printed = self._analyzer.surface_forms(context.texts)
        moved = EncodedQuery(query.language, vector, terms, term_weights(terms, self._words))
        return moved, (*(printed[term] for term in english), *words)

    def _usefulness(self, field: str, term: str) -> float:
        """How well a term finds other passages: 0 for numerals and for terms that no other passage contains."""
        alone = self._words.frequency(field, term) < 2 or _NUMERAL.fullmatch(term)
        return 0.0 if alone else rarity(self._words, field, term)

    def _centred(self, numbers: Sequence[int]) -> FloatArray:
        """Both sides' vectors of some passages, each centred by its side's mean, (n, dimension)."""
        positions = np.searchsorted(self._table.numbers, numbers)
        centred = []
        for side in SIDES:
            rows = self._table.passage_rows[side][positions]
            vectors = np.asarray(self._vectors[rows[rows != NO_ROW]], dtype=np.float32)
            centred.append(center(vectors, self._calibration.passage_mean[side]))
        return np.concatenate(centred)

    def _features(
        self, queries: Sequence[EncodedQuery], proposed: Sequence[Rows], *, all_of_them: bool = False
    ) -> list[Features]:
        """The features of the candidates on the shortlist of each query, by the positions that were proposed for it. A keyword
        query may ask for any passage with its words, so all of its candidates are compared."""
        data = self._table, self._vectors, self._calibration
        positions = np.unique(np.concatenate(proposed))
        covered = coverage(queries[0].weights, self._table.numbers[positions], self._words)
        chosen = list(proposed)
        if not (all_of_them or queries[0].is_keyword_query):
            similar = preliminary_similarities(queries, positions, *data)
            same, other = SIDES if queries[0].language == SIDES[0] else SIDES[::-1]
            for k, own in enumerate(proposed):
                at = np.searchsorted(positions, own)
                chosen[k] = own[shortlist(similar[same][k][at], similar[other][k][at], covered[at])]
        union = np.unique(np.concatenate(chosen))
        features = compute_features(queries, union, covered[np.searchsorted(positions, union)], *data, self._words)
        return [one.at(own) for one, own in zip(features, chosen, strict=True)]

    def _candidates(self, queries: Sequence[EncodedQuery], among: Rows | None) -> list[Rows]:
        """For each query the positions that any of the indexes proposes, ascending. Queries with the same terms share what the
        word index proposes."""
        by_words: dict[Terms, Rows] = {}
        for query in queries:
            if query.terms not in by_words:
                by_words[query.terms] = self._keyword_candidates(query.terms, among)
        return [np.union1d(self._vector_candidates(query, among), by_words[query.terms]) for query in queries]

    def _vector_candidates(self, query: EncodedQuery, among: Rows | None) -> Rows:
        allowed = np.zeros(len(self._table), dtype=bool)
        if among is not None:
            allowed[np.searchsorted(self._table.numbers, among)] = True
        proposed: list[Rows] = []
        for side in SIDES:
            vector = query.vector
            if side != query.language:
                # In a raw index, subtracting the mean question from the question ranks as centring does.
                vector = vector - self._calibration.question_mean[query.language]
            places = self._positions[side]
            within = None if among is None else np.flatnonzero(allowed[places]).astype(np.int64)
            proposed.append(places[self._indexes[side].search(vector, CANDIDATES, within)])
        return np.concatenate(proposed)

    def _keyword_candidates(self, terms: Terms, among: Rows | None) -> Rows:
        hits_by_field = [self._words.search(field, getattr(terms, field), CANDIDATES, among) for field in _PROPOSING]
        numbers = np.array([number for hits in hits_by_field for number, _ in hits], dtype=np.int64)
        return np.searchsorted(self._table.numbers, numbers).astype(np.int64)

    def _hit(self, candidates: Candidates, k: int, score: float, log_odds: float) -> Hit:
        features, language = candidates.features, candidates.query.language
        same = max(float(features.same_passage[k]), float(features.same_sentence[k])) if features.has_same[k] else -math.inf
        other = max(float(features.other_passage[k]), float(features.other_sentence[k])) if features.has_other[k] else -math.inf
        sides = {language: same, ("zh" if language == "en" else "en"): other}
        coverage = float(features.query_coverage[k])
        return Hit(
            number=int(self._table.numbers[features.positions[k]]),
            score=round(score, 4),
            matched=matched_side(sides["en"], sides["zh"]),
            sentences_en=tuple(map(float, features.sentences["en"][k])),
            sentences_zh=tuple(map(float, features.sentences["zh"][k])),
            query_coverage=coverage,
            estimate=ConfidenceEstimate(probability(log_odds), log_odds, query_coverage=coverage),
        )
