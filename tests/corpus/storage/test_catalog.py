"""Every article is counted once, under its own day, page and column."""

import datetime
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from corpus_helpers import SOURCE, FakeVectors, article_of, document, law
from hypothesis import given
from hypothesis import strategies as st

from corpus.alignment.passages import align_article
from corpus.model import AlignedArticle
from corpus.selection import PhraseFilter, Selection
from corpus.storage.catalog import Count
from corpus.storage.store import FileInfo, Store
from corpus.text.date_period import Period

DAY = datetime.date(1960, 4, 25)
TEMPLATE = align_article(article_of(document(("The ferry is new.",), ("渡船是新的。",))), FakeVectors())
placed = st.tuples(
    st.none() | st.dates(datetime.date(1959, 12, 30), datetime.date(1961, 1, 2)),
    st.none() | st.integers(1, 3),
    st.sampled_from(["", "社论", "小社论", "Letters"]),
)
"""Date, page, column."""


def filled(folder: Path, articles: list[tuple[datetime.date | None, int | None, str]]) -> Store:
    store = Store.create(folder)
    made = [
        AlignedArticle(replace(TEMPLATE.article, id=f"{number:03}", date=date, page=page, column=column), TEMPLATE.beads)
        for number, (date, page, column) in enumerate(articles)
    ]
    with store.transaction():
        store.add_source(SOURCE, FileInfo(SOURCE.path, SOURCE.sha256, 1, 1), made)
    return store


@law
@given(st.lists(placed, max_size=25))
def test_counts_are_those_of_the_articles(tmp_path_factory: pytest.TempPathFactory, articles: list) -> None:
    with filled(tmp_path_factory.mktemp("contents"), articles) as store:
        days = Counter(date for date, _, _ in articles if date)
        found = store.catalog.days()
        assert {count.period.first: count.articles for count in found} == days
        assert [count.period for count in found] == sorted(count.period for count in found)
        for count in found:
            assert set(count.pages) == {page for date, page, _ in articles if date == count.period.first and page}
        months = store.catalog.months()
        assert sum(count.articles for count in months) == days.total()
        assert sum(count.days for count in months) == len(days)
        assert store.catalog.undated() == len(articles) - days.total()
        of_column = store.catalog.months(Selection(column="社论"))
        assert sum(count.articles for count in of_column) == sum("社论" in column for date, _, column in articles if date)
        assert dict(store.catalog.columns()) == Counter(column for _, _, column in articles if column)
        assert dict(store.catalog.pages()) == Counter(page for _, page, _ in articles if page)
        assert len(store.catalog.headings(Selection(undated=True))) == store.catalog.undated()
        headings = store.catalog.headings()
        assert sorted(h.id for h in headings) == [f"{number:03}" for number in range(len(articles))]
        assert [h.date for h in headings if h.date] == sorted(h.date for h in headings if h.date)


@law
@given(st.lists(placed, min_size=1, max_size=12), st.dates(datetime.date(1959, 12, 1), datetime.date(1961, 2, 1)))
def test_the_nearest_days(tmp_path_factory: pytest.TempPathFactory, articles: list, date: datetime.date) -> None:
    with filled(tmp_path_factory.mktemp("contents"), articles) as store:
        day = Period.of_day(date)
        before, after = store.catalog.nearest(Selection(since=day.first, until=day.end))
        held = {d for d, _, _ in articles if d}
        assert (before.period.first if before else None) == max((d for d in held if d < date), default=None)
        assert (after.period.first if after else None) == min((d for d in held if d > date), default=None)


def test_the_articles_of_a_page_in_the_order_of_reading(tmp_path: Path) -> None:
    with filled(tmp_path, [(DAY, None, ""), (DAY, 2, ""), (DAY, 1, "社论"), (DAY, 1, ""), (DAY, 10, "")]) as store:
        assert [(h.page, h.column) for h in store.catalog.headings()] == [(1, ""), (1, "社论"), (2, ""), (10, ""), (None, "")]
        assert [h.id for h in store.catalog.headings(Selection(pages=(1, 2)))] == ["003", "002", "001"]
        assert len(store.catalog.headings(limit=2)) == 2
        assert store.catalog.days() == [Count(Period.of_day(DAY), 1, 5, (1, 2, 10))]
        heading = store.catalog.headings()[0]
        assert (heading.title_en, heading.source, heading.english, heading.chinese) == (
            TEMPLATE.article.title_en, SOURCE, True, True,
        )  # fmt: skip


def test_phrase_filters_are_rejected(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store, pytest.raises(ValueError, match="phrases"):
        store.catalog.days(Selection(phrases=(PhraseFilter("渡船", None),)))


def test_counting_reads_no_article(tmp_path: Path) -> None:
    """Counts use the index alone: scanning a million articles would take minutes."""
    with Store.create(tmp_path) as store:
        for query in (
            "SELECT date, count(*) FROM article WHERE date IS NOT NULL AND instr(fold_case(column_name), 'x') GROUP BY date",
            "SELECT date, count(*), group_concat(DISTINCT page) FROM article WHERE date >= '1960' AND date < '1961' GROUP BY date",
            "SELECT column_name, count(*) FROM article WHERE column_name != '' GROUP BY 1",
        ):
            plan = " ".join(row[3] for row in store._db.execute(f"EXPLAIN QUERY PLAN {query}"))
            assert "COVERING INDEX article_by_place" in plan
