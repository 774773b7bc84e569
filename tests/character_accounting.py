"""The accounting law: every non-blank character of a file belongs to the record, or a remark lists it as left over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.model import SIDES, Kind, Span
from corpus.readers.dates import parse_date
from corpus.readers.reading import Reading


@dataclass(frozen=True, slots=True)
class Accounting:
    """Where the characters of one file went. The counts leave out blanks."""

    header: int
    """In header lines, including labels and the marks between the halves."""
    text: int
    """In paragraphs that may be quoted."""
    unaligned: int
    """In glossary lines and in Chinese inside the English half: stored, but never aligned."""
    leftover: int
    """In remarks only."""
    missing: tuple[Span, ...]
    """Ranges that are nowhere. There must be none."""
    duplicated: tuple[Span, ...]
    """Ranges that are in two places. There must be none."""


def accounting(text: str, reading: Reading, path: str) -> Accounting:
    """Account for one file of a reading. `text` is the decoded file `path`, which must hold its texts unescaped."""
    times = [0] * len(text)

    def count(spans: Iterable[Span]) -> int:
        total = 0
        for span in spans:
            for at in range(span.start, span.end):
                times[at] += 1
                total += not text[at].isspace()
        return total

    unaligned = {Kind.GLOSSARY, Kind.STRAY}
    paragraphs = list(_paragraphs(reading, path))
    return Accounting(
        header=count(f.span for f in reading.fields if f.path == path),
        text=count(span for span, kind in paragraphs if kind not in unaligned),
        unaligned=count(span for span, kind in paragraphs if kind in unaligned),
        leftover=count(r.span for r in reading.remarks if r.kind == "leftover" and r.path == path and r.span),
        missing=_ranges(text, [n == 0 for n in times]),
        duplicated=_ranges(text, [n > 1 for n in times]),
    )


def assert_accounted(text: str, reading: Reading, path: str) -> None:
    """No character is missing or duplicated, and the counts add up to the whole file."""
    found = accounting(text, reading, path)
    assert [s.of(text) for s in found.missing] == []
    assert [s.of(text) for s in found.duplicated] == []
    assert found.header + found.text + found.unaligned + found.leftover == sum(not c.isspace() for c in text)
    assert_fields_are_kept(text, reading)
    for remark in reading.remarks:
        if remark.kind == "leftover":
            assert remark.span is not None
            assert remark.span.of(text) == remark.text
            assert str(remark.span.start) in remark.message


def assert_fields_are_kept(text: str, reading: Reading) -> None:
    """Every header value is in the article, or a remark says why not."""
    (article,) = reading.articles
    remarked = {remark.kind for remark in reading.remarks}
    seen = set()
    for field in reading.fields:
        assert field.value in field.span.of(text)
        if field.name == "mark" or not field.value:
            continue
        assert field.name not in seen, "a field is read once; the next line of its kind is left over"
        seen.add(field.name)
        if field.name.startswith(("title", "author")):
            assert getattr(article, field.name) == field.value
        elif field.name.startswith("column"):
            assert article.column == field.value or "column" in remarked
        elif field.name.startswith("date"):
            assert (article.date and article.date == parse_date(field.value)) or "date" in remarked
        else:
            assert (article.page is not None and str(article.page) in field.value) or "page" in remarked


def _paragraphs(reading: Reading, path: str) -> Iterator[tuple[Span, Kind]]:
    for article in reading.articles:
        for side in SIDES:
            body = article.text(side)
            if body and article.source_of(side).path == path:
                assert body.offset is not None, f"{path}: the text of article {article.id} has no offset in its file"
                for paragraph in body.paragraphs:
                    yield paragraph.span.shift(body.offset), paragraph.kind


def _ranges(text: str, marked: list[bool]) -> tuple[Span, ...]:
    """The ranges of marked characters. Blanks neither begin nor interrupt one."""
    ranges: list[Span] = []
    start = end = None
    for at, mark in enumerate(marked):
        if text[at].isspace():
            continue
        if mark:
            start, end = at if start is None else start, at + 1
        elif start is not None and end is not None:
            ranges.append(Span(start, end))
            start = end = None
    return (*ranges, Span(start, end)) if start is not None and end is not None else tuple(ranges)
