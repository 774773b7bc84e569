"""A text is encoded once for each model, and a stop at any moment leaves a correct cache."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st

from corpus.arrays import FloatArray
from corpus.text.folding import to_simplified
from embeddings.index.embedding_cache import KEYS, ROWS, VectorCache, open_rows, vectors_folder


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder(dimension=8)


def files(folder: Path, encoder: FakeEncoder) -> tuple[Path, Path]:
    inner = vectors_folder(folder, encoder.name)
    return inner / ROWS, inner / KEYS


def test_no_text_is_encoded_twice(tmp_path: Path, encoder: FakeEncoder) -> None:
    with VectorCache(tmp_path, encoder) as cache:
        first = cache.rows(["a boat", "a dike", "a boat"])
        second = cache.rows(["a dike", "a bell", "a boat"])
    with VectorCache(tmp_path, encoder) as cache:
        third = cache.rows(["a bell", "a boat"])
    assert sorted(encoder.encoded) == ["a bell", "a boat", "a dike"]
    assert first[0] == first[2] == second[2] == third[1]
    assert first[1] == second[0]
    assert second[1] == third[0]


def test_rows_are_only_appended(tmp_path: Path, encoder: FakeEncoder) -> None:
    rows, _ = files(tmp_path, encoder)
    with VectorCache(tmp_path, encoder) as cache:
        cache.rows(["a boat", "a dike"])
        before = rows.read_bytes()
        cache.rows(["a bell"])
        assert len(cache) == 3
    after = rows.read_bytes()
    assert after.startswith(before)
    assert len(after) == 3 * 8 * 2


def test_vectors_have_half_precision(tmp_path: Path, encoder: FakeEncoder) -> None:
    texts = ["a boat", "a dike", "渡船"]
    with VectorCache(tmp_path, encoder) as cache:
        vectors = cache.vectors(texts)
    expected = FakeEncoder(dimension=8).encode_passages(texts)
    assert vectors.dtype == np.float32
    assert np.array_equal(vectors, expected.astype(np.float16).astype(np.float32))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=2e-3)


def test_no_texts_give_no_rows(tmp_path: Path, encoder: FakeEncoder) -> None:
    with VectorCache(tmp_path, encoder) as cache:
        assert cache.rows([]).shape == (0,)
        assert cache.vectors([]).shape == (0, 8)
    assert open_rows(vectors_folder(tmp_path, encoder.name), 8).shape == (0, 8)


def test_progress_adds_up_to_what_was_encoded(tmp_path: Path, encoder: FakeEncoder) -> None:
    encoded: list[int] = []
    with VectorCache(tmp_path, encoder, encoded.append) as cache:
        cache.rows([f"text {n}" for n in range(30)])
        cache.rows([f"text {n}" for n in range(40)])
    assert sum(encoded) == 40
    assert min(encoded) > 0


@pytest.mark.parametrize("left", [16, 160, 7, 16 * 3 + 5], ids=["a row", "ten rows", "half a row", "rows and a half"])
def test_a_stop_between_rows_and_keys_is_repaired(tmp_path: Path, encoder: FakeEncoder, left: int) -> None:
    """Rows without keys are truncated; otherwise every later row would belong to another text."""
    with VectorCache(tmp_path, encoder) as cache:
        cache.rows(["a boat", "a dike"])
    rows, _ = files(tmp_path, encoder)
    with rows.open("ab") as file:
        file.write(b"\x3c" * left)
    with VectorCache(tmp_path, encoder) as cache:
        assert len(cache) == 2
        assert rows.stat().st_size == 2 * 16
        vectors = cache.vectors(["a bell", "a boat"])
    expected = FakeEncoder(dimension=8).encode_passages(["a bell", "a boat"])
    assert np.allclose(vectors, expected, atol=2e-3)


def test_readers_see_complete_rows_only(tmp_path: Path, encoder: FakeEncoder) -> None:
    """Another process may be writing the next row."""
    with VectorCache(tmp_path, encoder) as cache:
        before = cache.vectors(["a boat", "a dike"])
    rows, _ = files(tmp_path, encoder)
    with rows.open("ab") as file:
        file.write(b"\x3c" * 7)
    assert np.array_equal(open_rows(rows.parent, 8), before.astype(np.float16))


class Killed(FakeEncoder):
    """An encoder whose process is killed in its second batch."""

    def encode_passages(self, texts: Sequence[str], progress: object = None) -> FloatArray:
        if self.encoded:
            raise KeyboardInterrupt
        return super().encode_passages(texts)


def test_a_stop_while_encoding_keeps_the_batches_before_it(tmp_path: Path) -> None:
    texts = [f"text {n}" for n in range(3000)]
    killed = Killed(dimension=8)
    with pytest.raises(KeyboardInterrupt), VectorCache(tmp_path, killed) as cache:
        cache.rows(texts)
    kept = len(killed.encoded)
    assert 0 < kept < 3000
    again = FakeEncoder(dimension=8)
    with VectorCache(tmp_path, again) as cache:
        assert len(cache) == kept
        cache.rows(texts)
    assert not set(again.encoded) & set(killed.encoded)
    assert len(again.encoded) == 3000 - kept


@pytest.mark.parametrize("keep", [0, 16, 16 + 5])
def test_keys_of_lost_rows_are_deleted(tmp_path: Path, encoder: FakeEncoder, keep: int) -> None:
    """A truncated file must not be read as vectors of zeros."""
    with VectorCache(tmp_path, encoder) as cache:
        cache.rows(["a boat", "a dike", "a bell"])
    rows, _ = files(tmp_path, encoder)
    rows.write_bytes(rows.read_bytes()[:keep])
    with VectorCache(tmp_path, encoder) as cache:
        assert len(cache) == keep // 16
        vectors = cache.vectors(["a boat", "a dike", "a bell"])
    assert np.allclose(vectors, FakeEncoder(dimension=8).encode_passages(["a boat", "a dike", "a bell"]), atol=2e-3)


def test_two_models_do_not_mix(tmp_path: Path) -> None:
    one, other = FakeEncoder("one@000000000001", 8), FakeEncoder("other@000000000002", 12)
    with VectorCache(tmp_path, one) as cache:
        cache.rows(["a boat"])
    with VectorCache(tmp_path, other) as cache:
        assert len(cache) == 0
        assert cache.vectors(["a boat"]).shape == (1, 12)
    assert other.encoded == ["a boat"]
    assert vectors_folder(tmp_path, one.name) != vectors_folder(tmp_path, other.name)


def test_no_model_name_leads_out_of_the_archive(tmp_path: Path) -> None:
    for name in ("../../etc", "a/b", "/root", "C:\\models\\x", "模型"):
        folder = vectors_folder(tmp_path, name)
        assert folder.parent == tmp_path / "vectors"
        assert folder.name not in ("", ".", "..")


def test_every_row_has_one_key(tmp_path: Path, encoder: FakeEncoder) -> None:
    with VectorCache(tmp_path, encoder) as cache:
        cache.rows([f"text {n}" for n in range(50)])
        cache.rows([f"text {n}" for n in range(70)])
    _, keys = files(tmp_path, encoder)
    connection = sqlite3.connect(keys)
    found = [row for (row,) in connection.execute("SELECT row FROM key ORDER BY row")]
    connection.close()
    assert found == list(range(70))


@given(st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=5))
def test_any_texts_in_any_order_get_their_vectors(batches: list[list[str]]) -> None:
    encoder = FakeEncoder(dimension=8)
    with tempfile.TemporaryDirectory() as folder:
        for texts in batches:
            with VectorCache(Path(folder), encoder) as cache:
                vectors = cache.vectors(texts)
                assert vectors.shape == (len(texts), 8)
                if texts:
                    encoded = [to_simplified(text) for text in texts]
                    assert np.allclose(vectors, FakeEncoder(dimension=8).encode_passages(encoded), atol=2e-3)
    assert len(encoder.encoded) == len({to_simplified(text) for texts in batches for text in texts})


def test_traditional_and_simplified_forms_share_a_row(tmp_path: Path) -> None:
    with VectorCache(tmp_path, FakeEncoder(dimension=8)) as cache:
        rows = cache.rows(["鋼鐵", "钢铁", "煤炭"])
    assert rows[0] == rows[1] != rows[2]


# -- state: whether rows still belong to the same texts ------------------------------------------------------------------------


def test_a_cache_grew_from_its_earlier_states(tmp_path: Path, encoder: FakeEncoder) -> None:
    with VectorCache(tmp_path, encoder) as cache:
        assert cache.state == ""
        assert not cache.grew_from("")  # the unknown state
        cache.rows(["a boat", "a dike"])
        first = cache.state
        cache.rows(["a bell"])
        second = cache.state
        cache.rows(["a boat"])
        assert cache.state == second != first
    with VectorCache(tmp_path, encoder) as cache:
        assert cache.state == second
        assert cache.grew_from(first)
        assert cache.grew_from(second)


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_a_cache_that_lost_rows_did_not_grow_from_its_earlier_state(tmp_path: Path, encoder: FakeEncoder, kept: int) -> None:
    rows, _ = files(tmp_path, encoder)
    with VectorCache(tmp_path, encoder) as cache:
        cache.rows(["a boat", "a dike"])
        first = cache.state
        cache.rows(["a bell"])
        second = cache.state
    rows.write_bytes(rows.read_bytes()[: kept * 8 * 2])
    with VectorCache(tmp_path, encoder) as cache:
        cache.rows(["a mill", "a fire", "a bridge"][kept:])
        assert len(cache) == 3
        assert not cache.grew_from(second)
        assert cache.grew_from(first) == (kept == 2)


def test_a_new_cache_did_not_grow_from_an_earlier_one(tmp_path: Path, encoder: FakeEncoder) -> None:
    with VectorCache(tmp_path, encoder) as cache:
        cache.rows(["a boat", "a dike"])
        before = cache.state
    for path in files(tmp_path, encoder):
        path.unlink()
    with VectorCache(tmp_path, encoder) as cache:
        cache.rows(["a dike", "a boat"])
        assert not cache.grew_from(before)


def test_a_cache_of_an_older_release_gets_a_state_when_it_grows(tmp_path: Path, encoder: FakeEncoder) -> None:
    _, keys = files(tmp_path, encoder)
    with VectorCache(tmp_path, encoder) as cache:
        cache.rows(["a boat"])
    with sqlite3.connect(keys) as database:
        database.execute("DROP TABLE state")
    database.close()
    with VectorCache(tmp_path, encoder) as cache:
        assert cache.state == ""
        cache.rows(["a dike"])
        assert cache.grew_from(cache.state)
