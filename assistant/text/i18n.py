"""The program's messages in the reader's language.

The English text in the code is the key of a message. The Chinese is in `locale/zh/LC_MESSAGES/assistant.po`, a gettext catalogue
that Babel compiles (see `tests/tools/update_messages.py`). JSON, exports and stored sessions stay English, because programs read
them. Text of the archive and of the reader is never translated.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

from corpus.errors import ArchiveError
from corpus.text.date_format import MONTHS, format_day

LANGUAGES = ("en", "zh")
DOMAIN = "assistant"
LOCALE = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class _Language:
    code: str
    messages: NullTranslations


_ENGLISH = _Language("en", NullTranslations())
_chosen = _ENGLISH
# The language of the whole program, chosen once when it starts, as a locale is: threads speak it too.
_override: ContextVar[_Language | None] = ContextVar("language", default=None)
"""The language inside `in_language`."""


@cache
def _language(code: str) -> _Language:
    return _ENGLISH if code == "en" else _Language(code, translation(DOMAIN, LOCALE, [code]))


def use(lang: str) -> None:
    """Choose the language of the messages for the whole program: `en`, `zh`, or `auto` for that of the locale."""
    global _chosen
    _chosen = _language(of_locale() if lang == "auto" else lang)


@contextmanager
def in_language(lang: str) -> Iterator[None]:
    """Messages in this language instead of the reader's: `en` for JSON and exports."""
    token = _override.set(_language(lang))
    try:
        yield
    finally:
        _override.reset(token)


def _current() -> _Language:
    return _override.get() or _chosen


def current_language() -> str:
    """The language of the messages, `en` or `zh`."""
    return _current().code


def of_locale(environ: Mapping[str, str] = os.environ) -> str:
    """`zh` where the locale asks for Chinese messages, by the variables that gettext reads; else `en`."""
    named = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    if environ.get("LANGUAGE") and named not in ("", "C", "POSIX"):
        named = environ["LANGUAGE"]
    return "zh" if named.lower().startswith("zh") else "en"


def N_(message: str) -> str:  # noqa: N802 - gettext's name
    """Marks a message in a table, so that it is extracted; `translate` translates it where it is shown."""
    return message


def translate(message: str, /, **values: object) -> str:
    """A message in the reader's language, with the values filled in."""
    translated = _current().messages.gettext(message) if message else ""
    return translated.format(**values) if values else translated


def listed(texts: Iterable[str]) -> str:
    """Texts one after another, with the separator of the reader's language."""
    return translate(", ").join(texts)


def translate_plural(count: int, one: str, many: str, /, **values: object) -> str:
    """`one` or `many` in the reader's language, with `{count}` and the other values filled in."""
    return _current().messages.ngettext(one, many, count).format(**{"count": count, **values})


def translate_error(error: ArchiveError) -> tuple[str, str]:
    """The message and the hint of an error in the reader's language; the hint may be empty."""
    return translate(error.template, **error.values), translate(error.hint_template, **error.values)


def localized_day(date: datetime.date) -> str:
    """`25 April 1960`, or 1960年4月25日."""
    return f"{date.year}年{date.month}月{date.day}日" if current_language() == "zh" else format_day(date)


def local_month(year: int, month: int = 0) -> str:
    """`April 1960`, or 1960年4月; of a year alone `1960`, or 1960年."""
    if current_language() == "zh":
        return f"{year}年{month}月" if month else f"{year}年"
    return f"{MONTHS[month - 1]} {year}" if month else str(year)
