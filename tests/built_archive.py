"""An archive that was indexed for the tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fake_encoder import FakeEncoder

from corpus.ingest import ingest
from corpus.model import Newspaper
from corpus.store import Store
from embeddings.build import build
from embeddings.cache import VectorCache
from embeddings.manifest import Manifest
from embeddings.tokens import Tokenizer

PAPER = Newspaper("Willow Ferry Gazette", "柳渡报")


@dataclass(frozen=True)
class Built:
    """An archive with its indexes, and what they were made with."""

    folder: Path
    encoder: FakeEncoder
    tokenizer: Tokenizer

    def bring_up_to_date(self, paths: list[Path], prune: bool = False) -> Manifest:
        """Read the files and build the indexes, as `assistant.archive.update` does with the real model."""
        with Store.create(self.folder) as store, VectorCache(self.folder, self.encoder) as cache:
            for _ in ingest(store, paths, cache, PAPER, prune):
                pass
            return self.build(store, cache)

    def build(self, store: Store, cache: VectorCache) -> Manifest:
        work = build(store, self.encoder, cache, self.tokenizer)
        while True:
            try:
                next(work)
            except StopIteration as stop:
                card: Manifest = stop.value
                return card
