"""The aligner's input: centred vectors, lengths, anchors, marks."""

from collections.abc import Sequence

import numpy as np
import pytest
from corpus_helpers import FakeVectors

from corpus.alignment.language_mean import SENTENCES
from corpus.alignment.units import normalize, units
from corpus.arrays import FloatArray


class Narrow(FakeVectors):
    """All vectors lie in a narrow cone, like a sentence encoder's."""

    def vectors(self, texts: Sequence[str]) -> FloatArray:
        found = super().vectors(texts)
        shared = np.zeros(found.shape[1])
        shared[0] = 3.0
        return normalize(found + shared)


@pytest.mark.parametrize("count", [1, 3, 40])
def test_the_mean_vector_is_subtracted(count: int) -> None:
    texts = [f"Row {n} of the ledger." for n in range(count)]
    raw = Narrow().vectors(texts)
    made = units(texts, "en", Narrow()).vectors
    assert (raw @ raw.T).min() > 0.8
    assert np.abs((made @ made.T)[~np.eye(count, dtype=bool)]).max(initial=0) < 0.4
    assert np.linalg.norm(made, axis=1) == pytest.approx(np.ones(count), abs=1e-5)
    assert made.dtype == np.float32


def test_the_background_sentences_are_parallel() -> None:
    assert len(SENTENCES["en"]) == len(SENTENCES["zh"]) == len(set(SENTENCES["zh"]))
    assert [t.endswith(("?", "？")) for t in SENTENCES["en"]] == [t.endswith(("?", "？")) for t in SENTENCES["zh"]]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("“谁？”他说。", (1, 0, 0, 0)),
        ("“谁？”", (1, 1, 1, 0)),
        ("“来呀！", (1, 0, 0, 1)),
        ("So he said.'", (0, 1, 0, 0)),
        ("Is it true?", (0, 0, 1, 0)),
        ("", (0, 0, 0, 0)),
    ],
)
def test_marks(text: str, marks: tuple[int, ...]) -> None:
    assert tuple(units([text], "zh", FakeVectors()).marks[0]) == marks


def test_merged_units_combine_their_parts() -> None:
    made = units(["“The dike held for 42 days.", "It did!”", "Nobody came."], "en", FakeVectors())
    both = made.merged([slice(0, 2), slice(2, 3)])
    assert len(both) == 2
    assert both.lengths.tolist() == [made.lengths[0] + made.lengths[1], made.lengths[2]]
    assert both.anchors[0] == made.anchors[0] | made.anchors[1]
    assert both.marks.tolist() == [[1, 1, 0, 1], [0, 0, 0, 0]]
    assert min(both.vectors[0] @ made.vectors[k] for k in (0, 1)) > 0.4 > both.vectors[0] @ made.vectors[2]
    assert both.vectors[1] == pytest.approx(made.vectors[2], abs=1e-6)


def test_no_text_has_no_units() -> None:
    none = units([], "en", FakeVectors())
    assert len(none) == len(none.merged([])) == 0
