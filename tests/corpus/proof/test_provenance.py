"""The position of a quotation: path, hash, characters, bytes and lines, compared with the file as it is now."""

import dataclasses
import json
from pathlib import Path

import pytest
from corpus_helpers import FakeVectors, all_articles, document, run_ingest, write

from corpus.model import SIDES, AlignedArticle
from corpus.proof.provenance import NO_OFFSETS, provenance
from corpus.proof.source_check import State
from corpus.storage.store import Store

EN = [f"The stonemasons met on Monday {n} in the brickyard beside the river and decided to build a bridge." for n in range(3)]
ZH = [f"石匠们第{n}个星期一在河边的砖窑开会，决定用料石造一座桥，大家推选老罗带头。" for n in range(3)]


@pytest.fixture
def aligned(store: Store, inbox: Path) -> AlignedArticle:
    write(inbox, "a.md", document(EN, ZH, newline="\r\n"))
    run_ingest(store, inbox, model=FakeVectors())
    (found,) = all_articles(store).values()
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_bytes_and_lines_are_those_of_the_quotation(store: Store, inbox: Path, encoding: str) -> None:
    chinese = ["石匠開會，決定造一座橋。"] * 3 if encoding == "big5" else ZH
    data = document(EN, chinese, title_zh="渡口開船").replace("专栏", "專欄" if encoding == "big5" else "专栏").encode(encoding)
    (inbox / "a.md").write_bytes(data)
    run_ingest(store, inbox, model=FakeVectors())
    (aligned,) = all_articles(store).values()
    assert {side for passage in aligned.passages for side in SIDES if passage.excerpt(side)} == set(SIDES)
    for passage in aligned.passages:
        found = provenance(aligned.article, passage)
        assert found.id == passage.id
        assert found.checked
        assert found.verified
        for side, place in zip(SIDES, (found.english, found.chinese), strict=True):
            excerpt = passage.excerpt(side)
            assert (place is None) == (excerpt is None)
            if place is None or excerpt is None:
                continue
            assert place.source.encoding == encoding
            assert place.bytes is not None
            assert place.characters is not None
            assert place.lines is not None
            decoder = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
            assert data[place.bytes.start : place.bytes.end].decode(decoder) == excerpt.text
            text = data.decode(encoding)
            assert text[place.characters.start : place.characters.end] == excerpt.text
            lines = text.split("\n")[place.lines[0] - 1 : place.lines[1]]
            assert excerpt.text in "\n".join(lines)
            assert len(lines) == excerpt.text.count("\n") + 1


def test_a_whole_article_has_a_location(aligned: AlignedArticle) -> None:
    found = provenance(aligned.article)
    assert found.id == aligned.article.id
    assert found.verified
    assert found.english is not None
    assert found.english.characters is not None
    assert aligned.article.english is not None
    assert len(found.english.characters) == len(aligned.article.english.content)


def test_without_a_check_no_file_is_read(aligned: AlignedArticle, inbox: Path) -> None:
    (inbox / "a.md").unlink()
    found = provenance(aligned.article, aligned.passages[0], check=False)
    assert not found.checked
    assert not found.verified
    assert found.chinese is not None
    assert (found.chinese.state, found.chinese.bytes, found.chinese.message) == (None, None, "")
    assert found.chinese.characters is not None


def test_changed_and_missing_files_verify_nothing(aligned: AlignedArticle, inbox: Path) -> None:
    path = inbox / "a.md"
    path.write_bytes(path.read_bytes().replace("老罗".encode(), "老王".encode()))
    found = provenance(aligned.article)
    assert found.chinese is not None
    assert (found.chinese.state, found.chinese.bytes, found.verified) == (State.CHANGED, None, False)
    assert "sha256" in found.chinese.message
    path.unlink()
    found = provenance(aligned.article)
    assert found.english is not None
    assert found.english.state is State.MISSING


def test_an_altered_record_is_reported(aligned: AlignedArticle) -> None:
    english = aligned.article.english
    assert english is not None
    article = dataclasses.replace(
        aligned.article, english=dataclasses.replace(english, content=english.content.replace("Monday", "Friday"))
    )
    found = provenance(article)
    assert found.english is not None
    assert found.english.state is State.DAMAGED
    assert found.chinese is not None
    assert found.chinese.state is State.EXACT


def test_an_escaped_text_is_verified_by_reading_it_again(store: Store, inbox: Path) -> None:
    line = {"id": "j", "english": "\n".join(EN), "chinese": "\n".join(ZH)}
    write(inbox, "c.jsonl", json.dumps(line) + "\n")
    run_ingest(store, inbox, model=FakeVectors())
    aligned = store.article("j")
    passage = next(p for p in aligned.passages if p.chinese)
    found = provenance(aligned.article, passage)
    assert found.verified
    assert found.chinese is not None
    assert (found.chinese.characters, found.chinese.bytes, found.chinese.lines) == (None, None, None)
    assert found.chinese.message.startswith(NO_OFFSETS)
    assert passage.chinese is not None
    assert found.chinese.in_article == passage.chinese.span


def test_each_side_of_a_pair_has_its_own_file(store: Store, inbox: Path) -> None:
    write(inbox, "a.en.txt", "\n".join(EN) + "\n")
    write(inbox, "a.zh.txt", "\n".join(ZH) + "\n")
    run_ingest(store, inbox, model=FakeVectors())
    (aligned,) = all_articles(store).values()
    (inbox / "a.en.txt").write_text("something else", encoding="utf-8")
    found = provenance(aligned.article)
    assert found.english is not None
    assert found.chinese is not None
    assert (found.english.state, found.chinese.state) == (State.CHANGED, State.EXACT)
    assert (Path(found.english.source.path).name, Path(found.chinese.source.path).name) == ("a.en.txt", "a.zh.txt")
