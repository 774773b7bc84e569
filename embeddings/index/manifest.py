"""What a generation of indexes was built from. Checked at every load, so that an index never answers for another record or
another model."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from corpus.content_hash import BLOCK, block_hashes, content_hash, hashed_blocks
from corpus.errors import IndexMissing, IndexStale

VERSION = 10
"""Format of a generation's files. Increase it when their layout changes, or how texts are analyzed or chosen for encoding;
older generations are then rebuilt."""
FILE = "manifest.json"
CURRENT = "CURRENT"
DEFAULT_BACKEND = "faiss"
AT_LOAD = 256 << 20
"""Bytes that are hashed before a generation is used, the smallest files first, which takes 30 ms; of files beyond that the first
and the last block. A generation of 80,000 passages is hashed as a whole."""
_REBUILD = "Run `archive index` to build the indexes again (vectors are kept)."
_FOR_WORDS = ("words/", "passages/", "readings.txt")
"""What a search by words alone reads."""
_SELF = "hash"
"""Key of the manifest's own hash."""
_RENAMED = {"cut": "analyzer", "vectors": "cache_state"}
"""Keys of older manifests of the same version, and what they are called now."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Describes a generation."""

    version: int
    model: str
    """`Encoder.name`."""
    dimension: int
    record: str
    """`Store.fingerprint` of the indexed record."""
    passages: int
    english: int
    """Passages that have English text, each with a vector in the English index."""
    chinese: int
    sentences: int
    rows: int
    """Least number of vectors in the cache."""
    words: int
    """Passages in the inverted index."""
    analyzer: str
    """`Analyzer.version`. Terms of different versions must not be mixed in one index."""
    cache_state: str
    """`VectorCache.state`."""
    files: dict[str, int]
    """Size in bytes of every other file of the generation, by its path in the folder."""
    lines: int
    """Lines that are in no passage, in their own inverted index."""
    last_line: int
    """The greatest number of a line; 0 for none."""
    vector_backend: str = DEFAULT_BACKEND
    """Name of the backend that built the vector indexes. Manifests without it are of the time when there was only FAISS."""
    hashes: dict[str, list[str]] = field(default_factory=dict)
    """Hash of each block of these files; see `corpus.content_hash`. Manifests without it are of the time when there were none."""

    def save(self, folder: Path) -> None:
        values = asdict(self)
        (folder / FILE).write_text(json.dumps(values | {_SELF: _own_hash(values)}, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """Read the manifest of a generation. Raises IndexStale where it is missing, damaged or of another version."""
        try:
            values = json.loads((folder / FILE).read_text(encoding="utf-8"))
            found = values["version"]
            own = values.pop(_SELF, None)
            if found != VERSION:
                raise IndexStale(f"{folder}: the index has version {found}, but this program reads version {VERSION}", _REBUILD)
            if own != _own_hash(values) and (own or values.get("hashes")):
                raise ValueError("its content has changed since it was written")
            return cls(**{_RENAMED.get(name, name): value for name, value in values.items()})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexStale(f"{folder}: the manifest cannot be read: {error}", _REBUILD) from error

    def check(self, *, record: str, model: str, dimension: int) -> None:
        """Raises IndexStale where the index was built from another record or with another model; the message has both values."""
        if self.record != record:
            raise IndexStale(
                f"the index was built from record {self.record[:12]}, but the record is now {record[:12]}", _REBUILD
            )
        if (self.model, self.dimension) != (model, dimension):
            raise IndexStale(
                f"the index was built with {self.model} ({self.dimension} dimensions), but the model is {model} ({dimension})",
                _REBUILD,
            )

    def check_files(self, folder: Path, names: tuple[str, ...] = ("",), *, whole: bool = False) -> None:
        """Raises IndexStale where a file is missing or damaged: FAISS crashes on one, Tantivy panics, and either may answer
        differently. `names`: only files whose names begin so; `whole`: read large files to the end too."""
        fault = next(self.damage(folder, names, whole=whole), None)
        if fault:
            raise IndexStale(fault, _REBUILD)

    def damage(self, folder: Path, names: tuple[str, ...] = ("",), *, whole: bool = False) -> Iterator[str]:
        """What is wrong with each file that is missing or damaged. Parameters are those of `check_files`."""
        found = sizes(folder)
        read = 0
        for name, size in sorted(self.files.items(), key=lambda one: (one[1], one[0])):
            if not name.startswith(names):
                continue
            if found.get(name) != size:
                have = "missing" if name not in found else f"{found[name]} bytes long"
                yield f"{folder / name}: it is {have}, {size} bytes expected"
                continue
            hashes = self.hashes.get(name, [])
            read += size
            numbers = range(len(hashes)) if whole or read <= AT_LOAD else sorted({0, len(hashes) - 1})
            if hashes and (fault := _changed(folder / name, hashes, numbers)):
                yield fault


def _changed(path: Path, hashes: list[str], numbers: Iterable[int]) -> str:
    """What is wrong with a file whose blocks had these hashes; empty if nothing."""
    try:
        for number, now in hashed_blocks(path, numbers):
            if now != hashes[number]:
                start = number * BLOCK
                return f"{path}: it is damaged: bytes {start} to {start + BLOCK} are not those that were written"
    except OSError as error:
        return f"{path}: it cannot be read: {error.strerror}"
    return ""


def _own_hash(values: dict[str, Any]) -> str:
    return content_hash(json.dumps(values, sort_keys=True).encode())


def hashes(folder: Path) -> dict[str, list[str]]:
    """Hash of each block of every file of a generation."""
    return {name: block_hashes(folder / name) for name in sizes(folder)}


def sizes(folder: Path) -> dict[str, int]:
    """Size in bytes of every file of a generation, by its path in the folder with forward slashes. Leaves out the manifest and
    Tantivy's hidden files, which readers do not need."""
    files = sorted(path for path in folder.rglob("[!.]*") if path.is_file() and path != folder / FILE)
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}


def current(archive: Path) -> Path:
    """The folder of the live generation. Raises IndexMissing."""
    try:
        name = (archive / CURRENT).read_text(encoding="utf-8", errors="replace").removesuffix("\n")
    except OSError as error:
        raise IndexMissing(
            "{archive}: the archive has no index yet", "Run `archive index PATH` to build it.", archive=archive
        ) from error
    folder = archive / "index" / name
    if not name or not folder.is_dir():
        raise IndexMissing(f"{archive}: CURRENT names {name or 'nothing'}, which does not exist", _REBUILD)
    return folder


def current_for(archive: Path, record: str) -> Path:
    """The folder of the live generation, for any model. Raises IndexMissing, or IndexStale where it was built from
    another state of the record or is damaged."""
    folder = current(archive)
    loaded = Manifest.load(folder)
    if loaded.record != record:
        raise IndexStale(
            "the index was built from another state of the record", "Run `archive index` to build the indexes again."
        )
    loaded.check_files(folder, _FOR_WORDS)
    return folder


def make_current(archive: Path, name: str) -> None:
    """Make a generation the live one, atomically."""
    part = archive / (CURRENT + ".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(archive / CURRENT)
