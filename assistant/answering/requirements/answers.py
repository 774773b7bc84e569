"""Whether a passage has an answer of the type that a question expects, in either language.

It answers more leniently than `AnswerType.in_texts`, by which sentences of one passage are compared: a reader must not be told that
a passage gives no person because it calls one by a word that is not listed. Reasons are left out: they need no words of their own,
and passages that give one lacked them as often as others (`tests/quality/measure_requirements.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.requirements.answer_types import PEOPLE_EN, AnswerType, expected_answer_type
from assistant.answering.requirements.counts import has_count
from assistant.answering.requirements.difference import Texts
from assistant.facts import AnswerKind
from corpus.model import Side

_Patterns = dict[Side, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class _Named:
    """A type of answer that is no amount."""

    kind: AnswerKind
    questions: _Patterns
    texts: _Patterns


def _patterns(english: str, chinese: str, flags: re.RegexFlag = re.IGNORECASE) -> _Patterns:
    return {"en": re.compile(english, flags), "zh": re.compile(chinese)}


_WHO_EN = (
    r"author|writer|poet|general|photographer|player|leader|king|senator|minister|architect|scientist|ruler|emperor|singer"
)
_TIMES_EN = (
    r"january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter|monday|"
    r"tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|tomorrow|tonight|ago|last (?:year|month|week|night)|"
    r"this (?:year|month|week|morning)|years? (?:later|after|old|earlier)|o'clock|a\.m|p\.m|bc|ad|during"
)
_NAMED = (
    _Named(
        AnswerKind.WINNER,
        _patterns(
            r"\bwho (?:won|beat)\b|\bwho (?:was|were|is|became) the (?:[\w'’-]+ ){0,4}(?:champions?|winners?)\b|"
            r"\b(?:which|what) (?:[\w'’-]+ ){1,2}(?:won|beat)\b",
            r"冠军[是为]?(?:谁|哪)|(?:谁|哪[位个队支][^，。？]{0,4})(?:获得了?|夺得了?|赢得?了?|拿了?)[^，。？]{0,10}(?:冠军|金牌|比赛|决赛)|谁赢",
        ),
        _patterns(
            r"\b(?:w[io]n(?:s|ning|ners?)?|victor\w*|beat(?:en|ing|s)?|defeat\w*|champion\w*|titles?|gold|award\w*|receiv\w*|triumph\w*|"
            r"first place|claim\w*|top\w*|seiz\w*|captur\w*|took|earn\w*|lost to)\b",
            r"冠军|[获战取全]?胜(?!利公社)|夺|击败|打败|金牌|第一名|优胜|赢|负于|获|授予|颁|捧杯|折桂",
        ),
    ),
    _Named(
        AnswerKind.DATE,
        _patterns(
            r"(?:^|, |\band )(?:(?:since|until|by|from) )?when\b (?:did|was|were|is|are|do|does|will|would|had|has|have|can|could)\b|"
            r"\b(?:what|which) (?:year|month|day|date|century|decade)\b",
            r"什么时[候间]|何时|哪一?年|哪[几一]?[天日]|几月|几号|何年|哪个?(?:月|世纪|年代)|什么(?:年代|日期)|几点",
        ),
        _patterns(
            rf"\b1\d{{3}}\b|\b20\d\d\b|\b\d{{3,4}}s\b|\b\d{{1,2}}(?:st|nd|rd|th)\b|centur|\b(?:{_TIMES_EN})\b",
            r"\d ?年|[〇○零一二三四五六七八九十元]年|[\d一二三四五六七八九十] ?[月日号]|世[纪]?|年代|时[期代]|昨|今[天年日晨晚]|明[天年日]|去年|前年|"
            r"本月|上月|[春夏秋冬][季天]|星期|\d[:：]\d|当[年天日]|[唐宋元明清汉隋晋秦周][朝代末初]|前夕|以后|之后",
        ),
    ),
    _Named(
        AnswerKind.PLACE,
        _patterns(
            r"(?:^|, )(?:[\w'’-]+ )?where\b (?:did|was|were|is|are|do|does|will|would|had|has|have|can)\b|"
            r"\b(?:what|which) (?:city|country|county|state|province|town|village|place|island|continent)\b",
            r"哪里|哪儿|何处|何地|什么地方|哪些?个?(?:国家|城市|省|县|市|地区|地方|地点|岛|洲|镇|村|国)|位于哪",
        ),
        _patterns(
            r"(?-i:[\w,;)’'-]\s[\"“]?[A-Z])|\b(?:in|at|on|from|to|near|of|off|through|between|inside|outside) (?:the|a|an|its|their|his|her)\b",
            r"[省市县区镇乡村州国岛山河江湖海港湾街路洲城寺宫楼站厂校学馆院洞园场店部地里上下内外东西南北]|在",
        ),
    ),
    _Named(
        AnswerKind.PERSON,
        _patterns(
            rf"\b(?:who|whom|whose)\b|\b(?:which|what) (?:[\w'’-]+ )?(?:person|man|woman|{_WHO_EN})\b(?! (?:of|in|were|that)\b)",
            r"谁|何人|什么人|哪[一两几]?位",
        ),
        _patterns(
            r"(?-i:[A-Z][\w’'.-]+ (?:(?:de|of|von|the) )?[A-Z]|[\w,;)’'-]\s[\"“]?[A-Z][a-z])|"
            rf"\b(?:[hs]he|him|they|them|parents?|{PEOPLE_EN}|\w{{3,}}(?:ists?|ians?)|(?:lead|own|found|play|sing|danc|report|read|writ|paint|"
            r"publish|build|mak|design|command|fight|rul|support|follow|manag|engine|driv|min|sail|trad|employ|settl|teach)e?rs?|"
            r"kings?|emperors?|presidents?|ministers?|congress\w*|governments?|authors?|disciples|merchants?|citizens?|actors?)\b",
            r"[一-鿿][·•．・][一-鿿]|[人者员家师手们王帝后公氏长]|同志|主席|总统|总理|书记|主任|教授|元帅|将军|记者|经理|大使|先生|女士|[他她]|"
            r"[谁由和与向对为][一-鿿]{2,3}|[^一-鿿][一-鿿]{2,3}[^一-鿿]",
        ),
    ),
)


def missing_answer(question: str, language: Side, texts: Texts) -> AnswerKind | None:
    """The type of answer that a question expects and a passage does not have."""
    expected = expected_answer_type(question, language)
    if expected and expected.amount:
        return None if _has_amount(expected, question, language, texts) else expected.kind
    for named in _asked(question, language):
        if not any(named.texts[side].search(text) for side, text in texts.items()):
            return named.kind
    return None


def asked_types(question: str, language: Side) -> list[AnswerKind]:
    """The types of answers that a question expects."""
    expected = expected_answer_type(question, language)
    if expected and expected.amount:
        return [expected.kind]
    return [named.kind for named in _asked(question, language)]


@lru_cache(maxsize=16)  # the same for every passage of an answer
def _asked(question: str, language: Side) -> list[_Named]:
    return [named for named in _NAMED if named.questions[language].search(question)]


def _has_amount(expected: AnswerType, question: str, language: Side, texts: Texts) -> bool:
    if expected.kind is AnswerKind.NUMBER:
        return has_count(question, language, texts)
    return expected.in_texts(texts["en"], texts["zh"])
