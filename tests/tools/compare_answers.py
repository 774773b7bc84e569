"""What the program answers before and after a change: the same questions, commands and screens, captured and compared.

    python tests/tools/compare_answers.py capture BEFORE --command "archive"
    python tests/tools/compare_answers.py capture AFTER --command "archive"
    python tests/tools/compare_answers.py compare BEFORE AFTER [--renamed OLD=NEW ...]

`capture` indexes the sample and, where they are there, the documents of `../shared/data`; asks more than 400 questions of
them as JSON, some as text, and types some into the chat (with tmux, where it is installed). `compare` prints every difference
that is not a time, and ends with 1 where there is one. `--renamed` takes a JSON key by its new name: `standing=outcome`.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
SAMPLE = ROOT / "corpus" / "sample"

LINES = (
    "locust trees",
    "夜校",
    "堤",
    "“the dike”",
    "1954",
    "April 1954",
    "page:1 dike",
    "after:1955 before:1957-06 water",
    "zh:堤 flood",
    "-en:flood 洪水",
    "What happened on 24 April 1954?",
    "1954年4月24日登了什么？",
    "How many people were saved in 1958?",
    "column:读者来信 letters",
    "title:paper machine",
    "What was printed in the summer of 1952 about the flood?",
    "paper:Willow bridge",
)
"""Lines that questions of the sets do not cover: words alone, phrases, dates, filters."""

DIALOGUES = (
    ("How did the fire at the dye works start?", "and who put it out?", "more", "undo"),
    ("夜校里有哪些人学认字？", "那老师是谁？", "更像 1", "取消筛选"),
    ("page:1 flood", "in 1953?", "-page:", "within:answer dike"),
)

COMMANDS = (
    ("stats",),
    ("stats", "--json"),
    ("browse",),
    ("browse", "1954.04"),
    ("browse", "--json"),
    ("find", "堤"),
    ("find", "dike", "--json"),
    ("find", "dike", "--by", "year"),
    ("timeline", "flood"),
    ("timeline", "flood", "--json"),
    ("verify",),
    ("export",),
)
SCREENS = ((80, 24), (160, 50))
VOLATILE = {"elapsed_ms", "bytes", "record", "vectors", "index", "archive"}
TIMES = re.compile(r"\d+\.\d+ (s|秒)\b|\d+ ms|\d+\.\d MB")


@dataclass(frozen=True, slots=True)
class Capture:
    """A folder of what one build of the program says."""

    folder: Path
    command: list[str]

    def run(self, *arguments: str, typed: str | None = None, columns: int = 80) -> str:
        environment = os.environ | {"COLUMNS": str(columns), "ARCHIVE_LANG": os.environ.get("ARCHIVE_LANG", "en")}
        done = subprocess.run(
            [*self.command, *arguments], input=typed, capture_output=True, text=True, encoding="utf-8", env=environment
        )
        if done.returncode not in (0, 4):
            raise SystemExit(f"{arguments}: ended with {done.returncode}\n{done.stderr}")
        return done.stdout

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def ask(self, name: str, questions: list[dict[str, str]], *options: str) -> None:
        with tempfile.TemporaryDirectory() as place:
            batch = Path(place) / "batch.jsonl"
            batch.write_text("".join(json.dumps(q, ensure_ascii=False) + "\n" for q in questions), encoding="utf-8")
            self.write(name, self.run("ask", "--batch", str(batch), "--json", *options))


def numbered(texts: list[str]) -> list[dict[str, str]]:
    return [{"id": f"{number}", "question": text} for number, text in enumerate(texts)]


def set_questions(path: Path, most: int) -> list[str]:
    """The questions of a set, both languages, evenly taken from all of it."""
    texts: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        texts += [entry["question"]] if "question" in entry else [entry["en"], entry["zh"]]
    return texts[:: max(1, len(texts) // most)][:most]


def capture(into: Capture) -> None:
    into.folder.mkdir(parents=True)
    sample = [*LINES, *set_questions(SAMPLE / "evaluation" / "questions.jsonl", 160)]
    into.ask("sample.jsonl", numbered(sample))
    for number, line in enumerate([*LINES, *sample[-12:]]):
        for columns in (80, 120):
            into.write(f"ask-{number}-{columns}.txt", into.run("ask", "--", line, columns=columns))
    for number, dialogue in enumerate(DIALOGUES):
        into.write(f"talk-{number}.jsonl", into.run("talk", "--json", typed="".join(f"{line}\n" for line in dialogue)))
    for arguments in COMMANDS:
        into.write(
            "-".join(arguments).replace("---json", ".json") + ("" if "--json" in arguments else ".txt"), into.run(*arguments)
        )
    for name, questions, documents in (
        ("real", SHARED / "real" / "questions.jsonl", [SHARED / "archive", SHARED / "archive-2"]),
        ("retrieval", SHARED / "retrieval" / "questions.jsonl", [SHARED / "retrieval" / "articles.jsonl"]),
    ):
        if not questions.exists():
            print(f"{name}: {questions} is not there", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as place:
            into.run("index", *map(str, documents), "--archive", place)
            into.ask(f"{name}.jsonl", numbered(set_questions(questions, 240)), "--archive", place)
            if name == "real":
                for document in sorted(path for folder in documents for path in folder.rglob("*.md")):
                    into.write(f"show-{document.stem}.json", into.run("show", str(document), "--json", "--archive", place))
                    into.write(f"show-{document.stem}.txt", into.run("show", str(document), "--archive", place))
    capture_screens(into, [*LINES[:6], *sample[-6:]])


def capture_screens(into: Capture, questions: list[str]) -> None:
    if shutil.which("tmux") is None:
        print("tmux is not installed: no screens are captured", file=sys.stderr)
        return
    for number, question in enumerate(questions):
        for width, height in SCREENS:
            into.write(f"chat-{number}-{width}.txt", screen(into.command, question, width, height))


def screen(command: list[str], question: str, width: int, height: int) -> str:
    """The chat's screen after one question, once it has stopped changing."""
    name = f"compare-{os.getpid()}-{time.monotonic_ns()}"  # a server of its own: the last one may still be ending

    def tmux(*arguments: str) -> str:
        return subprocess.run(["tmux", "-L", name, *arguments], capture_output=True, text=True, check=True).stdout

    with tempfile.TemporaryDirectory() as state:
        started = f"env XDG_STATE_HOME={state} XDG_CONFIG_HOME={state} {shlex.join(command)} chat"
        tmux("new-session", "-d", "-x", str(width), "-y", str(height), started)
        try:
            settle(lambda: tmux("capture-pane", "-p"))
            tmux("send-keys", "-l", question)
            tmux("send-keys", "Enter")
            return settle(lambda: tmux("capture-pane", "-p"))
        finally:
            tmux("kill-server")


def settle(look: Any, quiet: float = 2.5, most: float = 40.0) -> str:
    """What is seen once it has not changed for a while."""
    end, since, seen = time.monotonic() + most, time.monotonic(), ""
    while time.monotonic() < end and not (seen.strip() and time.monotonic() - since > quiet):
        time.sleep(0.2)
        if (now := look()) != seen:
            seen, since = now, time.monotonic()
    return seen


def leaves(value: Any, renamed: dict[str, str], path: str = "") -> Iterator[tuple[str, Any]]:
    """All values of a JSON document with their paths, by the new names; times and sizes left out."""
    if isinstance(value, dict) and {"code", "text"} <= value.keys():
        yield path, value["text"]  # a fact: before facts had codes it was its sentence
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in VOLATILE:
                yield from leaves(item, renamed, f"{path}.{renamed.get(key, key)}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, renamed, f"{path}[{number}]")
    else:
        # A source is known by its name: the two captures may be of two checkouts.
        yield path, Path(value).name if path.endswith(".path") and isinstance(value, str) else value


def differences(before: str, after: str, name: str, renamed: dict[str, str]) -> list[str]:
    if name.endswith((".json", ".jsonl")):
        found = []
        pairs = zip(before.splitlines(), after.splitlines(), strict=False)  # one document a line
        for number, (old, new) in enumerate(pairs):
            left, right = (dict(leaves(json.loads(text), renamed)) for text in (old, new))
            changed = (path for path in {**left, **right} if left.get(path) != right.get(path))
            found += [f"{number}{path}: {left.get(path)!r} -> {right.get(path)!r}" for path in changed]
        if before.count("\n") != after.count("\n"):
            found.append(f"{before.count(chr(10))} lines -> {after.count(chr(10))} lines")
        return found
    left_lines, right_lines = (TIMES.sub("TIME", text).splitlines() for text in (before, after))
    return list(difflib.unified_diff(left_lines, right_lines, lineterm="", n=0))[2:]


def compare(before: Path, after: Path, renamed: dict[str, str], ignored: list[str]) -> int:
    names = sorted({path.name for path in before.iterdir()} & {path.name for path in after.iterdir()})
    changed: Counter[str] = Counter()
    for name in names:
        old, new = ((folder / name).read_text("utf-8") for folder in (before, after))
        found = differences(old, new, name, renamed)
        for line in (line for line in found if not any(f".{key}" in line for key in ignored)):
            print(f"{name}: {line}")
            changed[name] += 1
    print(f"{len(names)} files compared, {len(changed)} with differences", file=sys.stderr)
    return int(bool(changed))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    capturing = verbs.add_parser("capture")
    capturing.add_argument("folder", type=Path)
    capturing.add_argument("--command", default="archive")
    comparing = verbs.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    comparing.add_argument("--renamed", nargs="*", default=[], metavar="OLD=NEW")
    comparing.add_argument("--ignored", nargs="*", default=[], metavar="KEY", help="JSON keys that are new, or gone")
    given = parser.parse_args()
    if given.verb == "capture":
        capture(Capture(given.folder, shlex.split(given.command)))
        return 0
    return compare(given.before, given.after, dict(pair.split("=") for pair in given.renamed), given.ignored)


if __name__ == "__main__":
    sys.exit(main())
