"""A timeline as text for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.exploring.timeline import Hits, Timeline, Unit
from assistant.output.context_notes import context_notes
from assistant.output.json_output import understood_json
from assistant.output.layout.timeline import timeline_parts, timeline_row
from assistant.output.text_output import OutputFormat
from assistant.text.i18n import counted, local, sentence
from assistant.text.sanitize import sanitize
from assistant.text.wrap import wrap


def timeline_summary(found: Timeline) -> str:
    """One line: how much was counted, and of which years."""
    total = found.total
    if found.reason:
        return local("Nothing was counted.")
    told = [
        counted(total.passages, "{count} passage", "{count} passages"),
        counted(total.articles, "{count} article", "{count} articles"),
    ]
    if found.years:
        first, last = found.years[0].period, found.years[-1].period
        told.append(str(first) if first == last else f"{first}–{last}")
    return " · ".join(told)


def timeline_notes(found: Timeline) -> Iterator[str]:
    """What was counted, and with which filters, a paragraph each; where nothing was, the reason."""
    if found.counted and not found.reason:
        yield sentence(found.counted)
    if found.filters:
        yield local("Filters: {filters}", filters=" ".join(found.filters))
    yield from (sentence(str(told)) for told in found.understood)
    yield from (sentence(told) for told in context_notes(found.context) if told.startswith(("Asked", "Only")))
    if found.lacking:
        yield sentence(found.lacking)
    if found.reason:
        yield sentence(found.reason)


def timeline_text(found: Timeline, unit: Unit, paper: OutputFormat) -> str:
    """The whole page, as `archive timeline` prints it."""
    lines = [paper.bold(timeline_summary(found))]
    for note in timeline_notes(found):
        drawn = sanitize(note)
        lines += [drawn[line.first : line.stop] for line in wrap(drawn, paper.width)]
    if found.reason is None:
        parts = timeline_parts(found, unit)
        most = max(part.passages for part in parts)
        lines += ["", *paper.paint(timeline_row(part, most, paper.width) for part in parts)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def timeline_json(found: Timeline, unit: Unit) -> dict[str, Any]:
    """The same as JSON. `parts` has every year or month from the first with a passage to the last; `printed` is how many
    articles the archive has of it at all."""
    total = found.total
    return {
        "question": found.question.typed,
        "counted": found.counted or None,
        "filters": list(found.filters),
        "understood": [understood_json(one) for one in found.understood],
        "unit": unit,
        "passages": total.passages,
        "articles": total.articles,
        "reason": found.reason,
        "lacking": found.lacking or None,
        "parts": [_hits_json(part) for part in found.by(unit)],
        "undated": _hits_json(found.undated),
    }


def _hits_json(hits: Hits) -> dict[str, Any]:
    period = str(hits.period) if hits.period else None
    return {"period": period, "passages": hits.passages, "articles": hits.articles, "printed": hits.printed}
