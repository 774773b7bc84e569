"""A large archive in the newspaper's own format, indexed as a user would: python tests/bench/bench_index.py [FILES]

Articles are of paragraphs of the sample's that stand in both languages, and there are only so many different ones, so that
their vectors come from the cache: what is timed is reading, aligning, storing and the indexes. Prints for each run of `archive index` what it counted,
wall and processor seconds and the most memory, and whether the counts are right.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from store_passages import every_passage

from assistant.system.archive import ensure_sample
from corpus.storage.store import Store

PARAGRAPHS = 5
"""Of an article."""
DIFFERENT = 100
"""Articles that differ in more than their date and place."""
CHANGED = 100
"""Files that are changed before the third run."""
MEMORY = 1500
"""Megabytes at most, at any size."""
GOAL = 3.0
"""Seconds at most for 10,000 unchanged files."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one `archive index` took, and what it said."""

    told: str
    wall: float
    processor: float
    megabytes: float

    def count(self, what: str) -> int:
        found = re.search(rf"(\d+) {what}", self.told)
        return int(found[1]) if found else 0

    def print(self, name: str, remark: str) -> None:
        first = self.told.splitlines()[-2:] if self.told else []
        click.echo(f"{name}: {self.wall:.1f} s, processor {self.processor:.1f} s, {self.megabytes:.0f} MB. {remark}")
        for line in first:
            click.echo(f"    {line}")


def paragraphs() -> list[tuple[str, str]]:
    """The sample's passages of one paragraph on either side, long enough to stand alone."""
    found = []
    with Store.open(ensure_sample()) as store:
        for _, _, passage in every_passage(store):
            if passage.english and passage.chinese and passage.score >= 0.5:
                english, chinese = passage.english.text, passage.chinese.text
                if "\n" not in english + chinese and 200 < len(english) < 900 and 40 < len(chinese) < 300:
                    found.append((english, chinese))
    return found


def write_articles(folder: Path, count: int) -> None:
    """Files as the newspaper's are: a folder for a month, a file for an article."""
    pairs, draw = paragraphs(), random.Random(0)
    bodies = [draw.sample(pairs, PARAGRAPHS) for _ in range(DIFFERENT)]
    for number in range(count):
        year, month, day, page = 1946 + number % 57, 1 + number % 12, 1 + number % 28, 1 + number % 8
        date = f"{year}-{month:02}-{day:02}"
        which = number % DIFFERENT
        body = bodies[which]
        english = "\n".join(f"    {en}" for en, _ in body)
        chinese = "\n".join(f"    {zh}" for _, zh in body)
        text = (
            f"Title: Report {which}\nAuthor: \nDate: {date}\nPage: {page}\n\n    Report {which}\n{english}\n\n\n<hr /> \n\n"
            f"Original: \n\n\n### 报道之{which}\n\n{date}\n第{page}版()\n专栏：\n\n    报道之{which}\n{chinese}\n"
        )
        path = folder / f"{year}.{month:02}" / f"{date}_报道{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def indexed(inbox: Path, archive: Path, *options: str) -> Run:
    command = [sys.executable, "-m", "assistant.cli.main", "index", str(inbox), "--archive", str(archive), *options]
    started = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    assert process.stderr is not None
    told = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(told)
    return Run(told, time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def verdict(run: Run, **expected: int) -> str:
    wrong = [f"{run.count(what)} {what}, {n} expected" for what, n in expected.items() if run.count(what) != n]
    if run.megabytes > MEMORY:
        wrong.append(f"over {MEMORY} MB")
    return "wrong: " + "; ".join(wrong) if wrong else "counts are right"


def changed(files: Iterator[Path]) -> None:
    for _, path in zip(range(CHANGED), files, strict=False):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("Title: Report", "Title: A report", 1), encoding="utf-8")


def main(files: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        inbox, archive = Path(folder) / "inbox", Path(folder) / "archive"
        write_articles(inbox, files)
        first = indexed(inbox, archive)
        first.print(f"{files} files", verdict(first, files=files, articles=files, passages=files * PARAGRAPHS))
        again = indexed(inbox, archive)
        seconds = again.wall * 10_000 / files
        told = f"{seconds:.1f} s for 10,000{'' if seconds <= GOAL else ', missed'}; "
        again.print("unchanged", told + verdict(again, unchanged=files))
        changed(inbox.rglob("*.md"))
        third = indexed(inbox, archive)
        third.print(f"{CHANGED} changed", verdict(third, changed=CHANGED, unchanged=files - CHANGED))
        for path in sorted(inbox.rglob("*.md"))[:CHANGED]:
            path.unlink()
        pruned = indexed(inbox, archive, "--prune")
        pruned.print(f"{CHANGED} deleted, --prune", verdict(pruned, removed=CHANGED, unchanged=files - CHANGED))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
