"""Highlights of a quote: the sentences that answer, in both languages, and the question's words.

A sentence bead is chosen, not a sentence: the highlight on the other side is what its bead says is the same. Sentences are
scored by nearness in both languages, by the words that they hold, and by whether they have what the question asks for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from assistant.answer import Highlights
from assistant.answering.answer_types import expected_answer_type
from corpus.model import SIDES, AlignedPassage, Bead, Side, Span
from corpus.text.han_variants import fold_variants
from embeddings.query.question import Question
from embeddings.ranking.features import MISSING_SIDE
from embeddings.search import Hit, SearchResult
from embeddings.text.analyzer import Analyzer, Terms
from embeddings.text.names import Name
from embeddings.text.romanization import find_spellings, name_keys

SAME, OTHER, WORDS, EXPECTED = 0.29, 0.47, 2.1, 1.0
"""What speaks for a sentence bead, in log-odds that it is the one that answers: each standard deviation of nearness in the
question's language and in the other one, holding all of the question's words, and having or lacking what is asked for. A
conditional logit over the sentences of 600 passages that are known to answer (`tests/quality/fit_marks.py`)."""
WORTH, LEAST = 0.5, 0.05
"""A further bead is marked where its probability is at least so much of the share of the passage that it would mark, and not
less than so much, however short it is ..."""
LARGEST_SHARE = 0.62
"""... and no more than this share of a side is marked with it."""

_WORD = re.compile(r"[^\W_㐀-鿿]+(?:['’][^\W_㐀-鿿]+)*")


def find_highlights(
    passage: AlignedPassage, hit: Hit, question: Question, found: SearchResult, analyzer: Analyzer
) -> dict[Side, Highlights]:
    """The marks of both sides of a quote."""
    chosen = _beads(passage, _scores(passage, hit, question, found, analyzer))
    result: dict[Side, Highlights] = {}
    for side in SIDES:
        spans = _sentences(passage, side)
        indices = sorted(i for k in chosen for i in passage.beads[k].side(side))
        result[side] = Highlights(_joined(spans, indices), _word_spans(passage, side, found.terms, analyzer, found.names))
    return result


def word_highlights(passage: AlignedPassage, terms: Terms, analyzer: Analyzer) -> dict[Side, Highlights]:
    """The question's words alone, where nothing is known of the sentences."""
    return {side: Highlights((), _word_spans(passage, side, terms, analyzer)) for side in SIDES}


def _joined(spans: list[Span], indices: Sequence[int]) -> tuple[Span, ...]:
    """The sentences with these indices; neighbours are one mark."""
    joined: list[Span] = []
    for before, index in zip([-2, *indices], indices, strict=False):
        if index == before + 1:
            joined[-1] = Span(joined[-1].start, spans[index].end)
        else:
            joined.append(spans[index])
    return tuple(joined)


def _sentences(passage: AlignedPassage, side: Side) -> list[Span]:
    """The sentences of one side as spans of the quoted text."""
    excerpt = passage.excerpt(side)
    return [s.shift(-excerpt.span.start) for s in passage.sentences(side)] if excerpt else []


def _beads(passage: AlignedPassage, scores: Sequence[float]) -> list[int]:
    """Which sentence beads are marked: the likeliest to answer, and what is worth the text that it marks."""
    odds = [math.exp(score - max(scores)) for score in scores]
    likely = [odd / sum(odds) for odd in odds]
    sizes = [max(_share(passage, [k]), 1e-6) for k in range(len(scores))]
    first = max(range(len(scores)), key=lambda k: (likely[k], -k))
    chosen = [first]
    for k in sorted(range(len(scores)), key=lambda k: (-likely[k] / sizes[k], k)):
        if k != first and likely[k] >= max(LEAST, WORTH * sizes[k]) and _share(passage, [*chosen, k]) <= LARGEST_SHARE:
            chosen.append(k)
    return chosen


def _scores(passage: AlignedPassage, hit: Hit, question: Question, found: SearchResult, analyzer: Analyzer) -> list[float]:
    """The log-odds of each bead, up to a constant."""
    worth = (SAME, OTHER, WORDS, EXPECTED)
    every = [bead_evidence(passage, bead, hit, question, found.weights, analyzer) for bead in passage.beads]
    return [sum(w * x for w, x in zip(worth, evidence, strict=True)) for evidence in every]


def bead_evidence(
    passage: AlignedPassage,
    bead: Bead,
    hit: Hit,
    question: Question,
    weights: Mapping[tuple[str, str], float],
    analyzer: Analyzer,
) -> tuple[float, float, float, float]:
    """What speaks for a bead: nearness in the question's language and in the other one (standard deviations), the weight of
    the question's words that it holds (0 to 1), and whether it has what is asked for (1, -1, or 0 where that is not known)."""
    near = {
        side: max((sentences[i] for i in bead.side(side)), default=MISSING_SIDE)
        for side, sentences in zip(SIDES, (hit.sentences_en, hit.sentences_zh), strict=True)
    }
    other: Side = "zh" if question.language == "en" else "en"
    english, chinese = bead_text(passage, bead, "en"), bead_text(passage, bead, "zh")
    kind = expected_answer_type(question.text, question.language)
    has = 0 if kind is None else 1 if kind.in_texts(english, chinese) else -1
    return near[question.language], near[other], _weight(english, chinese, weights, analyzer), has


def bead_text(passage: AlignedPassage, bead: Bead, side: Side) -> str:
    """What a bead says on one side, from its first sentence to its last; empty where it has none."""
    excerpt, spans = passage.excerpt(side), [_sentences(passage, side)[i] for i in bead.side(side)]
    return excerpt.text[spans[0].start : spans[-1].end] if excerpt and spans else ""


def _weight(english: str, chinese: str, weights: Mapping[tuple[str, str], float], analyzer: Analyzer) -> float:
    """The weight of the question's terms that two texts hold, 0 to 1. A name is looked for as the English spells it: where
    the Chinese was asked for, its words are terms already."""
    words, plain = set(analyzer.english(english)), fold_variants(chinese)
    spelled = name_keys(english) if any(field == "names" for field, _ in weights) else frozenset()
    held = {"english": words, "names": spelled}
    return sum(weight for (field, term), weight in weights.items() if term in held.get(field, plain))


def _share(passage: AlignedPassage, beads: Sequence[int]) -> float:
    """The greater of the two sides' marked shares."""
    shares = [0.0]
    for side in SIDES:
        spans, excerpt = _sentences(passage, side), passage.excerpt(side)
        if excerpt and excerpt.text:
            indices = [i for k in beads for i in passage.beads[k].side(side)]
            shares.append(sum(len(spans[i]) for i in indices) / len(excerpt.text))
    return max(shares)


def _word_spans(
    passage: AlignedPassage, side: Side, terms: Terms, analyzer: Analyzer, names: Sequence[Name] = ()
) -> tuple[Span, ...]:
    """Where the question's words and names stand in one side's text; overlapping finds become one."""
    excerpt = passage.excerpt(side)
    if excerpt is None:
        return ()
    wanted, text = set(terms.english), excerpt.text
    spans = [Span(*m.span()) for m in _WORD.finditer(text) if wanted.intersection(analyzer.english(m[0]))] if wanted else []
    if terms.names:
        named = set(terms.names)
        spans += [Span(one.start, one.end) for one in find_spellings(text) if any(r.key in named for r in one.readings)]
    if side == "zh":
        plain = fold_variants(text)  # as the terms are; each character at its place
        forms = (form for name in names for form in name.found_forms)
        for word in {*terms.words, *forms, *(b for b in terms.bigrams if not terms.words)}:
            spans += [Span(m.start(), m.end()) for m in re.finditer(re.escape(word), plain)]
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
