"""Highlights of a quote: the sentences that answer, in both languages, and the question's words.

A sentence bead is chosen, not a sentence: the highlight on the other side is what its bead says is the same. Sentences are
scored by their similarity in both languages, by the words that they contain, and by whether they have what the question asks for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from assistant.answer import Highlights
from assistant.answering.requirements.answer_types import expected_answer_type
from corpus.model import SIDES, AlignedPassage, Bead, Side, Span
from corpus.text.folding import fold, fold_with_offsets
from embeddings.query.question import Question
from embeddings.ranking.hits import Hit, SearchResult
from embeddings.text.analyzer import Analyzer, Terms
from embeddings.text.names import Name
from embeddings.text.romanization import find_spellings, name_keys

SAME, OTHER, WORDS, EXPECTED = 0.29, 0.47, 2.1, 1.0
"""What speaks for a sentence bead, in log-odds that it is the one that answers: each standard deviation of similarity in the
question's language and in the other one, containing all of the question's words, and having or lacking what is asked for. A
conditional logit over the sentences of 600 passages that are known to answer (`tests/quality/fit_highlights.py`)."""
_NO_SENTENCE = -3.0
"""Similarity assumed for the side of a bead that has no sentence, in standard deviations."""
MIN_PROBABILITY_PER_SHARE, MIN_PROBABILITY = 0.5, 0.05
"""A further bead is highlighted if its probability is at least the first times the share of the passage that it takes up, and at
least the second however short it is ..."""
MAX_HIGHLIGHTED_SHARE = 0.62
"""... and if no more than this share of a side is then highlighted."""


@dataclass(frozen=True, slots=True)
class _SideText:
    """One side of a passage, prepared once for all of its sentence beads."""

    text: str
    sentences: tuple[Span, ...]
    """In characters of `text`."""

    @classmethod
    def of(cls, passage: AlignedPassage, side: Side) -> Self:
        """Empty where the passage lacks this side."""
        excerpt = passage.excerpt(side)
        if excerpt is None:
            return cls("", ())
        return cls(excerpt.text, tuple(span.shift(-excerpt.span.start) for span in passage.sentences(side)))

    def extent(self, bead: Bead, side: Side) -> Span:
        """From a bead's first sentence to its last; empty where it has none."""
        indices = bead.side(side)
        return Span(self.sentences[indices[0]].start, self.sentences[indices[-1]].end) if indices else Span(0, 0)

    def share(self, indices: Iterable[int]) -> float:
        """The share of the text that these sentences take up."""
        return sum(len(self.sentences[i]) for i in indices) / len(self.text) if self.text else 0.0


_Texts = Mapping[Side, _SideText]


def find_highlights(
    passage: AlignedPassage, hit: Hit, question: Question, found: SearchResult, analyzer: Analyzer
) -> dict[Side, Highlights]:
    """The highlights of both sides of a quote."""
    texts = {side: _SideText.of(passage, side) for side in SIDES}
    every = bead_features(passage, hit, question, found.weights, analyzer)
    scores = [sum(w * x for w, x in zip((SAME, OTHER, WORDS, EXPECTED), features, strict=True)) for features in every]
    chosen = _choose_beads(passage, texts, scores)
    result: dict[Side, Highlights] = {}
    for side in SIDES:
        indices = sorted(i for k in chosen for i in passage.beads[k].side(side))
        words = _word_spans(texts[side].text, side, found.terms, analyzer, found.names)
        result[side] = Highlights(_joined(texts[side].sentences, indices), words)
    return result


def word_highlights(passage: AlignedPassage, terms: Terms, analyzer: Analyzer) -> dict[Side, Highlights]:
    """The question's words alone, where nothing is known of the sentences."""
    texts = {side: _SideText.of(passage, side) for side in SIDES}
    return {side: Highlights((), _word_spans(texts[side].text, side, terms, analyzer)) for side in SIDES}


def _joined(spans: Sequence[Span], indices: Sequence[int]) -> tuple[Span, ...]:
    """The sentences with these indices; neighbours are one highlight."""
    joined: list[Span] = []
    for before, index in zip([-2, *indices], indices, strict=False):
        if index == before + 1:
            joined[-1] = Span(joined[-1].start, spans[index].end)
        else:
            joined.append(spans[index])
    return tuple(joined)


def _choose_beads(passage: AlignedPassage, texts: _Texts, scores: Sequence[float]) -> list[int]:
    """Which sentence beads are highlighted: the likeliest to answer, and those that are worth the text they highlight."""
    odds = [math.exp(score - max(scores)) for score in scores]
    likely = [odd / sum(odds) for odd in odds]
    sizes = [max(_share(passage, texts, [k]), 1e-6) for k in range(len(scores))]
    first = max(range(len(scores)), key=lambda k: (likely[k], -k))
    chosen = [first]
    for k in sorted(range(len(scores)), key=lambda k: (-likely[k] / sizes[k], k)):
        selected = k != first and likely[k] >= max(MIN_PROBABILITY, MIN_PROBABILITY_PER_SHARE * sizes[k])
        if selected and _share(passage, texts, [*chosen, k]) <= MAX_HIGHLIGHTED_SHARE:
            chosen.append(k)
    return chosen


def bead_features(
    passage: AlignedPassage, hit: Hit, question: Question, weights: Mapping[tuple[str, str], float], analyzer: Analyzer
) -> list[tuple[float, float, float, float]]:
    """What speaks for each bead: its similarity in the question's language and in the other one (standard deviations), the
    weight of the question's words that it contains (0 to 1), and whether it has what is asked for (1, -1, or 0 where that is
    not known)."""
    texts = {side: _SideText.of(passage, side) for side in SIDES}
    similarities = {"en": hit.sentences_en, "zh": hit.sentences_zh}
    other: Side = "zh" if question.language == "en" else "en"
    expected = expected_answer_type(question.text, question.language)
    found: list[tuple[float, float, float, float]] = []
    for bead in passage.beads:
        near = {side: max((similarities[side][i] for i in bead.side(side)), default=_NO_SENTENCE) for side in SIDES}
        en, zh = texts["en"].extent(bead, "en"), texts["zh"].extent(bead, "zh")
        english, chinese = en.of(texts["en"].text), zh.of(texts["zh"].text)
        has = 0 if expected is None else 1 if expected.in_texts(english, chinese) else -1
        found.append((near[question.language], near[other], _weight(english, fold(chinese), weights, analyzer), has))
    return found


def bead_text(passage: AlignedPassage, bead: Bead, side: Side) -> str:
    """What a bead says on one side, from its first sentence to its last; empty where it has none."""
    text = _SideText.of(passage, side)
    return text.extent(bead, side).of(text.text)


def _weight(english: str, folded: str, weights: Mapping[tuple[str, str], float], analyzer: Analyzer) -> float:
    """The weight of the question's terms that two texts contain, 0 to 1. A name is looked for as the English spells it: where
    the Chinese was asked for, its words are terms already."""
    words = set(analyzer.english(english))
    spelled = name_keys(english) if any(field == "names" for field, _ in weights) else frozenset()
    contained = {"english": words, "names": spelled}
    return sum(weight for (field, term), weight in weights.items() if term in contained.get(field, folded))


def _share(passage: AlignedPassage, texts: _Texts, beads: Sequence[int]) -> float:
    """The greater of the two sides' highlighted shares."""
    return max(texts[side].share(i for k in beads for i in passage.beads[k].side(side)) for side in SIDES)


def _word_spans(text: str, side: Side, terms: Terms, analyzer: Analyzer, names: Sequence[Name] = ()) -> tuple[Span, ...]:
    """Where the question's words and names are in one side's text; overlapping ones become one."""
    wanted = set(terms.english)
    spans = [span for term, span in analyzer.english_with_spans(text) if term in wanted] if wanted else []
    if terms.names:
        named = set(terms.names)
        spans += [Span(one.start, one.end) for one in find_spellings(text) if any(r.key in named for r in one.readings)]
    if side == "zh":
        folded = fold_with_offsets(text)  # as the terms are
        forms = (form for name in names for form in name.found_forms)
        for word in {*terms.words, *forms, *(b for b in terms.bigrams if not terms.words)}:
            spans += [folded.span(start, start + len(word)) for start in _occurrences(word, folded.text)]
    return _merged(spans)


def _occurrences(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
