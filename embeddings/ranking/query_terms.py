"""The names and index terms of a question, the same for search by meaning and for search by words alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from embeddings.index.inverted_index import InvertedIndex
from embeddings.query.question import pasted
from embeddings.text.analyzer import Analyzer, Terms
from embeddings.text.names import Name, NameFinder, remove_names, replace_names


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """What a question, combined with earlier ones, is searched by."""

    text: str
    """The question and the earlier ones, one a line."""
    searched: str
    """The same with its names in the spelling of the archive."""
    names: tuple[Name, ...]
    terms: Terms


def query_terms(texts: Sequence[str], names: NameFinder, analyzer: Analyzer, words: InvertedIndex) -> QueryTerms:
    """The terms of a question, the first text, combined with earlier ones."""
    text = "\n".join(texts)
    found = () if pasted(texts[0]) else tuple(names.find(text))  # pasted text is searched for as it is
    searched = replace_names(text, found)
    terms = analyzer.query_terms(searched, lambda word: words.frequency("words", word) > 0)
    return QueryTerms(text, searched, found, replace(terms, names=tuple(name.key for name in found)))


def unknown_words(text: str, names: Sequence[Name], analyzer: Analyzer, words: InvertedIndex) -> tuple[str, ...]:
    """The words of a text outside its names, as typed, that no passage contains."""
    return analyzer.unknown_words(remove_names(text, names), words.frequency)
