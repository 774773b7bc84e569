"""Incremental indexing: unchanged files cost nothing, and neither a bad file nor a kill loses anything."""

import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from corpus_helpers import PAPER, FakeVectors, all_articles, assert_laws_hold, document, run_ingest, write
from store_passages import every_passage

from corpus.arrays import FloatArray
from corpus.errors import UnreadableSource
from corpus.ingesting import ingest as module
from corpus.ingesting.ingest import ingest
from corpus.ingesting.report import Progress, Report
from corpus.model import AlignedArticle, Newspaper
from corpus.proof.source_check import State
from corpus.proof.verify import verify
from corpus.readers.reading import Reading
from corpus.readers.registry import read_source
from corpus.storage import row_mapping
from corpus.storage.migrations import VERSION
from corpus.storage.store import Store


def text(n: int, **header: object) -> str:
    en = f"The ferry number {n} was launched on Monday, and the whole town came to the pier to see it."
    zh = f"第{n}条渡船星期一下水，全镇的人都到码头来看，老人说从来没有见过这样的船。"
    return document([en, "Nobody was hurt."], [zh, "没有人受伤。"], **header)  # type: ignore[arg-type]


def fill(inbox: Path, count: int = 4) -> list[Path]:
    return [write(inbox, f"1960.04/1960-04-25_渡船_{n}.md", text(n)) for n in range(count)]


def remarks(report: Report) -> Counter:
    return Counter(r.kind for r in report.remarks)


def assert_whole(store: Store) -> None:
    """The record obeys the laws and matches the files."""
    for aligned in all_articles(store).values():
        assert_laws_hold(aligned)
    assert {f.state for f in verify(store)} <= {State.EXACT}


@pytest.fixture
def no_reading(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files read since."""
    read: list[Path] = []
    real = module.read_source

    def listening(path: Path, newspaper: Newspaper) -> Reading:
        read.append(path)
        return real(path, newspaper)

    monkeypatch.setattr(module, "read_source", listening)
    return read


def test_a_folder_is_read_whole(store: Store, inbox: Path) -> None:
    fill(inbox, 4)
    report = run_ingest(store, inbox)
    assert (report.files, report.added, report.articles, report.unchanged) == (4, 4, 4, 0)
    assert report.passages == store.count("passage") > 0
    assert store.count("source") == store.count("article") == 4
    assert report.remarks == []
    assert report.modified
    assert_whole(store)


def test_progress_ends_at_the_number_of_files(store: Store, inbox: Path) -> None:
    fill(inbox, 3)
    seen = list(ingest(store, [inbox], FakeVectors()))
    assert [(p.done, p.total) for p in seen] == [(0, 3), (0, 3), (0, 3), (3, 3)], "they wait for their batch"
    assert all(isinstance(p, Progress) and p.stage == "read" for p in seen)
    assert [p.done for p in ingest(store, [inbox], FakeVectors())] == [0, 1, 2, 3], "unchanged, they are done with at once"


def test_unchanged_files_cost_no_read(store: Store, inbox: Path, no_reading: list[Path]) -> None:
    fill(inbox)
    run_ingest(store, inbox)
    before, fingerprint = all_articles(store), store.fingerprint
    no_reading.clear()
    model = FakeVectors()
    report = run_ingest(store, inbox, model=model)
    assert no_reading == []
    assert model.encoded == 0
    assert (report.unchanged, report.added, report.changed, report.modified) == (4, 0, 0, False)
    assert all_articles(store) == before
    assert store.fingerprint == fingerprint


def test_a_touched_file_is_read_once_and_not_aligned(store: Store, inbox: Path, no_reading: list[Path]) -> None:
    paths = fill(inbox)
    run_ingest(store, inbox)
    fingerprint = store.fingerprint
    os.utime(paths[1], (1, 1))
    no_reading.clear()
    model = FakeVectors()
    assert run_ingest(store, inbox, model=model).unchanged == 4
    assert run_ingest(store, inbox, model=model).unchanged == 4
    assert no_reading == [paths[1]]
    assert model.encoded == 0
    assert store.fingerprint == fingerprint


def test_a_changed_file_replaces_its_article(store: Store, inbox: Path) -> None:
    paths = fill(inbox)
    run_ingest(store, inbox)
    before = all_articles(store)
    fingerprint = store.fingerprint
    write(inbox, str(paths[1].relative_to(inbox)), text(99))
    report = run_ingest(store, inbox)
    assert (report.changed, report.unchanged, report.articles) == (1, 3, 1)
    after = all_articles(store)
    assert len(after) == 4
    assert len(before.keys() & after.keys()) == 3
    assert any("99" in a.article.english.content for a in after.values())
    assert store.fingerprint != fingerprint
    assert_whole(store)


def test_a_new_translation_keeps_the_id(store: Store, inbox: Path) -> None:
    path = write(inbox, "a.md", text(1))
    run_ingest(store, inbox)
    (id_,) = all_articles(store)
    write(inbox, "a.md", text(1).replace("whole town", "entire town"))
    run_ingest(store, inbox)
    (again,) = all_articles(store).values()
    assert again.article.id == id_
    assert "entire town" in again.article.english.content
    assert str(path) == again.article.source.path


def test_a_file_of_the_same_size_and_another_time_is_noticed(store: Store, inbox: Path) -> None:
    path = write(inbox, "a.md", text(1))
    run_ingest(store, inbox)
    path.write_bytes(text(2).encode())
    os.utime(path, ns=(1, 1))
    assert run_ingest(store, inbox).changed == 1


def test_a_moved_file_keeps_its_articles_and_is_not_aligned(store: Store, inbox: Path) -> None:
    paths = fill(inbox)
    run_ingest(store, inbox)
    before = all_articles(store)
    numbers = [n for n, _, _ in every_passage(store)]
    (inbox / "elsewhere").mkdir()
    paths[0].rename(inbox / "elsewhere" / "renamed.md")
    model = FakeVectors()
    report = run_ingest(store, inbox, model=model)
    assert (report.moved, report.unchanged, report.added) == (1, 3, 0)
    assert model.encoded == 0
    after = all_articles(store)
    assert after.keys() == before.keys()
    assert [n for n, _, _ in every_passage(store)] == numbers
    assert {a.article.source.path for a in after.values()} >= {str(inbox / "elsewhere" / "renamed.md")}
    assert remarks(report) == {}
    assert_whole(store)


def test_a_copy_is_no_move(store: Store, inbox: Path) -> None:
    paths = fill(inbox, 1)
    run_ingest(store, inbox)
    write(inbox, "copy.md", paths[0].read_text("utf-8"))
    report = run_ingest(store, inbox)
    assert report.moved == 0
    assert remarks(report) == {"duplicate": 1}
    assert report.articles == 0
    assert next(iter(all_articles(store).values())).article.source.path == str(paths[0])


def test_of_two_copies_of_a_moved_file_one_is_the_move(store: Store, inbox: Path) -> None:
    paths = fill(inbox, 1)
    run_ingest(store, inbox)
    for name in ("x.md", "y.md"):
        write(inbox, name, paths[0].read_text("utf-8"))
    paths[0].unlink()
    report = run_ingest(store, inbox)
    assert (report.moved, report.added) == (1, 1)
    assert remarks(report) == {"duplicate": 1}
    assert sorted(store.file_infos()) == [str(inbox / "x.md"), str(inbox / "y.md")]
    assert_whole(store)


def test_duplicates_are_reported_with_file_and_id_and_only_once(store: Store, inbox: Path) -> None:
    write(inbox, "a.md", text(1))
    write(inbox, "b.md", text(1).replace("whole town", "entire town"))
    report = run_ingest(store, inbox)
    (id_,) = all_articles(store)
    (remark,) = report.remarks
    assert remark.kind == "duplicate"
    assert remark.path == str(inbox / "b.md")
    assert id_ in remark.message
    assert store.count("article") == report.articles == 1
    assert run_ingest(store, inbox).unchanged == 2


@pytest.mark.parametrize("prune", [True, False])
def test_a_duplicate_takes_the_place_of_an_article_that_went(store: Store, inbox: Path, prune: bool) -> None:
    """`b.md` has the same article as `a.md`. When that file is removed or changed, the article must stay."""
    write(inbox, "a.md", text(1))
    write(inbox, "b.md", text(1))
    run_ingest(store, inbox)
    (id_,) = all_articles(store)
    if prune:
        (inbox / "a.md").unlink()
    else:
        write(inbox, "a.md", text(2))
    report = run_ingest(store, inbox, prune=prune)
    assert all_articles(store)[id_].article.source.path == str(inbox / "b.md")
    assert remarks(report) == {}
    assert report.articles == (1 if prune else 2)
    assert_whole(store)


def test_files_that_change_places_keep_both_articles(store: Store, inbox: Path) -> None:
    """`图片.md` and `图片_2.md` of one day, renumbered."""
    a, b = write(inbox, "图片.md", text(1)), write(inbox, "图片_2.md", text(2))
    run_ingest(store, inbox)
    ids = all_articles(store).keys()
    a.rename(inbox / "x")
    b.rename(a)
    (inbox / "x").rename(b)
    os.utime(a, (1, 1))
    os.utime(b, (1, 1))
    report = run_ingest(store, inbox)
    assert all_articles(store).keys() == ids
    assert remarks(report) == {}
    assert_whole(store)


def test_a_file_that_takes_the_name_of_another_keeps_its_article(store: Store, inbox: Path) -> None:
    a, b = write(inbox, "a.md", text(1)), write(inbox, "b.md", text(2))
    run_ingest(store, inbox)
    kept = next(name for name, aligned in all_articles(store).items() if aligned.article.source.path == str(b))
    b.rename(a)
    run_ingest(store, inbox, prune=True)
    assert list(all_articles(store)) == [kept]
    assert all_articles(store)[kept].article.source.path == str(a)
    assert_whole(store)


def jsonl(*articles: tuple[str, int]) -> str:
    return "".join(
        json.dumps({"id": id, "english": f"The ferry number {n} was launched on Monday."}) + "\n" for id, n in articles
    )


@pytest.mark.parametrize("prune", [True, False])
def test_an_article_of_several_in_a_file_takes_the_place_of_the_one_that_went(store: Store, inbox: Path, prune: bool) -> None:
    """`b.jsonl` has `x`, as `a.jsonl` does, and also `y`, which is not skipped."""
    write(inbox, "a.jsonl", jsonl(("x", 1), ("w", 1)))
    write(inbox, "b.jsonl", jsonl(("y", 2), ("x", 2)))
    run_ingest(store, inbox)
    assert all_articles(store)["x"].article.source.path == str(inbox / "a.jsonl")
    if prune:
        (inbox / "a.jsonl").unlink()
    else:
        write(inbox, "a.jsonl", jsonl(("w", 1)))
    report = run_ingest(store, inbox, prune=prune)
    after = all_articles(store)
    assert sorted(after) == (["x", "y"] if prune else ["w", "x", "y"])
    assert after["x"].article.source.path == str(inbox / "b.jsonl")
    assert "number 2" in after["x"].article.english.content
    assert remarks(report) == {}
    assert run_ingest(store, inbox).modified is False
    assert_whole(store)


def test_an_article_that_is_twice_in_a_file_is_restored_from_its_other_line(store: Store, inbox: Path) -> None:
    write(inbox, "a.jsonl", jsonl(("x", 1), ("y", 2), ("x", 3)))
    assert remarks(run_ingest(store, inbox)) == {"duplicate": 1}
    assert "number 1" in all_articles(store)["x"].article.english.content
    write(inbox, "a.jsonl", jsonl(("y", 2), ("x", 3)))
    assert remarks(run_ingest(store, inbox)) == {}
    assert "number 3" in all_articles(store)["x"].article.english.content
    write(inbox, "a.jsonl", jsonl(("y", 2)))
    run_ingest(store, inbox)
    assert list(all_articles(store)) == ["y"]


def test_one_of_two_skipped_files_replaces_the_missing_one(store: Store, inbox: Path) -> None:
    for name in "abc":
        write(inbox, f"{name}.jsonl", jsonl(("x", ord(name))))
    run_ingest(store, inbox)
    (inbox / "a.jsonl").unlink()
    report = run_ingest(store, inbox, prune=True)
    assert all_articles(store)["x"].article.source.path == str(inbox / "b.jsonl")
    assert (report.removed, report.articles, remarks(report)) == (1, 1, {"duplicate": 1}), "the third is still skipped"
    (inbox / "b.jsonl").unlink()
    run_ingest(store, inbox, prune=True)
    assert all_articles(store)["x"].article.source.path == str(inbox / "c.jsonl")


def test_skipped_duplicates_are_restored_by_the_run_after_a_kill(store: Store, inbox: Path) -> None:
    write(inbox, "a.jsonl", jsonl(("x", 1)))
    write(inbox, "b.jsonl", jsonl(("x", 2)))
    run_ingest(store, inbox)
    with store.transaction():  # a run killed before it looks for skipped duplicates gets this far
        store.remove_source(str(inbox / "a.jsonl"))
    (inbox / "a.jsonl").unlink()
    run_ingest(store, inbox)
    assert all_articles(store)["x"].article.source.path == str(inbox / "b.jsonl")


@pytest.mark.parametrize("whole", [False, True], ids=["an emptied folder", "no folder"])
def test_prune_forgets_an_emptied_folder(store: Store, inbox: Path, whole: bool) -> None:
    folder = inbox / "1960.04"
    for path in fill(inbox, 3):
        path.unlink()
        assert path.parent == folder
    write(inbox, "1960.05/a.md", text(9))
    with pytest.raises(UnreadableSource):
        run_ingest(store, folder)
    fill(inbox, 3)
    run_ingest(store, inbox)
    shutil.rmtree(folder)
    if not whole:
        folder.mkdir()
    report = run_ingest(store, folder)
    assert (report.files, report.removed, remarks(report)) == (0, 0, {"missing": 3})
    assert store.count("article") == 4
    report = run_ingest(store, folder, prune=True)
    assert (report.files, report.removed, remarks(report)) == (0, 3, {})
    assert [Path(path).name for path in store.file_infos()] == ["a.md"]
    assert store.count("article") == 1
    with pytest.raises(UnreadableSource):  # the record knows nothing of it
        run_ingest(store, folder, prune=True)


def test_a_moved_file_is_distinguished_from_a_copy(store: Store, inbox: Path) -> None:
    """Of two files with the same bytes, the missing one was moved."""
    for name in ("a.md", "b.md", "c.md"):
        write(inbox, name, text(1))
    run_ingest(store, inbox)
    (inbox / "b.md").rename(inbox / "z.md")
    report = run_ingest(store, inbox)
    assert (report.moved, report.added, report.unchanged, remarks(report)) == (1, 0, 2, {"duplicate": 2})
    assert sorted(Path(path).name for path in store.file_infos()) == ["a.md", "c.md", "z.md"]


def test_a_file_that_is_moved_to_another_newspapers_folder_is_read_again(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "one", "a.md", text(1))
    write(tmp_path / "two", "b.md", text(2))
    run_ingest(store, tmp_path / "one", newspaper=Newspaper("One"))
    run_ingest(store, tmp_path / "two", newspaper=Newspaper("Two"))
    (id_,) = (a.article.id for a in all_articles(store).values() if a.article.source.path == str(path))
    path.rename(tmp_path / "two" / "a.md")
    report = run_ingest(store, tmp_path / "two")
    assert (report.moved, report.added, report.changed) == (1, 0, 0)
    assert all_articles(store)[id_].article.newspaper == Newspaper("Two")
    assert_whole(store)


def test_a_renamed_text_has_the_title_of_its_new_name(store: Store, inbox: Path) -> None:
    path = write(inbox, "The Old Ferry.txt", "The ferry was launched on Monday.\n")
    run_ingest(store, inbox)
    path.rename(inbox / "The New Ferry.txt")
    report = run_ingest(store, inbox)
    assert (report.moved, remarks(report)) == (1, {})
    assert [a.article.title_en for a in all_articles(store).values()] == ["The New Ferry"]


def test_articles_of_one_title_and_day_are_both_kept(store: Store, inbox: Path) -> None:
    write(inbox, "1957-11-16_图片.md", text(1, title_zh="图片", title_en="Picture", date="1957-11-16"))
    write(inbox, "1957-11-16_图片_2.md", text(2, title_zh="图片", title_en="Picture", date="1957-11-16"))
    report = run_ingest(store, inbox)
    assert report.articles == store.count("article") == 2
    assert remarks(report) == {}


def test_a_missing_file_is_kept_and_reported(store: Store, inbox: Path) -> None:
    paths = fill(inbox)
    run_ingest(store, inbox)
    before = all_articles(store)
    paths[2].unlink()
    report = run_ingest(store, inbox)
    assert [(r.kind, r.path) for r in report.remarks] == [("missing", str(paths[2]))]
    assert "--prune" in report.remarks[0].message
    assert all_articles(store) == before
    assert report.removed == 0


def test_prune_forgets_missing_files(store: Store, inbox: Path) -> None:
    paths = fill(inbox)
    run_ingest(store, inbox)
    before = all_articles(store)
    fingerprint = store.fingerprint
    paths[2].unlink()
    report = run_ingest(store, inbox, prune=True)
    assert (report.removed, report.unchanged) == (1, 3)
    assert remarks(report) == {}
    after = all_articles(store)
    assert len(after) == 3
    assert all(before[name] == aligned for name, aligned in after.items())
    assert store.fingerprint != fingerprint


def test_prune_touches_nothing_outside_the_given_paths(store: Store, tmp_path: Path) -> None:
    one, two = write(tmp_path / "one", "a.md", text(1)), write(tmp_path / "two", "b.md", text(2))
    write(tmp_path / "one", "c.md", text(3))
    run_ingest(store, tmp_path / "one", tmp_path / "two")
    one.unlink()
    two.unlink()
    write(tmp_path / "two", "d.md", text(4))
    report = run_ingest(store, tmp_path / "two", prune=True)
    assert report.removed == 1
    assert str(one) in store.file_infos()
    assert str(two) not in store.file_infos()


BAD = {
    "empty.md": b"",
    "blank.md": b" \n\t\n",
    "notes.md": b"### Installation\n\nRun pip.\n",
    "picture.md": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "damaged.md": text(7).encode()[:300] + b"\xff\xfe\xfd" + text(7).encode()[300:],
    "header.md": b"Title: A\nAuthor:\nDate: 1960-04-25\nPage: 3\n",
    "bad.jsonl": b'{"title_en": "A"}\nnonsense\n',
    "half.jsonl": b'{"id": "kept", "english": "A ferry."}\n{"english": 5}\n{"id": "s", "english": "\\ud800"}\n',
    "page.md": text(8).replace("第3版", "第99999999999999999999版").encode(),
}


def test_a_file_with_a_problem_stops_nothing(store: Store, inbox: Path) -> None:
    fill(inbox, 3)
    for name, data in BAD.items():
        (inbox / name).write_bytes(data)
    (inbox / "loop.md").symlink_to(inbox / "loop.md")
    report = run_ingest(store, inbox)
    found = remarks(report)
    assert found["unreadable"] == 8
    assert found["bad-line"] == 2
    assert report.articles == store.count("article") == 5
    assert "kept" in all_articles(store)
    named = {Path(r.path).name for r in report.remarks if r.kind == "unreadable"}
    assert named == set(BAD) - {"half.jsonl", "page.md"} | {"loop.md"}
    assert all(r.message for r in report.remarks)
    assert_whole(store)


def test_a_file_that_became_unreadable_keeps_its_articles(store: Store, inbox: Path) -> None:
    paths = fill(inbox, 2)
    run_ingest(store, inbox)
    before = all_articles(store)
    paths[0].write_bytes(b"\xff\xff" + paths[0].read_bytes())
    report = run_ingest(store, inbox)
    assert remarks(report) == {"unreadable": 1}
    assert all_articles(store) == before


def test_a_file_that_vanishes_while_it_is_read_stops_nothing(
    store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = fill(inbox, 3)
    real = module.read_source

    def vanishing(path: Path, newspaper: Newspaper) -> Reading:
        paths[1].unlink(missing_ok=True)  # while the first file is read
        return real(path, newspaper)

    monkeypatch.setattr(module, "read_source", vanishing)
    report = run_ingest(store, inbox)
    assert remarks(report) == {"unreadable": 1}
    assert store.count("article") == 2


def test_a_file_that_changes_while_it_is_read_is_read_again(store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(inbox, "a.md", text(1))
    os.utime(path, (1, 1))

    def changing(path: Path, newspaper: Newspaper) -> Reading:
        reading = read_source(path, newspaper)
        path.write_bytes(text(2).encode())
        return reading

    with monkeypatch.context() as patch:
        patch.setattr(module, "read_source", changing)
        run_ingest(store, inbox)
    assert run_ingest(store, inbox).changed == 1
    assert_whole(store)


def test_a_missing_path_is_rejected(store: Store, inbox: Path) -> None:
    with pytest.raises(UnreadableSource, match="no such file or folder"):
        run_ingest(store, inbox / "missing")


@pytest.mark.parametrize("names", [[], ["README.md", "notes.pdf", ".hidden.md"]])
def test_a_folder_without_files_is_rejected(store: Store, inbox: Path, names: list[str]) -> None:
    for name in names:
        write(inbox, name, text(1))
    with pytest.raises(UnreadableSource, match="no file to read") as caught:
        run_ingest(store, inbox)
    assert str(inbox) in caught.value.message
    assert store.count("source") == 0


def test_paths_may_overlap(store: Store, inbox: Path) -> None:
    paths = fill(inbox, 2)
    report = run_ingest(store, inbox, inbox / "1960.04", paths[0], inbox)
    assert (report.files, report.articles) == (2, 2)


def test_a_newspaper_is_remembered_for_the_folder(store: Store, inbox: Path) -> None:
    fill(inbox, 2)
    run_ingest(store, inbox, newspaper=PAPER)
    write(inbox, "later.md", text(9))
    run_ingest(store, inbox)
    assert {a.article.newspaper for a in all_articles(store).values()} == {PAPER}


@pytest.mark.parametrize("first", [None, Newspaper("Reed Harbour News", "")])
def test_a_newspaper_named_later_applies_to_all_articles(store: Store, inbox: Path, first: Newspaper | None) -> None:
    fill(inbox, 3)
    run_ingest(store, inbox, newspaper=first)
    report = run_ingest(store, inbox, newspaper=PAPER)
    assert {a.article.newspaper for a in all_articles(store).values()} == {PAPER}
    assert report.changed == 3
    assert run_ingest(store, inbox, newspaper=PAPER).unchanged == 3
    assert run_ingest(store, inbox).unchanged == 3


def test_a_newspaper_named_for_one_folder_leaves_the_others(store: Store, tmp_path: Path) -> None:
    write(tmp_path / "one", "a.md", text(1))
    write(tmp_path / "two", "b.md", text(2))
    run_ingest(store, tmp_path / "one", tmp_path / "two")
    report = run_ingest(store, tmp_path / "one", newspaper=PAPER)
    assert report.changed == 1
    assert sorted(str(a.article.newspaper) for a in all_articles(store).values()) == ["", str(PAPER)]


def test_a_folder_of_the_published_archive_needs_no_name(store: Store, inbox: Path) -> None:
    write(inbox, "rmrb/1960.04/a.md", text(1))
    run_ingest(store, inbox)
    assert next(iter(all_articles(store).values())).article.newspaper == Newspaper("People's Daily", "人民日报")


# -- killing ----------------------------------------------------------------------------------------------------------------


def killed(store: Store, inbox: Path, at: int, **options: object) -> None:
    model = FakeVectors()
    model.fail_at = at
    with pytest.raises(KeyboardInterrupt):
        run_ingest(store, inbox, model=model, **options)


@pytest.mark.parametrize("at", [1, 9, 21, 43, 60])
def test_after_a_kill_the_record_is_valid_and_the_next_run_completes_it(
    store: Store, inbox: Path, tmp_path: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_SENTENCES", 8)
    fill(inbox, 9)
    with Store.create(tmp_path / "undisturbed") as other:
        run_ingest(other, inbox)
        expected = all_articles(other)
    killed(store, inbox, at)
    left = all_articles(store)
    assert len(left) < 9
    assert all(expected[name] == aligned for name, aligned in left.items())
    assert store.count("source") == len(left)
    assert_whole(store)
    report = run_ingest(store, inbox)
    assert (report.unchanged, report.added) == (len(left), 9 - len(left))
    assert all_articles(store) == expected


def test_batches_before_a_kill_are_not_repeated(store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_SENTENCES", 4)
    fill(inbox, 6)
    killed(store, inbox, 200)
    done = store.count("article")
    assert 0 < done < 6
    whole, rest = FakeVectors(), FakeVectors()
    run_ingest(store, inbox, model=rest)
    with Store.create(store.folder / "other") as other:
        run_ingest(other, inbox, model=whole)
    assert rest.encoded == whole.encoded * (6 - done) // 6


def test_a_newspaper_change_survives_a_kill(store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_SENTENCES", 4)
    fill(inbox, 6)
    run_ingest(store, inbox)
    killed(store, inbox, 30, newspaper=PAPER)
    run_ingest(store, inbox)
    assert {a.article.newspaper for a in all_articles(store).values()} == {PAPER}


def test_a_kill_during_changes_keeps_the_old_articles(store: Store, inbox: Path) -> None:
    paths = fill(inbox, 3)
    run_ingest(store, inbox)
    before = all_articles(store)
    for n, path in enumerate(paths):
        path.write_bytes(text(n + 50).encode())
    killed(store, inbox, 5)
    assert all_articles(store) == before
    run_ingest(store, inbox)
    assert all_articles(store).keys().isdisjoint(before)


def test_a_kill_during_a_batch_leaves_nothing_of_it(store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = fill(inbox, 4)
    run_ingest(store, inbox)
    before, fingerprint = all_articles(store), store.fingerprint
    for n, path in enumerate(paths):
        path.write_bytes(text(n + 50).encode())
    real, written = row_mapping.article_row, []

    def dying(aligned: AlignedArticle) -> tuple[object, ...]:
        written.append(aligned)
        if len(written) == 3:
            raise KeyboardInterrupt
        return real(aligned)

    with monkeypatch.context() as patch:
        patch.setattr(row_mapping, "article_row", dying)
        with pytest.raises(KeyboardInterrupt):
            run_ingest(store, inbox)
    assert all_articles(store) == before
    assert store.fingerprint == fingerprint
    assert run_ingest(store, inbox).changed == 4


def test_a_stopped_generator_leaves_a_whole_record(store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_SENTENCES", 1)
    fill(inbox, 5)
    run = ingest(store, [inbox], FakeVectors())
    for _ in range(3):
        next(run)
    run.close()
    assert 0 < store.count("article") < 5
    assert_whole(store)
    run_ingest(store, inbox)
    assert store.count("article") == 5


@pytest.mark.slow
def test_ten_thousand_unchanged_files_are_skipped_quickly(store: Store, inbox: Path) -> None:
    """A generous bound, since the machine may be shared."""
    for n in range(10_000):
        write(inbox, f"{n // 500}/{n}.md", document([], [f"第{n}条船。", "它下水了。"], title_zh="图片"))
    run_ingest(store, inbox)
    begun = time.monotonic()
    assert run_ingest(store, inbox).unchanged == 10_000
    assert time.monotonic() - begun < 9


def test_a_file_of_many_articles_is_encoded_in_parts(store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays flat, however many articles a file has."""
    monkeypatch.setattr(module, "_ENCODED_AT_ONCE", 10)
    lines = [json.dumps({"english": f"The ferry number {n} is new. It has {n} sails.", "id": f"a-{n}"}) for n in range(40)]
    write(inbox, "a.jsonl", "\n".join(lines))
    asked: list[int] = []

    class Counting(FakeVectors):
        def vectors(self, texts: Sequence[str]) -> FloatArray:
            asked.append(sum("The ferry" in text or "sails" in text for text in texts))
            return super().vectors(texts)

    report = run_ingest(store, inbox, model=Counting())
    assert (report.articles, report.passages) == (store.count("article"), store.count("passage")) == (40, 40)
    assert max(asked) == 10


def test_a_duplicate_names_the_file_that_has_the_article(store: Store, inbox: Path) -> None:
    first, _ = write(inbox, "a.md", document()), write(inbox, "b.md", document())
    line = json.dumps({"id": "a-1", "english": "It has two sails."})
    write(inbox, "c.jsonl", f"{line}\n{line}\n")
    messages = {Path(r.path).name: r.message for r in run_ingest(store, inbox).remarks if r.kind == "duplicate"}
    assert f"from {first};" in messages["b.md"]
    assert "from an earlier line;" in messages["c.jsonl"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.md"])
def test_remarks_outlive_the_run_until_the_file_is_mended(store: Store, inbox: Path, name: str) -> None:
    bad = {"a.jsonl": '{"date": "1956-05", "english": "The mill turned."}', "a.md": "\x00\x01\x02\x00"}[name]
    good = {
        "a.jsonl": '{"date": "1956-05-01", "english": "The mill turned."}',
        "a.md": document(["A Ferry", "It is new."], []),
    }[name]
    write(inbox, name, bad)
    first = run_ingest(store, inbox)
    assert first.remarks
    for _ in range(2):
        assert run_ingest(store, inbox).remarks == first.remarks
    assert sum(store.remark_counts().values()) == len(first.remarks)
    write(inbox, name, good)
    assert run_ingest(store, inbox).remarks == []
    assert store.remark_counts() == {}


def test_remarks_go_with_their_file(store: Store, inbox: Path) -> None:
    write(inbox, "a.jsonl", '{"date": "1956-05", "english": "The mill turned."}')
    write(inbox, "b.md", "\x00\x01\x02\x00")
    write(inbox, "c.md", document(["A Ferry", "The ferry is new."], []))
    assert set(remarks(run_ingest(store, inbox))) == {"field", "unreadable"}
    (inbox / "a.jsonl").unlink()
    (inbox / "b.md").unlink()
    run_ingest(store, inbox, prune=True)
    assert store.remark_counts() == {}


def test_a_record_of_the_version_before_gets_its_lines(store: Store, inbox: Path) -> None:
    """Files are read again once; an article whose file is gone is completed from what the record has."""
    write(inbox, "a.md", document(["A Ferry", "The ferry is new, and the town came to the pier to see it launched."], []))
    gone = write(inbox, "b.md", document([], ["渡船", "第二条渡船星期一下水，全镇的人都到码头来看，老人说从来没有见过。"]))
    run_ingest(store, inbox)
    before = all_articles(store)
    gone.unlink()
    store._db.executescript(
        f"DROP TABLE remark; ALTER TABLE article DROP COLUMN hash; DROP TABLE line; ALTER TABLE passage DROP COLUMN heading; PRAGMA user_version = {VERSION - 2};"
    )
    with Store.open(store.folder) as migrated:
        assert all(not aligned.lines for aligned in all_articles(migrated).values())
        assert verify_states(migrated) == {State.EXACT, State.MISSING}, "rows of an older version are no damage"
        report = run_ingest(migrated, inbox)
        assert (report.files, report.removed) == (1, 0)
        after = all_articles(migrated)
        assert {id: aligned.lines for id, aligned in after.items()} == {id: aligned.lines for id, aligned in before.items()}
        assert {id: aligned.passages for id, aligned in after.items()} == {
            id: aligned.passages for id, aligned in before.items()
        }
        assert all(aligned.lines for aligned in after.values())
        assert run_ingest(migrated, inbox).unchanged == 1, "and not again"


def verify_states(store: Store) -> set[State]:
    return {finding.state for finding in verify(store)}
