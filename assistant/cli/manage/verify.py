"""`archive verify`: the record compared with its source files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import archive_option, readable_archive, say
from assistant.system.exit_codes import ExitCode
from assistant.text.i18n import N_, translate, translate_plural

_HINTS = {
    "changed": N_("Changed files: `archive index` on their folder reads them again."),
    "missing": N_("Missing files: their articles are kept; `archive index --prune` on their folder forgets them."),
    "moved": N_("Moved files: `archive index` on their folder notes where they are now."),
    "damaged": N_(
        "The record is damaged: `archive verify --mend`, then `archive index` on the folder, writes those articles again. If "
        "archive.db itself is broken, restore it from a copy, or index into a new folder."
    ),
}


@command()
@option("--sample", type=click.IntRange(1), help="Check only this many files: the same ones each time.")
@option("--seed", type=int, default=0, show_default=True, help="Choose another sample.")
@option("--mend", is_flag=True, help="Mend a damaged record, on a copy; `archive index` then reads damaged files again.")
@option("--json", "as_json", is_flag=True, help="One JSON object.")
@archive_option
def verify(sample: int | None, seed: int, mend: bool, as_json: bool, folder: Path | None) -> int:
    """Compare every stored text with its source file, byte for byte.

    Files that changed, moved or disappeared since they were read are reported separately from damage to the record, which
    exits with 3.
    """
    from assistant.output.json_output import exact_json
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
                    state = translate(finding.state.value)
                    click.echo(f"{state}\t{_one_line(finding.path)}\t{_one_line(finding.message)}")
        chosen = {"files": min(sample, store.count("source")), "of": store.count("source"), "seed": seed} if sample else None
    damaged = [finding.path for finding in listed if finding.state is State.DAMAGED]
    mended = _mended(store.folder, damaged) if mend and damaged else ""
    if as_json:
        found = [{"state": f.state.value, "path": f.path, "message": f.message} for f in listed]
        result = {"files": {s.value: n for s, n in counts.items()}, "passages": passages, "sample": chosen, "findings": found}
        click.echo(exact_json(result))
    parts = [_exact_text(counts[State.EXACT], passages)]
    parts += [f"{n} {translate(state.value)}" for state, n in counts.items() if n and state is not State.EXACT]
    of = translate("; a sample of {files} of {of} files, seed {seed}", **chosen) if chosen else ""
    say(translate(", ").join(parts) + of)
    for state, hint in _HINTS.items():
        if counts[State(state)]:
            say(translate(hint))
    if mended:
        say(mended)
    return ExitCode.CORPUS if counts[State.DAMAGED] else ExitCode.ANSWERED


def _one_line(text: str) -> str:
    """A name or a message that keeps its column and its line."""
    return text.replace("\t", "␉").replace("\n", "␊")


def _mended(folder: Path, damaged: Sequence[str]) -> str:
    """Mend the record, and say what was done."""
    from assistant.system.archive import mend
    from corpus.proof.mend import Repair

    done = mend(folder, damaged)
    told = {
        Repair.NOTHING: translate("Mended: SQLite finds no fault with the record."),
        Repair.INDEXES: translate("Mended: SQLite's indexes of the record were damaged, and were made again. No row is lost."),
        Repair.TABLES: translate(
            "Mended: what can be read of the record is in a new one. The damaged one is kept: {path}", path=done.kept
        ),
    }[done.repair]
    again = translate_plural(
        done.marked, "`archive index` reads {count} file again.", "`archive index` reads {count} files again."
    )
    return f"{told}\n{again}" if done.marked else told


def _exact_text(files: int, passages: int) -> str:
    passages_text = translate_plural(passages, "{count} passage", "{count} passages")
    exact = translate_plural(files, "{count} file exact", "{count} files exact")
    return f"{exact} ({passages_text})"
