"""The layout of a whole article: its paragraph beads in order, and the warnings under the paragraphs that they concern."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from assistant.answering.warnings import find_warnings
from assistant.facts import PassageWarning
from corpus.model import SIDES, AlignedArticle, AlignedPassage, Article, Bead, Excerpt, Kind, Side, Text
from corpus.readers.glossary import HEADING, parse_entry


def displayed_beads(aligned: AlignedArticle) -> list[Bead]:
    """The paragraph beads in order, including unaligned paragraphs as beads of their own. The glossary (`glossary_lines`) is
    left out; it is shown at the end."""
    text = aligned.article.english
    return [bead for bead in _all_beads(aligned) if not (aligned.article.glossary and _of_glossary(text, bead))]


def glossary_lines(article: Article) -> list[Excerpt]:
    """The lines of the glossary, with its heading, as they stand in the English half; none without an entry."""
    text = article.english
    if text is None or not article.glossary:
        return []
    return [text.cut(p.span) for p in text.paragraphs if p.kind is Kind.GLOSSARY and _is_entry(p.span.of(text.content))]


def warnings_by_bead(
    aligned: AlignedArticle, beads: Sequence[Bead], known: Mapping[str, tuple[PassageWarning, ...]] = {}
) -> dict[Bead, list[PassageWarning]]:
    """The warnings of all passages, by the last bead that each passage overlaps. `known` has the warnings of some passages
    already, by passage id."""
    places = {(side, number): bead for bead in beads for side in SIDES for number in bead.side(side)}
    order = {bead: at for at, bead in enumerate(beads)}
    starts = {side: _starts(aligned.article.text(side)) for side in SIDES}
    found: dict[Bead, list[PassageWarning]] = {}
    for passage in aligned.passages:
        warnings = known.get(passage.id) or find_warnings(aligned.article, passage)
        if warnings:
            ends = [places[end] for side in SIDES if (end := (side, _last(passage, side, starts[side]))) in places]
            # The warnings of a passage whose paragraphs are not shown come at the end.
            found.setdefault(max(ends, key=order.__getitem__, default=beads[-1]), []).extend(warnings)
    return found


def _starts(text: Text | None) -> list[int]:
    return [paragraph.span.start for paragraph in text.paragraphs] if text else []


def _last(passage: AlignedPassage, side: Side, starts: Sequence[int]) -> int:
    """The index of the last paragraph that a passage overlaps; -1 for none."""
    excerpt = passage.excerpt(side)
    return bisect_left(starts, excerpt.span.end) - 1 if excerpt else -1


def _of_glossary(text: Text | None, bead: Bead) -> bool:
    if text is None or len(bead.en) != 1:
        return False
    paragraph = text.paragraphs[bead.en[0]]
    return paragraph.kind is Kind.GLOSSARY and _is_entry(paragraph.span.of(text.content))


def _is_entry(line: str) -> bool:
    return bool(parse_entry(line) or HEADING.fullmatch(line))


def _all_beads(aligned: AlignedArticle) -> Iterator[Bead]:
    loose_en, loose_zh = _loose(aligned, "en"), _loose(aligned, "zh")
    for bead in aligned.beads:
        while loose_en and bead.en and loose_en[0] < bead.en[0]:
            yield Bead((loose_en.pop(0),), ())
        while loose_zh and bead.zh and loose_zh[0] < bead.zh[0]:
            yield Bead((), (loose_zh.pop(0),))
        yield bead
    yield from (Bead((number,), ()) for number in loose_en)
    yield from (Bead((), (number,)) for number in loose_zh)


def _loose(aligned: AlignedArticle, side: Side) -> list[int]:
    """The paragraphs of a side that are in no bead."""
    text = aligned.article.text(side)
    linked = {number for bead in aligned.beads for number in bead.side(side)}
    return [number for number in range(len(text.paragraphs)) if number not in linked] if text else []
