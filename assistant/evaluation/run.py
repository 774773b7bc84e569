"""Asks an archive questions with known answers: one `QuestionResult` each, from which all measures are computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace

from assistant.answer import Answer, Outcome, Quote
from assistant.ask import Assistant
from assistant.evaluation.gold import Gold, Kind
from corpus.errors import UnknownId
from corpus.model import SIDES, AlignedPassage, Side, Span
from corpus.selection import PhraseFilter, Selection
from corpus.storage.store import Store
from embeddings.ranking.scoring import FeatureWeights


@dataclass(frozen=True, slots=True)
class Relevant:
    """The relevant passages of one question."""

    numbers: frozenset[int]
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question, and how well it was answered."""

    gold: Gold
    total: int
    """Number of relevant passages."""
    hits: tuple[bool, ...]
    """Whether the quote at each rank is relevant."""
    answered: bool
    """Whether the first quote's text contains an answer, on `gold.answer_side`."""
    highlighted: bool
    """Whether one of its highlights does."""
    highlighted_across: bool | None
    """Whether a highlight on the other side contains that side's answer; None where none is known."""
    share: float | None
    """Highlighted share of the first quote's text, 0 to 1; None without a quote."""
    confidence: float
    outcome: Outcome
    elapsed_ms: float
    without: dict[str, tuple[bool, ...]]
    """The hits without one feature, by its name."""


def ablations() -> dict[str, FeatureWeights]:
    """The ranking's weights without each feature, and without all features of the other language."""
    names = [f.name for f in fields(FeatureWeights)]
    rows = {name: replace(FeatureWeights(), **{name: 0.0}) for name in names}
    across = [name for name in names if name.startswith("other_")]
    return rows | {"other_language": replace(FeatureWeights(), **dict.fromkeys(across, 0.0))}


def evaluate(
    assistant: Assistant,
    questions: Sequence[Gold],
    *,
    depth: int = 10,
    without: dict[str, FeatureWeights] | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[QuestionResult]:
    """Ask every question, and rank its candidates again with each weighting of `without`.

    Raises UnknownId for a question whose relevant article or passage is not in the archive.
    """
    results = []
    with Store.open(assistant.folder) as store:
        for done, gold in enumerate(questions, start=1):
            relevant = find_relevant(store, gold)
            answer = assistant.ask(gold.text, depth)
            rankings = {}
            if without and gold.kind is Kind.ANSWERABLE:
                ranked = assistant.rankings(gold.text, list(without.values()), depth)
                rankings = {
                    name: tuple(n in relevant.numbers for n in numbers) for name, numbers in zip(without, ranked, strict=True)
                }
            results.append(_result(gold, relevant, answer, rankings))
            if progress:
                progress(done)
    return results


def find_relevant(store: Store, gold: Gold) -> Relevant:
    """The relevant passages, found as the question's line says (`assistant.evaluation.gold`). There are none where the archive
    does not contain the answer."""
    if gold.kind is not Kind.ANSWERABLE:
        return Relevant(frozenset(), frozenset())
    if gold.passages:
        return Relevant(frozenset(store.passage_numbers(gold.passages)), frozenset(gold.passages))
    if any(gold.spans):
        try:
            aligned = store.article(gold.article)
        except UnknownId as error:
            raise UnknownId(
                f"question {gold.id}: {error.message}", "Give the articles that the questions are about."
            ) from error
        ids = [passage.id for passage in aligned.passages if _overlaps(passage, gold)]
        return Relevant(frozenset(store.passage_numbers(ids)), frozenset(ids))
    side: Side = "zh" if gold.answers_on("zh") else "en"
    numbers = sorted(
        {n for answer in gold.answers_on(side) for n in store.select(Selection(phrases=(PhraseFilter(answer, side),)))}
    )
    found = {
        number: passage.id
        for number, (article, passage) in zip(numbers, store.passages(numbers), strict=True)
        if gold.article in ("", article.id) and article.source.path.endswith(gold.document)
    }
    return Relevant(frozenset(found), frozenset(found.values()))


def _overlaps(passage: AlignedPassage, gold: Gold) -> bool:
    return any(
        span is not None and (excerpt := passage.excerpt(side)) is not None
        and excerpt.span.start < span.end and span.start < excerpt.span.end
        for side, span in zip(SIDES, gold.spans, strict=True)
    )  # fmt: skip


def _result(gold: Gold, relevant: Relevant, answer: Answer, without: dict[str, tuple[bool, ...]]) -> QuestionResult:
    first = answer.quotes[0] if answer.quotes else None
    other: Side = "en" if gold.answer_side == "zh" else "zh"
    excerpt = first.passage.excerpt(gold.answer_side) if first else None
    return QuestionResult(
        gold=gold,
        total=len(relevant.ids),
        hits=tuple(quote.passage.id in relevant.ids for quote in answer.quotes),
        answered=excerpt is not None and _contains([excerpt.text], gold.answers_on(gold.answer_side)),
        highlighted=_contains(_highlights(first, gold.answer_side), gold.answers_on(gold.answer_side)),
        highlighted_across=_contains(_highlights(first, other), gold.answers_on(other)) if gold.answers_on(other) else None,
        share=_share(first, gold.answer_side),
        confidence=answer.confidence,
        outcome=answer.outcome,
        elapsed_ms=answer.elapsed_ms,
        without=without,
    )


def _highlights(quote: Quote | None, side: Side) -> list[str]:
    excerpt = quote.passage.excerpt(side) if quote else None
    return [span.of(excerpt.text) for span in quote.highlights(side).sentences] if quote and excerpt else []


def _contains(texts: Sequence[str], answers: Sequence[str]) -> bool:
    return any(_folded(answer) in _folded(text) for answer in answers for text in texts)


def _folded(text: str) -> str:
    """Lower case without spaces, so that line breaks make no difference."""
    return "".join(text.split()).lower()


def _share(quote: Quote | None, side: Side) -> float | None:
    excerpt = quote.passage.excerpt(side) if quote else None
    if quote is None or excerpt is None or not excerpt.text:
        return None
    marked: tuple[Span, ...] = quote.highlights(side).sentences
    return sum(map(len, marked)) / len(excerpt.text)
