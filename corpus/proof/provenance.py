"""Where a quotation is in its source file: path, hash, characters, bytes and lines, optionally compared with the file.

`archive show --provenance` and the chat's reader show this through `Assistant.provenance`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UnreadableSource
from corpus.model import SIDES, AlignedPassage, Article, Side, Source, Span
from corpus.proof.source_check import SourceFile, State, byte_span, open_source_file
from corpus.proof.verify import text_in_file
from corpus.readers.registry import read_source
from corpus.text.lines import NEWLINE

NO_OFFSETS = "The file stores its texts escaped or in table cells, so the quotation has no exact position in it."


@dataclass(frozen=True, slots=True)
class QuoteLocation:
    """Position of one side of a quotation."""

    side: Side
    source: Source
    """The file as it was when read."""
    in_article: Span
    """In characters of the article's text on this side."""
    characters: Span | None
    """In characters of the decoded file; None if the format escapes or interleaves its texts."""
    bytes: Span | None = None
    """In bytes of the file; None without `characters`, or if the file was not compared or has changed."""
    lines: tuple[int, int] | None = None
    """First and last line in the file, counted from 1; None in the same cases as `bytes`."""
    state: State | None = None
    """Result of the comparison with the file; None if it was not compared."""
    message: str = ""
    """What is wrong or unknown; empty if nothing is."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a quotation, or a whole article, comes from."""

    id: str
    """Id of the passage or article."""
    english: QuoteLocation | None
    """None if the quotation has no such side."""
    chinese: QuoteLocation | None
    checked: bool
    """Whether the files were compared."""

    @property
    def verified(self) -> bool:
        """Whether every side was compared and matches its file exactly."""
        return all(place.state is State.EXACT for place in (self.english, self.chinese) if place)


def provenance(article: Article, passage: AlignedPassage | None = None, check: bool = True) -> Provenance:
    """Position of a passage, or of an article's whole text. With `check`, the files are read and compared."""
    places = {side: _place(article, passage, side, check) for side in SIDES}
    return Provenance(passage.id if passage else article.id, places["en"], places["zh"], check)


def _place(article: Article, passage: AlignedPassage | None, side: Side, check: bool) -> QuoteLocation | None:
    text = article.text(side)
    excerpt = passage.excerpt(side) if passage else None
    if text is None or (passage and excerpt is None):
        return None
    within = excerpt.span if excerpt else Span(0, len(text.content))
    characters = None if text.offset is None else within.shift(text.offset)
    place = QuoteLocation(side, article.source_of(side), within, characters, message="" if characters else NO_OFFSETS)
    return _compared(place, article, within.of(text.content)) if check else place


def _compared(place: QuoteLocation, article: Article, quoted: str) -> QuoteLocation:
    """The position, completed with the result of the comparison."""
    try:
        original = open_source_file(place.source)
        if original.state is not State.EXACT:
            return _with(place, original.state, original.message)
        if place.characters is None:
            return _read_again(place, article, quoted)
        return _located(place, original, place.characters, quoted)
    except UnreadableSource as error:
        return _with(place, State.DAMAGED, error.message)


def _located(place: QuoteLocation, original: SourceFile, characters: Span, quoted: str) -> QuoteLocation:
    if original.text[characters.start : characters.end] != quoted:
        return _with(place, State.DAMAGED, "the file's text at this position differs from the record")
    first = len(NEWLINE.findall(original.text, 0, characters.start)) + 1
    last = first + len(NEWLINE.findall(quoted.rstrip("\r\n")))
    return QuoteLocation(
        place.side,
        place.source,
        place.in_article,
        characters,
        byte_span(original.data, place.source.encoding, characters),
        (first, last),
        State.EXACT,
    )


def _read_again(place: QuoteLocation, article: Article, quoted: str) -> QuoteLocation:
    """For a file without character positions: read it again and compare the texts."""
    reading = read_source(Path(article.source.path), article.newspaper)
    body = article.text(place.side)
    again = next((a for a in reading.articles if a.id == article.id), None)
    whole = text_in_file("", body, place.side, again) if body else ""
    if whole[place.in_article.start : place.in_article.end] == quoted:
        return _with(place, State.EXACT, f"{NO_OFFSETS} Reading it again gives the same text.")
    return _with(place, State.DAMAGED, "reading the file again gives a text that differs from the record")


def _with(place: QuoteLocation, state: State, message: str) -> QuoteLocation:
    return QuoteLocation(place.side, place.source, place.in_article, place.characters, state=state, message=message)
