"""The JSON of answers and articles has exactly the documented keys."""

from __future__ import annotations

import json
from dataclasses import replace

from factories import answer, article, quote
from sample_questions import Asked

from assistant.answer import Highlights, Outcome
from assistant.ask import Assistant
from assistant.facts import RecordedText, UnknownWords, WeakMatch
from assistant.output.json_output import answer_json, article_head, article_json, json_line, refusal_json, remark_json
from assistant.output.text_output import OutputFormat, article_text
from assistant.text.citation import citation
from assistant.text.i18n import in_language
from corpus.model import AlignedArticle, Bead, Kind, Remark, Source, Span

ANSWER = {"id", "question", "outcome", "confidence", "reason", "reasons", "understood", "elapsed_ms", "context", "quotes"}
QUOTE = {
    "rank",
    "score",
    "matched",
    "outcome",
    "passage",
    "kind",
    "heading",
    "article",
    "english",
    "chinese",
    "warnings",
    "citation",
    "quote_match",
    "reprints",
}
HEAD = {"id", "newspaper", "date", "page", "column", "title_en", "title_zh", "author_en", "author_zh"}
HEAD |= {"source", "english_source"}
SIDE = {"text", "start", "end", "highlights"}
ARTICLE = {"article", "english", "chinese", "beads", "glossary", "machine_translated", "warnings"}
PARAGRAPH = {"text", "start", "end", "kind"}


def test_the_keys_of_an_answer(answers: list[Asked]) -> None:
    for asked in answers[::11]:
        value = answer_json(asked.answer, asked.id)
        assert set(value) == ANSWER
        assert value["id"] == asked.id
        assert value["outcome"] in ("found", "weak", "nothing")
        for said in value["quotes"]:
            assert set(said) == QUOTE
            assert set(said["article"]) == HEAD
            assert set(said["article"]["source"]) == {"path", "sha256"}
            assert said["matched"] in ("en", "zh", "both")
            for side in ("english", "chinese"):
                assert said[side] is None or set(said[side]) == SIDE


def test_offsets_refer_to_the_article_and_highlights_to_the_excerpt(answers: list[Asked], assistant: Assistant) -> None:
    for asked in answers[::11]:
        for said in answer_json(asked.answer)["quotes"]:
            whole = assistant.article(said["article"]["id"]).article
            for name, text in (("english", whole.english), ("chinese", whole.chinese)):
                side = said[name]
                if side and text:
                    assert text.content[side["start"] : side["end"]] == side["text"]
                    assert all(0 <= begin < end <= len(side["text"]) for begin, end in side["highlights"])


def test_types_survive_a_parser(answers: list[Asked]) -> None:
    text = json_line(answer_json(answers[0].answer, {"any": ["id", 1]}))
    value = json.loads(text)
    assert "\n" not in text
    assert value["id"] == {"any": ["id", 1]}
    assert isinstance(value["confidence"], float)
    assert isinstance(value["elapsed_ms"], float)
    assert value["quotes"][0]["rank"] == 1
    assert isinstance(value["quotes"][0]["warnings"], list)


def test_chinese_is_not_escaped() -> None:
    text = json_line(answer_json(answer(quote(article()))))
    assert "大办“小洋群”" in text
    assert "\\u" not in text


def test_unknown_values_and_missing_sides_are_null() -> None:
    value = answer_json(answer(quote(article(english=None, date=None, page=None))))
    (said,) = value["quotes"]
    assert value["id"] is None
    assert value["reason"] is None
    assert said["english"] is None
    assert said["article"]["date"] is None
    assert said["article"]["page"] is None
    assert said["article"]["column"] == ""


def test_values_are_those_of_the_answer() -> None:
    made = quote(article(), english=Highlights((Span(0, 4),), (Span(5, 8),)))
    value = answer_json(answer(made, outcome=Outcome.WEAK, reasons=(RecordedText("Only so."),)), "q1")
    assert (value["outcome"], value["reason"], value["confidence"], value["elapsed_ms"]) == ("weak", "Only so.", 0.75, 12.5)
    (said,) = value["quotes"]
    assert said["english"] == {"text": "One. Two.", "start": 0, "end": 9, "highlights": [[0, 4]]}
    assert said["article"]["newspaper"] == "People's Daily (人民日报)"
    assert said["article"]["date"] == "1960-04-25"
    assert said["passage"] == made.passage.id
    assert said["citation"] == citation(made.article, made.passage)


def test_a_refusal_has_the_keys_of_an_answer() -> None:
    value = refusal_json(" ", "the question is empty", 7)
    assert set(value) == ANSWER
    assert (value["id"], value["outcome"], value["quotes"], value["confidence"]) == (7, "nothing", [], 0.0)
    assert value["reason"] == "the question is empty"


def test_the_keys_of_an_article(assistant: Assistant, answers: list[Asked]) -> None:
    ids = {quote.article.id for asked in answers for quote in asked.answer.quotes}
    assert len(ids) > 15
    glossaries = 0
    for each in sorted(ids):
        aligned = assistant.article(each)
        value = json.loads(json_line(article_json(aligned)))
        assert set(value) == ARTICLE
        assert set(value["article"]) == HEAD
        for name, text in (("english", aligned.article.english), ("chinese", aligned.article.chinese)):
            for paragraph in value[name]:
                assert set(paragraph) == PARAGRAPH
                assert paragraph["kind"] in set(Kind)
                assert text is not None
                assert text.content[paragraph["start"] : paragraph["end"]] == paragraph["text"]
        counted = [sorted(k for bead in value["beads"] for k in bead[side]) for side in (0, 1)]
        assert counted == [list(range(len(value["english"]))), list(range(len(value["chinese"])))]
        for entry in value["glossary"]:
            glossaries += 1
            assert set(entry) == {"name", "pinyin", "gloss"}
    assert glossaries


def test_both_files_of_a_pair_are_named_in_json_and_in_text() -> None:
    english = Source("/archive/a.en.txt", "1" * 64, "utf-8")
    of = replace(article(), english_source=english)
    assert article_head(article())["english_source"] is None
    assert article_head(of)["english_source"] == {"path": "/archive/a.en.txt", "sha256": "1" * 64}
    assert article_head(of)["source"]["path"] == article().source.path
    printed = article_text(AlignedArticle(of, (Bead((0,), (0,)),), ()), None, OutputFormat(80, False)).splitlines()
    assert [line.split()[-1] for line in printed if line.endswith((article().source.path, english.path))] == [
        article().source.path,
        english.path,
    ]


def test_a_remark_has_its_span_and_text() -> None:
    assert remark_json(Remark("leftover", "/a.md", "m", Span(3, 9), "渡船")) == {
        "kind": "leftover",
        "path": "/a.md",
        "message": "m",
        "span": [3, 9],
        "text": "渡船",
    }
    assert remark_json(Remark("missing", "/a.md", "m"))["span"] is None


def test_facts_have_a_code_their_fields_and_an_english_sentence() -> None:
    made = quote(article("There are 470 boats.", "一共四百零七条。"))
    with in_language("zh"):
        reasons = WeakMatch(0.5), UnknownWords(("zeppelin",))
        value = json.loads(json_line(answer_json(answer(made, outcome=Outcome.WEAK, reasons=reasons))))
    assert value["quotes"][0]["warnings"] == [
        {
            "code": "numbers-differ",
            "chinese": ["四百零七"],
            "english": ["470"],
            "text": "The numbers differ: 四百零七 in the Chinese, 470 in the English.",
        }
    ]
    weak, unknown = value["reasons"]
    assert (weak["code"], weak["coverage"]) == ("weak-match", 0.5)
    assert unknown == {
        "code": "unknown-words",
        "words": ["zeppelin"],
        "text": "No passage contains “zeppelin” in either language.",
    }
    assert value["reason"] == f"{weak['text']} {unknown['text']}"
