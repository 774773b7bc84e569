"""An archive for the tests, built with the fake encoder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fake_encoder import FakeEncoder

from corpus.ingesting.ingest import ingest
from corpus.model import Newspaper
from corpus.storage.store import Store
from embeddings.index.embedding_cache import VectorCache
from embeddings.index.manifest import DEFAULT_BACKEND, Manifest
from embeddings.indexing import build_index
from embeddings.text.analyzer import Analyzer

PAPER = Newspaper("Willow Ferry Gazette", "柳渡报")


@dataclass(frozen=True)
class Built:
    """An archive, and what its indexes are built with."""

    folder: Path
    encoder: FakeEncoder
    analyzer: Analyzer
    vector_backend: str = DEFAULT_BACKEND

    def bring_up_to_date(self, paths: list[Path], prune: bool = False) -> Manifest:
        """Read the files and build the indexes, as `assistant.system.archive.update` does with a real model."""
        with Store.create(self.folder) as store, VectorCache(self.folder, self.encoder) as cache:
            for _ in ingest(store, paths, cache, PAPER, prune):
                pass
            return self.build(store, cache)

    def build(self, store: Store, cache: VectorCache) -> Manifest:
        """Build the indexes of an open archive."""
        work = build_index(store, self.encoder, cache, self.analyzer, self.vector_backend)
        while True:
            try:
                next(work)
            except StopIteration as stop:
                built: Manifest = stop.value
                return built
