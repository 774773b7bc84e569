"""Recognizes files that are not text, by name or first bytes, and says what to do with them.

A historian's folder contains scans, Word documents and packed downloads beside the texts. They are not read, and each is
reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnsupportedFile:
    """A kind of file that is not supported."""

    name: str
    """As in `a PDF document`."""
    advice: str
    suffixes: tuple[str, ...]
    signatures: tuple[bytes, ...] = ()
    """First bytes of such a file."""


_SAVE = "Save it as plain text (.txt or .md, in UTF-8) and index that."
_UNPACK = "Unpack it and index the folder."
_KINDS = (
    UnsupportedFile("a PDF document", _SAVE, (".pdf",), (b"%PDF-",)),
    UnsupportedFile("a Word document", _SAVE, (".docx", ".doc", ".docm", ".dot", ".wps")),
    UnsupportedFile("a formatted document", _SAVE, (".odt", ".rtf", ".epub", ".pages", ".mobi", ".caj"), (b"{\\rtf",)),
    UnsupportedFile("a web page", _SAVE, (".html", ".htm", ".mht")),
    UnsupportedFile("a spreadsheet", "Save it as tab-separated text (.tsv) and index that.", (".xlsx", ".xls", ".ods", ".csv")),
    UnsupportedFile(
        "JSON or XML", "JSON articles are read from .jsonl files, one per line; XML only as TMX.", (".json", ".xml")
    ),
    UnsupportedFile(
        "a picture",
        "Extract its text with OCR and index that.",
        (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".djvu"),
        (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF8"),
    ),
    UnsupportedFile("a ZIP archive", _UNPACK, (".zip",), (b"PK\x03\x04", b"PK\x05\x06")),
    UnsupportedFile("an old Word or Excel document", _SAVE, (), (b"\xd0\xcf\x11\xe0",)),
    UnsupportedFile(
        "a packed file",
        _UNPACK,
        (".gz", ".tgz", ".bz2", ".xz", ".zst", ".tar", ".7z", ".rar"),
        (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a"),
    ),
    UnsupportedFile(
        "a database", "Export its articles as JSON Lines and index those.", (".db", ".sqlite"), (b"SQLite format 3\0",)
    ),
)
_BY_SUFFIX = {suffix: kind for kind in _KINDS for suffix in kind.suffixes}
_OTHER = UnsupportedFile("", "If it is text, rename it to .txt, or name it in the command.", ())
SYSTEM_FILES = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})
"""Files that file managers leave in folders, in lower case. Like hidden files, they are skipped without a remark."""
SYSTEM_FOLDERS = frozenset({"__macosx", "$recycle.bin", "system volume information"})


def unsupported_by_name(suffix: str) -> UnsupportedFile:
    """The kind of files with this suffix, in lower case; its name is empty if the kind is unknown."""
    return _BY_SUFFIX.get(suffix, _OTHER)


def unsupported_by_bytes(data: bytes, suffix: str) -> UnsupportedFile | None:
    """The kind of a file that begins with one of these signatures; None for what may be text. The suffix distinguishes kinds of
    ZIP archives."""
    found = next((kind for kind, signature in _signatures() if data.startswith(signature)), None)
    return _BY_SUFFIX.get(suffix, found) if found else None


def _signatures() -> Iterator[tuple[UnsupportedFile, bytes]]:
    return ((kind, signature) for kind in _KINDS for signature in kind.signatures)
