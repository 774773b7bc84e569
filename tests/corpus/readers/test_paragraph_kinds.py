"""The kind of each line, by form and position: titles, bylines, datelines, columns, credits, subheadings, verse."""

import pytest
from corpus_helpers import law, line_texts
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.paragraph_kinds import chinese_kinds, column_name, english_kinds
from corpus.text.lines import lines

LONG_EN = (
    "The workers of the brickyard met on Monday and decided to build a second kiln beside the river before the autumn rains."
)
LONG_ZH = "砖窑的工人星期一开会，决定秋雨以前在河边再造一座窑，并且推选老师傅顾长根负责这件事情，大家都同意了。"


def english(*body: str, title: str = "A Second Kiln", author: str = "") -> list[str]:
    text = "\n".join(body)
    return [p.kind.value for p in english_kinds([line for line in lines(text) if not line.blank], title, author)]


def chinese(*body: str, title: str = "再造一座窑", author: str = "") -> list[str]:
    text = "\n".join(body)
    return [p.kind.value for p in chinese_kinds([line for line in lines(text) if not line.blank], title, author)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ((f"    {LONG_EN}",), ["body"]),
        (("    A Second Kiln", f"    {LONG_EN}"), ["title", "body"]),
        (("\u3000\u3000A Second Kiln", f"    {LONG_EN}"), ["title", "body"]),
        (("    The Second Kiln", f"    {LONG_EN}"), ["title", "body"]),  # slightly reworded
        (("Editorial:", "", "    A Second Kiln", f"    {LONG_EN}"), ["column", "title", "body"]),
        (("Short Commentary:", f"    {LONG_EN}"), ["column", "body"]),
        (("Column: Market Tour", f"    {LONG_EN}"), ["column", "body"]),
        (("Market Watch", "    A Second Kiln", f"    {LONG_EN}"), ["column", "title", "body"]),
        (("    A Second Kiln", "    By Our Reporter Fang Lifu", f"    {LONG_EN}"), ["title", "byline", "body"]),
        (("    A Second Kiln", "    Our Correspondent Fang Lifu", f"    {LONG_EN}"), ["title", "byline", "body"]),
        (("    Xinhua News Agency, Willow Ferry, 4th dispatch", f"    {LONG_EN}"), ["dateline", "body"]),
        ((f"    {LONG_EN}", "    (Xinhua News Agency)"), ["body", "credit"]),
        ((f"    {LONG_EN}", "    Xinhua News Agency Reporter Fang Lifu Photo"), ["body", "credit"]),
        ((f"    {LONG_EN}", "            Fang Lifu, May 31st"), ["body", "credit"]),
        ((f"    {LONG_EN}", "    ×××", f"    {LONG_EN}"), ["body", "separator", "body"]),
        ((f"    {LONG_EN}", "    The Old Kiln", f"    {LONG_EN}"), ["body", "subhead", "body"]),
        ((f"    {LONG_EN}", "            The Old Kiln", f"    {LONG_EN}"), ["body", "subhead", "body"]),
        (("    砖窑的工人开会。", "    A Second Kiln", f"    {LONG_EN}"), ["stray", "title", "body"]),
        ((f"    {LONG_EN}", "**Named Entities**", "窑  Yao (kiln)", "x"), ["body", "glossary", "glossary", "glossary"]),
        ((f"    {LONG_EN}", f"    {LONG_EN}"), ["body", "body"]),
        (("    Steady,", "    row the boat,", "    the water is high,", "    the wind is low."), ["body"] * 4),  # verse
    ],
)
def test_english_lines(body: tuple[str, ...], expected: list[str]) -> None:
    assert english(*body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ((f"    {LONG_ZH}",), ["body"]),
        (("    再造一座窑", f"    {LONG_ZH}"), ["title", "body"]),
        (("\u3000\u3000再造一座窑", f"    {LONG_ZH}"), ["title", "body"]),
        (("    再造一座窑编辑同志：", f"    {LONG_ZH}"), ["title", "body"]),  # followed by a salutation
        (("    再造一座窑", "    本报记者方立夫", f"    {LONG_ZH}"), ["title", "byline", "body"]),
        (("    再造一座窑", "    新华社记者  方立夫", f"    {LONG_ZH}"), ["title", "byline", "body"]),
        (("    再造一座窑", "    新华社柳渡四日电", f"    {LONG_ZH}"), ["title", "dateline", "body"]),
        (("    再造一座窑", "    本报石碾村四日讯", f"    {LONG_ZH}"), ["title", "dateline", "body"]),
        ((f"    {LONG_ZH}", "    （据新华社）"), ["body", "credit"]),
        ((f"    {LONG_ZH}", "    （附图片）"), ["body", "credit"]),
        ((f"    {LONG_ZH}", "    ·朱有仁·"), ["body", "credit"]),
        ((f"    {LONG_ZH}", "    新华社记者　方立夫摄"), ["body", "credit"]),
        ((f"    {LONG_ZH}", "                方立夫　五月三十一日"), ["body", "credit"]),
        ((f"    {LONG_ZH}", "    ×××", f"    {LONG_ZH}"), ["body", "separator", "body"]),
        ((f"    {LONG_ZH}", "    ※　※　※", f"    {LONG_ZH}"), ["body", "separator", "body"]),
        ((f"    {LONG_ZH}", "        绕了四年的路", f"    {LONG_ZH}"), ["body", "subhead", "body"]),
        (("    摇呀摇，", "    水真高，", "    风真小，", "    船儿摇。"), ["body"] * 4),
    ],
)
def test_chinese_lines(body: tuple[str, ...], expected: list[str]) -> None:
    assert chinese(*body) == expected


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Column: Market Tour", "Market Tour"),
        ("(Column: Market Tour)", "Market Tour"),
        ("**Column:** Market Tour", "Market Tour"),
        ("[Party Life]", "Party Life"),
        ("【Party Life】", "Party Life"),
        ("**Party Life**", "Party Life"),
        ("Short Commentary:", "Short Commentary"),
        ("Short Commentary：", "Short Commentary"),
        ("专栏：党的生活", "党的生活"),
        ("專欄：Party Life", "Party Life"),
    ],
)
def test_a_column_in_every_form(line: str, name: str) -> None:
    assert english(line, f"    {LONG_EN}") == ["column", "body"]
    assert column_name(line) == name


@pytest.mark.parametrize(
    "line", ["Dear Comrades:", "To the Editor:", "[Xinhua News Agency, 12th]", "(Our reporter)", "By Gu Changgen"]
)
def test_lines_that_are_not_columns(line: str) -> None:
    assert english(line, f"    {LONG_EN}")[0] != "column"


def test_a_bare_name_is_a_column_where_the_chinese_half_has_one() -> None:
    body = list(lines(f"Party Life\n{LONG_EN}"))
    assert [next(p.kind.value for p in english_kinds(body, "A Second Kiln", "", column)) for column in ("", "党的生活")] == [
        "subhead",
        "column",
    ]


def test_a_headline_of_several_lines() -> None:
    title = "Autumn Rains Are Coming: A Second Kiln beside the River"
    assert english("    Autumn Rains Are Coming", "    A Second Kiln beside the River", f"    {LONG_EN}", title=title) == [
        "title",
        "title",
        "body",
    ]
    assert chinese("    秋雨将到", "    河边再造一座窑", f"    {LONG_ZH}", title="秋雨将到  河边再造一座窑") == [
        "title",
        "title",
        "body",
    ]


def test_the_header_author_identifies_a_byline() -> None:
    assert english("    A Second Kiln", "    Liu Zhongping", f"    {LONG_EN}", author="Liu Zhongping") == [
        "title",
        "byline",
        "body",
    ]
    assert chinese("    再造一座窑", "    刘忠平", f"    {LONG_ZH}", author="刘忠平") == ["title", "byline", "body"]


def test_a_title_without_letters_marks_nothing() -> None:
    assert english("    ...", f"    {LONG_EN}", title="") == english("    ...", f"    {LONG_EN}", title="?!")
    assert chinese(f"    {LONG_ZH}", title="") == ["body"]


def test_a_first_sentence_that_begins_like_the_title_is_text() -> None:
    assert english(f"    A second kiln {LONG_EN[4:]}") == ["body"]
    assert chinese(f"    再造一座窑，{LONG_ZH}") == ["body"]
    assert english("    Ferry boats are new.", f"    {LONG_EN}", title="Ferry") == ["body", "body"]
    assert chinese("    渡船是新的。", f"    {LONG_ZH}", title="渡船") == ["body", "body"]
    assert chinese("    渡船。", f"    {LONG_ZH}", title="渡船") == ["title", "body"]


@law
@given(st.lists(line_texts, max_size=14), line_texts, line_texts)
def test_every_non_blank_line_has_one_kind_and_its_own_span(body: list[str], title: str, author: str) -> None:
    text = "\n".join(body)
    chosen = [line for line in lines(text) if not line.blank]
    for kinds in (english_kinds, chinese_kinds):
        assert [p.span for p in kinds(chosen, title, author)] == [line.span for line in chosen]


SONG = ("山歌唱在转炉旁，", "唱得转炉火花旺，", "歌声变成优质钢！")


@pytest.mark.parametrize(
    ("title", "body", "kinds"),
    [
        # A verse that equals the title is a verse, beside the headline or without it.
        ("山歌不在山上唱", ("山歌不在山上唱", "山歌不在山上唱，", *SONG), "title body body body body"),
        ("山歌不在山上唱", ("山歌不在山上唱，", *SONG), "body body body body"),
        ("山歌不在山上唱", ("山歌不在山上唱", "山歌不在山上唱！", *SONG), "title body body body body"),
        ("夜渡", ("夜渡", "夜渡", "船灯", "江风", "月落"), "title body body body body"),
        ("摇呀摇，摇到桥", ("摇呀摇，摇到桥", "摇呀摇，摇到桥，", "桥下的船，等着潮。"), "title body body"),
        # A headline that is printed twice is a headline both times.
        ("再造一座窑", ("再造一座窑", "再造一座窑", LONG_ZH), "title title body"),
        ("再造一座窑", ("再造一座窑", "再造一座窑", "本报记者　罗四", LONG_ZH), "title title byline body"),
        # A headline broken at the comma that it has.
        ("渡船下水，两岸方便", ("渡船下水，", "两岸方便", LONG_ZH), "title title body"),
    ],
)
def test_a_first_verse_that_is_the_title(title: str, body: tuple[str, ...], kinds: str) -> None:
    assert chinese(*(f"    {line}" for line in body), title=title) == kinds.split()


@pytest.mark.parametrize(
    ("title", "body", "kinds"),
    [
        ("Songs Are Not Sung on Hills", ("Songs are not sung on hills,", "They are sung by the furnace!"), "body body"),
        ("The River Runs", ("The River Runs", "The river runs;", "The boat goes out."), "title body body"),
        ("A Second Kiln", ("A Second Kiln", "A Second Kiln", LONG_EN), "title title body"),
        ("Rain, Then Sun", ("Rain, Then Sun", "Rain, then sun,", "The wheat is in."), "title body body"),
    ],
)
def test_a_first_english_verse_that_is_the_title(title: str, body: tuple[str, ...], kinds: str) -> None:
    assert english(*(f"    {line}" for line in body), title=title) == kinds.split()


@pytest.mark.parametrize(
    "line",
    [
        "〔原载重庆日报〕",
        "（原载《柳渡报》一九五八年三月号）",
        "［原载长堤报］",
        "〔据柳渡通讯〕",
        "（转载自长堤报）",
        "【原載柳渡報】",
    ],
)
def test_the_source_of_a_text_is_a_credit(line: str) -> None:
    assert chinese(f"    {LONG_ZH}", f"      {line}", f"    {LONG_ZH}") == ["body", "credit", "body"]


@pytest.mark.parametrize("line", ["〔Originally published in Chongqing Daily〕", "(Originally printed in the Gazette)"])
def test_the_source_of_an_english_text_is_a_credit(line: str) -> None:
    assert english(f"    {LONG_EN}", f"      {line}", f"    {LONG_EN}") == ["body", "credit", "body"]


def test_an_author_after_the_place_of_work_is_a_byline() -> None:
    assert chinese("    再造一座窑", "    柳渡砖厂　刘忠平", f"    {LONG_ZH}", author="刘忠平") == ["title", "byline", "body"]
    assert english(
        "    A Second Kiln", "\tWillow Ferry Brickyard\tLiu Zhongping", f"    {LONG_EN}", author="Liu Zhongping"
    ) == [
        "title",
        "byline",
        "body",
    ]
