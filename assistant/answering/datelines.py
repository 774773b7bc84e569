"""Datelines that name a day without its month (新华社27日讯), and the month that a translation adds.

A dispatch is printed within days, so its day is the last one of that number up to the date of print: in the paper of
2 April, 27日 is 27 March. This applies to datelines only; a plan may name a day in the future.
"""

from __future__ import annotations

import datetime
import re
import unicodedata

from assistant.facts import DatesDiffer
from corpus.text.date_format import MONTHS
from corpus.text.numbers import parse_chinese_number

_FIGURES = "0-9０-９〇零一二三四五六七八九十廿卅"
_CHINESE = re.compile(
    # An agency or the paper itself, an optional place, then the day, without a month or another day before it.
    rf"\s*[（(【〔［\[]?据?(?:本报|[一-鿿]{{2,6}}社)[一-鿿\s]{{0,12}}?(?<![月{_FIGURES}])(?P<day>[{_FIGURES}]{{1,3}})日\s*[讯电]"
)
_HEAD = 80
"""The English dateline is within so many characters of the start."""
_NAMES = "|".join(f"{name}|{name[:3]}" for name in MONTHS)
_ENGLISH = re.compile(
    rf"\b(?P<month>{_NAMES})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b"
    rf"|\b(?P<first>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<then>{_NAMES})\b"
)


def wrong_month(chinese: str, english: str, printed: datetime.date) -> DatesDiffer | None:
    """The difference, where a sentence begins with a dateline and its translation gives the same day another month."""
    here = _CHINESE.match(chinese)
    there = _ENGLISH.search(english[:_HEAD])
    if here is None or there is None:
        return None
    number, month = _number(here["day"]), _month(there["month"] or there["then"])
    day = _last_day(number, printed)
    if day is None or int(there["day"] or there["first"]) != number or month == day.month:
        return None
    return DatesDiffer(f"{here['day']}日", day, there[0])


def _number(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text)
    return int(plain) if plain.isdecimal() else int(parse_chinese_number(text) or 0)


def _month(name: str) -> int:
    return next(at for at, month in enumerate(MONTHS, start=1) if month.startswith(name))


def _last_day(number: int, printed: datetime.date) -> datetime.date | None:
    """The last day of this number up to the date of print; None where no month has it."""
    return next((day for back in range(62) if (day := printed - datetime.timedelta(back)).day == number), None)
