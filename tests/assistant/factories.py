"""Articles, passages and answers written for a test."""

from __future__ import annotations

import datetime
from dataclasses import replace

from assistant.answer import Answer, Highlights, Outcome, Quote, no_better_than
from assistant.answering.warnings import find_warnings
from assistant.facts import Reason
from corpus.model import AlignedPassage, Article, Bead, Newspaper, Paragraph, Side, Source, Span, Text
from corpus.text.sentences import split_sentences
from embeddings.query.question import parse

ARTICLE = Article(
    id="19600425-3-00000001",
    newspaper=Newspaper("People's Daily", "人民日报"),
    date=datetime.date(1960, 4, 25),
    page=3,
    column="",
    title_en='Vigorously Develop "Small Foreign Groups"',
    title_zh="大办“小洋群”",
    author_en="",
    author_zh="",
    source=Source("/archive/1960.04/1960-04-25_大办_小洋群.md", "0" * 64, "utf-8"),
    english=Text("One. Two.", (Paragraph(Span(0, 9)),), 0),
    chinese=Text("一。二。", (Paragraph(Span(0, 4)),), 0),
    machine_translated=True,
)


def article(english: str | None = "One. Two.", chinese: str | None = "一。二。", **fields: object) -> Article:
    """ARTICLE with other texts and other fields."""
    return replace(ARTICLE, english=_text(english), chinese=_text(chinese), **fields)  # type: ignore[arg-type]


def _text(content: str | None) -> Text | None:
    return None if content is None else Text(content, (Paragraph(Span(0, len(content))),), 0)


def passage(
    of: Article, first: int = 1, last: int | None = None, beads: tuple[Bead, ...] | None = None, score: float = 0.8
) -> AlignedPassage:
    """The whole of an article as one passage; sentence k of one side corresponds to sentence k of the other."""
    spans: dict[Side, tuple[Span, ...]] = {"en": (), "zh": ()}
    for side in spans:
        text = of.text(side)
        if text and text.content:
            spans[side] = split_sentences(text.content, side)
    count = max(map(len, spans.values()))
    en, zh = len(spans["en"]), len(spans["zh"])
    return AlignedPassage(
        id=f"{of.id}:1",
        article_id=of.id,
        english=of.english.cut(Span(spans["en"][0].start, spans["en"][-1].end)) if of.english and en else None,
        chinese=of.chinese.cut(Span(spans["zh"][0].start, spans["zh"][-1].end)) if of.chinese and zh else None,
        first_paragraph=first,
        last_paragraph=last or first,
        sentences_en=spans["en"],
        sentences_zh=spans["zh"],
        beads=beads
        if beads is not None
        else tuple(Bead((k,) if k < en else (), (k,) if k < zh else (), 0.8 if k < min(en, zh) else 0.0) for k in range(count)),
        score=score,
    )


def quote(of: Article, english: Highlights = Highlights(), chinese: Highlights = Highlights(), rank: int = 1) -> Quote:
    cut = passage(of)
    return Quote(rank, 5.0, "both", cut, of, english, chinese, find_warnings(of, cut))


def answer(*quotes: Quote, outcome: Outcome = Outcome.FOUND, reasons: tuple[Reason, ...] = ()) -> Answer:
    return Answer(parse("Why was the dike built?"), outcome, 0.75, reasons, no_better_than(outcome, quotes), 12.5)
