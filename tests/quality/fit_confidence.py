"""Fit the coefficients of `embeddings.ranking.confidence`: python tests/quality/fit_confidence.py (needs ../shared/data, and SciPy)

Separates questions that an archive answers from those that it does not, over many conditions at once: sets of questions; small
archives and the same documents among 5,300 other passages; bilingual and Chinese only; questions about other subjects, near
misses, and answerable questions whose article, or whose passage alone, is left out of the search. Every set and kind has the
same weight, except that single passages left out have less: another passage may answer. Near misses of the real documents and
of the sample are left out: they use the words of the passages in order to mislead. Coefficients are non-negative. Effects of
dates and of question length are not fitted, but added as an offset.

Prints the coefficients, and for each set those of the other sets measured on it: AUROC, that of the best single number, the share
of answerable questions below `WEAK` and of the others that are. Ends with 1 where the confidence is worse than the best single
number by more than ALLOWED.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from assistant.answering.date_retrieval import retrieve
from assistant.ask import Assistant
from assistant.evaluation.measures import auroc
from assistant.system.archive import update
from embeddings.index.passage_table import Rows
from embeddings.query.question import parse
from embeddings.ranking.confidence import SAME_LANGUAGE, WEAK, confidence_features
from embeddings.ranking.scoring import rank_order, scores
from embeddings.search import SearchIndex

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from question_sets import ENCYCLOPEDIA, REAL, SAMPLE, SETS, XQUAD, Asked, QuestionSet
from shared_data import SHARED

NAMES = ("excess", "margin", "coverage")
LENGTH = 0.8
"""Coefficient of the length, half of what it is when it is fitted: sets differ in length for unrelated reasons."""
REGULARISATION = 3e-4
PASSAGE_REMOVED = 0.3
"""Weight of questions whose passage alone was left out."""
ALLOWED = 0.003
OTHERS = SHARED / "large" / "react.jsonl"
"""Documents about other subjects, which make any archive larger."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question in one condition, and the model's input for its first passage."""

    set: str
    size: str
    language: str
    kind: str
    values: tuple[float, ...]
    score: float
    offset: float
    """Log-odds of what is not fitted."""

    @property
    def answerable(self) -> bool:
        return self.kind == "answerable"


def observe(questions: QuestionSet, assistant: Assistant, size: str) -> Iterator[Row]:
    """Every question of a set, and again with the passages left out that answer it."""
    index = assistant._engine().index
    passages = _Passages(assistant)
    for asked in questions.read():
        yield from _first(questions, asked, asked.kind, assistant, index, None, size)
        if asked.kind == "answerable":
            answering, of_article = passages.of(asked)
            for kind, without in (("absent", of_article), ("removed", answering)):
                among = passages.numbers[~np.isin(passages.numbers, without)]
                if len(among) > len(passages.numbers) // 2:  # the sample's articles are about one town
                    yield from _first(questions, asked, kind, assistant, index, among, size)


class _Passages:
    """All passages of an archive, and which of them answer a question."""

    def __init__(self, assistant: Assistant) -> None:
        self._store = assistant._store
        self.numbers: Rows = np.asarray(assistant._engine().index._table.numbers)
        self._read = list(zip(self.numbers.tolist(), self._store.passages(self.numbers.tolist()), strict=True))

    def of(self, asked: Asked) -> tuple[list[int], list[int]]:
        """Numbers of the passages that answer, and of all passages of their articles."""
        answering = [number for number, (article, passage) in self._read if asked.answered_by(article, passage)]
        articles = {article.id for number, (article, _) in self._read if number in set(answering)}
        return answering, [number for number, (article, _) in self._read if article.id in articles]


def _first(
    questions: QuestionSet,
    asked: Asked,
    kind: str,
    assistant: Assistant,
    index: SearchIndex,
    among: Rows | None,
    size: str,
) -> Iterator[Row]:
    """The first passage; nothing where there is none in the question's language."""
    found = retrieve(_Restricted(index, among), assistant._store, parse(asked.text), 1)  # type: ignore[arg-type]
    candidates = found.candidates
    if not found.found.hits:
        return
    plain = scores(candidates.features)
    first = rank_order(scores(candidates.ranking_features), candidates.features.positions)[0]
    if candidates.features.has_same[first]:
        row = confidence_features(candidates.features, plain, candidates.background, candidates.query.length)[first]
        offset = found.found.estimate.date_log_odds + LENGTH * float(row[3])
        yield Row(questions.name, size, asked.language, kind, tuple(row[:3].tolist()), float(plain[first]), offset)


class _Restricted:
    """An index in which only some passages are found."""

    def __init__(self, index: SearchIndex, among: Rows | None) -> None:
        self._index, self._among = index, among

    def select(self, *arguments: object) -> Rows | None:
        chosen = self._index.select(*arguments)  # type: ignore[arg-type]
        if self._among is None or chosen is None:
            return chosen if self._among is None else self._among
        return np.intersect1d(chosen, self._among)

    def __getattr__(self, name: str) -> object:
        return getattr(self._index, name)


def fit(rows: Sequence[Row]) -> NDArray[np.float64]:
    """Fit the coefficients and the intercept, the last entry."""
    from scipy.optimize import minimize

    raw = np.array([row.values for row in rows])
    scale = raw.std(axis=0)  # so that regularisation applies to all features equally
    x = np.column_stack([raw / scale, np.ones(len(rows))])
    y = np.array([row.answerable for row in rows], dtype=float)
    offset = np.array([row.offset for row in rows])
    groups = Counter((row.set, row.kind) for row in rows)
    weight = np.array([(PASSAGE_REMOVED if row.kind == "removed" else 1) / groups[row.set, row.kind] for row in rows])
    for side in (0, 1):
        weight[y == side] /= 2 * weight[y == side].sum()

    def loss(b: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = x @ b + offset
        slope = x.T @ (weight * (1 / (1 + np.exp(-z)) - y))
        slope[:-1] += 2 * REGULARISATION * b[:-1]
        return float((weight * (np.logaddexp(0, z) - y * z)).sum() + REGULARISATION * (b[:-1] ** 2).sum()), slope

    bounds = [(0, None)] * len(NAMES) + [(None, None)]
    found: NDArray[np.float64] = minimize(loss, np.full(x.shape[1], 0.1), jac=True, bounds=bounds, method="L-BFGS-B").x
    return found / np.append(scale, 1.0)


def report(rows: Sequence[Row]) -> bool:
    """Print each set as measured by the coefficients of the other sets; whether no figure is below the best single number."""
    sound = True
    for name, size, language in sorted({(row.set, row.size, row.language) for row in rows}):
        b = fit([row for row in rows if row.set != name])
        own = [row for row in rows if (row.set, row.size, row.language) == (name, size, language)]
        odds = {row: float(np.dot([*row.values, 1.0], b)) + row.offset for row in own}
        above = [row for row in own if row.answerable]
        line = [f"{name} {size} {language}: answerable below {WEAK}: {_below([odds[row] for row in above]):.3f}"]
        for kind in sorted({row.kind for row in own} - {"answerable"}):
            below = [row for row in own if row.kind == kind]
            area = auroc([odds[row] for row in above], [odds[row] for row in below]).value
            single = max(
                auroc([number(row) for row in above], [number(row) for row in below]).value
                for number in (lambda row: row.score, *(lambda row, k=k: row.values[k] for k in range(len(NAMES))))
            )
            line.append(f"{kind} {area:.3f} ({area - single:+.3f}), below: {_below([odds[row] for row in below]):.2f}")
            sound &= kind in ("removed", "near") or area >= single - ALLOWED
        click.echo("; ".join(line))
    return sound


def _below(log_odds: Sequence[float]) -> float:
    return float(np.mean(1 / (1 + np.exp(-np.array(log_odds))) < WEAK))


def archives(folder: Path) -> Iterator[tuple[QuestionSet, Assistant, str]]:
    """Each set in an archive of its own, then among the other documents."""
    for questions in (*SETS, ENCYCLOPEDIA):
        with questions.open(folder) as assistant:
            yield questions, assistant, "small"
    for _ in update(folder / "others", [OTHERS]):
        pass
    for questions in (XQUAD, REAL, ENCYCLOPEDIA):
        large = Path(shutil.copytree(folder / "others", folder / f"{questions.name}-large"))  # encoded once
        for _ in update(large, [questions.files]):
            pass
        with Assistant.open(large) as assistant:
            yield questions, assistant, "large"


def main() -> None:
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for questions, assistant, size in archives(Path(folder)):
            found = list(observe(questions, assistant, size))
            misleading = questions in (REAL, SAMPLE)
            rows += [row for row in found if not (misleading and row.kind == "near")]
            click.echo(f"{questions.name} {size}: {len(found)} rows", err=True)
    click.echo(f"coefficients {dict(zip([*NAMES, 'intercept'], fit(rows).round(3).tolist(), strict=True))}")
    click.echo(f"in the program: {SAME_LANGUAGE}")
    if not report(rows):
        click.echo(f"worse than a single number by more than {ALLOWED}: do not use these coefficients", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
