"""Files into the record, a batch at a time; unchanged files cost a stat call.

Killing the process loses at most the batch in flight: each batch is one transaction, and the next run goes on from there.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.align import SentenceVectors
from corpus.beads import sentence_texts
from corpus.errors import UnreadableSource
from corpus.model import Newspaper
from corpus.passages import align_article
from corpus.readers.reading import Reading, Remark
from corpus.readers.registry import newspaper_of_folder, read_source, read_together, source_files
from corpus.store import READ_AGAIN, Stamp, Store

BATCH_SENTENCES = 512
"""Sentences that are encoded together, and so what a stop can lose."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    stage: str
    """`read` or `index`."""
    done: int
    total: int
    """Files, or passages."""


@dataclass
class Report:
    """What a run did."""

    files: int = 0
    """Files found under the given paths."""
    unchanged: int = 0
    added: int = 0
    changed: int = 0
    moved: int = 0
    removed: int = 0
    articles: int = 0
    """Articles written by this run."""
    passages: int = 0
    remarks: list[Remark] = field(default_factory=list)

    @property
    def touched(self) -> bool:
        return bool(self.added or self.changed or self.moved or self.removed)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A file that was read and waits to be aligned."""

    reading: Reading
    stamps: tuple[Stamp, ...]
    """Of the file, or of the two of a pair, the Chinese one first."""
    sentences: tuple[str, ...]


def ingest(
    store: Store, paths: Sequence[Path], model: SentenceVectors, newspaper: Newspaper | None = None, prune: bool = False
) -> Generator[Progress, None, Report]:
    """Bring the record up to date with the files under `paths`.

    `newspaper` is remembered for each path. Files of these paths that are gone are forgotten with `prune`, remarked on
    without. Raises UnreadableSource for a path that does not exist, or that holds no file to read; a file with a problem
    is a remark and stops nothing.
    """
    report = Report()
    pending: list[_Pending] = []
    files = _files(paths)
    report.files = sum(map(len, files))
    if newspaper is not None:
        with store.transaction():
            for path in paths:
                if store.newspaper_of(path) != newspaper:
                    store.remember_newspaper(str(path), newspaper)
                    store.read_again(path)
    known = store.stamps()
    by_hash = {stamp.sha256: stamp for stamp in known.values()}
    for number, unit in enumerate(files):
        yield Progress("read", number, len(files))
        before = [known.get(str(path)) for path in unit]
        if _unchanged(unit, before, prune):
            report.unchanged += len(unit)
            continue
        waiting = _read(store, unit, before, by_hash, report)
        if waiting:
            pending.append(waiting)
            report.changed += sum(stamp is not None for stamp in before)
            report.added += sum(stamp is None for stamp in before)
        if sum(len(p.sentences) for p in pending) >= BATCH_SENTENCES:
            _write(store, pending, model, report)
            pending = []
    _write(store, pending, model, report)
    _missing(store, paths, known, report, prune)
    if report.changed or report.removed:
        _write(store, _freed(store, report), model, report)
    yield Progress("read", len(files), len(files))
    return report


def _files(paths: Iterable[Path]) -> list[tuple[Path, ...]]:
    """The files, each with the one that it is read together with."""
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise UnreadableSource(f"{path}: there is no such file or folder", "Check the path, and run `archive index` again.")
        here = dict.fromkeys(source_files(path))
        found.update(here)
        if not here:
            raise UnreadableSource(
                f"{path}: no file to read in this folder",
                "It should hold .md, .txt, .jsonl, .tsv or .tmx files; README.md shows their form.",
            )
    return list(read_together(found))


def _read_stamped(unit: Sequence[Path], newspaper: Newspaper) -> tuple[Reading, tuple[Stamp, ...]]:
    """The articles of a file, or of a pair, and the stamps. Raises UnreadableSource."""
    try:
        stats = [path.stat() for path in unit]  # before it is read: a file that changes meanwhile is read again next time
    except OSError as error:
        raise UnreadableSource(f"{error.filename}: {error.strerror}", "The file was left out.") from error
    reading = read_source(unit[0], newspaper)
    sources = [source for source in (reading.source, reading.english_source) if source]
    if [source.path for source in sources] != [str(path) for path in unit]:
        raise UnreadableSource(f"{unit[0]}: a file of its pair came or went while it was read", "Run `archive index` again.")
    partners = [source.path for source in reversed(sources)] if len(sources) == 2 else [""]
    return reading, tuple(
        Stamp(source.path, source.sha256, stat.st_size, stat.st_mtime_ns, partner)
        for source, stat, partner in zip(sources, stats, partners, strict=True)
    )


def _unchanged(unit: Sequence[Path], before: Sequence[Stamp | None], prune: bool) -> bool:
    first = before[0]
    if first is None:
        return False
    if first.partner and len(unit) == 1 and not Path(first.partner).exists():
        return not prune  # half of a pair is gone: until it is pruned, its article is kept as it was
    if first.partner != (str(unit[1]) if len(unit) > 1 else ""):
        return False
    return all(stamp is not None and _same_stat(path, stamp) for path, stamp in zip(unit, before, strict=True))


def _same_stat(path: Path, before: Stamp) -> bool:
    try:
        stat = path.stat()
    except OSError:
        return False
    return (stat.st_size, stat.st_mtime_ns) == (before.size, before.mtime_ns)


def _read(
    store: Store, unit: Sequence[Path], before: Sequence[Stamp | None], by_hash: dict[str, Stamp], report: Report
) -> _Pending | None:
    """Read one file, or a pair; None where there is nothing to align: it was only touched, or moved, or cannot be read."""
    path = unit[0]
    newspaper = store.newspaper_of(path) or newspaper_of_folder(path)
    try:
        reading, stamps = _read_stamped(unit, newspaper)
    except UnreadableSource as error:
        report.remarks.append(Remark("unreadable", str(path), error.message))
        return None
    report.remarks.extend(reading.remarks)
    if all(old and _same_content(old, new) for old, new in zip(before, stamps, strict=True)):
        with store.transaction():
            for stamp in stamps:
                store.restamp(stamp)
        report.unchanged += len(stamps)
        return None
    twins = _moved([by_hash.get(stamp.sha256) for stamp in stamps])
    if twins and not any(before):
        with store.transaction():
            for twin, stamp in zip(twins, stamps, strict=True):
                store.move_source(twin.path, stamp)
                by_hash[stamp.sha256] = stamp
        report.moved += len(stamps)
        return None
    return _pending(reading, stamps)


def _same_content(before: Stamp, now: Stamp) -> bool:
    return (before.sha256, before.partner) == (now.sha256, now.partner) and before.size != READ_AGAIN


def _moved(twins: Sequence[Stamp | None]) -> list[Stamp]:
    """The known files of the same content, where they are gone: the new ones are they. Of a pair both, or none."""
    gone = [twin for twin in twins if twin and not Path(twin.path).exists()]
    partners = [gone[1].path, gone[0].path] if len(gone) == 2 else [""]
    return gone if len(gone) == len(twins) and [twin.partner for twin in gone] == partners else []


def _pending(reading: Reading, stamps: tuple[Stamp, ...]) -> _Pending:
    return _Pending(reading, stamps, tuple(text for article in reading.articles for text in sentence_texts(article)))


def _write(store: Store, pending: Sequence[_Pending], model: SentenceVectors, report: Report) -> None:
    """Encode a batch's sentences at once, align its articles and store them in one transaction."""
    if not pending:
        return
    model.vectors([text for waiting in pending for text in waiting.sentences])
    aligned = [[align_article(article, model) for article in waiting.reading.articles] for waiting in pending]
    with store.transaction():
        for waiting, articles in zip(pending, aligned, strict=True):
            reading, stamps = waiting.reading, waiting.stamps
            english = (reading.english_source, stamps[1]) if reading.english_source else None
            twice = store.add_source(reading.source, stamps[0], articles, english)
            for one in twice:
                message = f"article {one} is in the archive already; this copy was left out"
                report.remarks.append(Remark("duplicate", reading.source.path, message))
            report.articles += len(articles) - len(twice)
            report.passages += sum(len(a.passages) for a in articles if a.article.id not in twice)


def _freed(store: Store, report: Report) -> list[_Pending]:
    """Files that were left out as duplicates of an article that went since, or that changed its file."""
    freed = []
    for path in map(Path, store.sources_without_articles()):
        try:
            unit = next(read_together([path]))
            reading, stamps = _read_stamped(unit, store.newspaper_of(unit[0]) or newspaper_of_folder(unit[0]))
        except UnreadableSource:
            continue  # the next run that reads it says so
        if not all(store.has_article(article.id) for article in reading.articles):
            report.remarks[:] = [r for r in report.remarks if (r.kind, r.path) != ("duplicate", str(path))]
            freed.append(_pending(reading, stamps))
    return freed


def _missing(store: Store, paths: Sequence[Path], known: dict[str, Stamp], report: Report, prune: bool) -> None:
    gone = [
        path
        for path in store.stamps()
        if path in known and any(Path(path).is_relative_to(folder) for folder in paths) and not Path(path).exists()
    ]
    for path in gone:
        if prune:
            with store.transaction():
                store.remove_source(path)
            report.removed += 1
        else:
            message = "the file is gone; its articles are kept (`archive index --prune` forgets them)"
            report.remarks.append(Remark("missing", path, message))
