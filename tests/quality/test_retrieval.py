"""Floors under the quality of answers, on three sets that share no text. They are below what is reached today (see
MEASUREMENTS.md), so that they tell a fault from noise."""

from __future__ import annotations

from pathlib import Path

import pytest
from question_sets import REAL, SAMPLE, SETS, XQUAD, QuestionSet

FLOORS = {  # (R@1, R@5, AUROC of the confidence against off-topic questions), English then Chinese
    REAL: ((0.70, 0.93, 0.93), (0.72, 0.94, 0.95)),
    SAMPLE: ((0.45, 0.75, 0.75), (0.45, 0.75, 0.95)),
    XQUAD: ((0.97, 0.99, 0.99), (0.95, 0.99, 0.99)),
}


@pytest.mark.slow
@pytest.mark.parametrize("questions", SETS, ids=[s.name for s in SETS])
def test_answers(questions: QuestionSet, tmp_path: Path) -> None:
    if not questions.questions.exists():
        pytest.skip(f"{questions.questions} is not here")
    ranks: dict[str, list[int]] = {"en": [], "zh": []}
    confidences: dict[tuple[str, str], list[float]] = {}
    with questions.open(tmp_path) as assistant:
        for asked in questions.read():
            answer = assistant.ask(asked.text, 10)
            confidences.setdefault((asked.language, asked.kind), []).append(answer.confidence)
            if asked.kind == "answerable":
                hits = [quote.rank for quote in answer.quotes if asked.answered_by(quote.article, quote.passage)]
                ranks[asked.language].append(min(hits, default=99))
    for language, floors in zip(("en", "zh"), FLOORS[questions], strict=True):
        found = ranks[language]
        at_1, at_5 = (sum(rank <= k for rank in found) / len(found) for k in (1, 5))
        told = auroc(confidences[language, "answerable"], confidences[language, "off"])
        said = f"{questions.name} {language}: R@1 {at_1:.3f}, R@5 {at_5:.3f}, AUROC {told:.3f}"
        assert all(value >= floor for value, floor in zip((at_1, at_5, told), floors, strict=True)), said


def auroc(above: list[float], below: list[float]) -> float:
    """Probability that one of `above` exceeds one of `below`, ties counting half."""
    return sum((a > b) + (a == b) / 2 for a in above for b in below) / (len(above) * len(below))
