"""Counts, coverage and sizes of an archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.text.i18n import N_, translate, translate_plural
from assistant.text.wrap import left, right
from corpus.errors import SearchIndexError
from corpus.storage.store import Store
from embeddings.index import manifest

_HEADS = ((N_("Days"), 4), (N_("Articles"), 8), (N_("Passages"), 8))


def gather_statistics(folder: Path) -> dict[str, Any]:
    """Counts, coverage, newspapers, model and sizes of an archive. Raises RecordMissing, RecordBroken."""
    with Store.open(folder) as store:
        coverage = [
            {"month": f"{m.year}-{m.month:02}", "days": m.days, "articles": m.articles, "passages": m.passages}
            for m in store.coverage()
        ]
        found: dict[str, Any] = {
            "archive": str(folder),
            "files": store.count("source"),
            "articles": store.count("article"),
            "passages": store.count("passage"),
            "newspapers": [{"name": str(name), "articles": count} for name, count in store.newspapers()],
            "coverage": coverage,
        }
    try:
        card = manifest.Manifest.load(manifest.current(folder))
        found["index"] = {
            "model": card.model,
            "dimension": card.dimension,
            "passages": card.passages,
            "sentences": card.sentences,
        }
    except SearchIndexError as error:
        found["index"] = None
        found["index_fault"] = error.message
    found["bytes"] = {
        "record": _size(folder / "archive.db"),
        "vectors": _size(folder / "vectors"),
        "index": _size(folder / "index"),
    }
    return found


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def statistics_text(found: dict[str, Any]) -> str:
    """The statistics for a terminal, with a bar of articles for each month."""
    index = found["index"]
    facts = [(name, str(found[name.lower()])) for name in (N_("Archive"), N_("Files"), N_("Articles"), N_("Passages"))]
    if index:
        facts.append((N_("Model"), translate("{model} ({count} dimensions)", model=index["model"], count=index["dimension"])))
    else:
        facts.append((N_("Index"), found["index_fault"]))
    facts.append((N_("Size"), ", ".join(f"{translate(name)} {size / 1e6:.1f} MB" for name, size in found["bytes"].items())))
    for one in found["newspapers"]:
        articles = translate_plural(one["articles"], "{count} article", "{count} articles")
        facts.append((N_("Newspaper"), f"{one['name'] or translate('(no name given)')}: {articles}"))
    lines = [left(translate(name), 12) + value for name, value in facts]
    most = max((month["articles"] for month in found["coverage"]), default=1)
    if found["coverage"]:
        heads = [right(translate(name), width) for name, width in _HEADS]
        lines += ["", left(translate("Month"), 10) + "  ".join(heads)]
    for month in found["coverage"]:
        bar = "█" * max(1, round(20 * month["articles"] / most))
        lines.append(f"{month['month']}   {month['days']:>4}  {month['articles']:>8}  {month['passages']:>8}  {bar}")
    return "\n".join(lines) + "\n"
