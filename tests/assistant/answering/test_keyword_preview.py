"""What a question's words find before the model is loaded: never more than a hint, and exactly what holds the words."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer import Answer, Context, Outcome
from assistant.ask import Assistant
from assistant.facts import KeywordPreview
from embeddings.model.encoder import OnnxEncoder
from embeddings.text.analyzer import Analyzer


@pytest.fixture
def fresh(sample_archive: Path, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    """An archive whose model is not loaded, nor may be."""

    def never(*_: object) -> None:
        raise AssertionError("the model was used")

    monkeypatch.setattr(OnnxEncoder, "encode_questions", never)
    return Assistant.open(sample_archive)


def titles(answer: Answer) -> list[str]:
    return [quote.article.title_zh for quote in answer.quotes]


def test_it_is_a_hint_and_says_so(fresh: Assistant) -> None:
    with fresh:
        answer = fresh.preview("Why did the dike hold in the great flood?")
    assert (answer.outcome, answer.confidence, answer.reasons) == (Outcome.WEAK, 0.0, (KeywordPreview(),))
    assert 1 <= len(answer.quotes) <= 5
    for quote in answer.quotes:
        assert not quote.english.sentences, "nothing is known of the sentences"
        assert quote.english.words or quote.chinese.words or quote.article.title_en


def test_either_script_finds_the_same(fresh: Assistant) -> None:
    with fresh:
        simplified, traditional = fresh.preview("洋槐树苗"), fresh.preview("洋槐樹苗")
    assert titles(simplified) == titles(traditional) != []


def test_filters_hold(fresh: Assistant) -> None:
    with fresh:
        free, kept = fresh.preview("dike flood"), fresh.preview("dike flood", context=Context(filters=("after:1955",)))
        typed = fresh.preview("dike flood after:1955")
    assert any(quote.article.date.year < 1955 for quote in free.quotes if quote.article.date)
    assert [q.passage.id for q in kept.quotes] == [q.passage.id for q in typed.quotes]
    assert all(quote.article.date and quote.article.date.year >= 1955 for quote in typed.quotes)


def test_what_is_shown_holds_at_least_some_of_the_words(fresh: Assistant) -> None:
    question, tokenizer = "fire dye works warehouse", Analyzer()
    with fresh:
        quotes = fresh.preview(question, k=20).quotes
    wanted = set(tokenizer.english(question))
    assert quotes
    for quote in quotes:
        text = f"{quote.article.title_en} {quote.passage.english.text if quote.passage.english else ''}"
        assert wanted & set(tokenizer.english(text))
    scores = [quote.score for quote in quotes]
    assert scores == sorted(scores, reverse=True)


def test_words_that_the_archive_has_not(fresh: Assistant) -> None:
    with fresh:
        assert fresh.preview("zeppelin helicopter").quotes == ()


def test_the_model_may_be_loaded_elsewhere(sample_archive: Path) -> None:
    import threading

    with Assistant.open(sample_archive) as assistant:
        thread = threading.Thread(target=assistant.load_model)
        thread.start()
        glanced = assistant.preview("dike flood")
        thread.join()
        assert glanced.quotes
        assert assistant.ask("Why did the dike hold in the great flood?").outcome is Outcome.FOUND
