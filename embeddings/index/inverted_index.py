"""The inverted index, in Tantivy: English stems, Chinese words, Chinese character pairs and names for BM25, and unstemmed English
words for exact phrases.

`embeddings.text.analyzer` turns texts into terms; Tantivy only splits at spaces. The terms are stored too: analysis takes a
millisecond a passage, copying its terms into the next index 40 µs.

An index is always written as a whole. Tantivy counts deleted passages until it merges their segment, and its Python binding
cannot trigger that: terms would have other weights than in an index that never had those passages.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import UNWRITABLE_HINT, IndexStale, Unwritable
from embeddings.text.analyzer import Terms

if TYPE_CHECKING:
    from embeddings.index.passage_table import Rows

FIELDS = ("english", "words", "bigrams", "forms", "names")
_ROUNDING = 1e-5
"""Tantivy sums weights in 32 bits."""
_REBUILD = "Run `archive index` to build it again."
_COPY_BATCH = 1024
_MAX_LISTED = 20_000
"""Passage numbers that a query may list."""


def _with_tokenizer(index: Any) -> Any:
    from tantivy import TextAnalyzerBuilder, Tokenizer

    index.register_tokenizer("terms", TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index


def _contains(ascending: Rows, number: int) -> bool:
    at = bisect_left(ascending, number)
    return at < len(ascending) and int(ascending[at]) == number


def build_inverted_index(
    folder: Path, passages: Iterable[tuple[int, Terms]], previous: InvertedIndex | None = None, kept: Sequence[int] = ()
) -> int:
    """Write an index into a new folder; returns how many passages it has.

    Args:
        folder: it must not exist.
        passages: numbers and terms.
        previous: another index to copy terms from.
        kept: numbers of the passages to copy from it, ascending; they come first.

    Raises:
        IndexStale: `previous` lacks one of these.
    """
    from tantivy import Document, Index, SchemaBuilder

    builder = SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="terms", index_option="freq", stored=True)
    builder.add_unsigned_field("number", indexed=True, fast=True, stored=True)
    folder.mkdir(parents=True)
    with _writing(folder):
        index = _with_tokenizer(Index(builder.build(), path=str(folder)))
        writer = index.writer(heap_size=64_000_000, num_threads=1)  # one thread: the same input gives the same index
    count = 0

    def add(document: Any) -> None:
        nonlocal count
        with _writing(folder):
            writer.add_document(document)
        count += 1

    for document in previous.documents(kept) if previous else ():
        add(document)
    for number, terms in passages:
        document = Document()
        for field in FIELDS:
            document.add_text(field, " ".join(getattr(terms, field)))
        document.add_unsigned("number", number)
        add(document)
    with _writing(folder):
        writer.commit()
        writer.wait_merging_threads()
    for hidden in folder.glob(".*"):  # for writers, which there will be none of; a damaged one would keep readers out
        hidden.unlink()
    return count


class _Searcher:
    """Tantivy's searcher, whose errors and panics are an IndexStale that names the index."""

    def __init__(self, searcher: Any, folder: Path) -> None:
        self._searcher = searcher
        self._folder = folder

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._searcher, name)
        return partial(self._call, found) if callable(found) else found

    def _call(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        with _reading(self._folder):
            return function(*arguments, **named)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError) as error:
        raise Unwritable(
            "{path}: the word index cannot be written: {error}", UNWRITABLE_HINT, path=folder, error=error
        ) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Unwritable(
            "{path}: the word index cannot be written: {error}", UNWRITABLE_HINT, path=folder, error=error
        ) from error


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexStale(f"{folder}: the word index cannot be read: {error}", _REBUILD) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # pyo3's class, of no module that can be imported
            raise
        raise IndexStale(f"{folder}: the word index cannot be read: {error}", _REBUILD) from error


class InvertedIndex:
    """An open inverted index."""

    def __init__(self, folder: Path) -> None:
        """Raises IndexStale where the folder has no index, or a damaged one."""
        from tantivy import Index

        with _reading(folder):
            self._index = _with_tokenizer(Index.open(str(folder)))
            self._searcher = _Searcher(self._index.searcher(), folder)
        self._folder = folder
        # Each expands to every pair with the character (a millisecond), and ranking needs it several times.
        self._single_character_query = lru_cache(maxsize=1024)(self._build_single_character_query)
        self._single_character_frequency = lru_cache(maxsize=1024)(self._count_single_character)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def documents(self, numbers: Sequence[int]) -> Iterator[Any]:
        """The stored documents of these passages, for copying into another index. `numbers` must be ascending. Raises IndexStale
        where one is missing or cannot be read."""
        from tantivy import Query

        for at in range(0, len(numbers), _COPY_BATCH):
            some = list(numbers[at : at + _COPY_BATCH])
            query = Query.const_score_query(Query.term_set_query(self._index.schema, "number", some), 1.0)
            try:
                addresses = [address for _, address in self._searcher.search(query, limit=len(some), count=False).hits]
                found = dict(zip(self._searcher.fast_field_values("number", addresses), addresses, strict=True))
                yield from [self._searcher.doc(found[number]) for number in some]
            except (KeyError, ValueError) as error:  # ValueError: as many addresses as numbers
                raise IndexStale(f"{self._folder}: passages cannot be read from it: {error}", _REBUILD) from error

    def search(self, field: str, terms: Sequence[str], limit: int, among: Rows | None = None) -> list[tuple[int, float]]:
        """Numbers and BM25 scores of the passages with any of the terms, best first, ties by number. `among`: numbers to choose
        from, ascending; None for all."""
        from tantivy import Occur, Query

        if not terms or (among is not None and not len(among)):
            return []
        query = Query.boolean_query([(Occur.Should, self._term_query(field, term)) for term in terms])
        if among is None:
            hits = self._best(query, limit)
        elif len(among) <= _MAX_LISTED:
            allowed = Query.const_score_query(Query.term_set_query(self._index.schema, "number", among.tolist()), 0.0)
            hits = self._best(Query.boolean_query([(Occur.Must, query), (Occur.Must, allowed)]), limit)
        else:
            hits = self._best_among(query, limit, among)
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def _best(self, query: Any, limit: int) -> list[tuple[int, float]]:
        """Numbers and scores, best first."""
        hits = self._searcher.search(query, limit=limit, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return [(int(n), float(score)) for n, (score, _) in zip(numbers, hits, strict=True)]

    def _best_among(self, query: Any, limit: int, among: Rows) -> list[tuple[int, float]]:
        """The same among more passages than a query may list: search all passages, and for more of them until enough match."""
        limit_of_all = 2 * limit * len(self) // len(among)
        while True:
            hits = self._best(query, limit_of_all)
            inside = [hit for hit in hits if _contains(among, hit[0])]
            if len(inside) >= limit or len(hits) < limit_of_all:
                return inside[:limit]
            limit_of_all *= 4

    def matched_weights(self, weights: Mapping[tuple[str, str], float], among: Sequence[int]) -> list[tuple[int, float]]:
        """Numbers of the passages in `among` that have any of the terms, each with the total weight of those that it has.
        `weights` are by field and term."""
        from tantivy import Occur, Query

        if not weights or not len(among):
            return []
        allowed = Query.const_score_query(Query.term_set_query(self._index.schema, "number", list(among)), 0.0)
        terms = Query.boolean_query(self._weighted_clauses([(weight, key) for key, weight in weights.items()]))
        return self._best(Query.boolean_query([(Occur.Must, terms), (Occur.Must, allowed)]), len(among))

    def passages_with_term(self, field: str, term: str, among: Sequence[int]) -> list[int]:
        """Numbers of the passages in `among` that have a term."""
        from tantivy import Occur, Query

        schema = self._index.schema
        allowed = Query.term_set_query(schema, "number", list(among))
        query = Query.boolean_query([(Occur.Must, self._term_query(field, term)), (Occur.Must, allowed)])
        hits = self._searcher.search(query, limit=max(1, len(among)), count=False).hits
        return [int(n) for n in self._searcher.fast_field_values("number", [address for _, address in hits])]

    def passages_matching(self, patterns: Sequence[tuple[str, str]]) -> list[int]:
        """The numbers, ascending, of all passages that have for each (field, pattern) a term that the regular expression matches
        as a whole."""
        from tantivy import Occur, Query

        schema = self._index.schema
        parts = [(Occur.Must, Query.regex_query(schema, field, pattern)) for field, pattern in patterns]
        query = Query.const_score_query(Query.boolean_query(parts), 1.0)
        hits = self._searcher.search(query, limit=max(1, len(self)), count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return sorted(int(n) for n in numbers)

    def passages_with_weight(self, weights: Mapping[tuple[str, str], float], least: float) -> list[int]:
        """Numbers, ascending, of all passages in which the terms have a total weight of at least `least`. `weights` are by field
        and term."""
        from tantivy import Occur, Query

        known = sorted((weight, key) for key, weight in weights.items() if self.frequency(*key))
        # The lightest terms together do not reach the threshold, so each passage must have one of the others. The light ones
        # are the frequent ones: only a small part of the index is searched (MaxScore, Turtle and Flood 1995).
        light, total = 0, 0.0
        while light < len(known) and total + known[light][0] < least - _ROUNDING:
            total += known[light][0]
            light += 1
        if light == len(known):
            return []

        heavy = Query.boolean_query(self._weighted_clauses(known[light:]))
        query = Query.boolean_query([(Occur.Must, heavy), *self._weighted_clauses(known[:light])])
        limit = min(len(self), sum(self.frequency(*key) for _, key in known[light:]))
        hits = self._searcher.search(query, limit=limit, count=False).hits
        enough = [address for score, address in hits if score >= least - _ROUNDING]
        return sorted(int(n) for n in self._searcher.fast_field_values("number", enough))

    def max_weight(self, weights: Mapping[tuple[str, str], float]) -> float:
        """The greatest total weight of the terms that one passage has."""
        from tantivy import Query

        known = [(weight, key) for key, weight in weights.items()]
        hits = self._searcher.search(Query.boolean_query(self._weighted_clauses(known)), limit=1, count=False).hits
        return float(hits[0][0]) if hits else 0.0

    def _weighted_clauses(self, terms: Sequence[tuple[float, tuple[str, str]]]) -> list[tuple[Any, Any]]:
        """Clauses of a query that scores a passage by the total weight of the terms that it has."""
        from tantivy import Occur, Query

        return [(Occur.Should, Query.const_score_query(self._term_query(*key), weight)) for weight, key in terms]

    def frequency(self, field: str, term: str) -> int:
        """How many passages have a term."""
        if field == "bigrams" and len(term) == 1:
            return self._single_character_frequency(term)
        return int(self._searcher.doc_freq(field, term))

    def _term_query(self, field: str, term: str) -> Any:
        """The query for a term. A single Chinese character is found in the pairs with its neighbours."""
        from tantivy import Query

        if field == "bigrams" and len(term) == 1:
            return self._single_character_query(term)
        return Query.term_query(self._index.schema, field, term, "freq")

    def _build_single_character_query(self, character: str) -> Any:
        from tantivy import Query

        escaped = re.escape(character)
        anywhere = Query.regex_query(self._index.schema, "bigrams", f"{escaped}.|.{escaped}|{escaped}")
        return Query.const_score_query(anywhere, 1.0)

    def _count_single_character(self, character: str) -> int:
        found = self._searcher.search(self._single_character_query(character), limit=1, count=True)
        return int(found.count or 0)
