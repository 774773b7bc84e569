"""A question becomes hits: the same ones each time, best first, from both languages and from words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from built_archive import Built
from fake_encoder import FakeEncoder
from store_passages import every_passage

from corpus.errors import IndexMissing, IndexStale
from corpus.storage.store import Store
from embeddings.index import manifest
from embeddings.index.embedding_cache import ROWS, VectorCache, vectors_folder
from embeddings.query.question import parse
from embeddings.search import CANDIDATES, SearchIndex

QUESTIONS = (
    "How was the ferry crossing made safer?",
    "Who cast the bell?",
    "镇上的人晚上在哪里学认字？",
    "染坊的火是怎么烧起来的？",
    "What does 箬河 mean?",
    "zeppelin",
    "1958",
)


@pytest.fixture(scope="module")
def store(built: Built) -> Iterator[Store]:
    with Store.open(built.folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def index(built: Built, store: Store) -> SearchIndex:
    return SearchIndex.open(store, built.encoder, built.analyzer)


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_same_question_twice_gives_the_same(built: Built, store: Store, index: SearchIndex, text: str) -> None:
    found = index.search(parse(text), 10)
    assert index.search(parse(text), 10) == found
    assert SearchIndex.open(store, FakeEncoder(), built.analyzer).search(parse(text), 10) == found


@pytest.mark.parametrize("text", QUESTIONS)
def test_hits_are_passages_of_the_record_best_first(store: Store, index: SearchIndex, text: str) -> None:
    found = index.search(parse(text), 20)
    numbers = [hit.number for hit in found.hits]
    assert 0 < len(numbers) <= 20
    assert len(set(numbers)) == len(numbers)
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)
    for hit, (_, passage) in zip(found.hits, store.passages(numbers), strict=True):
        assert len(hit.sentences_en) == len(passage.sentences_en)
        assert len(hit.sentences_zh) == len(passage.sentences_zh)
        assert 0 <= hit.query_coverage <= 1 + 1e-6
        assert hit.matched in ("en", "zh", "both")
    assert 0 <= found.estimate.confidence <= 1


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_smaller_limit_gives_the_beginning_of_the_same(index: SearchIndex, text: str) -> None:
    many = index.search(parse(text), 30)
    few = index.search(parse(text), 3)
    assert few.hits == many.hits[:3]
    assert few.estimate == many.estimate


def test_a_sentence_of_the_archive_finds_its_passage(store: Store, index: SearchIndex) -> None:
    """Whichever language it is quoted in."""
    missed = []
    for number, _, passage in every_passage(store):
        if number % 2:  # half of them will do
            continue
        for excerpt in (passage.english, passage.chinese):
            if excerpt and len(excerpt.text) > 40:
                hits = index.search(parse(excerpt.text[:150]), 3).hits
                if number not in [hit.number for hit in hits]:
                    missed.append(passage.id)
    assert len(missed) <= 5, missed


def test_a_rare_word_alone_finds_its_passage(store: Store, index: SearchIndex) -> None:
    """By the word index: the fake vectors know nothing of names."""
    for text in ("Guangxu", "光绪二十三年"):
        hits = index.search(parse(text), 5).hits
        chinese = [p.chinese.text for _, p in store.passages([hit.number for hit in hits]) if p.chinese]
        assert any("光绪" in text for text in chinese)


def test_a_question_in_one_language_finds_what_only_the_other_says(store: Store, index: SearchIndex) -> None:
    """The vectors of the other language propose too: no word of the question stands in an English text."""
    found = index.search(parse("measles"), 5)
    chinese = [p.chinese.text for _, p in store.passages([hit.number for hit in found.hits]) if p.chinese]
    assert any("麻疹" in text for text in chinese)


def test_terms_are_those_that_were_searched_by(built: Built, index: SearchIndex) -> None:
    found = index.search(parse("Who cast the bell?"), 1)
    assert found.terms.english == built.analyzer.english("cast bell")


def test_all_are_found_where_there_are_few(index: SearchIndex) -> None:
    """More candidates than hits: the limit cuts after the ranking, never before."""
    assert len(index.search(parse("ferry boat 渡船"), 1000).hits) >= CANDIDATES


def test_an_archive_that_was_never_indexed(tmp_path: Path, built: Built) -> None:
    with Store.create(tmp_path / "archive") as empty, pytest.raises(IndexMissing):
        SearchIndex.open(empty, built.encoder, built.analyzer)


def test_another_model_is_refused_with_both_names(built: Built, store: Store) -> None:
    for other in (FakeEncoder("other@000000000002"), FakeEncoder(built.encoder.name, 48)):
        with pytest.raises(IndexStale) as stale:
            SearchIndex.open(store, other, built.analyzer)
        assert built.encoder.name in stale.value.message
        assert other.name in stale.value.message


def damages(folder: Path) -> list[Path]:
    return sorted(path for path in manifest.current(folder).rglob("[!.]*") if path.is_file())


def test_every_file_of_a_generation_is_missed(copied: Built) -> None:
    """Removed, emptied or cut short: a clear error each time, and never a fault of FAISS or Tantivy."""
    paths = damages(copied.folder)
    assert len(paths) > 8
    with Store.open(copied.folder) as store:
        for path in paths:
            data = path.read_bytes()
            path.unlink()
            for content in (None, b"", data[: len(data) // 2], data[:20]):
                if content is not None:
                    if content == data:
                        continue
                    path.write_bytes(content)
                with pytest.raises(IndexStale) as stale:
                    SearchIndex.open(store, copied.encoder, copied.analyzer)
                assert str(manifest.current(copied.folder)) in stale.value.message
                assert "archive index" in stale.value.hint
            path.write_bytes(data)
        SearchIndex.open(store, copied.encoder, copied.analyzer)


def test_lost_vectors_are_missed(copied: Built) -> None:
    rows = vectors_folder(copied.folder, copied.encoder.name) / ROWS
    rows.write_bytes(rows.read_bytes()[: 10 * 2 * copied.encoder.dimension])
    with Store.open(copied.folder) as store, pytest.raises(IndexStale, match="10 vectors in the cache"):
        SearchIndex.open(store, copied.encoder, copied.analyzer)


def test_vectors_that_end_within_a_row_are_missed(copied: Built) -> None:
    rows = vectors_folder(copied.folder, copied.encoder.name) / ROWS
    rows.write_bytes(rows.read_bytes()[:-3])
    with Store.open(copied.folder) as store, pytest.raises(IndexStale, match="vectors in the cache"):
        SearchIndex.open(store, copied.encoder, copied.analyzer)


def test_lost_vectors_are_computed_again(copied: Built) -> None:
    rows = vectors_folder(copied.folder, copied.encoder.name) / ROWS
    rows.write_bytes(rows.read_bytes()[:-1000])
    with Store.open(copied.folder) as store, VectorCache(copied.folder, copied.encoder) as cache:
        copied.build(store, cache)
        found = SearchIndex.open(store, copied.encoder, copied.analyzer).search(parse("Who cast the bell?"), 5)
    with Store.open(copied.folder) as store:
        assert 0 < len(copied.encoder.encoded) < 50
        assert any("bell" in p.english.text for _, p in store.passages([h.number for h in found.hits]) if p.english)


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("染坊的火是怎么烧起来的？", "染坊的火是怎麼燒起來的？"),
        ("光绪二十三年", "光緒二十三年"),
        ("镇上的人晚上在哪里学认字？", "鎮上的人晚上在哪裏學認字？"),
    ],
)
def test_a_question_in_either_script_finds_the_same(index: SearchIndex, simplified: str, traditional: str) -> None:
    plain = index.search(parse(simplified), 10)
    assert index.search(parse(traditional), 10) == plain
    assert plain.hits


def test_a_traditional_archive_is_found_by_either_script_as_a_simplified_one_is(
    built: Built, store: Store, index: SearchIndex, tmp_path: Path
) -> None:
    from opencc import OpenCC

    to_traditional = OpenCC("s2t")
    files = tmp_path / "files"
    for source in store.sources():
        target = files / Path(source.path).name
        files.mkdir(exist_ok=True)
        target.write_text(to_traditional.convert(Path(source.path).read_text(encoding="utf-8")), encoding="utf-8")
    other = Built(tmp_path / "archive", FakeEncoder(), built.analyzer)
    other.bring_up_to_date([files])
    with Store.open(other.folder) as traditional:
        assert any("陳" in p.chinese.text or "鎮" in p.chinese.text for _, _, p in every_passage(traditional) if p.chinese)
        theirs = SearchIndex.open(traditional, FakeEncoder(), built.analyzer)
        for text in ("光绪二十三年", "光緒二十三年", "染坊的火是怎麼燒起來的？"):
            best = [max(hit.query_coverage for hit in where.search(parse(text), 5).hits) for where in (index, theirs)]
            assert best[0] == pytest.approx(best[1], abs=0.02)
            assert best[0] > 0.7
        for phrase in ("染坊", "镇堤", "鎮堤"):
            for line in (f"zh:{phrase}", f'"{phrase}"'):
                assert len(traditional.select(parse(line).selection)) == len(store.select(parse(line).selection)) > 0
