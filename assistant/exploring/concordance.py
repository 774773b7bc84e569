"""Concordance: every occurrence of a text in the archive, in context, with the corresponding text in the other language.

A text is matched in any form that `corpus.text.folding` takes for the same, with case as typed; a regular expression against the
text as printed.
Passages are searched, and the lines between them, such as headlines and bylines. Occurrences are generated in the order of print, so
that a million need no more memory than one. Passages and lines that cannot contain the text are not read
(`embeddings.index.phrase_prefilter`).
"""

from __future__ import annotations

import re
import signal
import threading
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import FrameType

from corpus.alignment.outside_lines import line_within
from corpus.errors import UsageError
from corpus.model import SIDES, AlignedPassage, Article, Bead, Excerpt, Side, Span
from corpus.selection import Selection
from corpus.storage.store import Store
from corpus.text.folding import fold, fold_with_offsets
from corpus.text.phrases import sentences_of
from embeddings.index import manifest
from embeddings.index.inverted_index import InvertedIndex
from embeddings.index.phrase_prefilter import candidates, literals_of
from embeddings.line_search import LineSearcher

SECONDS = 5
"""How long a regular expression may take for one passage."""
_SHOWN = 200
"""Characters of an expression that a message shows."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What to find."""

    text: str
    regex: bool = False
    ignore_case: bool = False
    sides: tuple[Side, ...] = SIDES

    def compiled(self) -> re.Pattern[str]:
        """Raises UsageError for an invalid regular expression, and for one that matches the empty text."""
        source = self.text if self.regex else re.escape(fold(self.text))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # FutureWarning about nested sets
                found = re.compile(source, re.IGNORECASE if self.ignore_case else 0)
        except (re.error, OverflowError, RecursionError, MemoryError) as error:
            raise UsageError(
                f"{self.text[:_SHOWN]}: not a regular expression: {error}", "Leave out --regex to find it literally."
            ) from error
        if not self.text.strip() or found.search(""):
            raise UsageError(f"{self.text!r} is everywhere", "Give a text with at least one letter, figure or mark.")
        return found

    def literals(self) -> list[str]:
        return literals_of(self.text) if self.regex else [self.text]

    @property
    def overhang(self) -> int:
        """How far a text of several sentences may reach into the passages after that in which it begins, in characters."""
        return len(self.text) if not self.regex and len(sentences_of(self.text)) > 1 else 0


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence."""

    article: Article
    passage: AlignedPassage
    """The passage in which it begins, or the line of another kind; for a credit inside a passage that line alone."""
    side: Side
    span: Span
    """Characters of the article's text on that side."""
    context: Span
    """The same with the text around it in its paragraph."""
    other: Excerpt | None
    """The text that its sentences are aligned with on the other side; None where there is none."""
    beads: tuple[Bead, ...]
    """The sentence beads of the passage that it overlaps."""

    @property
    def content(self) -> str:
        """The article's text on that side, which the spans refer to."""
        text = self.article.text(self.side)
        return text.content if text else ""


def concordance(store: Store, pattern: Pattern, selection: Selection = Selection(), around: int = 30) -> Iterator[Occurrence]:
    """Every occurrence, with `around` characters of context on either side. Raises UsageError, IndexMissing or IndexStale, all
    before the first occurrence is requested."""
    pattern.compiled()
    literals = pattern.literals()
    passages, lines = candidates(_words(store), literals), LineSearcher.open(store).candidates(literals)
    return _occurrences(store.in_print_order(selection, passages, lines), pattern, around)


def _words(store: Store) -> InvertedIndex:
    """The word index of the current record. Needs no model."""
    return InvertedIndex(manifest.current_for(store.folder, store.fingerprint) / "words")


def _occurrences(units: Iterator[tuple[Article, AlignedPassage]], pattern: Pattern, around: int) -> Iterator[Occurrence]:
    compiled = pattern.compiled()
    for article, unit in units:
        for side in pattern.sides:
            excerpt, text = unit.excerpt(side), article.text(side)
            if excerpt is None or text is None:
                continue
            searched = text.content[excerpt.span.start : excerpt.span.end + pattern.overhang]
            for span in _spans(compiled, searched, pattern):
                if span.start < span.end and span.start < len(excerpt.span):
                    yield _occurrence(article, unit, side, span.shift(excerpt.span.start), around)


def _spans(compiled: re.Pattern[str], text: str, pattern: Pattern) -> Iterator[Span]:
    """Where the pattern matches a text."""
    if pattern.regex:
        yield from (Span(*match.span()) for match in _matches(compiled, text))
        return
    folded = fold_with_offsets(text)
    yield from (folded.span(*match.span()) for match in _matches(compiled, folded.text) if match.end() > match.start())


def _occurrence(article: Article, unit: AlignedPassage, side: Side, span: Span, around: int) -> Occurrence:
    line = line_within(unit, article, side, span)
    beads = _overlapping(line, side, span)
    return Occurrence(
        article, line, side, span, _context(article, side, span, around), _aligned(article, line, side, beads), beads
    )


def _matches(compiled: re.Pattern[str], text: str) -> Sequence[re.Match[str]]:
    """Every match in a text. Raises UsageError where finding them takes longer than a passage ever should, as with `(a+)+$`."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        return list(compiled.finditer(text))  # Ctrl-C ends it all the same

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        return list(compiled.finditer(text))
    except TimeoutError as error:
        raise UsageError(
            "{pattern}: the expression takes longer than {seconds} s for one passage",
            "Write it without a repetition inside a repetition, such as (a+)+.",
            pattern=compiled.pattern[:_SHOWN],
            seconds=SECONDS,
        ) from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _context(article: Article, side: Side, span: Span, around: int) -> Span:
    """The occurrence with `around` characters on either side, within its line."""
    text = article.text(side)
    content = text.content if text else ""
    start = max(span.start - around, content.rfind("\n", 0, span.start) + 1)
    line_end = content.find("\n", span.end)
    end = min(span.end + around, len(content) if line_end < 0 else line_end)
    return Span(start, end)


def _overlapping(passage: AlignedPassage, side: Side, span: Span) -> tuple[Bead, ...]:
    own = passage.sentences(side)
    return tuple(b for b in passage.beads if any(own[i].start < span.end and span.start < own[i].end for i in b.side(side)))


def _aligned(article: Article, passage: AlignedPassage, side: Side, beads: Sequence[Bead]) -> Excerpt | None:
    """The text on the other side of these beads, from its first sentence to its last."""
    other: Side = "zh" if side == "en" else "en"
    theirs, text = passage.sentences(other), article.text(other)
    spans = [theirs[i] for bead in beads for i in bead.side(other)]
    if not spans or text is None:
        return None
    return text.cut(Span(min(s.start for s in spans), max(s.end for s in spans)))
