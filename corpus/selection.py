"""Filters: conditions on passages, and their SQL."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from corpus.model import Side
from corpus.text.folding import fold_case, fold_spaces
from corpus.text.phrases import sentences_of


@dataclass(frozen=True, slots=True)
class PhraseFilter:
    """A passage must contain this exact phrase, or must not."""

    phrase: str
    side: Side | None
    """None: on either side."""
    required: bool = True
    """False: the passage must not contain it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on articles in SQL, for filters that other packages add."""

    sql: str
    """Over the columns of `article`, e.g. `strftime('%w', article.date) = ?`."""
    parameters: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """The passages that match all of these conditions; an empty field is no condition. Matching ignores case and the difference
    between simplified and traditional characters."""

    since: datetime.date | None = None
    """First day."""
    until: datetime.date | None = None
    """Day after the last one."""
    undated: bool = False
    """Only articles without a date."""
    pages: tuple[int, int] | None = None
    """First and last page."""
    column: str = ""
    """Part of the column's name."""
    author: str = ""
    """Part of the author line in either language; likewise for title and newspaper."""
    title: str = ""
    newspaper: str = ""
    phrases: tuple[PhraseFilter, ...] = field(default=())
    articles: tuple[str, ...] = ()
    """Ids; empty for all articles."""
    conditions: tuple[Condition, ...] = ()

    def __bool__(self) -> bool:
        return self != Selection()

    def sql(self) -> tuple[str, list[object]]:
        """An SQL condition over `passage` joined with `article`, and its parameters. The connection must define the functions
        `fold_case` and `fold_spaces` of `corpus.text.folding`, and `overlaps_phrase` of `corpus.text.phrases`. The same
        condition holds over `line`."""
        parts: list[str] = []
        values: list[object] = []

        def add(condition: str, *parameters: object) -> None:
            parts.append(condition)
            values.extend(parameters)

        if self.since:
            add("article.date >= ?", self.since.isoformat())
        if self.until:
            add("article.date < ?", self.until.isoformat())
        if self.undated:
            add("article.date IS NULL")
        if self.pages:
            add("article.page BETWEEN ? AND ?", *self.pages)
        if self.articles:
            add(f"article.id IN ({','.join('?' * len(self.articles))})", *self.articles)
        for fields, wanted in (
            (("column_name",), self.column),
            (("author_en", "author_zh"), self.author),
            (("title_en", "title_zh"), self.title),
            (("newspaper_en", "newspaper_zh"), self.newspaper),
        ):
            if wanted:
                either = " OR ".join(f"instr(fold_spaces(article.{name}), ?)" for name in fields)
                add(f"({either})", *[fold_spaces(wanted)] * len(fields))
        for condition in self.conditions:
            add(f"({condition.sql})", *condition.parameters)
        for held in self.phrases:
            sides = [_TEXT[side] for side in ("en", "zh") if held.side in (None, side)]
            if len(sentences_of(held.phrase)) > 1:
                sides = [_PLACE[side] for side in ("en", "zh") if held.side in (None, side)]
                either = " OR ".join(f"overlaps_phrase({place}, ?)" for place in sides)
            else:
                either = " OR ".join(f"instr(fold_case({text}), ?)" for text in sides)
            add(f"{'' if held.required else 'NOT '}coalesce({either}, 0)", *[fold_case(held.phrase)] * len(sides))
        return " AND ".join(parts) or "1", values


def _text(name: str) -> str:
    """SQL for the passage's text on one side; empty if it has none."""
    return f"coalesce(substr(article.{name}, {name}_start + 1, {name}_end - {name}_start), '')"


_TEXT: dict[Side, str] = {"en": _text("english"), "zh": _text("chinese")}
_PLACE: dict[Side, str] = {
    "en": "article.english, english_start, english_end",
    "zh": "article.chinese, chinese_start, chinese_end",
}
