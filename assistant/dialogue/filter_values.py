"""The values of filters that occur in an archive, for completion."""

from __future__ import annotations

from pathlib import Path

from corpus.storage.store import Store
from embeddings.query.filters import FilterValues

_ARTICLES = 20_000
"""Articles that are searched for authors: there is no index of authors, and reading a million articles takes too long."""


def filter_values(folder: Path) -> FilterValues:
    """Columns and newspapers of the whole archive, authors of its first articles. Raises RecordMissing or RecordBroken."""
    with Store.open(folder) as store:
        range_ = store.date_range()
        papers = (name for paper, _ in store.newspapers() for name in (paper.english, paper.chinese) if name)
        return FilterValues(
            columns=tuple(column for column, _ in store.catalog.columns()),
            newspapers=tuple(papers),
            authors=tuple(store.catalog.authors(_ARTICLES)),
            years=(range_[0].year, range_[1].year) if range_ else None,
        )
