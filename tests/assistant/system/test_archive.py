"""An archive is brought up to date by one writer at a time, loses nothing when stopped, and costs nothing where nothing changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from assistant.answer import Context
from assistant.ask import Assistant
from assistant.system import paths
from assistant.system.archive import ArchiveBusy, align_files, mend, remove, up_to_date, update
from corpus.errors import RecordBroken, UnknownId, UnreadableSource, UsageError
from corpus.ingesting.report import Progress, Report
from corpus.model import Newspaper
from corpus.proof.source_check import State
from corpus.proof.verify import verify
from corpus.storage import seal
from corpus.storage.seal import Seal
from corpus.storage.store import FILE, Store
from embeddings.index import manifest
from embeddings.index.passage_table import PassageTable
from embeddings.model.encoder import load_encoder

ARTICLES = ("1959.02", "1954.05")
PAPER = Newspaper("Gazette", "柳渡报")


def finished(work: Generator[Progress, None, Report]) -> Report:
    while True:
        try:
            next(work)
        except StopIteration as stop:
            report: Report = stop.value
            return report


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, sample_archive: Path) -> tuple[Path, Path]:
    """An archive of two articles, and the folder of their files."""
    inbox = tmp_path_factory.mktemp("archive") / "inbox"
    for name in ARTICLES:
        shutil.copytree(paths.SAMPLE / "articles" / name, inbox / name)
    folder = inbox.parent / "archive"
    encoded: list[int] = []
    said: list[str] = []
    report = finished(update(folder, [inbox], newspaper=PAPER, on_encoded=encoded.append, say=said.append))
    assert (report.added, report.articles, report.remarks) == (2, 2, [])
    assert sum(encoded) > 40
    return folder, inbox


@pytest.fixture
def copied(made: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """The same, to be changed. The record names the files of the first one; moving them is a change of its own."""
    for source, name in zip(made, ("archive", "inbox"), strict=True):
        shutil.copytree(source, tmp_path / name)
    with Store.open(tmp_path / "archive") as store:
        store.move_folder(made[1], tmp_path / "inbox")
    return tmp_path / "archive", tmp_path / "inbox"


def again(folder: Path, inbox: Path, prune: bool = False) -> tuple[Report, int]:
    """The report of another run, and how many texts it encoded."""
    encoded: list[int] = []
    return finished(update(folder, [inbox], prune=prune, on_encoded=encoded.append)), sum(encoded)


def sound(folder: Path) -> bool:
    with Store.open(folder) as store:
        return up_to_date(store, load_encoder())


def test_a_new_archive_is_consistent(made: tuple[Path, Path]) -> None:
    folder, _ = made
    assert sound(folder)
    with Store.open(folder) as store:
        assert store.count("article") == 2
        assert store.newspapers() == [(PAPER, 2)]


def test_an_unchanged_folder_costs_nothing(copied: tuple[Path, Path]) -> None:
    folder, _ = copied
    before = {path: path.stat().st_mtime_ns for path in (folder / "index").rglob("*.faiss")}
    report, encoded = again(*copied)
    assert (report.unchanged, report.added, report.changed, encoded) == (2, 0, 0, 0)
    assert {path: path.stat().st_mtime_ns for path in (folder / "index").rglob("*.faiss")} == before


def test_a_changed_file_is_read_again_and_only_its_new_texts_are_encoded(copied: tuple[Path, Path]) -> None:
    folder, inbox = copied
    path = next(inbox.rglob("1959-02-14*"))
    path.write_text(path.read_text(encoding="utf-8").replace("四百零七", "四百零八"), encoding="utf-8")
    report, encoded = again(folder, inbox)
    assert (report.changed, report.unchanged) == (1, 1)
    assert 0 < encoded <= 4  # the sentence, and the passage with it
    assert sound(folder)


def test_a_file_that_is_gone_is_kept_until_it_is_pruned(copied: tuple[Path, Path]) -> None:
    folder, inbox = copied
    next(inbox.rglob("1959-02-14*")).unlink()
    report, _ = again(folder, inbox)
    assert [remark.kind for remark in report.remarks] == ["missing"]
    with Store.open(folder) as store:
        assert store.count("article") == 2
    report, encoded = again(folder, inbox, prune=True)
    assert (report.removed, encoded) == (1, 0)
    with Store.open(folder) as store:
        assert store.count("article") == 1
    assert sound(folder)


def test_a_damaged_index_is_built_again_without_encoding(copied: tuple[Path, Path]) -> None:
    folder, inbox = copied
    for path in (folder / "index").rglob("en.faiss"):
        path.write_bytes(path.read_bytes()[:100])
    assert not sound(folder)
    report, encoded = again(folder, inbox)
    assert (report.unchanged, encoded) == (2, 0)
    assert sound(folder)


def test_lost_vectors_are_computed_again(copied: tuple[Path, Path]) -> None:
    """And are not taken for zeros."""
    folder, inbox = copied
    (rows,) = (folder / "vectors").rglob("*.f16")
    whole = rows.read_bytes()
    rows.write_bytes(whole[: -768 * 20])
    assert not sound(folder)
    _, encoded = again(folder, inbox)
    assert 0 < encoded <= 20  # not those of headlines, which only alignment needs
    assert sound(folder)


def test_an_interrupted_run_keeps_finished_work(copied: tuple[Path, Path]) -> None:
    folder, inbox = copied
    shutil.copytree(paths.SAMPLE / "articles" / "1957.05", inbox / "1957.05")
    work = update(folder, [inbox])
    next(work)
    work.close()
    assert sound(folder)  # the old state, whole
    report, _ = again(folder, inbox)  # and the lock is free
    assert (report.added, report.unchanged) == (1, 2)
    assert sound(folder)


def test_a_second_writer_is_refused(copied: tuple[Path, Path]) -> None:
    folder, inbox = copied
    first = update(folder, [inbox])
    next(first)
    with pytest.raises(ArchiveBusy) as busy:
        finished(update(folder, [inbox]))
    assert str(folder) in busy.value.message
    assert "run this again" in busy.value.hint
    finished(first)
    finished(update(folder, [inbox]))


def test_a_second_writer_in_another_process_is_refused(copied: tuple[Path, Path]) -> None:
    folder, inbox = copied
    first = update(folder, [inbox])
    next(first)
    command = [sys.executable, "-m", "assistant.cli.main", "index", str(inbox), "--archive", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    first.close()
    assert done.returncode == 3
    assert "another `archive index` is running" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_readers_do_not_wait_for_a_writer(copied: tuple[Path, Path]) -> None:
    folder, inbox = copied
    work = update(folder, [inbox])
    next(work)
    assert sound(folder)
    work.close()


def test_a_missing_path_changes_nothing(copied: tuple[Path, Path]) -> None:
    folder, inbox = copied
    with pytest.raises(UnreadableSource, match="no such file"):
        finished(update(folder, [inbox / "gone"]))
    assert sound(folder)


# -- archive align ----------------------------------------------------------------------------------------------------


def aligned(tmp_path: Path, english: str, chinese: str) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    for name, text in (("en.txt", english), ("zh.txt", chinese)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [(bead.en, bead.zh) for bead in align_files(tmp_path / "en.txt", tmp_path / "zh.txt")]


def test_lines_are_aligned_and_blank_ones_keep_their_numbers(tmp_path: Path, sample_archive: Path) -> None:
    english = "The ferry sank in the storm.\n\nThe school has four teachers.\nThe price of tea rose by ten percent.\n"
    chinese = "渡船在暴风雨中沉没了。\n学校有四位教员。\n\n\n茶叶价格上涨了百分之十。"
    assert aligned(tmp_path, english, chinese) == [((0,), (0,)), ((2,), (1,)), ((3,), (4,))]


def test_every_line_that_is_not_blank_is_in_one_bead(tmp_path: Path, sample_archive: Path) -> None:
    english = "One boat came.\nTwo boats went. Nobody saw them.\nThe river rose.\nThe end.\n"
    chinese = "来了一条船。\n走了两条船。\n没有人看见。\n河水涨了。\n"
    beads = aligned(tmp_path, english, chinese)
    assert [line for en, _ in beads for line in en] == [0, 1, 2, 3]
    assert [line for _, zh in beads for line in zh] == [0, 1, 2, 3]


@pytest.mark.parametrize(("english", "chinese"), [("", ""), ("\n\n", ""), ("One boat.", ""), ("", "一条船。\n两条船。")])
def test_empty_files(tmp_path: Path, sample_archive: Path, english: str, chinese: str) -> None:
    beads = aligned(tmp_path, english, chinese)
    assert sum(len(en) for en, _ in beads) == len(english.split("\n")) - english.split("\n").count("")
    assert sum(len(zh) for _, zh in beads) == len(chinese.split("\n")) - chinese.split("\n").count("")


def test_a_file_that_cannot_be_decoded(tmp_path: Path, sample_archive: Path) -> None:
    (tmp_path / "en.txt").write_text("One boat.", encoding="utf-8")
    (tmp_path / "zh.txt").write_bytes("来了一条船。走了两条船。".encode() + b"\xff\n")
    with pytest.raises(UnreadableSource, match=r"zh\.txt: byte"):
        align_files(tmp_path / "en.txt", tmp_path / "zh.txt")


def test_the_vector_backend_is_remembered_until_another_is_named(
    copied: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, inbox = copied
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "embeddings" / "index" / "numpy_backend_plugin"))
    messages: list[str] = []

    def backend_after(vector_backend: str | None) -> str:
        finished(update(folder, [inbox], vector_backend=vector_backend, say=messages.append))
        return manifest.Manifest.load(manifest.current(folder)).vector_backend

    assert backend_after(None) == "faiss"
    assert messages == []
    assert backend_after("numpy") == "numpy"
    assert messages == ["rebuilding the indexes: they were built with the vector backend faiss, now it is numpy"]
    assert backend_after(None) == "numpy"
    assert len(messages) == 1
    assert backend_after("faiss") == "faiss"


def test_an_unknown_vector_backend_is_refused_before_files_are_read(copied: tuple[Path, Path]) -> None:
    folder, inbox = copied
    with pytest.raises(UsageError, match="there is no vector backend called hnsw"):
        next(update(folder, [inbox], vector_backend="hnsw"))


# -- damage and other processes ------------------------------------------------------------------------------------------------


def test_forgetting_that_was_interrupted_can_be_repeated(copied: tuple[Path, Path]) -> None:
    """Stopped when the record had forgotten the files, and the indexes had not."""
    folder, inbox = copied
    work = remove(folder, [inbox])
    for progress in work:
        if progress.done == progress.total:
            break
    work.close()
    assert not sound(folder)
    finished(remove(folder, [inbox]))
    assert sound(folder)
    with pytest.raises(UnreadableSource, match="nothing from this path"):
        finished(remove(folder, [inbox]))


def test_an_open_archive_answers_from_what_another_process_left(copied: tuple[Path, Path]) -> None:
    folder, inbox = copied
    with Assistant.open(folder) as assistant:
        before = assistant.ask("How many boats were counted?")
        assert any(quote.article.id.startswith("19590214") for quote in before.quotes)
        next(inbox.rglob("1959-02-14*")).unlink()
        again(folder, inbox, prune=True)
        after = assistant.ask("How many boats were counted?")
        assert after.quotes
        assert not any(quote.article.id.startswith("19590214") for quote in after.quotes)
        with pytest.raises(UnknownId):  # a passage that was marked, and is gone
            assistant.ask("How many boats were counted?", context=Context(like=(before.quotes[0].passage.id,)))


def test_a_damaged_record_is_not_written_to(copied: tuple[Path, Path]) -> None:
    folder, inbox = copied
    again(*copied)
    with (folder / FILE).open("r+b") as file:
        file.seek(-10, 2)
        file.write(b"0123456789")
    before = (folder / FILE).read_bytes()
    with pytest.raises(RecordBroken, match=r"archive\.db: bytes 0 to") as broken:
        again(folder, inbox)
    assert "archive verify --mend" in broken.value.hint
    assert (folder / FILE).read_bytes() == before
    with Store.open(folder) as store:
        paths = [found.path for found in verify(store) if found.state is State.DAMAGED]
    mend(folder, paths)
    again(folder, inbox)
    assert sound(folder)


def test_a_damaged_vector_alone_is_encoded_again(copied: tuple[Path, Path]) -> None:
    folder, inbox = copied
    again(*copied)
    rows = next(folder.rglob("rows.f16"))
    content = bytearray(rows.read_bytes())
    content[768 * int(PassageTable.load(manifest.current(folder)).passage_rows["en"][0])] ^= 1
    rows.write_bytes(content)
    assert again(folder, inbox)[1] == 1
    assert again(folder, inbox)[1] == 0


def test_a_lost_table_of_texts_is_made_again_without_encoding(copied: tuple[Path, Path]) -> None:
    folder, inbox = copied
    again(*copied)
    next(folder.rglob("keys.db")).write_bytes(b"no database" * 1000)
    assert again(folder, inbox)[1] == 0
    assert sound(folder)


def test_the_record_is_sealed_while_another_process_has_it_open(copied: tuple[Path, Path]) -> None:
    folder, inbox = copied
    with Store.open(folder) as reader:
        assert reader.count("article") == 2
        next(inbox.rglob("1959-02-14*")).unlink()
        again(folder, inbox, prune=True)
        assert reader.count("article") == 1
        assert seal.check(folder / FILE) == (Seal.SOUND, "")
    assert seal.check(folder / FILE) == (Seal.SOUND, "")
