"""Which passages may hold a text word for word, told by the word index without reading them.

Nothing that holds it is left out: Chinese runs are told by all of their character pairs, English words by the unstemmed
words of the index that contain them. What the index cannot tell (a mark, a regular expression without letters) leaves
every passage.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from corpus.text.han_variants import fold_variants
from embeddings.index.inverted_index import InvertedIndex
from embeddings.text.analyzer import HAN_RUN, WORD, fold

_APOSTROPHES = "'’"
_META = frozenset(".^$|?*+()[]{}\\")


def candidates(words: InvertedIndex, literals: Sequence[str]) -> list[int] | None:
    """The numbers of the passages that may hold all of these, ascending; None where any passage may."""
    wanted = [one for literal in literals for one in (*_chinese(literal), *_english(literal))]
    return words.passages_matching(list(dict.fromkeys(wanted))) if wanted else None


def _chinese(literal: str) -> list[tuple[str, str]]:
    """Patterns for the index's character pairs. A character on its own may be either of a pair, or a lone one."""
    wanted: list[tuple[str, str]] = []
    for run in HAN_RUN.findall(fold_variants(literal)):
        pairs = ["".join(pair) for pair in itertools.pairwise(run)] or [f"{run}.|.{run}|{run}"]
        wanted += [("bigrams", pair) for pair in pairs]
    return wanted


def _english(literal: str) -> list[tuple[str, str]]:
    """Patterns for the index's words. A word at an end of the literal may be part of a longer one."""
    wanted: list[tuple[str, str]] = []
    for match in WORD.finditer(literal):
        word = fold(match[0])
        if word:
            left = ".*" if match.start() == 0 or literal[match.start() - 1] in _APOSTROPHES else ""
            right = ".*" if match.end() == len(literal) or literal[match.end()] in _APOSTROPHES else ""
            wanted.append(("forms", f"{left}{re.escape(word)}{right}"))
    return wanted


def literals_of(expression: str) -> list[str]:
    """Texts that every match of a regular expression holds; fewer than there are, never one too many. Only what stands
    outside of all brackets counts, and nothing where there are alternatives."""
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
        plain = (not c.isalnum() and bool(c)) if escaped else c not in _META
        if c in "()" and not escaped:
            depth += 1 if c == "(" else -1
        if depth == 0 and plain:
            run += c
        else:
            if c in "?*{" and not escaped and depth == 0:
                run = run[:-1]  # the character before may be missing
            found, run = [*found, run], ""
            if c == "{" and not escaped:
                at = max(at, expression.find("}", at))
        at += 1
    return [one for one in (*found, run) if one]


def _after_class(expression: str, at: int) -> int:
    """Behind `[...]`: a bracket that comes first, or after ^, or escaped, does not close it."""
    at += 2 if expression[at + 1 : at + 2] == "^" else 1
    at += 1 if expression[at : at + 1] == "]" else 0
    while at < len(expression) and expression[at] != "]":
        at += 2 if expression[at] == "\\" else 1
    return at + 1
