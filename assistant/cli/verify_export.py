"""`archive verify` and `archive export`: the record against its files, and the record for other programs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import click

from assistant.cli.options import archive_option, readable_archive, say
from assistant.system.exit_codes import ExitCode
from assistant.text.i18n import N_, counted, local
from corpus.errors import UsageError

_HINTS = {
    "changed": N_("Changed files: `archive index` on their folder reads them again."),
    "missing": N_("Missing files: their articles are kept; `archive index --prune` on their folder forgets them."),
    "moved": N_("Moved files: `archive index` on their folder notes where they are now."),
    "damaged": N_(
        "The record is damaged: `archive verify --mend`, then `archive index` on the folder, writes those articles anew. "
        "Where archive.db itself is broken, restore it from a copy, or index into a new folder."
    ),
}


@click.command()
@click.option("--sample", type=click.IntRange(1), help="Look at so many files only: the same ones each time.")
@click.option("--seed", type=int, default=0, show_default=True, help="Choose another sample.")
@click.option("--mend", is_flag=True, help="Have damaged files read again by the next `archive index`.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@archive_option
def verify(sample: int | None, seed: int, mend: bool, as_json: bool, folder: Path | None) -> int:
    """Compare every stored text with its source file, byte for byte.

    Files that changed, moved or went since they were read are told apart from damage to the record, which exits with 3.
    """
    from assistant.text.sanitize import sanitize
    from corpus.proof.source_check import State
    from corpus.proof.verify import verify as compare
    from corpus.storage.store import Store

    counts = dict.fromkeys(State, 0)
    passages = 0
    listed = []
    with Store.open(readable_archive(folder)) as store:
        for finding in compare(store, sample, seed):
            counts[finding.state] += 1
            passages += finding.passages if finding.state is State.EXACT else 0
            if finding.state is not State.EXACT:
                listed.append(finding)
                if not as_json:
                    state = local(finding.state.value)
                    click.echo(f"{state}\t{sanitize(finding.path)}\t{sanitize(finding.message)}")
        chosen = {"files": min(sample, store.count("source")), "of": store.count("source"), "seed": seed} if sample else None
        damaged = [finding.path for finding in listed if finding.state is State.DAMAGED]
        if mend and damaged:
            with store.transaction():
                store.mend(damaged)
    if as_json:
        found = [{"state": f.state.value, "path": f.path, "message": f.message} for f in listed]
        result = {"files": {s.value: n for s, n in counts.items()}, "passages": passages, "sample": chosen, "findings": found}
        click.echo(json.dumps(result, ensure_ascii=False))
    parts = [_exact(counts[State.EXACT], passages)]
    parts += [f"{n} {local(state.value)}" for state, n in counts.items() if n and state is not State.EXACT]
    of = local("; a sample of {files} of {of} files, seed {seed}", **chosen) if chosen else ""
    say(local(", ").join(parts) + of)
    for state, hint in _HINTS.items():
        if counts[State(state)]:
            say(local(hint))
    return ExitCode.CORPUS if counts[State.DAMAGED] else ExitCode.ANSWERED


def _exact(files: int, passages: int) -> str:
    held = counted(passages, "{count} passage", "{count} passages")
    exact = counted(files, "{count} file exact", "{count} files exact")
    return f"{exact} ({held})"


@click.command()
@click.argument("filters", nargs=-1)
@click.option("--format", "form", type=click.Choice(["jsonl", "tmx"]), default="jsonl", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file, whole or not at all."
)
@archive_option
def export(filters: tuple[str, ...], form: str, output: Path | None, folder: Path | None) -> int:
    """Write the articles out: JSON Lines that `archive index` reads, or a translation memory of aligned sentences.

    FILTERS are those of a question: on:1960-04 column:社论 zh:小洋群. The same record gives the same bytes.
    """
    from importlib.metadata import version

    from corpus.export import jsonl_lines, tmx_lines
    from corpus.storage.store import Store
    from embeddings.query.question import parse_filters

    selection = parse_filters(" ".join(filters))
    with Store.open(readable_archive(folder)) as store:
        if next(store.article_ids(selection), None) is None:
            say(local("No article fits the filters.") if selection else local("The archive holds no article."))
            return ExitCode.NOTHING
        _write(
            jsonl_lines(store, selection) if form == "jsonl" else tmx_lines(store, selection, version("archive-assistant")),
            output,
        )
    return ExitCode.ANSWERED


def _write(lines: Iterable[str], output: Path | None) -> None:
    """To stdout, or to a file that is there only when it is whole."""
    if output is None:
        for line in lines:
            click.echo(line, nl=False)
        return
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    if not output.parent.is_dir():  # told of the place that was typed, not of the file beside it
        raise UsageError("{folder}: there is no such folder", "Make it, or name another place: -o FILE", folder=output.parent)
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
