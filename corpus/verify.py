"""Every stored text against its source file: whoever doubts a quotation can have it checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from corpus.errors import UnreadableSource
from corpus.model import SIDES, AlignedArticle, Side, Source, Span, Text
from corpus.readers.decoding import decode
from corpus.readers.registry import read_source
from corpus.store import Store


class State(StrEnum):
    """How a source file and the record agree."""

    EXACT = "exact"
    CHANGED = "changed"
    """The file has other bytes than when it was read; `archive index` reads it again."""
    MISSING = "missing"
    DAMAGED = "damaged"
    """The file is the same, and the record differs from it: this must not happen."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one source file."""

    path: str
    state: State
    message: str
    passages: int
    """How many passages of this file were compared; those of a pair of files count with the Chinese one."""


def verify(store: Store) -> Iterator[Finding]:
    """A finding for every source file, by path."""
    for source in list(store.sources()):
        try:
            articles = store.articles_of_source(source.path)
        except (ValueError, TypeError) as error:
            yield Finding(source.path, State.DAMAGED, f"the record of its articles makes no sense: {error}", 0)
        else:
            yield verify_source(source, articles)


def verify_source(source: Source, articles: list[AlignedArticle]) -> Finding:
    """Compare one file's articles, and every passage of theirs, with the file as it is now."""
    path = Path(source.path)
    count = sum(len(a.passages) for a in articles if a.article.source.path == source.path)
    try:
        data = path.read_bytes()
    except OSError as error:
        return Finding(source.path, State.MISSING, f"the file cannot be read: {error.strerror}", 0)
    digest = hashlib.sha256(data).hexdigest()
    if digest != source.sha256:
        return Finding(source.path, State.CHANGED, f"sha256 was {source.sha256[:12]}, is {digest[:12]}", 0)
    try:
        fault = _fault(decode(data, path)[0], path, articles)
    except UnreadableSource as error:
        fault = error.message
    if fault:
        return Finding(source.path, State.DAMAGED, fault, count)
    return Finding(source.path, State.EXACT, "", count)


def _fault(text: str, path: Path, articles: list[AlignedArticle]) -> str:
    """The first place where the record is not what the file says; empty where there is none."""
    plain = all(body.offset is not None for a in articles for side in SIDES if (body := _text_in(path, a, side)))
    reread = {} if plain else {a.id: a for a in read_source(path, articles[0].article.newspaper).articles}
    for aligned in articles:
        for side in SIDES:
            body = _text_in(path, aligned, side)
            if body is None:
                continue
            if body.offset is not None:
                original = text[body.offset : body.offset + len(body.content)]
            else:
                again = reread.get(aligned.article.id)
                other = again.text(side) if again else None
                original = other.content if other else ""
            if original != body.content:
                return f"article {aligned.article.id}: the stored {side} text is not what the file has"
            for passage in aligned.passages:
                excerpt = passage.excerpt(side)
                sentences = passage.sentences(side)
                whole = Span(sentences[0].start, sentences[-1].end) if sentences else None
                if (excerpt.span if excerpt else None) != whole:
                    return f"passage {passage.id}: the stored {side} span is not that of its sentences"
                if excerpt and excerpt.span.of(original) != excerpt.text:
                    return f"passage {passage.id}: the stored {side} span is not what the file has"
    return ""


def _text_in(path: Path, aligned: AlignedArticle, side: Side) -> Text | None:
    """The text of a side, where it is this file that holds it."""
    return aligned.article.text(side) if aligned.article.source_of(side).path == str(path) else None
