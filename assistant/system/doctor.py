"""Checks packages, model, record and indexes. A failed check says what to run."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from itertools import chain, islice
from pathlib import Path

from assistant.system.config import NAMES, Loaded
from corpus.errors import ArchiveError, RecordBroken
from corpus.storage import seal
from corpus.storage.seal import Seal
from corpus.storage.store import FILE, Store
from corpus.text.plurals import pluralize
from embeddings.index.manifest import Manifest, current
from embeddings.model.encoder import Encoder, load_encoder
from embeddings.search import SearchIndex
from embeddings.text.analyzer import Analyzer

_PACKAGES = ("sentence-transformers", "torch", "onnxruntime", "faiss-cpu", "tantivy", "jieba", "textual")
_MEND = "`archive verify --mend` says what is damaged, and mends it."
_LISTED = 10
"""Damaged files that are named."""


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check."""

    what: str
    good: bool
    state: str
    hint: str = ""


def settings(loaded: Loaded) -> Iterator[Check]:
    """Each setting with its origin: `default`, the file and line, a variable, or a flag."""
    yield Check("settings", True, f"{loaded.file}{'' if loaded.file.exists() else ' (there is none)'}")
    for name in NAMES:
        yield Check(f"  {name}", True, f"{getattr(loaded.settings, name) or '–'} ({loaded.origins[name]})")


def examine(folder: Path, model: str | None) -> Iterator[Check]:
    """All checks, the cheap ones first."""
    yield Check("Python", True, f"{sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")
    for name in _PACKAGES:
        try:
            yield Check(name, True, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Check(name, False, "not installed", "Install the program again: pip install archive-assistant")
    encoder: Encoder | None = None
    try:
        encoder = load_encoder(model)
        yield Check("model", True, f"{encoder.name}, {encoder.dimension} dimensions")
    except ArchiveError as error:
        yield Check("model", False, error.message, error.hint)
    try:
        with Store.open(folder) as store:
            # SQLite reports damage only when it reads the damaged page, so the indexes are compared first.
            found = [_record(store), *_remarks(store), *([_index(store, encoder)] if encoder else [])]
        yield from found
    except ArchiveError as error:
        yield Check("record", False, error.message, error.hint)
    except sqlite3.DatabaseError as error:
        yield Check("record", False, f"{folder / FILE}: the record is damaged: {error}", _MEND)


def damage_behind(folder: Path) -> ArchiveError | None:
    """The damage to an archive that explains an unexpected error; None if its files are those that were written. Reads them all."""
    try:
        with Store.open(folder) as store:
            record = _record(store)
        if not record.good:
            return RecordBroken(record.state, record.hint)
        generation = current(folder)
        Manifest.load(generation).check_files(generation, whole=True)
    except ArchiveError as error:
        return error
    except sqlite3.DatabaseError as error:
        return RecordBroken(f"{folder / FILE}: the record is damaged: {error}", _MEND)
    return None


def _record(store: Store) -> Check:
    """Whether the record is, byte for byte, as it was left; for one that has no seal, whether SQLite finds fault with it and its
    rows are those that were written."""
    state, fault = seal.check(store.folder / FILE)
    if state is Seal.UNREADABLE:
        return Check("record", False, fault, "Run `archive index` to seal the record again.")
    if state is Seal.NONE:
        fault = next(chain(store.integrity_errors(1), store.changed_sources()), "")
        fault = fault and f"{store.folder / FILE}: {fault}"
    return Check("record", False, fault, _MEND) if fault else Check("record", True, f"{store.folder}: {_counts(store)}")


def _remarks(store: Store) -> Iterator[Check]:
    """What was found wrong with files when they were last read; it stays until they are mended."""
    counts = store.remark_counts()
    if counts:
        listed = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        yield Check(
            "files", True, f"{pluralize(sum(counts.values()), 'remark')} ({listed}): `archive index --report FILE` lists them"
        )


def _counts(store: Store) -> str:
    return f"{pluralize(store.count('article'), 'article')}, {pluralize(store.count('passage'), 'passage')}"


def _index(store: Store, encoder: Encoder) -> Check:
    """Whether indexes and record agree, and every byte of the indexes and of the vectors is one that was written."""
    try:
        opened = SearchIndex.open(store, encoder, Analyzer())
    except ArchiveError as error:
        return Check("indexes", False, error.message, error.hint)
    damage = list(islice(opened.damage(), _LISTED))
    if damage:
        return Check("indexes", False, "\n     ".join(damage), "Run `archive index` to mend them; sound vectors are kept.")
    built = opened.manifest
    vectors = f"{built.english} English and {built.chinese} Chinese vectors, by {built.vector_backend}"
    return Check("indexes", True, f"agree with the record: {vectors}")
