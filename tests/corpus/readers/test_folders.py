"""Other files in a historian's folder do not stop a run, and each is reported."""

import os
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from corpus_helpers import PAPER, document, run_ingest, write

from corpus.errors import UnreadableSource
from corpus.files import decoding
from corpus.model import Remark
from corpus.readers.folders import source_files
from corpus.readers.registry import read_source
from corpus.storage.store import Store

linux = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are bytes on Linux only")


def found(folder: Path) -> tuple[list[str], list[Remark]]:
    remarks: list[Remark] = []
    return [str(path.relative_to(folder)) for path in source_files(folder, remarks)], remarks


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("notes.docx", "Word"),
        ("scan.PDF", "PDF"),
        ("all.zip", "ZIP"),
        ("a.md.gz", "Unpack"),
        ("page.jpg", "OCR"),
        ("page.html", "web page"),
        ("list.csv", ".tsv"),
        ("a.json", ".jsonl"),
        ("record.db", "database"),
        ("README.md", "README"),
        ("noext", ".txt"),
        ("a.xyz", ".txt"),
    ],
)
def test_a_skipped_file_is_reported(inbox: Path, name: str, part: str) -> None:
    write(inbox, "1960.04/a.md", document())
    write(inbox, f"1960.04/{name}", "x")
    files, (remark,) = found(inbox)
    assert files == ["1960.04/a.md"]
    assert (remark.kind, remark.path) == ("skipped", str(inbox / "1960.04" / name))
    assert remark.message.startswith(f"{name}: ")
    assert part in remark.message


def test_many_files_of_one_kind_share_a_remark(inbox: Path) -> None:
    for number in range(40):
        write(inbox, f"scans/{number:02}.jpg", "x")
    _, (remark,) = found(inbox)
    assert remark.path == str(inbox / "scans")
    assert remark.message.startswith("00.jpg, 01.jpg, 02.jpg and 37 more: 40 files")


@pytest.mark.parametrize(
    "name", [".DS_Store", "._a.md", ".hidden.md", ".git/a.md", "Thumbs.db", "desktop.ini", "__MACOSX/a.md", "$RECYCLE.BIN/a.md"]
)
def test_files_of_file_managers_are_ignored(inbox: Path, name: str) -> None:
    write(inbox, name, document())
    assert found(inbox) == ([], [])


SIGNATURES = {
    "a PDF document": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n",
    "a ZIP archive": b"PK\x03\x04\x14\x00",
    "a packed file": b"\x1f\x8b\x08\x00",
    "a picture": b"\xff\xd8\xff\xe0",
    "an old Word or Excel document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a formatted document": b"{\\rtf1\\ansi The ferry.}",
    "a database": b"SQLite format 3\x00",
}


@pytest.mark.parametrize(("kind", "data"), SIGNATURES.items(), ids=SIGNATURES)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_file_misnamed_as_text_is_recognized_by_its_bytes(inbox: Path, kind: str, data: bytes, suffix: str) -> None:
    path = inbox / f"a{suffix}"
    path.write_bytes(data)
    with pytest.raises(UnreadableSource, match=f"a{suffix}: not text, but {kind}") as caught:
        read_source(path, PAPER)
    assert caught.value.hint == "The file was skipped."


def test_a_document_given_by_name_is_named_in_the_error(inbox: Path) -> None:
    path = inbox / "a.docx"
    path.write_bytes(b"PK\x03\x04\x14\x00")
    with pytest.raises(UnreadableSource, match="Word"):
        read_source(path, PAPER)


@pytest.mark.parametrize(
    "name",
    [
        "一九五七 年/名字 有空格，《也有》号（一）.md",
        "line\nbreak.md",
        "tab\there.md",
        unicodedata.normalize("NFD", "café ガ.md"),
        "[bold] 'quotes' \"more\" $HOME ~ %s {0}.md",
        "-rf.md",
        "x" * 200 + ".md",
    ],
)
def test_unusual_names_are_read_and_kept(store: Store, inbox: Path, name: str) -> None:
    path = write(inbox, name, document())
    assert run_ingest(store, inbox).articles == 1
    assert [s.path for s in store.sources()] == [str(path)]
    assert run_ingest(store, inbox).unchanged == 1


@linux
def test_an_invalid_name_is_reported_and_the_rest_is_read(store: Store, inbox: Path) -> None:
    write(inbox, "good.md", document())
    for name in (b"bad\xff.md", b"bad\xff/a.md"):
        path = os.path.join(os.fsencode(inbox), name)  # noqa: PTH118 - pathlib does not accept bytes
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        with open(path, "wb") as file:
            file.write(document(["Another ferry."], ["另一条渡船。"]).encode())
    report = run_ingest(store, inbox)
    assert report.articles == 1
    assert [(r.kind, Path(r.path).name) for r in report.remarks] == [("unreadable", "bad\\xff"), ("unreadable", "bad\\xff.md")]
    assert all(r.path.encode("utf-8") for r in report.remarks)


@linux
def test_cyclic_external_and_broken_links(store: Store, inbox: Path, tmp_path: Path) -> None:
    write(inbox, "1960.04/a.md", document())
    outside = write(tmp_path / "outside", "b.md", document(["Another ferry."], ["另一条渡船。"]))
    (inbox / "1960.04" / "circle").symlink_to(inbox)
    (inbox / "self").symlink_to(inbox / "self")
    (inbox / "elsewhere").symlink_to(outside.parent)
    (inbox / "file.md").symlink_to(outside)
    (inbox / "nowhere.md").symlink_to(inbox / "gone.md")
    report = run_ingest(store, inbox)
    assert report.articles == 2, "a link to a file is read"
    assert Counter(r.kind for r in report.remarks) == {"skipped": 3, "unreadable": 1}
    messages = {Path(r.path).name: r.message for r in report.remarks}
    assert "link" in messages["circle"]
    assert "link" in messages["elsewhere"]
    assert "No such file" in messages["nowhere.md"]


@linux
def test_a_pipe_does_not_block(inbox: Path) -> None:
    os.mkfifo(inbox / "a.md")
    (inbox / "b.md").symlink_to(inbox / "a.md")
    files, (remark,) = found(inbox)
    assert files == []
    assert remark.kind == "skipped"


def test_a_folder_and_a_file_without_permission(store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(inbox, "a.md", document())
    write(inbox, "secret.md", document(["Another ferry."], ["另一条渡船。"]))
    write(inbox, "shut/b.md", document())
    scandir, read_bytes = os.scandir, Path.read_bytes

    def shut(path: Path) -> object:
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    def secret(path: Path) -> bytes:
        if path.name == "secret.md":
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(os, "scandir", shut)
    monkeypatch.setattr(Path, "read_bytes", secret)
    report = run_ingest(store, inbox)
    assert report.articles == 1
    assert {Path(r.path).name: r.kind for r in report.remarks} == {"shut": "unreadable", "secret.md": "unreadable"}
    assert all("Permission denied" in r.message for r in report.remarks)


def test_a_file_that_is_too_large_is_rejected_with_the_maximum(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(inbox, "a.txt", "渡船是新的。\n" * 100)
    monkeypatch.setattr(decoding, "LARGEST", 1000)
    with pytest.raises(UnreadableSource, match=r"a\.txt: .*\d+ bytes.*1000"):
        read_source(path, PAPER)
