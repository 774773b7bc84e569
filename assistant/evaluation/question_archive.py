"""Which archive the questions are put to. An archive of the reader's is never changed by being measured."""

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
"""Documents that stand beside the questions in one folder."""


def of_documents(documents: Sequence[Path]) -> Path:
    """Where documents are indexed to be measured: a folder of the cache, the same for the same documents, so that the
    second evaluation has their vectors already."""
    return _scratch("\n".join(sorted(str(path.absolute()) for path in documents)))


def of_archive(archive: Path, model: str | None) -> Path:
    """The archive itself where its indexes are of this model; otherwise a copy of its record in the cache, to be indexed
    there. Raises RecordMissing, RecordBroken and ModelError."""
    with Store.open(archive) as store:
        if model is None or up_to_date(store, load_encoder(model)):
            return archive
        copy = _scratch(str(archive.absolute()))
        if not _same_record(store, copy):
            store.copy_to(copy)
    return copy


def _same_record(store: Store, copy: Path) -> bool:
    if not (copy / "archive.db").is_file():
        return False
    with Store.open(copy) as other:
        return other.fingerprint == store.fingerprint


def _scratch(what: str) -> Path:
    from platformdirs import user_cache_path

    return user_cache_path(paths.APP, appauthor=False) / f"eval-{hashlib.sha256(what.encode()).hexdigest()[:12]}"


def prepare(
    questions: Path | None,
    documents: Sequence[Path],
    archive: Callable[[], Path],
    model: str | None,
    on_encoded: Callable[[int], None],
    say: Callable[[str], None],
) -> Generator[Progress, None, tuple[Path, Path]]:
    """The file of questions and the archive to put them to, indexed for `model`.

    `questions` is a file or a folder; without it the sample's set is put to the sample. `documents` are what to index; where
    there are none, `articles.jsonl` beside the questions is, or else the archive at hand, which `archive` gives, is asked.
    `on_encoded` and `say` are those of `assistant.system.archive.update`.
    """
    if questions is None:
        place = of_archive(ensure_sample(say=say), model)
        questions = paths.SAMPLE / "evaluation"
    elif documents or (questions.is_dir() and (questions / ARTICLES).is_file()):
        documents = documents or [questions / ARTICLES]
        place = of_documents(documents)
    else:
        place = of_archive(archive(), model)
    if documents or model is not None:
        _: Report = yield from update(place, documents, model=model, on_encoded=on_encoded, say=say)
    return (questions / "questions.jsonl" if questions.is_dir() else questions), place
