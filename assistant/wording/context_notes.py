"""What a conversation added to a question, as facts for the reader."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Context
from assistant.facts import AskedTogether, ContextNote, FiltersKept, PassagesSkipped, RelevanceFeedbackApplied, WithinArticles


def context_notes(context: Context) -> Iterator[ContextNote]:
    """One fact for each thing that was added; none for a question on its own."""
    if context.together_with:
        yield AskedTogether(context.together_with)
    if context.filters:
        yield FiltersKept(context.filters)
    if context.within:
        yield WithinArticles(len(context.within))
    if context.like or context.unlike:
        yield RelevanceFeedbackApplied(context.like, context.unlike, context.words)
    if context.skipped:
        yield PassagesSkipped(context.skipped)
