"""Builds a new generation of indexes from the record, reporting progress. Readers see it only when it is complete.

ARCHIVE/index/GENERATION/  manifest.json  passages/  calibration.npz  words/  lines/  readings.txt
                           en.*  zh.*  files of the vector backend, such as en.faiss
ARCHIVE/CURRENT            names the live generation
"""

from __future__ import annotations

import shutil
from array import array
from bisect import bisect_right
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexStale
from corpus.ingesting.report import Progress
from corpus.model import SIDES, AlignedPassage, Article, Heading, Side
from corpus.selection import Selection
from corpus.storage.store import Store
from embeddings.index import manifest
from embeddings.index.backend_registry import load_backend
from embeddings.index.calibration import CALIBRATION, SAMPLE, Sample, calibrate
from embeddings.index.embedded_texts import passage_text, sentence_texts
from embeddings.index.embedding_cache import VectorCache, open_rows, vectors_folder
from embeddings.index.incremental import PreviousGeneration, previous_generation
from embeddings.index.inverted_index import build_inverted_index
from embeddings.index.manifest import DEFAULT_BACKEND
from embeddings.index.passage_table import NO_ROW, PassageTable, Rows, TableWriter
from embeddings.model.encoder import Encoder
from embeddings.text.analyzer import Analyzer, Terms
from embeddings.text.names import NameTerms

CHUNK = 1024
"""Passages that are read, or encoded, at once."""


def build(
    store: Store,
    encoder: Encoder,
    cache: VectorCache,
    analyzer: Analyzer,
    measure_background: Callable[[Path], dict[Side, float]],
    vector_backend: str = DEFAULT_BACKEND,
) -> Generator[Progress, None, manifest.Manifest]:
    """Build the indexes of the whole record and make them the live ones. Vectors that are in the cache are not computed again,
    and passages that the live indexes have are not read again. `measure_background` gives `Calibration.background` for a folder
    with finished indexes, `vector_backend` is the name of an installed backend."""
    archive, fingerprint = store.folder, store.fingerprint
    name = f"{fingerprint[:16]}-{vectors_folder(archive, encoder.name).name}"
    if vector_backend != DEFAULT_BACKEND:
        name += f"-{vector_backend}"
    target, part = archive / "index" / name, archive / "index" / (name + ".part")
    numbers = np.asarray(store.select(Selection()), dtype=np.int64)
    writer = _GenerationWriter(part, store, encoder, cache, analyzer, measure_background, vector_backend)
    try:
        built = yield from writer.write(numbers, previous_generation(store, encoder, cache, analyzer, numbers))
    except IndexStale:  # the live generation looked complete, but cannot be read
        built = yield from writer.write(numbers, None)
    store.note_indexed(fingerprint)
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    manifest.make_current(archive, name)
    _remove_others(archive, name)
    yield Progress("index", len(numbers), len(numbers))
    return built


@dataclass(frozen=True, slots=True)
class _GenerationWriter:
    """Writes a generation into a folder."""

    folder: Path
    store: Store
    encoder: Encoder
    cache: VectorCache
    analyzer: Analyzer
    measure_background: Callable[[Path], dict[Side, float]]
    vector_backend: str

    def write(self, numbers: Rows, previous: PreviousGeneration | None) -> Generator[Progress, None, manifest.Manifest]:
        """Write the indexes of the passages with these numbers. Passages in `previous` are not read from the record."""
        backend = load_backend(self.vector_backend)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        kept = previous.numbers if previous else numbers[:0]
        added = numbers[~np.isin(numbers, kept)]
        table = yield from _write_table(self.folder, self.store, self.cache, added, len(numbers), previous)
        vectors = open_rows(vectors_folder(self.store.folder, self.encoder.name), self.encoder.dimension)
        for side in SIDES:
            rows = table.passage_rows[side]
            reusable = previous.vectors(side, self.vector_backend) if previous else None
            backend.build(self.folder, side, vectors, rows[rows != NO_ROW], reusable)
        samples = {side: _sample(table, vectors, side) for side in SIDES}
        calibration = calibrate(self.encoder, samples)
        calibration.save(self.folder / CALIBRATION)
        names = NameTerms(self.analyzer)
        terms = _terms(self.store, added, self.analyzer, names)
        words = build_inverted_index(
            self.folder / "words", terms, previous.words if previous else None, array("q", kept.tobytes())
        )
        names.readings.save(self.folder)
        lines = self._write_lines(previous)
        self._manifest(table, words, lines).save(self.folder)
        replace(calibration, background=self.measure_background(self.folder)).save(self.folder / CALIBRATION)
        built = self._manifest(table, words, lines)
        built.save(self.folder)
        return built

    def _write_lines(self, previous: PreviousGeneration | None) -> Sequence[int]:
        """Write the inverted index of the lines that are in no passage. Returns their numbers."""
        numbers = self.store.select_lines(Selection())
        kept = numbers[: bisect_right(numbers, previous.last_line)] if previous else numbers[:0]
        terms = _line_terms(self.store, numbers[len(kept) :], self.analyzer)
        build_inverted_index(self.folder / "lines", terms, previous.lines if previous else None, kept)
        return numbers

    def _manifest(self, table: PassageTable, words: int, lines: Sequence[int]) -> manifest.Manifest:
        return manifest.Manifest(
            version=manifest.VERSION,
            model=self.encoder.name,
            dimension=self.encoder.dimension,
            record=self.store.fingerprint,
            passages=len(table),
            english=table.count("en"),
            chinese=table.count("zh"),
            sentences=sum(len(table.sentence_rows[side]) for side in SIDES),
            rows=table.rows,
            words=words,
            analyzer=self.analyzer.version,
            cache_state=self.cache.state,
            files=manifest.sizes(self.folder),
            lines=len(lines),
            last_line=lines[-1] if lines else 0,
            vector_backend=self.vector_backend,
            hashes=manifest.hashes(self.folder),
        )


def _read(store: Store, numbers: Rows) -> Iterator[tuple[int, Article, AlignedPassage]]:
    """Read passages by their numbers, CHUNK at a time."""
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK].tolist()
        yield from ((number, *found) for number, found in zip(chunk, store.passages(chunk), strict=True))


def _write_table(
    folder: Path, store: Store, cache: VectorCache, added: Rows, total: int, previous: PreviousGeneration | None
) -> Generator[Progress, None, PassageTable]:
    """Write the passage table: the passages in `previous`, then the `added` ones; `total` in all."""
    with TableWriter(folder) as writer:
        articles = 0
        if previous and len(previous.table):
            articles = int(previous.table.articles[-1])
            for part in previous.table.parts(previous.positions, CHUNK):
                writer.add(part)
        done = total - len(added)
        for part in _tables(store, cache, added, articles):
            writer.add(part)
            done += len(part)
            yield Progress("index", done, total)
    return PassageTable.load(folder)


def _tables(store: Store, cache: VectorCache, numbers: Rows, articles: int) -> Iterator[PassageTable]:
    """Tables of CHUNK passages each; texts without a vector are encoded on the way. Articles are numbered from `articles` + 1."""
    last = ""
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        owners, days, pages = np.zeros((3, len(chunk)), dtype=np.int64)
        texts: dict[Side, list[str | None]] = {side: [] for side in SIDES}
        sentences: dict[Side, list[list[str]]] = {side: [] for side in SIDES}
        for k, (_, article, passage) in enumerate(_read(store, chunk)):
            articles += article.id != last
            last, owners[k] = article.id, articles
            days[k], pages[k] = article.date.toordinal() if article.date else 0, article.page or 0
            for side in SIDES:
                texts[side].append(passage_text(article, passage, side))
                sentences[side].append(sentence_texts(article, passage, side))
        yield PassageTable(
            chunk,
            owners,
            days,
            pages,
            {side: _rows(cache, texts[side]) for side in SIDES},
            {side: cache.rows([text for of_passage in sentences[side] for text in of_passage]) for side in SIDES},
            {side: np.cumsum([0, *map(len, sentences[side])], dtype=np.int64) for side in SIDES},
        )


def _rows(cache: VectorCache, texts: list[str | None]) -> Rows:
    """The row of each text, NO_ROW where there is no text."""
    rows = np.full(len(texts), NO_ROW, dtype=np.int64)
    rows[[k for k, text in enumerate(texts) if text is not None]] = cache.rows([text for text in texts if text is not None])
    return rows


def _sample(table: PassageTable, vectors: NDArray[np.float16], side: Side) -> Sample:
    """SAMPLE passages for the calibration, all where there are fewer."""
    positions = table.positions(side)
    if len(positions) > SAMPLE:
        positions = np.sort(np.random.default_rng(0).choice(positions, SAMPLE, replace=False))
    rows, owners = table.sentences(positions, side)
    passages = np.asarray(vectors[table.passage_rows[side][positions]], dtype=np.float32)
    return Sample(passages, np.asarray(vectors[rows], dtype=np.float32), owners)


def _terms(store: Store, numbers: Rows, analyzer: Analyzer, names: NameTerms) -> Iterator[tuple[int, Terms]]:
    """Numbers and terms of passages, their articles' titles and the headings above them included. The vectors are those of
    the title and the text alone (measured on real documents: with the heading R@1 falls from .887 to .875)."""
    for number, article, passage in _read(store, numbers):
        english, chinese = (
            "\n".join((article.title(side), _text(passage.heading, side), _text(passage, side))) for side in SIDES
        )
        # Latin words and figures in the Chinese are indexed as English terms.
        both = f"{english}\n{chinese}"
        terms = Terms(analyzer.english(both), analyzer.words(chinese), analyzer.bigrams(both), analyzer.forms(both))
        yield number, replace(terms, names=names.terms(both, chinese, terms.words, article.glossary))


def _line_terms(store: Store, numbers: Sequence[int], analyzer: Analyzer) -> Iterator[tuple[int, Terms]]:
    """Numbers and terms of lines. They are found by their characters and words, not by stems: they answer no question."""
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        for number, (_, line) in zip(chunk, store.lines(chunk), strict=True):
            both = "\n".join(_text(line, side) for side in SIDES)
            yield number, Terms((), (), analyzer.bigrams(both), analyzer.forms(both))


def _text(unit: AlignedPassage | Heading | None, side: Side) -> str:
    excerpt = unit.excerpt(side) if unit else None
    return excerpt.text if excerpt else ""


def _remove_others(archive: Path, name: str) -> None:
    """Remove generations that are no longer live. One that another process has open may stay until the next build."""
    for folder in (archive / "index").iterdir():
        if folder.name != name:
            shutil.rmtree(folder, ignore_errors=True)
