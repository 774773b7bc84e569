"""Every quotation is exact, every answer is the same again, and its outcome is what its confidence says."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_questions import Asked

from assistant.answer import Answer, Outcome
from assistant.answering.warnings import find_warnings
from assistant.ask import Assistant
from corpus.errors import BadQuestion, IndexMissing, RecordMissing, UnknownId
from corpus.files.decoding import decode
from corpus.model import SIDES
from corpus.storage.store import Store
from embeddings.ranking.confidence import FOUND, WEAK


def without_time(answer: Answer) -> tuple[object, ...]:
    return answer.question, answer.outcome, answer.confidence, answer.reasons, answer.quotes


def test_there_are_answers_to_look_at(answers: list[Asked]) -> None:
    assert len(answers) == 168
    assert sum(len(asked.answer.quotes) for asked in answers) > 800


def test_every_quotation_is_a_slice_of_the_stored_article(answers: list[Asked], store: Store) -> None:
    stored = {a.article.id: a.article for path in store.file_infos() for a in store.articles_of_source(path)}
    for asked in answers:
        for quote in asked.answer.quotes:
            article = stored[quote.article.id]
            assert quote.passage.english or quote.passage.chinese
            for side in SIDES:
                excerpt, text = quote.passage.excerpt(side), article.text(side)
                if excerpt:
                    assert text is not None
                    assert excerpt.text
                    assert text.content[excerpt.span.start : excerpt.span.end] == excerpt.text


def test_every_quotation_stands_in_the_bytes_of_its_file(answers: list[Asked]) -> None:
    files: dict[str, tuple[str, bytes]] = {}
    for asked in answers:
        for quote in asked.answer.quotes:
            path = quote.article.source.path
            if path not in files:
                data = Path(path).read_bytes()
                files[path] = decode(data, path)[0], data
            text, data = files[path]
            for side in SIDES:
                excerpt, body = quote.passage.excerpt(side), quote.article.text(side)
                if excerpt and body:
                    assert excerpt.text.encode(quote.article.source.encoding) in data
                    assert body.offset is not None
                    assert text[body.offset + excerpt.span.start : body.offset + excerpt.span.end] == excerpt.text


def test_the_same_question_gives_the_same_answer(answers: list[Asked], assistant: Assistant, sample_archive: Path) -> None:
    with Assistant.open(sample_archive) as another:
        for asked in answers[::7]:
            assert without_time(assistant.ask(asked.text)) == without_time(asked.answer)
            assert without_time(another.ask(asked.text)) == without_time(asked.answer)


def test_quotes_are_ranked_and_no_passage_comes_twice(answers: list[Asked]) -> None:
    for asked in answers:
        quotes = asked.answer.quotes
        assert [quote.rank for quote in quotes] == list(range(1, len(quotes) + 1))
        assert [quote.score for quote in quotes] == sorted((quote.score for quote in quotes), reverse=True)
        assert len({quote.passage.id for quote in quotes}) == len(quotes)


def test_warnings_are_those_of_the_passage(answers: list[Asked]) -> None:
    for asked in answers[::5]:
        for quote in asked.answer.quotes:
            assert quote.passage.article_id == quote.article.id
            assert quote.warnings == find_warnings(quote.article, quote.passage)


@pytest.mark.parametrize("k", [1, 2, 7, 100])
def test_k_is_the_most_that_is_quoted(assistant: Assistant, k: int) -> None:
    answer = assistant.ask("How was the ferry crossing made safer?", k)
    assert len(answer.quotes) == k if k < 20 else len(answer.quotes) <= k
    longer = assistant.ask("How was the ferry crossing made safer?", k + 1)
    assert longer.quotes[:k] == answer.quotes[:k]


def test_outcome_confidence_and_reason_agree(answers: list[Asked]) -> None:
    seen = set()
    for asked in answers:
        answer = asked.answer
        seen.add(answer.outcome)
        assert 0 <= answer.confidence <= 1
        if answer.confidence >= FOUND:
            assert (answer.outcome, answer.reasons) == (Outcome.FOUND, ())
        elif answer.confidence >= WEAK:
            assert answer.outcome is Outcome.WEAK
            assert answer.reasons
        else:
            assert answer.outcome is Outcome.NOTHING
            assert answer.reasons
    assert seen == set(Outcome)


def test_most_questions_that_the_archive_answers_are_answered_by_the_right_passage(answers: list[Asked]) -> None:
    """A floor, far below what is measured: the whole path hangs together."""
    asked = [a for a in answers if a.kind not in ("near", "off") and a.gold["zh"]]
    right = sum(
        any(a.gold["zh"] in (q.passage.chinese.text if q.passage.chinese else "") for q in a.answer.quotes) for a in asked
    )
    assert right / len(asked) > 0.7


def test_questions_on_other_subjects_are_seldom_answered(answers: list[Asked]) -> None:
    asked = [a for a in answers if a.kind == "off"]
    assert sum(a.answer.outcome is Outcome.FOUND for a in asked) / len(asked) < 0.25


def test_elapsed_is_measured(assistant: Assistant) -> None:
    assert 0 < assistant.ask("Who cast the bell?").elapsed_ms < 60_000


@pytest.mark.parametrize("line", ["", "  \u3000 ", "?!"])
def test_a_line_without_a_word_is_refused(assistant: Assistant, line: str) -> None:
    with pytest.raises(BadQuestion):
        assistant.ask(line)


@pytest.mark.parametrize(
    "line",
    ["a" * 5000, "堤" * 3000, "[b]ferry[/b] \x1b[31m", "ferry\x00boat", "𠮷野", "'; DROP TABLE article; --", "1"],
    ids=["long word", "long Chinese", "markup", "null", "rare character", "SQL", "figure"],
)
def test_odd_questions_are_answered_like_others(assistant: Assistant, line: str) -> None:
    answer = assistant.ask(line)
    assert answer.question.text == line.strip()
    assert answer.quotes


def test_articles_are_shown_by_article_passage_or_file(
    assistant: Assistant, answers: list[Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    quote = answers[0].answer.quotes[0]
    by_article = assistant.article(quote.article.id)
    assert by_article.article == quote.article
    assert quote.passage in by_article.passages
    assert assistant.article(quote.passage.id) == by_article
    assert assistant.article(quote.article.source.path) == by_article
    path = Path(quote.article.source.path)
    monkeypatch.chdir(path.parent)
    assert assistant.article(path.name) == by_article


@pytest.mark.parametrize("id", ["19990101-1-00000000", "19990101-1-00000000:3", "/no/such/file.md", "", "%", "a\x00b"])
def test_an_unknown_id_is_named(assistant: Assistant, id: str) -> None:
    with pytest.raises(UnknownId) as unknown:
        assistant.article(id)
    assert unknown.value.message.startswith(id)


def test_no_archive(tmp_path: Path) -> None:
    with pytest.raises(RecordMissing, match="no archive"):
        Assistant.open(tmp_path)


def test_an_archive_that_was_never_indexed_opens_and_says_so_when_asked(tmp_path: Path, sample_archive: Path) -> None:
    Store.create(tmp_path / "archive").close()
    with Assistant.open(tmp_path / "archive") as unready:
        assert unready.folder == tmp_path / "archive"
        with pytest.raises(BadQuestion):  # refused before anything is loaded
            unready.ask(" ")
        for do in (unready.warm, lambda: unready.ask("ferry")):
            with pytest.raises(IndexMissing):
                do()
