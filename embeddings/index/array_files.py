"""Arrays on disk: small ones together in NumPy's .npz, large ones raw in a file each, memory-mapped for reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import DTypeLike, NDArray

from corpus.errors import IndexStale

_REBUILD = "Run `archive index` to build it again."


def save_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write several arrays to an .npz file."""
    with path.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]


def load_arrays(path: Path, names: Iterable[str]) -> dict[str, NDArray[Any]]:
    """Read arrays by name. Raises IndexStale where the file is missing or damaged, or lacks one of them."""
    try:
        # NumPy does not close a file that it opened by name and could not read.
        with path.open("rb") as file, np.load(file) as arrays:
            return {name: arrays[name] for name in names}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise IndexStale(f"{path}: it cannot be read: {error}", _REBUILD) from error


def map_array(path: Path, dtype: DTypeLike) -> NDArray[Any]:
    """Map a raw array, (n,), into memory. Raises IndexStale where the file is missing or ends in the middle of an entry."""
    try:
        size, width = path.stat().st_size, np.dtype(dtype).itemsize
        if size % width:
            raise IndexStale(f"{path}: it has {size} bytes, not a multiple of {width}", _REBUILD)
        # An empty file cannot be mapped. As an ndarray, slices of it are plain arrays.
        return np.asarray(np.memmap(path, dtype=dtype, mode="r")) if size else np.zeros(0, dtype=dtype)
    except OSError as error:
        raise IndexStale(f"{path}: it cannot be read: {error}", _REBUILD) from error
