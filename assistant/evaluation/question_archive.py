"""Chooses and prepares the archive that an evaluation asks. The reader's own archive is never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

from assistant.system import paths
from assistant.system.archive import ensure_sample, up_to_date, update
from corpus.ingesting.report import Progress, Report
from corpus.storage.store import Store
from embeddings.model.encoder import load_encoder

ARTICLES = "articles.jsonl"
"""Documents in the same folder as the questions."""


def archive_of_documents(documents: Sequence[Path]) -> Path:
    """The folder in the cache where documents are indexed: the same one for the same documents, so that a second evaluation
    finds their vectors."""
    return _cache_folder("\n".join(sorted(str(path.absolute()) for path in documents)))


def archive_for_model(archive: Path, model: str | None) -> Path:
    """The archive itself if its indexes are of this model; else a copy of its record in the cache, to be indexed there.
    Raises RecordMissing, RecordBroken and ModelError."""
    with Store.open(archive) as store:
        if model is None or up_to_date(store, load_encoder(model)):
            return archive
        copy = _cache_folder(str(archive.absolute()))
        if not _same_record(store, copy):
            store.copy_to(copy)
    return copy


def _same_record(store: Store, copy: Path) -> bool:
    if not (copy / "archive.db").is_file():
        return False
    with Store.open(copy) as other:
        return other.fingerprint == store.fingerprint


def _cache_folder(key: str) -> Path:
    from platformdirs import user_cache_path

    return user_cache_path(paths.APP, appauthor=False) / f"eval-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def prepare(
    questions: Path | None,
    documents: Sequence[Path],
    archive: Callable[[], Path],
    model: str | None,
    on_encoded: Callable[[int], None],
    say: Callable[[str], None],
) -> Generator[Progress, None, tuple[Path, Path]]:
    """The file of questions, and the archive to ask, indexed for `model`.

    `questions` is a file or a folder; None for the sample's own questions. They are asked of `documents`, or of `articles.jsonl` beside
    the questions; if there is neither, the archive that `archive` returns. `on_encoded` and `say` are those of
    `assistant.system.archive.update`.
    """
    if questions is None:
        place = archive_for_model(ensure_sample(say=say), model)
        questions = paths.SAMPLE / "evaluation"
    elif documents or (questions.is_dir() and (questions / ARTICLES).is_file()):
        documents = documents or [questions / ARTICLES]
        place = archive_of_documents(documents)
    else:
        place = archive_for_model(archive(), model)
    if documents or model is not None:
        _: Report = yield from update(place, documents, model=model, on_encoded=on_encoded, say=say)
    return (questions / "questions.jsonl" if questions.is_dir() else questions), place
