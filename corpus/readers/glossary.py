"""The `**Named Entities**` block at the end of some English halves: Chinese name, pinyin, what it is."""

from __future__ import annotations

import re

from corpus.model import GlossaryEntry, Kind, Text

HEADING = re.compile(r"\*\*\s*Named Entities\s*:?\s*\*\*:?|#+\s*Named Entities:?|Named Entities:?")
_LINE = re.compile(r"[-*•]?\s*(?P<name>\S*[㐀-鿿]\S*)(?:\s{2,}|\t|\s+)(?P<rest>.+)")
_GLOSS = re.compile(r"(?P<pinyin>[^(（]*?)\s*[(（](?P<gloss>.*)[)）]")


def parse_glossary(english: Text | None) -> tuple[GlossaryEntry, ...]:
    """The entries of an English half, in order; a line that is none is passed over (it stays in the text)."""
    if english is None:
        return ()
    found = []
    for paragraph in english.paragraphs:
        if paragraph.kind is Kind.GLOSSARY:
            match = _LINE.fullmatch(paragraph.span.of(english.content))
            if match:
                found.append(_entry(match["name"], match["rest"].strip()))
    return tuple(found)


def _entry(name: str, rest: str) -> GlossaryEntry:
    """`Nanjie (short for ...)` has pinyin and gloss; `Tito` has a gloss alone."""
    match = _GLOSS.fullmatch(rest)
    if match:
        return GlossaryEntry(name, match["pinyin"].strip(), match["gloss"].strip())
    return GlossaryEntry(name, "", rest)
