"""Paragraph beads of an article, and the sentence beads inside them: `corpus.align` applied to an article's lines.

Lines that have no counterpart by their nature (glossary, stray Chinese) stand alone; headlines meet headlines; lines that
one Chinese sentence runs through are one. Where the source gives the paragraph beads, those are taken. Two things
that a 4:4 programme cannot do are done around it: a text with a single body paragraph (a poem that became a line a verse)
is one bead, and short lines left over beside a bead join it where the lengths say so.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from corpus.align import FloatArray, SentenceVectors, Units, Weights, align, centred
from corpus.anchors import anchors
from corpus.broken import goes_on, runs
from corpus.model import ALIGNABLE, SIDES, Article, Bead, Kind, Paragraph, Side, Span, Text
from corpus.sentences import split_sentences

INSIDE = Weights(skip=0.15)
"""Inside a paragraph bead, sentences that correspond to nothing are rarer than in whole texts."""
LONGEST_LINE = 160
"""A longer English line is running text, whatever the Chinese line is that it corresponds to."""
SHORT_LINE = {"en": 120, "zh": 40}
"""Lines of fewer characters may join a bead beside them: verse, lists."""
BETTER = 0.15
"""By how much (log ratio of lengths) a bead must fit better for a line to join it."""


@dataclass(frozen=True, slots=True)
class SentenceBead:
    """A link between sentences, as spans of the two texts."""

    en: tuple[Span, ...]
    zh: tuple[Span, ...]
    score: float


@dataclass(frozen=True)
class _Side:
    """One side's alignable paragraphs and their sentences. Lines that one sentence runs through count as one paragraph."""

    text: Text
    paragraphs: tuple[tuple[int, ...], ...]
    """For each, its index among all paragraphs of the text; several where its lines were broken inside a sentence."""
    sentences: tuple[tuple[Span, ...], ...]
    """For each of them, its sentences."""
    units: tuple[Units, ...] = ()
    """For each of them, its sentences' vectors as the model gives them, lengths and anchors."""
    centred: tuple[Units, ...] = ()
    """The same, vectors centred over all sentences of the text: a paragraph's own are too few to tell."""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(self.text.paragraphs[lines[0]].kind for lines in self.paragraphs)

    @cached_property
    def places(self) -> dict[int, int]:
        """From an index among all paragraphs to the place in `paragraphs`."""
        return {i: place for place, lines in enumerate(self.paragraphs) for i in lines}


@dataclass(frozen=True, slots=True)
class ArticleBeads:
    """The alignment of one article."""

    article: Article
    """With the kinds of English lines corrected by the Chinese lines that they correspond to."""
    paragraphs: tuple[Bead, ...]
    """Indices count all paragraphs of the side; every paragraph stands in exactly one bead."""
    sentences: tuple[tuple[SentenceBead, ...], ...]
    """For each paragraph bead, its sentence beads."""


def sentence_texts(article: Article) -> list[str]:
    """Every sentence that aligning the article needs a vector for; callers encode those of many articles at once."""
    return [
        span.of(side.text.content)
        for side in (_split(article, name) for name in SIDES)
        if side
        for spans in side.sentences
        for span in spans
    ]


def article_beads(article: Article, model: SentenceVectors) -> ArticleBeads:
    """Align an article's paragraphs, then the sentences within each paragraph bead."""
    en, zh = (_with_units(_split(article, name), name, model) for name in SIDES)
    beads = list(article.given) or _paragraph_beads(en, zh)
    sentences = tuple(tuple(_sentence_beads(bead, en, zh)) for bead in beads)
    return ArticleBeads(_harmonised(article, beads), tuple(beads), sentences)


def _split(article: Article, name: Side) -> _Side | None:
    text = article.text(name)
    if text is None:
        return None
    chosen = [i for i, p in enumerate(text.paragraphs) if p.kind in ALIGNABLE]
    lines = tuple(runs(text, chosen) if name == "zh" and not article.given else [(i,) for i in chosen])
    spans = [Span(text.paragraphs[run[0]].span.start, text.paragraphs[run[-1]].span.end) for run in lines]
    return _Side(text, lines, tuple(split_sentences(text.content, name, span) for span in spans))


def _with_units(side: _Side | None, name: Side, model: SentenceVectors) -> _Side | None:
    if side is None:
        return None
    texts = [span.of(side.text.content) for spans in side.sentences for span in spans]
    vectors = model.vectors(texts)
    lengths = np.array([max(1, len(t)) for t in texts], dtype=np.float64)
    whole = Units(vectors, lengths, tuple(anchors(t, name) for t in texts))
    moved = replace(whole, vectors=centred(vectors))
    bounds = np.cumsum([0, *map(len, side.sentences)])
    parts = [slice(int(a), int(b)) for a, b in itertools.pairwise(bounds)]
    return replace(
        side,
        units=tuple(whole.part(p.start, p.stop) for p in parts),
        centred=tuple(moved.part(p.start, p.stop) for p in parts),
    )


def _paragraph_beads(en: _Side | None, zh: _Side | None) -> list[Bead]:
    """Beads over all paragraphs; what is not alignable stands in a one-sided bead of its own."""
    if en and zh:
        aligned = _one_body(en, zh) or _absorbed(align(_paragraph_units(en), _paragraph_units(zh)), en, zh)
    else:
        side = en or zh
        count = len(side.paragraphs) if side else 0
        aligned = [Bead((i,), ()) if en else Bead((), (i,)) for i in range(count)]
    beads: list[Bead] = []
    next_en = next_zh = 0
    for bead in aligned:
        bead_en, bead_zh = _paragraphs_of(bead.en, en), _paragraphs_of(bead.zh, zh)
        if bead_en:
            beads += [Bead((i,), ()) for i in range(next_en, bead_en[0])]
            next_en = bead_en[-1] + 1
        if bead_zh:
            beads += [Bead((), (i,)) for i in range(next_zh, bead_zh[0])]
            next_zh = bead_zh[-1] + 1
        beads.append(Bead(bead_en, bead_zh, bead.score))
    beads += [Bead((i,), ()) for i in range(next_en, len(en.text.paragraphs) if en else 0)]
    beads += [Bead((), (i,)) for i in range(next_zh, len(zh.text.paragraphs) if zh else 0)]
    return beads


def _paragraphs_of(units: Sequence[int], side: _Side | None) -> tuple[int, ...]:
    """A bead's paragraphs among all of the text's: with what is not alignable between them, which is quoted with them."""
    if side is None or not units:
        return ()
    return tuple(range(side.paragraphs[units[0]][0], side.paragraphs[units[-1]][-1] + 1))


def _one_body(en: _Side, zh: _Side) -> list[Bead]:
    """Beads where one side has a single body paragraph: all of the other side's correspond to it, and the lines around
    them to nothing or to a line of their own kind. Empty where both sides have several."""
    bodies = [[k for k, kind in enumerate(side.kinds) if kind is Kind.BODY] for side in (en, zh)]
    if min(map(len, bodies)) != 1 or any(b != list(range(b[0], b[-1] + 1)) for b in bodies):
        return []
    (first_en, last_en), (first_zh, last_zh) = ((b[0], b[-1]) for b in bodies)
    before = _by_kind(en, zh, range(first_en), range(first_zh))
    after = _by_kind(en, zh, range(last_en + 1, len(en.paragraphs)), range(last_zh + 1, len(zh.paragraphs)))
    return [*before, Bead(tuple(bodies[0]), tuple(bodies[1]), 1.0), *after]


def _by_kind(en: _Side, zh: _Side, left: range, right: range) -> list[Bead]:
    """Lines of the same kind in the same order, paired; the others alone."""
    beads, at = [], right.start
    for i in left:
        match = next((j for j in range(at, right.stop) if zh.kinds[j] is en.kinds[i]), None)
        if match is None:
            beads.append(Bead((i,), ()))
        else:
            beads += [Bead((), (j,)) for j in range(at, match)]
            beads.append(Bead((i,), (match,), 1.0))
            at = match + 1
    return beads + [Bead((), (j,)) for j in range(at, right.stop)]


def _absorbed(beads: Sequence[Bead], en: _Side, zh: _Side) -> list[Bead]:
    """Short body lines that correspond to nothing join the body bead beside them where its lengths then fit better."""
    ratio = math.log(_length(zh, range(len(zh.paragraphs))) / _length(en, range(len(en.paragraphs))))

    def away(bead: Bead) -> float:
        return abs(math.log(_length(zh, bead.zh) / _length(en, bead.en)) - ratio)

    def joined(bead: Bead, line: Bead) -> Bead:
        return Bead(tuple(sorted(bead.en + line.en)), tuple(sorted(bead.zh + line.zh)), bead.score)

    def joins(bead: Bead, line: Bead) -> bool:
        if not (bead.en and bead.zh) or (line.en and line.zh):
            return False
        kinds = {en.kinds[i] for i in bead.en + line.en} | {zh.kinds[j] for j in bead.zh + line.zh}
        short = _length(en, line.en) <= SHORT_LINE["en"] and _length(zh, line.zh) <= SHORT_LINE["zh"]
        return kinds == {Kind.BODY} and short and away(bead) - away(joined(bead, line)) >= BETTER

    result: list[Bead] = []
    for bead in beads:
        if result and joins(result[-1], bead):
            result[-1] = joined(result[-1], bead)
        else:
            while result and joins(bead, result[-1]):
                bead = joined(bead, result.pop())
            result.append(bead)
    return result


def _length(side: _Side, indices: Sequence[int]) -> float:
    return max(1.0, sum(float(side.units[i].lengths.sum()) for i in indices))


def _paragraph_units(side: _Side) -> Units:
    """Each paragraph as one unit: its vector is the mean of its sentences', weighted by length."""
    if not side.units:
        return Units(np.zeros((0, 1), np.float32), np.zeros(0), ())
    return Units(
        centred(np.stack([_pooled(units) for units in side.units])),
        np.array([units.lengths.sum() for units in side.units], dtype=np.float64),
        tuple(frozenset().union(*units.anchors) for units in side.units),
        tuple(kind.value for kind in side.kinds),
    )


def _pooled(units: Units) -> FloatArray:
    total = (units.vectors * units.lengths[:, None]).sum(axis=0)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)


def _harmonised(article: Article, beads: Sequence[Bead]) -> Article:
    """Give a short English line the kind of the Chinese line that it corresponds to: the record knows better."""
    if not article.english or not article.chinese:
        return article
    paragraphs = list(article.english.paragraphs)
    for bead in beads:
        if len(bead.en) == len(bead.zh) == 1:
            mine, theirs = paragraphs[bead.en[0]], article.chinese.paragraphs[bead.zh[0]]
            if mine.kind is Kind.BODY and theirs.kind is not Kind.BODY and len(mine.span) <= LONGEST_LINE:
                paragraphs[bead.en[0]] = Paragraph(mine.span, theirs.kind)
    return replace(article, english=replace(article.english, paragraphs=tuple(paragraphs)))


def _sentence_beads(bead: Bead, en: _Side | None, zh: _Side | None) -> list[SentenceBead]:
    spans_en, units_en = _sentences_of(bead.en, en)
    spans_zh, units_zh = _sentences_of(bead.zh, zh)
    if zh and units_zh and len(bead.en) == 1 < len(bead.zh):
        spans_zh, units_zh = _mended(spans_zh, units_zh, bead.zh, zh.text)
    if units_en is None or units_zh is None:
        return [SentenceBead((s,), (), 0.0) for s in spans_en] + [SentenceBead((), (s,), 0.0) for s in spans_zh]
    if len(spans_en) == 1 or len(spans_zh) == 1:
        score = float(_pooled(units_en) @ _pooled(units_zh))
        return [SentenceBead(tuple(spans_en), tuple(spans_zh), score)]
    return [
        SentenceBead(tuple(spans_en[i] for i in b.en), tuple(spans_zh[j] for j in b.zh), b.score)
        for b in align(units_en, units_zh, INSIDE)
    ]


def _sentences_of(indices: Sequence[int], side: _Side | None) -> tuple[list[Span], Units | None]:
    """The sentences of some paragraphs, with centred vectors; no units where there is no sentence."""
    if side is None:
        return [], None
    places = list(dict.fromkeys(side.places[i] for i in indices if i in side.places))
    spans = [span for place in places for span in side.sentences[place]]
    if not spans:
        return [], None
    chosen = [side.centred[place] for place in places]
    return spans, Units(
        np.concatenate([u.vectors for u in chosen]),
        np.concatenate([u.lengths for u in chosen]),
        tuple(found for u in chosen for found in u.anchors),
    )


def _mended(spans: list[Span], units: Units, indices: Sequence[int], text: Text) -> tuple[list[Span], Units]:
    """The sentences of Chinese lines that are one line in the English: what was broken between two of them is whole again.

    A mended sentence's vector is the mean of its halves', so that nothing needs encoding once paragraphs are aligned.
    """
    lines = [text.paragraphs[i] for i in indices]
    breaks = {a.span.end: b.span.start for a, b in itertools.pairwise(lines) if goes_on(text, a, b)}
    groups: list[list[int]] = []
    for k, span in enumerate(spans):
        if groups and breaks.get(spans[groups[-1][-1]].end) == span.start:
            groups[-1].append(k)
        else:
            groups.append([k])
    parts = [units.part(group[0], group[-1] + 1) for group in groups]
    return [Span(spans[group[0]].start, spans[group[-1]].end) for group in groups], Units(
        np.stack([_pooled(part) for part in parts]),
        np.array([part.lengths.sum() for part in parts], dtype=np.float64),
        tuple(frozenset().union(*part.anchors) for part in parts),
    )
