"""Lines that refer to what came before: commands, and follow-up questions. Pure functions of the line.

A command is a whole line in one of the forms of `_FORMS`; a line that says more is a question ("more coal", "next year's plan").
A follow-up is recognised by its words alone: it opens like one ("and in Anhui?", 那安徽呢？), or has nothing but question words
("why?", 多少？), or has a pronoun without an antecedent in the question (它有多大？).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from embeddings.query.question import language_of
from embeddings.text.analyzer import EN_STOPWORDS, ZH_STOPWORDS


class Verb(StrEnum):
    """What a command does. The value is what a reader types."""

    MORE = "more"
    LIKE = "more like"
    UNLIKE = "not like"
    ALONE = "alone"
    FILTERS_OFF = "filters off"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Command:
    """A line that is a command."""

    verb: Verb
    ranks: tuple[int, ...] = ()
    """Numbers of quotations."""


_RANKS = r"\s*(?P<ranks>(?:#?\d{1,3})(?:\s*(?:,|，|、|and|和|与)\s*#?\d{1,3})*)\s*"
_FORMS: dict[Verb, tuple[str, ...]] = {
    Verb.MORE: ("more", "more please", "show more", "next", "更多", "再来", "再来一些", "还有吗", "下一批", "下一页"),
    Verb.LIKE: (
        f"(?:more )?like{_RANKS}",
        f"(?:更|再|多)?(?:来些|找些)?像{_RANKS}(?:的|那样的)?",
        f"更多像{_RANKS}(?:的|那样的)?",
    ),
    Verb.UNLIKE: (f"(?:not|less|nothing) like{_RANKS}", f"(?:不|别|不要)像{_RANKS}(?:的|那样的)?"),
    Verb.ALONE: ("alone", "单独", "单独问"),
    Verb.FILTERS_OFF: ("filters off", "no filters", "取消筛选", "不要筛选", "清除筛选"),
    Verb.UNDO: ("undo", "撤销"),
}
_COMMANDS = [(verb, re.compile(form, re.IGNORECASE)) for verb, forms in _FORMS.items() for form in forms]
_END = " \t\u3000.。!！?？"


def command(line: str) -> Command | None:
    """The command that a line is; None for a question."""
    plain = " ".join(line.split()).strip(_END)
    for verb, form in _COMMANDS:
        if match := form.fullmatch(plain):
            ranks = match.groupdict().get("ranks") or ""
            return Command(verb, tuple(dict.fromkeys(int(n) for n in re.findall(r"\d+", ranks))))
    return None


_OFF = re.compile(r"(?<!\S)-(?P<name>[A-Za-z]+)[:：](?!\S)")
_WITHIN = re.compile(r"(?<!\S)(?:within|限于)[:：](?P<value>\S+)", re.IGNORECASE)
_WHOLE = ("answer", "answers", "上文", "回答")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the parts that only a conversation understands."""

    text: str
    """A question with its filters; may be empty."""
    off: tuple[str, ...] = ()
    """Names of filters to remove: `-on:`."""
    within: tuple[int, ...] | None = None
    """Quotations whose articles are searched, () for all of the answer: `within:answer`, `within:2,3`. None: not given."""
    unclear: str = ""
    """A value of `within:` that is invalid."""


def interpret_line(line: str) -> Line:
    """Parse `-name:` and `within:`."""
    off = tuple(match["name"].lower() for match in _OFF.finditer(line))
    text = _OFF.sub(" ", line)
    within: tuple[int, ...] | None = None
    unclear = ""
    if match := _WITHIN.search(text):
        value = match["value"]
        if value.lower() in _WHOLE:
            within = ()
        elif re.fullmatch(r"\d{1,3}(?:[,，、]\d{1,3})*", value):
            within = tuple(int(n) for n in re.findall(r"\d+", value))
        else:
            unclear = value
        text = _WITHIN.sub(" ", text, count=1)
    return Line(" ".join(text.split()) if off or match else line.strip(), off, within, unclear)


# -- follow-ups -------------------------------------------------------------------------------------------------------

_EN_OPENER = re.compile(
    r"(?:and|but|or|also|so|then)\b(?!\s+(?:so|then)\b)|(?:what|how) about\b|what else\b|who else\b|where else\b|same (?:for|in)\b|in that case\b",
    re.IGNORECASE,
)
_ZH_OPENER = re.compile(
    r"(?:那么?(?!不勒|拉|霸|曲|坡|个|些|年|天|次|位|里|儿|边|时|种|座|条|只)|还有|另外|此外|以及|同样|然后|后来呢|接着)"
)
_ZH_CLOSER = re.compile(r"呢[?？。!！\s]*$")
_ZH_ASKS = re.compile(r"谁|什么|甚么|哪|怎|如何|为何|为什么|多少|几|吗|是否|多[大长高久远重深宽]")
_EN_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_EN_POINTS = frozenset("it its they them their theirs he him his she her hers this that these those there".split())
_EN_VAGUE = frozenset(
    "people money days years times large big long high deep far old tall wide often exactly else happened".split()
)
"""Words that do not say what the question is about."""
_EN_NO_POINTER = re.compile(
    r"\b[a-z]{4,} that\b|\bsuch that\b|\bthere (?:is|are|was|were|be|been)\b|\b(?:is|was|are|were|has|have|had) there\b|"
    r"\bit (?:takes?|took|(?:is|was) \w+ (?:to|that|for))\b|\b(?:does|did|will|would) it take\b|\b(?:is|was) it \w+ (?:to|that|for)\b",
    re.IGNORECASE,
)
"""Uses of pronouns as conjunctions or expletives."""
_ANTECEDENTS = 2
"""From this many content words before a pronoun, one of them is its antecedent: "did the workers finish their dike"."""
_ZH_STOP = re.compile("|".join(sorted(map(re.escape, ZH_STOPWORDS), key=len, reverse=True)))
_ZH_POINTS = re.compile(
    r"它们?|(?<![其吉利])他们?|她们?|其(?=[^他它实中间次余])|该(?=[厂社村镇县市省队校店会桥堤船人地国报])|此(?=[事人地处后前])|这(?=[些个件次种条座项样]?)|那(?=[些个件次种条座项时里])|当时|其中"
)


def is_follow_up(text: str) -> bool:
    """Whether a question, without its filters, cannot be understood alone."""
    return _english(text) if language_of(text) == "en" else _chinese(text)


def _english(text: str) -> bool:
    if _EN_OPENER.match(text.strip()):
        return True
    words = [word.lower() for word in _EN_WORD.findall(text)]
    if all(word in EN_STOPWORDS or word in _EN_VAGUE for word in words) and not re.search(r"\d", text):
        return bool(words)
    plain = [word.lower() for word in _EN_WORD.findall(_EN_NO_POINTER.sub(" ", text))]
    before = 0
    for word in plain:
        if word in _EN_POINTS:
            return before < _ANTECEDENTS
        before += word not in EN_STOPWORDS
    return False


def _chinese(text: str) -> bool:
    plain = text.strip()
    if _ZH_OPENER.match(plain):
        return True
    if _ZH_CLOSER.search(plain) and not _ZH_ASKS.search(plain):
        return True  # 安徽呢？
    rest = re.findall(r"[㐀-鿿A-Za-z0-9]", _ZH_STOP.sub("", plain))
    if _ZH_ASKS.search(plain) and len(rest) <= 1:
        return True  # 为什么？多少钱？
    found = _ZH_POINTS.search(plain)
    if not found:
        return False
    before = _ZH_STOP.sub(" ", plain[: found.start()])
    words = len(re.findall(r"[㐀-鿿]", before)) / 2 + len(re.findall(r"[A-Za-z]+", before))
    return words + _ANTECEDENTS * len(re.findall(r"\d{4}", before)) < _ANTECEDENTS  # a year identifies its subject
