"""Fit the coefficients of `embeddings.confidence`: python tests/quality/fit_confidence.py (needs ../shared/data, and SciPy)

Answerable questions against those that the archive does not answer, each set and each of the two classes with equal weight;
near misses of XQuAD only, since those of the other sets were written with the passages' own words to defeat exactly this.
Coefficients are kept from going below zero: evidence never speaks against an answer. Prints the fit on all sets, and for
each set the AUROC of the fit on the two others.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.confidence import Features
from embeddings.question import parse

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from question_sets import SETS, XQUAD, QuestionSet
from test_retrieval import auroc

NAMES = [f.name for f in fields(Features)]
REGULARISATION = 3e-3


def observe(questions: QuestionSet, folder: Path) -> list[tuple[str, str, list[float]]]:
    """Set, kind and features of every question."""
    seen = []
    with questions.open(folder) as assistant:
        index = assistant._engine().index
        for asked in questions.read():
            features = index.search(parse(asked.text), 1).judgement.features
            if features:
                seen.append((questions.name, asked.kind, [getattr(features, name) for name in NAMES]))
    return seen


def fit(rows: list[tuple[str, str, list[float]]]) -> NDArray[np.float64]:
    """Coefficients and intercept."""
    from scipy.optimize import minimize

    raw = np.array([values for _, _, values in rows])
    scale = raw.std(axis=0)  # so that the regularisation weighs all features alike
    x = np.column_stack([raw / scale, np.ones(len(rows))])
    y = np.array([kind == "answerable" for _, kind, _ in rows], dtype=float)
    groups = [(name, kind == "answerable") for name, kind, _ in rows]
    weight = np.array([1 / groups.count(group) for group in groups])
    weight /= weight.sum()

    def loss(b: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = x @ b
        slope = x.T @ (weight * (1 / (1 + np.exp(-z)) - y))
        slope[:-1] += 2 * REGULARISATION * b[:-1]
        return float((weight * (np.logaddexp(0, z) - y * z)).sum() + REGULARISATION * (b[:-1] ** 2).sum()), slope

    bounds = [(0, None)] * len(NAMES) + [(None, None)]
    found: NDArray[np.float64] = minimize(loss, np.full(x.shape[1], 0.1), jac=True, bounds=bounds, method="L-BFGS-B").x
    return found / np.append(scale, 1.0)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for questions in SETS for row in observe(questions, Path(folder))]
    usable = [row for row in rows if row[1] != "near" or row[0] == XQUAD.name]
    print("all", dict(zip([*NAMES, "intercept"], fit(usable).round(3).tolist(), strict=True)))
    for questions in SETS:
        b = fit([row for row in usable if row[0] != questions.name])
        score = {
            k: [float(np.dot([*v, 1.0], b)) for n, kind, v in rows if (n, kind) == (questions.name, k)]
            for k in ("answerable", "near", "off")
        }
        told = {k: round(auroc(score["answerable"], score[k]), 3) for k in ("off", "near")}
        print(f"fitted without {questions.name}: AUROC {told}")


if __name__ == "__main__":
    main()
