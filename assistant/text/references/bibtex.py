"""BibTeX and BibLaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from assistant.text.citations.author_names import Authors
from assistant.text.references.reference import Reference, on_one_line

_SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_SPECIAL |= {character: f"\\{character}" for character in "&%$#_"}
_ESCAPED = re.compile("|".join(map(re.escape, _SPECIAL)))


def bibtex(references: Iterable[Reference]) -> str:
    return _file(_bibtex_fields(one) for one in references)


def biblatex(references: Iterable[Reference]) -> str:
    return _file(_biblatex_fields(one) for one in references)


def _bibtex_fields(one: Reference) -> tuple[str, dict[str, str]]:
    return one.key, {
        "author": _authors(one.authors),
        "title": _text(one.title),
        "journal": _text(one.newspaper),
        "year": str(one.date.year) if one.date else "",
        "month": one.date.strftime("%b").lower() if one.date else "",
        "day": str(one.date.day) if one.date else "",
        "pages": str(one.page) if one.page is not None else "",
        "language": "chinese" if one.chinese else "english",
        "note": _text(_notes(one)),
    }


def _biblatex_fields(one: Reference) -> tuple[str, dict[str, str]]:
    return one.key, {
        "author": _authors(one.authors),
        "title": _text(one.title),
        "titleaddon": _text(one.translated_title),
        "journaltitle": _text(one.newspaper),
        "date": one.date.isoformat() if one.date else "",
        "pages": str(one.page) if one.page is not None else "",
        "entrysubtype": "newspaper",
        "langid": "chinese" if one.chinese else "english",
        "note": _text(_notes(one, translated_title=False)),
    }


def _notes(one: Reference, *, translated_title: bool = True) -> str:
    parts = (
        one.translated_title if translated_title else "",
        one.translated_newspaper,
        one.column,
        one.place,
        f"passage {one.passage}",
        one.note.rstrip("."),
    )
    return ". ".join(part for part in parts if part)


def _authors(authors: Authors) -> str:
    names = [
        f"{_text(name.family)}, {_text(name.given)}" if name.given else "{" + _text(name.family) + "}" for name in authors.names
    ]
    return " and ".join([*names, "others"] if authors.others and names else names)


def _text(text: str) -> str:
    """Text in which no character has a meaning for LaTeX, on one line."""
    return _ESCAPED.sub(lambda match: _SPECIAL[match[0]], on_one_line(text))


_WHOLE = ("title", "journal", "journaltitle")
"""Fields whose letters a style must not change: they are in braces of their own."""
_MACROS = ("month",)
"""Fields that are written as they are: `jan` is a name that every style knows."""


def _file(entries: Iterator[tuple[str, Mapping[str, str]]]) -> str:
    found = []
    for key, fields in entries:
        rows = [f"  {name} = {_value(name, value)}," for name, value in fields.items() if value]
        found.append("\n".join((f"@article{{{key},", *rows, "}")))
    return "\n\n".join(found) + "\n"


def _value(name: str, value: str) -> str:
    return value if name in _MACROS else f"{{{{{value}}}}}" if name in _WHOLE else f"{{{value}}}"
