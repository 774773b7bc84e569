"""Source files as they are now, beside what was read of them: the ground on which a quotation is proved."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from corpus.errors import UnreadableSource
from corpus.files.decoding import BOMS, decode
from corpus.model import Source, Span

_BLOCK = 4096
"""Bytes that are decoded at once while a place is looked for."""


class State(StrEnum):
    """How a source file and the record agree."""

    EXACT = "exact"
    CHANGED = "changed"
    """The file has other bytes than when it was read; `archive index` reads it again."""
    MISSING = "missing"
    """The file is gone, or may not be read."""
    MOVED = "moved"
    """The file is gone, and another one below the folders that were indexed has its bytes."""
    DAMAGED = "damaged"
    """The file is the same, and the record is not what was read of it: this must not happen."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A source file as it is now."""

    state: State
    """EXACT, CHANGED or MISSING: whether the bytes are those that were read."""
    message: str = ""
    data: bytes = b""
    """Empty unless it is EXACT."""
    text: str = ""
    """The data, decoded."""


def open_source_file(source: Source) -> SourceFile:
    """Read a file again. Raises UnreadableSource where its bytes are the same and cannot be decoded now."""
    path = Path(source.path)
    try:
        data = path.read_bytes()
    except OSError as error:
        return SourceFile(State.MISSING, f"the file cannot be read: {error.strerror}")
    digest = hashlib.sha256(data).hexdigest()
    if digest != source.sha256:
        return SourceFile(State.CHANGED, f"sha256 was {source.sha256[:12]}, is {digest[:12]}")
    text, encoding = decode(data, path)
    if encoding != source.encoding:
        raise UnreadableSource(f"{path}: it was read as {source.encoding}, and is taken for {encoding} now")
    return SourceFile(State.EXACT, "", data, text)


def byte_span(data: bytes, encoding: str, characters: Span) -> Span:
    """Where some characters of a decoded file stand in its bytes, exactly, for every encoding: the file is decoded up to
    them, and no byte is guessed by encoding them again. ValueError where the file has not so many characters."""
    first = _byte_of(data, encoding, characters.start)
    return Span(first, _byte_of(data, encoding, characters.end)) if len(characters) else Span(first, first)


def _byte_of(data: bytes, encoding: str, character: int) -> int:
    """The byte behind so many characters; behind none of them stands a mark of byte order, where there is one."""
    if character == 0:
        return next((len(bom) for bom, named in BOMS if named == encoding and data.startswith(bom)), 0)
    decoder = codecs.getincrementaldecoder(encoding)()
    seen = at = 0
    while at < len(data):
        state = decoder.getstate()
        count = len(decoder.decode(data[at : at + _BLOCK]))
        if seen + count >= character:
            decoder.setstate(state)
            break
        seen, at = seen + count, at + _BLOCK
    while seen < character:
        if at >= len(data):
            raise ValueError(f"the file has {seen} characters, not {character}")
        seen += len(decoder.decode(data[at : at + 1]))
        at += 1
    return at
