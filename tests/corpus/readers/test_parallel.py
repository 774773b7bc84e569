"""Pairs of text files: which files form a pair, what they become, and what changing either does."""

import os
import sqlite3
from pathlib import Path

import pytest
from character_accounting import accounting
from corpus_helpers import PAPER, FakeVectors, all_articles, assert_laws_hold, document, paragraphs_of, run_ingest, write

from corpus.alignment.passages import align_article
from corpus.errors import UnreadableSource
from corpus.proof.verify import State, verify
from corpus.readers.folders import source_files
from corpus.readers.parallel import pair_of, stem_without_language
from corpus.readers.registry import group_pairs, read_source
from corpus.storage.migrations import STEPS
from corpus.storage.store import FILE, Store

EN = "The ferry is new.\nIt has two sails.\n"
ZH = "渡船是新的。\n它有两张帆。\n"

NAMES = [
    ("name.en.txt", "name.zh.txt"),
    ("name_en.txt", "name_zh.txt"),
    ("name-en.txt", "name-zh.txt"),
    ("name.EN.txt", "name.ZH.txt"),
    ("name.en.txt", "name.cn.txt"),
    ("name.eng.txt", "name.chi.txt"),
    ("name.en.txt", "name.zh-CN.txt"),
    ("name-en-US.txt", "name-zh-CN.txt"),
    ("name.en_US.txt", "name.zh_TW.txt"),
    ("name.en.md", "name.zh.md"),
    ("name.english.txt", "name.chinese.txt"),
    ("name.en", "name.zh"),
    ("name.eng", "name.chi"),
    ("text.eng", "text.zho"),
    ("en.txt", "zh.txt"),
    ("en/name.txt", "zh/name.txt"),
    ("English/1960/name.txt", "Chinese/1960/name.txt"),
    ("EN/name.txt", "CN/name.txt"),
    ("en/1960.04/name.md", "zh-CN/1960.04/name.md"),
    ("en/name.en.txt", "zh/name.zh.txt"),
    ("1960-04-25_渡船.en.txt", "1960-04-25_渡船.zh.txt"),
]


@pytest.mark.parametrize(("english", "chinese"), NAMES)
def test_names_that_form_a_pair(inbox: Path, english: str, chinese: str) -> None:
    en, zh = write(inbox, english, EN), write(inbox, chinese, ZH)
    for path in (en, zh):
        pair = pair_of(path)
        assert pair is not None
        assert (pair.english, pair.chinese) == (en, zh)
    files = list(source_files(inbox))
    assert sorted(files) == sorted([en, zh])
    assert list(group_pairs(files)) == [(zh, en)]
    (one,) = read_source(en, PAPER).articles
    assert (one.source.path, one.english_source.path) == (str(zh), str(en))
    assert paragraphs_of(one.english) == EN.splitlines()
    assert paragraphs_of(one.chinese) == ZH.splitlines()
    assert one == read_source(zh, PAPER).articles[0]


@pytest.mark.parametrize(
    "names",
    [
        ("name.en.txt", "other.zh.txt"),
        ("name.en.txt", "name.txt"),
        ("name.en.txt", "name.zh.md"),
        ("a/name.txt", "b/name.txt"),
        ("then.txt", "thzh.txt"),
        ("readme.en.md", "readme.zh.md"),
        ("en/a.txt", "zh/b.txt"),
        ("en/name.json", "zh/name.json"),
    ],
)
def test_names_that_do_not_form_a_pair(inbox: Path, names: tuple[str, str]) -> None:
    assert [pair_of(write(inbox, name, text)) for name, text in zip(names, (EN, ZH), strict=True)] == [None, None]


def test_the_most_common_of_several_partner_names_is_taken(inbox: Path) -> None:
    en, zh, cn = (write(inbox, f"a.{code}.txt", EN if code == "en" else ZH) for code in ("en", "zh", "cn"))
    assert pair_of(en) == pair_of(zh)
    assert pair_of(cn) is None
    assert list(group_pairs(source_files(inbox))) == [(cn,), (zh, en)]


def test_titles_and_dates(inbox: Path) -> None:
    write(inbox, "1960-04-25_notes.en.txt", "# The Ferry\n\nIt is new.\n")
    path = write(inbox, "1960-04-25_notes.zh.txt", "它是新的。\n")
    (one,) = read_source(path, PAPER).articles
    assert (one.title_en, one.title_zh, str(one.date)) == ("The Ferry", "notes", "1960-04-25")
    assert one.id.startswith("19600425-0-")
    assert stem_without_language(path) == "1960-04-25_notes"


def test_two_halves_of_the_periodical_in_two_files(inbox: Path) -> None:
    en = write(inbox, "a.en.md", document(chinese=[], author_en="Fang Lifu"))
    zh = write(inbox, "a.zh.md", document([], author_zh="方立夫", column="短评"))
    reading = read_source(zh, PAPER)
    (one,) = reading.articles
    assert (one.title_en, one.title_zh, one.author_en, one.author_zh) == ("A Ferry", "渡船", "Fang Lifu", "方立夫")
    assert (one.page, one.column, str(one.date)) == (3, "短评", "1960-04-25")
    assert reading.remarks == ()
    for path in (en, zh):
        assert accounting(path.read_text("utf-8"), reading, str(path)).missing == ()
    assert_laws_hold(align_article(one, FakeVectors()))


def test_each_file_is_in_its_own_encoding(inbox: Path) -> None:
    en, zh = inbox / "a.en.txt", inbox / "a.zh.txt"
    en.write_bytes(EN.encode("utf-16"))
    zh.write_bytes((ZH * 3).encode("gb18030"))
    (one,) = read_source(zh, PAPER).articles
    assert (one.source.encoding, one.english_source.encoding) == ("gb18030", "utf-16")


@pytest.mark.parametrize(
    ("english", "chinese", "message"),
    [(ZH, ZH, "English"), (EN, EN, "Chinese"), (EN, "", "empty"), (document(), ZH, "English")],
)
def test_a_file_in_another_language_than_its_name_implies_is_rejected(
    inbox: Path, english: str, chinese: str, message: str
) -> None:
    write(inbox, "a.en.txt", english)
    path = write(inbox, "a.zh.txt", chinese)
    with pytest.raises(UnreadableSource, match=message) as caught:
        read_source(path, PAPER)
    assert str(path.parent) in caught.value.message


def test_a_record_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as db:
        db.executescript(STEPS[0] + "PRAGMA user_version = 1;")
        db.execute("INSERT INTO source VALUES (1, '/a.md', '0', 'utf-8', 1, 1)")
        values = "'i', 1, '', '', NULL, NULL, '', '', '', '', '', 0, NULL, NULL, '[]', '甲', 0, '[[0,1,\"body\"]]', '[[[],[0],0]]', '[]'"
        db.execute(f"INSERT INTO article VALUES ({values})")
    db.close()
    with Store.open(tmp_path) as store:
        found = store.article("i").article
        assert (found.source.path, found.english_source, found.chinese.content) == ("/a.md", None, "甲")
        assert store.file_infos()["/a.md"].partner == ""


# -- the record -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def pair(inbox: Path) -> tuple[Path, Path]:
    return write(inbox, "a.en.txt", EN), write(inbox, "a.zh.txt", ZH)


def counts(store: Store, inbox: Path, **options: object) -> dict[str, int]:
    report = run_ingest(store, inbox, **options)
    return {k: v for k in ("added", "changed", "moved", "removed", "unchanged", "articles") if (v := getattr(report, k))}


def test_a_pair_is_two_files_and_one_article(inbox: Path, pair: tuple[Path, Path], store: Store) -> None:
    assert counts(store, inbox) == {"added": 2, "articles": 1}
    assert counts(store, inbox) == {"unchanged": 2}
    assert store.count("source") == 2
    (by_en,), (by_zh,) = (store.articles_of_source(str(path)) for path in pair)
    assert by_en == by_zh
    assert (by_zh.article.english_source.path, by_zh.article.source.path) == tuple(map(str, pair))
    found = list(verify(store))
    assert [f.state for f in found] == [State.EXACT] * 2
    assert sum(f.passages for f in found) == store.count("passage")


@pytest.mark.parametrize("which", [0, 1])
def test_a_change_of_either_reads_the_pair_again(inbox: Path, pair: tuple[Path, Path], store: Store, which: int) -> None:
    counts(store, inbox)
    pair[which].write_text(pair[which].read_text("utf-8") + ("It leaks.\n", "它漏水。\n")[which], "utf-8")
    assert sorted(f.state for f in verify(store)) == [State.CHANGED, State.EXACT]
    assert counts(store, inbox) == {"changed": 2, "articles": 1}
    (one,) = all_articles(store).values()
    assert len(one.article.text(("en", "zh")[which]).paragraphs) == 3
    assert [f.state for f in verify(store)] == [State.EXACT] * 2


@pytest.mark.parametrize("which", [0, 1])
def test_a_touched_file_is_not_read_again(inbox: Path, pair: tuple[Path, Path], store: Store, which: int) -> None:
    counts(store, inbox)
    os.utime(pair[which], ns=(1, 1))
    assert counts(store, inbox) == {"unchanged": 2}


def test_a_partner_that_comes_later_joins(inbox: Path, store: Store) -> None:
    zh = write(inbox, "a.zh.txt", ZH)
    assert counts(store, inbox) == {"added": 1, "articles": 1}
    (alone,) = all_articles(store)
    write(inbox, "a.en.txt", EN)
    assert counts(store, inbox) == {"added": 1, "changed": 1, "articles": 1}
    (one,) = store.articles_of_source(str(zh))
    assert one.article.id == alone
    assert one.article.english is not None


def test_an_english_file_that_was_alone_becomes_half_of_a_pair(inbox: Path, store: Store) -> None:
    write(inbox, "a.en.txt", EN)
    counts(store, inbox)
    write(inbox, "a.zh.txt", ZH)
    assert counts(store, inbox)["articles"] == 1
    assert store.count("article") == 1
    assert counts(store, inbox) == {"unchanged": 2}


@pytest.mark.parametrize("which", [0, 1])
def test_half_of_a_missing_pair_is_kept_until_pruned(inbox: Path, pair: tuple[Path, Path], store: Store, which: int) -> None:
    counts(store, inbox)
    before = all_articles(store)
    pair[which].unlink()
    for _ in range(2):
        report = run_ingest(store, inbox)
        assert [(r.kind, r.path) for r in report.remarks] == [("missing", str(pair[which]))]
        assert all_articles(store) == before
    assert State.MISSING in {f.state for f in verify(store)}
    run_ingest(store, inbox, prune=True)
    (one,) = all_articles(store).values()
    assert one.article.source.path == str(pair[1 - which])
    assert one.article.english_source is None
    assert one.article.text(("en", "zh")[which]) is None
    assert [f.state for f in verify(store)] == [State.EXACT]
    assert counts(store, inbox) == {"unchanged": 1}


def test_a_missing_pair_is_pruned(inbox: Path, pair: tuple[Path, Path], store: Store) -> None:
    write(inbox, "b.txt", "还有一篇。\n")
    counts(store, inbox)
    for path in pair:
        path.unlink()
    run_ingest(store, inbox, prune=True)
    assert (store.count("source"), store.count("article")) == (1, 1)


def test_a_pair_that_moved_keeps_its_article(inbox: Path, pair: tuple[Path, Path], store: Store) -> None:
    counts(store, inbox)
    (before,) = all_articles(store)
    (inbox / "1960").mkdir()
    moved = [path.rename(inbox / "1960" / path.name) for path in pair]
    assert counts(store, inbox) == {"moved": 2}
    (one,) = all_articles(store).values()
    assert one.article.id == before
    assert (one.article.english_source.path, one.article.source.path) == tuple(map(str, moved))
    assert [f.state for f in verify(store)] == [State.EXACT] * 2


def test_a_pair_that_cannot_be_read_stops_nothing(inbox: Path, pair: tuple[Path, Path], store: Store) -> None:
    pair[0].write_bytes(b"The ferry \xff is new and so are its two sails.\n" + "“渡船”".encode() * 5)
    write(inbox, "b.txt", "还有一篇。\n")
    report = run_ingest(store, inbox)
    assert report.articles == 1
    assert [(r.kind, r.path) for r in report.remarks] == [("unreadable", str(pair[1]))]
    assert "a.en.txt: byte 10" in report.remarks[0].message
