"""Finds the source of a pasted sentence, paragraph or page, and says how exactly it matches.

A paste is compared with whole articles, because it may begin and end anywhere and span paragraphs: first character by
character, then letter by letter (ignoring punctuation, spaces, width and script), then by the share of equal letters. If the
whole is not found, each paragraph is looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.answer import Exactness, Highlights, QuoteMatch
from corpus.alignment.outside_lines import in_order, line_within
from corpus.model import SIDES, AlignedArticle, AlignedPassage, Article, Side, Span
from corpus.text.folding import letters_only, letters_with_offsets
from embeddings.query.question import language_of

MIN_TEXT_LENGTH: dict[Side, int] = {"zh": 8, "en": 25}
"""Letters of the shortest text that is compared: eight characters, or about five English words."""
NEAR_MATCH_THRESHOLD = 0.85
"""Least share of equal letters of a near match. Of 150 sentences in each language, none reached more than 0.69
in English and 0.59 in Chinese in any of 53 other articles."""
PIECES = 12
"""Paragraphs of a paste that are looked for one by one, at most."""


@dataclass(frozen=True, slots=True)
class ArticleMatch:
    """An article that contains a paste, or one paragraph of it."""

    article: Article
    match: QuoteMatch


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a paste that are long enough to be compared."""
    every = [line.strip() for line in text.splitlines()]
    return [line for line in every if long_enough(line)][:PIECES]


def find_matches(text: str, near: Sequence[Article], *, nearly: bool) -> list[ArticleMatch]:
    """The articles that contain a text, the most exact first; with `nearly`, also those that contain most of its letters."""
    if not long_enough(text):
        return []
    side = language_of(text)
    letters = letters_only(text)
    sides: tuple[Side, Side] = ("zh", "en") if side == "zh" else ("en", "zh")  # Chinese may stand in the English half
    found = [t for one in sides for article in near if (t := _exact(text.strip(), letters, article, one))]
    if not found and nearly:
        found = [t for article in near if (t := _nearly(letters, article, side))]
    order = {Exactness.EXACT: 0, Exactness.LETTERS: 1, Exactness.NEAR: 2}
    return sorted(found, key=lambda t: (order[t.match.exactness], -t.match.share, str(t.article.date), t.article.id))


def long_enough(text: str) -> bool:
    return len(letters_only(text)) >= MIN_TEXT_LENGTH[language_of(text)]


def _exact(text: str, letters: str, article: Article, side: Side) -> ArticleMatch | None:
    """Character for character, or letter for letter."""
    content = article.text(side)
    if content is None:
        return None
    at = content.content.find(text)
    if at >= 0:
        return ArticleMatch(article, QuoteMatch(Exactness.EXACT, 1.0, side, Span(at, at + len(text))))
    if letters not in letters_only(content.content):
        return None
    form = letters_with_offsets(content.content)
    at = form.text.find(letters)
    return ArticleMatch(article, QuoteMatch(Exactness.LETTERS, 1.0, side, form.span(at, at + len(letters))))


def _nearly(letters: str, article: Article, side: Side) -> ArticleMatch | None:
    """The part of an article that shares most letters with the text, if these are enough."""
    content = article.text(side)
    if content is None:
        return None
    from rapidfuzz import fuzz

    form = letters_with_offsets(content.content)
    if len(form.text) < NEAR_MATCH_THRESHOLD * len(letters):
        return None
    best = fuzz.partial_ratio_alignment(letters, form.text, score_cutoff=100 * NEAR_MATCH_THRESHOLD)
    if (
        best is None
        or best.dest_end <= best.dest_start
        or best.dest_end - best.dest_start < NEAR_MATCH_THRESHOLD * len(letters)
    ):
        return None
    start, end = _trimmed(letters, form.text, best.dest_start, best.dest_end)
    share = round(fuzz.ratio(letters, form.text[start:end]) / 100, 3)
    return ArticleMatch(article, QuoteMatch(Exactness.NEAR, share, side, form.span(start, end)))


def _trimmed(letters: str, form: str, start: int, end: int) -> tuple[int, int]:
    """Adjusts start..end to the part of the article that really resembles the text. It is as long as the text, whether or not
    words were omitted or inserted, so it may begin or end in neighbouring text."""
    from rapidfuzz.distance import Levenshtein

    margin = round((1 - NEAR_MATCH_THRESHOLD) * len(letters))
    first, behind = max(0, start - margin), min(len(form), end + margin)
    ops = Levenshtein.opcodes(letters, form[first:behind])
    one, other = _best([(op.src_end - op.src_start) if op.tag == "equal" else -_cost(op) for op in ops])
    here, there = ops[one].src_start, ops[other].src_end
    start, end = ops[one].dest_start + first, ops[other].dest_end + first
    while here > 0 and start > 0 and letters[here - 1] == form[start - 1]:
        here, start = here - 1, start - 1
    while there < len(letters) and end < len(form) and letters[there] == form[end]:
        there, end = there + 1, end + 1
    return start, end


def _cost(op: Any) -> int:
    return int(max(op.src_end - op.src_start, op.dest_end - op.dest_start))


def _best(gains: Sequence[int]) -> tuple[int, int]:
    """The first and last index of the contiguous run with the largest sum (Kadane's algorithm). Isolated letters that are
    equal by chance gain less than the gap before them costs."""
    best, found, total, first = 0, (0, 0), 0, 0
    for at, gain in enumerate(gains):
        if total <= 0:
            total, first = 0, at
        total += gain
        if total > best:
            best, found = total, (first, at)
    return found


def units_of(found: ArticleMatch, aligned: AlignedArticle, pasted: str) -> list[tuple[AlignedPassage, QuoteMatch]]:
    """The passages and lines that the match overlaps, each with its own part of it, in order; a credit inside a passage alone
    where nothing else of the passage matches. Where the text nearly matches, the unit with the largest part comes first, and
    units with only a few words of it are left out."""
    whole, side = found.match.span, found.match.side
    parts = []
    for unit in in_order(aligned):
        excerpt = unit.excerpt(side)
        start, end = (max(whole.start, excerpt.span.start), min(whole.end, excerpt.span.end)) if excerpt else (0, 0)
        if start < end:
            part = Span(start, end)
            parts.append((line_within(unit, aligned.article, side, part), _match_of(part, found, pasted)))
    if found.match.exactness is Exactness.NEAR:
        parts.sort(key=lambda one: -len(one[1].span))
        parts = [one for k, one in enumerate(parts) if len(one[1].span) >= MIN_TEXT_LENGTH[side] or k == 0]
    return parts


def _match_of(part: Span, found: ArticleMatch, pasted: str) -> QuoteMatch:
    """The match of one part, compared with all that was pasted."""
    match, text = found.match, found.article.text(found.match.side)
    own = part.of(text.content) if text else ""
    exactness = Exactness.EXACT if match.exactness is Exactness.LETTERS and own in pasted else match.exactness
    share = len(letters_only(own)) / max(1, len(letters_only(pasted)))
    return replace(match, exactness=exactness, span=part, part=round(min(1.0, share), 3))


def match_highlights(passage: AlignedPassage, match: QuoteMatch) -> dict[Side, Highlights]:
    """The sentences that the match overlaps, on both sides; on its own side the match itself is highlighted as the words."""
    own, span = match.side, match.span
    chosen = [bead for bead in passage.beads if any(_covers(span, passage.sentences(own)[i]) for i in bead.side(own))]
    result: dict[Side, Highlights] = {}
    for side in SIDES:
        excerpt = passage.excerpt(side)
        if excerpt is None:
            result[side] = Highlights()
            continue
        sentences = sorted(passage.sentences(side)[i].shift(-excerpt.span.start) for bead in chosen for i in bead.side(side))
        start, end = max(span.start, excerpt.span.start), min(span.end, excerpt.span.end)
        words = (Span(start, end).shift(-excerpt.span.start),) if side == own and start < end else ()
        result[side] = Highlights(tuple(sentences), words)
    return result


def _covers(span: Span, sentence: Span) -> bool:
    """Whether a span overlaps a sentence by more than a punctuation mark at its edge."""
    return min(span.end, sentence.end) - max(span.start, sentence.start) > min(2, len(sentence) - 1)
