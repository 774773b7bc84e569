"""Writes the model as an ordinary sentence-transformers folder: Transformer, mean Pooling, Normalize.

Without torch: safetensors and JSON are all there is to write. And reads the weights of such a folder back, so that a
fetched model gets the same ONNX form as the bundled one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelBroken
from embeddings.model.e5_file import BLOCK, Shape, dequantise
from embeddings.model.onnx_graph import Weights

_EMBEDDINGS = {
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_WORD = "embeddings.word_embeddings.weight"
_LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORM = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
_SPECIAL = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}


def write(weights: Weights, folder: Path) -> None:
    """Write everything but the tokenizer itself. Peak memory: the float32 weights, 470 MB."""
    from safetensors.numpy import save_file

    save_file(_tensors(weights), folder / "model.safetensors", metadata={"format": "pt"})
    for name, content in _settings(weights.shape).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2))


def write_tokenizer(pieces: list[str], scores: list[float], path: Path) -> None:
    """Write `tokenizer.json` for the Unigram vocabulary; pieces and scores in the order of the ids."""
    special = {**_SPECIAL, "<mask>": pieces.index("<mask>")}
    text: dict[str, Any] = {"type": "Replace", "pattern": {}, "content": ""}
    dropped = "[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
    blank = "[\t\n\x0c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
    # The full-width tilde sits out NFKC in a private place: it is a piece of its own. See embeddings.model.fast_tokenizer.normalise.
    steps = [
        {**text, "pattern": {"Regex": dropped}},
        {**text, "pattern": {"Regex": blank}, "content": " "},
        {**text, "pattern": {"String": "\uff5e"}, "content": "\ue000"},
        {"type": "NFKC"},
        {**text, "pattern": {"String": "\ue000"}, "content": "\uff5e"},
        {**text, "pattern": {"Regex": " {2,}"}, "content": " "},
    ]
    space = {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True}
    begin, end = ({"SpecialToken": {"id": mark, "type_id": 0}} for mark in ("<s>", "</s>"))
    first, second = ({"Sequence": {"id": part, "type_id": 0}} for part in "AB")
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": id_,
                "content": mark,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for mark, id_ in special.items()
        ],
        "normalizer": {"type": "Sequence", "normalizers": steps},
        "pre_tokenizer": space,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [begin, first, end],
            "pair": [begin, first, end, end, second, end],
            "special_tokens": {mark: {"id": mark, "ids": [_SPECIAL[mark]], "tokens": [mark]} for mark in ("<s>", "</s>")},
        },
        "decoder": space,
        "model": {
            "type": "Unigram",
            "unk_id": _SPECIAL["<unk>"],
            "vocab": list(zip(pieces, scores, strict=True)),
            "byte_fallback": False,
        },
    }
    path.write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")


def read_vocabulary(path: Path) -> tuple[list[str], list[float]]:
    """Pieces and scores of a `tokenizer.json`, in the order of their ids.

    Raises:
        ModelBroken: it is not a Unigram tokenizer with the marks of XLM-R.
    """
    try:
        vocabulary = json.loads(path.read_bytes())["model"]["vocab"]
        pieces, scores = [piece for piece, _ in vocabulary], [float(score) for _, score in vocabulary]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelBroken(
            f"{path} is not a Unigram tokenizer: {error}", "only XLM-R's vocabulary has an ONNX form here"
        ) from error
    if dict(zip(pieces[:4], range(4), strict=False)) != _SPECIAL:
        raise ModelBroken(
            f"{path} begins with {pieces[:4]}, not {list(_SPECIAL)}", "only XLM-R's vocabulary has an ONNX form here"
        )
    return pieces, scores


def _tensors(weights: Weights) -> dict[str, NDArray[np.float32]]:
    shape = weights.shape
    tensors = {
        name: np.ascontiguousarray(weights.floats(ours)).reshape((-1, shape.hidden) if ours in ("emb.pos", "emb.type") else -1)
        for ours, name in _EMBEDDINGS.items()
    }
    scales, nibbles = weights.blocks("emb.word", shape.hidden)
    word = np.empty((shape.vocabulary, shape.hidden), np.float32)
    for start in range(0, shape.vocabulary, 4096):  # in slices that stay in the cache
        part = slice(start, start + 4096)
        word[part] = dequantise(scales[part], nibbles[part])
    tensors[_WORD] = word
    for layer in range(shape.layers):
        at = f"encoder.layer.{layer}."
        for ours, name in _LINEAR.items():
            columns = shape.feed_forward if ours == "fo" else shape.hidden
            tensors[f"{at}{name}.weight"] = weights.matrix(f"l{layer}.{ours}.w", columns)
            tensors[f"{at}{name}.bias"] = np.ascontiguousarray(weights.floats(f"l{layer}.{ours}.b"))
        for ours, name in _NORM.items():
            tensors[f"{at}{name}.weight"] = np.ascontiguousarray(weights.floats(f"l{layer}.{ours}.w"))
            tensors[f"{at}{name}.bias"] = np.ascontiguousarray(weights.floats(f"l{layer}.{ours}.b"))
    # Unused (the vector is a mean), but transformers invents a random one and complains where it is missing.
    tensors["pooler.dense.weight"] = np.zeros((shape.hidden, shape.hidden), np.float32)
    tensors["pooler.dense.bias"] = np.zeros(shape.hidden, np.float32)
    return tensors


def _settings(shape: Shape) -> dict[str, Any]:
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "intermediate_size": shape.feed_forward,
            "layer_norm_eps": float(np.float32(shape.epsilon)),
            "max_position_embeddings": shape.positions,
            "num_attention_heads": shape.heads,
            "num_hidden_layers": shape.layers,
            "pad_token_id": _SPECIAL["<pad>"],
            "type_vocab_size": shape.token_types,
            "vocab_size": shape.vocabulary,
            "torch_dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


class StWeights:
    """The weights of a BERT folder with `model.safetensors`, under the names of `embeddings.model.e5_file`."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file

        try:
            settings = json.loads((folder / "config.json").read_bytes())
            self._tensors: dict[str, NDArray[Any]] = load_file(folder / "model.safetensors")
            self.shape = Shape(
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
        """A vector, or a matrix laid flat."""
        return self._tensor(name).reshape(-1)

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """A weight matrix, shape (outputs, inputs)."""
        return self._tensor(name).reshape(-1, columns)

    def blocks(self, name: str, columns: int) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
        """A matrix made Q4_0: scales (rows, columns / 32), nibbles (rows, columns / 32, 16)."""
        values = self._tensor(name).reshape(-1, columns // BLOCK, BLOCK)
        # The entry that is largest in size becomes -8, the end of the range that has one step more.
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
        return _WORD
    if ours in _EMBEDDINGS:
        return _EMBEDDINGS[ours]
    layer, part, kind = ours.split(".")
    name = {**_LINEAR, **_NORM}[part]
    return f"encoder.layer.{layer[1:]}.{name}.{'weight' if kind == 'w' else 'bias'}"
