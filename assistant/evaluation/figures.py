"""What was seen -> a table of figures for each question language, and a row for each kind of evidence left out."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answer import Outcome
from assistant.evaluation.gold import Kind
from assistant.evaluation.measures import Estimate, auroc, mean, mean_change, ndcg, reciprocal_rank
from assistant.evaluation.run import Seen
from corpus.model import SIDES, Side


@dataclass(frozen=True, slots=True)
class Without:
    """The ranking with one kind of evidence left out, in one question language."""

    name: str
    found: dict[str, Estimate]
    """R@1, MRR@10, nDCG@10."""
    change: dict[str, Estimate]
    """The same less the figure of the whole ranking, question by question: below zero, the evidence helps."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one question language."""

    language: Side
    asked: dict[Kind, int]
    measures: dict[str, Estimate]
    without: tuple[Without, ...]
    median_ms: float
    """Of all questions; the first one of a process also loads what the search needs."""
    lost: tuple[str, ...]
    """Ids of the answerable questions whose answer no passage of the archive holds. They count as missed."""


_RANKED: dict[str, Callable[[Sequence[bool], int], float]] = {
    "R@1": lambda hits, _: float(any(hits[:1])),
    "R@5": lambda hits, _: float(any(hits[:5])),
    "R@10": lambda hits, _: float(any(hits[:10])),
    "MRR@10": lambda hits, _: reciprocal_rank(hits),
    "nDCG@10": ndcg,
}
"""R@k is the share of questions with a relevant passage among the first k (also called success@k): most have one only."""
_ABLATED = ("R@1", "MRR@10", "nDCG@10")


def figures(seen: Sequence[Seen]) -> list[Figures]:
    """One table for each language that a question was asked in."""
    return [_of(side, mine) for side in SIDES if (mine := [s for s in seen if s.gold.language == side])]


def _of(language: Side, seen: Sequence[Seen]) -> Figures:
    by_kind = {kind: [s for s in seen if s.gold.kind is kind] for kind in Kind}
    answerable = by_kind[Kind.ANSWERABLE]
    ranked = {name: [measure(s.hits, s.total) for s in answerable] for name, measure in _RANKED.items()}
    known = [s for s in answerable if s.gold.answers_on(s.gold.point)]
    measures = {name: mean(values) for name, values in ranked.items()} | {
        "garbled R@1": mean([float(any(s.hits[:1])) for s in answerable if s.gold.garbled]),
        "answer@1": mean([float(s.answered) for s in known]),
        "pinpoint@1": mean([float(s.pointed) for s in known]),
        "highlight share": mean([s.share for s in known if s.share is not None]),
        "other@1": mean([float(s.across) for s in answerable if s.across is not None]),
        "off-topic AUROC": _told(by_kind, Kind.OFF),
        "near-miss AUROC": _told(by_kind, Kind.NEAR),
        "false nothing": _nothing(answerable),
        "off-topic nothing": _nothing(by_kind[Kind.OFF]),
        "near-miss nothing": _nothing(by_kind[Kind.NEAR]),
    }
    names = list(answerable[0].without) if answerable else []
    return Figures(
        language=language,
        asked={kind: len(some) for kind, some in by_kind.items()},
        measures={name: estimate for name, estimate in measures.items() if estimate.n},
        without=tuple(_without(name, answerable, ranked) for name in names),
        median_ms=round(statistics.median(s.elapsed_ms for s in seen), 1),
        lost=tuple(s.gold.id for s in answerable if not s.total),
    )


def _told(by_kind: dict[Kind, list[Seen]], other: Kind) -> Estimate:
    """How well the confidence tells answerable questions from others."""
    return auroc([s.confidence for s in by_kind[Kind.ANSWERABLE]], [s.confidence for s in by_kind[other]])


def _nothing(seen: Sequence[Seen]) -> Estimate:
    return mean([float(s.outcome is Outcome.NOTHING) for s in seen])


def _without(name: str, answerable: Sequence[Seen], whole: dict[str, list[float]]) -> Without:
    found = {m: [_RANKED[m](s.without[name], s.total) for s in answerable] for m in _ABLATED}
    change = {m: mean_change([a - b for a, b in zip(found[m], whole[m], strict=True)]) for m in _ABLATED}
    return Without(name, {m: mean(values) for m, values in found.items()}, change)
