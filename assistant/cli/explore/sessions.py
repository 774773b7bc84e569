"""`archive sessions`: list, read, search, export and delete the sessions of the chat."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.shared.help_i18n import Command, group, option
from assistant.cli.shared.options import archive_option, open_archive, output_format, say
from assistant.cli.shared.output_file import check_new, force_option, write_whole
from assistant.cli.shared.terminal import echo_exact, echo_painted
from assistant.system import paths
from assistant.system.exit_codes import ExitCode
from assistant.text.i18n import N_, translate, translate_error, translate_plural
from corpus.errors import ArchiveError, UsageError

if TYPE_CHECKING:
    from assistant.sessions.session_store import Session, Sessions


def _open() -> Sessions:
    from assistant.sessions.session_store import Sessions

    return Sessions.open(paths.sessions_file())


@group()
def sessions() -> None:
    """Sessions of the chat: list, read, search, export, delete them."""


_all_option = option("--all", "everywhere", is_flag=True, help="Sessions of all archives.")
_json_option = option("--json", "as_json", is_flag=True, help="One JSON object per line.")


@sessions.command("list", cls=Command)
@_all_option
@_json_option
@archive_option
def list_(everywhere: bool, as_json: bool, folder: Path | None) -> None:
    """List the sessions of the archive, the newest first."""
    _print("", everywhere, as_json, folder)


@sessions.command(cls=Command)
@click.argument("words", nargs=-1, required=True)
@_all_option
@_json_option
@archive_option
def search(words: tuple[str, ...], everywhere: bool, as_json: bool, folder: Path | None) -> int:
    """List the sessions that contain all WORDS, in their name or in one of their questions, quotations and citations."""
    return ExitCode.ANSWERED if _print(" ".join(words), everywhere, as_json, folder) else ExitCode.NOTHING


def _print(words: str, everywhere: bool, as_json: bool, folder: Path | None) -> int:
    from assistant.output.json_output import exact_json

    with _open() as kept:
        found = kept.find(None if everywhere else paths.archive_key(folder), words)
    for session in found:
        if as_json:
            click.echo(exact_json(_session_json(session)))
            continue
        changed = session.changed.astimezone().strftime("%Y-%m-%d %H:%M")
        archive = f"  {session.archive}" if everywhere else ""
        click.echo(f"{session.id:>4}  {changed}  {session.questions:>3}  {session.name}{archive}")
    if not found:
        say(translate("No session." if not words else "No session contains these words."))
    return len(found)


def _session_json(session: Session) -> dict[str, object]:
    return {
        "id": session.id,
        "archive": session.archive,
        "name": session.name,
        "begun": session.begun.isoformat(),
        "changed": session.changed.isoformat(),
        "questions": session.questions,
    }


@sessions.command(cls=Command)
@click.argument("id", type=int)
@archive_option
def show(id: int, folder: Path | None) -> None:
    """Show a session: what was asked, and what was quoted then.

    A quotation that has changed or is gone from the archive is marked; `--archive` names the archive to compare with, if it
    is not the one that was asked.
    """
    from assistant.sessions.answer_codec import compare_with_archive
    from assistant.sessions.session_export import text

    with _open() as kept:
        session, turns = kept.session(id), kept.turns(id)
    target = folder or (None if session.archive == paths.SAMPLE_KEY else Path(session.archive))
    try:
        with open_archive(target) as assistant:
            turns = [replace(t, answer=compare_with_archive(t.answer, assistant.article)) if t.answer else t for t in turns]
    except ArchiveError as error:
        say(translate("Not compared with the archive: {error}", error=translate_error(error)[0]))
    echo_painted(text(session, turns, output_format()), nl=False)


@sessions.command(cls=Command)
@click.argument("id", type=int)
@option(
    "--format",
    type=click.Choice(["markdown", "jsonl"]),
    default="markdown",
    show_default=True,
    help="To read, or to process.",
)
@option("--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write; by default it is printed.")
@force_option
def export(id: int, format: str, output: Path | None, force: bool) -> None:
    """Write a session as Markdown or JSON Lines, the quotations to the character and with their citations."""
    from assistant.sessions.session_export import json_lines, markdown

    if output is not None:
        check_new(output, force)
    with _open() as kept:
        session, turns = kept.session(id), kept.turns(id)
    text = markdown(session, turns) if format == "markdown" else json_lines(session, turns)
    if output is None:
        echo_exact(text)
        return
    write_whole(output, [text])
    message = N_("{count} question written to {file}") if len(turns) == 1 else N_("{count} questions written to {file}")
    say(translate(message, count=len(turns), file=output))


@sessions.command(cls=Command)
@click.argument("id", type=int)
@click.argument("name")
def rename(id: int, name: str) -> None:
    """Name a session; an empty NAME removes its name."""
    with _open() as kept:
        kept.rename(id, name)


@sessions.command(cls=Command)
@click.argument("ids", metavar="[ID]...", type=int, nargs=-1)
@option("--all", "everything", is_flag=True, help="Those of all archives.")
@option("--yes", is_flag=True, help="Do not ask for confirmation.")
def delete(ids: tuple[int, ...], everything: bool, yes: bool) -> None:
    """Delete sessions, with all their questions and answers."""
    if bool(ids) == everything:
        raise UsageError("name the sessions to delete, or --all", "archive sessions list --all prints their numbers.")
    with _open() as kept:
        chosen = kept.find() if everything else [kept.session(id) for id in ids]
        if everything and chosen and not yes:
            questions = translate_plural(len(chosen), "{count} session", "{count} sessions")
            if not click.confirm(translate("Delete {session}?", session=questions), err=True):
                return
        for session in chosen:
            questions = translate_plural(session.questions, "{count} question", "{count} questions")
            what = translate("session {id}, “{name}”, {questions}", id=session.id, name=session.name, questions=questions)
            if yes or everything or click.confirm(translate("Delete {session}?", session=what), err=True):
                kept.delete(session.id)
                say(translate("Deleted: {session}", session=what))
