"""The one place where search and record meet.

    line -> query.question.parse -> date_retrieval.retrieve (filters, dates; SearchIndex.search: ids) -> Store.passages (texts)
         -> quote_builder.build_quotes (reprints, pasted texts, highlights, warnings) -> outcome.reasons -> Answer

The command line and the chat both ask through `Assistant`.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.answer import Answer, Context, Outcome, Quote, no_better_than
from assistant.answering.date_only_questions import count_articles, date_only_period
from assistant.answering.date_retrieval import DateRetrieval, retrieve
from assistant.answering.outcome import FilteredOut, adjust_confidence, outcome_of, reasons
from assistant.answering.quote_builder import HITS_PER_QUOTE, build_quotes, keyword_preview, read_through
from assistant.exploring import browse, timeline
from assistant.facts import KeywordPreview
from corpus.errors import IndexStale, UnknownId
from corpus.model import SIDES, AlignedArticle, AlignedPassage, Side, is_passage_id
from corpus.proof.provenance import Provenance, provenance
from corpus.readers.folders import absolute_path
from corpus.selection import Selection
from corpus.storage.store import Store
from embeddings.keyword_search import KeywordSearcher
from embeddings.line_search import LineSearcher
from embeddings.model.encoder import Encoder, load_encoder
from embeddings.query.filter_table import is_date_filter
from embeddings.query.filters import TypedFilter
from embeddings.query.question import Question, parse
from embeddings.query.relevance_feedback import SearchContext
from embeddings.ranking.scoring import FeatureWeights
from embeddings.search import SearchIndex
from embeddings.text.analyzer import Analyzer

_BLANK = "?"
"""Loads what a first question would load."""


@dataclass(frozen=True, slots=True)
class _Engine:
    """What searching needs, loaded at the first question."""

    encoder: Encoder
    analyzer: Analyzer
    index: SearchIndex
    lines: LineSearcher


class Assistant:
    """An open archive that answers questions. Opening is quick; the model and the indexes are loaded by the first question,
    or by `warm`. To be used in the thread that opened it."""

    def __init__(self, store: Store, model: str | None = None) -> None:
        self._store = store
        self._model = model
        self._encoder: Encoder | None = None
        self._loaded: _Engine | None = None
        self._finder: KeywordSearcher | None = None

    @classmethod
    def open(cls, folder: Path, model: str | None = None) -> Self:
        """Open an archive. `model` is a folder or a name that sentence-transformers knows; None is the bundled one.

        Raises RecordMissing or RecordBroken.
        """
        return cls(Store.open(folder), model)

    @classmethod
    def open_sample(cls, model: str | None = None) -> Self:
        """Open the sample archive that the package carries. The first call copies it into the user's cache folder."""
        from assistant.system.archive import ensure_sample  # writes archives: not for every question

        return cls.open(ensure_sample(model), model)

    @property
    def folder(self) -> Path:
        return self._store.folder

    def close(self) -> None:
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def load_model(self) -> None:
        """Load the model alone; unlike all else in any thread, while no question is being answered. Raises ModelError."""
        encoder = load_encoder(self._model)
        encoder.encode_questions([_BLANK])
        self._encoder = encoder

    def preview(self, question: str | Question, k: int = 5, context: Context = Context()) -> Answer:
        """What the question's words find by themselves, without the model: a preview until the answer is there. It is
        never more than `weak`. Raises BadQuestion or SearchIndexError."""
        started = time.perf_counter()
        question, finder = in_context(question, context), self._keyword_searcher()
        match, terms = finder.best(question.text, k, finder.select(self._store, question.selection))
        passages = self._store.passages([one.number for one in match])
        rows = [(one, article, passage) for one, (article, passage) in zip(match, passages, strict=True)]
        return Answer(
            question=question,
            outcome=Outcome.WEAK,
            confidence=0.0,
            reasons=(KeywordPreview(),),
            quotes=no_better_than(Outcome.WEAK, keyword_preview(rows, terms, Analyzer())),
            elapsed_ms=round((time.perf_counter() - started) * 1000, 1),
            context=context,
        )

    def warm(self) -> None:
        """Load the model and the indexes now, and answer nothing. Raises ModelError or SearchIndexError."""
        self._engine()

    def ask(self, question: str | Question, k: int = 5, context: Context = Context()) -> Answer:
        """Answer one question with at most k quotes, in its `context` in a conversation.

        Where another process has changed the archive since it was opened, the new indexes are opened. Raises BadQuestion;
        SearchIndexError or ModelError where the indexes or the model cannot be used.
        """
        try:
            return self._answer(question, k, context)
        except (UnknownId, IndexStale):
            if not self._reopen():
                raise
            return self._answer(question, k, context)

    def _answer(self, question: str | Question, k: int, context: Context) -> Answer:
        started = time.perf_counter()
        question = in_context(question, context)
        engine = self._engine()
        wanted = context.skipped + k
        retrieval = retrieve(engine.index, self._store, question, HITS_PER_QUOTE * wanted, self._search_context(context))
        quoted = build_quotes(engine.index, engine.lines, self._store, retrieval, wanted, engine.analyzer)
        found = replace(retrieval.found, unknown=quoted.unknown)
        period = date_only_period(question, engine.analyzer)
        share = 1.0 if quoted.line_outcome is Outcome.FOUND else quoted.share or 0.0
        estimate = adjust_confidence(found.estimate, question, quoted.doubt, share)
        outcome = outcome_of(estimate)
        if quoted.line_outcome and not found.hits:
            outcome = quoted.line_outcome
        return Answer(
            question=question,
            outcome=outcome,
            confidence=estimate.confidence,
            reasons=reasons(
                outcome,
                found,
                quoted.doubt,
                self._outside(retrieval, outcome, engine),
                count_articles(period, self._store.catalog) if period else None,
                only_lines=quoted.line_outcome is not None and not found.hits,
            ),
            quotes=no_better_than(outcome, quoted.quotes[context.skipped :]),
            elapsed_ms=round((time.perf_counter() - started) * 1000, 1),
            context=replace(context, words=found.words),
            understood=(*((retrieval.understood,) if retrieval.understood else ()), *quoted.understood),
        )

    def _search_context(self, context: Context) -> SearchContext:
        """The context as the indexes need it. Raises UnknownId."""
        like, unlike = (
            tuple(self._store.passage_numbers([id for id in ids if is_passage_id(id)]))
            for ids in (context.like, context.unlike)
        )  # headlines and the like have no vectors
        excerpts = [p.excerpt(side) for _, p in self._store.passages(like) for side in SIDES]
        return SearchContext(
            earlier=context.together_with, like=like, unlike=unlike, texts="\n".join(e.text for e in excerpts if e)
        )

    def rankings(self, line: str, weightings: Sequence[FeatureWeights], k: int) -> list[tuple[int, ...]]:
        """The numbers of the first k passages by each weighting, to measure what each feature contributes. Raises as `ask` does."""
        engine = self._engine()
        question = retrieve(engine.index, self._store, parse(line), k).question
        candidates = engine.index.retrieve_candidates(question, engine.index.select(self._store, question.selection))
        return [tuple(hit.number for hit in engine.index.rank(candidates, k, weights).hits) for weights in weightings]

    def timeline(self, question: str | Question, context: Context = Context()) -> timeline.Timeline:
        """The passages that contain most of a question's words, counted by month. Needs no model.

        Raises BadQuestion, IndexMissing or IndexStale.
        """
        return timeline.timeline(self._store, self._keyword_searcher(), in_context(question, context), context)

    def article(self, id: str) -> AlignedArticle:
        """A whole article by its id, by that of one of its passages, or by the path of its file. Raises UnknownId."""
        try:
            return self._store.article(id)
        except UnknownId:
            of_file = self._store.articles_of_source(str(absolute_path(Path(id))))
            if of_file:
                return of_file[0]
        try:
            return self._store.article(self._store.article_id_of_passage(id))
        except UnknownId as error:
            raise UnknownId("{id}: the archive has no such article, passage or file", error.hint, id=id) from error

    def passages(self, id: str) -> tuple[Quote, ...]:
        """All passages of an article, for reading it through. Raises UnknownId."""
        return read_through(self.article(id))

    def adjacent_article(self, id: str, step: int) -> tuple[Quote, ...]:
        """All passages of the next article of the same day, in the order of its pages, or of the one before (-1); none where
        that was the last one, or the article has no date. Articles without running text are passed over. Raises
        UnknownId."""
        article = self.article(id).article
        if article.date is None:
            return ()
        day = Selection(since=article.date, until=article.date + datetime.timedelta(days=1))
        ids = [one.id for one in self._store.catalog.headings(day) if one.newspaper == article.newspaper]
        at = ids.index(article.id)
        for other in ids[at + 1 :] if step > 0 else reversed(ids[:at]):
            if quotes := self.passages(other):
                return quotes
        return ()

    def browse(self, selection: Selection = Selection(), *, listed: bool = False, limit: int = -1) -> browse.BrowseResult:
        """What the archive has at a place, and what it lacks; `listed`: with its articles, at most `limit` of them
        (-1: all).

        Raises ValueError for a selection with words in it: that is a question.
        """
        return browse.browse(self._store.catalog, self._store.date_range(), selection, listed=listed, limit=limit)

    def provenance(self, id: str, check: bool = True) -> Provenance:
        """Where a passage, or a whole article, is in its files; with `check` their bytes are compared now.

        Raises UnknownId.
        """
        aligned = self.article(id)
        return provenance(aligned.article, aligned.unit(id), check)

    def is_verified(self, quote: Quote) -> bool | None:
        """Whether a quotation is, at this moment, word for word what its file has. None where the file would have to be read
        from the beginning to say so, as with a table or JSON Lines, and for one of an earlier session that the record no
        longer has. Raises UnknownId."""
        id = quote.passage.id
        now = self.article(id).unit(id)
        if now is None or not all(_has(now, quote.passage, side) for side in SIDES):
            return None
        places = (found := self.provenance(id, check=False)).english, found.chinese
        if any(place and place.characters is None for place in places):
            return None
        return self.provenance(id).verified

    def _outside(self, retrieval: DateRetrieval, outcome: Outcome, engine: _Engine) -> FilteredOut | None:
        """What the filters keep out, where they may be why nothing better was found; None without filters."""
        if not retrieval.question.selection or outcome is Outcome.FOUND:
            return None
        anywhere = retrieval.anywhere or engine.index.retrieve_candidates(retrieval.question, None, retrieval.context)
        asked, coverage = retrieval.question.selection, self._store.date_range()
        return FilteredOut(
            filters=retrieval.filters,
            within=bool(asked.articles),
            matching=anywhere.matching - retrieval.candidates.matching,
            coverage=coverage,
            days=self._store.day_count(),
            dates_outside=coverage is not None
            and ((asked.since or coverage[0]) > coverage[1] or (asked.until or coverage[1]) <= coverage[0]),
        )

    def _keyword_searcher(self) -> KeywordSearcher:
        if self._finder is None:
            self._finder = KeywordSearcher.open(self._store, self._loaded.analyzer if self._loaded else Analyzer())
        return self._finder

    def _reopen(self) -> bool:
        """Open the indexes again if those that are open are not of the record as it is now. Raises SearchIndexError."""
        before = self._loaded
        if before is None or before.index.manifest.record == self._store.fingerprint:
            return False
        self._loaded, self._finder, self._encoder = None, None, before.encoder
        self._loaded = replace(before, index=SearchIndex.open(self._store, before.encoder, before.analyzer))
        return True

    def _engine(self) -> _Engine:
        if self._loaded is None:
            encoder, analyzer = self._encoder or load_encoder(self._model), Analyzer()
            index = SearchIndex.open(self._store, encoder, analyzer)
            self._loaded = _Engine(encoder, analyzer, index, LineSearcher.open(self._store))
        return self._loaded


def _has(now: AlignedPassage, quoted: AlignedPassage, side: Side) -> bool:
    """Whether a passage has, on one side, what was quoted of it: the whole, or a credit line alone."""
    have, want = (excerpt.text if (excerpt := one.excerpt(side)) else "" for one in (now, quoted))
    return have == want if now.kind is quoted.kind else want in have


def in_context(question: str | Question, context: Context) -> Question:
    """A question with the filters that its conversation adds. Raises BadQuestion."""
    if isinstance(question, str):
        question = parse(question)
    filters = [TypedFilter.parse(text) for text in context.filters]
    if question.date_mention:  # the date in its own words overrides those of earlier lines
        filters = [one for one in filters if not is_date_filter(one.name)]
    if filters:
        question = question.with_filters(filters)
    return replace(question, selection=replace(question.selection, articles=context.within))
