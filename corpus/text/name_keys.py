"""Names as readers type them: folded, so that `Běijīng`, `Bei-jing` and `beijing` are one key to the glossaries."""

from __future__ import annotations

import re
import unicodedata

from corpus.model import GlossaryEntry

_PARTS = re.compile(r"[,;/|()\[\]，；、／（）【】]+")
_LONGEST = 64
"""Letters of a key; a longer gloss is a description, and only its parts are keys."""


def folded_name(text: str) -> str:
    """Letters and digits in lower case, without tones, accents, blanks, hyphens and apostrophes; full-width as half-width.

    >>> folded_name("Be'ergede"), folded_name("Lǚ Zhèngcāo"), folded_name("贝尔格莱德")
    ('beergede', 'luzhengcao', '贝尔格莱德')
    """
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())


def name_keys(entry: GlossaryEntry) -> set[str]:
    """What an entry is looked up by: its name, its pinyin and its gloss, folded, each whole and in its parts.

    `Belgrade, capital of Yugoslavia` is found as `Belgrade` too.
    """
    wholes = [entry.name, entry.pinyin, entry.gloss]
    parts = [part for whole in wholes for part in (whole, *_PARTS.split(whole))]
    return {key for part in parts if 0 < len(key := folded_name(part)) <= _LONGEST}
