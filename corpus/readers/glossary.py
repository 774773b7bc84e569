"""Parses the `**Named Entities**` block at the end of some English halves: Chinese name, pinyin, explanation.

The translation models format its lines in many ways: `南捷 Nanjie (short for ...)`, a tab, a colon or a dash between the two,
list marks, names in bold or brackets.
"""

from __future__ import annotations

import re

from corpus.model import GlossaryEntry, Kind, Text

HEADING = re.compile(r"\*\*\s*Named Entities\s*:?\s*\*\*:?|#+\s*Named Entities:?|Named Entities:?")
_NAME = r"[^\s:：=–—*_-]*[㐀-鿿][^\s:：=–—*_]*?"
_BREAK = r"\s*(?:[:：=]|[-–—]+|→)\s*|\s+"
_LINE = re.compile(rf"(?:[-*•]\s+|\d+[.)、]\s*)?[*_`\[【]*(?P<name>{_NAME})[*_`\]】]*(?:{_BREAK})[*_]*(?P<rest>\S.*)")
_GLOSS = re.compile(r"(?P<pinyin>[^(（]*?)\s*[(（](?P<gloss>.*)[)）]\.?")
_DASHED = re.compile(r"(?P<pinyin>[A-ZÀ-Þ][^,;:：–—]{0,60}?)(?:\s+[-–—]+\s+|[:：]\s+)(?P<gloss>.+)")
"""`Nanjie - short for ...`: a name, a dash between blanks, and the explanation."""


def parse_glossary(english: Text | None) -> tuple[GlossaryEntry, ...]:
    """The glossary entries of an English half, in order. Lines that are not entries are ignored; they stay in the text."""
    if english is None:
        return ()
    lines = (p.span.of(english.content) for p in english.paragraphs if p.kind is Kind.GLOSSARY)
    return tuple(entry for line in lines if (entry := parse_entry(line)))


def parse_entry(line: str) -> GlossaryEntry | None:
    """The entry in a line of the block; None for its heading and other lines."""
    match = _LINE.fullmatch(line)
    return _entry(match["name"], match["rest"].strip()) if match else None


def _entry(name: str, rest: str) -> GlossaryEntry:
    """`Nanjie (short for ...)` has pinyin and gloss; `Tito` only a gloss."""
    match = _GLOSS.fullmatch(rest) or _DASHED.fullmatch(rest)
    if match:
        return GlossaryEntry(name, match["pinyin"].strip(" *_"), match["gloss"].strip())
    return GlossaryEntry(name, "", rest)
