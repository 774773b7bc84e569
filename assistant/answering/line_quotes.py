"""Lines that are in no passage, such as headlines and bylines, where a question asks for their words: by an exact phrase, a filter on
the text, a keyword, or a word that no passage has. They answer no question by their meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Highlights
from corpus.model import SIDES, AlignedPassage, Article, Side, Span
from corpus.storage.store import Store
from corpus.text.folding import fold, fold_case, fold_with_offsets, letters_only
from embeddings.line_search import LineSearcher
from embeddings.query.question import Question

_CJK = re.compile(r"[㐀-鿿]")
MOST = 50
"""Lines that are read for one question."""


@dataclass(frozen=True, slots=True)
class MatchingLine:
    """A line that contains what was asked for."""

    article: Article
    line: AlignedPassage
    texts: tuple[str, ...]
    """What it contains."""
    share: float
    """Share of its letters that these are, 0 to 1; the better of its sides."""
    answers: bool
    """Whether it contains everything that was typed."""

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that contain some of it."""
        return tuple(side for side in SIDES if self.highlights(side).words)

    def highlights(self, side: Side) -> Highlights:
        excerpt = self.line.excerpt(side)
        spans = [span for text in self.texts for span in _occurrences(text, excerpt.text)] if excerpt else []
        return Highlights((), tuple(_separate(spans)))


def lines_asked_for(
    store: Store, searcher: LineSearcher, question: Question, unknown: Sequence[str] = ()
) -> list[MatchingLine]:
    """The lines that contain the phrases of a question and match its filters, or its whole text, or else one of its words that
    no passage has (`unknown`); those that consist of little else come first."""
    selection = question.selection
    required = tuple(phrase.phrase for phrase in selection.phrases if phrase.required)
    if required:
        return _ordered(store, searcher.select(selection), required, answers=question.phrases_only)
    if found := _ordered(store, searcher.containing(question.text, selection), (question.text,), answers=True, words=True):
        return found
    return [
        line
        for word in unknown
        for line in _ordered(store, searcher.containing(word, selection), (word,), answers=False, words=True)
    ]


def known_from_lines(store: Store, searcher: LineSearcher, words: Sequence[str]) -> set[str]:
    """Those of the words that a line contains."""
    return {word for word in words if _ordered(store, searcher.containing(word), (word,), answers=False, words=True)}


def _ordered(
    store: Store, numbers: Sequence[int], texts: tuple[str, ...], *, answers: bool, words: bool = False
) -> list[MatchingLine]:
    """The lines, those that consist of little else first; with `words`, only those that have the text as whole words."""
    found = [
        MatchingLine(article, line, texts, _share(line, texts), answers)
        for article, line in store.lines(numbers[:MOST])
        if not words or _has_words(line, texts)
    ]
    return sorted(found, key=lambda one: -one.share)


def _has_words(line: AlignedPassage, texts: Sequence[str]) -> bool:
    within = "\n".join(fold(excerpt.text) for side in SIDES if (excerpt := line.excerpt(side)))
    return all(re.search(_as_word(fold(text)), within, re.IGNORECASE) for text in texts)


def _as_word(text: str) -> str:
    """A pattern for a text that is no part of a Latin word: opera is not in cooperative."""
    before, after = ("" if _CJK.match(end) else r"\b" if end.isalnum() else "" for end in (text[0], text[-1]))
    return f"{before}{re.escape(text)}{after}"


def _share(line: AlignedPassage, texts: Sequence[str]) -> float:
    wanted = sum(len(letters_only(text)) for text in texts)
    lengths = [
        len(letters_only(excerpt.text))
        for side in SIDES
        if (excerpt := line.excerpt(side)) and any(_occurrences(text, excerpt.text) for text in texts)
    ]
    return max((min(1.0, wanted / max(1, length)) for length in lengths), default=0.0)


def _occurrences(text: str, within: str) -> list[Span]:
    folded = fold_with_offsets(within, case=True)
    return [folded.span(*match.span()) for match in re.finditer(re.escape(fold_case(text)), folded.text)]


def _separate(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, without those that overlap an earlier one."""
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
