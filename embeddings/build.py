"""Record -> a new generation of indexes, a generator of progress. Nobody sees it before it is whole.

ARCHIVE/index/GENERATION/  manifest.json  passages.npz  calibration.npz  en.faiss  zh.faiss  words/
                           readings.txt
ARCHIVE/CURRENT            names the live one
"""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexStale
from corpus.model import SIDES, AlignedPassage, Article, Side
from corpus.report import Progress
from corpus.selection import Selection
from corpus.store import Store
from embeddings import manifest
from embeddings.cache import VectorCache, folder_of, open_rows
from embeddings.calibration import SAMPLE, Sample, calibrate
from embeddings.encoder import Encoder
from embeddings.naming import NameTerms
from embeddings.reuse import Reusable, reusable
from embeddings.table import NO_ROW, PassageTable, Rows
from embeddings.texts import passage_text, sentence_texts
from embeddings.tokens import Terms, Tokenizer
from embeddings.vectors import build_vectors
from embeddings.words import build_words

CHUNK = 1024
"""Passages that are looked up, or encoded, at once."""


@dataclass
class _Rows:
    """The table while it grows."""

    numbers: list[int] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)
    passages: dict[Side, list[NDArray[np.int64]]] = field(default_factory=lambda: {side: [] for side in SIDES})
    sentences: dict[Side, list[NDArray[np.int64]]] = field(default_factory=lambda: {side: [] for side in SIDES})
    counts: dict[Side, list[int]] = field(default_factory=lambda: {side: [] for side in SIDES})


def build(
    store: Store, encoder: Encoder, cache: VectorCache, tokenizer: Tokenizer
) -> Generator[Progress, None, manifest.Manifest]:
    """Build the indexes of the whole record and make them the live ones. Vectors that are in the cache are not computed again,
    nor are passages read again that the live indexes have."""
    archive, fingerprint = store.folder, store.fingerprint
    name = f"{fingerprint[:16]}-{folder_of(archive, encoder.name).name}"
    target, part = archive / "index" / name, archive / "index" / (name + ".part")
    numbers = np.array(store.select(Selection()), dtype=np.int64)
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
    part: Path, store: Store, encoder: Encoder, cache: VectorCache, tokenizer: Tokenizer, numbers: Rows, old: Reusable | None
) -> Generator[Progress, None, manifest.Manifest]:
    """Write a generation into a folder. What is in `old` is not read from the record."""
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    kept = old.table.numbers if old else numbers[:0]
    fresh = numbers[~np.isin(numbers, kept)]
    table = yield from _table(store, cache, fresh, len(numbers))
    table = old.table.joined(table) if old else table
    table.save(part)
    vectors = open_rows(folder_of(store.folder, encoder.name), encoder.dimension)
    for side in SIDES:
        rows = table.passage_rows[side]
        build_vectors(part / f"{side}.faiss", vectors, rows[rows != NO_ROW])
    calibrate(encoder, {side: _sample(table, vectors, side) for side in SIDES}).save(part / "calibration.npz")
    names = NameTerms(tokenizer)
    terms = _terms(store, fresh, tokenizer, names)
    words = build_words(part / "words", terms, old.words if old else None, kept.tolist())
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


def _table(store: Store, cache: VectorCache, numbers: Rows, total: int) -> Generator[Progress, None, PassageTable]:
    """Which vectors some passages have, the last of `total`; missing ones are encoded on the way."""
    rows = _Rows()
    texts: dict[Side, list[str | None]] = {side: [] for side in SIDES}
    inside: dict[Side, list[list[str]]] = {side: [] for side in SIDES}

    def look_up() -> None:
        for side in SIDES:
            present = [k for k, text in enumerate(texts[side]) if text is not None]
            found = np.full(len(texts[side]), NO_ROW, dtype=np.int64)
            found[present] = cache.rows([text for text in texts[side] if text is not None])
            rows.passages[side].append(found)
            rows.counts[side] += [len(some) for some in inside[side]]
            rows.sentences[side].append(cache.rows([text for some in inside[side] for text in some]))
            texts[side].clear()
            inside[side].clear()

    last, before = "", total - len(numbers)
    for number, article, passage in _read(store, numbers):
        rows.numbers.append(number)
        rows.articles.append((rows.articles[-1] if rows.articles else 0) + (article.id != last))
        last = article.id
        for side in SIDES:
            texts[side].append(passage_text(article, passage, side))
            inside[side].append(sentence_texts(article, passage, side))
        if len(texts["en"]) >= CHUNK:
            look_up()
            yield Progress("index", before + len(rows.numbers), total)
    look_up()
    yield Progress("index", total, total)
    return PassageTable(
        np.array(rows.numbers, dtype=np.int64),
        np.array(rows.articles, dtype=np.int64),
        {side: np.concatenate(rows.passages[side]) for side in SIDES},
        {side: np.concatenate(rows.sentences[side]) for side in SIDES},
        {side: np.cumsum([0, *rows.counts[side]], dtype=np.int64) for side in SIDES},
    )


def _sample(table: PassageTable, vectors: NDArray[np.float16], side: Side) -> Sample:
    positions = table.positions(side)
    if len(positions) > SAMPLE:
        positions = np.sort(np.random.default_rng(0).choice(positions, SAMPLE, replace=False))
    rows, owners = table.sentences(positions, side)
    passages = np.asarray(vectors[table.passage_rows[side][positions]], dtype=np.float32)
    return Sample(passages, np.asarray(vectors[rows], dtype=np.float32), owners)


def _terms(store: Store, numbers: Rows, tokenizer: Tokenizer, names: NameTerms) -> Iterator[tuple[int, Terms]]:
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
