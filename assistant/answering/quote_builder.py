"""What was found -> the quotes of an answer: what prints a pasted text comes first, and a passage that was printed twice is
one quote that names its other prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import Highlights, Matched, Outcome, Quote, QuoteMatch, Reprint, Understood
from assistant.answering.date_retrieval import DateRetrieval
from assistant.answering.highlights import find_highlights, word_highlights
from assistant.answering.outcome import adjust_confidence, outcome_of
from assistant.answering.quote_matching import PrintedMatch, find_printed, paragraphs_of, passages_of, printed_highlights
from assistant.answering.reprints import edit_distance
from assistant.answering.warnings import find_warnings
from assistant.text.citation import citation
from corpus.model import SIDES, AlignedArticle, AlignedPassage, Article, Side
from corpus.storage.store import Store
from embeddings.keyword_search import KeywordMatch
from embeddings.query.question import Question, language_of, pasted
from embeddings.ranking.confidence import NO_HIT
from embeddings.search import Hit, SearchIndex
from embeddings.text.analyzer import Analyzer, Terms
from embeddings.text.names import Name

POOL = 4
"""Hits for each quote that is wanted: as many are looked through for other prints of a passage."""
_TRACED = 12
"""Hits whose articles a pasted text is compared with."""
_QUOTATION = re.compile(r"“([^”]+)”|\"([^\"]+)\"|「([^」]+)」|『([^』]+)』")
_SHOWN = 40


@dataclass
class _QuoteRow:
    """A passage on its way to being a quote."""

    passage: AlignedPassage
    article: Article
    score: float
    matched: Matched
    hit: Hit | None = None
    printed: QuoteMatch | None = None
    also: list[Reprint] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BuiltQuotes:
    """The quotes of an answer, and what became of a pasted text."""

    quotes: tuple[Quote, ...]
    understood: tuple[Understood, ...]
    share: float | None
    """How much of a pasted text the first quote prints, 0 to 1; None where nothing was pasted, or it is not printed."""
    first: AlignedPassage | None
    """The passage of the first hit, whether it is quoted or not; None where there is none."""


def build_quotes(index: SearchIndex, store: Store, finding: DateRetrieval, k: int, tokenizer: Analyzer) -> BuiltQuotes:
    """At most k quotes of what was found."""
    found = finding.found
    pool = [
        _QuoteRow(passage, article, hit.score, hit.matched, hit)
        for hit, (article, passage) in zip(found.hits, store.passages([hit.number for hit in found.hits]), strict=True)
    ]
    traces, told = _traces(index, store, finding.question, pool)
    rows = _distinct([*_printed_rows(store, traces, pool), *pool], k)
    english, chinese = ([e.text for row in rows if (e := row.passage.excerpt(side))] for side in SIDES)
    names = index.names.with_found_forms(found.names, english, chinese)
    finding = replace(finding, found=replace(found, names=names))
    told = (*told, *(_of_name(name) for name in names if name.found_forms or name.search_form != name.text))
    quotes = tuple(_made(rank, row, finding, tokenizer) for rank, row in enumerate(rows, start=1))
    return BuiltQuotes(quotes, told, traces[0].printed.share if traces else None, pool[0].passage if pool else None)


def keyword_preview(
    rows: Sequence[tuple[KeywordMatch, Article, AlignedPassage]], terms: Terms, tokenizer: Analyzer
) -> tuple[Quote, ...]:
    """What the words alone have found, with the words marked."""
    quotes = []
    for rank, (held, article, passage) in enumerate(rows, start=1):
        marked = word_highlights(passage, terms, tokenizer)
        matched: Matched = "both" if held.english and held.chinese else "en" if held.english else "zh"
        doubts, cited = find_warnings(article, passage), citation(article, passage)
        quotes.append(Quote(rank, held.coverage, matched, passage, article, marked["en"], marked["zh"], doubts, cited))
    return tuple(quotes)


def read_through(aligned: AlignedArticle) -> tuple[Quote, ...]:
    """Every passage of an article, in its order, as a quotation of its own: read, and found by nothing."""
    article = aligned.article
    return tuple(
        Quote(
            rank,
            0.0,
            "both",
            passage,
            article,
            Highlights(),
            Highlights(),
            find_warnings(article, passage),
            citation(article, passage),
        )
        for rank, passage in enumerate(aligned.passages, start=1)
    )


def _distinct(rows: Sequence[_QuoteRow], k: int) -> list[_QuoteRow]:
    """The first k passages that are not other prints of one before them."""
    kept: list[_QuoteRow] = []
    for row in rows:
        if any(row.passage.id == other.passage.id for other in kept):
            continue
        for other in kept:
            differing = edit_distance(other.passage, row.passage)
            if differing is not None:
                other.also.append(Reprint(row.passage.id, row.article, citation(row.article, row.passage), differing))
                break
        else:
            if len(kept) < k:
                kept.append(row)
    return kept


def _traces(
    index: SearchIndex, store: Store, question: Question, pool: Sequence[_QuoteRow]
) -> tuple[list[PrintedMatch], tuple[Understood, ...]]:
    """Where the question, or what it quotes, was printed; and what is to be told of a paste that was not."""
    near = _articles(pool)
    paste = pasted(question.text)
    found = find_printed(question.text, near, nearly=paste)
    if found:
        return found, ()
    for match in _QUOTATION.finditer(question.text):
        found += find_printed(next(filter(None, match.groups())), near, nearly=True)
    paragraphs = paragraphs_of(question.text)
    if found or not paste or len(paragraphs) < 2:
        missing = (_not_printed(question.text),) if paste and not found else ()
        return found, missing
    told: list[Understood] = []
    for text in paragraphs:
        part = replace(question, text=text, language=language_of(text))
        hits = index.search(part, _TRACED, index.select(store, part.selection)).hits
        traced = find_printed(text, _unique(a for a, _ in store.passages([hit.number for hit in hits])), nearly=True)
        found += traced[:1]
        told += [] if traced else [_not_printed(text)]
    return found, tuple(told)


def _articles(pool: Sequence[_QuoteRow]) -> list[Article]:
    return _unique(row.article for row in pool[:_TRACED])


def _unique(articles: Iterator[Article]) -> list[Article]:
    return list({article.id: article for article in articles}.values())


def _not_printed(text: str) -> Understood:
    plain = " ".join(text.split())
    shown = plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1].rstrip() + "…"
    return Understood("quotation", shown, (), False, "it was not found in print in these words")


def _of_name(name: Name) -> Understood:
    """What a name is taken for; its pinyin is not repeated where it was typed."""
    forms = (name.pinyin, *name.found_forms)
    return Understood("name", name.text, tuple(form for form in dict.fromkeys(forms) if form != name.text), True)


def _printed_rows(store: Store, traces: Sequence[PrintedMatch], pool: Sequence[_QuoteRow]) -> Iterator[_QuoteRow]:
    """The passages that print a text, with scores above all others."""
    top = max((row.score for row in pool), default=0.0)
    by_id = {row.passage.id: row for row in pool}
    for one in traces:
        for passage in passages_of(one, store.article(one.article.id)):
            known = by_id.get(passage.id)
            hit = known.hit if known else None
            yield _QuoteRow(passage, one.article, round(top + one.printed.share, 4), one.printed.side, hit, one.printed)


def _made(rank: int, row: _QuoteRow, finding: DateRetrieval, tokenizer: Analyzer) -> Quote:
    marked = _marks(row, finding, tokenizer)
    return Quote(
        rank=rank,
        score=row.score,
        matched=_matched(row.matched, marked),
        passage=row.passage,
        article=row.article,
        english=marked["en"],
        chinese=marked["zh"],
        warnings=find_warnings(row.article, row.passage),
        citation=citation(row.article, row.passage),
        printed=row.printed,
        also=tuple(row.also),
        standing=_standing(row, finding.question),
    )


def _matched(near: Matched, marked: dict[Side, Highlights]) -> Matched:
    """Which side found it. Where only one side is near, and only the other has words of the question, it is that one: a
    translation that has 南平 as Nanning was not found by `Nanping`, its Chinese was."""
    if near == "both" or marked[near].words:
        return near
    other: Side = "zh" if near == "en" else "en"
    return other if marked[other].words else near


def _standing(row: _QuoteRow, question: Question) -> Outcome:
    judgement = row.hit.judgement if row.hit else NO_HIT
    return outcome_of(adjust_confidence(judgement, question, row.passage, row.printed.share if row.printed else 0.0))


def _marks(row: _QuoteRow, finding: DateRetrieval, tokenizer: Analyzer) -> dict[Side, Highlights]:
    if row.printed is not None:
        return printed_highlights(row.passage, row.printed)
    if row.hit is None:
        raise ValueError(f"{row.passage.id} was neither found nor printed")
    return find_highlights(row.passage, row.hit, finding.question, finding.found, tokenizer)
