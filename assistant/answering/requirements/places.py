"""Well-known places that a question names and a passage lacks, while it has others of the same level: Shanghai's rice price is
not to be learned from Tianjin's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.requirements.difference import MOST_GIVEN, Difference, Texts
from assistant.answering.requirements.gazetteer import CITIES, COUNTRIES, PROVINCES
from assistant.facts import DetailKind
from corpus.model import SIDES, Side


@dataclass(frozen=True, slots=True)
class _Place:
    """A city, a province or a country."""

    names: dict[Side, re.Pattern[str]]
    implied: re.Pattern[str] | None
    """Words that imply it, in either language."""

    def named(self, texts: Texts, first: Side) -> str | None:
        """How the texts name it, preferably in one language."""
        sides = sorted(SIDES, key=lambda side: side != first)
        return next((match[0] for side in sides if (match := self.names[side].search(texts[side]))), None)

    def occurs(self, texts: Texts) -> bool:
        """Whether the texts name or imply it."""
        return any(
            self.names[side].search(texts[side]) or (self.implied and self.implied.search(texts[side])) for side in SIDES
        )


@lru_cache(maxsize=1)
def _levels() -> tuple[tuple[_Place, ...], ...]:
    return tuple(tuple(map(_parse, table.strip().splitlines())) for table in (CITIES, PROVINCES, COUNTRIES))


def _parse(line: str) -> _Place:
    english, chinese, *implied = line.split(" = ")
    names: dict[Side, re.Pattern[str]] = {"en": re.compile(rf"\b(?:{english})(?!\w)"), "zh": re.compile(chinese)}
    return _Place(names, re.compile(implied[0]) if implied else None)


def names_place(text: str, language: Side) -> bool:
    """Whether a text names a well-known place."""
    return any(place.names[language].search(text) for level in _levels() for place in level)


@lru_cache(maxsize=16)  # the same for every passage of an answer
def _asked(question: str, language: Side) -> list[list[tuple[_Place, str]]]:
    """The places of a question by level, with its words."""
    return [[(place, match[0]) for place in level if (match := place.names[language].search(question))] for level in _levels()]


def find_other_place(question: str, language: Side, texts: Texts) -> Difference | None:
    """The first place of a question that a passage neither names nor implies, while it has another of the same level."""
    for level, asked in zip(_levels(), _asked(question, language), strict=True):
        missing = [name for place, name in asked if not place.occurs(texts)]
        if not missing:
            continue
        asked_places = [place for place, _ in asked]
        others = (place.named(texts, language) for place in level if place not in asked_places)
        if given := tuple(dict.fromkeys(filter(None, others))):
            return Difference(DetailKind.PLACE, missing[0], given[:MOST_GIVEN])
    return None
