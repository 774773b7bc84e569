"""The type of answer that a question expects, and whether a text contains one: `how many mu` expects an area, `九万亩` is one.

Amounts are recognised by their units, so a passage without the expected amount is unlikely to answer. Persons and reasons are
expressed in too many ways: a sentence with what looks like one is only more likely to answer. Whether a whole passage can be
doubted is decided more leniently, by `assistant.answering.requirements.answers`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.facts import AnswerKind
from corpus.model import Side
from corpus.text.numbers import Number, find_numbers


@dataclass(frozen=True, slots=True)
class AnswerType:
    """A type of answer."""

    kind: AnswerKind
    questions: dict[Side, re.Pattern[str]]
    """Questions that expect it."""
    amount: bool = True
    """Whether it is a number with a unit; if not, only `expressions` match."""
    units: dict[Side, re.Pattern[str] | None] | None = None
    """What follows the number. None as a whole: any number; None for a language: no number."""
    expressions: dict[Side, re.Pattern[str]] | None = None
    """Expressions of it without a number: `一半`, `several weeks`."""

    def in_texts(self, english: str, chinese: str) -> bool:
        """Whether one of two texts that are translations of each other contains it."""
        return self._in(english, "en") or self._in(chinese, "zh")

    def _in(self, text: str, side: Side) -> bool:
        if self.expressions and self.expressions[side].search(text):
            return True
        if not self.amount:
            return False
        unit = self.units[side] if self.units else None
        if self.units and unit is None:
            return False
        return any(unit is None or unit.match(text, n.span.end) for n in undated_numbers(text, side))


@lru_cache(maxsize=64)  # asked for every sentence of an answer
def expected_answer_type(question: str, language: Side) -> AnswerType | None:
    """The type of answer that a question expects; None where its words do not say."""
    return next((kind for kind in KINDS if kind.questions[language].search(question)), None)


def undated_numbers(text: str, side: Side) -> list[Number]:
    """The numbers of a text that are no part of a date."""
    dates = [m.span() for m in _DATES[side].finditer(text)]
    return [n for n in find_numbers(text, side) if not any(start <= n.span.start < end for start, end in dates)]


_DATES: dict[Side, re.Pattern[str]] = {
    "en": re.compile(r"\b1[89]\d\d\b(?![,\d])|\b\d{1,2}(?:st|nd|rd|th)\b"),
    "zh": re.compile(
        r"[\d〇○零一二三四五六七八九]{4}年|[\d一二三四五六七八九]{2}年(?![来间以多产])|"
        r"[\d一二三四五六七八九十]{1,3}月(?![来间以])|[\d一二三四五六七八九十]{1,3}[日号]"
    ),
}
"""Numbers that are dates, not amounts."""


def _questions(english: str, chinese: str) -> dict[Side, re.Pattern[str]]:
    return {"en": re.compile(english, re.IGNORECASE), "zh": re.compile(chinese)}


def _units(english: str | None, chinese: str) -> dict[Side, re.Pattern[str] | None]:
    """Up to three words may come between an English number and its unit, a few characters between a Chinese one and its unit."""
    en = re.compile(rf"[\s-]*(?:[\w'’.,-]+[\s-]+){{0,3}}?(?:{english})\b", re.IGNORECASE) if english else None
    return {"en": en, "zh": re.compile(rf"[多余来几]?(?:万|亿)?[多余]?个?(?:{chinese})")}


def _expressions(english: str, chinese: str) -> dict[Side, re.Pattern[str]]:
    return {"en": re.compile(english, re.IGNORECASE), "zh": re.compile(chinese)}


_COUNT = r"how many (?:[\w'’-]+ ){0,3}?"
_WHICH = r"\b(?:what|which) (?:[\w'’-]+ ){0,2}?"
_HOW_MANY_ZH = r"(?:多少|(?<!第)几)[^，。？的]{0,4}?"
_SEVERAL_EN = r"(?:several|few|dozens?|hundreds?|thousands?|millions?|half an?)"
_SEVERAL_ZH = r"(?:几|数|好几|若干|半)[十百千万亿]*[多余]?个?"
PEOPLE_EN = (
    r"people|persons|workers|members|students|pupils|children|peasants|farmers|soldiers|men|women|troops|cadres|delegates|"
    r"representatives|residents|inhabitants|households|families|guests|staff|employees|teachers|officers|airmen|passengers|"
    r"patients|villagers|boys|girls|prisoners|sailors|doctors|nurses|visitors"
)
_PEOPLE_ZH = "人数?|人口|职工|工人|社员|学生|儿童|农民|战士|代表|党员|团员|民工|教师|居民|妇女|士兵|干部|群众"
TIME_EN = r"years?|months?|days?|weeks?|hours?|minutes?|seconds?|nights?|decades?|centur(?:y|ies)"
TIME_ZH = r"(?:半)?(?:年|月|天|日|星期|礼拜|小时|钟头|分钟|秒|昼夜|周|夜|世纪|季度)"
LENGTH_EN = r"kilomet(?:er|re)s?|km|met(?:er|re)s?|centimet(?:er|re)s?|li|chi|zhang|cun|f(?:ee|oo)t|miles?|inch(?:es)?"
WEIGHT_EN = r"tons?|tonnes?|jin|kilograms?|kilos?|kg|catt(?:y|ies)|dan|shi|dou|liang|grams?|piculs?"

KINDS: tuple[AnswerType, ...] = (
    AnswerType(
        AnswerKind.MONEY,
        _questions(
            r"\bhow much (?:money|[^?]*\b(?:costs?|pay|paid|spend|spent|earn|charge)\b)|"
            rf"{_WHICH}(?:price|cost|wages?|salary|fare|fee|fine|rent)\b|"
            r"\bhow many (?:yuan|dollars|rubles|roubles|taels)\b|\bwhat did [^?]*\b(?:cost|pay)\b",
            r"多少(?:钱|元|美元|经费|工资|费用|银元|英镑|卢布|资金|银子|款)|几[块毛角]钱|多少[^，。？]{0,3}钱|花了多少|"
            r"(?:价格|工资|票价|售价|造价|租金|罚款)[^，。？]{0,6}(?:多少|几)",
        ),
        units=_units(
            r"yuan|dollars?|jiao|fen|cents?|pounds?|rou?bles?|francs?|marks|yen|rupees?|taels?",
            r"[美加日港澳]?元|角|分钱|英镑|卢布|法郎|日元|港币|银元|边币|法币|块|大洋|两银",
        ),
        expressions=_expressions(r"[$£¥]\s?\d", r"[$£¥￥]\s?\d"),
    ),
    AnswerType(
        AnswerKind.SHARE,
        _questions(
            rf"{_WHICH}(?:percentage|percent|per cent|share|proportion|portion|fraction|ratio)\b|\bby what (?:factor|per)|"
            r"\bhow many (?:percent|per cent|times (?:more|as|larger|greater|higher))",
            r"百分之[几多]|几成|多[大少](?:的)?比例|几分之|多少倍|几倍|百分比|占多少",
        ),
        units=_units(r"%|percent|per cent|times|fold|thirds?|quarters?|fifths?|tenths?", r"[％%]|成(?![立为功员都本])|倍|分之"),
        expressions=_expressions(
            r"\bhalf\b|%|\bper ?cent|\b(?:two|three|one)[ -](?:thirds?|quarters?|fifths?)|\bdoubl|\btripl|fold\b",
            r"一半|半数|过半|[％%]|百分之|[一二三四五六七八九两几][成倍]|分之",
        ),
    ),
    AnswerType(
        AnswerKind.AREA,
        _questions(
            r"\bhow (?:many|much) (?:[\w'’-]+ )?(?:mu|hectares|acres|land|farmland)\b|\bacreage\b|\bhow (?:large|big) an area\b",
            rf"{_HOW_MANY_ZH}(?:亩|公顷)|多少[^，。？的]{{0,4}}?(?:地(?![方点区位址])|面积)|多大面积|面积[^，。？]{{0,6}}多[少大]",
        ),
        units=_units(r"mu|hectares?|acres?|square", r"(?:市|英)?(?:亩|公顷|顷|平方|垧)"),
    ),
    AnswerType(
        AnswerKind.LENGTH,
        _questions(
            rf"{_COUNT}(?:{LENGTH_EN})\b|\bhow (?:far|tall|high|deep|wide)\b|"
            r"\bhow long (?:is|was|are|were) the (?:[\w'’-]+ )?(?:dike|road|bridge|canal|railway|line|river|tunnel|wall|boat|ship)\b",
            rf"{_HOW_MANY_ZH}(?:公里|里路|尺|丈|公尺)|(?:多少|几)米(?!饭)|多[远高深宽]|(?:堤|路|桥|渠|线|河|隧道|墙)[^，。？]{{0,6}}多长",
        ),
        units=_units(LENGTH_EN, r"(?:华)?(?:公里|里|米|尺|丈|寸|公尺|公分|英里|英尺|海里)"),
    ),
    AnswerType(
        AnswerKind.WEIGHT,
        _questions(
            rf"{_COUNT}(?:{WEIGHT_EN})\b|\bhow heavy\b|\byield per mu\b|"
            r"\bhow much (?:grain|rice|wheat|cotton|steel|coal|iron|cement|pork|salt|fertili[sz]er|saccharin)\b",
            rf"{_HOW_MANY_ZH}(?:吨|斤|公斤|担|石)|多重|亩产",
        ),
        units=_units(WEIGHT_EN, r"(?:市|公)?(?:吨|斤|担|石|斗|两|克|磅)"),
    ),
    AnswerType(
        AnswerKind.DURATION,
        _questions(
            rf"\bhow long\b(?! (?:is|was|are|were) the)|{_COUNT}(?:{TIME_EN})\b|\bhow (?:early|late)\b",
            rf"{_HOW_MANY_ZH}(?:年(?!代)|天|日子|小时|分钟|个月|星期|时间)|多久|多长时间|早了多",
        ),
        units=_units(TIME_EN, TIME_ZH),
        expressions=_expressions(
            rf"\b{_SEVERAL_EN}(?: of)? (?:\w+ )?(?:{TIME_EN})\b|\b\d{{4}} (?:to|until|and) \d{{4}}\b",
            rf"{_SEVERAL_ZH}(?:{TIME_ZH})|\d{{4}} ?年?[到至—-]+ ?\d{{4}}",
        ),
    ),
    AnswerType(
        AnswerKind.PEOPLE,
        _questions(
            rf"how many (?:[\w'’-]+ ){{0,3}}?(?:{PEOPLE_EN})\b|{_WHICH}population\b",
            rf"{_HOW_MANY_ZH}(?:人|职工|名|工人|社员|学生|儿童|孩子|农民|战士|户|代表|居民|妇女|教师|病人|乘客|官兵)|多少人口|"
            rf"(?:{_PEOPLE_ZH})(?:一?共|总共|大?约|现在|已经?)?(?:有|是|达到?)?多少(?![^，。？]{{0,2}}[元钱亩斤吨公岁])",
        ),
        units=_units(
            rf"{PEOPLE_EN}|person|population|strong|personnel|dead|wounded|killed|participants|youths?",
            r"人|名|职工|工人|社员|学生|儿童|孩子|农民|干部|战士|官兵|士兵|代表|党员|团员|群众|民工|教师|居民|妇女|青年|户|口|位|员",
        ),
        expressions=_expressions(
            rf"\b{_SEVERAL_EN}(?: of)? (?:\w+ )?(?:{PEOPLE_EN})\b|\b(?:un)?manned\b|\bnobody\b",
            rf"{_SEVERAL_ZH}(?:人|名|户)|无人",
        ),
    ),
    AnswerType(
        AnswerKind.NUMBER, _questions(r"\bhow many\b", r"多少(?!地方)|几(?=[个台架辆艘座条枚份家棵本册所门处头件种篇次])")
    ),
    AnswerType(
        AnswerKind.PERSON,
        _questions(r"\b(?:who|whom|whose)\b", r"谁|哪[一两几]?位|何人|什么人"),
        amount=False,
        expressions=_expressions(
            r"(?-i:(?<![.!?]\s)(?<!^)\b(?:[A-Z][\w'’-]+ ){1,3}[A-Z][\w'’-]+|\b(?:Comrade|Chairman|Premier|Minister|Mrs?\.?) [A-Z])",
            r"[一-鿿][·•][一-鿿]|(?:同志|主席|总理|部长|书记|主任|厂长|队长|教授|元帅|将军|作者|记者|校长|社长|院长|经理|大使)",
        ),
    ),
    AnswerType(
        AnswerKind.REASON,
        _questions(
            r"\bwhy\b|\bwhat (?:caused|reason)|\bfor what (?:reason|purpose)",
            r"(?<![称名作译叫改成认视誉])为什么|为何|什么原因|何以|为啥",
        ),
        amount=False,
        expressions=_expressions(
            r"\b(?:because|since|so that|in order|therefore|due to|owing|as a result|reason|caus\w+|led to|so as)\b",
            r"因为|由于|因此|所以|为了|以便|因而|原因|致使|使得|从而|之所以|缘故|导致",
        ),
    ),
)
"""In order of precedence: `how many mu` expects an area, not just a number."""
