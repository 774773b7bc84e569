"""Variations of the archive's format, one document for each."""

import re
from pathlib import Path

import pytest
from corpus_helpers import (
    PAPER,
    FakeVectors,
    article_of,
    assert_laws_hold,
    document,
    kinds_of,
    paragraphs_of,
    read,
    vectors_for_beads,
    write,
)

from corpus.alignment.passages import align_article
from corpus.model import AlignedArticle, Article, GlossaryEntry
from corpus.readers.folders import source_files
from corpus.readers.registry import read_source

PAGE = "Date: 1960-04-25\nPage: 3\n"
ZH = "### 渡船\n\n1960-04-25\n第3版()\n专栏：\n\n"
BETWEEN = "\n\n<hr /> \n\nOriginal: \n\n\n"


def whole(english: str, chinese: str) -> str:
    """A document with these two bodies, unchanged."""
    return f"Title: A Ferry\nAuthor:\n{PAGE}\n{english}{BETWEEN}{ZH}{chinese}"


def aligned(text: str, beads: list[list[list[int]]]) -> AlignedArticle:
    article = article_of(text)
    found = align_article(article, vectors_for_beads(article, beads))
    assert_laws_hold(found)
    return found


def test_1_names_of_files_and_folders(inbox: Path) -> None:
    names = [
        "1960.04/1960-04-02_图片.md",
        "1960.04/1960-04-02_图片_2.md",
        "1960.04/1960-04-02_“小洋群”，好！（一）.md",
        "1960.04/1960-04-02_a_b.md",
    ]
    for number, name in enumerate(names):
        write(inbox, name, document(chinese=[f"第{number}张图片。"], title_zh="图片", date="1960-04-02"))
    articles = [read_source(path, PAPER).articles[0] for path in source_files(inbox)]
    assert len({a.id for a in articles}) == len(names)
    assert {a.title_zh for a in articles} == {"图片"}
    assert {str(a.date) for a in articles} == {"1960-04-02"}


@pytest.mark.parametrize("before", ["\n\n", "\n\n\n", "\n\n\n\n"])
@pytest.mark.parametrize("rule", ["<hr /> ", "<hr />", "<hr/>", "<hr>"])
@pytest.mark.parametrize("original", ["Original: ", "Original:"])
def test_2_the_rule_between_the_halves(before: str, rule: str, original: str) -> None:
    text = f"Title: A Ferry\nAuthor:\n{PAGE}\nIt is new.{before}{rule}\n\n{original}\n\n\n{ZH}    它是新的。\n"
    reading = read(text)
    assert paragraphs_of(reading.articles[0].english) == ["It is new."]
    assert paragraphs_of(reading.articles[0].chinese) == ["它是新的。"]
    assert reading.remarks == ()


def test_3_one_half_alone_of_either_language(inbox: Path) -> None:
    chinese = read_source(write(inbox, "a.md", document([], ["渡船", "它是新的。"])), PAPER).articles[0]
    english = read_source(write(inbox, "b.md", document(["A Ferry", "It is new."], [])), PAPER).articles[0]
    assert (chinese.english, chinese.title_zh, chinese.page) == (None, "渡船", 3)
    assert (english.chinese, english.title_en, english.page) == (None, "A Ferry", 3)
    for one in (chinese, english):
        assert kinds_of(one.chinese or one.english) == ["title", "body"]
        found = align_article(one, FakeVectors())
        assert_laws_hold(found)
        assert len(found.passages) == 1
        assert found.passages[0].score == 0


@pytest.mark.parametrize(
    "header",
    [
        "Title: A Ferry\nAuthor: Fang Lifu\nDate: 1960-04-25\nPage: 3\n",
        "Title: A Ferry\n\nAuthor: Fang Lifu\n\nDate: 1960-04-25\nPage: 3\n",
        "Title: A Ferry\n\nAuthor: Fang Lifu\nDate: 1960-04-25\nPage: 3\n",
        "**Title:** A Ferry\n**Author:** Fang Lifu\n**Date:** 1960-04-25\n**Page:** 3\n",
        "**Title: A Ferry**\nAuthor：Fang Lifu\nDate: 1960-04-25\nPage: 3\n",
    ],
)
def test_4_the_header_compact_spaced_or_decorated(header: str, inbox: Path) -> None:
    one = read_source(write(inbox, "a.md", f"{header}\n    It is new.\n"), PAPER).articles[0]
    assert (one.title_en, one.author_en, str(one.date), one.page) == ("A Ferry", "Fang Lifu", "1960-04-25", 3)
    assert paragraphs_of(one.english) == ["It is new."]


def test_5_edition_instead_of_page() -> None:
    one = article_of(document(chinese=[]).replace("Page: 3", "Edition: 12"))
    assert one.page == 12


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("", ""),
        (" ", ""),
        ("Fang Lifu", "方立夫"),
        ("Wang Shaoqing, Liang Yiding", "王少清  梁一丁"),
        ("Ying Tao", "英韬　苗地"),
        ("Alek Çaçi", "阿·恰奇"),
    ],
)
def test_6_authors(en: str, zh: str) -> None:
    one = article_of(
        document(title_zh="渡船").replace("Author:\n", f"Author: {en}\n").replace("### 渡船\n\n", f"### 渡船\n{zh}\n")
    )
    assert (one.author_en, one.author_zh) == (en.strip(), zh)
    assert str(one.date) == "1960-04-25"


def test_7_titles_that_are_wrong_or_in_two_parts() -> None:
    english = ["New Ferry Launched: Traffic Made Easy", "It is new, and has two sails.", "It can carry forty people at once."]
    chinese = ["新渡船下水  两岸往来方便", "它是新的，有两张帆。", "一次能坐四十个人。"]
    text = document(english, chinese)
    text = text.replace("Title: A Ferry", "Title: Zheng Zude").replace("### 渡船", "### 新渡船下水  两岸往来方便")
    one = article_of(text)
    assert (one.title_en, one.title_zh) == ("Zheng Zude", "新渡船下水  两岸往来方便")
    assert kinds_of(one.chinese) == ["title", "body", "body"]
    # The kind of the English line follows from the Chinese line aligned with it.
    found = aligned(text, [[[k], [k]] for k in range(3)])
    assert kinds_of(found.article.english) == ["title", "body", "body"]


@pytest.mark.parametrize(
    "column",
    [
        "\n    Short Commentary:\n\n",
        "\nEditorial:\n\n",
        "Column: Market Tour\n\n",
        "Market Watch\n",
        "\nMarket Watch\n\n",
        "Hunan Communication\n",
    ],
)
def test_8_the_column_in_the_english_half(column: str) -> None:
    text = whole("", "").replace("Page: 3\n\n", f"Page: 3\n{column}    A Ferry\n    It is new, and has two sails.\n")
    one = article_of(text.replace("专栏：\n\n", "专栏：市场巡礼\n\n    渡船\n    它是新的，有两张帆。\n"))
    assert one.column == "市场巡礼"
    assert kinds_of(one.english) == ["column", "title", "body"]
    assert paragraphs_of(one.english)[0] == column.strip()


def test_8_a_column_that_equals_the_title_is_a_title() -> None:
    one = article_of(document(["International Briefs", "The ferry is new."], title_en="International Briefs"))
    assert kinds_of(one.english) == ["title", "body"]


@pytest.mark.parametrize("indent", ["    ", "\t", "", "\u3000\u3000", "  "])
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n    \n"])
def test_9_paragraph_styles(indent: str, gap: str) -> None:
    lines = ["The ferry is new.", "It has two sails.", "The fare is three fen."]
    one = article_of(whole(gap.join(indent + line for line in lines), "    它是新的。"))
    assert paragraphs_of(one.english) == lines
    assert kinds_of(one.english) == ["body"] * 3


@pytest.mark.parametrize("indent", [8, 12, 14, 22, 42])
def test_9_a_signature_is_indented(indent: int) -> None:
    english = "    The ferry is new, and it has two sails.\n" + " " * indent + "The Ferry Office"
    one = article_of(whole(english, "    渡船是新的，它有两张帆。\n" + " " * indent + "渡口管理处\n"))
    assert kinds_of(one.english) == kinds_of(one.chinese) == ["body", "credit"]


@pytest.mark.parametrize(
    ("head", "kinds"),
    [
        ("    A Ferry\n", ["title"]),
        ("", []),
        ("A Ferry\n\n", ["title"]),
        ("\n\nA Ferry\n", ["title"]),
        ("    A Ferry\n    By Fang Lifu\n", ["title", "byline"]),
        ("    A Ferry\n    By our reporters Fang Lifu and Du Ruolan\n", ["title", "byline"]),
        ("    A Ferry\n    Fang Lifu\n", ["title", "byline"]),
    ],
)
def test_10_title_and_byline_in_the_body(head: str, kinds: list[str]) -> None:
    text = whole(f"{head}    The ferry is new, and has two sails.", "    它是新的，有两张帆。\n").replace(
        "Author:", "Author: Fang Lifu"
    )
    assert kinds_of(article_of(text).english) == [*kinds, "body"]


def test_11_one_chinese_paragraph_in_many_english_lines() -> None:
    english = [f"This is line number {k} of the song." for k in range(8)]
    text = whole(
        "    \n".join(f"    {line}\n" for line in english), "    " + "".join(f"这是歌的第{k}行。" for k in range(8)) + "\n"
    )
    found = aligned(text, [[list(range(8)), [0]]])
    assert [(b.en, b.zh) for b in found.beads] == [(tuple(range(8)), (0,))]
    assert len(found.passages) == 1


def test_12_a_missing_line_shifts_nothing() -> None:
    english = ["A Ferry", "The ferry is new and has two sails.", "It can carry forty people at once."]
    chinese = ["渡船", "本报渡口三日讯", "渡船是新的，有两张帆。", "一次能坐四十个人。", "（据新华社）"]
    found = aligned(document(english, chinese), [[[0], [0]], [[1], [2]], [[2], [3]]])
    assert [(b.en, b.zh) for b in found.beads] == [((0,), (0,)), ((), (1,)), ((1,), (2,)), ((2,), (3,)), ((), (4,))]
    assert kinds_of(found.article.chinese) == ["title", "dateline", "body", "body", "credit"]


NANJIE = GlossaryEntry("南捷", "Nanjie", "short for both")


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("南捷  Nanjie (short for both)", NANJIE),
        ("南捷\tNanjie (short for both)", NANJIE),
        ("南捷: Nanjie (short for both)", NANJIE),
        ("南捷：Nanjie（short for both）", NANJIE),
        ("南捷 - Nanjie (short for both)", NANJIE),
        ("南捷 — Nanjie (short for both)", NANJIE),
        ("南捷——Nanjie (short for both)", NANJIE),
        ("南捷 – Nanjie – short for both", NANJIE),
        ("南捷: Nanjie - short for both", NANJIE),
        ("- **南捷**: Nanjie (short for both)", NANJIE),
        ("* 南捷 = Nanjie (short for both)", NANJIE),
        ("1. 南捷  Nanjie (short for both)", NANJIE),
        ("南捷\tNanjie", GlossaryEntry("南捷", "", "Nanjie")),
        ("新华社: Xinhua News Agency", GlossaryEntry("新华社", "", "Xinhua News Agency")),
        ("阿·恰奇: Alek Çaçi", GlossaryEntry("阿·恰奇", "", "Alek Çaçi")),
    ],
)
def test_13_glossary_lines(line: str, entry: GlossaryEntry) -> None:
    text = document(["It is new.", "", "**Named Entities**", "", line], ["它是新的。"])
    assert article_of(text).glossary == (entry,)
    found = aligned(text, [[[0], [0]]])
    assert kinds_of(found.article.english) == ["body", "glossary", "glossary"]
    assert [p.english.text for p in found.passages] == ["It is new."]


def test_14_a_whole_chinese_body_in_the_english_half() -> None:
    chinese = ["渡船是新的，有两张帆。", "一次能坐四十个人。"]
    english = ["The ferry is new and has two sails.", "It can carry forty people at once."]
    text = document(["渡船", *chinese, *english], ["渡船", *chinese])
    reading = read(text)
    (remark,) = reading.remarks
    assert remark.kind == "stray"
    assert "3 Chinese lines" in remark.message
    found = aligned(text, [[[3], [1]], [[4], [2]]])
    assert kinds_of(found.article.english) == ["stray"] * 3 + ["body"] * 2
    assert [(b.en, b.zh) for b in found.beads if b.en and b.zh] == [((3,), (1,)), ((4,), (2,))]
    assert not any(re.search("[一-鿿]", p.english.text) for p in found.passages if p.english)


def test_14_a_word_that_was_not_translated_stays_in_its_line() -> None:
    one = article_of(document(["The ferry (渡船) is called 신문 here."], ["渡船。"]))
    assert kinds_of(one.english) == ["body"]


@pytest.mark.parametrize(
    ("line", "page", "remarks"),
    [
        ("第3版()", 3, []),
        ("第03版()", 3, []),
        ("第３版（）", 3, []),
        ("第 3 版()", 3, []),
        ("第3版", 3, []),
        ("第三版()", 3, []),
        ("第十二版()", 12, []),
        ("第1—2版()", 1, ["page"]),
        ("第1、4版()", 1, ["page"]),
        ("第3版(要闻)", 3, ["page"]),
    ],
)
def test_15_the_page_line(line: str, page: int, remarks: list[str], inbox: Path) -> None:
    text = document([]).replace("第3版()", line)
    reading = read_source(write(inbox, "1960-04-25_a.md", text), PAPER)
    assert reading.articles[0].page == page
    assert paragraphs_of(reading.articles[0].chinese) == ["渡船是新的。"]
    assert [r.kind for r in reading.remarks] == remarks


@pytest.mark.parametrize("column", ["", "专栏：\n", "专栏：短评\n", "专栏: 短评\n"])
@pytest.mark.parametrize("author", ["", "方立夫"])
def test_15_the_chinese_header_with_and_without_its_lines(column: str, author: str) -> None:
    one = article_of(f"### 渡船\n{author}\n1960-04-25\n第3版()\n{column}\n    它是新的。\n    第3版还有一条消息。\n")
    assert (one.title_zh, one.author_zh, one.page, str(one.date)) == ("渡船", author, 3, "1960-04-25")
    assert one.column == ("短评" if "短评" in column else "")
    assert paragraphs_of(one.chinese) == ["它是新的。", "第3版还有一条消息。"]


def test_15_a_missing_page_or_date_line() -> None:
    assert paragraphs_of(article_of("### 渡船\n\n1960-04-25\n专栏：\n\n    它是新的。\n").chinese) == ["它是新的。"]
    assert paragraphs_of(article_of("### 渡船\n\n第3版()\n专栏：\n\n    它是新的。\n").chinese) == ["它是新的。"]
    reading = read("### 渡船\n    它是新的。\n1960-04-25\n第3版()\n\n    它有两张帆。\n")
    assert reading.articles[0].author_zh == "", "a sentence is no author"
    assert [r.text for r in reading.remarks] == ["它是新的。"]


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        (["来函声明", "它是新的，有两张帆。"], ["title", "body"]),
        (["来函声明人民日报：", "它是新的，有两张帆。"], ["title", "body"]),
        (["来函声明", "张云川", "它是新的，有两张帆。"], ["title", "byline", "body"]),
        (["来函声明", "本报记者　张云川", "它是新的，有两张帆。"], ["title", "byline", "body"]),
        (["来函声明", "张云川渡船是新的，它有两张帆，永远跟着江水走。"], ["title", "body"]),
        (["来函声明应渡口管理处的要求，我们在这里说明一切。", "它是新的。"], ["body", "body"]),
    ],
)
def test_16_glued_title_and_byline_lines(lines: list[str], kinds: list[str]) -> None:
    one = article_of(document([], lines, title_zh="来函声明", author_zh="张云川"))
    assert kinds_of(one.chinese) == kinds


BROKEN = (
    "    渡船是新的，有两张帆。船工们说，他们对渡船的这种爱护，完全是出于对两岸人民的\n"
    "  “根本性关心”。别的话他们不会说。\n"
    "    一次能坐四十个人。\n"
)
SENTENCE = "船工们说，他们对渡船的这种爱护，完全是出于对两岸人民的\n  “根本性关心”。"


@pytest.mark.parametrize("english", [1, 2])
def test_17_a_line_broken_inside_a_sentence(english: int) -> None:
    first = "The ferry is new and has two sails. The boatmen say it is out of a fundamental concern. They say no more."
    lines = [first] if english == 1 else [first[:35], first[36:]]
    text = whole("\n".join(f"    {line}" for line in [*lines, "It can carry forty people at once."]), BROKEN)
    article = article_of(text)
    groups = [
        ["The ferry is new and has two sails.", "渡船是新的，有两张帆。"],
        ["The boatmen say it is out of a fundamental concern.", SENTENCE],
        ["They say no more.", "别的话他们不会说。"],
        ["It can carry forty people at once.", "一次能坐四十个人。"],
    ]
    found = align_article(article, FakeVectors(groups))
    assert_laws_hold(found)
    assert paragraphs_of(article.chinese)[1] == "“根本性关心”。别的话他们不会说。", "a paragraph is a line, whatever is in it"
    assert (0, 1) in [b.zh for b in found.beads]
    held = [s.of(article.chinese.content) for p in found.passages for s in p.sentences_zh]
    assert SENTENCE in held
    holder = next(p for p in found.passages if SENTENCE in p.chinese.text)
    (bead,) = [b for b in holder.beads for j in b.zh if holder.sentences_zh[j].of(article.chinese.content) == SENTENCE]
    assert [holder.sentences_en[i].of(article.english.content) for i in bead.en] == groups[1][:1]


def test_17_a_broken_line_in_a_flush_text_where_the_english_has_one() -> None:
    flush = BROKEN.replace("    ", "").replace("  “", "“")
    english = [
        "The ferry is new and has two sails. It is out of a fundamental concern. They say no more.",
        "It can carry forty people.",
    ]
    text = whole("\n\n".join(english), flush)
    found = aligned(text, [[[0], [0, 1]], [[1], [2]]])
    assert [(b.en, b.zh) for b in found.beads] == [((0,), (0, 1)), ((1,), (2,))]
    held = [s.of(found.article.chinese.content) for p in found.passages for s in p.sentences_zh]
    assert SENTENCE.replace("  ", "") in held


@pytest.mark.parametrize(
    "lines",
    [
        ["    天没亮，雾茫茫", "  一篙点破半江霜", "    爷爷撑船"],  # verse
        ["    渡船是新的，有两张帆，一次能坐四十个人。", "  它是镇上造的。"],  # a sentence's end
        ["    渡船是新的，有两张帆，一次能坐四十个人", "", "  它是镇上造的。"],  # a blank line
        ["    渡船是新的，有两张帆，一次能坐四十个人", "    它是镇上造的。"],  # begins like a paragraph
        ["    渡船是新的，有两张帆，一次能坐四十个人", "        渡口管理处"],  # a signature
    ],
)
def test_17_lines_that_are_not_broken(lines: list[str]) -> None:
    one = article_of(f"{ZH}" + "\n".join([*lines, "    渡船是新的，走得很快。"]) + "\n")
    found = align_article(one, FakeVectors())
    assert all(len(b.zh) == 1 for b in found.beads)
    assert not any("\n" in s.of(one.chinese.content) for p in found.passages for s in p.sentences_zh)


def test_18_separators_credits_notes_and_odd_characters() -> None:
    lines = [
        "渡船是新的，能坐４０人，比旧船快２０％。（注一）",
        "×××",
        "一九五○年的人力?田，·阿里·也记得。（据新华社）",
        "（注一）旧船是一九三○年造的。",
        "　（据新华社）",
        "　·朱有仁·",
    ]
    one = article_of(document([], lines))
    assert paragraphs_of(one.chinese) == [line.strip() for line in lines]
    assert kinds_of(one.chinese) == ["body", "separator", "body", "body", "credit", "credit"]
    assert_laws_hold(align_article(one, FakeVectors()))


def test_19_numbers_and_dates_as_they_are_written() -> None:
    from corpus.alignment.anchors import find_anchors

    assert find_anchors("生产了三十万三千零八十七吨。", "zh") & find_anchors("It made 303,087 tons.", "en")
    assert find_anchors("二千零五十万吨", "zh") & find_anchors("20.5 million tons", "en")
    assert find_anchors("本报８月29日讯", "zh") & find_anchors("August 29th", "en")


@pytest.mark.parametrize("count", [1, 400])
def test_20_short_documents_and_long_ones(count: int) -> None:
    text = document(
        [f"The ferry crossed the river {k} times." for k in range(count)],
        [f"渡船过江{k}次，一次也没有停过。" for k in range(count)],
    )
    article: Article = article_of(text)
    found = aligned(text, [[[k], [k]] for k in range(count)])
    assert len(article.chinese.paragraphs) == count
    assert sum(len(b.zh) for b in found.beads) == count
