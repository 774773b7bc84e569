"""Record -> a new generation of indexes, a generator of progress. Nobody sees it before it is whole.

ARCHIVE/index/GENERATION/  manifest.json  passages/  calibration.npz  en.faiss  zh.faiss  words/
                           readings.txt
ARCHIVE/CURRENT            names the live one
"""

from __future__ import annotations

import shutil
from array import array
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexStale
from corpus.ingesting.report import Progress
from corpus.model import SIDES, AlignedPassage, Article, Side
from corpus.selection import Selection
from corpus.storage.store import Store
from embeddings.index import manifest
from embeddings.index.calibration import SAMPLE, Sample, calibrate
from embeddings.index.embedded_texts import passage_text, sentence_texts
from embeddings.index.embedding_cache import VectorCache, folder_of, open_rows
from embeddings.index.incremental import Reusable, reusable
from embeddings.index.inverted_index import build_inverted_index
from embeddings.index.passage_table import NO_ROW, PassageTable, Rows, TableWriter
from embeddings.index.vector_index import build_vector_index
from embeddings.model.encoder import Encoder
from embeddings.text.analyzer import Analyzer, Terms
from embeddings.text.names import NameTerms

CHUNK = 1024
"""Passages that are looked up, or encoded, at once."""


def build(
    store: Store, encoder: Encoder, cache: VectorCache, tokenizer: Analyzer
) -> Generator[Progress, None, manifest.Manifest]:
    """Build the indexes of the whole record and make them the live ones. Vectors that are in the cache are not computed again,
    nor are passages read again that the live indexes have."""
    archive, fingerprint = store.folder, store.fingerprint
    name = f"{fingerprint[:16]}-{folder_of(archive, encoder.name).name}"
    target, part = archive / "index" / name, archive / "index" / (name + ".part")
    numbers = np.asarray(store.select(Selection()), dtype=np.int64)
    try:
        card = yield from _write(
            part, store, encoder, cache, tokenizer, numbers, reusable(store, encoder, cache, tokenizer, numbers)
        )
    except IndexStale:  # what looked whole cannot be read
        card = yield from _write(part, store, encoder, cache, tokenizer, numbers, None)
    store.note_indexed(fingerprint)
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    manifest.make_current(archive, name)
    _remove_others(archive, name)
    yield Progress("index", len(numbers), len(numbers))
    return card


def _write(
    part: Path, store: Store, encoder: Encoder, cache: VectorCache, tokenizer: Analyzer, numbers: Rows, old: Reusable | None
) -> Generator[Progress, None, manifest.Manifest]:
    """Write a generation into a folder. What is in `old` is not read from the record."""
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    kept = old.numbers if old else numbers[:0]
    fresh = numbers[~np.isin(numbers, kept)]
    table = yield from _table(part, store, cache, fresh, len(numbers), old)
    vectors = open_rows(folder_of(store.folder, encoder.name), encoder.dimension)
    for side in SIDES:
        rows = table.passage_rows[side]
        build_vector_index(part, side, vectors, rows[rows != NO_ROW], old.vectors(side) if old else None)
    calibrate(encoder, {side: _sample(table, vectors, side) for side in SIDES}).save(part / "calibration.npz")
    names = NameTerms(tokenizer)
    terms = _terms(store, fresh, tokenizer, names)
    words = build_inverted_index(part / "words", terms, old.words if old else None, array("q", kept.tobytes()))
    names.readings.save(part)
    card = manifest.Manifest(
        version=manifest.VERSION,
        model=encoder.name,
        dimension=encoder.dimension,
        record=store.fingerprint,
        passages=len(table),
        english=table.count("en"),
        chinese=table.count("zh"),
        sentences=sum(len(table.sentence_rows[side]) for side in SIDES),
        rows=table.rows,
        words=words,
        cut=tokenizer.recipe,
        vectors=cache.state,
        files=manifest.sizes(part),
    )
    card.save(part)
    return card


def _read(store: Store, numbers: Rows) -> Iterator[tuple[int, Article, AlignedPassage]]:
    """Passages by their numbers, some at a time."""
    for at in range(0, len(numbers), CHUNK):
        some = numbers[at : at + CHUNK].tolist()
        yield from ((number, *found) for number, found in zip(some, store.passages(some), strict=True))


def _table(
    part: Path, store: Store, cache: VectorCache, fresh: Rows, total: int, old: Reusable | None
) -> Generator[Progress, None, PassageTable]:
    """Write which vectors the passages have, `total` in all: those in `old`, then the `fresh` ones."""
    with TableWriter(part) as writer:
        articles = 0
        if old and len(old.table):
            articles = int(old.table.articles[-1])
            for some in old.table.parts(old.positions, CHUNK):
                writer.add(some)
        done = total - len(fresh)
        for some in _tables(store, cache, fresh, articles):
            writer.add(some)
            done += len(some)
            yield Progress("index", done, total)
    return PassageTable.load(part)


def _tables(store: Store, cache: VectorCache, numbers: Rows, articles: int) -> Iterator[PassageTable]:
    """Which vectors some passages have, CHUNK of them at a time; missing ones are encoded on the way. `articles`: the number
    after which theirs begin."""
    last = ""
    for at in range(0, len(numbers), CHUNK):
        some = numbers[at : at + CHUNK]
        owners, days, pages = np.zeros((3, len(some)), dtype=np.int64)
        texts: dict[Side, list[str | None]] = {side: [] for side in SIDES}
        inside: dict[Side, list[list[str]]] = {side: [] for side in SIDES}
        for k, (_, article, passage) in enumerate(_read(store, some)):
            articles += article.id != last
            last, owners[k] = article.id, articles
            days[k], pages[k] = article.date.toordinal() if article.date else 0, article.page or 0
            for side in SIDES:
                texts[side].append(passage_text(article, passage, side))
                inside[side].append(sentence_texts(article, passage, side))
        yield PassageTable(
            some,
            owners,
            days,
            pages,
            {side: _rows(cache, texts[side]) for side in SIDES},
            {side: cache.rows([text for sentences in inside[side] for text in sentences]) for side in SIDES},
            {side: np.cumsum([0, *map(len, inside[side])], dtype=np.int64) for side in SIDES},
        )


def _rows(cache: VectorCache, texts: list[str | None]) -> Rows:
    """The row of each text, NO_ROW where there is none."""
    found = np.full(len(texts), NO_ROW, dtype=np.int64)
    found[[k for k, text in enumerate(texts) if text is not None]] = cache.rows([text for text in texts if text is not None])
    return found


def _sample(table: PassageTable, vectors: NDArray[np.float16], side: Side) -> Sample:
    positions = table.positions(side)
    if len(positions) > SAMPLE:
        positions = np.sort(np.random.default_rng(0).choice(positions, SAMPLE, replace=False))
    rows, owners = table.sentences(positions, side)
    passages = np.asarray(vectors[table.passage_rows[side][positions]], dtype=np.float32)
    return Sample(passages, np.asarray(vectors[rows], dtype=np.float32), owners)


def _terms(store: Store, numbers: Rows, tokenizer: Analyzer, names: NameTerms) -> Iterator[tuple[int, Terms]]:
    """The terms of some passages, their titles' among them."""
    for number, article, passage in _read(store, numbers):
        english = f"{article.title_en}\n{passage.english.text if passage.english else ''}"
        chinese = f"{article.title_zh}\n{passage.chinese.text if passage.chinese else ''}"
        # Latin words and figures of the Chinese side are found as English terms are.
        both = f"{english}\n{chinese}"
        found = Terms(tokenizer.english(both), tokenizer.words(chinese), tokenizer.bigrams(chinese), tokenizer.forms(both))
        yield number, replace(found, names=names.terms(both, chinese, found.words, article.glossary))


def _remove_others(archive: Path, name: str) -> None:
    """Remove generations that are no longer live. One that another process still has open may stay until the next build."""
    for folder in (archive / "index").iterdir():
        if folder.name != name:
            shutil.rmtree(folder, ignore_errors=True)
