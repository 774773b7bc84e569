"""A format from another installed package is an ordinary `archive export --format NAME`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.cli.main import archive

MODULE = """
def write_ids(store, selection):
    for id in store.article_ids(selection):
        yield id + "\\n"
"""
ENTRY_POINTS = """
[archive_assistant.exporters]
ids = ids_export:write_ids
jsonl = ids_export:write_ids
"""


@pytest.fixture
def other_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package with an exporter of its own."""
    (tmp_path / "ids_export.py").write_text(MODULE, encoding="utf-8")
    info = tmp_path / "ids_export-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ids-export\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(ENTRY_POINTS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))


def export(sample_archive: Path, name: str) -> Result:
    return CliRunner().invoke(archive, ["export", "on:1954-05", "--format", name, "--archive", str(sample_archive)])


@pytest.mark.usefixtures("other_package")
def test_a_format_of_another_package_is_used(sample_archive: Path) -> None:
    result = export(sample_archive, "ids")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [line.split("-")[0] for line in result.stdout.splitlines()] == ["19540508"]


@pytest.mark.usefixtures("other_package")
def test_a_built_in_format_cannot_be_replaced(sample_archive: Path) -> None:
    assert export(sample_archive, "jsonl").stdout.startswith("{")


@pytest.mark.usefixtures("other_package")
def test_an_unknown_format_lists_the_known_ones(sample_archive: Path) -> None:
    result = export(sample_archive, "csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "csv" in result.stderr
    assert "jsonl, tmx, ids" in result.stderr
