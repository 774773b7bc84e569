"""Counts in English words."""

from __future__ import annotations


def pluralize(count: int, noun: str) -> str:
    """`1 article`, `2,000 articles`; of nouns whose plural has an s."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
