"""Aligns an article's paragraphs, then the sentences inside each paragraph bead.

Paragraphs that cannot have a counterpart (glossary, stray Chinese) stay unaligned; headlines align with headlines; lines that
one Chinese sentence runs through count as one. Paragraph beads that the source provides are taken as they are. Two cases are
beyond a 4:4 program and are handled around it: a text with a single body paragraph (a poem translated with one line per verse)
is one bead, and short unaligned lines join a neighbouring bead if the lengths then fit better.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.alignment.aligner import align
from corpus.alignment.bead_scoring import MAX_MANY_TO_MANY, BeadWeights
from corpus.alignment.line_joining import continues_on_next_line, join_broken_lines
from corpus.alignment.units import SentenceVectors, Units, units
from corpus.model import ALIGNABLE, SIDES, Article, Bead, Kind, Paragraph, Side, Span, Text
from corpus.text.sentences import split_sentences

PARAGRAPHS = BeadWeights(pair=0.0, skip=0.06, min_similarity=0.0, extra_unit=0.13, ratio_prior=2)
"""Whole paragraphs are left out more often than sentences, and often become one line per sentence; a line of five resembles the
paragraph less than a sentence of two does. A few paragraphs show the usual length ratio poorly, hence the prior. Chosen on half
of the real documents and the sample, with paragraphs left out, joined and split, and tested on the other half
(`tests/corpus/perturbed.py`)."""
SENTENCES = BeadWeights(skip=-0.2)
"""Inside a paragraph bead, unaligned sentences are rarer than in whole texts."""
MAX_HEADLINE = 160
"""An English line of more characters is running text, whatever the Chinese line aligned with it."""
SHORT_LINE = {"en": 120, "zh": 40}
"""Unaligned lines of fewer characters (verse, lists) may join a neighbouring bead."""
MIN_IMPROVEMENT = 0.15
"""Minimum improvement in the log length ratio for a line to join a bead."""


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
    """For each paragraph, its index among all paragraphs of the text; several if line breaks split a sentence."""
    sentences: tuple[tuple[Span, ...], ...]
    """For each paragraph, its sentences."""
    units: Units | None = None
    """All sentences of the text; None until they are encoded."""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(self.text.paragraphs[lines[0]].kind for lines in self.paragraphs)

    @cached_property
    def sentence_slices(self) -> tuple[slice, ...]:
        """For each paragraph, the slice of its sentences among all."""
        bounds = itertools.accumulate(map(len, self.sentences), initial=0)
        return tuple(slice(a, b) for a, b in itertools.pairwise(bounds))

    @cached_property
    def lengths(self) -> tuple[float, ...]:
        """For each paragraph, the characters of its sentences."""
        return tuple(float(sum(map(len, spans))) for spans in self.sentences)

    @cached_property
    def positions(self) -> dict[int, int]:
        """From an index among all paragraphs of the text to the position in `paragraphs`."""
        return {i: place for place, lines in enumerate(self.paragraphs) for i in lines}


@dataclass(frozen=True, slots=True)
class ArticleBeads:
    """The alignment of one article."""

    article: Article
    """The article, with the kinds of its English lines corrected by the aligned Chinese lines."""
    paragraphs: tuple[Bead, ...]
    """Indices count all paragraphs of the side; every paragraph is in exactly one bead."""
    sentences: tuple[tuple[SentenceBead, ...], ...]
    """For each paragraph bead, its sentence beads."""


def sentence_texts(article: Article) -> list[str]:
    """All sentences whose vectors the alignment needs, so that callers can encode those of many articles in one batch."""
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
    beads = list(article.source_beads) or _paragraph_beads(en, zh)
    sentences = tuple(tuple(_sentence_beads(bead, en, zh)) for bead in beads)
    return ArticleBeads(_with_corrected_kinds(article, beads), tuple(beads), sentences)


def _split(article: Article, name: Side) -> _Side | None:
    text = article.text(name)
    if text is None:
        return None
    chosen = [i for i, p in enumerate(text.paragraphs) if p.kind in ALIGNABLE]
    lines = tuple(join_broken_lines(text, chosen) if name == "zh" and not article.source_beads else [(i,) for i in chosen])
    spans = [Span(text.paragraphs[run[0]].span.start, text.paragraphs[run[-1]].span.end) for run in lines]
    return _Side(text, lines, tuple(split_sentences(text.content, name, span) for span in spans))


def _with_units(side: _Side | None, name: Side, model: SentenceVectors) -> _Side | None:
    if side is None:
        return None
    texts = [span.of(side.text.content) for spans in side.sentences for span in spans]
    return replace(side, units=units(texts, name, model))


def _paragraph_beads(en: _Side | None, zh: _Side | None) -> list[Bead]:
    """Beads over all paragraphs. Those that cannot be aligned get one-sided beads of their own."""
    if en and zh:
        aligned = _single_body(en, zh) or _absorb_short_lines(
            align(_paragraph_units(en), _paragraph_units(zh), PARAGRAPHS), en, zh
        )
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
    """Indices of a bead's paragraphs among all of the text, including unalignable ones between them, which are quoted with
    them."""
    if side is None or not units:
        return ()
    return tuple(range(side.paragraphs[units[0]][0], side.paragraphs[units[-1]][-1] + 1))


def _single_body(en: _Side, zh: _Side) -> list[Bead]:
    """Beads for the case where one side has a single body paragraph and the other too many for the program: all of them align
    with it, and the lines around them with nothing or with a line of their own kind. Empty in all other cases."""
    bodies = [[k for k, kind in enumerate(side.kinds) if kind is Kind.BODY] for side in (en, zh)]
    if (
        min(map(len, bodies)) != 1
        or max(map(len, bodies)) <= MAX_MANY_TO_MANY
        or any(b != list(range(b[0], b[-1] + 1)) for b in bodies)
    ):
        return []
    (first_en, last_en), (first_zh, last_zh) = ((b[0], b[-1]) for b in bodies)
    before = _pair_by_kind(en, zh, range(first_en), range(first_zh))
    after = _pair_by_kind(en, zh, range(last_en + 1, len(en.paragraphs)), range(last_zh + 1, len(zh.paragraphs)))
    return [*before, Bead(tuple(bodies[0]), tuple(bodies[1]), 1.0), *after]


def _pair_by_kind(en: _Side, zh: _Side, left: range, right: range) -> list[Bead]:
    """Pair lines of the same kind in order; leave the others unaligned."""
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


def _absorb_short_lines(beads: Sequence[Bead], en: _Side, zh: _Side) -> list[Bead]:
    """Join short unaligned body lines to a neighbouring body bead if its lengths then fit better."""
    ratio = math.log(_length(zh, range(len(zh.paragraphs))) / _length(en, range(len(en.paragraphs))))

    def length_mismatch(bead: Bead) -> float:
        return abs(math.log(_length(zh, bead.zh) / _length(en, bead.en)) - ratio)

    def joined(bead: Bead, line: Bead) -> Bead:
        return Bead(tuple(sorted(bead.en + line.en)), tuple(sorted(bead.zh + line.zh)), bead.score)

    def joins(bead: Bead, line: Bead) -> bool:
        if not (bead.en and bead.zh) or (line.en and line.zh):
            return False
        kinds = {en.kinds[i] for i in bead.en + line.en} | {zh.kinds[j] for j in bead.zh + line.zh}
        short = _length(en, line.en) <= SHORT_LINE["en"] and _length(zh, line.zh) <= SHORT_LINE["zh"]
        return kinds == {Kind.BODY} and short and length_mismatch(bead) - length_mismatch(joined(bead, line)) >= MIN_IMPROVEMENT

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
    return max(1.0, sum(side.lengths[i] for i in indices))


def _paragraph_units(side: _Side) -> Units:
    """Each paragraph as one unit, whose vector is the mean of its sentences' vectors."""
    if side.units is None:
        raise ValueError("the side has no vectors yet")
    return side.units.merged(side.sentence_slices, tuple(kind.value for kind in side.kinds))


def _with_corrected_kinds(article: Article, beads: Sequence[Bead]) -> Article:
    """Give a short English line the kind of the Chinese line aligned with it, since the original is more reliable."""
    if not article.english or not article.chinese:
        return article
    paragraphs = list(article.english.paragraphs)
    for bead in beads:
        if len(bead.en) == len(bead.zh) == 1:
            mine, theirs = paragraphs[bead.en[0]], article.chinese.paragraphs[bead.zh[0]]
            if mine.kind is Kind.BODY and theirs.kind is not Kind.BODY and len(mine.span) <= MAX_HEADLINE:
                paragraphs[bead.en[0]] = Paragraph(mine.span, theirs.kind)
    return replace(article, english=replace(article.english, paragraphs=tuple(paragraphs)))


def _sentence_beads(bead: Bead, en: _Side | None, zh: _Side | None) -> list[SentenceBead]:
    spans_en, units_en = _sentences_of(bead.en, en)
    spans_zh, units_zh = _sentences_of(bead.zh, zh)
    if zh and units_zh and len(bead.en) == 1 < len(bead.zh):
        spans_zh, units_zh = _rejoin_sentences(spans_zh, units_zh, bead.zh, zh.text)
    if units_en is None or units_zh is None:
        return [SentenceBead((s,), (), 0.0) for s in spans_en] + [SentenceBead((), (s,), 0.0) for s in spans_zh]
    if len(spans_en) == 1 or len(spans_zh) == 1:
        whole_en, whole_zh = (u.merged([slice(0, len(u))]).vectors[0] for u in (units_en, units_zh))
        return [SentenceBead(tuple(spans_en), tuple(spans_zh), float(whole_en @ whole_zh))]
    return [
        SentenceBead(tuple(spans_en[i] for i in b.en), tuple(spans_zh[j] for j in b.zh), b.score)
        for b in align(units_en, units_zh, SENTENCES)
    ]


def _sentences_of(indices: Sequence[int], side: _Side | None) -> tuple[list[Span], Units | None]:
    """The sentences of consecutive paragraphs; no units if there are none."""
    if side is None or side.units is None:
        return [], None
    places = list(dict.fromkeys(side.positions[i] for i in indices if i in side.positions))
    spans = [span for place in places for span in side.sentences[place]]
    if not spans:
        return [], None
    return spans, side.units.part(side.sentence_slices[places[0]].start, side.sentence_slices[places[-1]].stop)


def _rejoin_sentences(spans: list[Span], units: Units, indices: Sequence[int], text: Text) -> tuple[list[Span], Units]:
    """Rejoin sentences that a line break split, in Chinese lines aligned with a single English line.

    A rejoined sentence's vector is the mean of its halves' vectors, so nothing needs encoding at this stage.
    """
    lines = [text.paragraphs[i] for i in indices]
    breaks = {a.span.end: b.span.start for a, b in itertools.pairwise(lines) if continues_on_next_line(text, a, b)}
    starts = [k for k, span in enumerate(spans) if not k or breaks.get(spans[k - 1].end) != span.start]
    groups = [slice(a, b) for a, b in itertools.pairwise([*starts, len(spans)])]
    return [Span(spans[g.start].start, spans[g.stop - 1].end) for g in groups], units.merged(groups)
