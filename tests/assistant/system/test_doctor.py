"""The doctor finds what is wrong, says what to run, and goes on to the next check."""

from __future__ import annotations

import random
import shutil
from importlib import metadata
from pathlib import Path

import pytest

from assistant.system import doctor
from assistant.system.doctor import Check, examine
from corpus.storage.store import FILE, Store
from embeddings.index import manifest


def checks(folder: Path, model: str | None = None) -> dict[str, Check]:
    found = list(examine(folder, model))
    assert len({check.what for check in found}) == len(found)
    return {check.what: check for check in found}


@pytest.fixture
def copied(sample_archive: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_archive, tmp_path / "copied"))


def test_a_sound_archive(sample_archive: Path, store: Store) -> None:
    found = checks(sample_archive)
    assert all(check.good for check in found.values()), found
    assert f"24 articles, {store.count('passage')} passages" in found["record"].state
    assert "384 dimensions" in found["model"].state
    assert "agree with the record" in found["indexes"].state
    assert {"Python", "torch", "faiss-cpu", "tantivy", "jieba", "textual", "onnxruntime", "sentence-transformers"} <= set(found)


def test_no_archive(tmp_path: Path) -> None:
    found = checks(tmp_path / "none")
    assert not found["record"].good
    assert "archive index" in found["record"].hint
    assert "indexes" not in found
    assert found["model"].good


def test_an_archive_that_was_never_indexed(tmp_path: Path) -> None:
    Store.create(tmp_path / "archive").close()
    found = checks(tmp_path / "archive")
    assert found["record"].good
    assert not found["indexes"].good
    assert "archive index" in found["indexes"].hint


def test_a_record_that_is_damaged_inside_is_a_failed_check(copied: Path) -> None:
    """It opens, and fails where the damaged part is read; the checks before it are told all the same."""
    with (copied / FILE).open("r+b") as file:
        file.seek(4096)
        file.write(random.Random(1).randbytes(30_000))
    found = checks(copied)
    assert not found["record"].good
    assert str(copied / FILE) in found["record"].state
    assert "archive verify --mend" in found["record"].hint
    assert found["model"].good


def test_indexes_of_another_record(copied: Path) -> None:
    with Store.open(copied) as store, store.transaction():
        store.remove_source(next(iter(store.file_infos())))
    found = checks(copied)
    assert not found["indexes"].good
    assert "the index was built from record" in found["indexes"].state


def test_a_damaged_index(copied: Path) -> None:
    (manifest.current(copied) / "zh.faiss").write_bytes(b"")
    found = checks(copied)
    assert "zh.faiss" in found["indexes"].state
    assert "archive index" in found["indexes"].hint


def test_a_damaged_record(copied: Path) -> None:
    for path in copied.glob(f"{FILE}*"):
        path.unlink()
    (copied / FILE).write_bytes(b"this is no database" * 100)
    found = checks(copied)
    assert not found["record"].good
    assert found["record"].hint


def test_a_model_that_is_not_there(sample_archive: Path, tmp_path: Path) -> None:
    found = checks(sample_archive, str(tmp_path / "no-model"))
    assert not found["model"].good
    assert found["model"].state
    assert found["record"].good


def test_a_package_that_is_not_installed(sample_archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.version

    def version(name: str) -> str:
        if name == "jieba":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(doctor.metadata, "version", version)
    found = checks(sample_archive)
    assert (found["jieba"].good, found["jieba"].state) == (False, "not installed")
    assert "pip install" in found["jieba"].hint
    assert found["torch"].good
