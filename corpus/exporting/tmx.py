"""Translation memories (TMX 1.4): aligned sentences for translation tools.

Format: https://www.gala-global.org/tmx-14b
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.alignment.outside_lines import in_order, line_within
from corpus.exporting.jsonl import article_fields
from corpus.model import ALIGNABLE, SIDES, AlignedPassage, Article, Bead, Kind, Side

if TYPE_CHECKING:
    from corpus.selection import Selection
    from corpus.storage.store import Store

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 forbids even as references, terminal escapes among them."""
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_PROPERTIES = (
    "id", "newspaper", "date", "page", "column", "title_en", "title_zh", "author_en", "author_zh", "machine_translated",
)  # fmt: skip


def write_tmx(store: Store, selection: Selection) -> Iterator[str]:
    """One unit for each sentence bead of the passages and lines that match the selection, with the article's header as
    properties, and the kind of a line that is no body text (`title`, `byline` ...).

    A bead with an empty side becomes a unit in one language. XML cannot hold control characters other than tabs and line breaks,
    nor U+FFFE and U+FFFF, not even as references. They become U+FFFD, and a property `x-exact` of the segment, or `x-exact-NAME`
    of the unit, has the text as a JSON string.
    """
    from importlib.metadata import version

    yield '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
    yield (
        f'<header creationtool="archive-assistant" creationtoolversion="{version("archive-assistant")}" segtype="sentence" '
        'o-tmf="archive-assistant" adminlang="en" srclang="zh" datatype="plaintext"/>\n<body>\n'
    )
    matching = _matching_ids(store, selection)
    for id in store.article_ids(selection):
        aligned = store.article(id)
        properties = _properties(aligned.article)
        for one in in_order(aligned):
            if matching is None or one.id in matching:
                kind = "" if one.kind is Kind.BODY else f'<prop type="x-kind">{one.kind.value}</prop>'
                for number, bead in enumerate(one.beads, start=1):
                    yield _unit(aligned.article, one, bead, f"{one.id}.{number}", properties + kind)
                for number, line in enumerate(_between_sentences(aligned.article, one), start=len(one.beads) + 1):
                    kind = f'<prop type="x-kind">{line.kind.value}</prop>'
                    yield _unit(aligned.article, line, line.beads[0], f"{one.id}.{number}", properties + kind)
    yield "</body>\n</tmx>\n"


def _between_sentences(article: Article, passage: AlignedPassage) -> Iterator[AlignedPassage]:
    """Lines inside a passage that are in no sentence of it, such as Chinese left in the English half."""
    for side in SIDES:
        text, excerpt = article.text(side), passage.excerpt(side)
        for paragraph in text.paragraphs if text and excerpt and passage.kind is Kind.BODY else ():
            inside = excerpt and excerpt.span.start < paragraph.span.start and paragraph.span.end < excerpt.span.end
            if inside and paragraph.kind not in ALIGNABLE:
                yield line_within(passage, article, side, paragraph.span)


def _matching_ids(store: Store, selection: Selection) -> set[str] | None:
    """Ids of the passages and lines whose text the selection matches; None where it has no condition on texts."""
    if not selection.phrases:
        return None
    passages, lines = store.passages(store.select(selection)), store.lines(store.select_lines(selection))
    return {one.id for _, one in (*passages, *lines)}


def _properties(article: Article) -> str:
    values = article_fields(article) | {"machine_translated": "true" if article.machine_translated else None}
    given = ((name.replace("_", "-"), str(values[name])) for name in _PROPERTIES if values[name] not in (None, ""))
    return "".join(f'{_exact(text, f"-{name}")}<prop type="x-{name}">{_escape(text)}</prop>' for name, text in given)


def _exact(text: str, name: str = "") -> str:
    """The property with the exact text, where XML cannot hold it; else nothing."""
    if not NOT_XML.search(text):
        return ""
    return f'<prop type="x-exact{name}">{_escape(json.dumps(text))}</prop>'


def _unit(article: Article, passage: AlignedPassage, bead: Bead, number: str, properties: str) -> str:
    from xml.sax.saxutils import quoteattr  # it loads urllib: not for `archive export --help`

    variants = "".join(
        f'<tuv xml:lang="{side}">{_exact(segment)}<seg>{_escape(segment)}</seg></tuv>'
        for side in reversed(SIDES)
        if (segment := _segment(article, passage, bead, side))
    )
    return f"<tu tuid={quoteattr(NOT_XML.sub(_REPLACEMENT, number))}>{properties}{variants}</tu>\n"


def _segment(article: Article, passage: AlignedPassage, bead: Bead, side: Side) -> str:
    """The sentences on one side of a bead, cut from the article's text."""
    text, spans = article.text(side), [passage.sentences(side)[i] for i in bead.side(side)]
    return text.content[spans[0].start : spans[-1].end] if text and spans else ""


def _escape(text: str) -> str:
    from xml.sax.saxutils import escape

    # XML parsers turn a bare carriage return into a line feed.
    return escape(NOT_XML.sub(_REPLACEMENT, text), {"\r": "&#13;"})
