"""Answers, articles and provenance as text for a terminal: paints the rows of `assistant.output.layout`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.answer import Answer
from assistant.answering.quote_builder import plain_quote
from assistant.output.layout.answer import Arrangement, answer_head, leading_side, quote_rows
from assistant.output.layout.article import lay_out
from assistant.output.layout.rows import BAR, BAR_WIDTH, EMPTY, SIDE_BY_SIDE, Row, StyledText, styled_text
from assistant.text.citations.style import titles
from assistant.text.i18n import N_, localized_day, translate
from assistant.text.sanitize import sanitize
from assistant.text.wrap import wrap
from corpus.model import AlignedArticle, AlignedPassage
from corpus.proof.provenance import Provenance
from corpus.proof.source_check import State

_BOLD, _DIM, _UNDERLINE = "1", "2", "4"
_CODES = {
    "strong": _BOLD,
    "accent": _BOLD,
    "error": _BOLD,
    "answer-en": _BOLD,
    "answer-zh": _BOLD,
    "quiet": _DIM,
    "faint": _DIM,
    "label-en": _DIM,
    "label-zh": _DIM,
}
"""SGR codes of the inks; the other inks are plain."""
_BAR = "|"
"""The bar in ASCII, for pipes and files."""
_INDENT = " " * BAR_WIDTH


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """Where the text is printed."""

    width: int
    """In cells."""
    color: bool
    """Whether escape sequences may be used."""
    first_language: str = "auto"
    """See `assistant.system.config.Settings.first_language`."""

    @property
    def stacked(self) -> bool:
        """Whether one language is below the other."""
        return self.width < SIDE_BY_SIDE

    def dim(self, text: str) -> str:
        return self._styled(text, _DIM)

    def bold(self, text: str) -> str:
        return self._styled(text, _BOLD)

    def paint(self, rows: Iterable[Row]) -> Iterator[str]:
        """The rows as lines, without trailing spaces."""
        for row in rows:
            pieces = list(row.pieces)
            while pieces and not pieces[-1].text.strip():
                pieces.pop()
            line = ""
            for piece in pieces:
                text = piece.text.replace(BAR, _BAR) if piece.ink == "bar" else piece.text
                codes = [code for code in (_CODES.get(piece.ink), _UNDERLINE if piece.underlined else None) if code]
                line += self._styled(text, *codes) if codes and text.strip() else text
            yield line if self.color else line.rstrip()

    def _styled(self, text: str, *codes: str) -> str:
        text = sanitize(text)  # what is painted keeps its escape sequences on a terminal
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if self.color else text


def answer_text(answer: Answer, output_format: OutputFormat) -> str:
    """The whole answer, as `archive ask` prints it."""
    outcome, *notes = answer_head(answer, confidence=True)
    lines = [line.replace("\u00a0", " ") for line in output_format.paint(styled_text(outcome, output_format.width))]
    rows = [row for note in notes for row in styled_text(note, output_format.width)]
    arrangement = Arrangement(output_format.stacked, leading_side(output_format.first_language, answer.question.language))
    for quote in answer.quotes:
        rows += [EMPTY, *quote_rows(quote, output_format.width, arrangement, ids=True)]
    return "\n".join([*lines, *output_format.paint(rows)]) + "\n"


def article_text(aligned: AlignedArticle, passage: AlignedPassage | None, output_format: OutputFormat) -> str:
    """A whole article, as `archive show` prints it; the passage has a bar beside its lines."""
    article = aligned.article
    date = localized_day(article.date) if article.date else ""
    page = translate("p. {page}", page=article.page) if article.page is not None else ""
    authors = " / ".join(dict.fromkeys(author for author in (article.author_en, article.author_zh) if author))
    head = [
        StyledText(titles(article), "strong"),
        StyledText(" · ".join(part for part in (str(article.newspaper), date, page, article.column) if part)),
        StyledText(authors),
    ]
    lines = list(output_format.paint(row for paragraph in head for row in styled_text(paragraph, output_format.width)))
    lines.append(sanitize(f"{article.id}  {article.source.path}"))  # not wrapped, so that the path can be copied
    if article.english_source:
        lines.append(sanitize(f"{' ' * len(article.id)}  {article.english_source.path}"))
    quote = plain_quote(article, passage) if passage else None
    lines += output_format.paint(
        lay_out(aligned, quote, output_format.width, stacked=output_format.stacked, sources=False).rows
    )
    return "\n".join(lines).rstrip("\n") + "\n"


def provenance_text(found: Provenance, output_format: OutputFormat) -> str:
    """Where a quotation is in its files. Paths and hashes are not wrapped, so that they can be copied."""
    lines = ["", output_format.bold(f"Provenance of {found.id}")]
    for name, place in ((N_("English"), found.english), (N_("Chinese"), found.chinese)):
        if place is None:
            continue
        lines += ["", sanitize(f"{name}  {place.source.path}"), f"{_INDENT}sha256 {place.source.sha256}"]
        facts = [place.source.encoding]
        if place.characters:
            facts.append(f"characters {place.characters.start}-{place.characters.end}")
        if place.bytes:
            facts.append(f"bytes {place.bytes.start}-{place.bytes.end}")
        if place.lines:
            first, last = place.lines
            facts.append(f"line {first}" if first == last else f"lines {first}-{last}")
        facts.append(f"characters {place.in_article.start}-{place.in_article.end} of the article's text")
        state = {None: "not compared", State.EXACT: "compared now: exact"}.get(place.state, str(place.state).upper())
        said = f"{state}{': ' if place.message and place.state is not State.EXACT else '. ' if place.message else ''}"
        for text in (", ".join(facts), said + place.message):
            lines += _wrapped(text, output_format.width, indent=_INDENT)
    return "\n".join(lines) + "\n"


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    drawn = sanitize(text)
    return [indent + drawn[line.first : line.stop] for line in wrap(drawn, width - len(indent))]
