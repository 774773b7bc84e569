"""Which passages may contain an exact phrase, found with the inverted index instead of reading the texts.

No passage that contains it is left out: Chinese is matched by all of its character pairs, English by unstemmed words. Where the
index cannot help (punctuation, a regular expression without letters), every passage may match.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from corpus.text.folding import fold as fold_text
from corpus.text.phrases import sentences_of
from embeddings.index.inverted_index import InvertedIndex
from embeddings.text.analyzer import HAN_RUN, WORD, fold

_APOSTROPHES = "'’"
_LONGEST = 100
"""Characters of a word that are looked up; Tantivy's regular expressions have a limit."""
_METACHARACTERS = frozenset(".^$|?*+()[]{}\\")


def candidates(words: InvertedIndex, literals: Sequence[str]) -> list[int] | None:
    """The numbers of the passages that may contain all of these, or a part of one that goes on in the next passage, ascending;
    None where any passage may."""
    whole = [literal for literal in literals if len(sentences_of(literal)) == 1]
    found = [_matching(words, whole)]
    for literal in literals:
        if literal not in whole:
            parts = [_matching(words, [part]) for part in sentences_of(literal)]
            known = [set(part) for part in parts if part is not None]
            found.append(sorted(set().union(*known)) if known else None)
    sets = [set(one) for one in found if one is not None]
    return sorted(set.intersection(*sets)) if sets else None


def _matching(words: InvertedIndex, literals: Sequence[str]) -> list[int] | None:
    patterns = [one for literal in literals for one in (*_chinese(literal), *_english(literal))]
    return words.passages_matching(list(dict.fromkeys(patterns))) if patterns else None


def _chinese(literal: str) -> list[tuple[str, str]]:
    """Patterns for character pairs. A single character may be the first or second of a pair, or a term by itself."""
    patterns: list[tuple[str, str]] = []
    for run in HAN_RUN.findall(fold_text(literal)):
        pairs = ["".join(pair) for pair in itertools.pairwise(run)] or [f"{run}.|.{run}|{run}"]
        patterns += [("bigrams", pair) for pair in pairs]
    return patterns


def _english(literal: str) -> list[tuple[str, str]]:
    """Patterns for unstemmed words. The first and last word of the literal may be part of longer ones."""
    patterns, literal = list[tuple[str, str]](), fold_text(literal)
    for match in WORD.finditer(literal):
        word = fold(match[0])
        if word:
            left = ".*" if match.start() == 0 or literal[match.start() - 1] in _APOSTROPHES else ""
            right = ".*" if match.end() == len(literal) or literal[match.end()] in _APOSTROPHES else ""
            if len(word) > _LONGEST:
                word, right = word[:_LONGEST], ".*"
            patterns.append(("forms", f"{left}{re.escape(word)}{right}"))
    return patterns


def literals_of(expression: str) -> list[str]:
    """Literals that every match of a regular expression contains; some may be missing, none is wrong. Groups and character
    classes are skipped, and an expression with alternatives has none."""
    if re.search(r"\(\?[a-zA-Z]*x", expression):
        return []
    found, run, depth, at = list[str](), "", 0, 0
    while at < len(expression):
        c = expression[at]
        if c == "|" and depth == 0:
            return []
        if c == "[":
            at = _after_class(expression, at)
            found, run = [*found, run], ""
            continue
        escaped = c == "\\"
        if escaped:
            at += 1
            c = expression[at : at + 1]
        plain = (not c.isalnum() and bool(c)) if escaped else c not in _METACHARACTERS
        if c in "()" and not escaped:
            depth += 1 if c == "(" else -1
        if depth == 0 and plain:
            run += c
        else:
            if c in "?*{" and not escaped and depth == 0:
                run = run[:-1]  # the character before it is optional
            found, run = [*found, run], ""
            if c == "{" and not escaped:
                at = max(at, expression.find("}", at))
        at += 1
    return [one for one in (*found, run) if one]


def _after_class(expression: str, at: int) -> int:
    """The index after a class `[...]`. A closing bracket that comes first, after ^ or escaped does not end it."""
    at += 2 if expression[at + 1 : at + 2] == "^" else 1
    at += 1 if expression[at : at + 1] == "]" else 0
    while at < len(expression) and expression[at] != "]":
        at += 2 if expression[at] == "\\" else 1
    return at + 1
