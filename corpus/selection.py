"""Which passages a question is put to: conditions on the record, and the SQL that they become."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from corpus.model import Side
from corpus.text.han_variants import comparable, on_one_line


@dataclass(frozen=True, slots=True)
class Held:
    """A condition on one side's text: the passage holds these words exactly, or must not."""

    phrase: str
    side: Side | None
    """None: on either side."""
    wanted: bool = True


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
    """The first day."""
    until: datetime.date | None = None
    """The day after the last one."""
    undated: bool = False
    """Only those without a date."""
    pages: tuple[int, int] | None = None
    """First and last page."""
    column: str = ""
    """Part of the column's name."""
    author: str = ""
    """Part of the author line, of either language; the same for title and newspaper."""
    title: str = ""
    newspaper: str = ""
    held: tuple[Held, ...] = field(default=())
    articles: tuple[str, ...] = ()
    """Ids; empty for all articles."""
    conditions: tuple[Condition, ...] = ()

    def __bool__(self) -> bool:
        return self != Selection()

    def sql(self) -> tuple[str, list[object]]:
        """A condition over `passage` joined with `article`, and its parameters. Needs the functions `folded`, which is
        `corpus.text.han_variants.comparable`, and `on_one_line` from there."""
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
                either = " OR ".join(f"instr(on_one_line(article.{name}), ?)" for name in fields)
                add(f"({either})", *[on_one_line(wanted)] * len(fields))
        for condition in self.conditions:
            add(f"({condition.sql})", *condition.parameters)
        for held in self.held:
            sides = [_TEXT[side] for side in ("en", "zh") if held.side in (None, side)]
            either = " OR ".join(f"instr(folded({text}), ?)" for text in sides)
            add(f"{'' if held.wanted else 'NOT '}coalesce({either}, 0)", *[comparable(held.phrase)] * len(sides))
        return " AND ".join(parts) or "1", values


def _text(name: str) -> str:
    """The passage's text on one side, as SQL; empty where it has none."""
    return f"coalesce(substr(article.{name}, {name}_start + 1, {name}_end - {name}_start), '')"


_TEXT: dict[Side, str] = {"en": _text("english"), "zh": _text("chinese")}
