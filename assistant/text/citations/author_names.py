"""Names of authors as bibliography programs need them: family and given name apart, anything else whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from embeddings.text.pinyin import DOUBLE_SURNAMES, is_person

_CHINESE_BREAK = re.compile(r"[、，,;；/\s]+")
_ENGLISH_BREAK = re.compile(r"\s*(?:;|,?\s+and\s+|\s+&\s+|/|,)\s*")
_AND_OTHERS = re.compile(r"\s*(?:等人|等|et al\.?|and others)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AuthorName:
    """One author."""

    family: str
    """With no given name: the whole name, of an agency or of somebody whose name cannot be divided for certain."""
    given: str = ""


@dataclass(frozen=True, slots=True)
class Authors:
    names: tuple[AuthorName, ...] = ()
    others: bool = False
    """Whether the paper names only some of them: 等, et al."""


def authors_of(chinese: str, english: str) -> Authors:
    """The authors of an author line; the Chinese one is divided, because it is the record. 欧阳树人 is 欧阳 and 树人; 新华社记者 and
    English names, which the translation may have put in either order, stay whole."""
    line = chinese or english
    rest = _AND_OTHERS.sub("", line)
    parts = [part for part in (_CHINESE_BREAK if chinese else _ENGLISH_BREAK).split(rest) if part]
    if chinese and not all(is_person(part) for part in parts):
        parts = [rest.strip()] if rest.strip() else []
    return Authors(tuple(_divided(part) if chinese else AuthorName(part) for part in parts), others=rest != line)


def _divided(name: str) -> AuthorName:
    if not is_person(name):
        return AuthorName(name)
    length = 2 if name[:2] in DOUBLE_SURNAMES and len(name) > 2 else 1
    return AuthorName(name[:length], name[length:])
