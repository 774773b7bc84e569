"""What every test of the chat needs: an app over a fake archive."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import pytest

# The helpers are plain functions, which fixtures would only make harder to read; this finds them in every import mode.
sys.path.insert(0, str(Path(__file__).parent))

from record_factory import recorded
from tui_driving import EXAMPLES, Make, Over
from tui_fakes import FakeArchive, Unwarmed, found

from assistant.answer import Answer
from assistant.system.config import NAMES, Loaded, Settings
from assistant.system.paths import ArchiveIdentity
from assistant.tui.app import ChatApp
from corpus.ingesting.report import Progress, Report
from embeddings.query.filters import FilterValues


class OfTests(ArchiveIdentity):
    """The sample, with examples that the fake archive answers."""

    @property
    def sample(self) -> bool:
        return True

    @property
    def title(self) -> str:
        return "Reed Harbour News · sample archive"

    @property
    def examples(self) -> tuple[str, ...]:
        return EXAMPLES


def nothing_to_index(paths: Sequence[Path], **_: object) -> Generator[Progress, None, Report]:
    yield Progress("read", 0, 0)
    return Report()


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes the chat over a fake archive that answers by `respond`, or over `archive`."""
    for name in ("NO_COLOR", "DISPLAY", "WAYLAND_DISPLAY", "TMUX", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ARCHIVE_CONFIG", str(tmp_path / "config.toml"))

    def made(
        respond: Callable[[str], Answer] = found,
        *,
        archive: FakeArchive | Callable[[], FakeArchive] | None = None,
        sample: bool = True,
        sessions: Path | None = None,
        resume: int | None = None,
        file: Path | None = None,
        names: Callable[[], FilterValues] = FilterValues,
        identify: Callable[[], ArchiveIdentity] | None = None,
        update: Callable[..., Generator[Progress, None, Report]] = nothing_to_index,
        **settings_: object,
    ) -> ChatApp:
        settings = Settings(**{"theme": "dark", "copies": str(tmp_path / "copied.txt"), **settings_})  # type: ignore[arg-type]
        ready = archive or FakeArchive(respond)
        return ChatApp(
            ready if callable(ready) else lambda: ready,
            identify=identify or (lambda: (OfTests if sample else ArchiveIdentity)(Path("/archives/people"), "the archive")),
            update=update,
            loaded=Loaded(settings, dict.fromkeys(NAMES, "default"), file or tmp_path / "config.toml"),
            sessions=sessions,
            resume=resume,
            names=names,
        )

    return made


@pytest.fixture
def over(make: Make, tmp_path: Path) -> Over:
    """Makes the chat over an archive of these articles."""
    return lambda listed: make(archive=lambda: Unwarmed.open(recorded(tmp_path / "archive", listed)))
