"""The accounting law: every character of a file that is no blank belongs to the record, or is listed as left over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.model import SIDES, Kind, Span
from corpus.readers.reading import Reading


@dataclass(frozen=True, slots=True)
class Accounting:
    """Where the characters of one file went. All counts leave blanks out."""

    header: int
    """Of lines of the header, labels and marks between the halves included."""
    text: int
    """Of paragraphs that may be quoted."""
    apart: int
    """Of glossary lines and of Chinese left in the English half: kept, never aligned."""
    leftover: int
    """Of what is in a remark only."""
    lost: tuple[Span, ...]
    """Stretches that are nowhere. There must be none."""
    twice: tuple[Span, ...]
    """Stretches that are in two places. There must be none."""


def accounting(text: str, reading: Reading, path: str) -> Accounting:
    """Account for one file of a reading: `text` is the file `path`, decoded. Its texts must be plain, not escaped."""
    times = [0] * len(text)

    def count(spans: Iterable[Span]) -> int:
        total = 0
        for span in spans:
            for at in range(span.start, span.end):
                times[at] += 1
                total += not text[at].isspace()
        return total

    apart = {Kind.GLOSSARY, Kind.STRAY}
    paragraphs = list(_paragraphs(reading, path))
    return Accounting(
        header=count(f.span for f in reading.fields if f.path == path),
        text=count(span for span, kind in paragraphs if kind not in apart),
        apart=count(span for span, kind in paragraphs if kind in apart),
        leftover=count(r.span for r in reading.remarks if r.kind == "leftover" and r.path == path and r.span),
        lost=_runs(text, [n == 0 for n in times]),
        twice=_runs(text, [n > 1 for n in times]),
    )


def _paragraphs(reading: Reading, path: str) -> Iterator[tuple[Span, Kind]]:
    for article in reading.articles:
        for side in SIDES:
            body = article.text(side)
            if body and article.source_of(side).path == path:
                if body.offset is None:
                    raise ValueError(f"{path}: the text of article {article.id} has no place in its file")
                for paragraph in body.paragraphs:
                    yield paragraph.span.shift(body.offset), paragraph.kind


def _runs(text: str, marked: list[bool]) -> tuple[Span, ...]:
    """The stretches of marked characters; blanks neither begin nor break one."""
    runs: list[Span] = []
    start = end = None
    for at, mark in enumerate(marked):
        if text[at].isspace():
            continue
        if mark:
            start, end = at if start is None else start, at + 1
        elif start is not None and end is not None:
            runs.append(Span(start, end))
            start = end = None
    return (*runs, Span(start, end)) if start is not None and end is not None else tuple(runs)
