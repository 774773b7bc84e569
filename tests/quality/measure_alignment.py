"""Measure paragraph beads, kinds and sentence beads by set (some need ../shared/data):

    python tests/quality/measure_alignment.py [--faults SET]

For every set of articles: strict F1 of the paragraph beads with two sides, the share of lines with the right kind, and the lines
said to have no counterpart, right and wrong. For every set of line files: strict F1. "Left out" sets were not looked at while
rules and weights were made. `--faults` lists what is wrong in one set.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "corpus"), str(HERE.parent / "corpus" / "alignment")]

from corpus_helpers import evaluation, kinds_of, read_all, scores
from noisy_texts import LITERARY, add_noise, read_aligned
from shared_data import SHARED
from test_literary import strict_f1

from corpus.alignment.passages import align_article
from corpus.model import AlignedArticle
from embeddings.index.embedding_cache import VectorCache
from embeddings.model.encoder import load_encoder

PAIRING = HERE.parent / "corpus" / "pairing"


@dataclass(frozen=True, slots=True)
class ArticleSet:
    """Articles with gold paragraph beads and kinds."""

    name: str
    folder: Path
    gold: Path


ARTICLES = (
    ArticleSet("archive (tuned)", SHARED / "archive", SHARED / "real" / "alignment.json"),
    ArticleSet("pairing/tuned", PAIRING / "tuned", PAIRING / "tuned" / "gold.json"),
    ArticleSet("pairing/held_out (left out)", PAIRING / "held_out", PAIRING / "held_out" / "gold.json"),
    ArticleSet("archive-2 (left out)", SHARED / "archive-2", HERE / "archive_2_alignment.json"),
)


def main() -> None:
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    with tempfile.TemporaryDirectory() as folder, VectorCache(Path(folder), load_encoder()) as model:
        print(f"{'articles':30} {'beads F1':>8} {'kinds':>6} {'unpaired: right':>16} {'wrong':>6}")
        for one in (one for one in ARTICLES if one.folder.exists()):
            gold = evaluation(one.gold)
            aligned = {name: align_article(article, model) for name, article in read_all(one.folder, gold).items()}
            f1, kinds = scores(gold, aligned)
            right, wrong = claims(gold, aligned)
            print(f"{one.name:30} {f1:8.3f} {kinds:6.3f} {right:16} {wrong:6}")
            if wanted and one.name.startswith(wanted):
                print("\n".join(faults(gold, aligned)))
        texts = read_aligned(LITERARY)
        print(f"\n{'lines':30} {'strict F1':>8}")
        for parity, name in ((1, "literary, odd (tuned)"), (0, "literary, even (left out)")):
            half = [text for text in texts if int(text.name) % 2 == parity]
            print(f"{name:30} {strict_f1(half, model):8.3f}")
            print(f"{name + ', noisy':30} {strict_f1([add_noise(text, s) for text in half for s in (1, 2, 3)], model):8.3f}")
        if (SHARED / "align").exists():
            print(f"{'align':30} {strict_f1(read_aligned(SHARED / 'align'), model):8.3f}")


def claims(gold: Mapping[str, dict], aligned: Mapping[str, AlignedArticle]) -> tuple[int, int]:
    """How many lines that could be aligned are said to have no counterpart, rightly and wrongly."""
    right = wrong = 0
    for name, truth in gold.items():
        alone = {(tuple(en), tuple(zh)) for en, zh in truth["beads"] if not (en and zh)}
        for bead in aligned[name].beads:
            if not (bead.en and bead.zh) and not set(_kinds(aligned[name], bead.en)) & {"glossary", "stray"}:
                right, wrong = right + ((bead.en, bead.zh) in alone), wrong + ((bead.en, bead.zh) not in alone)
    return right, wrong


def _kinds(article: AlignedArticle, indices: tuple[int, ...]) -> Iterator[str]:
    kinds = kinds_of(article.article.english)
    return (kinds[i] for i in indices)


def faults(gold: Mapping[str, dict], aligned: Mapping[str, AlignedArticle]) -> Iterator[str]:
    """The beads and kinds that differ from the gold ones."""
    for name, truth in gold.items():
        expected = {(tuple(en), tuple(zh)) for en, zh in truth["beads"]}
        beads = {(b.en, b.zh) for b in aligned[name].beads}
        for label, some in (("missing", expected - beads), ("found", beads - expected)):
            if some:
                yield f"  {name}: {label} " + " ".join(f"{list(en)}:{list(zh)}" for en, zh in sorted(some))
        for side, key in (("en", "roles_en"), ("zh", "roles_zh")):
            for i, kind in enumerate(kinds_of(aligned[name].article.text(side))):
                if kind != (right := truth[key].get(str(i), "body")):
                    yield f"  {name}: {side} {i} is {right}, not {kind}"


if __name__ == "__main__":
    main()
