"""Questions ask for kinds of things, and texts have them: a table in both languages."""

from __future__ import annotations

import pytest

from assistant.answering.answer_types import KINDS, expected_answer_type
from corpus.model import Side

ASKED = [
    ("How many mu were planted?", "en", "an area"),
    ("By how much land did the harvest exceed the plan?", "en", "an area"),
    ("In what area is it common?", "en", None),
    ("What did the toy jeep cost in the shops?", "en", "an amount of money"),
    ("How much did the mill pay for its machine?", "en", "an amount of money"),
    ("How many workers were in the Hebei cement plants?", "en", "a number of people"),
    ("What was the population of the town?", "en", "a number of people"),
    ("How many cement works sprang up?", "en", "a number"),
    ("How many kilometres of line were laid?", "en", "a length"),
    ("How much cement did they make?", "en", "a weight"),
    ("For how many years is the treaty in force?", "en", "a length of time"),
    ("How long could they hold out?", "en", "a length of time"),
    ("By what percentage did output rise?", "en", "a share or a percentage"),
    ("Who set the song to music?", "en", "a person"),
    ("Why was the dike built?", "en", "a reason"),
    ("Tell me about the dike.", "en", None),
    ("种了多少亩？", "zh", "an area"),
    ("信封上几乎没写地址，是哪位送信的人？", "zh", "a person"),
    ("在商店里卖多少钱？", "zh", "an amount of money"),
    ("水泥厂一共有多少职工？", "zh", "a number of people"),
    ("铺了多少公里？", "zh", "a length"),
    ("生产了多少吨水泥？", "zh", "a weight"),
    ("有效期是多少年？", "zh", "a length of time"),
    ("提高了百分之几？", "zh", "a share or a percentage"),
    ("造了多少台？", "zh", "a number"),
    ("谁谱的曲？", "zh", "a person"),
    ("为什么修堤？", "zh", "a reason"),
    ("说说大堤。", "zh", None),
]


@pytest.mark.parametrize(("question", "language", "what"), ASKED)
def test_what_a_question_asks_for(question: str, language: Side, what: str | None) -> None:
    found = expected_answer_type(question, language)
    assert (found.what if found else None) == what


HELD = [
    ("an area", "", "超过九万亩", True),
    ("an area", "more than 90,000 mu", "", True),
    ("an area", "more than 90,000 tons", "九万吨", False),
    ("an amount of money", "for 52.2 million dollars", "", True),
    ("an amount of money", "", "五千五百万美元", True),
    ("an amount of money", "made of 300 scraps", "三百片", False),
    ("a number of people", "about two thousand men", "", True),
    ("a number of people", "", "约两千人", True),
    ("a number of people", "303,087 tons of cement in 50 plants", "五十多个水泥厂，三十万三千零八十七吨", False),
    ("a length of time", "for several weeks", "", True),
    ("a length of time", "", "几个星期", True),
    ("a length of time", "signed in 1946 on the 9th", "1946年5月9日签订", False),
    ("a share or a percentage", "", "一半是出自中小型企业", True),
    ("a share or a percentage", "rose by 3.35 percent", "", True),
    ("a weight", "", "五千公斤糖精", True),
    ("a length", "", "三里长", True),
    ("a number", "in 1946", "一九四六年", False),
    ("a number", "", "七千多个", True),
    ("a person", "signed by Marshal Tito and others", "", True),
    ("a person", "the dike held", "大堤守住了", False),
    ("a reason", "because it is small", "", True),
    ("a reason", "it is small", "因为规模小", True),
    ("a reason", "it is small", "规模小", False),
]


@pytest.mark.parametrize(("what", "english", "chinese", "has"), HELD)
def test_what_texts_have(what: str, english: str, chinese: str, has: bool) -> None:
    kind = next(kind for kind in KINDS if kind.what == what)
    assert kind.in_texts(english, chinese) is has
