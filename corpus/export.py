"""The record, written out for other programs: JSON Lines of articles, and translation memories (TMX 1.4).

The same record gives the same bytes, whatever the order in which its files were read: articles stand by date, page and id.
JSON Lines hold what `archive index FILE.jsonl` reads: the articles that it gives are the ones that were written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from corpus.model import SIDES, AlignedPassage, Article, Bead, Newspaper, Side
from corpus.selection import Selection
from corpus.storage.store import Store

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file may hold, however written: terminal escapes, for one."""
_PROPERTIES = (
    "id", "newspaper", "date", "page", "column", "title_en", "title_zh", "author_en", "author_zh", "machine_translated",
)  # fmt: skip


def jsonl_lines(store: Store, selection: Selection = Selection()) -> Iterator[str]:
    """A line for each article that the selection fits."""
    for id in store.article_ids(selection):
        yield json.dumps(article_fields(store.article(id).article), ensure_ascii=False) + "\n"


def article_fields(article: Article) -> dict[str, Any]:
    """An article in the form of `corpus.readers.jsonl`; bodies are the exact texts of the file."""
    return {
        "id": article.id,
        "newspaper": _newspaper(article.newspaper),
        "date": article.date.isoformat() if article.date else None,
        "page": article.page,
        "column": article.column,
        "title_en": article.title_en,
        "title_zh": article.title_zh,
        "author_en": article.author_en,
        "author_zh": article.author_zh,
        "english": article.english.content if article.english else None,
        "chinese": article.chinese.content if article.chinese else None,
        "machine_translated": article.machine_translated,
    }


def _newspaper(newspaper: Newspaper) -> str:
    """Both names as `Newspaper.parse` reads them."""
    short = newspaper.english or newspaper.chinese
    return short if Newspaper.parse(short) == newspaper else f"{newspaper.english}|{newspaper.chinese}"


def tmx_lines(store: Store, selection: Selection = Selection(), version: str = "") -> Iterator[str]:
    """A translation memory: a unit for each sentence bead of the passages that the selection fits, its head as properties.

    A unit has one language where the other has nothing that corresponds. Characters that XML cannot hold become U+FFFD.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
    yield (
        f'<header creationtool="archive-assistant" creationtoolversion={quoteattr(version)} segtype="sentence" '
        'o-tmf="archive-assistant" adminlang="en" srclang="zh" datatype="plaintext"/>\n<body>\n'
    )
    fitting = _passages_that_fit(store, selection)
    for id in store.article_ids(selection):
        aligned = store.article(id)
        head = _properties(aligned.article)
        for passage in aligned.passages:
            if fitting is None or passage.id in fitting:
                for number, bead in enumerate(passage.beads, start=1):
                    yield _unit(aligned.article, passage, bead, f"{passage.id}.{number}", head)
    yield "</body>\n</tmx>\n"


def _passages_that_fit(store: Store, selection: Selection) -> set[str] | None:
    """Ids of the passages, where the selection asks for something of their texts; None where all of an article's fit."""
    if not selection.held:
        return None
    return {passage.id for _, passage in store.passages(store.select(selection))}


def _properties(article: Article) -> str:
    values = article_fields(article) | {"machine_translated": "true" if article.machine_translated else None}
    return "".join(
        f'<prop type="x-{name.replace("_", "-")}">{_escaped(str(values[name]))}</prop>'
        for name in _PROPERTIES
        if values[name] not in (None, "")
    )


def _unit(article: Article, passage: AlignedPassage, bead: Bead, number: str, head: str) -> str:
    variants = "".join(
        f'<tuv xml:lang="{side}"><seg>{_escaped(segment)}</seg></tuv>'
        for side in reversed(SIDES)
        if (segment := _segment(article, passage, bead, side))
    )
    return f"<tu tuid={quoteattr(number)}>{head}{variants}</tu>\n"


def _segment(article: Article, passage: AlignedPassage, bead: Bead, side: Side) -> str:
    """The sentences of one side of a bead, cut from the article's text."""
    text, spans = article.text(side), [passage.sentences(side)[i] for i in bead.side(side)]
    return text.content[spans[0].start : spans[-1].end] if text and spans else ""


def _escaped(text: str) -> str:
    # A parser makes a line feed of a bare carriage return.
    return escape(NOT_XML.sub("\ufffd", text), {"\r": "&#13;"})
