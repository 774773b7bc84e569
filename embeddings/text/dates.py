"""Finds dates in a question's own words: `in April 1960`, `between 1957 and 1959`, `六十年代`, `一九六〇年四月`.

`tests/embeddings/text/test_dates.py` has a table of what is understood. Years are from 1840 to 2039. A year alone in English
is a date only if it does not count something (`1958 tons`).
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.text.folding import fold_characters
from corpus.text.numbers import parse_chinese_number

LAG = 14
"""Days within which a newspaper reports what happened on a day or in a month."""
_LAG_MATTERS_UP_TO = 100
"""Length in days of the longest range that is extended by the lag."""


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days: `since` is the first, `until` the day after the last; None where it is open."""

    since: datetime.date | None
    until: datetime.date | None

    def __str__(self) -> str:
        """As filters: `on:1960-04`, or `after:` and `before:` with dates as short as possible."""
        if self.since and self.until:
            for size, period in (
                (4, _years(self.since.year, 1)),
                (7, _months(self.since.year, self.since.month)),
                (10, _day(self.since)),
            ):
                if self == period:
                    return f"on:{self.since.isoformat()[:size]}"
        ends = [(name, day) for name, day in (("after", self.since), ("before", self.until)) if day]
        return " ".join(f"{name}:{day.isoformat()[: _iso_length(day)]}" for name, day in ends)

    def with_lag(self) -> Days | None:
        """The range with the LAG days after it; None for an open or a long range."""
        if not self.since or not self.until or (self.until - self.since).days > _LAG_MATTERS_UP_TO:
            return None
        return Days(self.since, self.until + datetime.timedelta(days=LAG))


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a question."""

    days: Days
    text: str
    """The words of the question that name it, as typed."""


def find_days(question: str) -> DateMention | None:
    """The days that a question names: with several dates, from the first day of the earliest to the last day of the latest.
    None where it names none."""
    plain = fold_characters(question).translate(_PLAIN)
    found = list(_with_prepositions(plain, list(_find_dates(plain))))
    if not found:
        return None
    days = _together([d for _, d in found])
    if days.since is None and days.until is None:
        return None
    return DateMention(days, question[found[0][0].start : found[-1][0].stop].strip())


def _together(every: list[Days]) -> Days:
    """From the earliest to the latest. `since 1949 and before 1952` is the time between the two."""
    if len(every) == 2 and every[0].until is None and every[1].since is None:
        return Days(every[0].since, every[1].until)
    starts, ends = [d.since for d in every], [d.until for d in every]
    since = None if None in starts else min(s for s in starts if s)
    return Days(since, None if None in ends else max(e for e in ends if e))


# -- days --------------------------------------------------------------------------------------------------------------


def _iso_length(day: datetime.date) -> int:
    """Characters of its ISO form that are needed: 4 for the first day of a year, 7 for the first of a month."""
    return 10 if day.day > 1 else 7 if day.month > 1 else 4


def _day(day: datetime.date) -> Days:
    return Days(day, day + datetime.timedelta(days=1))


def _months(year: int, first: int, count: int = 1) -> Days:
    """`count` months, beginning with month `first` (1 to 12)."""
    start, end = (divmod(year * 12 + month - 1, 12) for month in (first, first + count))
    return Days(datetime.date(start[0], start[1] + 1, 1), datetime.date(end[0], end[1] + 1, 1))


def _years(first: int, count: int) -> Days:
    return Days(datetime.date(first, 1, 1), datetime.date(first + count, 1, 1))


def _from_to(first: Days, last: Days) -> Days:
    return Days(first.since, last.until)


# -- words -------------------------------------------------------------------------------------------------------------

_PLAIN = str.maketrans("零○", "〇〇")
_MONTHS = {name.casefold(): k for k, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: k for name, k in list(_MONTHS.items())} | {"sept": 9}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12, "春": 3, "夏": 6, "秋": 9, "冬": 12}
_TENS = {
    word: 10 * k for k, word in enumerate("twenties thirties forties fifties sixties seventies eighties nineties".split(), 2)
}
_PARTS = {"early": 0, "mid": 1, "late": 2, "初": 0, "前": 0, "中": 1, "末": 2, "后": 2, "底": 2}
"""Which third of a period each word means."""
_UNITS = (
    r"tons?|tonnes?|mu|jin|catt(?:y|ies)|li|yuan|people|persons?|workers|peasants|members|men|women|children|households|"
    r"families|k(?:g|m|w)|kilo\w+|met(?:er|re)s?|acres?|hectares?|dollars?|roubles?|rubles?|copies|sheets?|boats?|ships?|times|"
    r"percent|per\s+cent|degrees|votes?|soldiers|troops|students|pupils|schools|villages|factories|bushels|pieces|letters"
)

_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_Y = r"(?<![\d.,])(?:18[4-9]\d|19\d\d|20[0-3]\d)(?![\d,]\d|\d|\.\d)"
_D = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_ZY = r"(?:(?<!\d)(?:18[4-9]\d|19\d\d|20[0-3]\d)|一[八九][一二三四五六七八九〇]{2}|二〇[〇一二三][一二三四五六七八九〇])"
_ZN = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_TO = r"\s*(?:-|–|—|~|～|to\b|until\b|till\b|through\b|到|至)+\s*"
_AND = rf"(?:{_TO}|\s+and\s+)"


@dataclass(frozen=True, slots=True)
class _Match:
    """A date in a text."""

    start: int
    stop: int
    days: Days


_Reader = Callable[["re.Match[str]"], Days]


def _n(text: str) -> int:
    """The number of a month or a day: `4`, `25th`, `四`, `二十五`."""
    digits = re.sub(r"\D+$", "", text)
    return int(digits) if digits.isdecimal() else int(parse_chinese_number(text) or 0)


def _m(text: str) -> int:
    return _MONTHS[text.casefold().rstrip(".")]


def _y(text: str) -> int:
    """A year: `1960`, `一九六〇`."""
    return int(text) if text.isdecimal() else int(parse_chinese_number(text) or 0)


def _date(year: int, month: int, day: int) -> Days:
    return _day(datetime.date(year, month, day))


def _third(year: int, part: str) -> Days:
    return _months(year, 1 + 4 * _PARTS[part.casefold()], 4)


def _decade(first: int, part: str | None) -> Days:
    """Ten years, or about a third of them if `part` is given."""
    if not part:
        return _years(first, 10)
    start, count = ((0, 4), (3, 4), (6, 4))[_PARTS[part.casefold()]]
    return _years(first + start, count)


def _chinese_month(m: re.Match[str]) -> Days:
    year, month = _y(m[1]), _n(m[2])
    if m[3]:
        return _date(year, month, _n(m[3]))
    whole = _months(year, month)
    if not m[4] or whole.since is None or whole.until is None:
        return whole
    cuts = [whole.since, whole.since.replace(day=11), whole.since.replace(day=21), whole.until]
    third = {"上": 0, "初": 0, "中": 1, "下": 2, "底": 2, "末": 2}[m[4][0]]
    return Days(cuts[third], cuts[third + 1])


def _republic(m: re.Match[str]) -> Days:
    """民国三十五年 is 1946."""
    year = 1911 + _n(m[1])
    if m[3]:
        return _date(year, _n(m[2]), _n(m[3]))
    return _months(year, _n(m[2])) if m[2] else _years(year, 1)


_FORMS: tuple[tuple[str, _Reader], ...] = (
    # 3-9 May 1958; May 3-9, 1958; April to June 1960; 1957-59
    (
        rf"\b({_D}){_AND}({_D})\s+(?:of\s+)?({_MONTH}),?\s*({_Y})",
        lambda m: _from_to(_date(_y(m[4]), _m(m[3]), _n(m[1])), _date(_y(m[4]), _m(m[3]), _n(m[2]))),
    ),
    (
        rf"\b({_MONTH})\s+({_D}){_AND}({_D}),?\s+({_Y})",
        lambda m: _from_to(_date(_y(m[4]), _m(m[1]), _n(m[2])), _date(_y(m[4]), _m(m[1]), _n(m[3]))),
    ),
    (
        rf"\b({_MONTH}){_AND}({_MONTH}),?\s*({_Y})",
        lambda m: _from_to(_months(_y(m[3]), _m(m[1])), _months(_y(m[3]), _m(m[2]))),
    ),
    (rf"({_Y})[-–](\d\d)(?![\d-])", lambda m: _short_range(int(m[1]), int(m[2]))),
    # a day, a month, a part of a year, a decade, a year
    (rf"\b({_D})\s+(?:of\s+)?({_MONTH}),?\s*({_Y})", lambda m: _date(_y(m[3]), _m(m[2]), _n(m[1]))),
    (rf"\b({_MONTH})\s+({_D}),?\s+({_Y})", lambda m: _date(_y(m[3]), _m(m[1]), _n(m[2]))),
    (
        rf"({_Y})([-/.])(1[0-2]|0?[1-9])(?:\2(3[01]|[12]\d|0?[1-9]))?(?!\d)",
        lambda m: _date(_y(m[1]), int(m[3]), int(m[4])) if m[4] else _months(_y(m[1]), int(m[3])),
    ),
    (rf"\b({_MONTH}),?\s*(?:of\s+)?({_Y})", lambda m: _months(_y(m[2]), _m(m[1]))),
    (
        rf"\b(spring|summer|autumn|fall|winter),?\s+(?:of\s+)?(?:the\s+year\s+)?({_Y})",
        lambda m: _months(_y(m[2]), _SEASONS[m[1].casefold()], 3),
    ),
    (
        rf"\b(first|second)\s+half\s+of\s+({_Y})",
        lambda m: _months(_y(m[2]), 1 if m[1].casefold() == "first" else 7, 6),
    ),
    (r"\b(?:(early|mid|late)[\s-]+)?(?:the\s+)?((?:18[4-9]|19\d|20[0-3])0)['’]?s\b", lambda m: _decade(int(m[2]), m[1])),
    (
        rf"\b(?:(early|mid|late)[\s-]+)?(?:the\s+)?(?:nineteen[\s-]*)?({'|'.join(_TENS)})\b",
        lambda m: _decade(1900 + _TENS[m[2].casefold()], m[1]),
    ),
    (rf"\b(early|mid|late)(?:\s+in)?[\s-]+({_Y})(?!s)", lambda m: _third(_y(m[2]), m[1])),
    # 1957至1959年; 1960年4月至6月; 1960年4月3日至9日
    (rf"({_ZY}){_TO}({_ZY})年", lambda m: _from_to(_years(_y(m[1]), 1), _years(_y(m[2]), 1))),
    (
        rf"({_ZY})年({_ZN})月?{_TO}({_ZN})月(?!{_ZN}[日号])",
        lambda m: _from_to(_months(_y(m[1]), _n(m[2])), _months(_y(m[1]), _n(m[3]))),
    ),
    (
        rf"({_ZY})年({_ZN})月({_ZN})[日号]?{_TO}({_ZN})[日号]",
        lambda m: _from_to(_date(_y(m[1]), _n(m[2]), _n(m[3])), _date(_y(m[1]), _n(m[2]), _n(m[4]))),
    ),
    (rf"({_ZY})年({_ZN})月(?:份)?(?:({_ZN})[日号]|([上中下]旬|[初底末]))?", _chinese_month),
    (rf"({_ZY})年的?([春夏秋冬])[季天]?", lambda m: _months(_y(m[1]), _SEASONS[m[2]], 3)),
    (rf"({_ZY})年([上下])半年", lambda m: _months(_y(m[1]), 1 if m[2] == "上" else 7, 6)),
    (rf"({_ZY})年([初中底末])", lambda m: _third(_y(m[1]), m[2])),
    (rf"({_ZY})年前后", lambda m: _years(_y(m[1]) - 1, 3)),
    (rf"({_ZY})年(?!代)", lambda m: _years(_y(m[1]), 1)),
    (rf"民国({_ZN})年(?:({_ZN})月(?:({_ZN})[日号])?)?", _republic),
    (
        r"(?:(?:二十|20)世纪|上世纪)?(?:19)?([二三四五六七八九]十|[2-9]0)年代([初中末前后])?期?",
        lambda m: _decade(1900 + _n(m[1]), m[2]),
    ),
    (
        rf"(?<![一二三四五六七八九十百千万〇])([二三四五六七八九][〇一二三四五六七八九])年(?:({_ZN})月(?:({_ZN})[日号])?)?(?!代)",
        lambda m: _chinese_short(m),
    ),
    (rf"({_Y})(?!\s*(?:{_UNITS})\b|s\b|\s*[%年万亿吨斤亩人元]|[-\w])", lambda m: _years(_y(m[1]), 1)),
)
"""Every form of a date and how it is read, longer forms before shorter ones."""


def _short_range(first: int, last: int) -> Days:
    """`1957-59` is three years; `1957-09` is a month. Raises ValueError for `1957-13`."""
    if 12 < last <= first % 100:
        raise ValueError(last)
    return _years(first, first // 100 * 100 + last - first + 1) if last > max(12, first % 100) else _months(first, last)


def _chinese_short(m: re.Match[str]) -> Days:
    """五八年: a year of the twentieth century, digit by digit."""
    year = 1900 + int(parse_chinese_number(m[1]) or 0)
    if m[3]:
        return _date(year, _n(m[2]), _n(m[3]))
    return _months(year, _n(m[2])) if m[2] else _years(year, 1)


_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), reader) for pattern, reader in _FORMS)
_MAYBE = re.compile(r"\d{2}|[年]|ties\b", re.IGNORECASE)


def _find_dates(text: str) -> Iterator[_Match]:
    """The dates of a text in order, without those that no calendar has. Forms are tried in order; matches never overlap."""
    if not _MAYBE.search(text):
        return
    found: list[_Match] = []
    for pattern, reader in _COMPILED:
        for match in pattern.finditer(text):
            if any(match.start() < p.stop and p.start < match.end() for p in found):
                continue
            try:
                days = reader(match)
            except (ValueError, OverflowError):
                continue
            if days.since and days.until and days.since < days.until:
                found.append(_Match(match.start(), match.end(), days))
    yield from sorted(found, key=lambda p: p.start)


_BEFORE = re.compile(r"\b(before|prior\s+to|until|till|up\s+to)\s+(?:the\s+)?(?:year\s+|end\s+of\s+)?$", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:since|after)\s+(?:the\s+)?(?:year\s+)?$", re.IGNORECASE)
_LEAD = re.compile(
    r"\b(?:on|in|during|of|from|between|throughout|around|about)\s+(?:the\s+)?(?:year\s+|end\s+of\s+)?$", re.IGNORECASE
)
_ONWARDS = re.compile(r"\s+(?:on|onwards?)\b(?!\s+\w)", re.IGNORECASE)
_TAIL = re.compile(r"(以前|之前|前(?!期|后)|以后|之后|以来|以降|起)")


def _with_prepositions(text: str, dates: list[_Match]) -> Iterator[tuple[_Match, Days]]:
    """The dates together with the words around them: `since 1958` is an open range. A word between two dates only joins them."""
    for k, date in enumerate(dates):
        joined = k > 0 and re.fullmatch(_AND, text[dates[k - 1].stop : date.start], re.IGNORECASE) is not None
        before, after = text[: date.start], text[date.stop :]
        days, start, stop = date.days, date.start, date.stop
        if not joined and (m := _BEFORE.search(before)):
            strict = m[1].casefold() in ("before",) or m[1].casefold().startswith("prior")
            days, start = Days(None, days.since if strict else days.until), m.start()
        elif not joined and (m := _AFTER.search(before)):
            days, start = Days(days.since, None), m.start()
        elif not joined and (m := _LEAD.search(before)):
            start = m.start()
        if m := _TAIL.match(after):
            days = Days(None, days.since) if m[1] in ("以前", "之前", "前") else Days(days.since, None)
            stop += m.end()
        elif m := _ONWARDS.match(after):
            days, stop = Days(days.since, None), stop + m.end()
        yield _Match(start, stop, date.days), days
