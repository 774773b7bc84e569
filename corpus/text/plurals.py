"""Counts with English nouns."""

from __future__ import annotations


def pluralize(count: int, noun: str) -> str:
    """`1 article`, `2,000 articles`; for nouns with a plural in -s."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
