"""Details that exclude each other: a head is not a deputy, a final is not a semifinal, spring is not autumn.

Where a question names one of a family and the passage only others of it, the passage is about something similar. Words of both
languages are listed, since a passage has either or both. Left out, because they told nothing: increase and decrease, largest and
smallest, men and women outside of sport (`tests/quality/measure_requirements.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.requirements.difference import MOST_GIVEN, Difference, Texts
from assistant.facts import DetailKind
from corpus.model import SIDES, Side

_Patterns = dict[Side, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Member:
    """One of several details that exclude each other."""

    texts: _Patterns
    """How passages express it."""
    questions: _Patterns
    """How questions ask for it."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A family of details that exclude each other."""

    kind: DetailKind
    members: tuple[Member, ...]

    def asked(self, question: str, language: Side) -> list[tuple[Member, str]]:
        """Those that a question names, with its words."""
        return [(member, match[0]) for member in self.members if (match := member.questions[language].search(question))]


def find_contrast(question: str, language: Side, texts: Texts) -> Difference | None:
    """The first detail of a question of which a passage has only others of the same family."""
    for contrast, asked in asked_contrasts(question, language):
        if any(True for member, _ in asked for _ in _expressions(member, texts, language)):
            continue
        given = dict.fromkeys(text for member in contrast.members for text in _expressions(member, texts, language))
        if given:
            return Difference(contrast.kind, asked[0][1], tuple(given)[:MOST_GIVEN])
    return None


@lru_cache(maxsize=16)  # the same for every passage of an answer
def asked_contrasts(question: str, language: Side) -> tuple[tuple[Contrast, list[tuple[Member, str]]], ...]:
    """The families of which a question names something."""
    return tuple((contrast, asked) for contrast in CONTRASTS if (asked := contrast.asked(question, language)))


def _expressions(member: Member, texts: Texts, language: Side) -> Iterator[str]:
    """What a passage has of a member; if both of its languages have it, what is in the question's."""
    for side in sorted(SIDES, key=lambda side: side != language):
        if match := member.texts[side].search(texts[side]):
            yield match[0]
            return


def _patterns(english: str, chinese: str) -> _Patterns:
    return {"en": re.compile(rf"\b(?:{english})\b", re.IGNORECASE), "zh": re.compile(chinese)}


def _member(english: str, chinese: str, asked_english: str = "", asked_chinese: str = "") -> Member:
    """A detail by its words, and by further words that only questions use for it."""
    asked = _patterns("|".join(filter(None, (english, asked_english))), "|".join(filter(None, (chinese, asked_chinese))))
    return Member(_patterns(english, chinese), asked)


def _contrast(kind: DetailKind, *members: tuple[str, str]) -> Contrast:
    return Contrast(kind, tuple(_member(*words) for words in members))


def _rank(english: str, chinese: str) -> Contrast:
    """The head, the deputy and the acting head of something."""
    modified = "".join(rf"(?<!{word}[ -])" for word in ("vice", "deputy", "assistant", "associate", "acting"))
    return _contrast(
        DetailKind.RANK,
        (rf"{modified}(?:{english})", rf"(?<!副)(?<!代)(?<!代理)(?:{chinese})"),
        (rf"(?:vice|deputy|assistant|associate)[ -](?:{english})", rf"副(?:{chinese})"),
        (rf"acting (?:{english})", rf"代理?(?:{chinese})"),
    )


_HEADS_ZH = "[院厂部局省市县社团队组班站馆所处科区乡镇校会]长|主任|主席|负责人"
_RANKS = (
    _rank("presidents?", "总统|主席|院长|校长|会长|总裁"),
    _rank("chair(?:man|men|woman|person)", "主席|委员长|董事长|主任委员"),
    _rank("directors?", "主任|厂长|局长|所长|院长|馆长|处长|社长|台长|理事|导演"),
    _rank("ministers?", "部长"),
    _rank("prime ministers?|premiers?", "总理|首相"),
    _rank("mayors?", "市长|镇长"),
    _rank("governors?", "省长|州长|总督"),
    _rank("secretar(?:y|ies)(?:-general)?", "书记|秘书长"),
    _rank("managers?", "经理"),
    _rank("commanders?(?:-in-chief)?", "司令员?|指挥官?|[师军团营连]长"),
    _rank("(?:chief )?editors?(?:-in-chief)?", "主编|总编辑?"),
    _rank("principals?", "校长"),
    _rank("deans?", "院长|系主任"),
    _rank("captains?", "队长|船长"),
    _rank("leaders?|heads?", _HEADS_ZH),
)
_STAGES = Contrast(
    DetailKind.STAGE,
    (
        _member(
            r"(?<!semi[ -])(?<!quarter[ -])finals?(?=\s*(?:[.,;:?!)]|$|(?:in|of|at|on|was|were|and|between|against|held|played|take|took)\b|match|game|round))|"
            r"champions?|runners?-up|winners?|gold medals?|won the (?:\w+ )?(?:title|cup|championship)",
            r"(?<![半准一])决赛|冠军|亚军|夺冠|夺魁|金牌",
            r"who (?:won|beat)|title",
            r"谁(?:赢|获胜|得胜|夺)",
        ),
        _member(r"semi-?\s?final(?:s|ists?)?", "半决赛|准决赛|四强"),
        _member(r"quarter-?\s?final(?:s|ists?)?", "四分之一决赛|1/4决赛|八强"),
        _member(
            r"preliminar(?:y|ies)(?: (?:rounds?|heats?|matches))?|heats|group (?:stage|match(?:es)?|phase)|"
            r"(?:first|second|opening|qualifying) rounds?|round[- ]robin",
            "预赛|初赛|小组赛|循环赛|复赛|资格赛|第[一二三]轮",
        ),
        _member(r"draws?(?= (?:for|of|was|were|ceremony|result|in|at)\b)|were drawn|drawing of lots", "抽签|分组名单"),
    ),
)
_SPORT = r"(?= (?:singles|doubles|team|final|basket|volley|foot|table|badminton|\d))"
_EVENTS = (
    _contrast(
        DetailKind.EVENT,
        (rf"(?:men|boys)['’]?s?['’]?{_SPORT}", "男子|男[单双团]"),
        (rf"(?:women|girls|ladies)['’]?s?['’]?{_SPORT}", "女子|女[单双团]"),
    ),
    _contrast(
        DetailKind.EVENT,
        ("singles", "单打|[男女]单"),
        ("doubles", "双打|[男女混]双"),
        ("team (?:event|competition|championship|title)s?", "团体"),
    ),
)
_PERIODS = (
    _contrast(
        DetailKind.PERIOD,
        ("spring", "春[季天耕种播]"),
        ("summer", "夏[季天种收]"),
        ("autumn|fall(?= of)", "秋[季天收种]"),
        ("winter", "冬[季天种]"),
    ),
    _contrast(
        DetailKind.PERIOD,
        ("first quarter|opening quarter", "第?一季度|第一节|首节"),
        ("second quarter", "第?二季度|第二节"),
        ("third quarter", "第?三季度|第三节"),
        ("(?:fourth|last) quarter", "第?四季度|第四节|末节"),
    ),
    _contrast(DetailKind.PERIOD, ("first half", "上半[年场叶]"), ("(?:second|latter) half", "下半[年场叶]")),
)
_SORTS = (
    _contrast(
        DetailKind.SORT,
        ("early[- ](?:season )?rice", "早稻"),
        ("late[- ](?:season )?rice", "晚稻"),
        ("(?:middle|semi-late)[- ](?:season )?rice", "中稻"),
    ),
    _contrast(DetailKind.SORT, ("import(?:s|ed|ing|ation)?", "进口|输入"), ("export(?:s|ed|ing|ation)?", "出口|输出")),
)
_DIRECTIONS = (
    Contrast(
        DetailKind.DIRECTION,
        # Not 东西, things. 北京 and the like name no direction in a question, but are enough for a passage in 西宁 not to be doubted.
        tuple(
            Member(_patterns(english, chinese), _patterns(english, asked))
            for english, chinese, asked in (
                ("north(?:ern)?", "北", "(?<![河湖台败])北(?![京平约])"),
                ("south(?:ern)?", "南", "(?<![河湖海云济越])南(?![京斯宁昌瓜])"),
                ("east(?:ern)?", "东(?!西)", "(?<![广山房股])东(?![西京])"),
                ("west(?:ern)?", "(?<!东)西", "(?<![东新巴墨广江山陕])西(?![安宁藏班瓜医药装服红])"),
            )
        ),
    ),
)

CONTRASTS: tuple[Contrast, ...] = (*_RANKS, _STAGES, *_EVENTS, *_PERIODS, *_SORTS, *_DIRECTIONS)
