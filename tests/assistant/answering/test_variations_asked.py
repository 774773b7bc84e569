"""The files of all variations, indexed and asked with the real model: what answers is running text, never a byline."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli.main import archive
from corpus.storage.store import Store

FOLDER = Path(__file__).parents[2] / "corpus" / "variations"
QUESTIONS = [
    "Who is the reporter Liu Zhongping?",
    "By our reporter Gu Changgen",
    "Xinhua News Agency dispatch",
    "新华社柳渡电",
    "本报记者 杜若兰摄",
    "顾长根 九月八日",
    "Du Ruolan photo",
    "Which words are explained as Named Entities?",
    "市场巡礼",
    "×××",
    "Chamber of Commerce of Willow Ferry, June 13th",
    "人民日报来函声明",
]


@pytest.mark.slow
def test_no_question_is_answered_by_a_byline(tmp_path: Path) -> None:
    home, runner = ["--archive", str(tmp_path / "home")], CliRunner()
    assert runner.invoke(archive, ["index", str(FOLDER), *home]).exit_code == 0
    batch = tmp_path / "batch.jsonl"
    with Store.open(tmp_path / "home") as store:
        articles = [a for source in store.sources() for a in store.articles_of_source(source.path)]
    asked = [*QUESTIONS, *(t for a in articles for t in (a.article.title_en, a.article.title_zh) if t)]
    batch.write_text("".join(json.dumps({"id": n, "question": q}) + "\n" for n, q in enumerate(asked)), "utf-8")
    result = runner.invoke(archive, ["ask", "--batch", str(batch), "--json", "-k", "10", *home])
    assert result.exit_code == 0
    bodies = {
        a.article.id: {
            side: [(p.span.start, p.span.end) for p in text.paragraphs if p.kind.value == "body"]
            for side, text in (("english", a.article.english), ("chinese", a.article.chinese))
            if text
        }
        for a in articles
    }
    quotes = [quote for line in result.stdout.splitlines() for quote in json.loads(line)["quotes"]]
    assert len(quotes) > len(asked)
    for quote in quotes:
        if quote["kind"] != "body":  # a headline that was typed as a question is quoted as that
            assert quote["kind"] not in ("byline", "dateline"), quote
            continue
        assert any(
            start < quote[side]["end"] and quote[side]["start"] < end
            for side, spans in bodies[quote["article"]["id"]].items()
            if quote[side]
            for start, end in spans
        ), quote
