"""Sessions are read back exactly, whatever happened to the program or the archive."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import stat
import threading
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from sample_questions import Asked

from assistant.ask import Assistant
from assistant.facts import ArticleGone, PassageChanged
from assistant.sessions import answer_codec
from assistant.sessions.session_export import escaped, json_lines, markdown, quoted
from assistant.sessions.session_store import Sessions
from assistant.text.citation import citation
from corpus.errors import SessionError, UnknownId, UnknownSession
from corpus.model import AlignedArticle, Text


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "sessions.db"


def test_every_answer_of_the_sample_survives_encoding(answers: list[Asked]) -> None:
    for asked in answers:
        read = answer_codec.decode_answer(answer_codec.encode_answer(asked.answer))
        assert [q.passage for q in read.quotes] == [q.passage for q in asked.answer.quotes]
        bare = tuple(dataclasses.replace(q, article=r.article) for q, r in zip(asked.answer.quotes, read.quotes, strict=True))
        assert read == dataclasses.replace(asked.answer, quotes=bare)
        for then, now in zip(asked.answer.quotes, read.quotes, strict=True):
            same = ("id", "newspaper", "date", "page", "column", "title_en", "title_zh", "source", "machine_translated")
            assert [getattr(then.article, name) for name in same] == [getattr(now.article, name) for name in same]
            assert (then.article.english is None, then.article.chinese is None) == (
                now.article.english is None,
                now.article.chinese is None,
            )


def test_a_session_can_be_read_again(file: Path, answers: list[Asked]) -> None:
    with Sessions.open(file) as sessions:
        session = sessions.begin("here")
        turn = sessions.ask(session, "why?")
        sessions.answer(turn, answers[0].answer)
        sessions.fail(sessions.ask(session, "堤为什么没有垮"), "no model")
        sessions.ask(session, "unanswered")
    with Sessions.open(file) as sessions:
        (listed,) = sessions.find("here")
        assert (listed.id, listed.name, listed.questions) == (session, "why?", 3)
        first, second, third = sessions.turns(session)
        assert first.answer is not None
        assert first.answer.quotes[0].passage == answers[0].answer.quotes[0].passage
        assert (second.line, second.answer, second.error) == ("堤为什么没有垮", None, "no model")
        assert (third.line, third.answer, third.error) == ("unanswered", None, "")


def test_an_answer_of_another_version_is_read_where_possible(file: Path, answers: list[Asked]) -> None:
    answer = json.loads(answer_codec.encode_answer(answers[0].answer))
    del answer["context"]
    answer["what_a_later_version_knows"] = {"a": 1}
    assert answer_codec.decode_answer(json.dumps(answer)) == answer_codec.decode_answer(
        answer_codec.encode_answer(answers[0].answer)
    )
    with Sessions.open(file) as sessions:
        id = sessions.begin("x")
        sessions.answer(sessions.ask(id, "good"), answers[0].answer)
        sessions.answer(sessions.ask(id, "spoilt"), answers[0].answer)
        with sqlite3.connect(file) as db:
            db.execute("UPDATE turn SET answer = '{\"question\": 1}' WHERE line = 'spoilt'")
        db.close()
        first, second = sessions.turns(id)
        assert first.answer is not None
        assert (second.answer, "cannot be read" in second.error) == (None, True)


def test_another_connection_sees_a_question_at_once(file: Path) -> None:
    with Sessions.open(file) as sessions, Sessions.open(file) as other:
        sessions.ask(sessions.begin("here"), "问")
        assert [s.name for s in other.find()] == ["问"]


def test_sessions_are_listed_by_archive(file: Path) -> None:
    with Sessions.open(file) as sessions:
        for archive, line in (("a", "one"), ("b", "two"), ("a", "three")):
            sessions.ask(sessions.begin(archive), line)
        sessions.begin("a")  # nothing was asked in it
        assert [s.name for s in sessions.find("a")] == ["three", "one"]
        assert [s.name for s in sessions.find()] == ["three", "two", "one"]
        assert sessions.history("a") == ["one", "three"]


def test_history_lists_each_question_once_by_its_last_use(file: Path) -> None:
    with Sessions.open(file) as sessions:
        for line in ("a", "b", "a", "c\nd"):
            sessions.ask(sessions.begin("x"), line)
        assert sessions.history("x") == ["b", "a", "c\nd"]


def test_search_looks_into_names_questions_and_quotations(file: Path, answers: list[Asked]) -> None:
    found = next(a for a in answers if a.answer.quotes and a.answer.quotes[0].passage.chinese)
    passage = found.answer.quotes[0].passage
    assert passage.chinese
    with Sessions.open(file) as sessions:
        first = sessions.begin("x")
        sessions.answer(sessions.ask(first, "What of [it] 100%?"), found.answer)
        second = sessions.begin("x")
        sessions.ask(second, "nothing alike")
        sessions.rename(second, "Die  großen Fluten")

        def ids(words: str) -> list[int]:
            return [s.id for s in sessions.find("x", words)]

        assert ids(passage.chinese.text[:6].split()[0]) == [first]
        assert ids("[IT] 100%") == [first]
        assert ids("GROSSEN fluten") == [second]
        assert ids("it fluten") == []
        assert set(ids("")) == {first, second}


def test_rename_and_delete(file: Path) -> None:
    with Sessions.open(file) as sessions:
        id = sessions.begin("x")
        sessions.ask(id, "a secret question")
        sessions.rename(id, " My  name ")
        assert sessions.session(id).name == "My name"
        sessions.rename(id, "")
        assert sessions.session(id).name == "a secret question"
        sessions.delete(id)
        assert sessions.find() == []
        for what in (sessions.session, sessions.turns, sessions.delete):
            with pytest.raises(UnknownSession, match=str(id)):
                what(id)
        held = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert b"a secret question" not in held, "deleted is gone from the disk"


def test_only_the_owner_can_read_it(file: Path) -> None:
    Sessions.open(file).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_programs_begin_at_once(file: Path) -> None:
    errors: list[Exception] = []

    def work() -> None:
        try:
            with Sessions.open(file) as sessions:
                for number in range(5):
                    sessions.ask(sessions.begin("x"), str(number))
        except SessionError as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    with Sessions.open(file) as sessions:
        assert len(sessions.find()) == 20


def test_a_file_that_is_no_database_is_named(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"this is no database" * 100)
    with pytest.raises(SessionError, match=r"sessions\.db"):
        Sessions.open(file)


def test_a_newer_file_is_left_alone(file: Path) -> None:
    Sessions.open(file).close()
    db = sqlite3.connect(file)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(SessionError, match="version 99"):
        Sessions.open(file)


# The archive may have changed since


def articles(assistant: Assistant, *changed: AlignedArticle, without: str = "") -> object:
    def article(id: str) -> AlignedArticle:
        if id == without:
            raise UnknownId(id)
        return next((c for c in changed if c.article.id == id), None) or assistant.article(id)

    return article


def test_an_unchanged_archive_adds_no_warning(assistant: Assistant, answers: list[Asked]) -> None:
    for asked in answers[:20]:
        answer = answer_codec.decode_answer(answer_codec.encode_answer(asked.answer))
        assert answer_codec.compare_with_archive(answer, assistant.article) == answer


def test_a_missing_or_altered_passage_gets_a_warning(assistant: Assistant, answers: list[Asked]) -> None:
    several = next(a.answer for a in answers if len({q.article.id for q in a.answer.quotes}) > 1)
    answer = answer_codec.decode_answer(answer_codec.encode_answer(several))
    quote = answer.quotes[0]
    others = [q for q in answer.quotes if q.article.id != quote.article.id]
    assert others

    gone = answer_codec.compare_with_archive(answer, articles(assistant, without=quote.article.id))  # type: ignore[arg-type]
    assert gone.quotes[0].warnings == (ArticleGone(), *quote.warnings)
    assert gone.quotes[0].passage == quote.passage

    aligned = assistant.article(quote.article.id)
    assert aligned.article.chinese
    assert quote.passage.chinese
    content = aligned.article.chinese.content
    for text, same in (
        (f"　前言\n{content}", True),
        (content.replace(quote.passage.chinese.text, quote.passage.chinese.text[:-2]), False),
    ):
        article = dataclasses.replace(aligned.article, chinese=Text(text, aligned.article.chinese.paragraphs))
        now = answer_codec.compare_with_archive(answer, articles(assistant, dataclasses.replace(aligned, article=article)))  # type: ignore[arg-type]
        assert (PassageChanged() not in now.quotes[0].warnings) is same
    article = dataclasses.replace(aligned.article, chinese=None)
    now = answer_codec.compare_with_archive(answer, articles(assistant, dataclasses.replace(aligned, article=article)))  # type: ignore[arg-type]
    assert PassageChanged() in now.quotes[0].warnings


# Forms


def paragraphs(tokens: list[Token]) -> str:
    """The text that a Markdown document shows."""
    inline = (token.children or [] for token in tokens if token.type == "inline")
    return "\n\n".join("".join("\n" if c.type.endswith("break") else c.content for c in children) for children in inline)


markup = st.text(alphabet="ab 中。“*_`#>-+=|~[]()!<&;:.1)\\\n\t$", max_size=40) | st.text(max_size=40)


@given(markup)
def test_a_block_quotation_shows_the_text_to_the_character(text: str) -> None:
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip("\n")
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    tokens = MarkdownIt("commonmark").parse(quoted(text))
    assert {token.type for token in tokens} <= {
        "blockquote_open",
        "blockquote_close",
        "paragraph_open",
        "paragraph_close",
        "inline",
    }
    assert all(child.type in ("text", "hardbreak", "text_special") for t in tokens for child in t.children or [])
    assert paragraphs(tokens) == text


def test_markdown_and_json_lines_contain_every_quotation(file: Path, answers: list[Asked]) -> None:
    with Sessions.open(file) as sessions:
        id = sessions.begin("/archive [1]")
        for asked in answers[:12]:
            sessions.answer(sessions.ask(id, asked.answer.question.typed), asked.answer)
        sessions.ask(id, "# not *answered*")
        session, turns = sessions.session(id), sessions.turns(id)
    shown = paragraphs(MarkdownIt("commonmark").parse(markdown(session, turns)))
    lines = json_lines(session, turns)
    assert len(lines.splitlines()) == 13
    for asked in answers[:12]:
        assert asked.answer.question.typed in shown
        for quote in asked.answer.quotes:
            for text in (quote.passage.english, quote.passage.chinese):
                assert text is None or text.text in shown
            assert citation(quote.article, quote.passage) in shown
    assert "# not *answered*" in shown
    assert '"outcome": null' in lines.splitlines()[-1]


def test_a_heading_is_one_line() -> None:
    assert escaped("1) a\tb") == "1\\) a\tb"
