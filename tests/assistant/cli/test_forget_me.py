"""Removing what the program keeps of its reader; and that others cannot read it."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.cli.main import archive
from assistant.sessions.session_store import Sessions
from assistant.system import config, paths
from assistant.system.clipboard import _write
from corpus.storage.store import FILE, Store


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of a user who has a session, a copy, a setting, a cache and an archive."""
    for name in ("cache", "data", "config", "state"):
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(tmp_path / name))
    with Sessions.open(paths.sessions_file()) as sessions:
        sessions.ask(sessions.begin("sample"), "Who was the old boatman?")
    _write(paths.copies_file(), "渡船是新的。")
    config.save("quotes", 8)
    (tmp_path / "cache" / "archive-assistant").mkdir(parents=True)
    Store.create(paths.default_archive()).close()
    return tmp_path


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(archive, [*arguments], input=answer)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the folders are one")
def test_it_deletes_what_it_names_and_leaves_the_archive(own: Path) -> None:
    refused = run("forget-me", answer="n\n")
    assert refused.exit_code == 0
    assert paths.sessions_file().exists()
    done = run("forget-me", "--yes")
    assert done.exit_code == 0
    for place in paths.private_places():
        assert str(place) in done.output
        assert not place.exists()
    assert (paths.default_archive() / FILE).exists()
    assert "What stays:" in done.output
    assert str(paths.default_archive()) in done.output
    assert "There is nothing to delete." in run("forget-me").output


def test_an_archive_in_the_same_folder_stays(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS and Windows."""
    state = paths.sessions_file().parent
    monkeypatch.setenv("ARCHIVE_HOME", str(state))
    Store.create(state).close()
    assert run("forget-me", "--yes").exit_code == 0
    assert (state / FILE).exists()
    assert not paths.sessions_file().exists()


def test_all_sessions_are_deleted_at_once(own: Path) -> None:
    assert run("sessions", "delete").exit_code == 2
    assert run("sessions", "delete", "1", "--all").exit_code == 2
    assert "Who was" in run("sessions", "list", "--all").output
    assert run("sessions", "delete", "--all", answer="n\n").exit_code == 0
    assert "Who was" in run("sessions", "list", "--all").output
    assert run("sessions", "delete", "--all", "--yes").exit_code == 0
    assert "Who was" not in run("sessions", "list", "--all").output


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such permissions")
def test_folders_with_questions_and_texts_are_for_their_owner(own: Path) -> None:
    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    for folder in (paths.sessions_file().parent, config.config_file().parent, paths.default_archive()):
        assert mode(folder) == 0o700, folder
    for file in (paths.sessions_file(), paths.copies_file()):
        assert mode(file) == 0o600, file
