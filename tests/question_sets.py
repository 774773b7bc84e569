"""Sets of questions with known answers, and what an archive says to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared_data import SHARED

from assistant.ask import Assistant
from assistant.system import paths
from assistant.system.archive import ensure_sample, update
from corpus.model import AlignedPassage, Article, Side


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a set."""

    text: str
    language: Side
    kind: str
    """`answerable`, `near` (about the same matters, not answered), `off` (about others) or `absent` (its article is missing)."""
    gold: dict[str, Any]
    """The line of the set that it comes from."""

    def answered_by(self, article: Article, passage: AlignedPassage) -> bool:
        """Whether a passage holds the gold answer."""
        if self.kind != "answerable":
            return False
        if "article" in self.gold and "english" not in self.gold:
            text = passage.chinese.text if passage.chinese else ""
            return article.id.startswith(self.gold["article"]) and any(answer in text for answer in self.gold["answers_zh"])
        if "article" in self.gold:
            return article.id == self.gold["article"] and any(
                excerpt and excerpt.span.start < self.gold[name][1] and self.gold[name][0] < excerpt.span.end
                for name, excerpt in (("english", passage.english), ("chinese", passage.chinese))
            )
        right = article.source.path.endswith(Path(self.gold["doc"]).name)
        return right and passage.chinese is not None and self.gold["gold_zh"] in passage.chinese.text


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A set, and the files that it asks about."""

    name: str
    questions: Path
    files: Path

    def read(self) -> Iterator[Asked]:
        for line in self.questions.read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            if "language" in gold:
                kind = {"near-miss": "near", "off-topic": "off"}.get(gold["kind"], gold["kind"])
                yield Asked(gold["question"], gold["language"], kind, gold)
            else:
                kind = "answerable" if gold["answerable"] else gold["type"]
                yield from (Asked(gold[side], side, kind, gold) for side in ("en", "zh"))

    def open(self, folder: Path) -> Assistant:
        """The files indexed into `folder`, open; the sample as the package carries it."""
        if self is SAMPLE:
            return Assistant.open(ensure_sample())
        for _ in update(folder / self.name, [self.files]):
            pass
        return Assistant.open(folder / self.name)


SAMPLE = QuestionSet("sample", paths.SAMPLE / "evaluation" / "questions.jsonl", paths.SAMPLE / "articles")
REAL = QuestionSet("real", SHARED / "real" / "questions.jsonl", SHARED / "archive")
XQUAD = QuestionSet("xquad", SHARED / "retrieval" / "questions.jsonl", SHARED / "retrieval" / "articles.jsonl")
ENCYCLOPEDIA = QuestionSet(
    "encyclopedia", SHARED / "encyclopedia" / "questions.jsonl", SHARED / "encyclopedia" / "articles.jsonl"
)
"""Chinese only; its unanswered questions are `absent`: their articles were left out."""
SETS = (REAL, SAMPLE, XQUAD)
