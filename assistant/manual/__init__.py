"""The user's manual, in English and in Chinese: one Markdown file for each topic, shipped with the package.

`archive manual` and the chat's help show these pages.
"""

from __future__ import annotations

import difflib
from importlib.resources import files
from typing import Literal, get_args

from corpus.errors import UsageError

Language = Literal["en", "zh"]
TOPICS = (
    "start",
    "asking",
    "answers",
    "conversation",
    "exploring",
    "chat",
    "sessions",
    "formats",
    "export",
    "json",
    "evaluation",
    "settings",
    "data",
    "models",
    "trouble",
    "python",
    "extending",
)
"""In reading order. Each is a file `<topic>.md` in both folders, whose first line is its title."""


def topics(language: Language = "en") -> list[tuple[str, str]]:
    """Names and titles of all topics, in reading order.

    Raises:
        ValueError: the manual does not exist in this language.
    """
    return [(topic, _read(topic, language).partition("\n")[0].removeprefix("# ")) for topic in TOPICS]


def page(topic: str, language: Language = "en") -> str:
    """The Markdown text of a topic.

    Raises:
        UsageError: there is no such topic; the hint names the nearest one.
        ValueError: the manual does not exist in this language.
    """
    if topic not in TOPICS:
        near = difflib.get_close_matches(topic.lower(), TOPICS, n=1)
        raise UsageError(
            "the manual has no topic {topic}",
            "Did you mean {near}?" if near else "The topics are {topics}.",
            topic=topic,
            near=near[0] if near else "",
            topics=", ".join(TOPICS),
        )
    return _read(topic, language)


def _read(topic: str, language: Language) -> str:
    if language not in get_args(Language):
        raise ValueError(f"the manual is in {' and '.join(get_args(Language))}, not in {language}")
    return (files(__name__) / language / f"{topic}.md").read_text(encoding="utf-8")
