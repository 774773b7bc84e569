"""Questions ask for kinds of things, and texts have them: a table in both languages."""

from __future__ import annotations

import pytest

from assistant.answering.requirements.answer_types import KINDS, expected_answer_type
from corpus.model import Side

ASKED = [
    ("How many mu were planted?", "en", "area"),
    ("By how much land did the harvest exceed the plan?", "en", "area"),
    ("In what area is it common?", "en", None),
    ("What did the toy jeep cost in the shops?", "en", "money"),
    ("How much did the mill pay for its machine?", "en", "money"),
    ("How many workers were in the Hebei cement plants?", "en", "people"),
    ("What was the population of the town?", "en", "people"),
    ("How many cement works sprang up?", "en", "number"),
    ("How many kilometres of line were laid?", "en", "length"),
    ("How much cement did they make?", "en", "weight"),
    ("For how many years is the treaty in force?", "en", "duration"),
    ("How long could they hold out?", "en", "duration"),
    ("By what percentage did output rise?", "en", "share"),
    ("Who set the song to music?", "en", "person"),
    ("Why was the dike built?", "en", "reason"),
    ("Tell me about the dike.", "en", None),
    ("种了多少亩？", "zh", "area"),
    ("信封上几乎没写地址，是哪位送信的人？", "zh", "person"),
    ("在商店里卖多少钱？", "zh", "money"),
    ("水泥厂一共有多少职工？", "zh", "people"),
    ("铺了多少公里？", "zh", "length"),
    ("生产了多少吨水泥？", "zh", "weight"),
    ("有效期是多少年？", "zh", "duration"),
    ("提高了百分之几？", "zh", "share"),
    ("造了多少台？", "zh", "number"),
    ("谁谱的曲？", "zh", "person"),
    ("为什么修堤？", "zh", "reason"),
    ("说说大堤。", "zh", None),
]


@pytest.mark.parametrize(("question", "language", "what"), ASKED)
def test_what_a_question_asks_for(question: str, language: Side, what: str | None) -> None:
    found = expected_answer_type(question, language)
    assert (str(found.kind) if found else None) == what


HELD = [
    ("area", "", "超过九万亩", True),
    ("area", "more than 90,000 mu", "", True),
    ("area", "more than 90,000 tons", "九万吨", False),
    ("money", "for 52.2 million dollars", "", True),
    ("money", "", "五千五百万美元", True),
    ("money", "made of 300 scraps", "三百片", False),
    ("people", "about two thousand men", "", True),
    ("people", "", "约两千人", True),
    ("people", "303,087 tons of cement in 50 plants", "五十多个水泥厂，三十万三千零八十七吨", False),
    ("duration", "for several weeks", "", True),
    ("duration", "", "几个星期", True),
    ("duration", "signed in 1946 on the 9th", "1946年5月9日签订", False),
    ("share", "", "一半是出自中小型企业", True),
    ("share", "rose by 3.35 percent", "", True),
    ("weight", "", "五千公斤糖精", True),
    ("length", "", "三里长", True),
    ("number", "in 1946", "一九四六年", False),
    ("number", "", "七千多个", True),
    ("person", "signed by Marshal Tito and others", "", True),
    ("person", "the dike held", "大堤守住了", False),
    ("reason", "because it is small", "", True),
    ("reason", "it is small", "因为规模小", True),
    ("reason", "it is small", "规模小", False),
]


@pytest.mark.parametrize(("what", "english", "chinese", "has"), HELD)
def test_what_texts_have(what: str, english: str, chinese: str, has: bool) -> None:
    kind = next(kind for kind in KINDS if kind.kind == what)
    assert kind.in_texts(english, chinese) is has
