"""Finds the lines that are in no passage, such as headlines and bylines, by their characters. They answer no question, so they have
no vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from corpus.errors import IndexStale
from corpus.selection import PhraseFilter, Selection
from corpus.storage.store import Store
from embeddings.index import manifest
from embeddings.index.inverted_index import InvertedIndex
from embeddings.index.phrase_prefilter import candidates
from embeddings.text.analyzer import Analyzer


class LineSearcher:
    """Searches the lines of an archive. Not to be shared between threads."""

    def __init__(self, store: Store, words: InvertedIndex) -> None:
        self._store = store
        self._words = words

    @classmethod
    def open(cls, store: Store) -> Self:
        """Open the live generation. Raises IndexMissing, or IndexStale where it is not of this record or is damaged."""
        folder = manifest.current_for(store.folder, store.fingerprint)
        words, expected = InvertedIndex(folder / "lines"), manifest.Manifest.load(folder).lines
        if len(words) != expected:
            raise IndexStale(
                f"{folder}: {len(words)} lines in their index, {expected} expected",
                "Run `archive index` to build the indexes again.",
            )
        return cls(store, words)

    def candidates(self, literals: Sequence[str]) -> list[int] | None:
        """The numbers of the lines that may contain all of these texts, ascending; None where any line may."""
        return candidates(self._words, literals)

    def select(self, selection: Selection) -> Sequence[int]:
        """The numbers of the lines that match a selection, ascending."""
        phrases = [one.phrase for one in selection.phrases if one.required]
        return self._store.select_lines(selection, self.candidates(phrases) if phrases else None)

    def containing(self, text: str, selection: Selection = Selection()) -> Sequence[int]:
        """The numbers of the lines that contain a text, whatever its case and script, and match a selection."""
        return self.select(replace(selection, phrases=(*selection.phrases, PhraseFilter(text, None))))

    def similar(self, text: str, limit: int, analyzer: Analyzer) -> list[int]:
        """The numbers of the lines with most of a text's words and pairs of characters, best first."""
        fields = {"bigrams": analyzer.bigrams(text), "forms": analyzer.forms(text)}
        hits = [hit for field, terms in fields.items() for hit in self._words.search(field, terms, limit)]
        return list(dict.fromkeys(number for number, _ in sorted(hits, key=lambda hit: (-hit[1], hit[0]))))[:limit]
