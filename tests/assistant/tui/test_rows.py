"""Rows: what is drawn is the source, the marks lie where they should, and an article is drawn whole."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from tui_fakes import ALL, FLOOD, HOSTILE, MILL, aligned, quote

from assistant.output.layout.answer import Arrangement, folded, leading_side, quote_rows
from assistant.output.layout.article import lay_out
from assistant.output.layout.rows import BAR, BAR_WIDTH, Fragment, Prose, Row, StyledText, both, columns, prose, styled_text
from assistant.text.sanitize import sanitize
from assistant.tui.shared.labels import citation_line
from corpus.model import AlignedArticle, Bead, GlossaryEntry, Kind, Side, Span


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
            assert drawn(rows) == squeezed(sanitize(excerpt.text))
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


def test_nothing_is_right_of_the_chinese() -> None:
    q = quote(MILL, 2)
    assert q.passage.english
    assert q.passage.chinese
    layout = columns(100, stacked=False)
    for row in both(Prose(q.passage.english.text, "en"), Prose(q.passage.chinese.text, "zh"), layout):
        assert not row.text or row.pieces[-1].ink in ("zh", "text", "bar")


def test_a_lead_hangs_or_does_not() -> None:
    assert [row.text for row in styled_text(StyledText("一二三四", lead="! "), 6)] == ["! 一二", "  三四"]
    assert [row.text for row in styled_text(StyledText("一二三四", lead="! ", hanging=False), 6)] == ["! 一二", "三四"]


@pytest.mark.parametrize("article", ALL, ids=lambda article: article.article.title_en)
def test_an_article_is_shown_whole(article: AlignedArticle) -> None:
    """Every paragraph of both sides. Wide enough that none is broken, one above the other so that none is interleaved."""
    everything = "".join(squeezed(row.text) for row in lay_out(article, None, 4000, stacked=True).rows)
    for text in (article.article.english, article.article.chinese):
        assert text
        for paragraph in text.paragraphs:
            assert squeezed(sanitize(paragraph.span.of(text.content))) in everything


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


def test_a_bead_of_several_paragraphs_is_shown_unchanged() -> None:
    joined = replace(FLOOD, beads=(Bead((0, 1), (0, 1), 0.9),))
    page = lay_out(joined, quote(FLOOD, 2), 4000, stacked=True)
    rows = [row for row in page.rows if row.pieces and len(row.text) > BAR_WIDTH]
    assert [row.text.startswith(BAR) for row in rows if "keeper" in row.text or "At four" in row.text] == [False, True]


def test_a_warning_is_below_its_passage() -> None:
    """That of the quote as it was asked for, and those of the article's other passages."""
    for warned in (quote(MILL, 2, warnings=("It is so.",)), None):
        for width, stacked in ((116, False), (76, True)):
            rows = [row.text for row in lay_out(MILL, warned, width, stacked=stacked).rows]
            at = [next(n for n, row in enumerate(rows) if start in row) for start in ("On the aft", "The mill has", "附图")]
            said_at = [n for n, row in enumerate(rows) if row.startswith("  ! ")]
            assert len(said_at) == (2 if warned else 1)
            if warned:
                assert rows[said_at[0]] == "  ! It is so."
                assert at[0] < said_at[0] < at[1]
            assert rows[said_at[-1]].startswith("  ! The English half of the file has no translation")
            assert said_at[-1] == at[2] + 1


def test_warnings_of_a_passage_that_the_article_no_longer_has_are_at_the_end() -> None:
    old = quote(MILL, 2, warnings=("It is gone.",))
    old = replace(old, passage=replace(old.passage, id="19540424-2-aaaaaaaa:99"))
    rows = [row.text for row in lay_out(MILL, old, 116, stacked=False).rows]
    assert rows.count("  ! It is gone.") == 1
    assert rows.index("  ! It is gone.") > next(n for n, row in enumerate(rows) if "附图" in row)


def test_the_head_of_an_article_breaks_between_its_facts() -> None:
    """Not between “p.” and the number, whatever the width."""
    article = replace(MILL.article, column="社论")
    for width in range(20, 90):
        rows = [row.text.replace("\u00a0", " ") for row in styled_text(StyledText(citation_line(article), "quiet"), width)]
        assert any("p. 2" in row for row in rows)
        assert any("24 April 1954" in row for row in rows)


def test_a_glossary_is_shown_once() -> None:
    """Its lines are in the English body of the file; the reader has them at the end."""
    pairs = [("The mill is new.", "磨坊是新的。"), ("**Named Entities**", ""), ("秦守一  Qín Shǒuyī (master papermaker)", "")]
    entry = GlossaryEntry("秦守一", "Qín Shǒuyī", "master papermaker")
    kinds = {1: Kind.GLOSSARY, 2: Kind.GLOSSARY}
    made = aligned("19540424-2-dddddddd", datetime.date(1954, 4, 24), ("", ""), pairs, glossary=(entry,), kinds=kinds)
    made = replace(made, passages=made.passages[:1])  # a glossary is no passage
    for beads in (made.beads, made.beads[:1]):
        text = "\n".join(row.text for row in lay_out(replace(made, beads=beads), None, 80, stacked=False).rows)
        assert text.count("**Named Entities**") == text.count("秦守一") == text.count("Names in this article") == 1


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


@pytest.mark.parametrize(
    ("setting", "question", "leading"),
    [("auto", "en", "en"), ("auto", "zh", "zh"), ("en", "zh", "en"), ("zh", "en", "zh")],
)
def test_the_language_of_the_question_leads_unless_the_setting_says_otherwise(
    setting: str, question: Side, leading: Side
) -> None:
    assert leading_side(setting, question) == leading
    rows = [row.text for row in quote_rows(quote(MILL, 2), 60, Arrangement(stacked=True, leading=leading))]
    english, chinese = (next(k for k, row in enumerate(rows) if label in row) for label in ("English ·", "中文 ·"))
    assert (english < chinese) == (leading == "en")
    assert rows[0].startswith("1 ")


@pytest.mark.parametrize("limit", [8, 10, 12, 16, 40])
@pytest.mark.parametrize("highlighted", range(5))
def test_texts_are_folded_around_their_highlights(limit: int, highlighted: int) -> None:
    texts = [
        [
            Row(
                (
                    Fragment(BAR if k == highlighted * 3 else "  ", "bar" if k == highlighted * 3 else "en"),
                    Fragment(f"{name}{k}"),
                )
            )
            for k in range(count)
        ]
        for name, count in (("a", 20), ("b", 13))
    ]
    shown = folded(texts, limit)
    assert sum(map(len, shown)) <= max(limit, 8)
    for rows, whole in zip(shown, texts, strict=True):
        kept = [row for row in rows if "⋯" not in row.text]
        assert [row for row in whole if row in kept] == kept  # in order, none twice, none changed
        left_out = sum(int(row.text.split()[1]) for row in rows if "⋯" in row.text)
        assert len(kept) + left_out == len(whole)
        marked = whole[highlighted * 3 : highlighted * 3 + 1]
        assert all(row in kept for row in marked)


def test_a_short_text_leaves_its_rows_to_the_other() -> None:
    short, long = ([Row((Fragment(str(k)),)) for k in range(n)] for n in (2, 30))
    assert [len(rows) for rows in folded([short, long], 16)] == [2, 14]
