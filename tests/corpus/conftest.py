"""Fixtures of the corpus tests: a store, vectors without a model, and the sample articles."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Helpers are plain modules beside the tests; this finds them in every import mode.
sys.path.insert(0, str(Path(__file__).parent))

from corpus_helpers import FakeVectors, evaluation, read_all

import corpus
from corpus.model import Article
from corpus.storage.store import Store


@pytest.fixture(scope="session")
def sample() -> Path:
    """The folder of the sample archive that ships with the program."""
    return Path(corpus.__file__).parent / "sample"


@pytest.fixture(scope="session")
def sample_gold(sample: Path) -> dict[str, dict]:
    """For each sample article, by path: its gold beads and the kind of every line."""
    return dict(evaluation(sample / "evaluation" / "alignment.json"))


@pytest.fixture(scope="session")
def sample_articles(sample: Path, sample_gold: dict[str, dict]) -> dict[str, Article]:
    return read_all(sample / "articles", sample_gold)


@pytest.fixture
def vectors() -> FakeVectors:
    return FakeVectors()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An empty folder for input files."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder
