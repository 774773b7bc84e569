"""found | weak | nothing, and why: only reasons that can be computed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from assistant.answer import Outcome
from assistant.cite import day
from embeddings.confidence import FOUND, WEAK, Judgement
from embeddings.search import Found


@dataclass(frozen=True, slots=True)
class Outside:
    """What stands outside the filters of a question."""

    filters: tuple[str, ...]
    """As typed."""
    outcome: Outcome
    """Of the same question without them."""
    coverage: tuple[datetime.date, datetime.date] | None
    """First and last day of the archive."""


def outcome_of(judgement: Judgement) -> Outcome:
    if judgement.features is None or judgement.confidence < WEAK:
        return Outcome.NOTHING
    return Outcome.FOUND if judgement.confidence >= FOUND else Outcome.WEAK


def reason(outcome: Outcome, found: Found, outside: Outside | None) -> str | None:
    """Why the answer is not `found`; None where it is."""
    if outcome is Outcome.FOUND:
        return None
    if not found.hits:
        return " ".join(["No passage fits the filters.", *_outside(outside)]) if outside else "The archive has no passage."
    share, terms = found.hits[0].coverage, found.terms
    asked = len(terms.english) + len(terms.words or terms.bigrams)
    held = f"the nearest passage holds {share:.0%} of the weight of the question's {asked} words"
    if outcome is Outcome.WEAK:
        said = f"The match is weak: {held}. Read before you rely on it."
    else:
        said = f"Only distant matches: {held}. What follows is the nearest, not an answer."
    return " ".join([said, *_outside(outside)])


def _outside(outside: Outside | None) -> list[str]:
    if outside is None:
        return []
    said = []
    if outside.outcome is Outcome.FOUND:
        said.append(f"Without {' '.join(outside.filters)} there is an answer.")
    if outside.coverage:
        first, last = outside.coverage
        said.append(f"The archive covers {day(first)} to {day(last)}.")
    return said
