"""`archive index`: build or update an archive."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import archive_option, model_option
from assistant.system.exit_codes import ExitCode
from assistant.system.paths import default_archive
from corpus.errors import UsageError


@command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@option("--newspaper", help='Name of the newspaper, remembered for the folder: "People\'s Daily|人民日报".')
@option("--prune", is_flag=True, help="Forget articles whose files are gone.")
@option("--forget", is_flag=True, help="Remove what was read from PATHS from the archive; the files stay.")
@option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write every remark to this file, as JSON Lines.")
@option("--vector-backend", metavar="NAME", help="Engine of the vector index, remembered for the archive. Default: faiss.")
@archive_option
@model_option
def index(
    paths: tuple[Path, ...],
    newspaper: str | None,
    report: Path | None,
    vector_backend: str | None,
    folder: Path | None,
    model: str | None,
    *,
    prune: bool,
    forget: bool,
) -> int:
    """Add or update files and folders; without PATHS, those that were indexed before.

    Unchanged files cost nothing; a file with a problem stops nothing.
    """
    from assistant.cli.shared.progress import run_forget, run_index
    from assistant.output.json_output import json_line, remark_json
    from corpus.model import Newspaper

    if forget and (newspaper or prune or vector_backend or not paths):
        raise UsageError(
            "--forget needs PATHS and cannot be combined with options for reading", "archive index --forget FOLDER"
        )
    if report:
        report.write_text("", encoding="utf-8")  # fails now, not after hours of work, where it cannot be written

    name = Newspaper.parse(newspaper) if newspaper else None
    target = folder or default_archive()
    if forget:
        done = run_forget(target, paths, model)
    else:
        done = run_index(target, paths, newspaper=name, prune=prune, model=model, vector_backend=vector_backend)
    if report:
        lines = (json_line(remark_json(remark)) for remark in done.remarks)
        report.write_text("".join(one + "\n" for one in lines), encoding="utf-8", errors="backslashreplace")
    nothing = done.files and not (done.modified or done.unchanged)
    return ExitCode.CORPUS if nothing else ExitCode.ANSWERED
