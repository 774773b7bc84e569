"""Builds the quotes of an answer from the hits of a search. Passages and lines that contain a pasted text come first, and lines that
consist of what was asked for; a passage that was printed twice is one quote that lists its reprints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import Highlights, Outcome, Quote, QuoteMatch, Reprint
from assistant.answering.date_retrieval import DateRetrieval
from assistant.answering.highlights import find_highlights, word_highlights
from assistant.answering.line_quotes import MatchingLine, known_from_lines, lines_asked_for
from assistant.answering.outcome import adjust_confidence, outcome_of
from assistant.answering.quote_matching import (
    ArticleMatch,
    find_matches,
    long_enough,
    match_highlights,
    paragraphs_of,
    units_of,
)
from assistant.answering.reprints import edit_distance
from assistant.answering.requirements.doubts import Doubt, find_doubt
from assistant.answering.warnings import find_warnings
from assistant.facts import Interpretation, NameRead, QuotationNotFound
from corpus.model import SIDES, AlignedArticle, AlignedPassage, Article, MatchedSide, Side
from corpus.selection import Selection
from corpus.storage.store import Store
from embeddings.keyword_search import KeywordMatch
from embeddings.line_search import LineSearcher
from embeddings.query.question import Question, language_of, pasted
from embeddings.ranking.confidence import NO_HIT
from embeddings.ranking.features import FULL_COVERAGE
from embeddings.ranking.hits import Hit
from embeddings.search import SearchIndex
from embeddings.text.analyzer import Analyzer, Terms
from embeddings.text.names import Name

HITS_PER_QUOTE = 4
"""Hits per quote: among so many, reprints are recognised."""
WHOLE_LINE = 0.95
"""Share of a line's letters from which on it is what was asked for, and nothing else."""
_MAX_COMPARED = 12
"""Hits whose articles are compared with a pasted text."""
_LONGEST_LINE = 400
"""Characters of the longest text that is looked for inside a headline or the like."""
_QUOTATION = re.compile(r"“([^”]+)”|\"([^\"]+)\"|「([^」]+)」|『([^』]+)』")
_SHOWN = 40


@dataclass
class _QuoteRow:
    """A passage that may become a quote."""

    passage: AlignedPassage
    article: Article
    score: float
    matched: MatchedSide
    hit: Hit | None = None
    match: QuoteMatch | None = None
    line: MatchingLine | None = None
    reprints: list[Reprint] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BuiltQuotes:
    """The quotes of an answer, and what was found out on the way."""

    quotes: tuple[Quote, ...]
    understood: tuple[Interpretation, ...]
    share: float | None
    """Share of a pasted text that the first quote contains, 0 to 1; None where it contains none."""
    doubt: Doubt | None
    """Why the passage of the first hit, quoted or not, may not be what is asked for."""
    line_outcome: Outcome | None = None
    """How well lines that are in no passage answer; None where none is quoted."""
    unknown: tuple[str, ...] = ()
    """Words of the question that neither a passage nor a line contains."""


def build_quotes(
    index: SearchIndex, lines: LineSearcher, store: Store, retrieval: DateRetrieval, k: int, analyzer: Analyzer
) -> BuiltQuotes:
    """At most k quotes of the passages and lines found."""
    found = retrieval.found
    pool = [
        _QuoteRow(passage, article, hit.score, hit.matched, hit)
        for hit, (article, passage) in zip(found.hits, store.passages([hit.number for hit in found.hits]), strict=True)
    ]
    matches, missing = _matches(index, lines, store, retrieval.question, pool, analyzer)
    exact = bool(retrieval.question.selection.phrases)
    asked_for = [] if matches and not exact else lines_asked_for(store, lines, retrieval.question, found.unknown)
    before, after = _line_rows(asked_for, pool, found.hits)
    rows = _without_reprints([*_matching_rows(store, matches, pool, retrieval.question.text), *before, *pool, *after], k)
    english, chinese = ([e.text for row in rows if (e := row.passage.excerpt(side))] for side in SIDES)
    names = index.names.with_found_forms(found.names, english, chinese)
    retrieval = replace(retrieval, found=replace(found, names=names))
    read = (_name_read(name) for name in names if name.found_forms or name.search_form != name.text)
    quotes = tuple(_quote(rank, row, retrieval, analyzer) for rank, row in enumerate(rows, start=1))
    understood: tuple[Interpretation, ...] = (*missing, *read)
    quoted = [outcome_of_line(row.line) for row in rows if row.line]
    return BuiltQuotes(
        quotes,
        understood,
        share=matches[0].match.share if matches else None,
        doubt=_doubt(pool[0], retrieval) if pool else None,
        line_outcome=min(quoted, key=list(Outcome).index, default=None),
        unknown=tuple(word for word in found.unknown if word not in known_from_lines(store, lines, found.unknown)),
    )


def keyword_preview(
    rows: Sequence[tuple[KeywordMatch, Article, AlignedPassage]], terms: Terms, analyzer: Analyzer
) -> tuple[Quote, ...]:
    """Quotes of what keywords alone have found, with the keywords highlighted."""
    quotes = []
    for rank, (match, article, passage) in enumerate(rows, start=1):
        words = word_highlights(passage, terms, analyzer)
        matched: MatchedSide = "both" if match.english and match.chinese else "en" if match.english else "zh"
        warnings = find_warnings(article, passage)
        quotes.append(Quote(rank, match.coverage, matched, passage, article, words["en"], words["zh"], warnings))
    return tuple(quotes)


def read_through(aligned: AlignedArticle) -> tuple[Quote, ...]:
    """All passages of an article, in order, as quotes without highlights."""
    return tuple(plain_quote(aligned.article, passage, rank) for rank, passage in enumerate(aligned.passages, start=1))


def plain_quote(article: Article, unit: AlignedPassage, rank: int = 1) -> Quote:
    """A passage or line as a quote without highlights."""
    return Quote(rank, 0.0, "both", unit, article, Highlights(), Highlights(), find_warnings(article, unit))


def _line_rows(
    lines: Sequence[MatchingLine], pool: Sequence[_QuoteRow], hits: Sequence[Hit]
) -> tuple[list[_QuoteRow], list[_QuoteRow]]:
    """The lines to show before the hits and those to show after them. Before: a line that is what was asked for, or has it
    where no hit has all of its words."""
    whole = bool(hits) and hits[0].query_coverage >= FULL_COVERAGE
    before, after = list[_QuoteRow](), list[_QuoteRow]()
    top = max((row.score for row in pool), default=0.0)
    for one in lines:
        matched: MatchedSide = "both" if len(one.sides) == 2 else one.sides[0] if one.sides else "both"
        first = one.answers and (one.share >= WHOLE_LINE or not whole)
        row = _QuoteRow(one.line, one.article, round(top + one.share, 4) if first else 0.0, matched, line=one)
        (before if first else after).append(row)
    return before, after


def outcome_of_line(line: MatchingLine) -> Outcome:
    """A line that has everything that was typed is found; one with a word of it may help."""
    return Outcome.FOUND if line.answers else Outcome.WEAK


def _without_reprints(rows: Sequence[_QuoteRow], k: int) -> list[_QuoteRow]:
    """The first k passages that do not reprint an earlier one; reprints are added to the one that they repeat."""
    kept: list[_QuoteRow] = []
    seen: set[str] = set()  # a passage may be both a hit and a match of a pasted text
    for row in rows:
        if row.passage.id in seen:
            continue
        seen.add(row.passage.id)
        for other in kept:
            differing = edit_distance(other.passage, row.passage)
            if differing is not None:
                other.reprints.append(Reprint(row.passage, row.article, differing))
                break
        else:
            if len(kept) < k:
                kept.append(row)
    return kept


def _matches(
    index: SearchIndex, lines: LineSearcher, store: Store, question: Question, pool: Sequence[_QuoteRow], analyzer: Analyzer
) -> tuple[list[ArticleMatch], tuple[QuotationNotFound, ...]]:
    """Articles that contain the question, or a text that it quotes; and the pasted texts that none contains."""

    def near(text: str) -> list[Article]:
        return _unique([*_articles(pool), *_articles_with_line(lines, store, text, question.selection, analyzer)])

    paste = pasted(question.text)
    found = find_matches(question.text, near(question.text), nearly=paste) if long_enough(question.text) else []
    if found:
        return found, ()
    for match in _QUOTATION.finditer(question.text):
        quotation = next(filter(None, match.groups()))
        found += find_matches(quotation, near(quotation), nearly=True)
    paragraphs = paragraphs_of(question.text)
    if found or not paste or len(paragraphs) < 2:
        return found, (_not_found(question.text),) if paste and not found else ()
    missing: list[QuotationNotFound] = []
    for text in paragraphs:
        part = replace(question, text=text, language=language_of(text))
        hits = index.search(part, _MAX_COMPARED, index.select(store, part.selection)).hits
        articles = [a for a, _ in store.passages([hit.number for hit in hits])]
        of_lines = _articles_with_line(lines, store, text, part.selection, analyzer)
        matches = find_matches(text, _unique([*articles, *of_lines]), nearly=True)
        found += matches[:1]
        missing += [] if matches else [_not_found(text)]
    return found, tuple(missing)


def _articles(pool: Sequence[_QuoteRow]) -> list[Article]:
    return [row.article for row in pool[:_MAX_COMPARED]]


def _articles_with_line(
    lines: LineSearcher, store: Store, text: str, selection: Selection, analyzer: Analyzer
) -> list[Article]:
    """Articles with a line, such as a headline, that contains a text or most of it, within the filters."""
    similar = store.select_lines(replace(selection, phrases=()), lines.similar(text, _MAX_COMPARED, analyzer))
    within = lines.containing(text, selection)[:_MAX_COMPARED] if len(text) <= _LONGEST_LINE else ()
    numbers = [*within, *similar]
    return [article for article, _ in store.lines(list(dict.fromkeys(numbers)))]


def _unique(articles: Iterable[Article]) -> list[Article]:
    return list({article.id: article for article in articles}.values())


def _not_found(text: str) -> QuotationNotFound:
    plain = " ".join(text.split())
    shown = plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1].rstrip() + "…"
    return QuotationNotFound(shown)


def _name_read(name: Name) -> NameRead:
    forms = (name.pinyin, *name.found_forms)
    return NameRead(name.text, tuple(form for form in dict.fromkeys(forms) if form != name.text))


def _matching_rows(store: Store, matches: Sequence[ArticleMatch], pool: Sequence[_QuoteRow], text: str) -> Iterator[_QuoteRow]:
    """The passages and lines that contain a pasted text, or what a question quotes, with scores above all others."""
    quoted = "".join(next(filter(None, match.groups())) for match in _QUOTATION.finditer(text))
    everything = text if pasted(text) or not quoted else quoted
    top = max((row.score for row in pool), default=0.0)
    by_id = {row.passage.id: row for row in pool}
    for one in matches:
        for unit, match in units_of(one, store.article(one.article.id), everything):
            known = by_id.get(unit.id)
            hit = known.hit if known else None
            yield _QuoteRow(unit, one.article, round(top + one.match.share, 4), one.match.side, hit, match)


def _quote(rank: int, row: _QuoteRow, retrieval: DateRetrieval, analyzer: Analyzer) -> Quote:
    highlights = _highlights(row, retrieval, analyzer)
    return Quote(
        rank=rank,
        score=row.score,
        matched=_matched(row.matched, highlights),
        passage=row.passage,
        article=row.article,
        english=highlights["en"],
        chinese=highlights["zh"],
        warnings=find_warnings(row.article, row.passage),
        quote_match=row.match,
        reprints=tuple(row.reprints),
        outcome=_outcome(row, retrieval),
    )


def _matched(near: MatchedSide, highlights: dict[Side, Highlights]) -> MatchedSide:
    """The side that matched: the nearer one, but the other one if only that contains words of the question. Where a
    translation has Nanning for 南平, the query `Nanping` matches the Chinese."""
    if near == "both" or highlights[near].words:
        return near
    other: Side = "zh" if near == "en" else "en"
    return other if highlights[other].words else near


def _outcome(row: _QuoteRow, retrieval: DateRetrieval) -> Outcome:
    if row.line:
        return outcome_of_line(row.line)
    estimate = row.hit.estimate if row.hit else NO_HIT
    printed = row.match.share if row.match else 0.0
    return outcome_of(adjust_confidence(estimate, retrieval.question, _doubt(row, retrieval), printed))


def _doubt(row: _QuoteRow, retrieval: DateRetrieval) -> Doubt | None:
    return find_doubt(retrieval.question, row.article, row.passage, tuple(retrieval.found.names))


def _highlights(row: _QuoteRow, retrieval: DateRetrieval, analyzer: Analyzer) -> dict[Side, Highlights]:
    if row.match is not None:
        return match_highlights(row.passage, row.match)
    if row.line is not None:
        return {side: row.line.highlights(side) for side in SIDES}
    if row.hit is None:
        raise ValueError(f"{row.passage.id} is neither a hit nor a match of a pasted text")
    return find_highlights(row.passage, row.hit, retrieval.question, retrieval.found, analyzer)
