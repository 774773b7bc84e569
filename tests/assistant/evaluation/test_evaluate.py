"""An evaluation is of what the archive really answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from store_passages import every_passage

from assistant.answer import Outcome
from assistant.ask import Assistant
from assistant.evaluation.figures import figures
from assistant.evaluation.gold import Gold, Kind, read_questions
from assistant.evaluation.run import QuestionResult, Relevant, ablations, evaluate, find_relevant
from assistant.system import paths
from corpus.errors import UnknownId
from corpus.model import Span
from corpus.storage.store import Store
from embeddings.ranking.scoring import FeatureWeights

FERRY = Gold("f", "How was the ferry crossing made safer?", "en", Kind.ANSWERABLE)


def first_passage(store: Store) -> tuple[int, str, str]:
    number, article, passage = next(every_passage(store))
    return number, article.id, passage.id


def test_relevant_by_passage(store: Store) -> None:
    number, _, id = first_passage(store)
    assert find_relevant(store, replace(FERRY, passages=(id,))) == Relevant(frozenset([number]), frozenset([id]))
    with pytest.raises(UnknownId, match="no such passage"):
        find_relevant(store, replace(FERRY, passages=("x:1",)))


def test_relevant_by_span(store: Store) -> None:
    """A passage that the span only touches is not relevant."""
    aligned = max((store.article(article.id) for _, article, _ in every_passage(store)), key=lambda a: len(a.passages))
    first, second = aligned.passages[:2]
    assert first.chinese
    assert second.chinese
    inside = replace(FERRY, article=aligned.article.id, spans=(None, first.chinese.span))
    assert find_relevant(store, inside).ids == {first.id}
    across = Span(first.chinese.span.end - 1, second.chinese.span.start + 1)
    assert find_relevant(store, replace(inside, spans=(None, across))).ids == {first.id, second.id}
    with pytest.raises(UnknownId, match=r"question f: .*no such article"):
        find_relevant(store, replace(inside, article="x"))


def test_relevant_by_answer(store: Store) -> None:
    """The Chinese decides where it is known; a document narrows; an answer that is not printed is in no passage."""
    gold = replace(FERRY, answers=(("a phrase that is nowhere",), ("棉袄",)))
    found = find_relevant(store, gold)
    texts = [passage.chinese.text for _, passage in store.passages(sorted(found.numbers)) if passage.chinese]
    assert texts
    assert all("棉袄" in text for text in texts)
    assert not find_relevant(store, replace(gold, document="another.md")).ids
    assert not find_relevant(store, replace(FERRY, answers=(("a phrase that is nowhere",), ()))).ids
    assert not find_relevant(store, replace(gold, kind=Kind.OFF)).ids


def test_every_question_of_the_sample_has_its_passage(store: Store) -> None:
    for gold in read_questions(paths.SAMPLE / "evaluation"):
        assert bool(find_relevant(store, gold).ids) == (gold.kind is Kind.ANSWERABLE), gold.id


def test_a_result_describes_the_answer(assistant: Assistant) -> None:
    answer = assistant.ask(FERRY.text, 10)
    right = answer.quotes[3]
    assert right.passage.english
    printed = right.passage.english.text[10:40]
    weights = {"nothing": FeatureWeights(), "coverage": replace(FeatureWeights(), coverage=0.0)}
    gold = replace(FERRY, answer_side="en", passages=(right.passage.id,), answers=((printed,), ()))
    (seen,) = evaluate(assistant, [gold], without=weights)
    assert seen.hits == tuple(quote.rank == 4 for quote in answer.quotes)
    assert (seen.total, seen.confidence, seen.outcome) == (1, answer.confidence, answer.outcome)
    assert not seen.answered
    assert seen.highlighted_across is None
    assert seen.without["nothing"] == seen.hits  # the same ranking, by the other way
    first = answer.quotes[0]
    assert first.passage.english
    marked = sum(map(len, first.english.sentences)) / len(first.passage.english.text)
    assert seen.share == pytest.approx(marked)
    span = first.english.sentences[0]
    (measured,) = evaluate(assistant, [replace(gold, answers=((span.of(first.passage.english.text),), ("不在那里",)))])
    assert (measured.answered, measured.highlighted, measured.highlighted_across, measured.without) == (True, True, False, {})


def test_each_ablation_leaves_out_one_feature() -> None:
    rows = ablations()
    assert rows.pop("other_language") == replace(FeatureWeights(), other_passage=0.0, other_sentence=0.0, other_context=0.0)
    for name, weights in rows.items():
        assert getattr(weights, name) == 0
        assert replace(weights, **{name: getattr(FeatureWeights(), name)}) == FeatureWeights()


def seen(kind: Kind = Kind.ANSWERABLE, hits: tuple[bool, ...] = (), **fields: object) -> QuestionResult:
    gold = replace(FERRY, kind=kind, answer_side="en", answers=(("x",), ("y",)) if kind is Kind.ANSWERABLE else ((), ()))
    whole = QuestionResult(gold, 1, hits, False, False, None, None, 0.9, Outcome.FOUND, 20.0, {"coverage": hits[1:]})
    return replace(whole, **fields)  # type: ignore[arg-type]


def test_figures_by_hand() -> None:
    (found,) = figures(
        [
            seen(hits=(True, False), answered=True, highlighted=True, share=0.25, highlighted_across=True),
            seen(hits=(False, True), answered=True, share=0.75, highlighted_across=False, confidence=0.5),
            seen(hits=(False, False), total=0, outcome=Outcome.NOTHING, confidence=0.1),
            seen(Kind.OFF, confidence=0.3, outcome=Outcome.NOTHING),
            seen(Kind.NEAR, confidence=0.95, elapsed_ms=30.0),
        ]
    )
    values = {name: round(estimate.value, 4) for name, estimate in found.measures.items()}
    assert values == {
        "R@1": 0.3333, "R@5": 0.6667, "R@10": 0.6667, "MRR@10": 0.5, "nDCG@10": 0.5436, "answer@1": 0.6667, "pinpoint@1": 0.3333,
        "highlight share": 0.5, "other@1": 0.5, "off-topic AUROC": 0.6667, "near-miss AUROC": 0.0,
        "false nothing": 0.3333, "off-topic nothing": 1.0, "near-miss nothing": 0.0,
    }  # fmt: skip
    assert found.measures["other@1"].n == 2
    assert (found.language, found.median_ms, found.lost) == ("en", 20.0, ("f",))
    (row,) = found.without
    assert row.found["R@1"].value == pytest.approx(1 / 3)
    assert row.change["R@1"].value == 0
    assert row.change["MRR@10"].value == pytest.approx((0 + 1 - 1.5) / 3)


def test_a_model_that_ranks_by_chance_is_seen_to(assistant: Assistant) -> None:
    """Figures fall when the evidence goes: without any weight, passages come in the order of the archive."""
    golds = [gold for gold in read_questions(paths.SAMPLE / "evaluation") if gold.kind is Kind.ANSWERABLE][::9]
    blind = FeatureWeights(*[0.0] * len(FeatureWeights.__slots__))
    (english, chinese) = figures(evaluate(assistant, golds, without={"everything": blind}))
    for found in (english, chinese):
        assert found.measures["MRR@10"].value > found.without[0].found["MRR@10"].value + 0.2


def test_the_measures_of_the_sample_stay_the_same(assistant: Assistant) -> None:
    golds = read_questions(paths.SAMPLE / "evaluation")[:12]
    first, second = ([replace(s, elapsed_ms=0.0) for s in evaluate(assistant, golds)] for _ in range(2))
    assert first == second
