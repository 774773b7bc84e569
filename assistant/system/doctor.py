"""Checks packages, model, record and indexes. A failed check says what to run."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from assistant.system.config import NAMES, Loaded
from corpus.errors import ArchiveError
from corpus.storage.store import FILE, Store
from corpus.text.plurals import pluralize
from embeddings.model.encoder import Encoder, load_encoder
from embeddings.search import SearchIndex
from embeddings.text.analyzer import Analyzer

_PACKAGES = ("sentence-transformers", "torch", "onnxruntime", "faiss-cpu", "tantivy", "jieba", "textual")
_DAMAGED = "Restore the file from a copy, or move the folder away and run `archive index` again."


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
            found = [Check("record", True, f"{folder}: {_counts(store)}"), *([_index(store, encoder)] if encoder else [])]
        yield from found
    except ArchiveError as error:
        yield Check("record", False, error.message, error.hint)
    except sqlite3.DatabaseError as error:
        yield Check("record", False, f"{folder / FILE}: the record is damaged: {error}", _DAMAGED)


def _counts(store: Store) -> str:
    return f"{pluralize(store.count('article'), 'article')}, {pluralize(store.count('passage'), 'passage')}"


def _index(store: Store, encoder: Encoder) -> Check:
    try:
        built = SearchIndex.open(store, encoder, Analyzer()).manifest
        return Check(
            "indexes",
            True,
            f"agree with the record: {built.english} English and {built.chinese} Chinese vectors, by {built.vector_backend}",
        )
    except ArchiveError as error:
        return Check("indexes", False, error.message, error.hint)
