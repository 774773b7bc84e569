"""Where archives lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.system import paths


def test_the_variable_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ARCHIVE_HOME", str(tmp_path / "mine"))
    assert paths.default_archive() == tmp_path / "mine"


def test_a_tilde_is_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ARCHIVE_HOME", "~/mine")
    assert paths.default_archive() == Path("~/mine").expanduser()


@pytest.mark.parametrize("value", [None, ""])
def test_without_it_the_platform_says(monkeypatch: pytest.MonkeyPatch, home: Path, value: str | None) -> None:
    if value is None:
        monkeypatch.delenv("ARCHIVE_HOME", raising=False)
    else:
        monkeypatch.setenv("ARCHIVE_HOME", value)
    assert paths.default_archive().name == paths.APP
    assert paths.default_archive().is_absolute()


def test_the_tests_do_not_touch_the_readers_own_folders(home: Path) -> None:
    assert paths.default_archive().is_relative_to(home)
    assert paths.sample_archive().is_relative_to(home)


def test_the_sample_is_in_the_cache_and_another_version_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    here = paths.sample_archive()
    assert here == paths.sample_archive()
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "CURRENT").write_text("another", encoding="utf-8")
    monkeypatch.setattr(paths, "SAMPLE", tmp_path)
    there = paths.sample_archive()
    assert there != here
    assert there.parent == here.parent


def test_the_sample_is_in_the_package() -> None:
    for name in ("articles", "archive/CURRENT", "archive/archive.db", "evaluation/questions.jsonl", "slips.tsv"):
        assert (paths.SAMPLE / name).exists()
