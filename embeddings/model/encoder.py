"""Turns text into vectors: the protocol, and the encoder of the default model.

`OnnxEncoder` is for both a single question in a fresh process, without torch or a tokenizer to load, and passages in bulk. Each
text is encoded by itself, without padding, several in parallel: with quantised activations a vector would depend on the
other texts of a batch, and batches are no faster on a CPU.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from corpus.arrays import FloatArray
from corpus.errors import ModelBroken
from embeddings.model import default_model
from embeddings.model.fast_tokenizer import FastTokenizer, normalise
from embeddings.third_party import import_onnxruntime

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from tokenizers import Tokenizer

_FAST_TOKENIZER_LIMIT = 60_000
"""Characters that an encoder tokenizes with `FastTokenizer` (13 µs each) before it loads the library (2 s)."""
_SLICE = 2048
"""Texts that are tokenized and sorted by length at a time."""


class Encoder(Protocol):
    """Turns text into unit vectors. Questions and passages are encoded differently, as e5 models require."""

    @property
    def name(self) -> str:
        """The model's identity, e.g. `multilingual-e5-small@1a2b3c4d5e6f`. Only vectors of one name may be compared."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """Most tokens of a text that are encoded, prefix and special tokens included."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of questions, L2-normalised, (len(texts), dimension)."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> FloatArray:
        """Vectors of passages, L2-normalised, (len(texts), dimension), in the order of the texts.

        Args:
            texts: truncated after `max_tokens`.
            progress: called with the number of texts done so far.
        """
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage, prefix and special tokens included, before truncation."""
        ...


class OnnxEncoder:
    """An e5 model in the ONNX form that `default_model.write_onnx_form` writes."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Open a folder; the model itself is loaded at the first use.

        Args:
            folder: a model's folder with a manifest.
            threads: texts encoded in parallel; None for one per processor.

        Raises:
            ModelBroken: the folder is incomplete.
        """
        manifest = default_model.read_model_manifest(folder)
        if manifest is None:
            raise ModelBroken(f"{folder} has no model in ONNX form, or a damaged one", default_model.FETCH)
        self._folder = folder
        self._manifest = manifest
        self._threads = threads or _processors()
        self._characters = 0
        """Tokenized so far."""

    @property
    def name(self) -> str:
        return self._manifest.name

    @property
    def dimension(self) -> int:
        return self._manifest.dimension

    @property
    def max_tokens(self) -> int:
        return self._manifest.max_tokens

    def encode_questions(self, texts: Sequence[str]) -> FloatArray:
        return self._encode([f"query: {text}" for text in texts], None)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> FloatArray:
        return self._encode([f"passage: {text}" for text in texts], progress)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(ids) + 2 for ids in self._tokenize([f"passage: {text}" for text in texts])]

    def _encode(self, texts: list[str], progress: Callable[[int], None] | None) -> FloatArray:
        unique = list(dict.fromkeys(texts))
        vectors = np.empty((len(unique), self.dimension), np.float32)
        for start in range(0, len(unique), _SLICE):
            part = unique[start : start + _SLICE]
            for done, _ in enumerate(self._encode_slice(part, vectors[start : start + len(part)]), start=start + 1):
                if progress:
                    # Repeated texts count when the last distinct one is done.
                    progress(len(texts) if done == len(unique) else done)
        positions = {text: index for index, text in enumerate(unique)}
        return vectors[[positions[text] for text in texts]] if len(unique) < len(texts) else vectors

    def _encode_slice(self, texts: list[str], into: FloatArray) -> Iterator[None]:
        """Fill the rows of `into`, in any order; yields after each text."""
        tokens = self._tokenize(texts)
        session = self._session  # loaded before the threads use it

        def encode(index: int) -> None:
            ids = np.array([[0, *tokens[index][: self.max_tokens - 2], 2]], np.int64)
            into[index] = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]

        # Longest first, so that no thread is left with a long text at the end.
        order = sorted(range(len(texts)), key=lambda index: -len(tokens[index]))
        if self._threads == 1 or len(order) < 2:
            yield from map(encode, order)
            return
        # If the caller stops, `map` cancels what has not started.
        yield from self._pool.map(encode, order)

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        """Kept between calls: starting threads for two questions takes half of the time that encoding them in parallel saves."""
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(self._threads, thread_name_prefix="encode")

    def _tokenize(self, texts: list[str]) -> list[list[int]]:
        self._characters += sum(map(len, texts))
        if self._characters <= _FAST_TOKENIZER_LIMIT:
            return [self._fast_tokenizer.ids(text) for text in texts]
        encodings = self._tokenizer.encode_batch([normalise(text) for text in texts], add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    @cached_property
    def _fast_tokenizer(self) -> FastTokenizer:
        return FastTokenizer(self._folder / "onnx")

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer, pre_tokenizers
        from tokenizers.models import Unigram

        texts, scores = self._fast_tokenizer.vocabulary()
        tokenizer = Tokenizer(
            Unigram(list(zip(texts, scores, strict=True)), unk_id=self._fast_tokenizer.unknown, byte_fallback=False)
        )
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        onnxruntime = import_onnxruntime()
        options = onnxruntime.SessionOptions()
        # One thread a text: `_encode_slice` encodes several texts in parallel, which need not wait for each other.
        options.intra_op_num_threads = 1
        # The graph has the fused operators already; looking for more only takes time.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.log_severity_level = 3
        path = str(self._folder / "onnx" / "model.onnx")
        try:
            return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's own errors share no base class
            raise ModelBroken(f"cannot load {path}: {error}", "delete its folder; it will be built again") from error


def load_encoder(
    model: str | None = None,
    *,
    cache: Path | None = None,
    progress: Callable[[str], None] | None = None,
    allow_network: bool = False,
) -> Encoder:
    """The encoder of a model.

    Args:
        model: a folder, or a name that sentence-transformers knows; None for the default model.
        cache: folder of the default model; None for the user's cache folder.
        progress: called with a message before a step that takes long.
        allow_network: download a model that is not on this machine.

    Raises:
        ModelMissing: the model is not on this machine.
        ModelBroken: it cannot be used.
    """
    if model is None:
        return OnnxEncoder(default_model.prepare(cache, progress))
    if default_model.read_model_manifest(Path(model)):
        return OnnxEncoder(Path(model))
    from embeddings.model.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(model, allow_network=allow_network, progress=progress)


def fetch_model(name: str | None = None, *, cache: Path | None = None, progress: Callable[[str], None] | None = None) -> Path:
    """Download the default model; see `embeddings.model.sentence_transformer.fetch_model`."""
    from embeddings.model import sentence_transformer

    return sentence_transformer.fetch_model(name or sentence_transformer.HUB_NAME, cache=cache, progress=progress)


def _processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
