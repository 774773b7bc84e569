"""Builds the quotes of an answer from the hits of a search. Passages that contain a pasted text come first; a passage that was
printed twice is one quote that lists its reprints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import Highlights, Outcome, Quote, QuoteMatch, Reprint
from assistant.answering.date_retrieval import DateRetrieval
from assistant.answering.highlights import find_highlights, word_highlights
from assistant.answering.outcome import adjust_confidence, outcome_of
from assistant.answering.quote_matching import ArticleMatch, find_matches, match_highlights, paragraphs_of, passages_of
from assistant.answering.reprints import edit_distance
from assistant.answering.requirements.doubts import Doubt, find_doubt
from assistant.answering.warnings import find_warnings
from assistant.facts import Interpretation, NameRead, QuotationNotFound
from corpus.model import SIDES, AlignedArticle, AlignedPassage, Article, MatchedSide, Side
from corpus.storage.store import Store
from embeddings.keyword_search import KeywordMatch
from embeddings.query.question import Question, language_of, pasted
from embeddings.ranking.confidence import NO_HIT
from embeddings.search import Hit, SearchIndex
from embeddings.text.analyzer import Analyzer, Terms
from embeddings.text.names import Name

POOL = 4
"""Hits per quote: among so many, reprints are recognised."""
_COMPARED = 12
"""Hits whose articles are compared with a pasted text."""
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


def build_quotes(index: SearchIndex, store: Store, retrieval: DateRetrieval, k: int, analyzer: Analyzer) -> BuiltQuotes:
    """At most k quotes of the passages found."""
    found = retrieval.found
    pool = [
        _QuoteRow(passage, article, hit.score, hit.matched, hit)
        for hit, (article, passage) in zip(found.hits, store.passages([hit.number for hit in found.hits]), strict=True)
    ]
    matches, missing = _matches(index, store, retrieval.question, pool)
    rows = _without_reprints([*_matching_rows(store, matches, pool), *pool], k)
    english, chinese = ([e.text for row in rows if (e := row.passage.excerpt(side))] for side in SIDES)
    names = index.names.with_found_forms(found.names, english, chinese)
    retrieval = replace(retrieval, found=replace(found, names=names))
    read = (_name_read(name) for name in names if name.found_forms or name.search_form != name.text)
    quotes = tuple(_quote(rank, row, retrieval, analyzer) for rank, row in enumerate(rows, start=1))
    understood: tuple[Interpretation, ...] = (*missing, *read)
    doubt = _doubt(pool[0], retrieval) if pool else None
    return BuiltQuotes(quotes, understood, matches[0].match.share if matches else None, doubt)


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
    article = aligned.article
    return tuple(
        Quote(rank, 0.0, "both", passage, article, Highlights(), Highlights(), find_warnings(article, passage))
        for rank, passage in enumerate(aligned.passages, start=1)
    )


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
    index: SearchIndex, store: Store, question: Question, pool: Sequence[_QuoteRow]
) -> tuple[list[ArticleMatch], tuple[QuotationNotFound, ...]]:
    """Articles that contain the question, or a text that it quotes; and the pasted texts that none contains."""
    near = _articles(pool)
    paste = pasted(question.text)
    found = find_matches(question.text, near, nearly=paste)
    if found:
        return found, ()
    for match in _QUOTATION.finditer(question.text):
        found += find_matches(next(filter(None, match.groups())), near, nearly=True)
    paragraphs = paragraphs_of(question.text)
    if found or not paste or len(paragraphs) < 2:
        return found, (_not_found(question.text),) if paste and not found else ()
    missing: list[QuotationNotFound] = []
    for text in paragraphs:
        part = replace(question, text=text, language=language_of(text))
        hits = index.search(part, _COMPARED, index.select(store, part.selection)).hits
        matches = find_matches(text, _unique(a for a, _ in store.passages([hit.number for hit in hits])), nearly=True)
        found += matches[:1]
        missing += [] if matches else [_not_found(text)]
    return found, tuple(missing)


def _articles(pool: Sequence[_QuoteRow]) -> list[Article]:
    return _unique(row.article for row in pool[:_COMPARED])


def _unique(articles: Iterator[Article]) -> list[Article]:
    return list({article.id: article for article in articles}.values())


def _not_found(text: str) -> QuotationNotFound:
    plain = " ".join(text.split())
    shown = plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1].rstrip() + "…"
    return QuotationNotFound(shown)


def _name_read(name: Name) -> NameRead:
    forms = (name.pinyin, *name.found_forms)
    return NameRead(name.text, tuple(form for form in dict.fromkeys(forms) if form != name.text))


def _matching_rows(store: Store, matches: Sequence[ArticleMatch], pool: Sequence[_QuoteRow]) -> Iterator[_QuoteRow]:
    """The passages that contain a pasted text, with scores above all others."""
    top = max((row.score for row in pool), default=0.0)
    by_id = {row.passage.id: row for row in pool}
    for one in matches:
        for passage in passages_of(one, store.article(one.article.id)):
            known = by_id.get(passage.id)
            hit = known.hit if known else None
            yield _QuoteRow(passage, one.article, round(top + one.match.share, 4), one.match.side, hit, one.match)


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
    estimate = row.hit.estimate if row.hit else NO_HIT
    printed = row.match.share if row.match else 0.0
    return outcome_of(adjust_confidence(estimate, retrieval.question, _doubt(row, retrieval), printed))


def _doubt(row: _QuoteRow, retrieval: DateRetrieval) -> Doubt | None:
    return find_doubt(retrieval.question, row.article, row.passage, tuple(retrieval.found.names))


def _highlights(row: _QuoteRow, retrieval: DateRetrieval, analyzer: Analyzer) -> dict[Side, Highlights]:
    if row.match is not None:
        return match_highlights(row.passage, row.match)
    if row.hit is None:
        raise ValueError(f"{row.passage.id} is neither a hit nor a match of a pasted text")
    return find_highlights(row.passage, row.hit, retrieval.question, retrieval.found, analyzer)
