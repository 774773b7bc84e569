"""Rows: what is drawn is the source, the marks lie where they should, and an article is drawn whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tui_fakes import ALL, FLOOD, HOSTILE, MILL, quote

from assistant.shown import shown
from assistant.tui.reading import lay_out
from assistant.tui.rows import BAR, BAR_WIDTH, Prose, Row, Said, both, columns, prose, said
from corpus.model import AlignedArticle, Bead, Side, Span


def squeezed(text: str) -> str:
    return "".join(text.split())


def drawn(rows: list[Row]) -> str:
    """What the rows of one side show, without the bars and the blanks."""
    return squeezed("".join(piece.text for row in rows for piece in row.pieces if piece.ink != "bar"))


@pytest.mark.parametrize("article", ALL, ids=lambda article: article.article.title_en)
@pytest.mark.parametrize("side", ["en", "zh"])
@pytest.mark.parametrize("width", [12, 40, 75])
def test_prose_shows_the_source(article: AlignedArticle, side: Side, width: int) -> None:
    for passage in article.passages:
        if excerpt := passage.excerpt(side):
            rows = list(prose(Prose(excerpt.text, side), width))
            assert drawn(rows) == squeezed(shown(excerpt.text))
            assert all(row.cells <= width for row in rows)


def test_marks_carry_over_the_line_breaks() -> None:
    q = quote(MILL, 2, words=("纸",))
    assert q.passage.chinese
    text = q.passage.chinese.text
    rows = list(prose(Prose(text, "zh", "answer-zh", q.chinese.sentences, q.chinese.words), 20))
    answers = squeezed("".join(p.text for row in rows for p in row.pieces if p.ink == "answer-zh"))
    assert answers == "试车那天下午，纸一共断了十七次。"
    assert [p.text for row in rows for p in row.pieces if p.underlined] == ["纸"] * text.count("纸")
    for row in rows:
        assert (row.pieces[0].text.startswith(BAR)) == any(p.ink == "answer-zh" for p in row.pieces)


def test_nothing_stands_to_the_right_of_the_chinese() -> None:
    q = quote(MILL, 2)
    assert q.passage.english
    assert q.passage.chinese
    layout = columns(100, stacked=False)
    for row in both(Prose(q.passage.english.text, "en"), Prose(q.passage.chinese.text, "zh"), layout):
        assert not row.text or row.pieces[-1].ink in ("zh", "text", "bar")


def test_a_hanging_lead_and_one_that_does_not() -> None:
    assert [row.text for row in said(Said("一二三四", lead="! "), 6)] == ["! 一二", "  三四"]
    assert [row.text for row in said(Said("一二三四", lead="! ", hanging=False), 6)] == ["! 一二", "三四"]


@pytest.mark.parametrize("article", ALL, ids=lambda article: article.article.title_en)
def test_an_article_is_shown_whole(article: AlignedArticle) -> None:
    """Every paragraph of both sides. Wide enough that none is broken, one above the other so that none is interleaved."""
    everything = "".join(squeezed(row.text) for row in lay_out(article, None, 4000, stacked=True).rows)
    for text in (article.article.english, article.article.chinese):
        assert text
        for paragraph in text.paragraphs:
            assert squeezed(shown(paragraph.span.of(text.content))) in everything


def test_the_marked_passage_is_the_target() -> None:
    q = quote(MILL, 3)
    for width, stacked in ((116, False), (76, True)):
        page = lay_out(MILL, q, width, stacked=stacked)
        assert "The mill has" in page.rows[page.target].text
        assert page.rows[page.target].text.startswith(BAR)
        barred = [row for row in page.rows if BAR in row.text]
        assert not any("On the afternoon" in row.text for row in barred)


def test_paragraphs_outside_the_beads_keep_their_place() -> None:
    without = replace(MILL, beads=tuple(bead for bead in MILL.beads if bead.en != (1,)))
    page = lay_out(without, None, 4000, stacked=True)
    order = [row.text for row in page.rows]
    at = [next(n for n, line in enumerate(order) if start in line) for start in ("Our corr", "On the aft", "The mill")]
    assert at == sorted(at)
    assert lay_out(replace(MILL, beads=()), None, 80, stacked=False).rows


def test_a_bead_of_several_paragraphs_is_cut_as_it_stands() -> None:
    joined = replace(FLOOD, beads=(Bead((0, 1), (0, 1), 0.9),))
    page = lay_out(joined, quote(FLOOD, 2), 4000, stacked=True)
    rows = [row for row in page.rows if row.pieces and len(row.text) > BAR_WIDTH]
    assert [row.text.startswith(BAR) for row in rows if "keeper" in row.text or "At four" in row.text] == [False, True]


def test_titles_are_no_markup() -> None:
    page = lay_out(HOSTILE, quote(HOSTILE, 1), 120, stacked=False)
    text = "\n".join(row.text for row in page.rows)
    assert "[@click=app.quit]archive" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_the_tint_has_no_holes_between_answering_sentences() -> None:
    text = "One came. Two went. Three stayed."
    rows = list(prose(Prose(text, "en", "answer-en", (Span(0, 9), Span(10, 19))), 60))
    assert [(piece.text, piece.ink) for piece in rows[0].pieces[1:]] == [
        ("One came. Two went.", "answer-en"),
        (" Three stayed.", "en"),
    ]
