"""The README is true: what it shows is what the commands print."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ (archive .*)\n((?:.*\n)*?)```", README)


def test_there_are_three_examples() -> None:
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_what_the_readme_shows_is_what_is_printed(command: str, shown: str) -> None:
    program = [sys.executable, "-m", "assistant.cli.main", *shlex.split(command)[1:]]
    environment = {name: value for name, value in os.environ.items() if name != "ARCHIVE_HOME"} | {"COLUMNS": "100"}
    printed = subprocess.run(program, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT).stdout
    assert _masked(printed).rstrip() == _masked(shown).rstrip()


def _masked(text: str) -> str:
    """Without what differs from run to run: the time, and where the program is installed."""
    text = re.sub(r"\d+\.\d\d s$", "0.00 s", text, flags=re.MULTILINE)
    return re.sub(r"\S*(/corpus/sample/)", r"\1", text)


def test_links_and_pictures_are_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_readme_says_that_the_sample_is_invented() -> None:
    assert "invented newspaper" in README


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_files_that_a_text_names_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for path in re.findall(r"`((?:assistant|corpus|embeddings|tests)/[\w./]+\.\w+)`", text):
        assert (ROOT / path).exists(), path
