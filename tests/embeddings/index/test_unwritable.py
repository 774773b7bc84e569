"""Where the disk is full, the error says so; the limit of a file's size stands for the end of the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import Unwritable
from embeddings.index.faiss_backend import FaissBackend
from embeddings.index.inverted_index import build_inverted_index
from embeddings.text.analyzer import Terms

resource = pytest.importorskip("resource")


@pytest.fixture
def full() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_vectors(full: None, tmp_path: Path) -> None:
    vectors = np.eye(64, dtype=np.float16)
    with pytest.raises(Unwritable, match=r"en\.faiss: the vector index cannot be written"):
        FaissBackend().build(tmp_path, "en", vectors, np.arange(64))


def test_words(full: None, tmp_path: Path) -> None:
    passages = ((n, Terms((f"word{n}", f"other{n * 7}"), (), (), (), ())) for n in range(2000))
    with pytest.raises(Unwritable, match="the word index cannot be written") as error:
        build_inverted_index(tmp_path / "words", passages)
    assert "space" in error.value.hint
