"""Parses dates and pages in headers and file names."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from corpus.text.numbers import parse_chinese_number

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日)")
_DATE_IN_NAME = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_NUMBER = r"\d{1,5}|[一二三四五六七八九十]{1,3}"
_RANGE = rf"(?P<page>{_NUMBER})(?P<more>(?:\s*[-–—―－~～、，,至到]+\s*(?:{_NUMBER}))*)"
CHINESE_PAGE = re.compile(rf"第\s*{_RANGE}\s*版")
"""`第3版`, `第03版`, `第三版`, `第1—2版`."""
_PLAIN_PAGE = re.compile(_RANGE)


def parse_date(value: str) -> datetime.date | None:
    """Parse `1960-04-25` or `1960年4月25日`; None for any other form."""
    match = _DATE.fullmatch(value)
    return _day(match) if match else None


def date_in_name(path: Path | str) -> datetime.date | None:
    """The first valid date in a file's name."""
    return next((day for match in _DATE_IN_NAME.finditer(Path(path).name) if (day := _day(match))), None)


def title_from_stem(stem: str) -> str:
    """A title from a file's name: without its date, and with underscores as spaces."""
    return " ".join(re.sub(r"[_\s]+", " ", _DATE_IN_NAME.sub(" ", stem)).strip(" -.").split())


def _day(match: re.Match[str]) -> datetime.date | None:
    year, month, day = (int(digits) for digits in match.groups() if digits)
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def looks_like_date(value: str) -> bool:
    """Whether the value has the form of a date, even if it is not in the calendar."""
    return bool(_DATE.fullmatch(value))


def parse_page(value: str) -> tuple[int | None, str]:
    """The (first) page, and the rest of the value: `第1—2版(增刊)` gives page 1 and `—2 增刊`."""
    match = CHINESE_PAGE.search(value) or _PLAIN_PAGE.match(value)
    if not match or _digit_before_or_after(value, match):
        return None, value
    digits = match["page"]
    number = int(digits) if digits.isdecimal() else int(parse_chinese_number(digits) or 0) or None
    rest = " ".join(part.strip(" 　()（）.。，,") for part in (value[: match.start()], match["more"], value[match.end() :]))
    return number, " ".join(rest.split())


def _digit_before_or_after(value: str, match: re.Match[str]) -> bool:
    """Whether the match is part of a longer number, which is not a page."""
    return value[match.end() : match.end() + 1].isdecimal() or value[: match.start()][-1:].isdecimal()
