"""Names of authors as bibliography programs need them: family and given name apart, anything else whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from embeddings.text.pinyin import DOUBLE_SURNAMES, is_person

_BREAK = re.compile(r"\s*[、，,;；/]\s*")
_SPACES = re.compile(r"\s+")
_ENGLISH_BREAK = re.compile(r"\s*(?:;|,?\s+and\s+|\s+&\s+|/|,)\s*")
_AND_OTHERS = re.compile(r"\s*(?:等人|等|et al\.?|and others)\s*$", re.IGNORECASE)
_ROLE = re.compile(r"^(?:本报|本刊|新华社)?(?:特约|驻\S{1,6})?(?:记者|通讯员)[：:\s]+")
"""Before the name of a reporter."""
_NOT_IN_A_NAME = re.compile(r"[摄绘译编等]$")
"""Behind a name: photographed, drawn, translated, edited by. What is before it may be a name of two or of three characters."""


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
    line = (chinese or english).strip()
    rest = _AND_OTHERS.sub("", line)
    if chinese and len(rest) < 2:  # 高等 is not 高 and others
        rest = line
    others = rest != line
    if not chinese:
        return Authors(tuple(AuthorName(part) for part in _ENGLISH_BREAK.split(rest) if part), others)
    parts = [part for part in _BREAK.split(_ROLE.sub("", rest)) if part]
    words = [word for part in parts for word in _SPACES.split(part)]
    if all(map(_is_name, words)):  # a blank divides two names, and also an office from its holder
        return Authors(tuple(map(_divided, words)), others)
    return Authors(tuple(map(_divided, parts if len(parts) > 1 else [rest])), others)


def _is_name(part: str) -> bool:
    return is_person(part) and not _NOT_IN_A_NAME.search(part)


def _divided(name: str) -> AuthorName:
    if not _is_name(name):
        return AuthorName(name)
    length = 2 if name[:2] in DOUBLE_SURNAMES and len(name) > 2 else 1
    return AuthorName(name[:length], name[length:])
