"""An encoder without a model: the vector of a text is the sum of its words' vectors, which are derived from their hashes.

Texts that share words are similar. A small dictionary gives translations the same vector, so that search works across
languages.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from corpus.arrays import FloatArray

DICTIONARY = {
    "渡船": "ferry", "渡口": "ferry", "渡工": "ferry", "摆渡": "ferry", "船": "boat", "堤": "dike", "洪水": "flood", "夜校": "school",
    "认字": "characters", "纸": "paper", "火": "fire", "染坊": "dyehouse", "桥": "bridge", "电灯": "electric", "槐树": "locust",
    "麻疹": "measles", "井": "well", "钟": "bell", "剧团": "troupe", "春茶": "tea", "天气": "weather", "发动机": "engine",
}  # fmt: skip
"""Chinese words and their English translations."""

_WORDS = re.compile(r"[㐀-鿿]+|[^\W_㐀-鿿]+")


class FakeEncoder:
    """Implements `embeddings.model.encoder.Encoder`, and records what it encodes."""

    def __init__(self, name: str = "fake@000000000001", dimension: int = 96) -> None:
        self.name = name
        self.dimension = dimension
        self.max_tokens = 512
        self.encoded: list[str] = []
        """All texts encoded as passages, in order."""

    def encode_questions(self, texts: Sequence[str]) -> FloatArray:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> FloatArray:
        self.encoded += texts
        for done in range(1, len(texts) + 1):
            if progress:
                progress(done)
        return self._encode(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_WORDS.findall(text)) + 2 for text in texts]

    def _encode(self, texts: Sequence[str]) -> FloatArray:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for at, text in enumerate(texts):
            for word in [*concepts(text), "any text"]:  # shared by all texts: cosines of real encoders are not centred at 0
                vectors[at] += _seeded(f"{self.name} {word}", self.dimension)
            vectors[at] /= np.linalg.norm(vectors[at])
        return vectors


def concepts(text: str) -> list[str]:
    """The English words of a text, the translations of its Chinese words in the dictionary, and all Chinese character pairs."""
    found: list[str] = []
    for run in _WORDS.findall(text):
        if "㐀" <= run[0] <= "鿿":
            found += [english for chinese, english in DICTIONARY.items() for _ in range(run.count(chinese))]
            found += [run[at : at + 2] for at in range(max(1, len(run) - 1))]
        else:
            found.append(run.casefold().removesuffix("s"))
    return found


@lru_cache(maxsize=20000)
def _seeded(word: str, dimension: int) -> FloatArray:
    seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(dimension).astype(np.float32)
