"""Reads files into the record, in batches. Unchanged files cost a stat call.

Killing the process loses at most the current batch: each batch is one transaction, and the next run resumes there. Neither the
files nor their rows are ever all in memory, so memory does not grow with the archive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from corpus.alignment.beads import sentence_texts
from corpus.alignment.outside_lines import lines_outside
from corpus.alignment.passages import align_article
from corpus.alignment.units import SentenceVectors
from corpus.errors import UnreadableSource
from corpus.ingesting.report import Progress, Report
from corpus.model import AlignedArticle, Article, Newspaper, Remark
from corpus.readers.folders import source_files
from corpus.readers.reading import Reading
from corpus.readers.registry import group_pairs, newspaper_of_folder, read_source
from corpus.storage.source_files import FORCE_REREAD, FileInfo
from corpus.storage.store import Store

BATCH_SENTENCES = 512
"""Sentences per batch, which is also the most that a killed process loses."""
_ENCODED_AT_ONCE = 8 * BATCH_SENTENCES
"""Sentences encoded per call for a file larger than a batch."""
_REMOVED_AT_ONCE = 500
"""Files removed per transaction."""


@dataclass(frozen=True, slots=True)
class _QueuedFile:
    """A file that was read and waits for alignment."""

    reading: Reading
    infos: tuple[FileInfo, ...]
    """One for the file, or two for a pair, the Chinese one first."""
    sentences: tuple[str, ...]


def ingest(
    store: Store, paths: Sequence[Path], model: SentenceVectors, newspaper: Newspaper | None = None, prune: bool = False
) -> Generator[Progress, None, Report]:
    """Bring the record up to date with the files under `paths`.

    `newspaper` is stored for each path. Missing files are removed from the record with `prune`, and reported without. A file
    with a problem is reported and stops nothing. Raises UnreadableSource for a path that does not exist or has no file to read,
    unless the record knows files there.
    """
    report = Report()
    for path in paths:
        _check_known_or_readable(store, path)
    roots = _outermost(paths)
    report.files = sum(1 for _ in _files(roots, paths, report.remarks))
    with store.transaction():
        for path in paths:
            if newspaper is not None and store.newspaper_of(path) != newspaper:
                store.set_newspaper(str(path), newspaper)
                store.mark_for_rereading(path)
    done = 0
    pending: list[_QueuedFile] = []
    for unit in group_pairs(_files(roots, paths, [])):
        yield Progress("read", min(done, report.files), report.files, report.passages)
        waiting = _read_if_changed(store, unit, prune, report)
        if waiting:
            pending.append(waiting)
        else:
            done += len(unit)
        if sum(len(p.sentences) for p in pending) >= BATCH_SENTENCES:
            _write(store, pending, model, report)
            _record_roots(store, paths)
            done += sum(len(p.infos) for p in pending)
            pending = []
    _write(store, pending, model, report)
    _record_roots(store, paths)
    _handle_missing_files(store, roots, report, prune)
    for restored in _restored_duplicates(store, report):
        _write(store, [restored], model, report)
    _complete_older_articles(store)
    yield Progress("read", report.files, report.files, report.passages)
    return report


def forget(store: Store, paths: Sequence[Path], model: SentenceVectors) -> Generator[Progress, None, Report]:
    """Remove everything read from these files and folders from the record; the files stay. The caller calls
    `Store.set_forgetting` when the indexes have forgotten them too; until then the same paths are not unknown. Raises UnreadableSource for a path
    that the record does not know, or that belongs to an indexed folder and would be read again."""
    report, roots, begun = Report(), store.roots(), store.forgetting()
    for path in paths:
        if path in begun:  # an interrupted run, of which the reader is told to repeat it
            continue
        parent_root = next((root for root in roots if root in path.parents), None)
        if parent_root:
            raise UnreadableSource(
                f"{path}: it belongs to the indexed folder {parent_root} and would be read again",
                f"Forget that folder, or move the file out of it and run `archive index --prune {parent_root}`.",
            )
        if path not in roots and next(store.paths_below(path), None) is None:
            known = ", ".join(map(str, roots)) or "nothing"
            raise UnreadableSource(f"{path}: the archive has nothing from this path", f"Indexed: {known}.")
    with store.transaction():
        store.set_forgetting(list(dict.fromkeys((*begun, *paths))))
    for path in paths:
        while batch := list(islice(store.paths_below(path), _REMOVED_AT_ONCE)):
            with store.transaction():
                for one in batch:
                    store.remove_source(one)
            report.removed += len(batch)
            yield Progress("read", report.removed, report.removed)
        with store.transaction():
            store.remove_root(path)
    for restored in _restored_duplicates(store, report):
        _write(store, [restored], model, report)
    report.files = report.removed
    return report


def _record_roots(store: Store, paths: Sequence[Path]) -> None:
    """Store the indexed paths once the record has articles from them, so that a run stopped early, because the folder was a
    mistake, leaves nothing for a later run to resume."""
    with store.transaction():
        for path in paths:
            store.add_root(path)


def _check_known_or_readable(store: Store, path: Path) -> None:
    """Reject a path without a file to read, unless the record knows files there."""
    if next(store.paths_below(path), None) is None:
        check_path(path)


def check_path(path: Path) -> None:
    """Raises UnreadableSource for a path that does not exist or has no file to read."""
    if not path.exists():
        raise UnreadableSource(f"{path}: there is no such file or folder", "Check the path, and run `archive index` again.")
    if next(source_files(path), None) is None:
        raise UnreadableSource(
            f"{path}: no file to read in this folder",
            "It should contain .md, .txt, .jsonl, .tsv or .tmx files; `archive manual formats` describes them.",
        )


def _outermost(paths: Sequence[Path]) -> list[Path]:
    """The paths that are not below another one."""
    unique = list(dict.fromkeys(paths))
    return [path for path in unique if not any(other in path.parents for other in unique)]


def _files(roots: Iterable[Path], paths: Iterable[Path], remarks: list[Remark]) -> Iterator[Path]:
    """Every file once, in a fixed order: those below the roots, then those given by name. Skipped files are added to
    `remarks`."""
    named = dict.fromkeys(path for path in paths if path.is_file())
    for root in roots:
        if root not in named and root.exists():
            yield from (path for path in source_files(root, remarks) if path not in named)
    yield from named


def _read_if_changed(store: Store, unit: Sequence[Path], prune: bool, report: Report) -> _QueuedFile | None:
    """The file, or pair, to write; None if it is unchanged, moved, or cannot be read."""
    before = [store.file_info(path) for path in unit]
    if _unchanged(unit, before, prune):
        report.unchanged += len(unit)
        report.remarks += store.remarks(map(str, unit))
        report.remarks += _duplicates(store, str(unit[0]), store.skipped_articles(str(unit[0])))
        return None
    try:
        reading, infos = _read_with_info(unit, _newspaper(store, unit[0]))
    except UnreadableSource as error:
        _remark(store, unit, [Remark("unreadable", str(unit[0]), error.message)], report)
        return None
    moved = [] if any(before) else _find_moved(store, infos)
    for old in moved:
        _forget_remarks(store, old.path)
    _remark(store, unit, reading.remarks, report)
    if all(old and _same_content(old, new) for old, new in zip(before, infos, strict=True)):
        with store.transaction():
            for info in infos:
                store.update_file_info(info)
        report.unchanged += len(infos)
        return None
    if moved:
        with store.transaction():
            for old, info in zip(moved, infos, strict=True):
                store.move_source(old.path, info)
        report.moved += len(infos)
        report.remarks += _duplicates(store, infos[0].path, store.skipped_articles(infos[0].path))
        # The file's name and folder may determine its date, title or newspaper.
        return None if _same_metadata(store, reading) else _queue(reading, infos)
    report.changed += sum(info is not None for info in before)
    report.added += sum(info is None for info in before)
    return _queue(reading, infos)


def _remark(store: Store, unit: Sequence[Path], remarks: Sequence[Remark], report: Report) -> None:
    """Add what was remarked on a file, or pair, to the report and to the record, in place of what was remarked before."""
    report.remarks += remarks
    paths = [*map(str, unit)]
    if store.remarks(paths) != list(remarks):
        with store.transaction():
            store.set_remarks(paths, remarks)


def _forget_remarks(store: Store, path: str) -> None:
    if store.remarks([path]):
        with store.transaction():
            store.remove_remarks(path)


def _duplicates(store: Store, path: str, articles: Iterable[str]) -> Iterator[Remark]:
    """A remark for each article of a file that was skipped because the archive has it already."""
    for one in articles:
        if store.has_article(one):
            holder = store.article(one).article.source.path
            where = "an earlier line" if holder == path else holder
            yield Remark("duplicate", path, f"article {one} is already in the archive, from {where}; this copy was skipped")


def _newspaper(store: Store, path: Path) -> Newspaper:
    return store.newspaper_of(path) or newspaper_of_folder(path)


def _read_with_info(unit: Sequence[Path], newspaper: Newspaper) -> tuple[Reading, tuple[FileInfo, ...]]:
    """The articles and file infos of a file or pair. Raises UnreadableSource."""
    try:
        stats = [path.stat() for path in unit]  # before reading: a file that changes meanwhile is read again next time
    except OSError as error:
        raise UnreadableSource(f"{error.filename}: {error.strerror}", "The file was skipped.") from error
    reading = read_source(unit[0], newspaper)
    sources = [source for source in (reading.source, reading.english_source) if source]
    if [source.path for source in sources] != [str(path) for path in unit]:
        raise UnreadableSource(
            f"{unit[0]}: its partner file appeared or disappeared while it was read", "Run `archive index` again."
        )
    partners = [source.path for source in reversed(sources)] if len(sources) == 2 else [""]
    return reading, tuple(
        FileInfo(source.path, source.sha256, stat.st_size, stat.st_mtime_ns, partner)
        for source, stat, partner in zip(sources, stats, partners, strict=True)
    )


def _unchanged(unit: Sequence[Path], before: Sequence[FileInfo | None], prune: bool) -> bool:
    first = before[0]
    if first is None:
        return False
    if first.partner and len(unit) == 1 and _is_missing(first.partner):
        return not prune  # half of a pair is missing: its article stays until it is pruned
    if first.partner != (str(unit[1]) if len(unit) > 1 else ""):
        return False
    return all(info is not None and _same_stat(path, info) for path, info in zip(unit, before, strict=True))


def _is_missing(path: str) -> bool:
    """Whether the file does not exist. A file in an unreadable folder is not gone."""
    try:
        Path(path).stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _same_stat(path: Path, before: FileInfo) -> bool:
    try:
        stat = path.stat()
    except OSError:
        return False
    return (stat.st_size, stat.st_mtime_ns) == (before.size, before.mtime_ns)


def _same_content(before: FileInfo, now: FileInfo) -> bool:
    return (before.sha256, before.partner) == (now.sha256, now.partner) and before.size != FORCE_REREAD


def _find_moved(store: Store, infos: Sequence[FileInfo]) -> list[FileInfo]:
    """The known but missing files with the same content, which have therefore moved here; both of a pair, or none."""
    for first in store.files_with_hash(infos[0].sha256):
        if not _is_missing(first.path):
            continue
        second = store.file_info(Path(first.partner)) if first.partner else None
        if len(infos) == 1 and not first.partner:
            return [first]
        if len(infos) == 2 and second and second.sha256 == infos[1].sha256 and _is_missing(second.path):
            return [first, second]
    return []


def _same_metadata(store: Store, reading: Reading) -> bool:
    """Whether the record has the same metadata for a file's articles as reading it gives."""
    heads = set(map(_metadata, reading.articles))
    return all(_metadata(aligned.article) in heads for aligned in store.articles_of_source(reading.source.path))


def _metadata(a: Article) -> tuple[object, ...]:
    return (a.id, a.newspaper, a.date, a.page, a.column, a.title_en, a.title_zh, a.author_en, a.author_zh)


def _queue(reading: Reading, infos: tuple[FileInfo, ...]) -> _QueuedFile:
    return _QueuedFile(reading, infos, tuple(text for article in reading.articles for text in sentence_texts(article)))


def _write(store: Store, pending: Sequence[_QueuedFile], model: SentenceVectors, report: Report) -> None:
    """Encode the sentences of a batch together, then align its articles one by one and store them in one transaction."""
    texts = [text for waiting in pending for text in waiting.sentences]
    for at in range(0, len(texts), _ENCODED_AT_ONCE):
        model.vectors(texts[at : at + _ENCODED_AT_ONCE])
    with store.transaction():
        for waiting in pending:
            reading, infos = waiting.reading, waiting.infos
            english = (reading.english_source, infos[1]) if reading.english_source else None
            # One article at a time: a JSON Lines file may have a hundred thousand.
            passages: Counter[str] = Counter()
            articles = (_count_passages(align_article(article, model), passages) for article in reading.articles)
            duplicates = store.add_source(reading.source, infos[0], articles, english)
            report.remarks += _duplicates(store, reading.source.path, duplicates)
            report.articles += len(reading.articles) - len(duplicates)
            report.passages += sum(count for id, count in passages.items() if id not in duplicates)


def _count_passages(aligned: AlignedArticle, passages: Counter[str]) -> AlignedArticle:
    passages[aligned.article.id] += len(aligned.passages)
    return aligned


def _restored_duplicates(store: Store, report: Report) -> Iterator[_QueuedFile]:
    """Files with an article that was skipped as a duplicate of one that has been removed or changed since."""
    for path in map(Path, store.sources_with_lost_duplicates()):
        try:
            unit = next(group_pairs([path]))
            reading, infos = _read_with_info(unit, _newspaper(store, unit[0]))
        except UnreadableSource:
            continue  # the next run that reads the file reports it
        if all(store.has_article(article.id) for article in reading.articles):
            continue  # another file with the same article has already replaced it
        report.remarks[:] = [r for r in report.remarks if (r.kind, r.path) != ("duplicate", str(path))]
        yield _queue(reading, infos)


def _complete_older_articles(store: Store) -> None:
    """Add the lines to articles that an older version wrote and whose file was not read again, because it is missing or belongs
    to another folder."""
    while batch := store.sources_without_checksum(_REMOVED_AT_ONCE):
        with store.transaction():
            for path in batch:
                articles = [one for one in store.articles_of_source(path) if not one.lines]
                lines = (lines_outside(one.article, one.beads, one.passages) for one in articles)
                store.complete_source(path, [replace(one, lines=own) for one, own in zip(articles, lines, strict=True)])


def _handle_missing_files(store: Store, roots: Sequence[Path], report: Report, prune: bool) -> None:
    for path in store.paths_with_remarks():
        if _is_missing(path) and store.file_info(Path(path)) is None:  # it could not be read, and is gone
            _forget_remarks(store, path)
    missing = (path for root in roots for path in store.paths_below(root) if _is_missing(path))
    while batch := list(islice(missing, _REMOVED_AT_ONCE)):
        if prune:
            with store.transaction():
                for path in batch:
                    store.remove_source(path)
            report.removed += len(batch)
        else:
            message = "the file is missing; its articles are kept (`archive index --prune` removes them)"
            report.remarks += [Remark("missing", path, message) for path in batch]
