"""Reads questions with known answers from JSON Lines.

A line is a question, or one question in both languages:

    {"question": "Why did the dike hold?", "answers_en": ["raised by three chi"], "answers_zh": ["加高三尺"]}
    {"question": "染坊的火是怎么烧起来的？", "passages": ["19580820-3-5b6b9c11:2"]}
    {"en": "How many boats ...?", "zh": "... 有多少只船？", "gold_en": "...", "gold_zh": "...", "doc": "1959-02-14_....md"}
    {"question": "What is the capital of Peru?", "kind": "off-topic"}

A line names the relevant passages in one of three ways:

- `passages`: their ids, as `archive ask` prints them
- `article` with the spans `english` and `chinese`: all passages that overlap one
- answers, copied from the newspaper: all passages whose Chinese contains one, or whose English does where the line has no
  Chinese answer; within `article` or the file `doc`, if given. Highlights are measured against answers, too.

`kind` is `answerable`, `near-miss` (a subject of the archive, but not answered) or `off-topic`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from corpus.model import SIDES, Side, Span
from embeddings.query.question import language_of

QUESTIONS = "questions.jsonl"
_NAMES: dict[Side, str] = {"en": "english", "zh": "chinese"}


class Kind(StrEnum):
    """Whether the archive answers a question."""

    ANSWERABLE = "answerable"
    NEAR = "near-miss"
    """A subject of the archive, but not answered."""
    OFF = "off-topic"


_KINDS = {**{kind.value: kind for kind in Kind}, "near": Kind.NEAR, "off": Kind.OFF}


@dataclass(frozen=True, slots=True)
class Gold:
    """One question in one language, with its known answer if it is answerable."""

    id: str
    text: str
    language: Side
    kind: Kind
    garbled: bool = False
    """Whether the English translation lost or changed the answer."""
    answer_side: Side = "zh"
    """The side whose text and highlights must contain the answer."""
    answers: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """Strings of the text, English then Chinese; any one of a side is an answer."""
    passages: tuple[str, ...] = ()
    article: str = ""
    spans: tuple[Span | None, Span | None] = (None, None)
    """Characters of the article's English and Chinese text."""
    document: str = ""
    """Name of the file that must contain the answer; empty for any file."""

    def answers_on(self, side: Side) -> tuple[str, ...]:
        return self.answers[SIDES.index(side)]


def read_questions(path: Path) -> list[Gold]:
    """The questions of a file, or of the `questions.jsonl` in a folder.

    Raises UsageError, with the line's number, for a line that is not a question.
    """
    path = path / QUESTIONS if path.is_dir() else path
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError as error:
        raise UsageError(
            f"{path}: there is no such file", f"Questions are read from a file, or from {QUESTIONS} in a folder."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: byte {error.start} is not valid UTF-8") from error
    found = [gold for number, text in enumerate(lines, start=1) if text.strip() for gold in _line(path, number, text)]
    if not found:
        raise UsageError(f"{path}: there is no question in it")
    return found


def _line(path: Path, number: int, text: str) -> Iterator[Gold]:
    try:
        row = json.loads(text)
        if not isinstance(row, dict):
            raise ValueError("not an object")
        if not {"question", "en", "zh"} & row.keys():
            raise ValueError("there is neither a question, nor en and zh")
        yield from _both(row, number) if "question" not in row else [_one(row, number)]
    except (ValueError, KeyError, TypeError) as error:
        what = f"the field {error} is missing" if isinstance(error, KeyError) else str(error)
        form = '{"question": "...", "answers_en": ["..."], "answers_zh": ["..."]}'
        raise UsageError(
            f"{path}: line {number}: {what}", f"A line is e.g. {form}; `archive manual evaluation` has the other forms."
        ) from error


def _one(row: Mapping[str, Any], number: int) -> Gold:
    """A question in one language."""
    text = _text(row["question"])
    language = row.get("language") or language_of(text)
    if language not in SIDES:
        raise ValueError(f"language is {language}, which is neither en nor zh")
    answers = tuple(_texts(row.get(f"answers_{side}")) for side in SIDES)
    passages = _texts(row.get("passages"))
    spans = tuple(Span(*row[_NAMES[side]]) if row.get(_NAMES[side]) else None for side in SIDES)
    kind = _kind(row)
    if kind is Kind.ANSWERABLE and not (any(answers) or passages or any(spans)):
        raise ValueError("there is no answer to look for: no answers_en, answers_zh or passages, and no kind that has none")
    if any(spans) and not row.get("article"):
        raise ValueError("there are spans, but no article that they belong to")
    # Where the answer is known on one side only, highlights are measured on that side.
    answer_side: Side = language if answers[SIDES.index(language)] or not any(answers) else SIDES[1 - SIDES.index(language)]
    return Gold(
        id=str(row.get("id") or number),
        text=text,
        language=language,
        kind=kind,
        garbled=row.get("type") == "garbled",
        answer_side=answer_side,
        answers=(answers[0], answers[1]),
        passages=passages,
        article=_text(row.get("article") or ""),
        spans=(spans[0], spans[1]),
        document=_name(row),
    )


def _both(row: Mapping[str, Any], number: int) -> Iterator[Gold]:
    """A question in both languages. The Chinese has the answer."""
    answers = _texts(row.get("gold_en")), _texts(row.get("gold_zh"))
    kind = _kind(row)
    if kind is Kind.ANSWERABLE and not answers[1]:
        raise ValueError("gold_zh is missing: a phrase of the Chinese half that answers")
    for side in SIDES:
        yield Gold(
            id=f"{row.get('id') or number}-{side}",
            text=_text(row[side]),
            language=side,
            kind=kind,
            garbled=row.get("type") == "garbled",
            answers=answers,
            document=_name(row),
        )


def _kind(row: Mapping[str, Any]) -> Kind:
    if row.get("answerable") is not False and "kind" not in row:
        return Kind.ANSWERABLE
    named = str(row.get("kind", row.get("type", "")))
    if named not in _KINDS:
        raise ValueError(f"kind is {named or 'missing'}; there are {', '.join(Kind)}")
    return _KINDS[named]


def _name(row: Mapping[str, Any]) -> str:
    """The file's name without its folder, which differs between machines."""
    return _text(row.get("doc") or "").rsplit("/", 1)[-1]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected text, found {json.dumps(value, ensure_ascii=False)}")
    return value


def _texts(value: object) -> tuple[str, ...]:
    values = [] if value is None else value if isinstance(value, list) else [value]
    texts = tuple(_text(one) for one in values)
    if not all(text.strip() for text in texts):
        raise ValueError("an answer is empty")
    return texts
