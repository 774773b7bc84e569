"""What stands out in a quote: the sentences that answer, on both sides, and the question's words.

A sentence bead is chosen, not a sentence: the highlight on the other side is what its bead says is the same. Sentences are
scored as passages are, by nearness in both languages and by the words that they hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Marks
from corpus.model import SIDES, AlignedPassage, Side, Span
from embeddings.search import Hit
from embeddings.tokens import Terms, Tokenizer

OTHER = 0.5
"""What nearness in the other language is worth, against 1 in the question's own."""
WORDS = 2.0
"""What holding all of the question's words that the passage holds is worth, in standard deviations."""
CLOSE = 1.6
"""A bead whose score is this near to the best one's is marked too ..."""
LARGEST_SHARE = 0.55
"""... as long as no more than this share of a side is marked."""

_WORD = re.compile(r"[^\W_㐀-鿿]+(?:['’][^\W_㐀-鿿]+)*")


def marks(passage: AlignedPassage, hit: Hit, language: Side, terms: Terms, tokenizer: Tokenizer) -> dict[Side, Marks]:
    """The marks of both sides of a quote."""
    words: dict[Side, tuple[Span, ...]] = {side: _word_spans(passage, side, terms, tokenizer) for side in SIDES}
    chosen = _beads(passage, hit, language, words)
    result: dict[Side, Marks] = {}
    for side in SIDES:
        spans = _sentences(passage, side)
        indices = [i for k in chosen for i in passage.beads[k].side(side)]
        result[side] = Marks(tuple(spans[i] for i in sorted(indices)), words[side])
    return result


def _sentences(passage: AlignedPassage, side: Side) -> list[Span]:
    """The sentences of one side as spans of the quoted text."""
    excerpt = passage.excerpt(side)
    return [s.shift(-excerpt.span.start) for s in passage.sentences(side)] if excerpt else []


def _beads(passage: AlignedPassage, hit: Hit, language: Side, words: dict[Side, tuple[Span, ...]]) -> list[int]:
    """Which sentence beads answer, best first."""
    scores = [_score(passage, k, hit, language, words) for k in range(len(passage.beads))]
    ranked = sorted(range(len(scores)), key=lambda k: (-scores[k], k))
    chosen = ranked[:1]
    for k in ranked[1:]:
        if scores[ranked[0]] - scores[k] > CLOSE or _share(passage, [*chosen, k]) > LARGEST_SHARE:
            break
        chosen.append(k)
    return chosen


def _score(passage: AlignedPassage, k: int, hit: Hit, language: Side, words: dict[Side, tuple[Span, ...]]) -> float:
    bead = passage.beads[k]
    total = 0.0
    for side, indices, near in (("en", bead.en, hit.sentences_en), ("zh", bead.zh, hit.sentences_zh)):
        if indices:
            weight = 1.0 if side == language else OTHER
            total += weight * max(near[i] for i in indices)
    spans, indices = _sentences(passage, language), bead.side(language)
    excerpt = passage.excerpt(language)
    if excerpt and words[language]:
        held = {_fold(w.of(excerpt.text)) for w in words[language] if any(_inside(w, spans[i]) for i in indices)}
        every = {_fold(w.of(excerpt.text)) for w in words[language]}
        total += WORDS * len(held) / len(every)
    return total


def _fold(word: str) -> str:
    return word.casefold()


def _inside(word: Span, sentence: Span) -> bool:
    return sentence.start <= word.start and word.end <= sentence.end


def _share(passage: AlignedPassage, beads: Sequence[int]) -> float:
    """The greater of the two sides' marked shares."""
    shares = [0.0]
    for side in SIDES:
        spans, excerpt = _sentences(passage, side), passage.excerpt(side)
        if excerpt and excerpt.text:
            indices = [i for k in beads for i in passage.beads[k].side(side)]
            shares.append(sum(len(spans[i]) for i in indices) / len(excerpt.text))
    return max(shares)


def _word_spans(passage: AlignedPassage, side: Side, terms: Terms, tokenizer: Tokenizer) -> tuple[Span, ...]:
    """Where the question's words stand in one side's text; overlapping finds become one."""
    excerpt = passage.excerpt(side)
    if excerpt is None:
        return ()
    wanted, text = set(terms.english), excerpt.text
    found = [Span(*m.span()) for m in _WORD.finditer(text) if wanted.intersection(tokenizer.english(m[0]))] if wanted else []
    if side == "zh":
        for word in {*terms.words, *(b for b in terms.bigrams if not terms.words)}:
            found += [Span(m.start(), m.end()) for m in re.finditer(re.escape(word), text)]
    merged: list[Span] = []
    for span in sorted(found):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
