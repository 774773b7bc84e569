"""One line as the reader types it -> a Question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.errors import BadQuestion
from corpus.model import Side

_CJK = re.compile(r"[㐀-鿿]")
_LETTERS = re.compile(r"[^\W\d_]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked."""

    text: str
    """As typed, without the blanks around it."""
    language: Side
    """The language that most of the question is in; it decides which side's vectors count more."""


def parse(line: str) -> Question:
    """Raises BadQuestion for a line without a letter or a digit."""
    text = line.strip()
    if not any(c.isalnum() for c in text):
        shown = "the question is empty" if not text else f"there is no word in the question: {text[:40]}"
        raise BadQuestion(shown, 'Ask in English or Chinese, e.g. archive ask "Why was the dike built?"')
    return Question(text, language_of(text))


def language_of(text: str) -> Side:
    """Chinese where there are at least as many Chinese characters as Latin words, else English."""
    return "zh" if len(_CJK.findall(text)) >= max(1, len(_LATIN_WORD.findall(text))) else "en"
