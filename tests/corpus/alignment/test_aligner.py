"""The aligner: beads are complete and in order for any vectors and lengths, and correct where the vectors are clear."""

import numpy as np
import pytest
from corpus_helpers import FakeVectors, assert_beads_complete, law
from hypothesis import given
from hypothesis import strategies as st

from corpus.alignment import aligner as programme
from corpus.alignment.aligner import align
from corpus.alignment.bead_scoring import MAX_MANY_TO_MANY, MAX_ONE_TO_MANY, BeadWeights
from corpus.alignment.units import Units, normalize
from corpus.model import Bead, Kind


def units(vectors: np.ndarray, lengths: list[float] | None = None, kinds: tuple[str, ...] = (), found: tuple = ()) -> Units:
    count = len(vectors)
    sizes = np.array(lengths or [20.0] * count, dtype=np.float64)
    marks = np.zeros((count, 4), np.float32)
    return Units(np.asarray(vectors, np.float32), sizes, found or tuple(frozenset() for _ in range(count)), marks, kinds)


def centred(vectors: np.ndarray) -> np.ndarray:
    return normalize(vectors - vectors.mean(axis=0))


def topics(*numbers: int, noise: float = 0.0, seed: int = 0) -> np.ndarray:
    """A unit vector for each unit, made from its topic; a tuple of topics gives a mixture."""
    random = np.random.default_rng(seed)
    base = np.random.default_rng(7).standard_normal((64, 48))
    rows = [np.mean([base[t] for t in np.atleast_1d(n)], axis=0) + noise * random.standard_normal(48) for n in numbers]
    return np.stack([row / np.linalg.norm(row) for row in rows]).astype(np.float32)


def pairs(beads: list[Bead]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(b.en, b.zh) for b in beads]


weights = st.builds(
    BeadWeights,
    sharpness=st.floats(1, 100),
    pair=st.floats(-0.5, 0.5),
    skip=st.floats(-0.5, 0.5),
    min_similarity=st.floats(0, 1),
    mark=st.floats(0, 0.5),
    ratio_prior=st.floats(0, 50),
    length=st.floats(0, 0.5),
    anchor=st.floats(0, 0.5),
    same_kind=st.floats(0, 0.5),
)


@st.composite
def any_units(draw: st.DrawFn, most: int = 14) -> Units:
    count = draw(st.integers(0, most))
    vectors = np.random.default_rng(draw(st.integers(0, 2**32))).standard_normal((count, 8))
    vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    if draw(st.booleans()):
        vectors = vectors * 0  # uninformative vectors
    lengths = draw(st.lists(st.floats(1, 5000), min_size=count, max_size=count))
    found = draw(st.lists(st.frozensets(st.sampled_from(["#1960", "#42", "tito"])), min_size=count, max_size=count))
    kinds = draw(st.lists(st.sampled_from([k.value for k in Kind]), min_size=count, max_size=count))
    return units(vectors, lengths, tuple(kinds) if draw(st.booleans()) else (), tuple(found))


@law
@given(any_units(), any_units(), weights)
def test_every_unit_is_in_exactly_one_bead_and_beads_are_in_order(a: Units, b: Units, constants: BeadWeights) -> None:
    beads = align(a, b, constants)
    assert_beads_complete(beads, len(a), len(b))
    for bead in beads:
        several, single = max(len(bead.en), len(bead.zh)), min(len(bead.en), len(bead.zh)) < 2
        assert several <= (MAX_ONE_TO_MANY if single else MAX_MANY_TO_MANY)
        assert -1.001 <= bead.score <= 1.001
        assert bead.score == 0 or (bead.en and bead.zh)


@law
@given(any_units(), any_units())
def test_windows_keep_beads_complete_and_in_order(a: Units, b: Units) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(programme, "WINDOW", 5)
        assert_beads_complete(align(a, b), len(a), len(b))


@law
@given(any_units(), any_units())
def test_segments_keep_beads_complete_and_in_order(a: Units, b: Units) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(programme, "SEGMENT", 2)
        assert_beads_complete(align(a, b), len(a), len(b))
        patch.setattr(programme, "WINDOW", 5)
        assert_beads_complete(align(a, b), len(a), len(b))


def test_segments_change_nothing_if_the_links_are_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    order = list(range(60))
    dropped = [k for k in order if k not in (5, 21, 22, 58)]
    a, b = (units(centred(topics(*which, noise=0.05, seed=seed))) for seed, which in ((1, dropped), (2, order)))
    whole = pairs(align(a, b))
    monkeypatch.setattr(programme, "SEGMENT", 15)
    assert pairs(align(a, b)) == whole
    assert {(en, zh) for en, zh in whole if not en} == {((), (k,)) for k in (5, 21, 22, 58)}


@law
@given(any_units(), any_units())
def test_the_same_texts_give_the_same_beads(a: Units, b: Units) -> None:
    assert align(a, b) == align(a, b)


def test_parallel_texts_are_paired_one_to_one() -> None:
    n = 12
    beads = align(units(centred(topics(*range(n), noise=0.2, seed=1))), units(centred(topics(*range(n), noise=0.2, seed=2))))
    assert pairs(beads) == [((i,), (i,)) for i in range(n)]
    assert min(b.score for b in beads) > 0.5


def test_a_missing_unit_shifts_nothing() -> None:
    en = units(centred(topics(0, 1, 2, 4, 5, 6)))
    zh = units(centred(topics(0, 1, 2, 3, 4, 5, 6)))
    assert pairs(align(en, zh)) == [
        ((0,), (0,)),
        ((1,), (1,)),
        ((2,), (2,)),
        ((), (3,)),
        ((3,), (4,)),
        ((4,), (5,)),
        ((5,), (6,)),
    ]


def test_an_added_first_unit_shifts_nothing() -> None:
    en, zh = units(centred(topics(9, 0, 1, 2, 3))), units(centred(topics(0, 1, 2, 3)))
    assert pairs(align(en, zh)) == [((0,), ()), *[((i + 1,), (i,)) for i in range(4)]]


@pytest.mark.parametrize("size", [2, 3, 4])
def test_one_unit_aligns_with_several(size: int) -> None:
    """A Chinese sentence translated as `size` English ones, each about a part of it."""
    parts = tuple(range(10, 10 + size))
    en = units(centred(topics(0, 1, *parts, 2, 3)), [20.0, 20, *[20.0] * size, 20, 20])
    zh = units(centred(topics(0, 1, parts, 2, 3)), [20.0, 20, 20.0 * size, 20, 20])
    middle = (tuple(range(2, 2 + size)), (2,))
    assert middle in pairs(align(en, zh))
    assert (middle[1], middle[0]) in pairs(align(zh, en))


def test_lengths_decide_if_vectors_are_uninformative() -> None:
    nothing = np.zeros((3, 4), np.float32)
    beads = align(units(nothing, [10, 200, 10]), units(nothing, [10, 200, 10]))
    assert pairs(beads) == [((i,), (i,)) for i in range(3)]


def test_anchors_decide_if_vectors_and_lengths_are_uninformative() -> None:
    nothing = np.zeros((2, 4), np.float32)
    a = units(nothing[:1], found=(frozenset({"#303087"}),))
    b = units(nothing, found=(frozenset(), frozenset({"#303087"})))
    assert pairs(align(a, b, BeadWeights(length=0, skip=0.1))) == [((), (0,)), ((0,), (1,))]
    assert pairs(align(a, units(nothing, found=b.anchors[::-1]), BeadWeights(length=0, skip=0.1))) == [
        ((0,), (0,)),
        ((), (1,)),
    ]


def test_headlines_align_with_headlines() -> None:
    nothing = np.zeros((3, 4), np.float32)
    en = units(nothing[:2], kinds=("title", "body"))
    zh = units(nothing, kinds=("dateline", "title", "body"))
    assert pairs(align(en, zh, BeadWeights(length=0))) == [((), (0,)), ((0,), (1,)), ((1,), (2,))]


def test_an_empty_side() -> None:
    some, none = units(topics(0, 1)), units(np.zeros((0, 48)))
    assert pairs(align(some, none)) == [((0,), ()), ((1,), ())]
    assert pairs(align(none, some)) == [((), (0,)), ((), (1,))]
    assert align(none, none) == []


def test_a_text_longer_than_the_window_is_aligned_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programme, "WINDOW", 16)
    order = [k % 60 for k in range(50)]
    dropped = [k for k in order if k not in (13, 14, 33)]
    beads = align(units(centred(topics(*dropped, noise=0.1, seed=1))), units(centred(topics(*order, noise=0.1, seed=2))))
    right = {(dropped.index(k), k) for k in dropped}
    found = {(b.en[0], b.zh[0]) for b in beads if len(b.en) == len(b.zh) == 1}
    assert len(found & right) >= 0.9 * len(right)
    assert_beads_complete(beads, len(dropped), len(order))


def test_only_one_side_longer_than_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programme, "WINDOW", 4)
    assert_beads_complete(align(units(topics(0, 1)), units(topics(*range(15)))), 2, 15)
    assert_beads_complete(align(units(topics(*range(15))), units(np.zeros((0, 48)))), 15, 0)


def test_identical_vectors_are_centred_without_a_division_by_zero() -> None:
    same = np.tile(topics(0), (5, 1))
    assert np.isfinite(centred(same)).all()
    assert_beads_complete(align(units(centred(same)), units(centred(same))), 5, 5)


def test_fields_of_different_lengths_are_rejected() -> None:
    with pytest.raises(ValueError, match=r"\[2, 3\]"):
        Units(np.zeros((2, 4), np.float32), np.ones(3), (frozenset(),) * 3, np.zeros((3, 4), np.float32))
    with pytest.raises(ValueError, match=r"\[1, 2\]"):
        Units(np.zeros((2, 4), np.float32), np.ones(2), (frozenset(),) * 2, np.zeros((2, 4), np.float32), ("body",))


def test_a_thousand_sentences_align() -> None:
    """No time limit here: the test only shows that memory stays linear and that it finishes."""
    n = 1000
    vectors = np.random.default_rng(3).standard_normal((n, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    beads = align(units(vectors), units(vectors))
    assert pairs(beads) == [((i,), (i,)) for i in range(n)]


def test_the_fake_vectors_are_what_alignment_expects(vectors: FakeVectors) -> None:
    fake = FakeVectors([["The ferry is new.", "渡船是新的。"]])
    en, zh, other = fake.vectors(["The ferry is new.", "渡船是新的。", "Somewhere else."])
    assert en @ zh > 0.9 > 0.5 > abs(en @ other)
    assert (fake.vectors(["x"]) == vectors.vectors(["x"])).all()
    assert vectors.vectors([]).shape == (0, 256)
