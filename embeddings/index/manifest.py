"""What a generation of indexes was built from. Checked at every load, so that an index never answers for another record or
another model."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import IndexMissing, IndexStale

VERSION = 8
"""Format of a generation's files. Increase it when their layout changes, or how texts are analyzed or chosen for encoding;
older generations are then rebuilt."""
FILE = "manifest.json"
CURRENT = "CURRENT"
DEFAULT_BACKEND = "faiss"
_REBUILD = "Run `archive index` to build the indexes again (vectors are kept)."
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
    vector_backend: str = DEFAULT_BACKEND
    """Name of the backend that built the vector indexes. Manifests without it are of the time when there was only FAISS."""

    def save(self, folder: Path) -> None:
        (folder / FILE).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """Read the manifest of a generation. Raises IndexStale where it is missing, damaged or of another version."""
        try:
            values = json.loads((folder / FILE).read_text(encoding="utf-8"))
            found = values["version"]
            if found != VERSION:
                raise IndexStale(f"{folder}: the index has version {found}, but this program reads version {VERSION}", _REBUILD)
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

    def check_files(self, folder: Path) -> None:
        """Raises IndexStale where a file is missing or has another size: FAISS crashes on a truncated file, Tantivy panics."""
        found = sizes(folder)
        for name, size in self.files.items():
            if found.get(name) != size:
                have = "missing" if name not in found else f"{found[name]} bytes long"
                raise IndexStale(f"{folder / name}: it is {have}, {size} bytes expected", _REBUILD)


def sizes(folder: Path) -> dict[str, int]:
    """Size in bytes of every file of a generation, by its path in the folder with forward slashes. Leaves out the manifest and
    Tantivy's hidden files, which readers do not need."""
    files = sorted(path for path in folder.rglob("[!.]*") if path.is_file() and path != folder / FILE)
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}


def current(archive: Path) -> Path:
    """The folder of the live generation. Raises IndexMissing."""
    try:
        name = (archive / CURRENT).read_text(encoding="utf-8", errors="replace").strip()
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
    another state of the record."""
    folder = current(archive)
    if Manifest.load(folder).record != record:
        raise IndexStale(
            "the index was built from another state of the record", "Run `archive index` to build the indexes again."
        )
    return folder


def make_current(archive: Path, name: str) -> None:
    """Make a generation the live one, atomically."""
    part = archive / (CURRENT + ".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(archive / CURRENT)
