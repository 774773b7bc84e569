"""Printed text fits its width, is that of the archive, and has no control characters."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from factories import answer, article, passage, quote
from hypothesis import given
from hypothesis import strategies as st
from sample_questions import Asked

from assistant.answer import Highlights, Outcome
from assistant.answering.quote_builder import plain_quote
from assistant.ask import Assistant
from assistant.facts import NumbersDiffer, RecordedText
from assistant.output.json_output import article_json, warnings_json
from assistant.output.layout.answer import Arrangement, facts, quote_rows
from assistant.output.layout.rows import SIDE_BY_SIDE
from assistant.output.text_output import OutputFormat, answer_text, article_text
from assistant.text.wrap import cells
from corpus.model import AlignedArticle, Bead, Heading, Kind, Paragraph, Span, Text
from corpus.readers.glossary import parse_glossary

PLAIN = OutputFormat(80, color=False)
CHINESE_LABEL = "中文 · the record"
CODES = re.compile(r"\x1b\[[0-9;]*m")
TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs",)),
        st.sampled_from("堤船渡口，。“”（）《》　 [b]/ab.\t\n\x1b\x07\u200b\u202e\u0301𠮷🙂"),
    ),
    min_size=1,
    max_size=120,
)


def plain(text: str) -> str:
    return CODES.sub("", text)


@pytest.mark.parametrize("width", [40, 60, 80, 99, 100, 120, 160])
@pytest.mark.parametrize("color", [False, True])
def test_no_line_of_an_answer_is_wider_than_the_terminal(answers: list[Asked], width: int, color: bool) -> None:
    for asked in answers[::13]:
        for line in plain(answer_text(asked.answer, OutputFormat(width, color))).splitlines():
            assert cells(line) <= width, line


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_of_an_article_is_wider_than_the_terminal(assistant: Assistant, answers: list[Asked], width: int) -> None:
    for asked in answers[::23]:
        found = asked.answer.quotes[0]
        text = article_text(assistant.article(found.article.id), found.passage, OutputFormat(width, False))
        lines = text.splitlines()
        path = next(line for line in lines if found.article.source.path in line)  # not broken: it is copied
        assert all(cells(line) <= width for line in lines if line != path)


def test_the_languages_are_side_by_side_from_100_cells() -> None:
    made = answer(quote(article("The dike held.", "大堤守住了。")))
    wide = answer_text(made, OutputFormat(SIDE_BY_SIDE, False)).splitlines()
    assert any("The dike held." in line and "大堤守住了。" in line for line in wide)
    narrow = answer_text(made, OutputFormat(SIDE_BY_SIDE - 1, False)).splitlines()
    assert not any("The dike held." in line and "大堤守住了。" in line for line in narrow)
    assert [line for line in narrow if "The dike held." in line] != []
    assert SIDE_BY_SIDE == 100


def test_the_chinese_column_is_aligned() -> None:
    made = answer(quote(article("A“堤”b. " * 30, "大堤守住了。" * 30)))
    lines = answer_text(made, OutputFormat(120, False)).splitlines()
    label = next(line for line in lines if CHINESE_LABEL in line)
    column = cells(label[: label.index(CHINESE_LABEL)])
    right = [line for line in lines if "守" in line and "A" in line]
    assert len(right) > 3
    for line in right:
        at = 0
        while cells(line[:at]) < column:
            at += 1
        assert cells(line[:at]) == column


def test_without_colour_there_is_no_escape_sequence(answers: list[Asked]) -> None:
    for asked in answers[::13]:
        for width in (80, 120):
            assert "\x1b" not in answer_text(asked.answer, OutputFormat(width, False))


def test_every_line_resets_its_colours() -> None:
    made = answer(
        quote(
            article("The dike held. A boat sank.", "大堤守住了。船沉了。"), english=Highlights((Span(15, 27),), (Span(4, 8),))
        )
    )
    text = answer_text(made, OutputFormat(80, True))
    assert "\x1b[1mA boat sank.\x1b[0m" in text
    assert "The \x1b[4mdike\x1b[0m held." in text
    for line in text.splitlines():
        opened = [code for code in CODES.findall(line) if code != "\x1b[0m"]
        assert line.count("\x1b[0m") == len(opened)


def test_without_colour_a_bar_marks_the_answer() -> None:
    made = answer(
        quote(article("The dike held.\n    A boat sank.", "大堤守住了。船沉了。"), english=Highlights((Span(19, 31),)))
    )
    lines = answer_text(made, PLAIN).splitlines()
    assert "| A boat sank." in lines
    assert "  The dike held." in lines


@given(TEXTS, TEXTS, st.integers(40, 160), st.booleans())
def test_archive_text_is_printed_as_data(english: str, chinese: str, width: int, color: bool) -> None:
    """Never an escape sequence, a control character or a wider line; and nothing of it is lost."""
    of = article("E" + english, "中" + chinese, title_en=english, title_zh=chinese)
    cut = passage(of)
    text = answer_text(answer(quote(of)), OutputFormat(width, color))
    bare = plain(text)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", bare)
    for line in bare.splitlines():
        assert cells(line) <= max(width, 2)
    for excerpt in (cut.english, cut.chinese):
        if excerpt and width < SIDE_BY_SIDE:
            kept = "".join(c for c in excerpt.text if c.isalnum())
            assert kept in "".join(c for c in bare if c.isalnum())


@given(TEXTS)
def test_titles_and_names_are_printed_as_data(text: str) -> None:
    of = article(title_en=text, title_zh=text, author_en=text, column=text)
    printed = article_text(AlignedArticle(of, (Bead((0,), (0,)),), (passage(of),)), None, PLAIN)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", printed)


@pytest.mark.parametrize("text", ["[b]bold[/b] [red]x", "[/]", "[link=file:///etc]y[/link]", "{0} %s \\n", "<b>&amp;"])
def test_brackets_are_not_markup(text: str) -> None:
    assert text in answer_text(answer(quote(article(text + " End.", "完。"))), PLAIN)


def test_an_escape_sequence_in_the_archive_is_made_visible() -> None:
    text = answer_text(answer(quote(article("A\x1b[31mred\x1b[0m\x07 boat.", "船\x1b]0;title\x07。"))), OutputFormat(80, True))
    assert "\x1b[31m" not in text
    assert "\x1b]" not in text
    assert "\x07" not in text
    assert "␛[31mred" in text


def test_the_first_line_says_what_was_found() -> None:
    one = answer(quote(article()))
    assert answer_text(one, PLAIN).splitlines()[0] == "Found (0.75) · 1 passage · 1 article · 1960 · matched in both · 0.01 s"
    assert facts(answer()).replace("\u00a0", " ") == "0.01 s"
    undated = answer(quote(article(date=None)))
    assert answer_text(undated, PLAIN).startswith("Found (0.75) · 1 passage · 1 article · matched in both · ")


@pytest.mark.parametrize(
    ("outcome", "label"), [(Outcome.FOUND, ""), (Outcome.WEAK, " · weak match"), (Outcome.NOTHING, " · distant match")]
)
def test_a_match_that_does_not_answer_is_labelled(outcome: Outcome, label: str) -> None:
    text = answer_text(answer(quote(article()), outcome=outcome, reasons=(RecordedText("Because it is so."),)), PLAIN)
    assert f"\n1 English · machine translation{label}\n" in text
    assert "Because it is so." in text.splitlines()[1]


@pytest.mark.parametrize("width", [40, 120])
def test_a_label_that_is_too_long_for_the_row_has_its_own(width: int) -> None:
    text = answer_text(
        answer(quote(article()), outcome=Outcome.NOTHING, reasons=(RecordedText("So."),)), OutputFormat(width, False)
    )
    assert ("\n1 distant match\n  English · machine translation\n" in text) is (width == 40)


def test_the_number_of_a_quote_never_touches_its_label() -> None:
    assert "\n10 English" in answer_text(answer(replace(quote(article()), rank=10)), PLAIN)


def test_warnings_then_citation_follow_the_quote() -> None:
    text = answer_text(answer(quote(article("There are 470 boats.", "一共四百零七条。"))), OutputFormat(160, False))
    assert "! The numbers differ: 四百零七 in the Chinese, 470 in the English." in text
    assert text.index("470 boats") < text.index("! The numbers") < text.index("People's Daily (人民日报)")


@pytest.mark.parametrize(("machine", "expected"), [(True, "1 English · machine translation"), (False, "1 English")])
def test_the_sides_are_labelled(machine: bool, expected: str) -> None:
    lines = [line.strip() for line in answer_text(answer(quote(article(machine_translated=machine))), PLAIN).splitlines()]
    assert expected in lines
    assert CHINESE_LABEL in lines


@pytest.mark.parametrize("width", [80, 120])
def test_a_side_that_is_missing_says_so(width: int) -> None:
    text = answer_text(answer(quote(article(english=None))), OutputFormat(width, False))
    assert "machine translation" not in text
    assert "this passage has no English" in text
    assert "一。二。" in text


def test_an_article_has_all_paragraphs_and_a_bar_beside_the_passage(assistant: Assistant, answers: list[Asked]) -> None:
    found = answers[0].answer.quotes[0]
    aligned = assistant.article(found.article.id)
    bars = [line for line in article_text(aligned, found.passage, PLAIN).splitlines() if line.startswith("| ")]
    assert bars
    without = article_text(aligned, None, PLAIN)
    assert not [line for line in without.splitlines() if line.startswith("| ")]
    letters = "".join(c for c in without if c.isalnum())
    for text in (aligned.article.english, aligned.article.chinese):
        assert text is not None
        for paragraph in text.paragraphs:
            assert "".join(c for c in paragraph.span.of(text.content) if c.isalnum()) in letters


def test_an_unaligned_paragraph_leaves_the_other_column_empty() -> None:
    of = article("One.", "一。")
    aligned = AlignedArticle(of, (Bead((0,), ()), Bead((), (0,))), (passage(of),))
    _, labels, *body = article_text(aligned, None, OutputFormat(120, False)).split("\n\n")
    assert labels.split("    ")[-1].strip() == CHINESE_LABEL
    assert [part.split() for part in body] == [["One."], ["一。"]]
    assert cells(body[1].rstrip("\n").split("一")[0]) > 50


def test_the_glossary_is_printed_once_at_the_end() -> None:
    lines = ["**Named Entities**", "南捷  Nanjie (both)", "铁托  Tito", "no entry"]
    english = "It is new.\n" + "\n".join(lines)
    starts = [english.index(line) for line in lines]
    paragraphs = [Paragraph(Span(0, 10))]
    paragraphs += [Paragraph(Span(at, at + len(line)), Kind.GLOSSARY) for at, line in zip(starts, lines, strict=True)]
    text = Text(english, tuple(paragraphs), 0)
    of = replace(article(english), english=text, glossary=parse_glossary(text))
    beads = (Bead((0,), (0,)), *(Bead((i,), ()) for i in range(1, 5)))
    printed = article_text(AlignedArticle(of, beads, ()), None, PLAIN)
    end = printed[printed.index("no entry") :].splitlines()
    assert end == ["no entry", "", "", "  Names in this article", *(f"  {line}" for line in lines[:3])]
    assert printed.count("Tito") == printed.count("Nanjie") == 1


@pytest.mark.parametrize("width", [80, 120])
def test_an_article_has_labels_and_warnings(width: int) -> None:
    """A warning is below its paragraph, whether or not a passage is marked."""
    of = article("There are 470 boats.\nThe mill is new.", "一共四百零七条。\n磨坊是新的。")
    assert of.english
    assert of.chinese
    paragraphs = (Paragraph(Span(0, 20)), Paragraph(Span(21, 37))), (Paragraph(Span(0, 8)), Paragraph(Span(9, 15)))
    of = replace(
        of, english=replace(of.english, paragraphs=paragraphs[0]), chinese=replace(of.chinese, paragraphs=paragraphs[1])
    )
    boats = replace(passage(of, beads=(Bead((0,), (0,), 0.8),)), english=of.english.cut(Span(0, 20)))  # type: ignore[union-attr]
    boats = replace(boats, chinese=of.chinese.cut(Span(0, 8)))  # type: ignore[union-attr]
    aligned = AlignedArticle(of, (Bead((0,), (0,)), Bead((1,), (1,))), (boats,))
    for marked in (boats, None):
        printed = article_text(aligned, marked, OutputFormat(width, False))
        warning = "  ! The numbers differ: 四百零七 in the Chinese, 470 in the English.\n"
        assert printed.count(warning) == 1
        assert printed.index("四百零七条") < printed.index(warning) < printed.index("The mill is new.")
        assert "English · machine translation" in printed
        assert CHINESE_LABEL in printed
    assert article_json(aligned)["warnings"] == [
        {"passage": boats.id, "warnings": warnings_json([NumbersDiffer(("四百零七",), ("470",))])}
    ]
    assert article_json(aligned)["machine_translated"] is True


def test_the_heading_stands_above_the_quotation_and_the_header_title_beside_a_headline_without_english() -> None:
    english, chinese = "The dike was mended.", "渡船\n修堤\n堤修好了。"
    of = article(english, chinese)
    assert of.english
    assert of.chinese
    spans = [Span(0, 2), Span(3, 5), Span(6, 11)]
    kinds = (Kind.TITLE, Kind.SUBHEAD, Kind.BODY)
    text = replace(of.chinese, paragraphs=tuple(Paragraph(s, kind) for s, kind in zip(spans, kinds, strict=True)))
    of = replace(of, chinese=text)
    body = replace(passage(of), chinese=text.cut(spans[2]), heading=Heading(None, text.cut(spans[1])))
    rows = [row.text.strip() for row in quote_rows(plain_quote(of, body), 60, Arrangement(stacked=True))]
    assert rows[rows.index("修堤") + 1] == "堤修好了。"
    line = replace(body, english=None, chinese=text.cut(spans[0]), kind=Kind.TITLE, heading=None)
    rows = [row.text.strip() for row in quote_rows(plain_quote(of, line), 90, Arrangement(stacked=True))]
    assert f"Title in the file's header: {of.title_en}" in rows
    assert any(row.endswith("headline.") for row in rows)
    shown = article_text(AlignedArticle(of, (Bead((), (0,)), Bead((), (1,)), Bead((0,), (2,))), (body,)), None, PLAIN)
    assert shown.count(f"Title in the file's header: {of.title_en}") == 1
