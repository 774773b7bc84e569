"""Years and numbers by which a question names one of many: 1958, Line 16, 第十一管区, the Eighth Congress."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.requirements.difference import MOST_GIVEN, Difference, Texts
from assistant.facts import DetailKind
from corpus.model import SIDES, Side
from corpus.text.numbers import find_numbers, parse_chinese_number

_NUMBER_ZH = r"[〇○零一二三四五六七八九十百]+|\d+"
_HEAD_ZH = "号线|号|线|路|管区|届|次|师|军|团|连|营|厂|中学|小学|期|卷|部|集|季|回|章|条|国际|野战军|方面军|舰队|代|任|级|型|式|世(?!纪)"
_DESIGNATIONS: dict[Side, re.Pattern[str]] = {
    "zh": re.compile(
        rf"第(?P<ordinal>{_NUMBER_ZH})个?(?P<of>{_HEAD_ZH})|"
        r"(?P<number>\d+[A-Z]?|(?<![第一-鿿])[〇一二三四五六七八九十百]{2,})(?P<after>号线?|线|路|型|届|野战军|中学)"
    ),
    "en": re.compile(
        r"\b(?P<of>(?:[A-Z][\w-]* )*[A-Z][\w-]*|[Nn]o\.|[Aa]rticle|[Cc]hapter|[Vv]olume|[Rr]oute|[Pp]hase) (?P<number>\d{1,3}[A-Z]?)\b"
        r"(?![,.]?\d|%)|\b(?P<ordinal>\d{1,3}(?:st|nd|rd|th)|[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]ifth|[Ss]ixth|[Ss]eventh|"
        r"[Ee]ighth|[Nn]inth|[Tt]enth|[Ee]leventh|[Tt]welfth) (?P<after>[\w-]+)"
    ),
}
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_ORDINALS = {
    word: str(value)
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1
    )
}
_YEAR = re.compile(r"(?<!\d)(?:1[89]\d\d|20[0-2]\d)(?!\d|s\b|年代)")
_ANY_YEAR = re.compile(r"(?<!\d)(?:1\d\d\d|20[0-2]\d)(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d\d)年(?![来多以间代内之])")
_RELATIVE_YEARS = (
    (re.compile(r"去年|\blast year\b|\bprevious year\b|\ba year ago\b"), -1),
    (re.compile(r"前年|\btwo years ago\b|\byear before last\b"), -2),
    (re.compile(r"[明来]年|\bnext year\b|\bcoming year\b"), 1),
)
_FIGURES = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_FIGURE = re.compile(r"\d+[A-Z]?")


@dataclass(frozen=True, slots=True)
class _Designation:
    """A number that names one of many."""

    value: str
    of: str
    """What it is one of."""
    text: str


def find_other_designation(question: str, language: Side, texts: Texts) -> Difference | None:
    """A designation in the question whose number a passage lacks, while it has the same thing with another number."""
    asked = list(_designations(question, language))
    if not asked:
        return None
    values = {value for side in SIDES for value in _values(texts[side], side)}
    for one in asked:
        given = tuple(dict.fromkeys(other.text for other in _designations(texts[language], language) if other.of == one.of))
        if one.value not in values and given:
            return Difference(DetailKind.DESIGNATION, one.text, given[:MOST_GIVEN])
    return None


def names_one_of_many(question: str, language: Side) -> bool:
    return any(True for _ in _designations(question, language))


def _designations(text: str, side: Side) -> Iterator[_Designation]:
    for match in _DESIGNATIONS[side].finditer(text):
        number, of = match["ordinal"] or match["number"], match["of"] or match["after"]
        of = of.lower().split()[-1].rstrip("s") if side == "en" else of
        if of not in _MONTHS:
            yield _Designation(_value(number), of, match[0])


def _value(number: str) -> str:
    """A number in figures: 16, 32M."""
    figures = _ORDINALS.get(number.lower()) or re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", number)
    if _FIGURE.fullmatch(figures):
        return figures
    parsed = parse_chinese_number(number)
    return number if parsed is None else str(int(parsed))


def _values(text: str, side: Side) -> Iterator[str]:
    """All numbers of a text, designations or not: what is elsewhere written in another way must not be missed."""
    yield from _FIGURE.findall(text)
    yield from (one.value for one in _designations(text, side))
    yield from (str(int(number.value)) for number in find_numbers(text, side))


def find_other_year(question: str, texts: Texts, printed: str, article: str) -> Difference | None:
    """The years of a question, where a passage has other years only and the article none of them.

    Args:
        question: the question, without its filters.
        texts: the passage.
        printed: the year in which it was printed; empty if unknown.
        article: the text of the whole article.
    """
    asked = _YEAR.findall(question)
    if not asked or set(asked) & {printed, *_years(article), *_implied_years(article, printed)}:
        return None
    given = tuple(dict.fromkeys(year for side in SIDES for year in _years(texts[side])))
    return Difference(DetailKind.YEAR, asked[0], given[:MOST_GIVEN]) if given else None


def _implied_years(text: str, printed: str) -> Iterator[str]:
    """The years that a text means by two figures, and by last year and next year."""
    yield from (f"19{match[1]}" for match in _SHORT_YEAR.finditer(text.translate(_FIGURES)))
    if printed:
        yield from (str(int(printed) + years) for word, years in _RELATIVE_YEARS if word.search(text))


def names_year(question: str) -> bool:
    return bool(_YEAR.search(question))


def _years(text: str) -> list[str]:
    return _ANY_YEAR.findall(text.translate(_FIGURES))
