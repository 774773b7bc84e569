"""What an archive holds, as numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corpus.counting import counted
from corpus.errors import IndexFault
from corpus.store import Store
from embeddings import manifest


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
    except IndexFault as error:
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
    """The same for a terminal: a line a month, with a bar for its articles."""
    lines = [
        f"Archive     {found['archive']}",
        f"Files       {found['files']}",
        f"Articles    {found['articles']}",
        f"Passages    {found['passages']}",
    ]
    index = found["index"]
    lines.append(
        f"Model       {index['model']} ({index['dimension']} dimensions)" if index else f"Index       {found['index_fault']}"
    )
    lines.append("Size        " + ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in found["bytes"].items()))
    lines += [f"Newspaper   {n['name'] or '(no name given)'}: {counted(n['articles'], 'article')}" for n in found["newspapers"]]
    most = max((month["articles"] for month in found["coverage"]), default=1)
    if found["coverage"]:
        lines += ["", "Month     Days  Articles  Passages"]
    for month in found["coverage"]:
        bar = "█" * max(1, round(20 * month["articles"] / most))
        lines.append(f"{month['month']}   {month['days']:>4}  {month['articles']:>8}  {month['passages']:>8}  {bar}")
    return "\n".join(lines) + "\n"
