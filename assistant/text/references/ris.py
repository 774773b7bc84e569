"""RIS, the format that Zotero, EndNote and Mendeley read: https://en.wikipedia.org/wiki/RIS_(file_format)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.text.references.reference import Reference, on_one_line


def ris(references: Iterable[Reference]) -> str:
    return "\n".join("".join(f"{tag}  - {on_one_line(value)}\n" for tag, value in _fields(one)) for one in references)


def _fields(one: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS"
    for name in one.authors.names:
        yield "AU", f"{name.family}, {name.given}" if name.given else name.family
    for tag, value in (
        ("TI", one.title),
        ("TT", one.translated_title),
        ("T2", one.newspaper),
        ("PY", str(one.date.year) if one.date else ""),
        ("DA", f"{one.date:%Y/%m/%d}" if one.date else ""),
        ("SP", str(one.page) if one.page is not None else ""),
        ("SE", one.column),
        ("LA", "zh" if one.chinese else "en"),
        ("ID", one.key),
        ("N1", _note(one)),
    ):
        if value:
            yield tag, value
    yield "ER", ""


def _note(one: Reference) -> str:
    others = "with others" if one.authors.others else ""
    parts = (one.translated_newspaper, one.place, f"passage {one.passage}", others, one.note.rstrip("."))
    return ". ".join(part for part in parts if part)
