"""Sets of questions in all their forms, and one clear message for what is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shared_data import shared_folder

from assistant.evaluation.gold import Gold, Kind, read_questions
from assistant.system import paths
from corpus.errors import UsageError
from corpus.model import Span


def read(folder: Path, *rows: object) -> list[Gold]:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n", encoding="utf-8")
    return read_questions(path)


def test_a_readers_own_form(tmp_path: Path) -> None:
    english, chinese, cited, off = read(
        tmp_path,
        {"question": "Why did the dike hold?", "answers_en": ["badger holes"], "answers_zh": "獾洞"},
        {"question": "染坊的火是怎么烧起来的？", "answers_en": ["a spark"]},
        {"question": "Who?", "passages": ["19590509-2-x:1"], "id": "mine"},
        {"question": "What is the capital of Peru?", "kind": "off-topic"},
    )
    assert (english.id, english.language, english.kind, english.answer_side) == ("1", "en", Kind.ANSWERABLE, "en")
    assert english.answers == (("badger holes",), ("獾洞",))
    assert (chinese.language, chinese.answer_side) == ("zh", "en")  # where the answer is known
    assert (cited.id, cited.passages, cited.answer_side) == ("mine", ("19590509-2-x:1",), "en")
    assert off.kind is Kind.OFF


def test_the_sample_and_its_form_with_both_languages() -> None:
    golds = read_questions(paths.SAMPLE / "evaluation")
    assert len(golds) == 168
    assert [sum(g.kind is kind for g in golds) for kind in Kind] == [112, 28, 28]
    assert sum(g.garbled for g in golds) == 12
    first = golds[0]
    assert (first.id, first.language, first.answer_side) == ("s001-en", "en", "zh")
    assert first.answers_on("zh") == ("把自己的棉袄塞进缝里",)
    assert first.document == "1952-07-09_洪水三昼夜_镇堤守住了.md"


def test_the_form_with_spans() -> None:
    golds = read_questions(shared_folder("retrieval"))
    assert [sum(g.kind is kind for g in golds) for kind in Kind] == [696, 156, 412]
    first = golds[0]
    assert (first.article, first.spans) == ("xquad-00", (Span(0, 1166), Span(0, 430)))
    assert (first.answer_side, first.answers) == ("en", (("308",), ("308",)))


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ("[1]", "not an object"),
        ("{", "line 2"),
        ('{"question": "Why?"}', "no answer to look for"),
        ('{"question": 7}', "expected text, found 7"),
        ('{"question": "Why?", "answers_en": [" "]}', "an answer is empty"),
        ('{"question": "Why?", "answers_en": [3]}', "expected text, found 3"),
        ('{"question": "Why?", "kind": "hard"}', "kind is hard; there are answerable, near-miss, off-topic"),
        ('{"question": "Why?", "answers_en": "x", "language": "fr"}', "language is fr"),
        ('{"question": "Why?", "english": [0, 4]}', "no article"),
        ('{"question": "Why?", "article": "x", "english": [9, 4]}', "not a span"),
        ('{"en": "Why?", "gold_zh": "x"}', "the field 'zh' is missing"),
        ('{"en": "Why?", "zh": "x", "gold_en": "x"}', "gold_zh is missing"),
        ('{"zh": "Why?", "gold_zh": "x"}', "the field 'en' is missing"),
        ('{"answer": "Why?"}', "there is neither a question, nor en and zh"),
    ],
)
def test_what_is_wrong_with_a_line(tmp_path: Path, row: str, part: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(f'{{"question": "Why?", "answers_en": "x"}}\n{row}\n', encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read_questions(path)
    assert f"{path}: line 2: " in str(error.value)
    assert part in str(error.value)


def test_what_is_no_file_of_questions(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such file"):
        read_questions(tmp_path)
    (tmp_path / "questions.jsonl").write_bytes(b"\n\n")
    with pytest.raises(UsageError, match="no question in it"):
        read_questions(tmp_path)
    (tmp_path / "questions.jsonl").write_bytes(b"\xff\xfe{")
    with pytest.raises(UsageError, match="byte 0 is not valid UTF-8"):
        read_questions(tmp_path)
