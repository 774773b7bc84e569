"""Folding: the form in which texts are compared, wherever they are compared, with the way back to the source's characters.

What readers take for the same folds to the same text:

- Unicode forms: composed and decomposed, compatibility and full-width characters, ligatures (NFKC, one character or one cluster of a
  character and its combining marks at a time)
- simplified and traditional characters (OpenCC), those of the supplementary planes too; variants and old print forms
  (`corpus.text.variant_forms`); private-use characters of GBK
- characters without width, and blanks between Chinese characters: dropped
- an English word that is divided at the end of a line, or by emphasis (`**`, `<b>`): joined

Stored texts never change, and what is quoted or counted are the source's characters: `Folded.span` gives them.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.model import Span
from corpus.text.variant_forms import private_use, variant_pairs

_HAN = re.compile(r"[㐀-鿿]")
_IGNORED = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff"
"""Characters without width: Unicode's Default_Ignorable_Code_Point, without fillers that have one."""
_BLANK = " \t\u00a0\u2000-\u200a\u202f\u205f\u3000"
_CHINESE = "\u2e80-\u2fdf\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\ufe10-\ufe1f\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\U00020000-\U0003ffff"
"""Chinese characters and their punctuation."""
_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
_IGNORED_RUN = re.compile(rf"[{_IGNORED}]+")
_TAG = r"</?(?:b|i|em|strong|u|s|sup|sub|span|font|small)\b[^<>\n]{0,60}>"
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and where each of its characters comes from."""

    text: str
    starts: Sequence[int]
    """Offset in the source of each character, ascending; several characters may come from one."""
    ends: Sequence[int]
    """Offset after what it comes from."""

    def span(self, start: int, end: int) -> Span:
        """The characters of the source that `text[start:end]` comes from; characters without width between them belong to it."""
        return Span(self.starts[start], self.ends[end - 1])


def fold(text: str, *, case: bool = False) -> str:
    """The text as it is compared; with `case`, upper and lower case are the same."""
    if not _special_of(text).search(text):
        plain = text if text.isascii() else text.translate(_tables()[0])
        return plain.casefold() if case else plain
    return "".join(form for form, _, _ in _pieces(text, case=case))


def fold_with_offsets(text: str, *, case: bool = False) -> Folded:
    """`fold`, with the offsets of its characters."""
    if not _special_of(text).search(text):
        return Folded(fold(text, case=case), range(len(text)), range(1, len(text) + 1))
    forms, starts, ends = list[str](), array("l"), array("l")
    for form, start, end in _pieces(text, case=case):
        forms.append(form)
        if len(form) == end - start:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(form))
            ends.extend([end] * len(form))
    return Folded("".join(forms), starts, ends)


def without_ignored(text: str) -> str:
    """The text without characters that have no width, which come along with a copy from a web page."""
    return _IGNORED_RUN.sub("", text)


def to_simplified(text: str) -> str:
    """Simplified characters, converted by words (乾隆 stays), variants in their usual form, without characters that have no width;
    the same object if nothing changes. For models and dictionaries: offsets may change."""
    if text.isascii():
        return text
    usual = without_ignored(text).translate(_variants())
    clean = text if usual == text else usual
    return clean if clean.translate(_traditional()) == clean else str(simplifier().convert(clean))


def without_breaks(text: str) -> str:
    """The text without what folding drops, its characters as they are: for finding words where they are cut into parts."""
    if not _special_of(text).search(text):
        return text
    return "".join(form for form, _, _ in _pieces(text, case=False, table={}))


def fold_spaces(text: str) -> str:
    """`fold` without case, and each run of white space as one space: for tests on names and titles."""
    return " ".join(fold(text, case=True).split())


def fold_characters(text: str) -> str:
    """Each character in its usual form, one for one, so that offsets stay valid: for short texts that are typed, such as dates."""
    return text if text.isascii() else text.translate(_tables()[0])


def fold_case(text: str) -> str:
    """`fold` without case."""
    return fold(text, case=True)


def letters_only(text: str) -> str:
    """Only the letters and digits of the folded text, without case."""
    return _NO_LETTER.sub("", fold(text, case=True))


def letters_with_offsets(text: str) -> Folded:
    """`letters_only`, with the offsets of its characters."""
    folded = fold_with_offsets(text, case=True)
    kept = [k for k, character in enumerate(folded.text) if character.isalnum()]
    return Folded("".join(folded.text[k] for k in kept), [folded.starts[k] for k in kept], [folded.ends[k] for k in kept])


def _pieces(text: str, *, case: bool, table: dict[int, str] | None = None) -> Iterator[tuple[str, int, int]]:
    """The text in pieces: its form, and the offsets in the source. A piece of another length than its source is one character."""
    special = _tables()[1]
    table = _tables()[0] if table is None else table
    at = 0
    for match in special.finditer(text):
        if match.start() > at:
            plain = text[at : match.start()].translate(table)
            yield (plain.casefold() if case else plain), at, match.start()
        at = match.end()
        if match.lastgroup == "cluster":
            form = unicodedata.normalize("NFKC", match[0]).translate(table)
            yield (form.casefold() if case else form), match.start(), at
    if at < len(text):
        plain = text[at:].translate(table)
        yield (plain.casefold() if case else plain), at, len(text)


_DROPPED = (
    rf"(?<=[A-Za-z])[-\u2010][{_BLANK}]*\r?\n[{_BLANK}]*(?=[a-z])",  # a word divided at the end of a line
    r"(?<=\w)(?:\*+|~~)(?=\w)",  # emphasis within a word
    _TAG,
)
_ASCII_SPECIAL = re.compile("|".join(f"(?:{one})" for one in _DROPPED))


def _special_of(text: str) -> re.Pattern[str]:
    """A pattern of what changes the length of this text."""
    return _ASCII_SPECIAL if text.isascii() else _tables()[1]


@cache
def _tables() -> tuple[dict[int, str], re.Pattern[str]]:
    """The characters that fold to one other, and a pattern of all that changes the length. 30 ms, once a process."""
    single, several = dict[str, str](), list[str]()
    for code in (*range(0x80, 0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0x10000), *range(0x2F800, 0x2FA20)):
        character = chr(code)
        form = unicodedata.normalize("NFKC", character)
        if len(form) != 1 or len(form.casefold()) != 1:
            several.append(character)
        elif form != character:
            single[character] = form
    usual = _usual_forms()
    table = {ord(a): usual.get(b, b) for a, b in single.items()} | {ord(a): single.get(b, b) for a, b in usual.items()}
    ignored = rf"[{_IGNORED}]+"
    blanks = rf"(?<=[{_CHINESE}])[{_BLANK}{_IGNORED}]*[{_BLANK}][{_BLANK}{_IGNORED}]*(?=[{_CHINESE}])"
    whole = "".join(map(re.escape, several))
    cluster = rf"(?P<cluster>[^\s{_MARKS}][{_MARKS}]+|[{whole}])"
    return table, re.compile("|".join((blanks, ignored, *_DROPPED, cluster)))


@cache
def _variants() -> dict[int, str]:
    """The usual form of variants, not simplified."""
    return {ord(a): b for a, b in (variant_pairs(in_use_again=False) | private_use()).items()}


@cache
def _traditional() -> dict[int, str]:
    return {ord(a): b for a, b in opencc_pairs().items()}


@cache
def _usual_forms() -> dict[str, str]:
    """The usual form of each Chinese character that is another's variant: simplified, and in the basic plane where it can be."""
    found = opencc_pairs() | variant_pairs() | private_use()

    def usual(character: str) -> str:
        seen = {character}
        while (following := found.get(character)) and following not in seen:
            seen.add(following)
            character = following
        return character

    return {a: form for a in found if (form := usual(a)) != a}


@cache
def opencc_pairs() -> dict[str, str]:
    """OpenCC's simplified form of each traditional character. One whose simplified form is outside the basic plane, where
    character pairs are not looked for, is itself the form of both."""
    han = [chr(code) for code in (*range(0x3400, 0xA000), *range(0x20000, 0x2A6E0))]
    converted = str(simplifier().convert("\n".join(han))).split("\n")
    found: dict[str, str] = {}
    for a, b in zip(han, converted, strict=True):
        if a != b and len(b) == 1:
            found |= {a: b} if _HAN.fullmatch(b) or not _HAN.fullmatch(a) else {b: a}
    return found


@cache
def simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
