"""The line breaker: no character lost, no line too wide, kinsoku; and how it compares with Textual's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content
from tui_fakes import ALL

from assistant.text.sanitize import sanitize
from assistant.text.wrap import NO_END, NO_START, Line, cells, pieces, wrap
from corpus.model import Span

CHINESE = "".join(
    (
        "据本报芦港七月六日电：“新堤守住了！”三百一十六人挑了一夜的土……渡工说：“水大，人更大。”《芦白》、《苇青》两种纸也运到了（见第三版）；",
        "谁说小厂不行？！一九五八年一月到六月，全厂出纸４２００斤，比去年多２５％——"
        "这是一个不小的数目。People’s Daily 的记者问：「怎么做到的？」",
        "老师傅答：『湿一湿毛毯。』他又说，“急”字当头，纸就要断；“稳”字当头，纸就不断。卡尔·马克思也说过类似的话〔注一〕。",
    )
)
TEXTS = st.text(
    st.sampled_from("中文纸船堤水一二。，、；：？！）》”’（《“‘……——「」『』·abc XYZ12 .,-  \t\u3000\n\u0301\u00a0４２％"),
    max_size=120,
)
WIDTHS = st.integers(1, 60)


def check_account(text: str, width: int, lines: tuple[Line, ...]) -> None:
    """Each character is in exactly one line; what is not drawn is blank; no line is too wide."""
    assert "".join(text[line.start : line.end] for line in lines) == text
    for line in lines:
        assert line.start <= line.first <= line.stop <= line.end
        assert line.start < line.end
        hidden = text[line.start : line.first] + text[line.stop : line.end]
        assert not hidden.strip(), f"{hidden!r} would not be drawn"
        drawn = text[line.first : line.stop]
        assert "\n" not in drawn
        assert line.cells == cells(drawn) == cell_len(drawn)
        assert line.cells <= width or sum(cells(c) > 0 for c in drawn) == 1


@given(TEXTS, WIDTHS, st.booleans())
def test_nothing_is_lost_and_nothing_too_wide(text: str, width: int, indents: bool) -> None:
    check_account(text, width, wrap(text, width, indents=indents))


@given(st.text(max_size=200), WIDTHS)
def test_any_text_can_be_wrapped(text: str, width: int) -> None:
    drawn = sanitize(text)
    check_account(drawn, width, wrap(drawn, width))


def bad(text: str, at: int) -> bool:
    """Whether a line must not begin at `at`."""
    before, after = text[at - 1], text[at]
    return (
        after in NO_START
        or before in NO_END
        or (before == after and after in "…—⋯")
        or (after.isspace() and after != "\u00a0")
        or cells(after) == 0
    )


@given(TEXTS, WIDTHS)
def test_kinsoku_is_kept_where_possible(text: str, width: int) -> None:
    for line in wrap(text, width):
        if line.end == len(text) or text[line.end - 1] == "\n" or not bad(text, line.end):
            continue
        inside = range(line.first + 1, line.end)
        content = len(text[line.first : line.stop]) - len(text[line.first : line.stop].lstrip())
        assert all(bad(text, at) for at in inside if at > line.first + content), "there was a better place to break"


@pytest.mark.parametrize("width", range(20, 80))
def test_prose_never_breaks_the_rules(width: int) -> None:
    assert wrong_breaks([CHINESE[line.first : line.stop] for line in wrap(CHINESE, width)]) == 0


def test_textual_breaks_many_lines_wrongly() -> None:
    """The reason for this module, measured on the same text at the same widths."""
    ours = theirs = breaks = 0
    for width in range(20, 80):
        lines = [line.plain for line in Content(CHINESE).wrap(width)]
        theirs += wrong_breaks(lines)
        breaks += len(lines) - 1
        ours += wrong_breaks([CHINESE[line.first : line.stop] for line in wrap(CHINESE, width)])
    assert ours == 0
    assert theirs / breaks > 0.1


def wrong_breaks(lines: list[str]) -> int:
    lines = [line.strip() for line in lines]
    ends = sum(line[-1:] in NO_END for line in lines[:-1] if line)
    return ends + sum(line[0] in NO_START for line in lines[1:] if line)


def test_lines_are_filled() -> None:
    """Kinsoku moves a character or two; it does not leave ragged holes."""
    short = [line for line in wrap(CHINESE, 40)[:-1] if line.cells < 30]
    assert not short


def test_latin_words_stay_whole() -> None:
    text = "The dike held. 新堤 Three hundred and sixteen people carried earth."
    assert [text[line.first : line.stop] for line in wrap(text, 16)] == [
        "The dike held.",
        "新堤 Three",
        "hundred and",
        "sixteen people",
        "carried earth.",
    ]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert [(line.first, line.stop) for line in wrap("a" * 25, 10)] == [(0, 10), (10, 20), (20, 25)]


def test_full_width_numbers_stay_whole() -> None:
    text = "出纸４２００斤"
    assert [text[line.first : line.stop] for line in wrap(text, 8)] == ["出纸", "４２００", "斤"]


def test_paired_marks_are_not_split() -> None:
    text = "一二三四——五六……七八"
    for width in range(6, 24):
        for line in wrap(text, width):
            assert text[line.first : line.stop].count("—") in (0, 2)
            assert text[line.first : line.stop].count("…") in (0, 2)


def test_combining_marks_stay_with_their_letter() -> None:
    text = "e\u0301" * 6
    assert all((line.stop - line.first) % 2 == 0 for line in wrap(text, 3))


def test_indents_are_drawn_or_left_out() -> None:
    text = "    第一段\n\u3000\u3000第二段"
    assert [text[line.first : line.stop] for line in wrap(text, 20)] == ["    第一段", "\u3000\u3000第二段"]
    assert [text[line.first : line.stop] for line in wrap(text, 20, indents=False)] == ["第一段", "第二段"]


def test_blank_lines_stay() -> None:
    assert [line.cells for line in wrap("一\n\n二", 10)] == [2, 0, 2]


def test_an_empty_text_has_no_lines() -> None:
    assert wrap("", 10) == ()


@given(st.integers(0, 20), st.integers(0, 20), st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)), max_size=4))
def test_pieces_cover_the_line_and_know_their_layers(start: int, length: int, raw: list[tuple[int, int]]) -> None:
    spans = [Span(min(pair), max(pair)) for pair in raw if pair[0] != pair[1]]
    found = list(pieces(start, start + length, spans))
    assert "".join("x" * (end - begin) for begin, end, _ in found) == "x" * length
    for begin, end, (covered,) in found:
        for at in range(begin, end):
            assert covered == any(span.start <= at < span.end for span in spans)


def test_no_article_loses_text_when_wrapped() -> None:
    for article in ALL:
        for passage in article.passages:
            for side in ("en", "zh"):
                if excerpt := passage.excerpt(side):
                    drawn = sanitize(excerpt.text)
                    for width in (8, 20, 33, 58):
                        check_account(drawn, width, wrap(drawn, width))
