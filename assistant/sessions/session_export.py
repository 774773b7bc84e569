"""Sessions as text for a terminal, as Markdown, and as JSON Lines. Quotations are exact to the character, each with its
citation. Markdown and JSON Lines are in English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.answer import Quote
from assistant.output.json_output import answer_json, json_line, reason_english
from assistant.output.text_output import OutputFormat, answer_text
from assistant.sessions.session_store import Session, Turn
from assistant.text.citation import citation
from assistant.text.i18n import in_language
from assistant.text.sanitize import sanitize
from assistant.wording.messages import outcome_label, warning_text
from corpus.model import SIDES
from corpus.text.date_format import format_day

_HEADINGS = {"en": "English", "zh": "中文"}
_ACTIVE = re.compile(r"[\\`*_{}\[\]<>#|~&!$]")
_MARKER = re.compile(r"(?m)^(\d*)([-+=:.)])")
"""What starts a list, a heading or a table at the start of a line."""
_EDGES = re.compile(r"(?m)^[^\S\n]+|[^\S\n]+$")
"""Spaces at the edge of a line, which Markdown interprets or drops."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def json_lines(session: Session, turns: Sequence[Turn]) -> str:
    """A line for each question: the answer as in `archive ask --json`, with `session`, `archive` and `asked`. A question
    without an answer has the outcome null."""
    return "".join(json_line(_object(session, turn)) + "\n" for turn in turns)


def _object(session: Session, turn: Turn) -> dict[str, object]:
    head = {"session": session.name, "archive": session.archive, "asked": turn.asked.isoformat()}
    if turn.answer:
        return {**head, **answer_json(turn.answer, turn.id)}
    return {**head, "id": turn.id, "question": turn.line, "outcome": None, "reason": turn.error or None, "quotes": []}


def export_session(session: Session, turns: Sequence[Turn], folder: Path) -> tuple[Path, Path]:
    """Write both files, Markdown first, replacing an earlier export of this session."""
    files = folder / f"archive-session-{session.id}.md", folder / f"archive-session-{session.id}.jsonl"
    for file, form in zip(files, (markdown, json_lines), strict=True):
        file.write_text(form(session, turns), encoding="utf-8", newline="")
    return files


def text(session: Session, turns: Sequence[Turn], output_format: OutputFormat) -> str:
    """The whole session in the form of `archive ask`."""
    parts = [f"{output_format.bold(sanitize(session.name))}\n{sanitize(_facts(session))}\n"]
    for turn in turns:
        head = f"{turn.asked.astimezone():%Y-%m-%d %H:%M}  {output_format.bold(sanitize(turn.line))}\n"
        parts.append(
            head
            + (
                answer_text(turn.answer, output_format)
                if turn.answer
                else sanitize(f"Not answered. {turn.error}".rstrip()) + "\n"
            )
        )
    return "\n".join(parts)


def _facts(session: Session) -> str:
    questions = f"{session.questions} question{'' if session.questions == 1 else 's'}"
    return f"{questions}, begun {format_day(session.begun.astimezone().date())}. Archive: {session.archive}"


def markdown(session: Session, turns: Sequence[Turn]) -> str:
    """The whole session as a Markdown document; quotations are block quotations."""
    head = [f"# {escaped(session.name)}", escaped(_facts(session))]
    with in_language("en"):
        return "\n\n".join([*head, *(part for number, turn in enumerate(turns, 1) for part in _turn(number, turn))]) + "\n"


def _turn(number: int, turn: Turn) -> Iterator[str]:
    yield f"## {number}\\. {escaped(' '.join(turn.line.split()))}"
    if turn.answer is None:
        yield f"*Not answered.* {escaped(turn.error)}".rstrip()
        return
    yield f"*{turn.answer.outcome.value} ({turn.answer.confidence:.2f})*"
    if reason := reason_english(turn.answer):
        yield escaped(reason)
    for quote in turn.answer.quotes:
        yield from _quote(quote)


def _quote(quote: Quote) -> Iterator[str]:
    for side in SIDES:
        if excerpt := quote.passage.excerpt(side):
            machine = ", machine translation" if side == "en" and quote.article.machine_translated else ""
            label = f" ({label})" if (label := outcome_label(quote.outcome)) else ""
            yield f"**{quote.rank}. {_HEADINGS[side]}{machine}{label}**"
            yield quoted(excerpt.text)
    yield f"{escaped(citation(quote.article, quote.passage))} `{quote.passage.id}`"
    if quote.warnings:
        yield "\n".join(f"- {escaped(warning_text(warning))}" for warning in quote.warnings)


def escaped(text: str) -> str:
    """Text that CommonMark shows as it is here. Control characters, which a document cannot contain, are shown as on the
    screen; JSON Lines has them as they are."""
    text = _CONTROL.sub(lambda match: sanitize(match[0]), text)
    text = _ACTIVE.sub(lambda match: f"\\{match[0]}", text)
    text = _MARKER.sub(r"\1\\\2", text)
    return _EDGES.sub(lambda match: "".join(f"&#{ord(c)};" for c in match[0]), text)


def quoted(text: str) -> str:
    """A block quotation that shows the text to the character, line by line."""
    text = re.sub(r"(?<=[^\n])\n(?=[^\n])", "\\\\\n", escaped(text))
    return "\n".join(f"> {part}".rstrip() for part in text.split("\n"))
