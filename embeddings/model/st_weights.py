"""Reads the weights and the vocabulary of a sentence-transformers folder, so that a downloaded model gets the same ONNX form as
the bundled one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelBroken
from embeddings.model.e5_file import BLOCK, ModelConfig

# Names of the tensors: ours, those of `embeddings.model.e5_file`, and those of transformers.
EMBEDDINGS = {
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
WORD_EMBEDDINGS = "embeddings.word_embeddings.weight"
LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORM = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
SPECIAL_TOKENS = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}


def read_vocabulary(path: Path) -> tuple[list[str], list[float]]:
    """Pieces and scores of a `tokenizer.json`, in the order of their ids.

    Raises:
        ModelBroken: it is not a Unigram tokenizer with the special tokens of XLM-R.
    """
    try:
        vocabulary = json.loads(path.read_bytes())["model"]["vocab"]
        pieces, scores = [piece for piece, _ in vocabulary], [float(score) for _, score in vocabulary]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelBroken(
            f"{path} is not a Unigram tokenizer: {error}", "only XLM-R's vocabulary has an ONNX form here"
        ) from error
    if dict(zip(pieces[:4], range(4), strict=False)) != SPECIAL_TOKENS:
        raise ModelBroken(
            f"{path} begins with {pieces[:4]}, not {list(SPECIAL_TOKENS)}", "only XLM-R's vocabulary has an ONNX form here"
        )
    return pieces, scores


class SafetensorsWeights:
    """The weights of a BERT model in `model.safetensors`. Implements `embeddings.model.onnx_graph.Weights`."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file

        try:
            settings = json.loads((folder / "config.json").read_bytes())
            self._tensors: dict[str, NDArray[Any]] = load_file(folder / "model.safetensors")
            self.shape = ModelConfig(
                settings["hidden_size"],
                settings["num_hidden_layers"],
                settings["num_attention_heads"],
                settings["intermediate_size"],
                settings["vocab_size"],
                settings["max_position_embeddings"],
                settings["type_vocab_size"],
                settings["layer_norm_eps"],
            )
        except (OSError, ValueError, KeyError) as error:
            raise ModelBroken(f"{folder} is not a BERT model in safetensors: {error}", "fetch it again") from error

    def floats(self, name: str) -> NDArray[np.float32]:
        """A tensor, flattened."""
        return self._tensor(name).reshape(-1)

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """A weight matrix, shape (outputs, inputs)."""
        return self._tensor(name).reshape(-1, columns)

    def blocks(self, name: str, columns: int) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
        """A matrix quantised to Q4_0: scales (rows, columns / 32), nibbles (rows, columns / 32, 16)."""
        values = self._tensor(name).reshape(-1, columns // BLOCK, BLOCK)
        # The entry with the largest magnitude becomes -8, because the range has one more step on that end.
        largest = np.take_along_axis(values, np.abs(values).argmax(axis=-1, keepdims=True), axis=-1)
        scales = (largest / -8).astype(np.float16)
        steps = values / np.where(scales == 0, 1, scales).astype(np.float32)
        nibbles = np.clip(np.rint(steps) + 8, 0, 15).astype(np.uint8)
        return scales[..., 0], nibbles[..., :16] | (nibbles[..., 16:] << 4)

    def _tensor(self, name: str) -> NDArray[np.float32]:
        theirs = _their_name(name)
        for prefix in ("", "bert."):
            if prefix + theirs in self._tensors:
                return np.asarray(self._tensors[prefix + theirs], np.float32)
        raise ModelBroken(f"the model has no tensor {theirs!r}", "only BERT models have an ONNX form here")


def _their_name(ours: str) -> str:
    if ours == "emb.word":
        return WORD_EMBEDDINGS
    if ours in EMBEDDINGS:
        return EMBEDDINGS[ours]
    layer, part, kind = ours.split(".")
    name = {**LINEAR, **NORM}[part]
    return f"encoder.layer.{layer[1:]}.{name}.{'weight' if kind == 'w' else 'bias'}"
