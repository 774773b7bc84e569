"""The record returns what was stored, every change changes its fingerprint, and a half-written batch leaves nothing."""

import dataclasses
import datetime
import sqlite3
from pathlib import Path

import pytest
from corpus_helpers import (
    PAPER,
    SOURCE,
    FakeVectors,
    all_articles,
    article_of,
    document,
    law,
    line_texts,
    read,
    vectors_for_beads,
)
from hypothesis import given
from hypothesis import strategies as st
from store_passages import every_passage

from corpus.alignment.passages import align_article
from corpus.errors import RecordBroken, RecordMissing, UnknownId, UnreadableSource
from corpus.model import AlignedArticle, Article, Bead, GlossaryEntry, Newspaper, Source, Text
from corpus.selection import PhraseFilter, Selection
from corpus.storage.source_files import FileInfo
from corpus.storage.store import Month, Store


def file_info(path: str = SOURCE.path, sha256: str = SOURCE.sha256) -> FileInfo:
    return FileInfo(path, sha256, 100, 1_700_000_000_123_456_789)


def put(store: Store, *articles: AlignedArticle, path: str = SOURCE.path) -> list[str]:
    source = Source(path, SOURCE.sha256, SOURCE.encoding)
    placed = [dataclasses.replace(a, article=dataclasses.replace(a.article, source=source)) for a in articles]
    with store.transaction():
        return store.add_source(source, file_info(path), placed)


def rounded(aligned: AlignedArticle) -> AlignedArticle:
    """As the record stores it: scores of paragraph beads are rounded to four places."""
    return dataclasses.replace(aligned, beads=tuple(Bead(b.en, b.zh, round(b.score, 4)) for b in aligned.beads))


def aligned(*en: str, zh: tuple[str, ...] = ("渡船是新的。",), **header: object) -> AlignedArticle:
    return align_article(article_of(document(en or ("The ferry is new.",), zh, **header)), FakeVectors())  # type: ignore[arg-type]


def test_the_sample_articles_are_stored_unchanged(store: Store, sample_articles: dict, sample_gold: dict) -> None:
    expected = {}
    for name, article in sample_articles.items():
        found = align_article(article, vectors_for_beads(article, sample_gold[name]["beads"]))
        with store.transaction():
            assert store.add_source(article.source, file_info(article.source.path, article.source.sha256), [found]) == []
        expected[article.id] = rounded(found)
    with Store.open(store.folder) as again:
        assert all_articles(again) == expected
        assert again.count("article") == len(expected) == 24
        assert again.count("passage") == sum(len(a.passages) for a in expected.values())
        numbers = [number for number, _, _ in every_passage(again)]
        assert again.passages(numbers) == [(article, passage) for _, article, passage in every_passage(again)]
        assert again.passages(numbers[::-1]) == again.passages(numbers)[::-1]


@law
@given(st.lists(line_texts, max_size=8), st.lists(line_texts, max_size=8))
def test_any_article_is_stored_exactly(tmp_path_factory: pytest.TempPathFactory, en: list[str], zh: list[str]) -> None:
    try:
        (article,) = read(document(en or [" "], zh or [" "])).articles
    except UnreadableSource:
        return
    found = align_article(article, FakeVectors())
    with Store.create(tmp_path_factory.mktemp("any")) as store:
        put(store, found)
        assert store.article(article.id) == rounded(found)


def test_every_field_is_stored(store: Store) -> None:
    text = Text("a\x00b 渡\u2028船\U00020000", (), 5)
    article = Article(
        "any:id", Newspaper("A", "甲"), datetime.date(1946, 5, 15), 12, "短评", "T", "题", "By", "作者", SOURCE, text, None,
        (GlossaryEntry("铁托", "", "Tito"),), True,
    )  # fmt: skip
    bare = Article("bare", Newspaper(), None, None, "", "", "", "", "", SOURCE, None, Text("x", ()))
    put(store, AlignedArticle(article), AlignedArticle(bare))
    assert store.article("any:id") == AlignedArticle(article)
    assert store.article("bare") == AlignedArticle(bare)


def test_a_transaction_is_whole_or_nothing(store: Store) -> None:
    put(store, aligned())
    before, fingerprint = all_articles(store), store.fingerprint

    def killed() -> None:
        with store.transaction():
            store.add_source(SOURCE, file_info(), [aligned("Another.", zh=("另一条船。",))])
            store.remove_source(SOURCE.path)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert all_articles(store) == before
    assert store.fingerprint == fingerprint


def test_a_source_is_replaced_completely(store: Store) -> None:
    put(store, aligned(), aligned(zh=("第二条船。",)))
    put(store, aligned(zh=("第三条船。",)))
    assert store.count("source") == store.count("article") == 1
    assert store.count("passage") == 1
    (kept,) = all_articles(store).values()
    assert kept.article.chinese.content.strip() == "第三条船。"


def test_passage_numbers_are_never_used_again(store: Store) -> None:
    put(store, aligned())
    first = [n for n, _, _ in every_passage(store)]
    put(store, aligned("Another translation."))
    second = [n for n, _, _ in every_passage(store)]
    assert min(second) > max(first)
    store.remove_source(SOURCE.path)
    put(store, aligned())
    assert min(n for n, _, _ in every_passage(store)) > max(second)


def test_an_article_of_another_file_is_skipped_and_reported(store: Store) -> None:
    one = aligned()
    assert put(store, one, path="/a.md") == []
    assert put(store, one, aligned(zh=("另一条船。",)), path="/b.md") == [one.article.id]
    assert store.article(one.article.id).article.source.path == "/a.md"
    assert store.count("article") == 2
    assert put(store, one, one, path="/a.md") == [one.article.id]
    assert put(store, one, path="/c.md") == [one.article.id]
    assert store.sources_with_lost_duplicates() == []
    store.remove_source("/a.md")
    assert store.sources_with_lost_duplicates() == ["/b.md", "/c.md"]


def test_every_change_of_an_article_changes_the_fingerprint(store: Store) -> None:
    seen = [store.fingerprint]
    put(store, aligned())
    seen.append(store.fingerprint)
    put(store, aligned("Another translation."))
    seen.append(store.fingerprint)
    store.remove_source(SOURCE.path)
    seen.append(store.fingerprint)
    assert len(set(seen)) == len(seen)
    with Store.open(store.folder) as again:
        assert again.fingerprint == seen[-1]
        again.update_file_info(file_info())
        assert again.fingerprint == seen[-1], "a touched file is no other file"


def test_a_record_knows_its_indexed_fingerprints(store: Store, tmp_path: Path) -> None:
    put(store, aligned())
    before = store.fingerprint
    store.copy_to(tmp_path / "copy")
    store.note_indexed(before)
    store.note_indexed(before)
    put(store, aligned("Another ferry."))
    assert store.was_indexed(before)
    assert not store.was_indexed(store.fingerprint)
    assert store.fingerprint != before  # storing it changes nothing
    with Store.open(tmp_path / "copy") as copy:
        assert not copy.was_indexed(before)


def test_a_moved_source_keeps_its_articles(store: Store) -> None:
    one = aligned()
    put(store, one)
    store.move_source(SOURCE.path, file_info("/elsewhere.md"))
    moved = store.article(one.article.id)
    assert moved.article.source.path == "/elsewhere.md"
    assert moved.passages == one.passages
    assert list(store.file_infos()) == ["/elsewhere.md"]


def test_a_moved_folder_keeps_its_articles_and_its_newspaper(store: Store) -> None:
    put(store, aligned(), path="/old/1960.04/a.md")
    put(store, aligned(zh=("另一条船。",)), path="/older/b.md")
    store.set_newspaper("/old", PAPER)
    store.move_folder(Path("/old"), Path("/new/place"))
    assert sorted(store.file_infos()) == ["/new/place/1960.04/a.md", "/older/b.md"]
    assert store.newspaper_of(Path("/new/place/1960.04/a.md")) == PAPER
    assert store.newspaper_of(Path("/old/a.md")) is None


def test_removing_a_source_removes_all_of_it(store: Store) -> None:
    put(store, aligned(), aligned(zh=("第二条船。",)))
    assert store.remove_source(SOURCE.path) == 2
    assert [store.count(t) for t in ("source", "article", "passage")] == [0, 0, 0]
    assert store.remove_source("/nothing.md") == 0


def test_unknown_ids_are_named(store: Store) -> None:
    with pytest.raises(UnknownId, match="19600425-3-00000000"):
        store.article("19600425-3-00000000")
    with pytest.raises(UnknownId, match="x:1"):
        store.article_id_of_passage("x:1")
    with pytest.raises(UnknownId, match="number 7"):
        store.passages([7])
    assert store.passages([]) == []
    assert store.articles_of_source("/nothing.md") == []
    with pytest.raises(ValueError, match="meta"):
        store.count("meta")


def test_ids_are_data_not_sql(store: Store) -> None:
    hostile = "x'; DROP TABLE article; --"
    with pytest.raises(UnknownId):
        store.article(hostile)
    article = Article(
        hostile, Newspaper(hostile, ""), None, None, hostile, hostile, "", "", "", SOURCE, Text(hostile, ()), None
    )
    put(store, AlignedArticle(article), path=hostile)
    assert store.article(hostile).article.title_en == hostile


def test_more_passages_than_fit_in_one_statement(store: Store) -> None:
    zh = tuple(f"第{n}段，石匠们在河边打桩，把块石一筐一筐压进淤泥里，再也不往下走。" for n in range(1200))
    put(store, align_article(article_of(document([], zh)), FakeVectors()))
    numbers = [n for n, _, _ in every_passage(store)]
    assert len(numbers) > 500
    assert [p.id for _, p in store.passages(numbers)] == [p.id for _, _, p in every_passage(store)]


def test_a_passage_is_found_by_its_id(store: Store) -> None:
    one = aligned()
    put(store, one)
    assert store.article_id_of_passage(one.passages[0].id) == one.article.id


def test_coverage_and_newspapers_and_dates(store: Store) -> None:
    days = ["1960-04-02", "1960-04-02", "1960-04-25", "1966-09-03"]
    articles = [aligned(zh=(f"第{n}条船。",), date=day) for n, day in enumerate(days)]
    assert store.date_range() is None
    put(store, *articles)
    undated = dataclasses.replace(articles[0].article, id="undated", date=None, newspaper=Newspaper("B", ""))
    put(store, AlignedArticle(undated), path="/undated.md")
    assert store.coverage() == [Month(1960, 4, 2, 3, 3), Month(1966, 9, 1, 1, 1)]
    assert store.newspapers() == [(PAPER, 4), (Newspaper("B", ""), 1)]
    assert store.date_range() == (datetime.date(1960, 4, 2), datetime.date(1966, 9, 3))


def test_passages_are_counted_by_month_within_a_selection(store: Store) -> None:
    dates = ("1957-04-25", "1957-04-26", "1958-01-01", "1958-01-02")
    made = [aligned(title_en=f"Of {n}", date=date, zh=("渡船是新的。", "堤守住了。")) for n, date in enumerate(dates)]
    undated = dataclasses.replace(made[3], article=dataclasses.replace(made[3].article, date=None))
    put(store, *made[:3], undated)
    numbers = [number for number, _, _ in every_passage(store)]
    passages = len(numbers) // len(dates)
    assert passages
    every = [(None, passages, 1), ("1957-04", 2 * passages, 2), ("1958-01", passages, 1)]
    assert store.count_by_month(numbers) == every
    assert store.count_by_month([*numbers, 10**9]) == every
    assert store.count_by_month(numbers[:1]) == [("1957-04", 1, 1)]
    assert store.count_by_month(numbers, Selection(since=datetime.date(1958, 1, 1))) == every[2:]
    assert store.count_by_month(numbers, Selection(phrases=(PhraseFilter("渡船", "zh"), PhraseFilter("飞船", None)))) == []
    assert store.count_by_month([]) == []


def test_a_newspaper_is_remembered_for_the_nearest_folder(store: Store) -> None:
    store.set_newspaper("/data", PAPER)
    store.set_newspaper("/data/other", Newspaper("B", ""))
    assert store.newspaper_of(Path("/data/1960/a.md")) == PAPER
    assert store.newspaper_of(Path("/data/other/a.md")) == Newspaper("B", "")
    assert store.newspaper_of(Path("/database/a.md")) is None
    store.set_newspaper("/data", Newspaper("C", ""))
    assert store.newspaper_of(Path("/data/1960/a.md")) == Newspaper("C", "")


def test_a_missing_archive(tmp_path: Path) -> None:
    with pytest.raises(RecordMissing, match=str(tmp_path)) as caught:
        Store.open(tmp_path)
    assert "archive index" in caught.value.hint
    assert list(tmp_path.iterdir()) == [], "looking makes nothing"


@pytest.mark.parametrize(
    "data", [b"not a database at all, but long enough to look at" * 40, b"SQLite format 3\x00" + b"\xff" * 4000]
)
def test_a_broken_record_is_reported(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "archive.db").write_bytes(data)
    with pytest.raises(RecordBroken, match=r"archive\.db") as caught:
        Store.open(tmp_path)
    assert caught.value.hint
    assert (tmp_path / "archive.db").read_bytes() == data, "opening destroys nothing"


def test_an_invalid_span_in_the_record_is_an_error(store: Store) -> None:
    """Damage in the record is an error, never a shorter quotation."""
    one = aligned()
    put(store, one)
    with sqlite3.connect(store.folder / "archive.db") as db:
        db.execute("UPDATE passage SET chinese_end = chinese_end + 1000")
    db.close()
    with pytest.raises(ValueError, match="beyond"):
        store.article(one.article.id)
