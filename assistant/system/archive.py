"""Builds and updates an archive: files -> record -> indexes. The command line and the chat both call `update`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from assistant.system import paths
from corpus.alignment.aligner import align
from corpus.alignment.units import Units, units
from corpus.arrays import FloatArray
from corpus.errors import ArchiveBusy, RecordBroken, SearchIndexError, UnreadableSource
from corpus.files.decoding import decode
from corpus.ingesting.ingest import check_path, forget, ingest
from corpus.ingesting.report import Progress, Report
from corpus.model import SIDES, Bead, Newspaper, Side
from corpus.proof.mend import Mended
from corpus.proof.mend import mend as mend_record
from corpus.readers.folders import absolute_path
from corpus.storage import seal
from corpus.storage.seal import Seal
from corpus.storage.store import FILE, Store
from corpus.text.lines import lines
from embeddings.index import manifest
from embeddings.index.backend_registry import load_backend
from embeddings.index.embedding_cache import VectorCache
from embeddings.indexing import build_index
from embeddings.model.encoder import Encoder, load_encoder
from embeddings.search import SearchIndex
from embeddings.text.analyzer import Analyzer

SAMPLE_NEWSPAPER = Newspaper("Willow Ferry Gazette [invented]", "柳渡报〔虚构〕")
SAMPLE_ROOT = Path("/sample/articles")
"""The folder of the source files in the packaged record, replaced when the sample is installed."""


def update(
    folder: Path,
    paths: Sequence[Path],
    *,
    newspaper: Newspaper | None = None,
    prune: bool = False,
    model: str | None = None,
    vector_backend: str | None = None,
    on_encoded: Callable[[int], None] | None = None,
    say: Callable[[str], None] | None = None,
) -> Generator[Progress, None, Report]:
    """Read new and changed files into the archive at `folder`, then rebuild its indexes if the record or the model changed.

    Without `paths`, those of earlier runs are read again. `vector_backend` names the engine of the vector index; None keeps
    that of the live indexes. `on_encoded` is called with the number of texts encoded since the last call, `say` with messages
    about long preparations. Stopping the generator loses at most the batch in flight. Raises CorpusError, ModelError, and
    UsageError for an unknown backend.
    """
    backend = vector_backend or _live_backend(folder)
    load_backend(backend)  # a mistyped name must not cost the reading of all files
    paths = [absolute_path(path) for path in paths] or _indexed_before(folder)
    if not (folder / FILE).is_file():
        for path in paths:  # a mistyped path must not leave an empty archive
            check_path(path)
    with _lock(folder), Store.create(folder) as store:
        encoder = load_encoder(model, progress=say)
        with VectorCache(folder, encoder, on_encoded) as cache:
            report = yield from ingest(store, paths, cache, newspaper, prune)
            yield from _build(store, encoder, cache, backend, say)
    return report


def remove(
    folder: Path,
    paths: Sequence[Path],
    *,
    model: str | None = None,
    on_encoded: Callable[[int], None] | None = None,
    say: Callable[[str], None] | None = None,
) -> Generator[Progress, None, Report]:
    """Remove the articles of some files and folders from the archive. Parameters and errors are those of `update`."""
    paths = [absolute_path(path) for path in paths]
    with _lock(folder), Store.open(folder) as store:
        encoder = load_encoder(model, progress=say)
        with VectorCache(folder, encoder, on_encoded) as cache:
            report = yield from forget(store, paths, cache)
            yield from _build(store, encoder, cache, _live_backend(folder), say)
    return report


def mend(folder: Path, damaged: Sequence[str]) -> Mended:
    """Mend a damaged record; `damaged` are the paths of files whose articles are. Raises RecordBroken or ArchiveBusy."""
    with _lock(folder, unsealed=False):
        return mend_record(folder, damaged)


def _build(
    store: Store, encoder: Encoder, cache: VectorCache, vector_backend: str, say: Callable[[str], None] | None
) -> Generator[Progress, None, None]:
    """Rebuild the indexes if they are damaged or not up to date. Vectors of texts are encoded again only if they are damaged."""
    damaged = cache.mend()
    if say and damaged:
        say(f"damaged vectors: {damaged}; their texts are encoded again")
    if damaged or not up_to_date(store, encoder, vector_backend, cache):
        live = _live_backend(store.folder, vector_backend)
        if say and live != vector_backend:
            say(f"rebuilding the indexes: they were built with the vector backend {live}, now it is {vector_backend}")
        yield from build_index(store, encoder, cache, Analyzer(), vector_backend)
    if store.forgetting():
        with store.transaction():
            store.set_forgetting([])


def _live_backend(folder: Path, default: str = manifest.DEFAULT_BACKEND) -> str:
    """Name of the vector backend of the live indexes; the default if there are none that can be read."""
    try:
        return manifest.Manifest.load(manifest.current(folder)).vector_backend
    except SearchIndexError:
        return default


def _indexed_before(folder: Path) -> list[Path]:
    if (folder / FILE).is_file():
        with Store.open(folder) as store:
            if roots := store.roots():
                return roots
    raise UnreadableSource(f"{folder}: nothing was indexed here yet", "Name a folder or a file: archive index PATH")


def up_to_date(store: Store, encoder: Encoder, vector_backend: str | None = None, cache: VectorCache | None = None) -> bool:
    """Whether the live indexes are complete and belong to this record, model and vector backend; None for any backend. With the
    cache they must also be sound in every byte, and every vector of theirs must still be in it."""
    try:
        built = SearchIndex.open(store, encoder, Analyzer()).manifest
        if cache:
            built.check_files(manifest.current(store.folder), whole=True)
            if not built.hashes or (built.cache_state and not cache.grew_from(built.cache_state)):
                return False
    except SearchIndexError:
        return False
    return vector_backend in (None, built.vector_backend)


def ensure_sample(model: str | None = None, say: Callable[[str], None] | None = None) -> Path:
    """The folder of the sample archive, copied from the package into the cache at its first use.

    If its indexes do not fit, because of another model or a newer word index, they are rebuilt, which takes some seconds.
    """
    folder = paths.sample_archive()
    articles = paths.SAMPLE / "articles"
    if not folder.is_dir():
        part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(paths.SAMPLE / "archive", part)
        with Store.open(part) as store:
            store.move_folder(SAMPLE_ROOT, articles)
        seal.write(part / FILE)
        try:
            part.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(part, ignore_errors=True)
    with Store.open(folder) as store:
        usable = up_to_date(store, load_encoder(model, progress=say))
    if not usable:
        for _ in update(folder, [articles], newspaper=SAMPLE_NEWSPAPER, model=model, say=say):
            pass
    return folder


@contextmanager
def _lock(folder: Path, *, unsealed: bool = True) -> Iterator[None]:
    """Lets one process at a time write to an archive; readers are not affected. `unsealed`: check the record, and seal it
    afterwards. Raises ArchiveBusy, or RecordBroken where it is damaged."""
    from filelock import FileLock, Timeout

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file_lock = FileLock(folder / ".lock", timeout=0)
    try:
        file_lock.acquire()
    except Timeout as error:
        raise ArchiveBusy(
            "{folder}: another `archive index` is running in this archive",
            "Wait until it is done, or stop it; then run this again.",
            folder=folder,
        ) from error
    try:
        with _unsealed(folder / FILE) if unsealed else nullcontext():
            yield
    finally:
        file_lock.release()


@contextmanager
def _unsealed(database: Path) -> Iterator[None]:
    """Lets the block write to the record, which is sealed before and after it. Raises RecordBroken where it is damaged: what is
    built from it would hand the damage on, and a new seal would hide it."""
    if database.is_file():
        state, fault = seal.check(database)
        if state is not Seal.SOUND and state is not Seal.CHANGED:  # written by an older version, or the writer was killed
            with Store.open(database.parent) as store:
                fault = next(iter(store.integrity_errors(1)), "")
                fault = fault and f"{database}: {fault}"
        if fault:
            raise RecordBroken(fault, "`archive verify --mend` says what is damaged, and mends it.")
        seal.remove(database)
    try:
        yield
    finally:
        if database.is_file():
            seal.write(database)


def align_files(english: Path, chinese: Path, model: str | None = None) -> list[Bead]:
    """Align two text files line by line. Indices count all lines from 0; blank lines are in no bead.

    Raises UnreadableSource and ModelError.
    """
    vectors = _UncachedVectors(load_encoder(model))
    numbers: dict[Side, list[int]] = {}
    sides: dict[Side, Units] = {}
    for side, path in zip(SIDES, (english, chinese), strict=True):
        text, _ = decode(path.read_bytes(), path)
        numbered = [(number, line.text.strip()) for number, line in enumerate(lines(text)) if not line.blank]
        numbers[side] = [number for number, _ in numbered]
        sides[side] = units([line for _, line in numbered], side, vectors)
    return [
        Bead(tuple(numbers["en"][i] for i in bead.en), tuple(numbers["zh"][j] for j in bead.zh), bead.score)
        for bead in align(sides["en"], sides["zh"])
    ]


@dataclass(frozen=True, slots=True)
class _UncachedVectors:
    """Sentence vectors without a cache."""

    encoder: Encoder

    def vectors(self, texts: Sequence[str]) -> FloatArray:
        return self.encoder.encode_passages(texts)
