"""Every error of the tree has one exit code, and none is taken for `nothing found` or for a fault of the program."""

from __future__ import annotations

import pytest

import assistant.system.archive  # noqa: F401 - its error belongs to the tree
from assistant.system.exit_codes import ExitCode, exit_code
from corpus import errors
from corpus.errors import ArchiveError, UsageError


def tree(error: type[ArchiveError]) -> list[type[ArchiveError]]:
    return [error, *(below for child in error.__subclasses__() for below in tree(child))]


def test_the_exit_codes_are_fixed() -> None:
    assert {code.name: int(code) for code in ExitCode} == {
        "ANSWERED": 0, "INTERNAL": 1, "USAGE": 2, "CORPUS": 3, "NOTHING": 4, "INTERRUPTED": 130,
    }  # fmt: skip


@pytest.mark.parametrize("kind", tree(ArchiveError), ids=lambda kind: kind.__name__)
def test_every_error_has_its_code(kind: type[ArchiveError]) -> None:
    assert exit_code(kind("what", "hint")) is (ExitCode.USAGE if issubclass(kind, UsageError) else ExitCode.CORPUS)


def test_the_docstring_draws_every_error() -> None:
    drawn = set(str(errors.__doc__).replace("│", " ").replace("├──", " ").replace("└──", " ").split())
    assert {kind.__name__ for kind in tree(ArchiveError) if kind.__module__ == "corpus.errors"} <= drawn
    assert len(tree(ArchiveError)) > 12


def test_an_error_reads_as_message_and_hint() -> None:
    assert str(ArchiveError("what happened", "what to run")) == "what happened\nwhat to run"
    assert str(ArchiveError("what happened")) == "what happened"
