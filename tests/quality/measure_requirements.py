"""Measure what a question requires of a passage, `assistant.answering.requirements` (needs ../shared/data):

    python tests/quality/measure_requirements.py [FOLDER]

Asks every question of every set for its first passage. Prints for each requirement how many questions have it, how many first
passages that answer are doubted for it (false alarms) and how many that do not (true alarms), by set; then the share of
questions that are found, with and without the doubts. FOLDER keeps the indexed archives for the next run.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from question_sets import REAL, SAMPLE, XQUAD, Asked, QuestionSet
from shared_data import SHARED

from assistant.answering.date_retrieval import retrieve
from assistant.answering.outcome import adjust_confidence
from assistant.answering.requirements.doubts import Doubt, find_doubt, requirements
from assistant.system.archive import update
from corpus.model import SIDES, AlignedPassage, Article
from embeddings.query.question import parse
from embeddings.ranking.confidence import FOUND

ENCYCLOPEDIA = QuestionSet(
    "encyclopedia", SHARED / "encyclopedia" / "questions.jsonl", SHARED / "encyclopedia" / "articles.jsonl"
)
SETS = (XQUAD, ENCYCLOPEDIA, REAL, SAMPLE)


@dataclass(frozen=True, slots=True)
class First:
    """A question and its first passage."""

    set: str
    asked: Asked
    right: bool
    required: frozenset[str]
    doubt: Doubt | None
    found_before: bool
    found: bool

    @property
    def wrong(self) -> bool:
        """Whether nothing answers. A wrong first passage of a question that another answers counts as neither."""
        return self.asked.kind != "answerable"

    @property
    def doubted_for(self) -> str:
        return str(self.doubt.kind) if self.doubt else ""


def first_passages(questions: QuestionSet, folder: Path) -> Iterator[First]:
    """The first passage of every question of a set."""
    if questions is REAL:
        for _ in update(folder / REAL.name, [REAL.files, SHARED / "archive-2"]):
            pass  # more documents that may be taken for an answer
    with questions.open(folder) as assistant:
        index, store = assistant._engine().index, assistant._store
        for asked in questions.read():
            question = parse(asked.text)
            found = retrieve(index, store, question, 1).found
            if not found.hits:
                continue
            [(article, passage)] = store.passages([found.hits[0].number])
            texts = ([e.text] if (e := passage.excerpt(side)) else [] for side in SIDES)
            names = index.names.with_found_forms(found.names, *texts)
            doubt = find_doubt(question, article, passage, names)
            required = frozenset(map(str, requirements(question, article)))
            found_ = (adjust_confidence(found.estimate, question, one).confidence >= FOUND for one in (None, doubt))
            yield First(questions.name, asked, answers(asked, article, passage), required, doubt, *found_)


def answers(asked: Asked, article: Article, passage: AlignedPassage) -> bool:
    """Whether a passage answers. Articles of the encyclopedia have one paragraph; its questions have no place in it."""
    if "article" in asked.gold and "english" not in asked.gold:
        return asked.kind == "answerable" and article.id == asked.gold["article"]
    return asked.answered_by(article, passage)


def print_requirements(rows: list[First]) -> None:
    """Questions, doubted of right, and doubted of unanswered first passages, by requirement and set."""
    table: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in rows:
        for kind in row.required | ({row.doubted_for} - {""}):
            for name in (row.set, "all"):
                cell = table[kind][name]
                cell["questions"] += 1
                cell["right"] += row.right
                cell["unanswered"] += row.wrong
                if row.doubted_for == kind:
                    cell["false"] += row.right
                    cell["true"] += row.wrong
                    cell["found"] += row.wrong and row.found_before
    print("questions: doubted / right, doubted / unanswered (of them otherwise found)")
    for kind, sets in sorted(table.items()):
        for name, c in sets.items():
            cells = f"{c['false']:3}/{c['right']:<4} {c['true']:3}/{c['unanswered']:<4} ({c['found']})"
            mark = "  <- more than 1 in 50" if c["questions"] >= 50 and c["false"] * 50 > c["right"] else ""
            print(f"{kind:12} {name:13} {c['questions']:4}: {cells}{mark}")


def print_outcomes(rows: list[First]) -> None:
    """Share of questions that are found, before and after, and doubted in all, by set and kind of question."""
    groups: dict[tuple[str, str, str], list[First]] = defaultdict(list)
    for row in rows:
        kind = "right" if row.right else row.asked.kind if row.wrong else "wrong"
        for name in (row.set, "all"):
            groups[name, kind, row.asked.language].append(row)
    for (name, kind, language), some in sorted(groups.items()):
        before, after, doubted = (
            sum(values) for values in zip(*((r.found_before, r.found, r.doubt is not None) for r in some), strict=True)
        )
        print(f"{name:13} {kind:7} {language} {len(some):4}: found {before:4} -> {after:4}, doubted {doubted}")


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        rows = [row for questions in SETS for row in first_passages(questions, folder)]
    print_requirements(rows)
    print_outcomes(rows)
    for row in rows:
        if row.right and row.doubt:
            print(f"false alarm, {row.set}: {row.asked.text} {row.doubt}")


if __name__ == "__main__":
    main()
