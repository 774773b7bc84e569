"""The one place where search, record and citation meet.

    line -> question.parse -> Store.select (filters) -> Index.search (ids) -> Store.passages (texts)
         -> marks, doubts, citation, verdict -> Answer

Both faces, the command line and the chat, ask through `Assistant`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.answer import Answer, Outcome, Quote
from assistant.cite import citation
from assistant.doubts import warnings
from assistant.marks import marks
from assistant.verdict import Outside, outcome_of, reason
from corpus.errors import UnknownId
from corpus.model import AlignedArticle, AlignedPassage, Article
from corpus.store import Store
from embeddings.encoder import Encoder, load_encoder
from embeddings.question import Question, parse
from embeddings.search import Hit, Index
from embeddings.tokens import Terms, Tokenizer


@dataclass(frozen=True, slots=True)
class _Engine:
    """What searching needs, loaded at the first question."""

    encoder: Encoder
    tokenizer: Tokenizer
    index: Index


class Assistant:
    """An open archive that answers questions. Opening is quick; the model and the indexes are loaded by the first question,
    or by `warm`. To be used in the thread that opened it."""

    def __init__(self, store: Store, model: str | None = None) -> None:
        self._store = store
        self._model = model
        self._loaded: _Engine | None = None

    @classmethod
    def open(cls, folder: Path, model: str | None = None) -> Self:
        """Open an archive. `model` is a folder or a name that sentence-transformers knows; None is the bundled one.

        Raises RecordMissing or RecordBroken.
        """
        return cls(Store.open(folder), model)

    @property
    def folder(self) -> Path:
        return self._store.folder

    def close(self) -> None:
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def warm(self) -> None:
        """Load the model and the indexes now, and answer nothing. Raises ModelError or IndexFault."""
        self._engine()

    def ask(self, line: str, k: int = 5) -> Answer:
        """Answer one line with at most k quotes.

        Raises BadQuestion; IndexFault or ModelError where the indexes or the model cannot be used.
        """
        started = time.perf_counter()
        question = parse(line)
        engine = self._engine()
        among = self._store.select(question.selection) if question.selection else None
        found = engine.index.search(question, k, among)
        passages = self._store.passages([hit.number for hit in found.hits])
        quotes = tuple(
            self._quote(rank, hit, article_and_passage, question, found.terms, engine.tokenizer)
            for rank, (hit, article_and_passage) in enumerate(zip(found.hits, passages, strict=True), start=1)
        )
        outcome = outcome_of(found.judgement)
        return Answer(
            question=question,
            outcome=outcome,
            confidence=found.judgement.confidence,
            reason=reason(outcome, found, self._outside(question, outcome, engine)),
            quotes=quotes,
            elapsed_ms=round((time.perf_counter() - started) * 1000, 1),
        )

    def article(self, id: str) -> AlignedArticle:
        """A whole article by its id, by that of one of its passages, or by the path of its file. Raises UnknownId."""
        try:
            return self._store.article(id)
        except UnknownId:
            of_file = self._store.articles_of_source(str(Path(id).absolute()))
            return of_file[0] if of_file else self._store.article(self._store.article_id_of_passage(id))

    def _outside(self, question: Question, outcome: Outcome, engine: _Engine) -> Outside | None:
        """What the filters keep out, where they may be why nothing better was found; None without filters."""
        if not question.selection or outcome is Outcome.FOUND:
            return None
        found = engine.index.search(question, 1)
        return Outside(question.filters, outcome_of(found.judgement), self._store.date_range())

    def _engine(self) -> _Engine:
        if self._loaded is None:
            encoder, tokenizer = load_encoder(self._model), Tokenizer()
            self._loaded = _Engine(encoder, tokenizer, Index.open(self._store, encoder, tokenizer))
        return self._loaded

    @staticmethod
    def _quote(
        rank: int, hit: Hit, found: tuple[Article, AlignedPassage], question: Question, terms: Terms, tokenizer: Tokenizer
    ) -> Quote:
        article, passage = found
        marked = marks(passage, hit, question.language, terms, tokenizer)
        return Quote(
            rank=rank,
            score=hit.score,
            matched=hit.matched,
            passage=passage,
            article=article,
            english=marked["en"],
            chinese=marked["zh"],
            warnings=warnings(article, passage),
            citation=citation(article, passage),
        )
