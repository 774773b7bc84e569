"""What is a command, what leans on the question before, and what is a question like any other."""

from __future__ import annotations

import pytest

from assistant.dialogue.followups import Command, Line, Verb, command, interpret_line, is_follow_up
from assistant.evaluation.gold import read_questions
from assistant.system import paths

COMMANDS = {
    "more": (Verb.MORE, ()),
    "  More! ": (Verb.MORE, ()),
    "next": (Verb.MORE, ()),
    "更多": (Verb.MORE, ()),
    "还有吗？": (Verb.MORE, ()),
    "more like 3": (Verb.LIKE, (3,)),
    "More like 1, 2 and #4.": (Verb.LIKE, (1, 2, 4)),
    "like 2": (Verb.LIKE, (2,)),
    "更像 3": (Verb.LIKE, (3,)),
    "更像３": (Verb.LIKE, (3,)),
    "更多像1、2的": (Verb.LIKE, (1, 2)),
    "not like 2": (Verb.UNLIKE, (2,)),
    "not like 2 and 2": (Verb.UNLIKE, (2,)),
    "不像 2": (Verb.UNLIKE, (2,)),
    "不要像 2 的": (Verb.UNLIKE, (2,)),
    "alone": (Verb.ALONE, ()),
    "单独": (Verb.ALONE, ()),
    "filters off": (Verb.FILTERS_OFF, ()),
    "取消筛选": (Verb.FILTERS_OFF, ()),
    "undo": (Verb.UNDO, ()),
    "撤销": (Verb.UNDO, ()),
}


@pytest.mark.parametrize("line", COMMANDS)
def test_commands(line: str) -> None:
    assert command(line) == Command(*COMMANDS[line])


@pytest.mark.parametrize(
    "line",
    [
        "more coal", "more like a boat than a ferry", "more like 3 boats", "like steel", "next year", "not like before", '"more"', "alone at night",
        "更多的煤", "更多煤", "像 3 只船", "不像话", "单独核算", "还有吗啡", "filters off the coast", "undo the knot", "more like", "more like 1234",
    ],
)  # fmt: skip
def test_what_says_more_is_a_question(line: str) -> None:
    assert command(line) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Why was the dike built?", Line("Why was the dike built?")),
        ("  steel   after:1958 ", Line("steel   after:1958")),
        ("-on: dike", Line("dike", ("on",))),
        ("-on: -zh:", Line("", ("on", "zh"))),
        ("-en:foreign dike", Line("-en:foreign dike")),
        ("within:answer boats", Line("boats", (), ())),
        ("boats within:2,3", Line("boats", (), (2, 3))),
        ("限于：上文 船", Line("船", (), ())),
        ("-within:", Line("", ("within",))),
        ("within:what", Line("", (), None, "what")),
        ("Within how many days was the bridge built?", Line("Within how many days was the bridge built?")),
        ("it fell within: or so they said", Line("it fell within: or so they said")),
    ],
)
def test_what_only_a_conversation_understands(line: str, expected: Line) -> None:
    assert interpret_line(line) == expected


@pytest.mark.parametrize(
    "text",
    [
        "and in Anhui?", "And the women?", "but why?", "why?", "Why so?", "How many?", "How large was it?", "When was it built?", "Who built it?",
        "How much did they cost?", "what about the second one?", "How about Anhui", "What did he say about the flood?", "What happened?",
        "安徽呢？", "那安徽呢？", "那么女工呢", "为什么？", "多少钱？", "谁？", "它有多大？", "它是什么时候建成的？", "他们住在哪里？", "这座桥花了多少钱？",
        "那次大水以前有多少时间？", "还有谁？", "后来呢？", "该厂有多少工人？", "其原因是什么？",
    ],
)  # fmt: skip
def test_follow_ups(text: str) -> None:
    assert is_follow_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "Andorra", "Sokolov's speech", "Butter", "theatre", "heroes of labour", "thermal power",
        "How long does it take to cross the river?", "Was there a school in Willow Ferry?", "Is it possible to cross the river in fog?",
        "Which newspaper reported that the bridge was finished?", "Did the workers of the mill finish their dike in time?",
        "What did the buyer advise growers to do if they wanted to earn more?",
        "堤", "船", "1958", "那不勒斯大学有多少学生？", "其他村子有没有学校？", "吉他是谁弹的？", "利他主义",
        "镇上的人晚上在哪里学认字呢？", "1958年，那个被冤枉的年轻人叫什么名字？", "渡口镇的老师傅为什么说他的纸好？",
    ],
)  # fmt: skip
def test_questions_that_stand_alone(text: str) -> None:
    assert not is_follow_up(text)


def test_hardly_a_question_of_the_sample_is_taken_for_a_follow_up() -> None:
    """They all stand alone; so do those of the sets outside the project (tests/quality/MEASUREMENTS.md)."""
    golds = read_questions(paths.SAMPLE / "evaluation")
    wrong = [gold.text for gold in golds if is_follow_up(gold.text)]
    assert len(wrong) <= 2, wrong
    assert not any(command(gold.text) for gold in golds)
