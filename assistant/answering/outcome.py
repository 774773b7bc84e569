"""found | weak | nothing, and why: only reasons that can be computed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from assistant.answer import Outcome
from assistant.answering.answer_types import expected_answer_type
from corpus.model import SIDES, AlignedPassage
from corpus.text.date_format import format_day
from corpus.text.plurals import counted
from embeddings.query.question import Question, is_keyword_query
from embeddings.ranking.confidence import FOUND, WEAK, Judgement
from embeddings.search import SearchResult


@dataclass(frozen=True, slots=True)
class FilteredOut:
    """What stands outside the filters of a question."""

    matching: int
    """Passages that would answer as well as one that is called found."""
    filters: tuple[str, ...]
    """As typed."""
    within: bool
    """Whether some articles only were asked."""
    coverage: tuple[datetime.date, datetime.date] | None
    """First and last day of the archive."""
    dates_outside: bool
    """Whether the archive has nothing of the days asked for."""


def adjust_confidence(
    judgement: Judgement, question: Question, passage: AlignedPassage | None, printed: float = 0.0
) -> Judgement:
    """The confidence in one passage, knowing all that is asked of it, and how much of a pasted text it prints."""
    if passage and missing_amount(question, passage):
        judgement = judgement.lacking()
    if is_keyword_query(question.text):
        judgement = judgement.looked_up()
    # What is printed word for word was found, whatever else speaks for it.
    return replace(judgement, confidence=max(judgement.confidence, printed))


def missing_amount(question: Question, passage: AlignedPassage) -> str | None:
    """The amount that a question asks for and a passage does not give, e.g. `a weight`."""
    kind = expected_answer_type(question.text, question.language)
    if kind is None or not kind.amount:
        return None
    english, chinese = (excerpt.text if (excerpt := passage.excerpt(side)) else "" for side in SIDES)
    return None if kind.in_texts(english, chinese) else kind.what


def outcome_of(judgement: Judgement) -> Outcome:
    if judgement.confidence < WEAK:
        return Outcome.NOTHING
    return Outcome.FOUND if judgement.confidence >= FOUND else Outcome.WEAK


def reason(
    outcome: Outcome, found: SearchResult, lacked: str | None, outside: FilteredOut | None, of_days: str | None = None
) -> str | None:
    """Why the answer is not `found`; None where it is. `lacked` is what the question asks for and the first passage has
    not, `of_days` what the archive has of a day that is all it asks for."""
    if outcome is Outcome.FOUND:
        return None
    if of_days:
        return f"{of_days} What follows is the nearest, not an answer." if found.hits else of_days
    beyond = _outside(outside)
    lacking = [f"The question asks for {lacked}, and the first passage gives none."] if lacked else []
    if not found.hits:
        return " ".join(["No passage fits the filters.", *beyond]) if outside else "The archive has no passage."
    held = f"the nearest passage holds {found.hits[0].held:.0%} of the weight of the question's words"
    if outcome is Outcome.WEAK:
        return " ".join([f"The match is weak: {held}. Read before you rely on it.", *lacking, *_unknown(found), *beyond])
    distant = f"Only distant matches: {held}. What follows is the nearest, not an answer."
    return " ".join([*_unknown(found), distant, *lacking, *beyond])


def _unknown(found: SearchResult) -> list[str]:
    """The words that no passage has."""
    if not found.unknown:
        return []
    listed = ", ".join(f"“{word}”" for word in found.unknown)
    return [f"No passage has {listed} in either language."]


def _outside(outside: FilteredOut | None) -> list[str]:
    if outside is None:
        return []
    said = []
    if outside.matching > 0:
        there = "there is" if outside.matching == 1 else "there are"
        typed = [" ".join(outside.filters)] if outside.filters else []
        kept_to = " and ".join([*typed, "the articles asked"] if outside.within else typed)
        said.append(f"Outside {kept_to} {there} {counted(outside.matching, 'passage')} that may answer.")
    if outside.coverage:
        first, last = outside.coverage
        nothing = ", nothing of the days asked for" if outside.dates_outside else ""
        said.append(f"The archive covers {format_day(first)} to {format_day(last)}{nothing}.")
    return said
