"""All passages of a record, for tests that compare them one by one."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.model import AlignedPassage, Article
from corpus.selection import Selection
from corpus.storage.store import Store


def every_passage(store: Store) -> Iterator[tuple[int, Article, AlignedPassage]]:
    """The passages with their numbers and articles, by number."""
    numbers = store.select(Selection())
    for number, (article, passage) in zip(numbers, store.passages(numbers), strict=True):
        yield number, article, passage
