"""References: what one program writes, the libraries of others read again."""

from __future__ import annotations

import datetime
import json
import re
import string
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.citations.author_names import AuthorName, Authors, authors_of
from assistant.text.citations.gb_t_7714 import cite
from assistant.text.references.formats import FORMATS
from assistant.text.references.reference import Reference, on_one_line, reference_of
from corpus.model import AlignedPassage, Article, Kind, Newspaper, Paragraph, Source, Span, Text

ARTICLE = Article(
    id="19600425-3-1234abcd",
    newspaper=Newspaper("People's Daily", "人民日报"),
    date=datetime.date(1960, 4, 25),
    page=3,
    column="社论",
    title_en='Vigorously Develop "Small Foreign Groups"',
    title_zh="大办“小洋群”",
    author_en="Li Feng, Ouyang Shuren",
    author_zh="李峰 欧阳树人",
    source=Source("a.md", "0" * 64, "utf-8"),
    english=Text("Steel.", (Paragraph(Span(0, 6), Kind.BODY),)),
    chinese=Text("钢。", (Paragraph(Span(0, 2), Kind.BODY),)),
    machine_translated=True,
)
assert ARTICLE.english
assert ARTICLE.chinese
PASSAGE = AlignedPassage(
    id=f"{ARTICLE.id}:4",
    article_id=ARTICLE.id,
    english=ARTICLE.english.cut(Span(0, 6)),
    chinese=ARTICLE.chinese.cut(Span(0, 2)),
    first_paragraph=4,
    last_paragraph=4,
    sentences_en=(Span(0, 6),),
    sentences_zh=(Span(0, 2),),
    beads=(),
    score=0.5,
)
FULL = reference_of(ARTICLE, PASSAGE)
BARE = reference_of(
    replace(ARTICLE, date=None, page=None, column="", title_en="", title_zh="", author_en="", author_zh="", machine_translated=False),
    PASSAGE,
)  # fmt: skip


@pytest.mark.parametrize(
    ("chinese", "english", "expected", "others"),
    [
        ("李峰", "Li Feng", [("李", "峰")], False),
        ("欧阳树人", "", [("欧阳", "树人")], False),
        ("欧阳修", "", [("欧阳", "修")], False),
        ("司马光", "", [("司马", "光")], False),
        ("王少清、梁一丁", "", [("王", "少清"), ("梁", "一丁")], False),
        ("王少清　梁一丁", "", [("王", "少清"), ("梁", "一丁")], False),
        ("王少清 梁一丁等", "", [("王", "少清"), ("梁", "一丁")], True),
        ("新华社记者", "Xinhua reporter", [("新华社记者", "")], False),
        ("本报评论员", "", [("本报评论员", "")], False),
        ("本报记者 老罗", "", [("本报记者 老罗", "")], False),
        ("本报记者 李峰", "", [("李", "峰")], False),
        ("新华社记者 李峰、王少清", "", [("李", "峰"), ("王", "少清")], False),
        ("约翰·史密斯、李峰", "", [("约翰·史密斯", ""), ("李", "峰")], False),
        ("李峰摄", "", [("李峰摄", "")], False),
        ("高等", "", [("高等", "")], False),
        ("李峰等", "", [("李", "峰")], True),
        ("", "Li Feng and Wang Wu", [("Li Feng", ""), ("Wang Wu", "")], False),
        ("", "Li Feng, Wang Wu, et al.", [("Li Feng", ""), ("Wang Wu", "")], True),
        ("", "", [], False),
    ],
)
def test_authors_are_divided_only_where_that_is_certain(
    chinese: str, english: str, expected: list[tuple[str, str]], others: bool
) -> None:
    assert authors_of(chinese, english) == Authors(tuple(AuthorName(*name) for name in expected), others)


def test_gb_t_7714_2015() -> None:
    assert cite(ARTICLE, PASSAGE) == "李峰, 欧阳树人. 大办“小洋群”[N]. 人民日报, 1960-04-25(3). 英文为机器翻译."
    many = replace(ARTICLE, author_zh="李峰、王五、赵六、孙七", machine_translated=False)
    assert cite(many, PASSAGE) == "李峰, 王五, 赵六, 等. 大办“小洋群”[N]. 人民日报, 1960-04-25(3)."
    assert cite(replace(many, author_zh="李峰等"), PASSAGE).startswith("李峰, 等. ")
    bare = replace(many, author_zh="", author_en="", date=None, page=None)
    assert cite(bare, PASSAGE) == "大办“小洋群”[N]. 人民日报, 日期不详."


def plain(value: str) -> str:
    """A field without what LaTeX needs."""
    named = {r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}
    return re.sub(
        r"\\textbackslash\{\}|\\textasciitilde\{\}|\\textasciicircum\{\}|\\([&%$#_{}])",
        lambda m: named.get(m[0]) or m[1],
        value.removeprefix("{").removesuffix("}"),
    )


def test_bibtex_is_read_again() -> None:
    (read,) = bibtexparser.parse_string(FORMATS["bibtex"]([FULL])).entries
    assert (read.entry_type, read.key) == ("article", "19600425-3-1234abcd-4")
    entry = {name: field.value for name, field in read.fields_dict.items()}
    assert entry["author"] == "李, 峰 and 欧阳, 树人"
    assert (entry["year"], entry["month"], entry["day"], entry["pages"]) == ("1960", "apr", "25", "3")
    assert plain(entry["title"]) == "大办“小洋群”"
    assert plain(entry["journal"]) == "人民日报"
    for said in (
        ARTICLE.title_en,
        "People's Daily",
        "社论",
        "¶4",
        f"passage {PASSAGE.id}",
        "machine translation",
    ):
        assert said in plain(entry["note"])


def test_biblatex_is_read_again() -> None:
    (read,) = bibtexparser.parse_string(FORMATS["biblatex"]([FULL])).entries
    entry = {name: field.value for name, field in read.fields_dict.items()}
    assert (entry["date"], entry["entrysubtype"], entry["langid"]) == ("1960-04-25", "newspaper", "chinese")
    assert plain(entry["titleaddon"]) == ARTICLE.title_en
    assert plain(entry["journaltitle"]) == "人民日报"


def test_ris_is_read_again() -> None:
    entries = rispy.loads(FORMATS["ris"]([FULL, BARE]))
    assert len(entries) == 2
    entry = entries[0]
    assert (entry["type_of_reference"], entry["authors"]) == ("NEWS", ["李, 峰", "欧阳, 树人"])
    assert (entry["title"], entry["translated_title"]) == (ARTICLE.title_zh, ARTICLE.title_en)
    assert (entry["year"], entry["date"], entry["start_page"], entry["language"]) == ("1960", "1960/04/25", "3", "zh")
    assert "machine translation" in entry["notes"][0]


def test_csl_json() -> None:
    (item, bare) = json.loads(FORMATS["csl-json"]([FULL, BARE]))
    assert item["type"] == "article-newspaper"
    assert item["author"] == [{"family": "李", "given": "峰"}, {"family": "欧阳", "given": "树人"}]
    assert item["issued"] == {"date-parts": [[1960, 4, 25]]}
    assert (item["title"], item["container-title"], item["page"]) == (ARTICLE.title_zh, "人民日报", "3")
    assert f"translated-title: {ARTICLE.title_en}" in item["note"].splitlines()
    assert set(bare) == {"id", "type", "container-title", "language", "note"}


@given(st.text(string.printable + "渡船“”《》é—\u3000", min_size=1).filter(str.strip), st.sampled_from(["bibtex", "biblatex"]))
def test_no_character_is_lost_or_means_anything_to_latex(text: str, format: str) -> None:
    written = FORMATS[format]([replace(FULL, title=text)])
    body = next(line for line in written.splitlines() if line.startswith("  title ="))
    assert plain(body.removeprefix("  title = {").removesuffix("},")) == on_one_line(text)
    unescaped = re.sub(r"\\[&%$#_{}]|\\text\w+\{\}", "", body)
    assert not re.search(r"[\\&%$#_~^]", unescaped)
    assert unescaped.count("{") == unescaped.count("}")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("春\u3000天", "春\u3000天"),
        ("a  b", "a  b"),
        ("a\r\nb", "a b"),
        ("a\x00b\x1b", "a�b�"),
        (" a ", "a"),
        ("a\u2028b", "a b"),
    ],
)
def test_blanks_stay_and_lines_are_joined(text: str, line: str) -> None:
    assert on_one_line(text) == line


@given(st.text(min_size=1), st.text())
def test_a_line_of_ris_is_one_line(title: str, column: str) -> None:
    written = FORMATS["ris"]([replace(FULL, title=title, column=column)])
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in written.split("\n")[:-1])


def test_keys_are_safe() -> None:
    assert re.fullmatch(r"[\w-]+", FULL.key)
    assert isinstance(FULL, Reference)
