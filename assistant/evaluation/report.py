"""The figures of an evaluation as tables for people, or as JSON for scripts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.figures import Ablation, Figures
from assistant.evaluation.gold import Kind
from assistant.evaluation.measures import Estimate

_LANGUAGE = {"en": "English questions", "zh": "Chinese questions"}
_CELL = 26
FEATURES = {
    "same_passage": "passage, own language",
    "same_sentence": "sentence, own language",
    "other_passage": "passage, other language",
    "other_sentence": "sentence, other language",
    "other_language": "all of other language",
    "coverage": "the question's words",
}
"""Names of the features in the table; others go by their field names."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What `archive eval` reports."""

    questions: str
    """The file of questions."""
    archive: str
    model: str
    passages: int
    figures: tuple[Figures, ...]


def evaluation_text(found: Evaluation) -> str:
    """Two tables: the measures, and the change of MRR@10 without each feature."""
    lines = [f"{found.questions} · {found.passages} passages · {found.model}", ""]
    lines += _table("", [_LANGUAGE[f.language] for f in found.figures])
    for kind in Kind:
        lines += _table(kind.value, [str(f.asked[kind]) for f in found.figures])
    lines.append("")
    names = list(dict.fromkeys(name for f in found.figures for name in f.measures))
    for name in names:
        lines += _table(name, [_interval(f.measures.get(name)) for f in found.figures])
    lines += _table("median answer", [f"{f.median_ms:.0f} ms" for f in found.figures])
    if any(f.without for f in found.figures):
        lines += ["", *_ablation(found.figures)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _table(name: str, cells: Sequence[str]) -> Iterator[str]:
    yield f"{name:26}" + "".join(f"{cell:>{_CELL}}" for cell in cells)


def _interval(estimate: Estimate | None) -> str:
    if estimate is None:
        return "-"
    return f"{estimate.value:.3f}  [{estimate.low:.3f}, {estimate.high:.3f}]"


def _ablation(figures: Sequence[Figures]) -> Iterator[str]:
    """The change of MRR@10 without each feature."""
    yield from _table("change of MRR@10 without", [_LANGUAGE[f.language] for f in figures])
    for rows in zip(*(f.without for f in figures), strict=True):
        label = FEATURES.get(rows[0].name, rows[0].name.replace("_", " "))
        yield from _table(label, [_changed(row) for row in rows])


def _changed(row: Ablation) -> str:
    change = row.change["MRR@10"]
    return f"{change.value:+.3f} [{change.low:+.3f}, {change.high:+.3f}]"


def evaluation_json(found: Evaluation) -> dict[str, Any]:
    """The same as JSON; each measure has its interval and its number of questions."""
    return {
        "questions": found.questions,
        "archive": found.archive,
        "model": found.model,
        "passages": found.passages,
        "languages": {f.language: _figures(f) for f in found.figures},
    }


def _figures(f: Figures) -> dict[str, Any]:
    return {
        "asked": {kind.value: count for kind, count in f.asked.items()},
        "measures": {name: _estimate(estimate) for name, estimate in f.measures.items()},
        "ablation": [
            {
                "without": row.name,
                "measures": {name: _estimate(e) for name, e in row.found.items()},
                "change": {name: _estimate(e) for name, e in row.change.items()},
            }
            for row in f.without
        ],
        "median_ms": f.median_ms,
        "lost": list(f.lost),
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    values = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    return {name: None if math.isnan(v) else round(v, 4) for name, v in values.items()} | {"n": estimate.n}
