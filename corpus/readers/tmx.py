"""Reads translation memories (TMX 1.1 to 1.4b): each unit is a paragraph on both sides, already aligned.

The standard library's parser reads them through defusedxml, which rejects files with entity declarations or external references
before expanding anything. Properties and notes may describe the article with the field names of the JSON Lines format
(`title_en`, `date` ...). Consecutive units with the same description form one article; without descriptions, the whole file
does.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UnreadableSource
from corpus.model import Article, Newspaper, Remark, Side, Source
from corpus.readers.aligned_pairs import AlignedPair, article_of_pairs
from corpus.readers.dates import date_in_name, parse_date, parse_page, title_from_stem
from corpus.readers.reading import Reading, article_id
from corpus.text.language_detection import detect_language

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LANGUAGE = ("{http://www.w3.org/XML/1998/namespace}lang", "lang")
"""The attribute since TMX 1.4, and before."""
_SIDES: dict[str, Side] = {"en": "en", "eng": "en", "zh": "zh", "zho": "zh", "chi": "zh", "cmn": "zh"}
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})
"""Inline elements that contain the markup of another format. That of `hi` is text."""
_NAMES = frozenset("id newspaper date page column title title_en title_zh author_en author_zh machine_translated".split())
_NOTE = re.compile(r"\s*(?P<name>[A-Za-z_ -]+?)\s*[:=]\s*(?P<value>.+?)\s*")


@dataclass(slots=True)
class _Memory:
    """What has been collected while reading a file."""

    names: dict[str, str] = field(default_factory=dict)
    """The header's properties."""
    units: list[tuple[tuple[tuple[str, str], ...], AlignedPair]] = field(default_factory=list)
    """For each unit, its article's properties and its two segments."""
    left: list[tuple[str, str]] = field(default_factory=list)
    """Text in no article, with the reason: segments in other languages, markup, notes."""


def looks_tmx(text: str) -> bool:
    return bool(re.search(r"<tmx[\s>]", text[:4000])) and text.lstrip().startswith("<")


def read_tmx(text: str, source: Source, newspaper: Newspaper) -> Reading:
    """The articles of one file.

    Raises UnreadableSource if the XML is malformed or declares entities, or no unit is in English or Chinese.
    """
    memory = _parsed(text, source)
    articles = []
    for names, units in groupby(memory.units, key=lambda unit: unit[0]):
        pairs = [pair for _, pair in units]
        if any(pair.en.strip() or pair.zh.strip() for pair in pairs):
            articles.append(_article(pairs, memory.names | dict(names), source, newspaper, memory))
        else:
            memory.left += _without_text(names)
    if not articles:
        raise UnreadableSource(f"{source.path}: no unit has a segment in English or Chinese", "The file was skipped.")
    left = ((why, text) for why, text in memory.left if text.strip())
    return Reading(
        source, tuple(articles), tuple(Remark("leftover", source.path, f"{why}: {text[:60]}", text=text) for why, text in left)
    )


def _parsed(text: str, source: Source) -> _Memory:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    memory = _Memory()
    try:
        for _, element in iterparse(io.StringIO(text), events=("end",), forbid_entities=True, forbid_external=True):
            name = _local(element)
            if name == "header":
                memory.names = _names(element, memory)
            elif name == "tu":
                _unit(element, memory)
                element.clear()
    except ParseError as error:
        raise UnreadableSource(f"{source.path}: malformed XML: {error}", "The file was skipped.") from error
    except DefusedXmlException as error:
        raise UnreadableSource(
            f"{source.path}: it declares entities, which TMX does not need: {error}", "The file was skipped."
        ) from error
    return memory


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _names(element: Element, memory: _Memory) -> dict[str, str]:
    """The article properties in a header's or unit's properties and notes."""
    found: dict[str, str] = {}
    for child in element:
        tag, text = _local(child), (child.text or "").strip()
        if tag not in ("prop", "note") or not text:
            continue
        match = _NOTE.fullmatch(text) if tag == "note" else None
        given, value = (
            (child.get("type", ""), text) if tag == "prop" else (match["name"], match["value"]) if match else ("", text)
        )
        name = given.strip().lower().removeprefix("x-").replace("-", "_").replace(" ", "_")
        exact = _exact(value) if name.removeprefix("exact_") in _NAMES - {name} else None
        if exact is not None:
            found[name.removeprefix("exact_")] = exact
        elif name in found and "\N{REPLACEMENT CHARACTER}" in value:  # what XML could hold of an exact one
            continue
        elif name in _NAMES and name not in found:
            found[name] = value
        else:
            memory.left.append((f"a {tag} that does not describe the article", text))
    return found


def _exact(value: str) -> str | None:
    """The text of a property that an export wrote because XML cannot hold some of its characters; None if it is no such text."""
    with suppress(ValueError):
        text = json.loads(value)
        return text if isinstance(text, str) else None
    return None


def _unit(element: Element, memory: _Memory) -> None:
    names = tuple(sorted(_names(element, memory).items()))
    sides: dict[Side, str] = {}
    for variant in element:
        if _local(variant) != "tuv":
            continue
        notes = [c for c in variant if _local(c) in ("prop", "note")]
        exact = next((text for c in notes if c.get("type") == "x-exact" and (text := _exact(c.text or "")) is not None), None)
        memory.left += [(f"a {_local(c)} of a segment", (c.text or "").strip()) for c in notes if c.get("type") != "x-exact"]
        code = next((value for name in _LANGUAGE if (value := variant.get(name))), "")
        side = _SIDES.get(re.split(r"[-_]", code.lower())[0])
        for shown in (_segment(child, memory) for child in variant if _local(child) == "seg"):
            segment = shown if exact is None else exact
            if side is None:
                memory.left.append((f"a segment in another language ({code or 'unnamed'})", segment))
            elif side in sides:
                memory.left.append(("a second segment in one language", segment))
            else:
                sides[side] = segment
    if not sides:
        memory.left += _without_text(names)
    else:
        memory.units.append((names, AlignedPair(sides.get("en", ""), sides.get("zh", ""))))


def _without_text(names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(f"the {name} of a unit without text", value) for name, value in names]


def _segment(element: Element, memory: _Memory) -> str:
    """The text of a segment without inline markup."""
    text = "".join(_text_in(element))
    if len(element):
        memory.left.append(("markup inside a segment", "".join(_codes_in(element))))
    return text


def _codes_in(element: Element) -> Iterator[str]:
    for child in element:
        yield from child.itertext() if _local(child) in _CODES else _codes_in(child)


def _text_in(element: Element) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        if _local(child) not in _CODES:
            yield from _text_in(child)
        if child.tail:
            yield child.tail


def _article(pairs: list[AlignedPair], names: dict[str, str], source: Source, newspaper: Newspaper, memory: _Memory) -> Article:
    titles = {side: names.get(f"title_{side}", "") for side in ("en", "zh")}
    title = names.get("title", "")
    if not title and not any(titles.values()):
        title = title_from_stem(Path(source.path).stem) or Path(source.path).stem
    if title:
        own = detect_language(title) or "en"
        titles[own] = titles[own] or title
    day, (page, rest) = parse_date(names.get("date", "")), parse_page(names.get("page", ""))
    if "date" in names and not day:
        memory.left.append(("an invalid date", names["date"]))
    if rest:
        memory.left.append((f"only part of this is a page, read as {page or 'nothing'}", rest))
    machine = names.get("machine_translated", "false").lower()
    if machine not in ("true", "false"):
        memory.left.append(("machine_translated must be true or false", machine))
    date = day or date_in_name(source.path)
    article = article_of_pairs(pairs, source, newspaper, date=date, title_en=titles["en"], title_zh=titles["zh"])
    record = article.chinese or article.english
    return replace(
        article,
        id=names.get("id") or article_id(date.isoformat() if date else "", page, record.content if record else ""),
        newspaper=Newspaper.parse(names["newspaper"]) if "newspaper" in names else newspaper,
        page=page,
        column=names.get("column", ""),
        author_en=names.get("author_en", ""),
        author_zh=names.get("author_zh", ""),
        machine_translated=machine == "true",
    )
