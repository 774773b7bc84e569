"""Compares every stored text with its source file.

A record can be wrong in two ways. It may contain text that is not in the file: texts and spans are compared with the file's
bytes. Or something may be lost or changed that the file does not show (a title, a bead): a checksum of each file's rows is
stored when they are written.
"""

from __future__ import annotations

import hashlib
import heapq
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpus.errors import UnknownId, UnreadableSource
from corpus.model import SIDES, AlignedArticle, Article, Side, Source, Span, Text
from corpus.proof.source_check import State, open_source_file
from corpus.readers.folders import source_files
from corpus.readers.registry import read_source
from corpus.storage import seal
from corpus.storage.seal import Seal
from corpus.storage.store import FILE, Store
from corpus.text.plurals import pluralize

MALFORMED_ROW_ERRORS = (ValueError, TypeError, LookupError, AttributeError, UnknownId)
"""Raised on reading rows with invalid values."""


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """Result for one source file, or for the record itself."""

    path: str
    state: State
    message: str
    passages: int
    """Number of passages compared; those of a pair of files count with the Chinese file."""


def verify(store: Store, sample: int | None = None, seed: int = 0) -> Iterator[VerificationResult]:
    """One result for each source file, by path, after one for each error in the record itself.

    `sample` limits the comparison to this many files, chosen by a hash of `seed` and their paths, so the choice is repeatable.
    """
    damaged = False
    try:
        if sample is None:
            for fault in store.integrity_errors():
                damaged = True
                yield _record_damage(store, fault)
            sources: Iterable[Source] = store.sources()
        else:
            chosen = heapq.nsmallest(sample, store.sources(), key=lambda source: _sample_order(source, seed))
            sources = sorted(chosen, key=lambda source: source.path)
        moved = _MovedFiles(store)
        for source in sources:
            result = _verified(store, source, moved)
            damaged = damaged or result.state is State.DAMAGED
            yield result
    except sqlite3.DatabaseError as error:
        damaged = True
        yield _record_damage(store, _brief(error))
    if sample is None and not damaged:  # the seal knows of damage, but only roughly where
        state, fault = seal.check(store.folder / FILE)
        if state is Seal.CHANGED:
            yield _record_damage(store, fault)


def _sample_order(source: Source, seed: int) -> bytes:
    return hashlib.sha256(f"{seed} {source.path}".encode("utf-8", "surrogateescape")).digest()


def _brief(error: Exception) -> str:
    """The message of an error, without the text that could not be decoded, which is a whole article."""
    return str(error).partition(" with text")[0]


def _record_damage(store: Store, fault: str) -> VerificationResult:
    return VerificationResult(str(store.folder / FILE), State.DAMAGED, f"the record itself: {fault}", 0)


def _verified(store: Store, source: Source, moved: _MovedFiles) -> VerificationResult:
    try:
        articles = store.articles_of_source(source.path)
        count = sum(len(a.passages) for a in articles if a.article.source.path == source.path)
        original = open_source_file(source)
        if original.state is State.CHANGED:  # the next run rewrites everything that the record has of this file
            return VerificationResult(source.path, State.CHANGED, original.message, 0)
        broken = _checksum_mismatch(store, source.path, articles)
        fault = _text_mismatch(original.text, source.path, articles) if original.state is State.EXACT else ""
    except UnreadableSource as error:
        return VerificationResult(source.path, State.DAMAGED, error.message, 0)
    except (*MALFORMED_ROW_ERRORS, sqlite3.DatabaseError) as error:
        return VerificationResult(source.path, State.DAMAGED, f"the record of its articles is malformed: {_brief(error)}", 0)
    if fault or broken:
        return VerificationResult(source.path, State.DAMAGED, fault or broken, count)
    if original.state is State.EXACT:
        return VerificationResult(source.path, State.EXACT, "", count)
    now = moved.find(source)
    if now:
        return VerificationResult(source.path, State.MOVED, f"the same file is now {now}", 0)
    return VerificationResult(source.path, State.MISSING, original.message, 0)


class _MovedFiles:
    """Files in the indexed folders that the record does not know. A missing file may be among them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._hashes: dict[Path, str] = {}

    @cached_property
    def _by_size(self) -> dict[int, list[Path]]:
        found: dict[int, list[Path]] = {}
        for root in self._store.roots():
            for path in source_files(root) if root.exists() else ():
                with suppress(OSError):
                    if self._store.file_info(path) is None:
                        found.setdefault(path.stat().st_size, []).append(path)
        return found

    def find(self, source: Source) -> Path | None:
        info = self._store.file_info(Path(source.path))
        for path in self._by_size.get(info.size, ()) if info else ():
            if path not in self._hashes:
                self._hashes[path] = hashlib.sha256(path.read_bytes()).hexdigest()
            if self._hashes[path] == source.sha256:
                return path
        return None


def _checksum_mismatch(store: Store, path: str, articles: list[AlignedArticle]) -> str:
    """Describe what was lost or changed in a file's articles since they were written; empty if nothing."""
    written = store.stored_checksum(path)
    if written is None:
        return ""
    now = store.checksum(path)
    if now == written:
        return ""
    if (now.articles, now.passages) != (written.articles, written.passages):
        return (
            f"the record has {pluralize(now.articles, 'article')} and {pluralize(now.passages, 'passage')} of this file, "
            f"but {written.articles} and {written.passages} were written"
        )
    return _changed_field(path, articles) or "rows of its articles have changed since they were written"


def _changed_field(path: str, articles: list[AlignedArticle]) -> str:
    """Describe the first metadata field that differs from the file; empty if none does."""
    try:
        again = {a.id: a for a in read_source(Path(path), articles[0].article.newspaper).articles} if articles else {}
    except UnreadableSource:
        return ""
    for aligned in articles:
        other = again.get(aligned.article.id)
        for name in ("title_zh", "title_en", "author_zh", "author_en", "date", "page", "column"):
            stored, expected = getattr(aligned.article, name), getattr(other, name, None)
            if other and stored != expected:
                return f"article {aligned.article.id}: {name} is {stored!s} in the record, and {expected!s} in the file"
    return ""


def _text_mismatch(text: str, path: str, articles: list[AlignedArticle]) -> str:
    """Describe the first text or span that differs from the file; empty if none does."""
    plain = all(body.offset is not None for a in articles for side in SIDES if (body := text_from_file(path, a.article, side)))
    reread = {} if plain else {a.id: a for a in read_source(Path(path), articles[0].article.newspaper).articles}
    for aligned in articles:
        for side in SIDES:
            body = text_from_file(path, aligned.article, side)
            if body is None:
                continue
            if text_in_file(text, body, side, reread.get(aligned.article.id)) != body.content:
                return f"article {aligned.article.id}: the stored {side} text differs from the file"
            for passage in aligned.units:
                excerpt = passage.excerpt(side)
                sentences = passage.sentences(side)
                whole = Span(sentences[0].start, sentences[-1].end) if sentences else None
                if (excerpt.span if excerpt else None) != whole:
                    return f"passage {passage.id}: the stored {side} span does not match its sentences"
                if excerpt and excerpt.span.of(body.content) != excerpt.text:
                    return f"passage {passage.id}: the stored {side} span differs from the file"
    return ""


def text_from_file(path: str, article: Article, side: Side) -> Text | None:
    """The text of a side if it comes from this file."""
    return article.text(side) if article.source_of(side).path == path else None


def text_in_file(text: str, body: Text, side: Side, again: Article | None) -> str:
    """The file's version of a side's text: cut by offset, or, for formats that escape their texts, from reading the file
    `again`."""
    if body.offset is not None:
        return text[body.offset : body.offset + len(body.content)]
    other = again.text(side) if again else None
    return other.content if other else ""
