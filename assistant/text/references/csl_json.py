"""CSL-JSON, from which Zotero, pandoc and citeproc make a citation in any of ten thousand styles.

What CSL has no field for stands in `note`, a line each, as Zotero keeps it in Extra.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from assistant.text.references.reference import Reference


def csl_json(references: Iterable[Reference]) -> str:
    return json.dumps([_item(one) for one in references], ensure_ascii=False, indent=2) + "\n"


def _item(one: Reference) -> dict[str, Any]:
    authors = [
        {"family": name.family, "given": name.given} if name.given else {"literal": name.family} for name in one.authors.names
    ]
    extra = (
        ("translated-title", one.translated_title),
        ("translated-container-title", one.translated_newspaper),
        ("paragraph", one.place),
        ("passage", one.passage),
        ("authors", "and others" if one.authors.others else ""),
        ("note", one.note),
    )
    item = {
        "id": one.key,
        "type": "article-newspaper",
        "title": one.title,
        "container-title": one.newspaper,
        "author": authors,
        "issued": {"date-parts": [[one.date.year, one.date.month, one.date.day]]} if one.date else None,
        "page": str(one.page) if one.page is not None else "",
        "section": one.column,
        "language": "zh" if one.chinese else "en",
        "note": "\n".join(f"{name}: {value}" for name, value in extra if value),
    }
    return {name: value for name, value in item.items() if value}
