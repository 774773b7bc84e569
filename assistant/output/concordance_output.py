"""A concordance for the terminal, with the word aligned in one column, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from assistant.answering.warnings import find_warnings
from assistant.exploring.concordance import Occurrence
from assistant.facts import PassageWarning
from assistant.output.json_output import article_head, warnings_json
from assistant.output.text_output import OutputFormat
from assistant.text.citation import citation
from assistant.text.citations.style import KINDS, MACHINE
from assistant.text.sanitize import sanitize
from assistant.text.wrap import cells, wrap
from assistant.wording.messages import warning_text
from corpus.model import Kind
from corpus.text.date_format import format_day

By = Literal["year", "month"]
_MARGIN = 3
_GAP = "  "


def occurrence_lines(one: Occurrence, output_format: OutputFormat) -> Iterator[str]:
    """The place, the line with the word in the middle, and the corresponding text in the other language."""
    yield output_format.dim(sanitize(f"[{one.passage.id}] {_where(one)}"))
    yield " " * _MARGIN + _in_the_middle(one, output_format)
    if one.other is not None:
        drawn = sanitize(one.other.text)
        for line in wrap(drawn, output_format.width - _MARGIN, indents=False):
            yield " " * _MARGIN + output_format.dim(drawn[line.first : line.stop])
    for warning in _warnings(one):
        drawn = sanitize(f"! {warning_text(warning)}")
        for line in wrap(drawn, output_format.width - _MARGIN):
            yield " " * _MARGIN + drawn[line.first : line.stop]


def _where(one: Occurrence) -> str:
    """Day and page, the kind of a line that is no body text, and that the English is a machine translation, where it is
    shown."""
    article, kind = one.article, one.passage.kind
    parts = [
        format_day(article.date) if article.date else "n.d.",
        f"p. {article.page}" if article.page is not None else "",
        "" if kind is Kind.BODY else KINDS[kind],
    ]
    text = ", ".join(part for part in parts if part)
    english = one.side == "en" or one.other is not None
    return f"{text}. {MACHINE}" if article.machine_translated and english else text


def _warnings(one: Occurrence) -> tuple[PassageWarning, ...]:
    """Warnings about the sentences shown, not about the rest of the passage."""
    return find_warnings(one.article, replace(one.passage, beads=one.beads))


def _in_the_middle(one: Occurrence, output_format: OutputFormat) -> str:
    """The context, cut to the width: as much before the word as after it."""
    drawn = sanitize(one.content[one.context.start : one.context.end])
    start, end = one.span.start - one.context.start, one.span.end - one.context.start
    word = drawn[start:end]
    half = max(4, (output_format.width - _MARGIN - 2 * len(_GAP) - min(cells(word), output_format.width // 3)) // 2)
    left, right = _last(drawn[:start].lstrip(), half), _first(drawn[end:].rstrip(), half)
    return f"{' ' * (half - cells(left))}{left}{_GAP}{output_format.bold(word)}{_GAP}{right}"


def _first(text: str, width: int) -> str:
    """As many characters from the beginning as fit the width."""
    used = 0
    for at, character in enumerate(text):
        used += cells(character)
        if used > width:
            return text[:at]
    return text


def _last(text: str, width: int) -> str:
    return _first(text[::-1], width)[::-1]


def occurrence_json(one: Occurrence) -> dict[str, Any]:
    """One occurrence; `start` and `end` in the article's text of its side."""
    content = one.content
    return {
        "passage": one.passage.id,
        "kind": one.passage.kind.value,
        "article": article_head(one.article),
        "side": "english" if one.side == "en" else "chinese",
        "start": one.span.start,
        "end": one.span.end,
        "left": content[one.context.start : one.span.start],
        "text": one.span.of(content),
        "right": content[one.span.end : one.context.end],
        "other": {"text": one.other.text, "start": one.other.span.start, "end": one.other.span.end} if one.other else None,
        "warnings": warnings_json(_warnings(one)),
        "citation": citation(one.article, one.passage),
    }


@dataclass
class OccurrenceCounter:
    """Counts occurrences one by one."""

    occurrences: int = 0
    _passages: set[str] = field(default_factory=set)
    _articles: set[str] = field(default_factory=set)
    _periods: Counter[str] = field(default_factory=Counter)
    _passages_of: dict[str, set[str]] = field(default_factory=dict)

    def add(self, one: Occurrence, by: By | None = None) -> None:
        self.occurrences += 1
        self._passages.add(one.passage.id)
        self._articles.add(one.article.id)
        if by:
            period = one.article.date.isoformat()[: {"year": 4, "month": 7}[by]] if one.article.date else "n.d."
            self._periods[period] += 1
            self._passages_of.setdefault(period, set()).add(one.passage.id)

    def __str__(self) -> str:
        counts = ((self.occurrences, "occurrence"), (len(self._passages), "passage"), (len(self._articles), "article"))
        first, *others = [f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in counts]
        return f"{first} in {' of '.join(others)}"

    def json(self) -> dict[str, int]:
        return {"occurrences": self.occurrences, "passages": len(self._passages), "articles": len(self._articles)}

    def periods(self) -> list[dict[str, Any]]:
        """The years or months with an occurrence, in order, then those without a date."""
        ordered = sorted(self._periods, key=lambda p: (p == "n.d.", p))
        return [
            {"period": p if p != "n.d." else None, "occurrences": self._periods[p], "passages": len(self._passages_of[p])}
            for p in ordered
        ]


def periods_text(tally: OccurrenceCounter) -> str:
    """A table: the period, how often, in how many passages."""
    rows = [("", "occurrences", "passages")]
    rows += [(row["period"] or "n.d.", str(row["occurrences"]), str(row["passages"])) for row in tally.periods()]
    return "".join(f"{period:<7}  {count:>11}  {passages:>8}\n" for period, count, passages in rows)
