"""Computes the measures of each question language, with and without each feature of the ranking."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answer import Outcome
from assistant.evaluation.gold import Kind
from assistant.evaluation.measures import Estimate, auroc, mean, mean_change, ndcg, reciprocal_rank
from assistant.evaluation.run import QuestionResult
from corpus.model import SIDES, Side


@dataclass(frozen=True, slots=True)
class Ablation:
    """The ranking without one feature, in one question language."""

    name: str
    found: dict[str, Estimate]
    """R@1, MRR@10, nDCG@10."""
    change: dict[str, Estimate]
    """The difference to the full ranking, over paired questions; below zero where the feature helps."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All measures of one question language."""

    language: Side
    asked: dict[Kind, int]
    measures: dict[str, Estimate]
    without: tuple[Ablation, ...]
    median_ms: float
    """Over all questions; the first one also loads the model and the indexes."""
    lost: tuple[str, ...]
    """Ids of the answerable questions whose answer no passage contains. They count as missed."""


_RANKED: dict[str, Callable[[Sequence[bool], int], float]] = {
    "R@1": lambda hits, _: float(any(hits[:1])),
    "R@5": lambda hits, _: float(any(hits[:5])),
    "R@10": lambda hits, _: float(any(hits[:10])),
    "MRR@10": lambda hits, _: reciprocal_rank(hits),
    "nDCG@10": ndcg,
}
"""R@k is the share of questions with a relevant passage among the first k, also called success@k: most questions have one
relevant passage only."""
_ABLATED = ("R@1", "MRR@10", "nDCG@10")


def figures(results: Sequence[QuestionResult]) -> list[Figures]:
    """The figures of each language that has questions."""
    return [_of(side, mine) for side in SIDES if (mine := [r for r in results if r.gold.language == side])]


def _of(language: Side, results: Sequence[QuestionResult]) -> Figures:
    by_kind = {kind: [r for r in results if r.gold.kind is kind] for kind in Kind}
    answerable = by_kind[Kind.ANSWERABLE]
    ranked = {name: [measure(s.hits, s.total) for s in answerable] for name, measure in _RANKED.items()}
    known = [s for s in answerable if s.gold.answers_on(s.gold.answer_side)]
    measures = {name: mean(values) for name, values in ranked.items()} | {
        "garbled R@1": mean([float(any(s.hits[:1])) for s in answerable if s.gold.garbled]),
        "answer@1": mean([float(s.answered) for s in known]),
        "pinpoint@1": mean([float(s.highlighted) for s in known]),
        "highlight share": mean([s.share for s in known if s.share is not None]),
        "other@1": mean([float(s.highlighted_across) for s in answerable if s.highlighted_across is not None]),
        "off-topic AUROC": _confidence_auroc(by_kind, Kind.OFF),
        "near-miss AUROC": _confidence_auroc(by_kind, Kind.NEAR),
        "false nothing": _share_of_nothing(answerable),
        "off-topic nothing": _share_of_nothing(by_kind[Kind.OFF]),
        "near-miss nothing": _share_of_nothing(by_kind[Kind.NEAR]),
    }
    names = list(answerable[0].without) if answerable else []
    return Figures(
        language=language,
        asked={kind: len(some) for kind, some in by_kind.items()},
        measures={name: estimate for name, estimate in measures.items() if estimate.n},
        without=tuple(_ablation(name, answerable, ranked) for name in names),
        median_ms=round(statistics.median(s.elapsed_ms for s in results), 1),
        lost=tuple(s.gold.id for s in answerable if not s.total),
    )


def _confidence_auroc(by_kind: dict[Kind, list[QuestionResult]], other: Kind) -> Estimate:
    """How well the confidence separates answerable questions from another kind."""
    return auroc([s.confidence for s in by_kind[Kind.ANSWERABLE]], [s.confidence for s in by_kind[other]])


def _share_of_nothing(results: Sequence[QuestionResult]) -> Estimate:
    return mean([float(r.outcome is Outcome.NOTHING) for r in results])


def _ablation(name: str, answerable: Sequence[QuestionResult], full: dict[str, list[float]]) -> Ablation:
    found = {m: [_RANKED[m](s.without[name], s.total) for s in answerable] for m in _ABLATED}
    change = {m: mean_change([a - b for a, b in zip(found[m], full[m], strict=True)]) for m in _ABLATED}
    return Ablation(name, {m: mean(values) for m, values in found.items()}, change)
