"""Which files of a folder are read, how the format is chosen, and what is rejected."""

import hashlib
import json
from pathlib import Path

import pytest
from corpus_helpers import PAPER, document, paragraphs_of, write

from corpus.errors import UnreadableSource
from corpus.model import Newspaper
from corpus.readers.folders import source_files
from corpus.readers.registry import newspaper_of_folder, read_source


def test_a_folder_is_searched_in_a_fixed_order(inbox: Path) -> None:
    wanted = ["1960.04/b.md", "1960.04/图片.md", "1960.04/图片_2.md", "1961.01/a.md", "A.TXT", "z.jsonl"]
    for name in wanted:
        write(inbox, name, document())
    for name in ("README.md", "1960.04/readme.md", ".hidden.md", ".git/a.md", "a.pdf", "notes.csv", "noext"):
        write(inbox, name, document())
    found = [str(p.relative_to(inbox)) for p in source_files(inbox)]
    assert sorted(found) == sorted(wanted)
    assert found == [str(p.relative_to(inbox)) for p in source_files(inbox)]
    assert [name for name in found if name.startswith("1960")] == wanted[:3]


def test_a_file_that_is_named_is_read_whatever_it_is_called(inbox: Path) -> None:
    path = write(inbox, "README", document())
    assert list(source_files(path)) == [path]
    assert len(read_source(path, PAPER).articles) == 1


def test_the_source_names_the_file_its_hash_and_its_encoding(inbox: Path) -> None:
    path = inbox / "a.md"
    data = document([]).encode("gb18030")
    path.write_bytes(data)
    source = read_source(path, PAPER).source
    assert (source.path, source.sha256, source.encoding) == (str(path), hashlib.sha256(data).hexdigest(), "gb18030")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_one_article_in_every_encoding_is_the_same_article(inbox: Path, encoding: str, newline: str) -> None:
    english = ["The ferry is new."] * 3
    chinese = ["渡船是新的，今天第一次开。"] * 3
    path = inbox / "a.md"
    path.write_bytes(document(english, chinese, newline=newline).encode(encoding))
    (article,) = read_source(path, PAPER).articles
    assert paragraphs_of(article.english) == english
    assert paragraphs_of(article.chinese) == chinese
    assert (article.title_zh, article.page, str(article.date)) == ("渡船", 3, "1960-04-25")
    assert article.newspaper == PAPER


def test_json_lines_are_chosen_by_their_suffix(inbox: Path) -> None:
    path = write(inbox, "a.JSONL", json.dumps({"english": "The ferry is new."}) + "\n")
    assert len(read_source(path, PAPER).articles) == 1


REFUSED = {
    "empty": (b"", "the file is empty"),
    "blank": ("\n \u3000\n\t\n".encode(), "the file is empty"),
    "a readme": (b"# A project\n\n## Installation\n\nRun pip.\n", "not an article"),
    "a readme with three marks": (b"### Installation\n\nRun pip.\n", "not an article"),
    "prose in a third language": ("Паром новый.\n".encode(), "neither English nor Chinese"),
    "numbers": (b"1 2 3\n4 5 6\n", "neither English nor Chinese"),
    "a web page": (b"<!DOCTYPE html>\n<html><p>The ferry is new.</p></html>\n", "XML or HTML"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, ""),
    "zeros": (bytes(1000), ""),
    "a program": (b"\x7fELF\x02\x01\x01" + b"\x00" * 57 + bytes(range(255, 0, -1)) * 4, ""),
    "a header alone": (b"Title: A\nAuthor:\nDate: 1960-04-25\nPage: 3\n\n\n", "no body text"),
    "a damaged byte": (document().encode()[:100] + b"\xff" + document().encode()[100:], "byte 100 (0xff)"),
}


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_files_without_an_article_are_rejected_with_their_name(inbox: Path, data: bytes, message: str) -> None:
    path = inbox / "a.md"
    path.write_bytes(data)
    with pytest.raises(UnreadableSource) as caught:
        read_source(path, PAPER)
    assert str(path) in caught.value.message
    assert message in caught.value.message
    assert caught.value.hint
    assert "\x1b" not in str(caught.value)


def test_json_lines_without_an_article_are_rejected(inbox: Path) -> None:
    path = write(inbox, "a.jsonl", '{"title_en": "A"}\nnonsense\n')
    with pytest.raises(UnreadableSource, match=r"a\.jsonl"):
        read_source(path, PAPER)


def test_an_unreadable_path_is_rejected(inbox: Path) -> None:
    for path in (inbox / "missing.md", inbox):
        with pytest.raises(UnreadableSource, match=str(path)):
            read_source(path, PAPER)


@pytest.mark.parametrize(
    ("path", "newspaper"),
    [
        ("/data/rmrb/1960.04/a.md", Newspaper("People's Daily", "人民日报")),
        ("/data/RMRB/a.md", Newspaper("People's Daily", "人民日报")),
        ("/data/rmrb2/a.md", Newspaper()),
        ("/data/a.md", Newspaper()),
    ],
)
def test_a_folder_of_the_published_archive_names_its_newspaper(path: str, newspaper: Newspaper) -> None:
    assert newspaper_of_folder(Path(path)) == newspaper
