"""Similarities are put on one scale, even in archives with one side or without passages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder

from corpus.errors import IndexStale
from corpus.model import SIDES, Side
from embeddings.index.calibration import QUESTIONS, Calibration, Sample, Scale, best_of, calibrate, center

TEXTS: dict[Side, list[str]] = {
    "en": ["The boat crossed the river.", "A dike was built.", "The school opened. Many came.", "The price of tea went up."],
    "zh": ["渡船过河。", "修了大堤。", "夜校开学。来了许多人。", "茶叶涨价了。"],
}


def sample(side: Side, texts: list[str]) -> Sample:
    encoder = FakeEncoder()
    sentences = [(k, part) for k, text in enumerate(texts) for part in text.replace("。", "。 ").split(". ")]
    return Sample(
        encoder.encode_passages(texts).reshape(-1, encoder.dimension),
        encoder.encode_passages([part for _, part in sentences]).reshape(-1, encoder.dimension),
        np.array([k for k, _ in sentences], dtype=np.int64),
    )


def measured(**texts: list[str]) -> Calibration:
    return calibrate(FakeEncoder(), {side: sample(side, texts.get(side, TEXTS[side])) for side in SIDES})


def test_the_questions_are_the_same_in_both_languages() -> None:
    assert len(QUESTIONS["en"]) == len(QUESTIONS["zh"])
    assert all(len(set(QUESTIONS[side])) == len(QUESTIONS[side]) for side in SIDES)


def test_save_and_load_round_trip(tmp_path: Path) -> None:
    before = measured()
    before.save(tmp_path / "calibration.npz")
    after = Calibration.load(tmp_path / "calibration.npz")
    for side in SIDES:
        for name in ("question_mean", "passage_mean", "sentence_mean"):
            assert np.array_equal(getattr(before, name)[side], getattr(after, name)[side])
        for name in ("same_passage", "same_sentence", "other_passage", "other_sentence"):
            one, other = getattr(before, name)[side], getattr(after, name)[side]
            assert (other.mean, other.deviation) == pytest.approx((one.mean, one.deviation), rel=1e-6)


def test_generic_questions_have_mean_0_and_deviation_1() -> None:
    """The deviation is the one within a question."""
    calibration = measured()
    encoder = FakeEncoder()
    for side in SIDES:
        similarities = encoder.encode_questions(QUESTIONS[side]) @ sample(side, TEXTS[side]).passages.T
        scaled = calibration.same_passage[side](similarities)
        assert scaled.mean() == pytest.approx(0, abs=1e-4)
        assert (scaled - scaled.mean(axis=1, keepdims=True)).std() == pytest.approx(1, abs=1e-3)


def test_a_scale_keeps_the_order() -> None:
    scaled = Scale(0.8, 0.02)(np.array([0.76, 0.8, 0.84], dtype=np.float32))
    assert scaled.tolist() == pytest.approx([-2, 0, 2], abs=1e-4)


@pytest.mark.parametrize("texts", [{"zh": []}, {"en": []}, {"en": [], "zh": []}, {"en": ["One boat."]}], ids=str)
def test_one_sided_and_empty_archives_have_finite_scales(texts: dict[str, list[str]]) -> None:
    calibration = measured(**texts)
    for side in SIDES:
        assert np.isfinite(calibration.passage_mean[side]).all()
        for name in ("same_passage", "same_sentence", "other_passage", "other_sentence"):
            scale = getattr(calibration, name)[side]
            assert np.isfinite(scale.mean)
            assert scale.deviation > 0


def test_identical_texts_do_not_divide_by_zero() -> None:
    calibration = measured(en=["One boat."] * 5)
    assert np.isfinite(calibration.same_passage["en"](np.ones(3, np.float32))).all()


def test_the_best_sentence_of_each_passage() -> None:
    similarities = np.array([[0.1, 0.9, 0.3], [0.5, 0.4, -0.2]], dtype=np.float32)
    best = best_of(similarities, np.array([0, 0, 2]), 3)
    assert best.tolist() == [pytest.approx([0.9, -1, 0.3]), pytest.approx([0.5, -1, -0.2])]


def test_centred_vectors_have_unit_length_and_the_mean_itself_is_finite() -> None:
    mean = np.array([1, 0], dtype=np.float32)
    moved = center(np.array([[1, 2], [3, 0], [1, 0]], dtype=np.float32), mean)
    assert moved[:2].tolist() == [[0, 1], [1, 0]]
    assert np.isfinite(moved).all()


@pytest.mark.parametrize("content", [None, b"", b"garbage" * 50])
def test_an_unreadable_file_makes_the_index_stale(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "calibration.npz").write_bytes(content)
    with pytest.raises(IndexStale, match=r"calibration\.npz"):
        Calibration.load(tmp_path / "calibration.npz")
