"""Variations of the archive's format: an invented file in `variations/` for each, with the expected result."""

import itertools
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from character_accounting import assert_accounted
from corpus_helpers import PAPER, FakeVectors, assert_laws_hold, assert_no_body_lost, kinds_of, law, paragraphs_of
from hypothesis import given
from hypothesis import strategies as st
from test_answerable import has_body

from corpus.alignment.beads import sentence_texts
from corpus.alignment.passages import align_article
from corpus.model import ALIGNABLE, SIDES, Article, GlossaryEntry
from corpus.readers.folders import source_files
from corpus.readers.reading import Reading
from corpus.readers.registry import read_source

FOLDER = Path(__file__).parents[1] / "variations"


@dataclass(frozen=True)
class V:
    """A file and its expected content. The date is in the file's name."""

    number: int
    file: str
    titles: tuple[str, str]
    page: int
    english: str | None
    """Kinds of the lines."""
    chinese: str | None
    authors: tuple[str, str] = ("", "")
    column: str = ""
    glossary: tuple[tuple[str, str, str], ...] = ()
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.number}-{Path(self.file).stem[11:]}"


TABLE = [
    V(
        1,
        "1946.06/1946-06-01_老船工问：_桥，通不通？_（上）.md",
        ('An Old Boatman Asks: "Is the Bridge Open?" (Part One)', "老船工问：“桥，通不通？”（上）"),
        2,
        "title body body",
        "title body body",
    ),
    V(2, "1957.03/1957-03-02_盐船到了.md", ("The Salt Boats Are Here", "盐船到了"), 2, "title body", "title body"),
    V(2, "1966.03/1966-03-02_盐船又到了.md", ("The Salt Boats Are Here Again", "盐船又到了"), 2, "title body", "title body"),
    V(3, "1957.03/1957-03-03_A_Well_in_Luwan.md", ("A Well in Luwan", ""), 2, "title body", None),
    V(3, "1957.03/1957-03-03_鹭湾挖井.md", ("", "鹭湾挖井"), 2, None, "title body"),
    V(4, "1960.03/1960-03-04_石碾村修路.md", ("Shinian Village Mends Its Road", "石碾村修路"), 3, "title body", "title body"),
    V(
        4,
        "1960.04/1960-04-04_石碾村又修路.md",
        ("Shinian Village Mends Its Road Again", "石碾村又修路"),
        3,
        "title body",
        "title body",
    ),
    V(5, "1966.03/1966-03-05_梅溪放水.md", ("Water Is Let into Mei Creek", "梅溪放水"), 4, "title body", "title body"),
    V(
        6,
        "1957.03/1957-03-06_两个船老大.md",
        ("Two Boat Masters", "两个船老大"),
        4,
        "title body",
        "title body",
        authors=("Yao Agen, Shao Wenjun", "姚阿根\u3000邵文俊"),
    ),
    V(
        6,
        "1957.04/1957-04-06_外国客人看渡口.md",
        ("A Foreign Guest Sees the Ferry", "外国客人看渡口"),
        4,
        "title body",
        "title body",
        authors=("Alek Çaçi", "阿列克·恰奇"),
    ),
    V(7, "1960.03/1960-03-07_图片.md", ("Du Ruolan", "图片"), 3, "body credit", "body credit", authors=("Du Ruolan", "杜若兰")),
    V(
        7,
        "1960.03/1960-03-07_图片_2.md",
        ("Picture", "图片"),
        3,
        "title body credit",
        "body credit",
        authors=("Du Ruolan", "杜若兰"),
    ),
    V(
        7,
        "1960.04/1960-04-07_镇堤加高一尺_今年不怕水.md",
        ("Town Dike Raised by One Foot: No Fear of Water This Year", "镇堤加高一尺  今年不怕水"),
        1,
        "title title body",
        "title body",
    ),
    V(
        8,
        "1957.08/1957-08-08_查秤之一.md",
        ("Scales Are Checked, Part 1", "查秤之一"),
        4,
        "column title body",
        "title body",
        column="短评",
    ),
    V(
        8,
        "1957.08/1957-08-09_查秤之二.md",
        ("Scales Are Checked, Part 2", "查秤之二"),
        4,
        "column title body",
        "title body",
        column="市场巡礼",
    ),
    V(
        8,
        "1957.08/1957-08-10_查秤之三.md",
        ("Scales Are Checked, Part 3", "查秤之三"),
        4,
        "column title body",
        "title body",
        column="市场巡礼",
    ),
    V(
        8,
        "1957.08/1957-08-11_查秤之四.md",
        ("Scales Are Checked, Part 4", "查秤之四"),
        4,
        "column title body",
        "title body",
        column="湖南通讯",
    ),
    V(
        8,
        "1957.08/1957-08-12_查秤之五.md",
        ("Scales Are Checked, Part 5", "查秤之五"),
        4,
        "column title body",
        "title body",
        column="党的生活",
    ),
    V(
        8,
        "1957.08/1957-08-13_查秤之六.md",
        ("Scales Are Checked, Part 6", "查秤之六"),
        4,
        "column title body",
        "title body",
        column="党的生活",
    ),
    V(
        8,
        "1957.08/1957-08-14_查秤之七.md",
        ("Scales Are Checked, Part 7", "查秤之七"),
        4,
        "column title body",
        "title body",
        column="党的生活",
    ),
    V(
        8,
        "1957.08/1957-08-15_查秤之八.md",
        ("Scales Are Checked, Part 8", "查秤之八"),
        4,
        "title body",
        "title body",
        column="随笔",
    ),
    V(
        8,
        "1957.08/1957-08-16_查秤之九.md",
        ("Scales Are Checked, Part 9", "查秤之九"),
        4,
        "column body",
        "title body",
        column="市场巡礼",
    ),
    V(
        8,
        "1957.08/1957-08-17_国际简讯.md",
        ("International Briefs", "国际简讯"),
        4,
        "title body",
        "title body",
        column="国际简讯",
    ),
    V(9, "1960.09/1960-09-01_砖窑二号.md", ("Kiln Number Two", "砖窑二号"), 2, "title body body body", "title body body body"),
    V(9, "1960.09/1960-09-02_砖窑二号.md", ("Kiln Number Two", "砖窑二号"), 2, "title body body body", "title body body body"),
    V(9, "1960.09/1960-09-03_砖窑二号.md", ("Kiln Number Two", "砖窑二号"), 2, "title body body body", "title body body body"),
    V(9, "1960.09/1960-09-04_砖窑二号.md", ("Kiln Number Two", "砖窑二号"), 2, "title body body body", "title body body body"),
    V(
        9,
        "1960.09/1960-09-09_砖窑的信.md",
        ("A Letter from the Brickyard", "砖窑的信"),
        2,
        "body body credit",
        "body body credit",
        authors=("Gu Changgen", "顾长根"),
    ),
    V(
        10,
        "1957.03/1957-03-10_夜校开学.md",
        ("Night School Opens", "夜校开学"),
        2,
        "title byline body",
        "title byline body",
        authors=("Liu Zhongping", "刘中平"),
    ),
    V(
        10,
        "1957.04/1957-04-10_夜校放假.md",
        ("Night School Closes for the Harvest", "夜校放假"),
        2,
        "title title byline body",
        "title byline body",
        authors=("Liu Zhongping", "刘中平"),
    ),
    V(
        11,
        "1966.03/1966-03-11_摇船歌.md",
        ("Rowing Song", "摇船歌"),
        4,
        "body body body body body body",
        "title body",
        authors=("Yao Agen", "姚阿根"),
    ),
    V(11, "1966.04/1966-04-11_算账.md", ("Doing the Accounts", "算账"), 2, "body body body", "body"),
    V(
        12,
        "1966.03/1966-03-12_桥工竞赛.md",
        ("Bridge Builders Compete", "桥工竞赛"),
        2,
        "body body",
        "title dateline body subhead body credit",
    ),
    V(12, "1966.04/1966-04-12_桥通了.md", ("The Bridge Is Open", "桥通了"), 2, "title body", "title body"),
    V(
        13,
        "1946.06/1946-06-13_双江签约.md",
        ("Two Rivers Sign a Treaty", "双江签约"),
        3,
        "title body glossary glossary glossary glossary",
        "title body",
        glossary=(
            ("柳鹭", "Liulu", "short for Willow Ferry and Luwan"),
            ("鹭湾", "Luwan", "Heron Bay"),
            ("姚阿根", "", "Yao Agen"),
        ),
    ),
    V(
        13,
        "1966.03/1966-03-13_双江换约.md",
        ("Two Rivers Renew Their Treaty", "双江换约"),
        3,
        "title body glossary glossary glossary",
        "title body",
        glossary=(
            ("鹭湾", "Luwan", "Heron Bay"),
            ("柳鹭友好条约", "Liu Lu youhao tiaoyue", "Treaty of Friendship"),
        ),
    ),
    V(
        14,
        "1946.06/1946-06-14_贺电一束.md",
        ("A Bundle of Congratulations", "贺电一束"),
        2,
        "stray stray stray title body credit",
        "title body credit",
        remarks=("stray",),
    ),
    V(14, "1957.03/1957-03-14_铁匠铺.md", ("The Smithy", "铁匠铺"), 2, "title body", "title body"),
    V(15, "1957.03/1957-03-15_茶山来信.md", ("A Letter from the Tea Hills", "茶山来信"), 2, "title body", "title body body"),
    V(
        15,
        "1957.04/1957-04-15_茶山來信.md",
        ("Another Letter from the Tea Hills", "茶山又來信"),
        2,
        "title body",
        "title body",
        authors=("Fang Lifu", "方立夫"),
        column="讀者來信",
    ),
    V(
        16,
        "1957.03/1957-03-16_来函声明.md",
        ("Letter of Clarification", "来函声明"),
        2,
        "title body",
        "title body credit",
        authors=("Ye Jun", "叶均"),
    ),
    V(
        16,
        "1957.04/1957-04-16_渡口谣.md",
        ("Ferry Rhyme", "渡口谣"),
        2,
        "title byline body body",
        "title body",
        authors=("Ye Jun", "叶均"),
    ),
    V(16, "1957.05/1957-05-16_代表到镇.md", ("Delegates Arrive in Town", "代表到镇"), 2, "title body", "body"),
    V(17, "1966.03/1966-03-17_三句话.md", ("Three Remarks", "三句话"), 3, "body body", "title body body subhead body"),
    V(
        18,
        "1957.03/1957-03-18_江上三题.md",
        ("Three Things on the River", "江上三题"),
        4,
        "title body separator body body body",
        "title body separator body body body credit",
        authors=("Zhu Youren", "朱有仁"),
    ),
    V(19, "1946.06/1946-06-19_今年收粮.md", ("This Year's Grain", "今年收粮"), 1, "title body", "title body"),
    V(19, "1960.03/1960-03-19_去年收粮.md", ("Last Year's Grain", "去年收粮"), 1, "title body", "title body"),
    V(20, "1957.03/1957-03-20_更正.md", ("Correction", "更正"), 2, "body", "body"),
    V(
        20,
        "1957.04/1957-04-20_船名录.md",
        ("A Register of Boats", "船名录"),
        2,
        "title" + " body" * 120,
        "title" + " body" * 120,
    ),
]


@cache
def reading(file: str) -> Reading:
    return read_source(FOLDER / file, PAPER)


def article(file: str) -> Article:
    (one,) = reading(file).articles
    return one


def test_each_of_the_twenty_variations_has_a_file_and_each_file_a_row() -> None:
    assert {v.number for v in TABLE} == set(range(1, 21))
    assert sorted(str(FOLDER / v.file) for v in TABLE) == sorted(map(str, source_files(FOLDER)))


@pytest.mark.parametrize("v", TABLE, ids=str)
def test_the_record_of_each_variation(v: V) -> None:
    one = article(v.file)
    assert (one.title_en, one.title_zh) == v.titles
    assert (one.author_en, one.author_zh) == v.authors
    assert (str(one.date), one.page, one.column) == (Path(v.file).name[:10], v.page, v.column)
    assert (" ".join(kinds_of(one.english)) or None, " ".join(kinds_of(one.chinese)) or None) == (v.english, v.chinese)
    assert one.glossary == tuple(GlossaryEntry(*entry) for entry in v.glossary)
    assert tuple(r.kind for r in reading(v.file).remarks) == v.remarks
    assert one.machine_translated == (v.english is not None and v.chinese is not None)


@pytest.mark.parametrize("v", TABLE, ids=str)
def test_every_character_is_accounted_for(v: V) -> None:
    assert_accounted((FOLDER / v.file).read_bytes().decode("utf-8"), reading(v.file), str(FOLDER / v.file))


@pytest.mark.parametrize("v", TABLE, ids=str)
def test_the_alignment_of_each_variation(v: V) -> None:
    one = article(v.file)
    texts = [one.text(side) for side in SIDES]
    lines = [
        line
        for text in texts
        for p, line in zip(text.paragraphs if text else (), paragraphs_of(text), strict=True)
        if p.kind in ALIGNABLE
    ]
    assert squeezed(sentence_texts(one)) == squeezed(lines), "all but the glossary and stray Chinese"
    found = align_article(one, FakeVectors())
    assert_laws_hold(found)
    assert_no_body_lost(found)
    for passage in found.passages:
        assert has_body(found.article, passage), "a question would be answered by a byline"


def squeezed(texts: list[str]) -> str:
    return "".join("".join(texts).split())


# -- combinations -----------------------------------------------------------------------------------------------------------

EN = (
    "The workers of the brickyard met on Monday and decided to build a second kiln beside the river before the rains.",
    "The old kiln was built by their grandfathers; it holds eight thousand bricks and takes nine days to cool.",
)
ZH = ("砖窑的工人星期一开会，决定在雨季以前在河边再造一座窑。", "老窑是他们的爷爷造的，一窑装八千块砖，要凉九天。")

CHOICES: dict[str, tuple[str, ...]] = {
    "layout": ("compact", "spaced", "after the title"),
    "page": ("Page", "Edition"),
    "author": ("", " ", "Gu Changgen", "Gu Changgen, Shao Wenjun"),
    "column": (
        "",
        "Short Commentary:\n\n",
        "Column: Party Life\n\n",
        "\rParty Life\n",
        "[Party Life]\n\n",
        "(Column: Party Life)\n",
        "专栏：党的生活\n",
    ),
    "style": ("    |\n", "\t|\n\n", "\t|\n", "|\n\n", "　　|\n"),
    "title": ("once", "twice", "below a blank line", "missing"),
    "byline": ("", "author", "By our reporter Gu Changgen"),
    "dateline": ("", "Xinhua News Agency, Willow Ferry, 4th dispatch"),
    "subhead": ("", "The Old Kiln"),
    "separator": ("", "×××"),
    "credit": ("", "(Xinhua News Agency)", "                Gu Changgen, May 31st"),
    "glossary": ("", "顾长根  Gu Changgen (foreman)", "顾长根\tGu Changgen (foreman)"),
    "stray": ("", "whole"),
    "rule": ("\n\n\n<hr /> \n\nOriginal: \n\n\n", "\n\n<hr /> \n\nOriginal: \n\n\n", "\n\n<hr/>\n\nOriginal:\n\n"),
    "header": ("full", "no column line", "labels"),
    "glued": ("", "编辑同志："),
    "newline": ("\n", "\r\n"),
    "encoding": ("utf-8", "utf-8-sig", "gb18030", "utf-16"),
}
"""What varies. The first choice is the usual one."""


def composed(choice: dict[str, str]) -> tuple[str, list[str], list[str]]:
    """A document with these choices, and the kinds of its lines."""
    author = choice["author"].strip()
    gaps = {"compact": ("\n", "\n"), "spaced": ("\n\n", "\n\n"), "after the title": ("\n\n", "\n")}[choice["layout"]]
    text = f"Title: A Second Kiln{gaps[0]}Author:{' ' * bool(author)}{choice['author']}{gaps[1]}Date: 1957-05-04\n{choice['page']}: 3\n"
    text += choice["column"][1:] if choice["column"].startswith("\r") else "\n" + choice["column"]
    head = {"once": ["A Second Kiln"], "twice": ["A Second Kiln"] * 2, "below a blank line": ["\nA Second Kiln"], "missing": []}
    en = [(line, "title") for line in head[choice["title"]]]
    zh = [("再造一座窑" + choice["glued"], "title")]
    byline = author if choice["byline"] == "author" else choice["byline"]
    signed = choice["credit"].startswith(" ")
    names = "本报记者顾长根" if choice["byline"].startswith("By") else "顾长根"
    for here, english, chinese, kind in (
        (byline, byline, names, "byline"),
        (choice["dateline"], choice["dateline"], "新华社柳渡四日电", "dateline"),
        ("1", EN[0], ZH[0], "body"),
        (choice["separator"], "×××", "×××", "separator"),
        (choice["subhead"], choice["subhead"], "老窑", "subhead"),
        ("1", EN[1], ZH[1], "body"),
        (
            choice["credit"],
            choice["credit"],
            " " * 16 * signed + ("顾长根　五月三十一日" if signed else "（据新华社）"),
            "credit",
        ),
    ):
        if here:
            en.append((english, kind))
            zh.append((chinese, kind))
    indent, gap = choice["style"].split("|")
    text += "".join(f"    {line}\n" for line in ZH) * bool(choice["stray"])
    text += "".join(("\n" * line.startswith("\n")) + indent + line.lstrip("\n") + gap for line, _ in en)
    text += f"\n**Named Entities**\n\n{choice['glossary']}\n" if choice["glossary"] else ""
    named = "党的生活" * bool(choice["column"])
    chinese_head = {
        "full": f"### 再造一座窑\n{'顾长根' * bool(author)}\n1957-05-04\n第3版()\n专栏：{named}\n\n",
        "no column line": f"### 再造一座窑\n{'顾长根' * bool(author)}\n1957-05-04\n第3版()\n\n",
        "labels": f"標題：再造一座窑\n作者：{'顾长根' * bool(author)}\n日期：1957-05-04\n版次：第3版()\n專欄：{named}\n\n",
    }[choice["header"]]
    text += choice["rule"] + chinese_head + "".join(f"    {line}\n" for line, _ in zh)
    kinds_en = ["column"] * bool(choice["column"]) + ["stray"] * 2 * bool(choice["stray"]) + [kind for _, kind in en]
    return text, kinds_en + ["glossary"] * 2 * bool(choice["glossary"]), [kind for _, kind in zh]


def check(choice: dict[str, str], path: Path) -> None:
    text, en, zh = composed(choice)
    text = text.replace("\n", choice["newline"])
    path.write_bytes(text.encode(choice["encoding"]))
    found = read_source(path, PAPER)
    (one,) = found.articles
    author = choice["author"].strip()
    assert (one.title_en, one.title_zh, str(one.date), one.page) == ("A Second Kiln", "再造一座窑", "1957-05-04", 3)
    assert (one.author_en, one.author_zh) == (author, "顾长根" * bool(author))
    assert (kinds_of(one.english), kinds_of(one.chinese)) == (en, zh), (choice, text)
    if choice["header"] != "no column line":
        assert one.column == "党的生活" * bool(choice["column"])
    assert one.glossary == (GlossaryEntry("顾长根", "Gu Changgen", "foreman"),) * bool(choice["glossary"])
    assert [r.kind for r in found.remarks] == ["stray"] * bool(choice["stray"])
    assert_accounted(text, found, str(path))


def allowed(choice: dict[str, str]) -> bool:
    # A byline that repeats the header's author needs one; a bare name above the text is a column only with other evidence.
    bare = choice["column"].startswith("\r") and choice["header"] == "no column line" and choice["title"] == "missing"
    return not bare and (choice["byline"] != "author" or bool(choice["author"].strip()))


PAIRS = list(itertools.combinations(CHOICES, 2))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_every_two_variations_together(tmp_path: Path, one: str, other: str) -> None:
    ordinary = {name: options[0] for name, options in CHOICES.items()}
    for a, b in itertools.product(CHOICES[one][1:], CHOICES[other][1:]):
        choice = ordinary | {one: a, other: b}
        if allowed(choice):
            check(choice, tmp_path / "1957-05-04_a.md")


@law
@given(choice=st.fixed_dictionaries({name: st.sampled_from(options) for name, options in CHOICES.items()}).filter(allowed))
def test_any_number_of_variations_together(tmp_path: Path, choice: dict[str, str]) -> None:
    check(choice, tmp_path / "1957-05-04_a.md")
