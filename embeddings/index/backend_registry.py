"""The vector backends that are installed, by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from corpus.errors import IndexStale, UsageError
from corpus.plugins import Registry
from embeddings.index.faiss_backend import FaissBackend
from embeddings.index.manifest import DEFAULT_BACKEND
from embeddings.index.vector_backend import VectorBackend

VECTOR_BACKENDS: Registry[Callable[[], VectorBackend]] = Registry(
    kind="vector backend", group="archive_assistant.vector_backends", built_in={DEFAULT_BACKEND: FaissBackend}
)


def load_backend(name: str) -> VectorBackend:
    """The backend of this name. Raises UsageError where none is installed."""
    return VECTOR_BACKENDS[name]()


def recorded_backend(folder: Path, name: str) -> VectorBackend:
    """The backend that a manifest names, for opening its generation. Raises IndexStale where it is not installed."""
    try:
        return load_backend(name)
    except UsageError as error:
        raise IndexStale(
            f"{folder}: the index was built with the vector backend {name}, which is not installed",
            f"Install its package, or run `archive index --vector-backend {DEFAULT_BACKEND}`.",
        ) from error
