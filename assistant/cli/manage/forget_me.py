"""`archive forget-me`: removes what the program keeps of its reader."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import say
from assistant.system.exit_codes import ExitCode
from assistant.text.i18n import N_, translate
from corpus.errors import UNWRITABLE_HINT, Unwritable

LEFT = (
    N_("the archive itself: delete {archive}, or archive index --forget PATH"),
    N_("files that you exported or copied elsewhere, and what other programs keep, such as the terminal and the shell"),
)


@command("forget-me")
@option("--yes", is_flag=True, help="Do not ask for confirmation.")
def forget_me(yes: bool) -> int:
    """Delete all sessions, copies, settings and caches of this user. The archive stays."""
    from assistant.system import paths

    places = [place for place in paths.private_places() if place.exists()]
    archive = paths.default_archive()
    for place in places:
        say(str(place))
    if places and not (yes or click.confirm(translate("Delete all of this?"), err=True)):
        return ExitCode.ANSWERED
    for place in places:
        _delete(place, keep=archive)
    say(translate("Deleted." if places else "There is nothing to delete."))
    say(translate("What stays:"))
    for text in LEFT:
        say("  " + translate(text, archive=archive))
    return ExitCode.ANSWERED


def _delete(place: Path, keep: Path) -> None:
    """Delete a file, or a folder but for the archive, which on some systems is in the same one."""
    try:
        if place.is_dir() and place in (keep, *keep.parents):
            for inside in place.iterdir():
                if inside.name not in ("archive.db", "vectors", "index", "CURRENT") and inside != keep:
                    _delete(inside, keep)
        elif place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink()
    except OSError as error:
        raise Unwritable("{path}: it cannot be deleted: {error}", UNWRITABLE_HINT, path=place, error=error) from error
