"""The layout's limits: short files, small folders, and no circle between folders. `lint-imports` checks the order of layers."""

from __future__ import annotations

import ast
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("assistant", "corpus", "embeddings")
MOST_LINES = 400
MOST_FILES = 15

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}


def node(module: str) -> str:
    """The folder of a module. A module right inside a package counts by itself: the package's face imports its folders."""
    path = MODULES[module].relative_to(ROOT)
    return ".".join(path.parts[:-1]) if len(path.parts) > 2 or path.name == "__init__.py" else module


def imported_modules(path: Path) -> set[str]:
    """The modules of the project that a file imports, at its top or inside a function."""
    found = set()
    for statement in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(statement, ast.ImportFrom) and statement.module:
            for name in statement.names:
                full = f"{statement.module}.{name.name}"
                found.add(full if full in MODULES else statement.module)
        elif isinstance(statement, ast.Import):
            found |= {name.name for name in statement.names}
    return found & MODULES.keys()


@pytest.mark.parametrize("module", MODULES)
def test_a_file_is_short(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_a_folder_has_few_files() -> None:
    files = defaultdict(list)
    for path in MODULES.values():
        files[path.parent.relative_to(ROOT).as_posix()].append(path.name)
    assert {folder: len(names) for folder, names in files.items() if len(names) > MOST_FILES} == {}


def test_there_is_no_circle_between_folders() -> None:
    graph: dict[str, set[str]] = defaultdict(set)
    for module, path in MODULES.items():
        if path.name == "__init__.py" and len(path.relative_to(ROOT).parts) == 2:
            continue  # the package's face may name what is inside
        graph[node(module)] |= {node(other) for other in imported_modules(path)} - {node(module)}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle between folders: {' -> '.join(error.args[1])}")
