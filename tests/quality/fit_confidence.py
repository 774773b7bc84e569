"""Fit the coefficients of `embeddings.ranking.confidence`: python tests/quality/fit_confidence.py (needs ../shared/data, and SciPy)

Separates questions that the archive answers from those that it does not. Every set and class has equal weight, except near
misses of the real set and of the sample, which have two fifths of it: they were written with the words of the passages, in
order to mislead. Coefficients are non-negative. The effects of dates, missing amounts and question length are not fitted but
added as an offset. Prints the fit on all sets, and for each set the AUROC of the fit on the two others and the confidence
below which one in fifty answerable questions falls.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answering.date_retrieval import retrieve
from assistant.answering.outcome import missing_amount
from embeddings.query.question import parse
from embeddings.ranking.confidence import COEFFICIENTS, MISSING_ANSWER_PENALTY, ConfidenceFeatures, cap_similarities

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from question_sets import SETS, XQUAD, QuestionSet
from test_retrieval import auroc

NAMES = [f.name for f in fields(ConfidenceFeatures) if f.name != "length"]
REGULARISATION = 3e-3
NEAR = 0.4
"""Weight of near misses that were written to mislead; others have 1."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question and the features of its first passage."""

    set: str
    language: str
    kind: str
    values: tuple[float, ...]
    offset: float
    """Log-odds of what is not fitted."""


def observe(questions: QuestionSet, folder: Path) -> list[Row]:
    """Retrieve the first passage of every question of a set."""
    rows = []
    with questions.open(folder) as assistant:
        index, store = assistant._engine().index, assistant._store
        for asked in questions.read():
            question = parse(asked.text)
            found = retrieve(index, store, question, 1).found
            if features := found.estimate.features:
                values = tuple(float(getattr(cap_similarities(features), name)) for name in NAMES)
                offset = (
                    found.estimate.log_odds
                    + COEFFICIENTS.length * features.length
                    - MISSING_ANSWER_PENALTY * bool((first := assistant._first(found)) and missing_amount(question, first))
                )
                rows.append(Row(questions.name, asked.language, asked.kind, values, offset))
    return rows


def fit(rows: list[Row]) -> NDArray[np.float64]:
    """Fit the coefficients and the intercept, the last entry."""
    from scipy.optimize import minimize

    raw = np.array([row.values for row in rows])
    scale = raw.std(axis=0)  # so that regularisation applies to all features equally
    x = np.column_stack([raw / scale, np.ones(len(rows))])
    y = np.array([row.kind == "answerable" for row in rows], dtype=float)
    offset = np.array([row.offset for row in rows])
    groups = [(row.set, row.kind) for row in rows]
    share = [NEAR if row.kind == "near" and row.set != XQUAD.name else 1.0 for row in rows]
    weight = np.array([part / groups.count(group) for part, group in zip(share, groups, strict=True)])
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


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for questions in SETS for row in observe(questions, Path(folder))]
    print("all", dict(zip([*NAMES, "intercept"], fit(rows).round(3).tolist(), strict=True)))
    for questions in SETS:
        b = fit([row for row in rows if row.set != questions.name])
        for language in ("en", "zh"):
            score = {
                kind: [
                    float(np.dot([*row.values, 1.0], b)) + row.offset
                    for row in rows
                    if (row.set, row.language, row.kind) == (questions.name, language, kind)
                ]
                for kind in ("answerable", "near", "off")
            }
            areas = {kind: round(auroc(score["answerable"], score[kind]), 3) for kind in ("off", "near")}
            least = 1 / (1 + np.exp(-np.quantile(score["answerable"], 0.02)))
            print(f"fitted without {questions.name}: {language} AUROC {areas}, 2 % of the answerable below {least:.2f}")


if __name__ == "__main__":
    main()
