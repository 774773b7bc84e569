"""Answer times in a large archive, in a warm process: python tests/bench/bench_answers.py [PASSAGES] [QUESTIONS]

Articles consist of random sentences of the sample, so words and lengths are realistic. Passage vectors are random, because
only their number matters; questions are encoded with the real model. Prints the median and the 90th percentile of the time
of whole answers, their CPU time, and a profile.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from store_passages import every_passage

from assistant.ask import Assistant
from assistant.system import paths
from corpus.arrays import FloatArray
from corpus.ingesting.ingest import ingest
from corpus.storage.store import Store
from corpus.text.sentences import split_sentences
from embeddings.index.embedding_cache import VectorCache
from embeddings.indexing import build_index
from embeddings.model.encoder import Encoder, load_encoder
from embeddings.text.analyzer import Analyzer

GOAL = 60.0
"""Median in milliseconds, with 10,000 passages on two cores."""
PARAGRAPHS = 8
"""In an article, of four sentences each."""


class RandomEncoder:
    """Encodes questions with the real model and gives passages random vectors with a realistic spread."""

    def __init__(self, real: Encoder) -> None:
        self._real = real
        self.name, self.dimension, self.max_tokens = real.name, real.dimension, real.max_tokens
        self._around = real.encode_passages(["The dike held.", "堤守住了。"]).mean(axis=0)
        self._random = np.random.default_rng(0)

    def encode_questions(self, texts: Sequence[str]) -> FloatArray:
        return self._real.encode_questions(texts)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> FloatArray:
        noise = self._random.standard_normal((len(texts), self.dimension)) / np.sqrt(self.dimension)
        vectors = self._around + 0.5 * noise
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) // 2 for text in texts]


def write_articles(path: Path, passages: int) -> None:
    """Write bilingual articles with about this many passages, as JSON Lines."""
    pairs: list[tuple[str, str]] = []
    with Store.open(_sample()) as store:
        for _, _, passage in every_passage(store):
            if passage.english and passage.chinese:
                english = [span.of(passage.english.text) for span in split_sentences(passage.english.text, "en")]
                chinese = [span.of(passage.chinese.text) for span in split_sentences(passage.chinese.text, "zh")]
                pairs += zip(english, chinese, strict=False)
    draw = random.Random(0)
    with path.open("w", encoding="utf-8") as file:
        for number in range(passages // PARAGRAPHS):
            drawn = [[draw.choice(pairs) for _ in range(4)] for _ in range(PARAGRAPHS)]
            row = {
                "id": f"made-{number}",
                "newspaper": "Made",
                "date": f"{1950 + number % 50}-{1 + number % 12:02}-{1 + number % 28:02}",
                "page": 1 + number % 8,
                "title_en": draw.choice(pairs)[0][:60],
                "title_zh": draw.choice(pairs)[1][:20],
                "english": "\n".join(" ".join(en for en, _ in some) for some in drawn),
                "chinese": "\n".join("".join(zh for _, zh in some) for some in drawn),
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _sample() -> Path:
    from assistant.system.archive import ensure_sample

    return ensure_sample()


def make(folder: Path, passages: int) -> None:
    """Build an archive of them."""
    write_articles(folder / "articles.jsonl", passages)
    encoder = RandomEncoder(load_encoder())
    with Store.create(folder / "archive") as store, VectorCache(folder / "archive", encoder) as cache:
        for _ in ingest(store, [folder / "articles.jsonl"], cache, None, False):
            pass
        for _ in build_index(store, encoder, cache, Analyzer()):
            pass


def questions(count: int) -> list[str]:
    """Questions of the sample, alternating between the languages; every tenth has a filter."""
    lines = (paths.SAMPLE / "evaluation" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    lines = [row[side] for row in rows for side in ("en", "zh")]
    return [f"{text} after:1960" if at % 10 == 9 else text for at, text in enumerate(lines)][:count]


def main(passages: int, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        make(Path(folder), passages)
        click.echo(f"made in {time.perf_counter() - started:.0f} s", err=True)
        with Assistant.open(Path(folder) / "archive") as assistant:
            assistant.warm()
            lines = questions(count)
            for line in lines[:4]:
                assistant.ask(line)
            times, used = [], []
            for line in lines:
                cpu = time.process_time()
                times.append(assistant.ask(line).elapsed_ms)
                used.append((time.process_time() - cpu) * 1000)
            profile = cProfile.Profile()
            profile.runcall(lambda: [assistant.ask(line) for line in lines])
        with Store.open(Path(folder) / "archive") as store:
            total = store.count("passage")
        note = "" if statistics.median(times) <= GOAL else "  missed"
        tenth = statistics.quantiles(times, n=10)[-1]
        click.echo(
            f"{total} passages, {len(lines)} questions, milliseconds an answer: median {statistics.median(times):.1f}, ",
            nl=False,
        )
        click.echo(f"slowest tenth from {tenth:.1f}; CPU {statistics.median(used):.1f}; goal {GOAL:.0f}{note}\n")
        pstats.Stats(profile).strip_dirs().sort_stats("cumulative").print_stats(35)


if __name__ == "__main__":
    numbers = [int(a) for a in sys.argv[1:]]
    main(*(numbers + [10_000, 100][len(numbers) :]))
