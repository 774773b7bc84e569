"""What the program says, in the reader's language. English is what is written in the code; zh.toml has the Chinese.

JSON, exports and what is kept stay English, because programs read them. The two faces translate where they print: a fixed
text by itself, a sentence that was put together (a reason, a warning, an error) by the template it was made from. What the
archive says, and what the reader typed, is never handed to this module.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from corpus.text.date_format import MONTHS, format_day

LANGUAGES = ("en", "zh")
_PLACE = re.compile(r"\{(\w+)\}")
_DAY = re.compile(rf"(?P<day>\d{{1,2}}) (?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})")


class Messages:
    """The texts of one language."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        """By the English text; `{name}` in either stands for something that is put in."""

    @cached_property
    def _templates(self) -> list[tuple[re.Pattern[str], str]]:
        """Those with something put in; the ones with the most words of their own first."""
        found = [english for english in self.texts if _PLACE.search(english)]
        found.sort(key=lambda english: len(_PLACE.sub("", english)), reverse=True)
        return [(re.compile(_pattern(english), re.DOTALL), self.texts[english]) for english in found]

    def sentence(self, text: str) -> str:
        """A text that was put together from one template or several, one after the other; as it is where none fits."""
        fixed = self.texts.get(text)
        if fixed is not None:
            return fixed
        if self.texts and (match := _DAY.fullmatch(text)):
            return f"{match['year']}年{MONTHS.index(match['month']) + 1}月{match['day']}日"
        for pattern, translated in self._templates:
            if match := pattern.fullmatch(text):
                return translated.format(**{name: self.sentence(value) for name, value in match.groupdict().items()})
        for end in reversed([match.start() for match in re.finditer(r"(?<=[.!?]) ", text)]):
            first, rest = self.sentence(text[:end]), self.sentence(text[end + 1 :])
            if first != text[:end] and rest != text[end + 1 :]:
                return first + rest
        return text


def _pattern(english: str) -> str:
    parts = _PLACE.split(english)
    seen: set[str] = set()
    pattern = ""
    for at, part in enumerate(parts):
        if at % 2 == 0:
            pattern += re.escape(part)
        else:
            pattern += f"(?P={part})" if part in seen else f"(?P<{part}>.+?)"
            seen.add(part)
    return pattern


_ENGLISH = Messages({})
_current = _ENGLISH
# The one thing that is the whole program's: as with the locale, it is chosen once, when the program starts.


def use(lang: str) -> None:
    """Speak this language from now on: `en`, `zh`, or `auto` for that of the locale."""
    global _current
    _current = messages() if (of_locale() if lang == "auto" else lang) == "zh" else _ENGLISH


def spoken() -> str:
    """The language that is spoken now, `en` or `zh`."""
    return "en" if _current is _ENGLISH else "zh"


def messages() -> Messages:
    """The Chinese texts."""
    import tomllib

    return Messages(tomllib.loads((Path(__file__).parent / "zh.toml").read_text(encoding="utf-8")))


def of_locale(environ: Mapping[str, str] = os.environ) -> str:
    """`zh` where messages are wanted in Chinese, by the variables that gettext looks at; else `en`."""
    named = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    if environ.get("LANGUAGE") and named not in ("", "C", "POSIX"):
        named = environ["LANGUAGE"]
    return "zh" if named.lower().startswith("zh") else "en"


def local(text: str, **values: object) -> str:
    """A fixed text in the reader's language, with the values put in."""
    translated = _current.texts.get(text, text)
    return translated.format(**values) if values else translated


def counted(count: int, one: str, many: str) -> str:
    """`one` or `many`, whose `{count}` is the number."""
    return local(one if count == 1 else many, count=count)


def local_day(date: datetime.date) -> str:
    """`25 April 1960`, or 1960年4月25日."""
    return _current.sentence(format_day(date))


def local_month(year: int, month: int = 0) -> str:
    """`April 1960`, or 1960年4月; of a year alone `1960`, or 1960年."""
    if spoken() == "zh":
        return f"{year}年{month}月" if month else f"{year}年"
    return f"{MONTHS[month - 1]} {year}" if month else str(year)


def sentence(text: str) -> str:
    """A sentence of the lower layers in the reader's language: a reason, a warning, an error."""
    return _current.sentence(text)
