"""What an answer was asked with, in words for the reader: each line says what was done and how it is taken back."""

from __future__ import annotations

from assistant.answer import Context
from embeddings.query.filters import TypedFilter


def context_notes(context: Context) -> list[str]:
    """A line for each thing that a conversation did; none for a question on its own."""
    said = []
    if context.together_with:
        earlier = " and ".join(f"“{question}”" for question in context.together_with)
        said.append(f"Asked together with {earlier}. By itself: alone")
    if context.filters:
        said.append(f"Filters still on: {' '.join(context.filters)}. Off: {_off(context.filters)}")
    if context.within:
        articles = "1 article" if len(context.within) == 1 else f"{len(context.within)} articles"
        said.append(f"Only in {articles} of an earlier answer. Everywhere: -within:")
    if context.like or context.unlike:
        parts = [f"{name} {', '.join(ids)}" for name, ids in (("towards", context.like), ("away from", context.unlike)) if ids]
        words = f", with the words {', '.join(context.words)}" if context.words else ""
        said.append(f"Searched {', '.join(parts)}{words}; these are not shown again. Back: undo")
    if context.skipped:
        said.append(f"After the {context.skipped} shown before.")
    return said


def _off(filters: tuple[str, ...]) -> str:
    if len(filters) == 1:
        return f"-{TypedFilter.parse(filters[0]).name}:"
    return "filters off"
