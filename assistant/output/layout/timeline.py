"""The periods of a timeline as rows, for the terminal and for the chat."""

from __future__ import annotations

from assistant.exploring.timeline import Hits, Timeline, Unit
from assistant.output.layout.bar_chart import ABSENT, bar_chart
from assistant.output.layout.rows import Fragment, Row
from assistant.text.i18n import N_, translate, translate_plural
from assistant.text.wrap import cells

_LABEL = 10
_BAR = 30
"""Cells of the longest bar."""
_FACTS = 48
"""Cells of a row beside its bar."""


def timeline_parts(found: Timeline, unit: Unit) -> tuple[Hits, ...]:
    """The periods, those without a passage included; last, if there are any, the passages without a date."""
    return (*found.by(unit), *([found.undated] if found.undated.passages else []))


def timeline_row(part: Hits, most: int, width: int) -> Row:
    """A year or a month: a bar of its passages, their number, and how many of all its articles have them.

    `most` is the number of passages of the longest bar. The row is no wider than `width`.
    """
    name = str(part.period) if part.period else translate("n.d.")
    label = Fragment(f"  {name}{' ' * max(1, _LABEL - cells(name))}")
    if not part.passages:
        nothing = "" if part.printed else f"  {translate('nothing in the archive')}"
        return Row((label, Fragment(ABSENT + nothing, "quiet")))
    longest = max(4, min(_BAR, width - _FACTS))
    facts = "  " + translate_plural(part.passages, "{count} passage", "{count} passages")
    of_all = N_("{some} of {count} article") if part.printed == 1 else N_("{some} of {count} articles")
    articles = translate(of_all, some=part.articles, count=part.printed)
    if cells(label.text) + longest + cells(facts) + 3 + cells(articles) <= width:
        facts += f" · {articles}"
    return Row((label, Fragment(bar_chart(part.passages, most, longest).ljust(longest), "quiet"), Fragment(facts)))
