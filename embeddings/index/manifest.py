"""What a generation of indexes was built from. Checked at every load, so that an index never answers for another record or
another model."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import IndexMissing, IndexStale

VERSION = 7
"""Of the generation's files; a change of their form, or of how texts are cut into terms or chosen for encoding, counts it up,
and older generations are built again."""
FILE = "manifest.json"
CURRENT = "CURRENT"
_AGAIN = "Run `archive index` to build the indexes again (vectors are kept)."


@dataclass(frozen=True, slots=True)
class Manifest:
    """The identity card of a generation."""

    version: int
    model: str
    """`Encoder.name`."""
    dimension: int
    record: str
    """`Store.fingerprint` of the record that was indexed."""
    passages: int
    english: int
    """Passages with an English side; so many vectors are in its index."""
    chinese: int
    sentences: int
    rows: int
    """Vectors that the cache must have at least."""
    words: int
    """Passages in the word index."""
    cut: str
    """`Tokenizer.recipe`: terms of two recipes do not go together."""
    vectors: str
    """`VectorCache.state`."""
    files: dict[str, int]
    """Bytes of every other file of the generation, by its path in it."""

    def save(self, folder: Path) -> None:
        (folder / FILE).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """Raises IndexStale for a manifest that is missing, damaged or of another version."""
        try:
            values = json.loads((folder / FILE).read_text(encoding="utf-8"))
            found = values["version"]
            if found != VERSION:
                raise IndexStale(f"{folder}: the index has version {found}, this program reads version {VERSION}", _AGAIN)
            return cls(**values)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexStale(f"{folder}: the manifest cannot be read: {error}", _AGAIN) from error

    def check(self, *, record: str, model: str, dimension: int) -> None:
        """Raises IndexStale, with both values, where the index is not of this record and this model."""
        if self.record != record:
            raise IndexStale(f"the index is of record {self.record[:12]}, the record is {record[:12]}", _AGAIN)
        if (self.model, self.dimension) != (model, dimension):
            raise IndexStale(
                f"the index was built with {self.model} ({self.dimension} dimensions), the model is {model} ({dimension})",
                _AGAIN,
            )

    def check_files(self, folder: Path) -> None:
        """Raises IndexStale where a file has not its size: FAISS dies of a file that ends too early, Tantivy panics."""
        found = sizes(folder)
        for name, size in self.files.items():
            if found.get(name) != size:
                have = "missing" if name not in found else f"{found[name]} bytes long"
                raise IndexStale(f"{folder / name}: it is {have}, {size} bytes expected", _AGAIN)


def sizes(folder: Path) -> dict[str, int]:
    """Bytes of every file of a generation, by its path in it with forward slashes; without the manifest, and without
    Tantivy's hidden files, which reading does not need."""
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
        raise IndexMissing(f"{archive}: CURRENT names {name or 'nothing'}, which is not there", _AGAIN)
    return folder


def of_record(archive: Path, record: str) -> Path:
    """The folder of the live generation, whatever its model. Raises IndexMissing, or IndexStale where it is not of this state
    of the record."""
    folder = current(archive)
    if Manifest.load(folder).record != record:
        raise IndexStale("the index is of another state of the record", "Run `archive index` to build the indexes again.")
    return folder


def make_current(archive: Path, name: str) -> None:
    """Switch to a generation, atomically."""
    part = archive / (CURRENT + ".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(archive / CURRENT)
