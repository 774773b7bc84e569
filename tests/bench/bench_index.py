"""Indexing a large archive in the newspaper's own format, with `archive index`: python tests/bench/bench_index.py [FILES]

Articles consist of paragraphs of the sample that exist in both languages. There are only a few different articles, so most
vectors come from the cache: the time is that of reading, aligning, storing and building the indexes. Prints the report of
each run, its wall and CPU time and peak memory, and whether the counts are right.
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

sys.path.insert(0, str(Path(__file__).parents[1]))

from store_passages import every_passage

from assistant.system.archive import ensure_sample
from corpus.storage.store import Store

PARAGRAPHS = 5
"""In an article."""
DIFFERENT = 100
"""Distinct article texts."""
CHANGED = 100
"""Files changed before the third run."""
MEMORY = 1500
"""Limit in megabytes, for any number of files."""
GOAL = 3.0
"""Limit in seconds for 10,000 unchanged files."""


@dataclass(frozen=True, slots=True)
class Run:
    """Output, time and memory of one `archive index`."""

    output: str
    wall: float
    cpu: float
    megabytes: float

    def count(self, what: str) -> int:
        found = re.search(rf"(\d+) {what}", self.output)
        return int(found[1]) if found else 0

    def print(self, name: str, remark: str) -> None:
        lines = self.output.splitlines()[-2:] if self.output else []
        click.echo(f"{name}: {self.wall:.1f} s, CPU {self.cpu:.1f} s, {self.megabytes:.0f} MB. {remark}")
        for line in lines:
            click.echo(f"    {line}")


def paragraphs() -> list[tuple[str, str]]:
    """Passages of the sample with one paragraph on each side, of medium length."""
    found = []
    with Store.open(ensure_sample()) as store:
        for _, _, passage in every_passage(store):
            if passage.english and passage.chinese and passage.score >= 0.5:
                english, chinese = passage.english.text, passage.chinese.text
                if "\n" not in english + chinese and 200 < len(english) < 900 and 40 < len(chinese) < 300:
                    found.append((english, chinese))
    return found


def write_articles(folder: Path, count: int) -> None:
    """Files like the newspaper's: a folder for each month, a file for each article."""
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


def run_index(inbox: Path, archive: Path, *options: str) -> Run:
    command = [sys.executable, "-m", "assistant.cli.main", "index", str(inbox), "--archive", str(archive), *options]
    started = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    assert process.stderr is not None
    output = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(output)
    return Run(output, time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def check(run: Run, **expected: int) -> str:
    wrong = [f"{run.count(what)} {what}, {n} expected" for what, n in expected.items() if run.count(what) != n]
    if run.megabytes > MEMORY:
        wrong.append(f"over {MEMORY} MB")
    return "wrong: " + "; ".join(wrong) if wrong else "counts are right"


def change(files: Iterator[Path]) -> None:
    for _, path in zip(range(CHANGED), files, strict=False):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("Title: Report", "Title: A report", 1), encoding="utf-8")


def main(files: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        inbox, archive = Path(folder) / "inbox", Path(folder) / "archive"
        write_articles(inbox, files)
        first = run_index(inbox, archive)
        first.print(f"{files} files", check(first, files=files, articles=files, passages=files * PARAGRAPHS))
        again = run_index(inbox, archive)
        seconds = again.wall * 10_000 / files
        remark = f"{seconds:.1f} s for 10,000{'' if seconds <= GOAL else ', missed'}; "
        again.print("unchanged", remark + check(again, unchanged=files))
        change(inbox.rglob("*.md"))
        third = run_index(inbox, archive)
        third.print(f"{CHANGED} changed", check(third, changed=CHANGED, unchanged=files - CHANGED))
        for path in sorted(inbox.rglob("*.md"))[:CHANGED]:
            path.unlink()
        pruned = run_index(inbox, archive, "--prune")
        pruned.print(f"{CHANGED} deleted, --prune", check(pruned, removed=CHANGED, unchanged=files - CHANGED))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
