"""Fit the weights of a sentence's features in `assistant.answering.highlights`: python tests/quality/fit_highlights.py (needs ../shared/data, and SciPy)

A conditional logit model (McFadden 1974) of which sentence bead of a passage contains the answer. Every set has equal weight.
Prints the fit on all sets, and for each set how often the most probable bead is right with the fit on the two others.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answering import highlights
from assistant.answering.date_retrieval import retrieve
from embeddings.query.question import parse

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from question_sets import SETS, Asked, QuestionSet

NAMES = ("SAME", "OTHER", "WORDS", "EXPECTED")
REGULARISATION = 0.02


@dataclass(frozen=True, slots=True)
class Choice:
    """A passage: the features of each bead, (beads, features), and which beads contain the answer."""

    set: str
    language: str
    features: NDArray[np.float64]
    right: NDArray[np.bool_]


def observe(questions: QuestionSet, folder: Path) -> list[Choice]:
    choices = []
    with questions.open(folder) as assistant:
        engine = assistant._engine()
        for asked in questions.read():
            question = parse(asked.text)
            found = retrieve(engine.index, assistant._store, question, 1).found
            for hit, (article, passage) in zip(
                found.hits, assistant._store.passages([h.number for h in found.hits]), strict=True
            ):
                if asked.answered_by(article, passage):
                    features = highlights.bead_features(passage, hit, question, found.weights, engine.analyzer)
                    right = np.array(
                        [_answers(asked, highlights.bead_text(passage, bead, _side(asked))) for bead in passage.beads]
                    )
                    if right.any() and not right.all():
                        choices.append(Choice(questions.name, asked.language, np.array(features), right))
    return choices


def _side(asked: Asked) -> str:
    return "zh" if "gold_zh" in asked.gold else asked.language


def _answers(asked: Asked, text: str) -> bool:
    """Whether a bead contains the gold answer."""
    golds = [asked.gold["gold_zh"]] if "gold_zh" in asked.gold else asked.gold[f"answers_{asked.language}"]
    return any("".join(gold.split()).lower() in "".join(text.split()).lower() for gold in golds)


def fit(choices: list[Choice]) -> NDArray[np.float64]:
    from scipy.optimize import minimize

    scale = np.concatenate([c.features for c in choices]).std(axis=0)
    size = Counter(c.set for c in choices)

    def loss(b: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros(len(b))
        for c in choices:
            x = c.features / scale
            odds = np.exp(x @ b - (x @ b).max())
            likely = odds / odds.sum()
            of_right = (likely * c.right).sum()
            share = 1 / size[c.set] / len(size)
            total -= share * np.log(of_right)
            slope -= share * (likely * c.right / of_right - likely) @ x
        return total + REGULARISATION * float(b @ b), slope + 2 * REGULARISATION * b

    best: NDArray[np.float64] = minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B").x
    return best / scale


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        choices = [choice for questions in SETS for choice in observe(questions, Path(folder))]
    print(len(choices), "passages:", dict(zip(NAMES, fit(choices).round(3).tolist(), strict=True)))
    for questions in SETS:
        b = fit([c for c in choices if c.set != questions.name])
        for language in ("en", "zh"):
            own = [c for c in choices if (c.set, c.language) == (questions.name, language)]
            right = np.mean([c.right[np.argmax(c.features @ b)] for c in own])
            print(f"fitted without {questions.name}: {language} {right:.3f} of {len(own)} most probable beads are right")


if __name__ == "__main__":
    main()
