"""Reads source files again, to compare them with what was read before."""

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
"""Bytes decoded at once when converting a character position to bytes."""


class State(StrEnum):
    """Result of comparing a source file with the record."""

    EXACT = "exact"
    CHANGED = "changed"
    """The file's bytes have changed since it was read. `archive index` reads it again."""
    MISSING = "missing"
    """The file is missing or cannot be opened."""
    MOVED = "moved"
    """The file is missing, but another file in the indexed folders has its bytes."""
    DAMAGED = "damaged"
    """The file is unchanged, but the record differs from it. This must not happen."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A source file as it is now."""

    state: State
    """EXACT, CHANGED or MISSING, by comparing the bytes."""
    message: str = ""
    data: bytes = b""
    """Empty unless EXACT."""
    text: str = ""
    """The decoded data."""


def open_source_file(source: Source) -> SourceFile:
    """Read a file again. Raises UnreadableSource if its bytes are unchanged but can no longer be decoded."""
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
        raise UnreadableSource(f"{path}: it was read as {source.encoding}, but is now detected as {encoding}")
    return SourceFile(State.EXACT, "", data, text)


def byte_span(data: bytes, encoding: str, characters: Span) -> Span:
    """Convert a range of characters of a decoded file to bytes. The file is decoded up to the range, which is exact in every
    encoding, whereas encoding the text again might not be. Raises ValueError if the file is shorter."""
    first = _byte_of(data, encoding, characters.start)
    return Span(first, _byte_of(data, encoding, characters.end)) if len(characters) else Span(first, first)


def _byte_of(data: bytes, encoding: str, character: int) -> int:
    """Byte offset after this many characters; for 0, the end of the byte order mark, if any."""
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
