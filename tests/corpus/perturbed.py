"""Articles with hand-made 1:1 paragraph beads and one known change: one or two paragraphs left out, two neighbours joined, one
split in two or into its sentences. The correct beads are therefore known."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.alignment.bead_scoring import MAX_ONE_TO_MANY
from corpus.model import SIDES, Article, Kind, Paragraph, Side, Span, Text
from corpus.text.sentences import split_sentences

Line = tuple[str, Kind]
Cell = tuple[tuple[Line, ...], tuple[Line, ...]]
"""The lines of one bead, English and Chinese."""
Beads = set[tuple[tuple[int, ...], tuple[int, ...]]]


@dataclass(frozen=True)
class Case:
    """A changed article with its correct beads."""

    change: str
    article: Article
    beads: Beads


def cases(article: Article, beads: Sequence[Sequence[Sequence[int]]]) -> Iterator[Case]:
    """The unchanged article, and every change of it. Unaligned lines are left out first."""
    english, chinese = article.english, article.chinese
    paired = [(en, zh) for en, zh in beads if en and zh]
    if english is None or chinese is None or len(paired) < 3 or any(len(en) != 1 or len(zh) != 1 for en, zh in paired):
        return
    cells: list[Cell] = [((_line(english, en[0]),), (_line(chinese, zh[0]),)) for en, zh in paired]
    body = [k for k, (_, ((_, kind),)) in enumerate(cells) if kind is Kind.BODY]
    yield _case("none", article, cells)
    for side in (0, 1):
        name = SIDES[side]
        for k in range(len(cells)):
            yield _case(f"a line left out, {name}", article, _without(cells, side, {k}))
        for j, k in itertools.combinations(body, 2):
            yield _case(f"two left out, {name}", article, _without(cells, side, {j, k}))
        for j, k in itertools.permutations(body, 2):
            if side == 0:
                yield _case("one left out on each side", article, _without(_without(cells, 0, {j}), 1, {k}))
        for j, k in itertools.pairwise(body):
            if k == j + 1:
                yield _case(f"two joined, {name}", article, _joined(cells, side, j))
        for k in body:
            for change, parts in (
                ("one split", _halves(cells[k][side][0], name)),
                ("a line a sentence", _apart(cells[k][side][0], name)),
            ):
                if parts:
                    split = _with(cells, side, k, parts)
                    yield _case(f"{change}, {name}", article, split)
        apart = cells
        for k in body:
            apart = _with(apart, side, k, _apart(cells[k][side][0], name) or cells[k][side])
        if apart != cells:
            yield _case(f"every sentence a line, {name}", article, apart)


def _line(text: Text, index: int) -> Line:
    paragraph = text.paragraphs[index]
    return paragraph.span.of(text.content), paragraph.kind


def _without(cells: Sequence[Cell], side: int, gone: set[int]) -> list[Cell]:
    return [((), zh) if k in gone and side == 0 else (en, ()) if k in gone else (en, zh) for k, (en, zh) in enumerate(cells)]


def _joined(cells: Sequence[Cell], side: int, k: int) -> list[Cell]:
    (first, kind), (second, _) = cells[k][side][0], cells[k + 1][side][0]
    whole: tuple[Line, ...] = ((first + (" " if side == 0 else "") + second, kind),)
    other = cells[k][1 - side] + cells[k + 1][1 - side]
    return [*cells[:k], (whole, other) if side == 0 else (other, whole), *cells[k + 2 :]]


def _with(cells: Sequence[Cell], side: int, k: int, lines: tuple[Line, ...]) -> list[Cell]:
    return [*cells[:k], (lines, cells[k][1]) if side == 0 else (cells[k][0], lines), *cells[k + 1 :]]


def _apart(line: Line, name: Side) -> tuple[Line, ...]:
    """One line per sentence, if there are at least three and a bead can hold them."""
    text, kind = line
    sentences = split_sentences(text, name)
    return tuple((s.of(text), kind) for s in sentences) if 2 < len(sentences) <= MAX_ONE_TO_MANY else ()


def _halves(line: Line, name: Side) -> tuple[Line, ...]:
    text, kind = line
    sentences = split_sentences(text, name)
    if len(sentences) < 2:
        return ()
    middle = min(range(1, len(sentences)), key=lambda k: abs(sentences[k].start - len(text) / 2))
    return (text[: sentences[middle - 1].end], kind), (text[sentences[middle].start :], kind)


def _case(change: str, article: Article, cells: Sequence[Cell]) -> Case:
    beads: Beads = set()
    counts = [0, 0]
    for cell in cells:
        indices = [tuple(range(counts[side], counts[side] + len(cell[side]))) for side in (0, 1)]
        beads.add((indices[0], indices[1]))
        counts = [counts[side] + len(cell[side]) for side in (0, 1)]
    beads.discard(((), ()))
    texts = [_text([line for cell in cells for line in cell[side]]) for side in (0, 1)]
    return Case(change, replace(article, english=texts[0], chinese=texts[1], glossary=(), source_beads=()), beads)


def _text(lines: Sequence[Line]) -> Text:
    content, paragraphs = "", []
    for text, kind in lines:
        paragraphs.append(Paragraph(Span(len(content), len(content) + len(text)), kind))
        content += text + "\n\n"
    return Text(content, tuple(paragraphs))
