"""The hand-aligned texts of `literary/`, and noisier versions with neighbours joined, and clauses and sentences left out.

The texts come from one hand and are easier than translations in the wild. Joining sentences across beads and leaving out
clauses makes them as hard: Bertalign's defaults reach .83 on translations that others aligned by hand, .93 on these texts, and
.82 on those with `DEFAULT_NOISE`.
"""

from __future__ import annotations

import ast
import random
import re
from dataclasses import dataclass
from pathlib import Path

Beads = list[tuple[tuple[int, ...], tuple[int, ...]]]
Pair = tuple[list[str], list[str]]
LITERARY = Path(__file__).parent / "literary"


@dataclass(frozen=True)
class Noise:
    """Probability of losing a clause (English, Chinese), a boundary between beads (likewise), or a whole side of a bead."""

    clause: tuple[float, float]
    bound: tuple[float, float]
    side: float


DEFAULT_NOISE = Noise((0.15, 0.08), (0.03, 0.10), 0.008)
"""As hard as real translations; 41 % of the beads are not one to one."""
_CLAUSE = {0: re.compile(r"(?<=[,;:]) "), 1: re.compile(r"(?<=[，；：])")}
_BLANK = (" ", "")


@dataclass(frozen=True)
class Aligned:
    """Two texts, one sentence per entry, with their gold beads."""

    name: str
    english: list[str]
    chinese: list[str]
    gold: Beads


def read_aligned(folder: Path) -> list[Aligned]:
    """Read every NN.en, NN.zh and NN.gold of a folder."""
    found = []
    for gold in sorted(folder.glob("*.gold")):
        english, chinese = (
            [line.strip() for line in gold.with_suffix(suffix).read_text("utf-8").splitlines()] for suffix in (".en", ".zh")
        )
        beads = [line.split(":") for line in gold.read_text("utf-8").splitlines()]
        pairs = [(tuple(ast.literal_eval(en)), tuple(ast.literal_eval(zh))) for en, zh in beads]
        found.append(Aligned(gold.stem, english, chinese, pairs))
    return found


def add_noise(text: Aligned, seed: int, noise: Noise = DEFAULT_NOISE) -> Aligned:
    """The text with random changes, the same for the same seed."""
    rng = random.Random(f"{text.name}{seed}")
    beads: list[Pair] = []
    for en, zh in text.gold:
        sides = [text.english[i] for i in en], [text.chinese[j] for j in zh]
        pair = [[_thinned(line, side, rng, noise.clause[side]) for line in sides[side]] for side in (0, 1)]
        for side in (0, 1):
            if pair[0] and pair[1] and rng.random() < noise.side:
                pair[side] = []
        beads.append((pair[0], pair[1]))
    joined: list[Pair] = []
    for bead in beads:
        before = joined[-1] if joined else ([], [])
        chance = rng.random()
        if not all(bead) or not all(before) or max(map(len, before)) > 2 or chance > sum(noise.bound):
            joined.append(bead)
        else:
            joined[-1] = _over_the_bound(before, bead, 0 if chance < noise.bound[0] else 1)
    english, chinese, gold = [], [], []
    for en, zh in joined:
        gold.append((tuple(range(len(english), len(english) + len(en))), tuple(range(len(chinese), len(chinese) + len(zh)))))
        english += en
        chinese += zh
    return Aligned(text.name, english, chinese, gold)


def _thinned(line: str, side: int, rng: random.Random, lost: float) -> str:
    clauses = _CLAUSE[side].split(line)
    return _BLANK[side].join([clause for clause in clauses if rng.random() > lost] or [rng.choice(clauses)])


def _over_the_bound(before: Pair, bead: Pair, side: int) -> Pair:
    """Join two beads: on one side, the last sentence of the first continues in the first sentence of the second."""
    both = [before[0] + bead[0], before[1] + bead[1]]
    last, first = before[side][-1], bead[side][0]
    comma = re.sub(r"[.。；]$", ", " if side == 0 else "，", last)
    run_on = comma + ("" if comma != last else _BLANK[side]) + first
    both[side] = [*before[side][:-1], run_on, *bead[side][1:]]
    return both[0], both[1]
