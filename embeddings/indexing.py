"""Builds the indexes of an archive, and measures with them what passages reach that do not answer."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import numpy as np

from corpus.ingesting.report import Progress
from corpus.model import SIDES, Side
from corpus.storage.store import Store
from embeddings.index.build import build
from embeddings.index.calibration import QUESTIONS
from embeddings.index.embedding_cache import VectorCache
from embeddings.index.manifest import DEFAULT_BACKEND, Manifest
from embeddings.model.encoder import Encoder
from embeddings.query.question import Question
from embeddings.ranking.confidence import COMPETITORS
from embeddings.ranking.scoring import scores
from embeddings.search import SearchIndex
from embeddings.text.analyzer import Analyzer


def build_index(
    store: Store, encoder: Encoder, cache: VectorCache, analyzer: Analyzer, vector_backend: str = DEFAULT_BACKEND
) -> Generator[Progress, None, Manifest]:
    """Build the indexes of the whole record and make them the live ones; see `embeddings.index.build.build`."""

    def measure(folder: Path) -> dict[Side, float]:
        return measure_background(SearchIndex(folder, store.folder, encoder, analyzer))

    return build(store, encoder, cache, analyzer, measure, vector_backend)


def measure_background(index: SearchIndex) -> dict[Side, float]:
    """`Calibration.background` of an archive. The best passage of a generic question is left out: it may answer it."""
    return {side: float(np.mean([_runners_up(index, text, side) for text in QUESTIONS[side]])) for side in SIDES}


def _runners_up(index: SearchIndex, text: str, language: Side) -> float:
    found = scores(index.retrieve_candidates(Question(text=text, language=language)).features)
    after_first = np.sort(found)[::-1][1 : 1 + COMPETITORS]
    return float(after_first.mean()) if len(after_first) else 0.0
