"""The word index: English stems, Chinese words, Chinese character pairs and names (BM25), English words unstemmed, in Tantivy.

Texts are cut into terms by `embeddings.text.analyzer` before they get here; Tantivy splits at blanks only. The terms are stored, too:
cutting takes a millisecond a passage, copying them into the next index 40 µs.

An index is always written as a whole. Tantivy counts passages that are deleted until it merges their segment, and its Python
binding cannot ask for that: terms would weigh otherwise than in an index that never had those passages.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import IndexStale
from embeddings.text.analyzer import Terms

if TYPE_CHECKING:
    from embeddings.index.passage_table import Rows

FIELDS = ("english", "words", "bigrams", "forms", "names")
_ROUNDING = 1e-5
"""Tantivy adds weights up in 32 bits."""
_AGAIN = "Run `archive index` to build it again."
_COPIED_AT_ONCE = 1024
_LISTED = 20_000
"""Passages that a query may list."""


def _analyzer(index: Any) -> Any:
    from tantivy import TextAnalyzerBuilder, Tokenizer

    index.register_tokenizer("terms", TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index


def _among(ascending: Rows, number: int) -> bool:
    at = bisect_left(ascending, number)
    return at < len(ascending) and int(ascending[at]) == number


def build_inverted_index(
    folder: Path, passages: Iterable[tuple[int, Terms]], before: InvertedIndex | None = None, kept: Sequence[int] = ()
) -> int:
    """Write the index of (number, terms) into an empty folder; returns how many passages it has. Those that are `kept` have
    their terms in another index, and come first. Raises IndexStale where one has not."""
    from tantivy import Document, Index, SchemaBuilder

    builder = SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="terms", index_option="freq", stored=True)
    builder.add_unsigned_field("number", indexed=True, fast=True, stored=True)
    folder.mkdir(parents=True)
    index = _analyzer(Index(builder.build(), path=str(folder)))
    writer = index.writer(heap_size=64_000_000, num_threads=1)  # one thread: the same input gives the same index
    count = 0
    for document in before.documents(kept) if before else ():
        writer.add_document(document)
        count += 1
    for number, terms in passages:
        document = Document()
        for field in FIELDS:
            document.add_text(field, " ".join(getattr(terms, field)))
        document.add_unsigned("number", number)
        writer.add_document(document)
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    return count


class InvertedIndex:
    """An open word index."""

    def __init__(self, folder: Path) -> None:
        """Raises IndexStale where the folder holds no index."""
        from tantivy import Index

        try:
            self._index = _analyzer(Index.open(str(folder)))
        except ValueError as error:
            raise IndexStale(f"{folder}: the word index cannot be opened: {error}", _AGAIN) from error
        self._folder = folder
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def documents(self, numbers: Sequence[int]) -> Iterator[Any]:
        """All that is known of some passages, in the order of their numbers, which ascend; for another index. Raises
        IndexStale where one is not there, or cannot be read."""
        from tantivy import Query

        for at in range(0, len(numbers), _COPIED_AT_ONCE):
            some = list(numbers[at : at + _COPIED_AT_ONCE])
            query = Query.const_score_query(Query.term_set_query(self._index.schema, "number", some), 1.0)
            try:
                addresses = [address for _, address in self._searcher.search(query, limit=len(some), count=False).hits]
                found = dict(zip(self._searcher.fast_field_values("number", addresses), addresses, strict=True))
                yield from [self._searcher.doc(found[number]) for number in some]
            except (KeyError, ValueError) as error:
                raise IndexStale(f"{self._folder}: passages cannot be read from it: {error}", _AGAIN) from error

    def search(self, field: str, terms: Sequence[str], limit: int, among: Rows | None = None) -> list[tuple[int, float]]:
        """Passage numbers and BM25 scores of the passages that hold any of the terms, best first, ties by number; only
        numbers in `among`, ascending, if it is given."""
        from tantivy import Occur, Query

        if not terms or (among is not None and not len(among)):
            return []
        query = Query.boolean_query([(Occur.Should, self._holds(field, term)) for term in terms])
        if among is None:
            hits = self._best(query, limit)
        elif len(among) <= _LISTED:
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
        """The same for a large part of all passages, which a query cannot list: as many of all of them as it takes."""
        look_at = 2 * limit * len(self) // len(among)
        while True:
            hits = self._best(query, look_at)
            inside = [hit for hit in hits if _among(among, hit[0])]
            if len(inside) >= limit or len(hits) < look_at:
                return inside[:limit]
            look_at *= 4

    def matched_weights(self, weights: Mapping[tuple[str, str], float], among: Sequence[int]) -> list[tuple[int, float]]:
        """What the terms weigh together that each of the passages `among` holds, by number; those that hold none are left
        out. `weights` are by field and term."""
        from tantivy import Occur, Query

        if not weights or not len(among):
            return []
        allowed = Query.const_score_query(Query.term_set_query(self._index.schema, "number", list(among)), 0.0)
        terms = Query.boolean_query(self._any_of([(weight, key) for key, weight in weights.items()]))
        return self._best(Query.boolean_query([(Occur.Must, terms), (Occur.Must, allowed)]), len(among))

    def passages_with_term(self, field: str, term: str, among: Sequence[int]) -> list[int]:
        """Which of the passages `among` hold a term, by number."""
        from tantivy import Occur, Query

        schema = self._index.schema
        allowed = Query.term_set_query(schema, "number", list(among))
        query = Query.boolean_query([(Occur.Must, self._holds(field, term)), (Occur.Must, allowed)])
        hits = self._searcher.search(query, limit=max(1, len(among)), count=False).hits
        return [int(n) for n in self._searcher.fast_field_values("number", [address for _, address in hits])]

    def passages_matching(self, wanted: Sequence[tuple[str, str]]) -> list[int]:
        """The numbers of the passages, ascending, that hold for each (field, pattern) a term that the regular expression
        fits from end to end. However many they are: this is for looking through all of them."""
        from tantivy import Occur, Query

        schema = self._index.schema
        parts = [(Occur.Must, Query.regex_query(schema, field, pattern)) for field, pattern in wanted]
        query = Query.const_score_query(Query.boolean_query(parts), 1.0)
        hits = self._searcher.search(query, limit=max(1, len(self)), count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return sorted(int(n) for n in numbers)

    def passages_with_weight(self, weights: Mapping[tuple[str, str], float], least: float) -> list[int]:
        """The numbers of the passages, ascending, whose terms weigh at least so much together; `weights` are by field and
        term. However many they are."""
        from tantivy import Occur, Query

        known = sorted((weight, key) for key, weight in weights.items() if self.frequency(*key))
        # The lightest terms are too light together: each of these passages holds one of the others. The light ones are the
        # common ones, so that only a small part of the index is gone through (MaxScore, Turtle and Flood 1995).
        light, total = 0, 0.0
        while light < len(known) and total + known[light][0] < least - _ROUNDING:
            total += known[light][0]
            light += 1
        if light == len(known):
            return []

        heavy = Query.boolean_query(self._any_of(known[light:]))
        query = Query.boolean_query([(Occur.Must, heavy), *self._any_of(known[:light])])
        limit = min(len(self), sum(self.frequency(*key) for _, key in known[light:]))
        hits = self._searcher.search(query, limit=limit, count=False).hits
        enough = [address for score, address in hits if score >= least - _ROUNDING]
        return sorted(int(n) for n in self._searcher.fast_field_values("number", enough))

    def max_weight(self, weights: Mapping[tuple[str, str], float]) -> float:
        """The most that the terms of one passage weigh together."""
        from tantivy import Query

        known = [(weight, key) for key, weight in weights.items()]
        hits = self._searcher.search(Query.boolean_query(self._any_of(known)), limit=1, count=False).hits
        return float(hits[0][0]) if hits else 0.0

    def _any_of(self, terms: Sequence[tuple[float, tuple[str, str]]]) -> list[tuple[Any, Any]]:
        """For a query whose score is the weight of the terms that are held."""
        from tantivy import Occur, Query

        return [(Occur.Should, Query.const_score_query(self._holds(*key), weight)) for weight, key in terms]

    def frequency(self, field: str, term: str) -> int:
        """How many passages hold a term."""
        if field == "bigrams" and len(term) == 1:
            return int(self._searcher.search(self._holds(field, term), limit=1, count=True).count or 0)
        return int(self._searcher.doc_freq(field, term))

    def _holds(self, field: str, term: str) -> Any:
        """The query for a term. A Chinese character on its own stands in the pairs that it makes with its neighbours."""
        from tantivy import Query

        if field == "bigrams" and len(term) == 1:
            plain = re.escape(term)
            anywhere = Query.regex_query(self._index.schema, field, f"{plain}.|.{plain}|{plain}")
            return Query.const_score_query(anywhere, 1.0)
        return Query.term_query(self._index.schema, field, term, "freq")
