"""The archive's own format in its variations. Nothing in a file is lost silently."""

import datetime
import re
from contextlib import suppress
from pathlib import Path

import pytest
from corpus_helpers import (
    PAPER,
    SOURCE,
    article_of,
    assert_covers,
    bodies,
    document,
    kinds_of,
    law,
    newlines,
    paragraphs_of,
    read,
)
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableSource
from corpus.model import SIDES
from corpus.readers.periodical import looks_periodical
from corpus.text.lines import lines

DAY = datetime.date(1960, 4, 25)

ENGLISH_HEADERS = {
    "compact": "Title: A Ferry\nAuthor: Fang Lifu\nDate: 1960-04-25\nPage: 3\n",
    "spaced": "Title: A Ferry\n\nAuthor: Fang Lifu\n\nDate: 1960-04-25\nPage: 3\n",
    "blank after the title": "Title: A Ferry\n\nAuthor: Fang Lifu\nDate: 1960-04-25\nPage: 3\n",
    "edition": "Title: A Ferry\nAuthor: Fang Lifu\nDate: 1960-04-25\nEdition: 3\n",
    "edition, spaced": "Title: A Ferry\n\nAuthor: Fang Lifu\n\nDate: 1960-04-25\nEdition: 3\n",
    "trailing blanks": "Title: A Ferry \nAuthor: Fang Lifu \nDate: 1960-04-25 \nPage: 3 \n",
}


@pytest.mark.parametrize("header", ENGLISH_HEADERS.values(), ids=ENGLISH_HEADERS.keys())
@pytest.mark.parametrize("gap", ["", "\n", "\n\n\n"])
def test_every_layout_of_the_english_header(header: str, gap: str) -> None:
    article = article_of(f"{header}{gap}    The ferry is new.\n    It has two sails.\n")
    assert (article.title_en, article.author_en, article.date, article.page) == ("A Ferry", "Fang Lifu", DAY, 3)
    assert paragraphs_of(article.english) == ["The ferry is new.", "It has two sails."]
    assert article.chinese is None
    assert not article.machine_translated


@pytest.mark.parametrize("author", ["Author:", "Author: "])
def test_an_empty_author(author: str) -> None:
    article = article_of(f"Title: A Ferry\n{author}\nDate: 1960-04-25\nPage: 3\n\n    The ferry is new.\n")
    assert article.author_en == ""


def test_the_chinese_header_is_positional() -> None:
    article = article_of(document(author_zh="王少清  梁一丁", column="新建设  新产品", page=12))
    assert (article.title_zh, article.author_zh, article.date) == ("渡船", "王少清  梁一丁", DAY)
    assert (article.page, article.column) == (12, "新建设  新产品")
    assert paragraphs_of(article.chinese) == ["渡船是新的。"]
    assert article.machine_translated


def test_an_empty_author_line_and_column() -> None:
    article = article_of(document())
    assert (article.author_zh, article.column) == ("", "")


def test_a_title_of_two_parts_keeps_its_blanks() -> None:
    assert article_of(document(title_zh="新渡船下水  两岸往来方便")).title_zh == "新渡船下水  两岸往来方便"
    assert article_of(document(title_zh="镇堤\u3000守住了")).title_zh == "镇堤\u3000守住了"


def test_the_chinese_half_takes_precedence() -> None:
    reading = read(document().replace("Date: 1960-04-25", "Date: 1960-05-25").replace("Page: 3", "Page: 4"))
    (article,) = reading.articles
    assert (article.date, article.page) == (DAY, 3)
    date, page = reading.remarks
    assert (date.kind, page.kind) == ("date", "page")
    assert "1960-05-25" in date.message
    assert "English 4" in page.message


def test_an_invalid_date_is_reported() -> None:
    reading = read("Title: A Ferry\nAuthor:\nDate: 1960-02-31\nPage: 3\n\n    The ferry is new.\n", "/archive/ferry.md")
    assert reading.articles[0].date is None
    assert [r.kind for r in reading.remarks] == ["date"]
    assert reading.articles[0].id.startswith("undated-3-")


def test_the_file_name_gives_the_date_if_no_half_does() -> None:
    assert article_of("Title: A Ferry\nAuthor:\nPage: 3\n\n    The ferry is new.\n").date == DAY


@pytest.mark.parametrize("page", ["", "x", "9" * 30, "1" * 5000])
def test_an_invalid_page_is_ignored(page: str) -> None:
    text = f"Title: A Ferry\nAuthor:\nDate: 1960-04-25\nPage: {page}\n\n    The ferry is new.\n"
    assert article_of(text).page is None
    assert article_of(document([]).replace("第3版", f"第{page}版")).page is None


def test_the_divider_with_two_or_three_blank_lines_before() -> None:
    for text in (document(), document().replace("\n\n\n\n<hr", "\n\n\n<hr"), document().replace("<hr /> ", "<hr>")):
        article = article_of(text)
        assert paragraphs_of(article.english) == ["The ferry is new."]
        assert paragraphs_of(article.chinese) == ["渡船是新的。"]


def test_one_half_alone() -> None:
    chinese = article_of(document([]))
    assert chinese.english is None
    assert (chinese.title_zh, chinese.page, chinese.date) == ("渡船", 3, DAY)
    english = article_of(document(chinese=[]))
    assert english.chinese is None
    assert not chinese.machine_translated
    assert not english.machine_translated


def test_an_english_half_alone_names_its_column() -> None:
    text = document(["[Party Life]", "A Ferry", "The ferry is new."], [])
    assert article_of(text).column == "Party Life"
    assert article_of(text.replace("Page: 3", "Column: Market Tour\nPage: 3")).column == "Market Tour"
    both = document(["[Party Life]", "A Ferry", "The ferry is new."])
    assert article_of(both).column == "", "the record says that there is none"


LABELLED = "{0}：渡船\n{1}：方立夫\n日期：{4}\n{2}：{5}\n{3}：短評\n\n    渡船是新的。\n"


@pytest.mark.parametrize(
    "labels", [("標題", "作者", "版次", "專欄"), ("标题", "作者", "版面", "栏目"), ("題目", "作者", "版", "欄目")]
)
@pytest.mark.parametrize(
    ("date", "page"), [("1960-04-25", "第3版()"), ("1960年4月25日", "3"), ("１９６０年４月２５日", "第三版")]
)
@pytest.mark.parametrize(
    "english", ["", f"{ENGLISH_HEADERS['compact']}\n    The ferry is new.\n\n\n\n<hr /> \n\nOriginal: \n\n\n"]
)
def test_a_chinese_header_with_labels(labels: tuple[str, ...], date: str, page: str, english: str) -> None:
    text = english + LABELLED.format(*labels, date, page)
    assert looks_periodical(text)
    (article,) = read(text).articles
    assert (article.title_zh, article.author_zh, article.column) == ("渡船", "方立夫", "短評")
    assert (article.date, article.page) == (DAY, 3)
    assert paragraphs_of(article.chinese) == ["渡船是新的。"]


@pytest.mark.parametrize("marks", ["#", "##", "###", "####"])
def test_a_chinese_title_with_any_number_of_marks(marks: str) -> None:
    text = document().replace("### 渡船", f"{marks} 渡船")
    for whole in (text, text[text.index(f"{marks} 渡船") :]):
        assert looks_periodical(whole)
        assert (article_of(whole).title_zh, article_of(whole).page) == ("渡船", 3)


def test_a_half_without_a_body_is_no_half() -> None:
    article = article_of(document(["The ferry is new."], ["  \u3000"]))
    assert article.chinese is None
    assert article.title_zh == "渡船"


def test_no_body_at_all_is_unreadable() -> None:
    with pytest.raises(UnreadableSource, match="no body text"):
        read(document([" "], [" "]))


def test_a_second_line_before_the_date_is_left_over_not_lost() -> None:
    reading = read(document(author_zh="方立夫").replace("方立夫\n", "方立夫\n——纪念渡口百年\n"))
    (article,) = reading.articles
    assert (article.author_zh, article.date, article.page) == ("方立夫", DAY, 3)
    assert [r.kind for r in reading.remarks] == ["leftover"]
    assert "——纪念渡口百年" in reading.remarks[0].message


def test_a_chinese_half_without_header_keeps_its_lines() -> None:
    text = document([], ["第一段。", "第二段。", "第三段。"])
    text = document(chinese=[]) + "<hr /> \n\nOriginal: \n\n\n### 渡船\n\n" + text.split("专栏：\n\n")[1]
    assert paragraphs_of(article_of(text).chinese) == ["第一段。", "第二段。", "第三段。"]


def test_a_chinese_half_without_headline_keeps_its_lines() -> None:
    text = document(chinese=[]) + "<hr /> \n\nOriginal: \n\n\n    第一段。\n    第二段。\n"
    article = article_of(text)
    assert (article.title_zh, article.author_zh) == ("", "")
    assert paragraphs_of(article.chinese) == ["第一段。", "第二段。"]


@pytest.mark.parametrize("between", ["", "Original: \n\n", "\n\nOriginal:\n"])
def test_a_missing_rule_between_the_halves(between: str) -> None:
    text = document().replace("<hr /> \n\nOriginal: \n\n\n", between)
    assert "<hr" not in text
    reading = read(text)
    (article,) = reading.articles
    assert (paragraphs_of(article.english), paragraphs_of(article.chinese)) == (["The ferry is new."], ["渡船是新的。"])
    assert (article.title_zh, article.page, reading.remarks) == ("渡船", 3, ())
    assert "渡船" not in article.english.content


def test_lines_between_the_halves_are_reported() -> None:
    reading = read(document().replace("Original: ", "Original: \nSee also page 4"))
    assert [(r.kind, "See also page 4" in r.message) for r in reading.remarks] == [("leftover", True)]


def test_a_mark_of_the_divider_in_a_line_does_not_divide() -> None:
    article = article_of(document(["They wrote <hr /> on the wall.", "It stayed."]))
    assert paragraphs_of(article.english) == ["They wrote <hr /> on the wall.", "It stayed."]


def test_ids_are_made_of_what_was_printed() -> None:
    first = article_of(document())
    assert re.fullmatch(r"19600425-3-[0-9a-f]{8}", first.id)
    assert first.id == article_of(document(["Another translation."], author_en="X")).id
    assert first.id == read(document(), "/elsewhere/renamed.md").articles[0].id
    assert first.id != article_of(document(chinese=["渡船是旧的。"])).id
    assert first.id != article_of(document(page=4)).id
    assert first.id != article_of(document(date="1960-04-26")).id
    assert first.newspaper == PAPER
    assert first.source.path == SOURCE.path


def test_articles_of_one_title_and_day_are_two(sample_articles: dict) -> None:
    pictures = [a for a in sample_articles.values() if a.title_zh == "图片"]
    assert len(pictures) == 2
    assert len({a.date for a in pictures}) == 1
    assert len({a.id for a in pictures}) == 2


@law
@given(bodies, bodies, newlines)
def test_halves_are_slices_of_the_file(en: list[str], zh: list[str], newline: str) -> None:
    text = document(en or [""], zh or [""], newline=newline)
    try:
        (article,) = read(text).articles
    except UnreadableSource:
        assert not any(line.strip() for line in en + zh)
        return
    for side, written in zip(SIDES, (en, zh), strict=True):
        body = article.text(side)
        expected = [line.strip() for line in written if line.strip()]
        if side == "en" and any(re.fullmatch(r"\s*<hr\s*/?>\s*", line) for line in en):
            continue
        assert paragraphs_of(body) == expected
        if body is None:
            continue
        assert text[body.offset : body.offset + len(body.content)] == body.content
        assert_covers([p.span for p in body.paragraphs], body.content, 0, len(body.content))


FORMS = [
    "Title: A Ferry{}",
    "Author: Fang{}",
    "Date: 1960-04-25",
    "Page: 3",
    "Edition: 2",
    "### 渡船{}",
    "方立夫{}",
    "1960-04-25",
]
FORMS += [
    "第3版()",
    "专栏：短评{}",
    "专栏：",
    "<hr /> ",
    "Original: ",
    "",
    "",
    "    The ferry is new{}.",
    "    渡船是新的{}。",
    "#",
]
PLACES = re.compile(r"(Date|Page|Edition):.*|1960-04-25|第3版\(\)|#+|<hr />|Original:")


@law
@given(st.lists(st.sampled_from(FORMS), max_size=24), newlines)
def test_every_line_of_any_file_is_a_field_a_paragraph_or_a_leftover(forms: list[str], newline: str) -> None:
    """The accounting law for files with lines in any order. Each line with words is unique."""
    text = newline.join(form.format(chr(ord("A") + number)) for number, form in enumerate(forms))
    try:
        reading = read(text)
    except UnreadableSource:
        return
    (article,) = reading.articles
    held = paragraphs_of(article.english) + paragraphs_of(article.chinese)
    held += [r.text for r in reading.remarks if r.kind == "leftover"]
    fields = {article.title_en, article.title_zh, article.author_en, article.author_zh, article.column}
    for line in lines(text):
        value = line.text.strip()
        bare = re.sub(r"^(Title|Author):\s*|^###\s*|^专栏：", "", value)
        assert not bare or PLACES.fullmatch(value) or value in held or {value, bare} & fields, f"{value!r} is lost"
    for side in SIDES:
        body = article.text(side)
        if body:
            assert text[body.offset : body.offset + len(body.content)] == body.content
            assert_covers([p.span for p in body.paragraphs], body.content, 0, len(body.content))


@law
@given(st.text(max_size=300))
def test_any_text_is_read_or_rejected(text: str) -> None:
    looks_periodical(text)
    for whole in (text, "Title: A\nDate: 1960-04-25\n" + text, "### 甲\n\n第3版()\n" + text):
        with suppress(UnreadableSource):
            assert len(read(whole).articles) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (document(), True),
        (document([]), True),
        ("\n\n" + document(), True),
        ("", False),
        ("# A project\n\nTitle: this is a README.\n", False),
        ("Title: A poem\n\nby nobody\n", False),
        ("### Installation\n\nRun pip.\n", False),
        ("The ferry is new.\n", False),
    ],
)
def test_the_format_is_recognized_by_its_header(text: str, expected: bool) -> None:
    assert looks_periodical(text) == expected


def test_the_sample_articles_are_slices_of_their_files(sample_articles: dict, sample_gold: dict) -> None:
    for name, article in sample_articles.items():
        text = Path(article.source.path).read_bytes().decode("utf-8")
        for side, key in (("en", "en_lines"), ("zh", "zh_lines")):
            body = article.text(side)
            assert text[body.offset : body.offset + len(body.content)] == body.content
            assert_covers([p.span for p in body.paragraphs], body.content, 0, len(body.content))
            assert len(body.paragraphs) == sample_gold[name][key], name


def test_the_roles_of_the_sample_are_right_before_any_alignment(sample_articles: dict, sample_gold: dict) -> None:
    wrong = []
    count = 0
    for name, article in sample_articles.items():
        for side, key in (("en", "roles_en"), ("zh", "roles_zh")):
            for index, kind in enumerate(kinds_of(article.text(side))):
                count += 1
                if kind != sample_gold[name][key][str(index)]:
                    wrong.append((name, side, index, kind))
    assert len(wrong) <= 0.05 * count, wrong
