"""All passages of a record, and its lines between them, for tests that compare them one by one."""

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


def every_unit(store: Store) -> Iterator[tuple[Article, AlignedPassage]]:
    """The passages, then the lines that are in none."""
    yield from store.passages(store.select(Selection()))
    yield from store.lines(store.select_lines(Selection()))
