"""The names that `assistant` exports, used as the package's docstring shows."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import assistant


def program() -> str:
    """The indented lines of the package's docstring."""
    blocks = (assistant.__doc__ or "").split("\n\n")
    return inspect.cleandoc("\n\n" + "\n\n".join(block for block in blocks if block.startswith("    ")))


def test_the_example_of_the_docstring_runs(sample_archive: Path) -> None:
    assert sample_archive.is_dir()
    done = subprocess.run([sys.executable, "-c", program()], capture_output=True, text=True, check=True, encoding="utf-8")
    first, *rest = done.stdout.splitlines()
    assert first.startswith("found 0.")
    assert "Willow Ferry Gazette" in done.stdout
    assert any("\u4e00" <= character <= "\u9fff" for character in "".join(rest))
    assert "English: machine translation." in done.stdout
    assert done.stderr == ""


def test_every_exported_name_can_be_imported() -> None:
    for name in assistant.__all__:
        assert getattr(assistant, name).__name__ == name
    assert set(assistant.__all__) <= set(dir(assistant))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Librarian'"):
        assistant.Librarian  # noqa: B018


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys, assistant; print([n for n in sys.modules if n.startswith(('assistant.', 'corpus', 'embeddings'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
