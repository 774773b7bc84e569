"""Optional test data that stands beside the checkout, in `../shared/data`; it is never copied into the project.

A conftest makes the fixture known to its tests with `from shared_data import shared_data`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""
SHARED = ROOT.parent / "shared" / "data"


def shared_folder(name: str = "") -> Path:
    """A folder (or file) of the shared data; the test that asks for it is skipped where it is absent."""
    folder = SHARED / name
    if not folder.exists():
        pytest.skip(f"needs ../shared/data/{name} beside the checkout, which is not there")
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of the shared data."""
    return shared_folder()
