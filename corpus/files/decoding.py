"""Decodes files strictly: an invalid byte is reported with its position, never dropped or replaced.

Chinese files of the last forty years are in UTF-8, UTF-16, GB18030 (including GBK and GB2312) or Big5. All but UTF-8 accept
nearly any bytes, so a file without a byte order mark is decoded as one of them only if the result looks like Chinese.
"""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

from corpus.errors import UnreadableSource
from corpus.files.unsupported import unsupported_by_bytes
from corpus.model import Source

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The more frequent half of each character set; wrongly decoded text falls mostly in the rarer half.
FREQUENT_LEAD_BYTES = {"gb18030": range(0xB0, 0xD8), "big5": range(0xA4, 0xC7)}
UNMARKED = ("gb18030", "big5", "utf-16-le", "utf-16-be")
PLAUSIBLE = 0.7
"""Minimum share of frequent characters or common punctuation among the non-ASCII ones, to accept an encoding without a mark."""
EVIDENCE = 4
"""Minimum number of non-ASCII characters to accept an encoding without a mark: one damaged byte and the next letter look like
one."""

LARGEST = 64 * 2**20
"""Maximum file size in bytes. The whole file is loaded: 50 MB of text took 0.2 to 1.4 GB, depending on the format."""


def read_text(path: Path, consequence: str) -> tuple[str, Source]:
    """The text of a file, and its source. Raises UnreadableSource with `consequence` as the hint."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise UnreadableSource(f"{path}: {error.strerror}", consequence) from error
    if size > LARGEST:
        message = f"{path}: the file has {size} bytes, more than the maximum of {LARGEST}. Split it"
        raise UnreadableSource(message, consequence)
    foreign = unsupported_by_bytes(data, path.suffix.lower())
    if foreign:
        raise UnreadableSource(f"{path}: not text, but {foreign.name}. {foreign.advice}", consequence)
    text, encoding = decode(data, path)
    return text, Source(str(path), hashlib.sha256(data).hexdigest(), encoding)


def decode(data: bytes, path: Path | str) -> tuple[str, str]:
    """The text of a file and its encoding.

    Raises UnreadableSource with the first invalid byte if no encoding fits the whole file.
    """
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _strictly(data, encoding, path), encoding
    if data.count(0) > len(data) // 10:
        encoding = "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"
        return _strictly(data, encoding, path), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _mostly_utf8(data):
            raise _bad_byte(error, path) from error
        guess = _other(data, path)
        if guess is None:
            raise _bad_byte(error, path) from error
        return guess


def _strictly(data: bytes, encoding: str, path: Path | str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _bad_byte(error, path, skipped=len(data) - len(error.object)) from error


def _bad_byte(error: UnicodeDecodeError, path: Path | str, skipped: int = 0) -> UnreadableSource:
    """`skipped`: bytes before those that the failing decoder received, namely the byte order mark."""
    return UnreadableSource(
        f"{path}: byte {skipped + error.start} (0x{error.object[error.start]:02x}) is not valid {error.encoding}",
        "The file was skipped. Save it as UTF-8 and run `archive index` again.",
    )


def _mostly_utf8(data: bytes) -> bool:
    """Whether the data is UTF-8 with some damage rather than another encoding."""
    text = data.decode("utf-8", errors="replace")
    foreign = sum(c > "\x7f" for c in text)
    return text.count("�") < 0.2 * foreign


def _other(data: bytes, path: Path | str) -> tuple[str, str] | None:
    """The text and name of the best other encoding; None if none gives text that looks like Chinese.

    Raises UnreadableSource if one does up to a damaged byte.
    """
    best: tuple[float, str, str] | None = None
    damaged: UnicodeDecodeError | None = None
    for encoding in UNMARKED:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            likely = _share(data[: error.start].decode(encoding), encoding) >= PLAUSIBLE
            if likely and (damaged is None or error.start > damaged.start):
                damaged = error
            continue
        share = _share(text, encoding)
        if share >= PLAUSIBLE and (best is None or share > best[0]):
            best = share, text, encoding
    if best is None and damaged is not None:
        raise _bad_byte(damaged, path) from damaged
    return None if best is None else (best[1], best[2])


def _share(text: str, encoding: str) -> float:
    """Share of frequent characters among the non-ASCII ones, 0 to 1; 0 if there are too few to tell."""
    foreign = [c for c in text if c > "\x7f"]
    sets = [encoding] if encoding in FREQUENT_LEAD_BYTES else list(FREQUENT_LEAD_BYTES)
    common = sum(any(_frequent(c, one) for one in sets) for c in foreign)
    return common / len(foreign) if len(foreign) >= EVIDENCE else 0.0


def _frequent(character: str, encoding: str) -> bool:
    if "\u3000" <= character <= "〿" or "\uff00" <= character <= "￯":
        return True
    code = character.encode(encoding, "ignore")
    return len(code) == 2 and code[0] in FREQUENT_LEAD_BYTES[encoding]
