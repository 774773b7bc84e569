"""Literary translation with the default model: sentences are merged, split, left out and added."""

from collections.abc import Iterable, Iterator

import pytest
from noisy_texts import DEFAULT_NOISE, LITERARY, Aligned, add_noise, read_aligned
from shared_data import shared_folder

from corpus.alignment.aligner import align
from corpus.alignment.units import SentenceVectors, units
from corpus.model import SIDES

TEXTS = read_aligned(LITERARY)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SentenceVectors]:
    from embeddings.index.embedding_cache import VectorCache
    from embeddings.model.encoder import load_encoder

    with VectorCache(tmp_path_factory.mktemp("vectors"), load_encoder()) as cache:
        yield cache


def strict_f1(texts: Iterable[Aligned], model: SentenceVectors) -> float:
    """Strict F1: both sides must be equal. Beads with an empty side are ignored."""
    right = counted = 0
    for text in texts:
        en, zh = (units(lines, side, model) for lines, side in zip((text.english, text.chinese), SIDES, strict=True))
        found = {(b.en, b.zh) for b in align(en, zh) if b.en and b.zh}
        gold = {(en, zh) for en, zh in text.gold if en and zh}
        right, counted = right + 2 * len(found & gold), counted + len(found) + len(gold)
    return right / counted


@pytest.mark.parametrize("text", [*TEXTS, *(add_noise(text, 1) for text in TEXTS)], ids=lambda text: text.name)
def test_gold_beads_are_complete_and_in_order(text: Aligned) -> None:
    assert [i for en, _ in text.gold for i in en] == list(range(len(text.english)))
    assert [j for _, zh in text.gold for j in zh] == list(range(len(text.chinese)))
    assert all(line.strip() for line in text.english + text.chinese)


def test_the_texts_are_as_hard_as_documented() -> None:
    for texts, least in ((TEXTS, 0.30), ([add_noise(text, seed) for text in TEXTS for seed in (1, 2, 3)], 0.40)):
        shapes = [(len(en), len(zh)) for text in texts for en, zh in text.gold]
        assert sum(shape != (1, 1) for shape in shapes) / len(shapes) >= least
    assert add_noise(TEXTS[0], 1, DEFAULT_NOISE) == add_noise(TEXTS[0], 1)


@pytest.mark.slow
def test_literary_texts(encoder: SentenceVectors) -> None:
    """The texts with even numbers; the weights were fitted on the odd ones."""
    even = [text for text in TEXTS if int(text.name) % 2 == 0]
    assert strict_f1(even, encoder) >= 0.94
    assert strict_f1([add_noise(text, seed) for text in even for seed in (1, 2, 3)], encoder) >= 0.83


@pytest.mark.slow
def test_sentence_lines(encoder: SentenceVectors) -> None:
    assert strict_f1(read_aligned(shared_folder("align")), encoder) >= 0.95
