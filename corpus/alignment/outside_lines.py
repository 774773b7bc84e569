"""The lines of an article that are in no passage: headlines, sub-headlines, bylines, columns, separators, leftovers and the like.

Each line is a unit of its own kind, so that it can be found, shown and cited as what it is. Together with the passages they hold
every paragraph of the article once.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.model import SIDES, AlignedArticle, AlignedPassage, Article, Bead, Heading, Kind, Side, Span
from corpus.text.sentences import split_sentences


def lines_outside(article: Article, beads: Sequence[Bead], passages: Sequence[AlignedPassage]) -> tuple[AlignedPassage, ...]:
    """The paragraphs that no passage holds, in the order of the beads. Those of one kind that are aligned are one unit."""
    free = {side: _free(article, side, passages) for side in SIDES}
    numbers = Counter[Kind]()
    found = []
    for bead in beads:
        for kind, en, zh in _paired(*(_runs(article, side, [i for i in bead.side(side) if i in free[side]]) for side in SIDES)):
            numbers[kind] += 1
            found.append(_line(article, kind, numbers[kind], en, zh, bead.score))
    return tuple(found)


def passages_before(lines: Sequence[AlignedPassage], passages: Sequence[AlignedPassage]) -> list[int]:
    """For each line, how many of the article's passages stand before it; of the two sides the one that puts it further down."""
    places = {side: [(e.span.start, k) for k, one in enumerate(passages, 1) if (e := one.excerpt(side))] for side in SIDES}

    def before(line: AlignedPassage, side: Side) -> int:
        excerpt = line.excerpt(side)
        at = bisect_left(places[side], (excerpt.span.start, 0)) if excerpt else 0
        return places[side][at - 1][1] if at else 0

    return [max(before(line, side) for side in SIDES) for line in lines]


def in_order(aligned: AlignedArticle) -> list[AlignedPassage]:
    """The passages and lines of an article as they follow each other."""
    after = passages_before(aligned.lines, aligned.passages)
    places = [(k, 0) for k in range(1, len(aligned.passages) + 1)] + [(k, 1) for k in after]
    return [unit for _, unit in sorted(zip(places, aligned.units, strict=True), key=lambda one: one[0])]


def headings_of(passages: Sequence[AlignedPassage], lines: Sequence[AlignedPassage]) -> Iterator[Heading | None]:
    """The heading above each passage: the last sub-headline before it, unless a separator ends what that heads."""
    chosen = [one for one in lines if one.kind in (Kind.SUBHEAD, Kind.SEPARATOR)]
    marks = list(zip(passages_before(chosen, passages), chosen, strict=True))
    heading: Heading | None = None
    at = 0
    for number in range(len(passages)):
        above: dict[Side, AlignedPassage] = {}
        while at < len(marks) and marks[at][0] <= number:
            mark = marks[at][1]
            heading, at = None, at + 1
            above = {} if mark.kind is Kind.SEPARATOR else above | {side: mark for side in SIDES if mark.excerpt(side)}
        if above:
            sides = {side: one.excerpt(side) for side, one in above.items()}
            heading = Heading(sides.get("en"), sides.get("zh"))
        yield heading


def line_within(passage: AlignedPassage, article: Article, side: Side, span: Span) -> AlignedPassage:
    """The line of another kind, such as a credit, in which a span of a passage stands, as a unit of its own with the passage's
    id; the passage itself where the span stands in its body text."""
    text = article.text(side)
    line = next((p for p in text.paragraphs if p.span.start <= span.start < p.span.end), None) if text else None
    if line is None or line.kind is Kind.BODY or passage.kind is not Kind.BODY or span.end > line.span.end:
        return passage
    chosen: dict[Side, list[Span]] = {side: [s for s in passage.sentences(side) if _is_inside(s, line.span)]}
    if text and not chosen[side]:  # Chinese left between two lines of an English paragraph
        chosen[side] = list(split_sentences(text.content, side, line.span))
    other: Side = "zh" if side == "en" else "en"
    numbers = {i for i, s in enumerate(passage.sentences(side)) if _is_inside(s, line.span)}
    linked = {j for bead in passage.beads if numbers & {*bead.side(side)} for j in bead.side(other)}
    theirs = article.text(other)
    same = [p.span for p in theirs.paragraphs if p.kind is line.kind] if theirs else []
    chosen[other] = [s for j, s in enumerate(passage.sentences(other)) if j in linked and any(_is_inside(s, p) for p in same)]
    return _unit(article, passage.id, line.kind, tuple(chosen["en"]), tuple(chosen["zh"]), passage.score)


def _is_inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _free(article: Article, side: Side, passages: Sequence[AlignedPassage]) -> set[int]:
    """Indices of the paragraphs that no passage holds."""
    text = article.text(side)
    held = [excerpt.span for one in passages if (excerpt := one.excerpt(side))]
    free = set[int]()
    for i, paragraph in enumerate(text.paragraphs if text else ()):
        at = bisect_left(held, paragraph.span.end, key=lambda span: span.start) - 1
        if at < 0 or held[at].end <= paragraph.span.start:
            free.add(i)
    return free


_Run = tuple[Kind, tuple[int, ...]]


def _runs(article: Article, side: Side, indices: Sequence[int]) -> list[_Run]:
    """Neighbouring lines of one kind."""
    text = article.text(side)
    if text is None:
        return []
    # The difference from the position is the same for indices that follow each other.
    grouped = itertools.groupby(enumerate(indices), key=lambda one: (text.paragraphs[one[1]].kind, one[1] - one[0]))
    return [(kind, tuple(i for _, i in members)) for (kind, _), members in grouped]


def _paired(en: Sequence[_Run], zh: Sequence[_Run]) -> Iterator[tuple[Kind, tuple[int, ...], tuple[int, ...]]]:
    """Runs of the same kind on both sides in pairs, in order; the others alone."""
    at = 0
    for kind, mine in en:
        match = next((j for j in range(at, len(zh)) if zh[j][0] is kind), None)
        if match is None:
            yield kind, mine, ()
            continue
        yield from ((other, (), theirs) for other, theirs in zh[at:match])
        yield kind, mine, zh[match][1]
        at = match + 1
    yield from ((kind, (), theirs) for kind, theirs in zh[at:])


def _line(article: Article, kind: Kind, number: int, en: tuple[int, ...], zh: tuple[int, ...], score: float) -> AlignedPassage:
    id = f"{article.id}:{kind.value}" + (f"-{number}" if number > 1 else "")
    return _unit(article, id, kind, _sentences(article, "en", en), _sentences(article, "zh", zh), score)


def _sentences(article: Article, side: Side, indices: Sequence[int]) -> tuple[Span, ...]:
    text = article.text(side)
    return tuple(s for i in indices if text for s in split_sentences(text.content, side, text.paragraphs[i].span))


def _unit(article: Article, id: str, kind: Kind, en: tuple[Span, ...], zh: tuple[Span, ...], score: float) -> AlignedPassage:
    aligned = round(score, 4) if en and zh else 0.0
    return AlignedPassage(
        id=id,
        article_id=article.id,
        english=article.english.cut(Span(en[0].start, en[-1].end)) if article.english and en else None,
        chinese=article.chinese.cut(Span(zh[0].start, zh[-1].end)) if article.chinese and zh else None,
        first_paragraph=0,
        last_paragraph=0,
        sentences_en=en,
        sentences_zh=zh,
        beads=(Bead(tuple(range(len(en))), tuple(range(len(zh))), aligned),),
        score=aligned,
        kind=kind,
    )
