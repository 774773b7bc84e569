"""Bytes to text, strictly: a bad byte is reported with its place, never dropped or replaced.

Chinese files of the last forty years come in UTF-8, UTF-16, GB18030 (with its subsets GBK and GB2312) and Big5. All but
UTF-8 accept nearly any bytes, so a file without a mark is taken for one of them only if what comes out looks like Chinese.
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
# The frequent half of each character set; a wrong guess lands mostly in the rare half.
FREQUENT_LEAD_BYTES = {"gb18030": range(0xB0, 0xD8), "big5": range(0xA4, 0xC7)}
UNMARKED = ("gb18030", "big5", "utf-16-le", "utf-16-be")
PLAUSIBLE = 0.7
"""Share of the non-ASCII characters that must be frequent ones, or ordinary punctuation, for an unmarked encoding."""
EVIDENCE = 4
"""Non-ASCII characters that an unmarked encoding must show at least: one damaged byte and the letter after it make one."""

LARGEST = 64 * 2**20
"""Bytes of a file that is read. All of it is held at once: 50 MB of text took 0.2 to 1.4 GB, by format."""


def read_text(path: Path, consequence: str) -> tuple[str, Source]:
    """The text of a file, and the file as it was read. Raises UnreadableSource, with `consequence` as its hint."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise UnreadableSource(f"{path}: {error.strerror}", consequence) from error
    if size > LARGEST:
        message = f"{path}: {size} bytes are too many for one file, which may have at most {LARGEST}. Split it"
        raise UnreadableSource(message, consequence)
    foreign = unsupported_by_bytes(data, path.suffix.lower())
    if foreign:
        raise UnreadableSource(f"{path}: not text, but {foreign.name}. {foreign.advice}", consequence)
    text, encoding = decode(data, path)
    return text, Source(str(path), hashlib.sha256(data).hexdigest(), encoding)


def decode(data: bytes, path: Path | str) -> tuple[str, str]:
    """The text of a file and the encoding that it is in.

    Raises UnreadableSource, naming the first bad byte, where no encoding fits the whole file.
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
    """`skipped` bytes of the file, its mark of byte order, were not handed to the decoder that failed."""
    return UnreadableSource(
        f"{path}: byte {skipped + error.start} (0x{error.object[error.start]:02x}) is not valid {error.encoding}",
        "The file was left out. Save it as UTF-8 and run `archive index` again.",
    )


def _mostly_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 with a few damaged places, rather than another encoding."""
    text = data.decode("utf-8", errors="replace")
    foreign = sum(c > "\x7f" for c in text)
    return text.count("�") < 0.2 * foreign


def _other(data: bytes, path: Path | str) -> tuple[str, str] | None:
    """The text under the likeliest of the other encodings; None where it looks like Chinese under none.

    Raises UnreadableSource where one does, up to a damaged byte.
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
    """How many of the non-ASCII characters are frequent ones, 0 to 1; 0 where there are too few to tell."""
    foreign = [c for c in text if c > "\x7f"]
    sets = [encoding] if encoding in FREQUENT_LEAD_BYTES else list(FREQUENT_LEAD_BYTES)
    common = sum(any(_frequent(c, one) for one in sets) for c in foreign)
    return common / len(foreign) if len(foreign) >= EVIDENCE else 0.0


def _frequent(character: str, encoding: str) -> bool:
    if "\u3000" <= character <= "〿" or "\uff00" <= character <= "￯":
        return True
    code = character.encode(encoding, "ignore")
    return len(code) == 2 and code[0] in FREQUENT_LEAD_BYTES[encoding]
