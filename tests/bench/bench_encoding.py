"""Encoding speed of sentence-transformers and of the ONNX form, in one run with the same weights.

    python tests/bench/bench_encoding.py articles.jsonl folder-of-texts ... [--texts 240] [--rounds 5]

The two alternate, so that a slow phase of the machine affects both. Prints medians of wall and CPU time.
sentence-transformers runs with its defaults: float32, batches of 32. Also measures whole processes: a question in a new Python
process, with and without a prepared model.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from restored_model import restore_model

from embeddings.model.encoder import load_encoder

QUESTION = "How many people ate in the canteens of the commune in 1960? 公社食堂有多少人吃饭？"


def paragraphs(path: Path) -> Iterator[str]:
    """The lines of a text file, or the bodies of JSON Lines."""
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if inner.suffix in {".md", ".txt", ".jsonl"}:
                yield from paragraphs(inner)
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        if path.suffix == ".jsonl":
            article = json.loads(line)
            yield from (part for key in ("english", "chinese") for part in (article.get(key) or "").splitlines())
        else:
            yield line.strip()


def mixed(paths: list[Path], count: int) -> list[str]:
    """Paragraphs and their sentences, both languages, in a fixed disorder."""
    whole = [text for path in paths for text in paragraphs(path) if len(text) > 3]
    cut = [part for text in whole for part in re.split(r"(?<=[.。！？])\s*", text) if len(part) > 3]
    texts = sorted(set(whole + cut))
    random.Random(1).shuffle(texts)
    return texts[:count]


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def question(cache: Path) -> float:
    """Wall seconds of a Python that encodes one question and ends."""
    code = "import sys; from pathlib import Path; from embeddings.model.encoder import load_encoder; "
    code += "load_encoder(cache=Path(sys.argv[1])).encode_questions([sys.argv[2]])"
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, str(cache), QUESTION], check=True)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--texts", type=int, default=240)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    say = sys.stdout.write
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as name:
        cache = Path(name)
        say(f"first question, empty cache   {question(cache):6.2f} s\n")
        cold = [question(cache) for _ in range(max(5, options.rounds))]
        say(f"question, new process         {statistics.median(cold):6.2f} s\n")
        empty = [seconds(lambda: subprocess.run([sys.executable, "-c", "import numpy"], check=True))[0] for _ in range(5)]
        say(f"  of it Python and numpy      {statistics.median(empty):6.2f} s\n")

        from sentence_transformers import SentenceTransformer

        plain = SentenceTransformer(str(restore_model(cache / "e5-small")), device="cpu", local_files_only=True)
        ours = load_encoder(cache=cache)
        texts = mixed(options.paths, options.texts)
        tokens = ours.count_tokens(texts)
        say(f"{len(texts)} texts, {statistics.mean(tokens):.0f} tokens in the mean, {max(tokens)} at most\n")
        prefixed = [f"passage: {text}" for text in texts]
        plain.encode(prefixed[:32])
        expected = plain.encode(prefixed, show_progress_bar=False)
        cosine = np.einsum("ij,ij->i", expected, ours.encode_passages(texts))
        say(f"cosine to float32             {cosine.mean():6.4f} mean, {cosine.min():.4f} least\n")
        runs = [
            (*seconds(lambda: plain.encode(prefixed, show_progress_bar=False)), *seconds(lambda: ours.encode_passages(texts)))
            for _ in range(options.rounds)
        ]
    theirs, theirs_cpu, mine, mine_cpu = (statistics.median(column) for column in zip(*runs, strict=True))
    say(f"plain sentence-transformers   {len(texts) / theirs:6.1f} texts/s, {theirs_cpu:.1f} s of CPU time\n")
    say(f"ours                          {len(texts) / mine:6.1f} texts/s, {mine_cpu:.1f} s of CPU time\n")
    ratio = statistics.median(run[0] / run[2] for run in runs)
    say(
        f"ratio                         {ratio:6.2f} by wall, {statistics.median(run[1] / run[3] for run in runs):.2f} by CPU time\n"
    )


if __name__ == "__main__":
    main()
