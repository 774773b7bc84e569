"""What was printed twice is one quote; what only sounds alike is not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from factories import article, passage

from assistant.answering.reprints import edit_distance
from assistant.ask import Assistant
from assistant.output.json_output import answer_json
from assistant.output.text_output import OutputFormat, answer_text
from assistant.system.archive import update
from assistant.wording.messages import reprint_text
from corpus.model import AlignedPassage

DISPATCH = (
    "新华社北京二十七日电　我国第一座大型炼铁高炉今天在鞍山建成投产。这座高炉的有效容积是一千五百一十三立方米，每天可以出铁二千多吨。"
    "参加建设的工人们提前四十八天完成了任务。"
)
ENGLISH = "The first large blast furnace of our country went into production in Anshan today. The workers finished it early."


def made(chinese: str | None, english: str | None = None) -> AlignedPassage:
    return passage(article(english, chinese))


@pytest.mark.parametrize(
    ("other", "differing"),
    [
        (DISPATCH, 0),
        (DISPATCH.replace("，", "、").replace("。", "．").replace("　", " "), 0),
        (DISPATCH.replace("一千五百一十三立方米", "一千五百一十三立方米 "), 0),
        (DISPATCH.replace("炼铁高炉", "煉鐵高爐"), 0),
        ("（据新华社讯）" + DISPATCH.split("　", 1)[1], 0),
        ("本报讯　" + DISPATCH.split("　", 1)[1], 0),
        ("重要消息" + DISPATCH.split("　", 1)[1], 4),
        (DISPATCH + "（新华社）", 3),
        (DISPATCH.replace("建成投产", "建戍投产"), 1),
        (DISPATCH.replace("建成投产", "建戍投产").replace("任务", "任"), 2),
    ],
)
def test_slips_of_the_press_are_told_from_nothing_else(other: str, differing: int) -> None:
    assert edit_distance(made(DISPATCH), made(other)) == differing
    assert edit_distance(made(other), made(DISPATCH)) == differing


@pytest.mark.parametrize(
    "other",
    [
        DISPATCH.replace("二千多吨", "三千多吨"),
        DISPATCH.replace("四十八天", "四十七天"),
        DISPATCH.replace("鞍山", "武汉"),
        DISPATCH.replace("炼铁高炉", "平炉"),
        DISPATCH.replace("参加建设的工人们提前四十八天完成了任务", "工程受到了中央的表扬，四十八人立了功"),
        DISPATCH + "另一座高炉也将在明年春天动工，各项准备工作正在进行。",
        "水稻丰收。",
    ],
)
def test_another_report_is_another_report(other: str) -> None:
    assert edit_distance(made(DISPATCH), made(other)) is None
    assert edit_distance(made(other), made(DISPATCH)) is None


def test_formulas_with_another_name_in_them_are_two_reports() -> None:
    telegram = "河南省委会打电报祝贺大会开幕，全体同志决心在党中央领导下，为提前完成第一个五年计划而奋斗。"
    assert edit_distance(made(telegram), made(telegram.replace("河南", "河北"))) is None
    assert edit_distance(made(telegram), made(telegram.replace("河南省", "江西省"))) is None
    first, second = "A telegram came from Li Ping to the congress.", "A telegram came from Li Bing to the congress."
    wired = "李平同志打来电报，祝贺大会胜利开幕，并且祝全体代表身体健康。"
    assert edit_distance(made(wired, first), made(wired.replace("平", "冰"), second)) is None
    assert edit_distance(made(wired, first), made(wired.replace("康", "庚"), first)) == 1


def test_english_is_compared_where_there_is_no_chinese() -> None:
    assert edit_distance(made(None, ENGLISH), made(None, ENGLISH.replace("furnace", "fumace").replace(".", " ."))) == 2
    assert edit_distance(made(None, ENGLISH), made(None, ENGLISH.replace("Anshan", "Wuhan"))) is None
    assert edit_distance(made(None, ENGLISH), made(DISPATCH, ENGLISH)) is None


def test_an_empty_form_is_like_nothing_but_itself() -> None:
    marks = replace(made("　一。"), english=None)
    assert edit_distance(marks, made(DISPATCH)) is None


@pytest.mark.usefixtures("sample_archive")  # it makes the model ready, or skips
def test_two_prints_are_one_quote_that_names_the_other(tmp_path: Path) -> None:
    """Over a real index: the dispatch is on two pages, and a third report shares its formulas."""
    report = DISPATCH.replace("鞍山", "武汉").replace("四十八", "三十一").replace("二千", "一千")
    rows = [
        {"id": "a", "date": "1960-04-26", "page": 1, "title_zh": "大高炉投产", "chinese": DISPATCH},
        {
            "id": "b",
            "date": "1960-04-27",
            "page": 3,
            "title_zh": "大高炉投产",
            "chinese": DISPATCH.replace("建成投产", "建戍投产"),
        },
        {"id": "c", "date": "1960-04-28", "page": 2, "title_zh": "又一座高炉投产", "chinese": report},
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    for _ in update(tmp_path / "archive", [file]):
        pass
    with Assistant.open(tmp_path / "archive") as assistant:
        answer = assistant.ask("鞍山的大高炉什么时候投产？")
        pasted = assistant.ask("这座高炉的有效容积是一千五百一十三立方米，每天可以出铁二千多吨。")
    assert [q.passage.id for q in answer.quotes] == ["a:1", "c:1"]
    (other,) = answer.quotes[0].reprints
    assert (other.passage.id, other.differing) == ("b:1", 1)
    assert reprint_text(other).startswith("Also printed, with 1 character changed: [b:1] ")
    assert "27 April 1960, p. 3" in reprint_text(other)
    assert reprint_text(other) in answer_text(answer, OutputFormat(400, color=False))
    assert answer_json(answer)["quotes"][0]["reprints"][0]["passage"] == "b:1"
    assert [reprint.passage.id for reprint in pasted.quotes[0].reprints] == ["b:1"], "a match and a hit, listed once"
