"""A timeline as text for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.exploring.timeline import Hits, Timeline, Unit
from assistant.facts import AskedTogether, UnknownWords, WithinArticles
from assistant.output.json_output import facts_json
from assistant.output.layout.timeline import timeline_parts, timeline_row
from assistant.output.text_output import OutputFormat
from assistant.text.i18n import in_language, translate, translate_plural
from assistant.text.sanitize import sanitize
from assistant.text.wrap import wrap
from assistant.wording import messages
from assistant.wording.context_notes import context_notes


def timeline_summary(found: Timeline) -> str:
    """One line: how much was counted, and of which years."""
    total = found.total
    if found.reason:
        return translate("Nothing was counted.")
    parts = [
        translate_plural(total.passages, "{count} passage", "{count} passages"),
        translate_plural(total.articles, "{count} article", "{count} articles"),
    ]
    if found.years:
        first, last = found.years[0].period, found.years[-1].period
        parts.append(str(first) if first == last else f"{first}–{last}")
    return " · ".join(parts)


def timeline_notes(found: Timeline) -> Iterator[str]:
    """What was counted, and with which filters, a paragraph each; where nothing was, the reason."""
    if found.best_coverage and not found.reason:
        yield messages.count_text(found.best_coverage)
    if found.filters:
        yield translate("Filters: {filters}", filters=" ".join(found.filters))
    if found.date:
        yield messages.interpretation_text(found.date)
    notes = context_notes(found.context)
    yield from (messages.context_text(note) for note in notes if isinstance(note, AskedTogether | WithinArticles))
    if found.unknown:
        yield messages.reason_text(UnknownWords(found.unknown))
    if found.reason:
        yield messages.empty_timeline_text(found.reason)


def timeline_text(found: Timeline, unit: Unit, output_format: OutputFormat) -> str:
    """The whole page, as `archive timeline` prints it."""
    lines = [output_format.bold(timeline_summary(found))]
    for note in timeline_notes(found):
        drawn = sanitize(note)
        lines += [drawn[line.first : line.stop] for line in wrap(drawn, output_format.width)]
    if found.reason is None:
        parts = timeline_parts(found, unit)
        most = max(part.passages for part in parts)
        lines += ["", *output_format.paint(timeline_row(part, most, output_format.width) for part in parts)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def timeline_json(found: Timeline, unit: Unit) -> dict[str, Any]:
    """The same as JSON. `parts` has every year or month from the first with a passage to the last; `printed` is how many
    articles the archive has of it at all."""
    total = found.total
    reasons = [found.reason] if found.reason else []
    with in_language("en"):
        counted_by = messages.count_text(found.best_coverage) if found.best_coverage else None
        reason = messages.empty_timeline_text(found.reason) if found.reason else None
        lacking = messages.reason_text(UnknownWords(found.unknown)) if found.unknown else None
    return {
        "question": found.question.typed,
        "counted": counted_by,
        "filters": list(found.filters),
        "understood": facts_json([found.date] if found.date else [], messages.interpretation_text),
        "unit": unit,
        "passages": total.passages,
        "articles": total.articles,
        "reason": reason,
        "reasons": facts_json(reasons, messages.empty_timeline_text),
        "lacking": lacking,
        "unknown": list(found.unknown),
        "parts": [_hits_json(part) for part in found.by(unit)],
        "undated": _hits_json(found.undated),
    }


def _hits_json(hits: Hits) -> dict[str, Any]:
    period = str(hits.period) if hits.period else None
    return {"period": period, "passages": hits.passages, "articles": hits.articles, "printed": hits.printed}
