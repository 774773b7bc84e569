"""Fixtures for the chat: an app over a fake archive."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import pytest

# The helpers are plain functions in modules of this folder, which pytest's import mode does not find by itself.
sys.path.insert(0, str(Path(__file__).parent))

from record_factory import recorded
from tui_driving import EXAMPLES, ChatOver, MakeChat
from tui_fakes import FakeArchive, ModelFreeAssistant, found

from assistant.answer import Answer
from assistant.system.config import NAMES, Loaded, Settings
from assistant.system.paths import ArchiveIdentity
from assistant.tui.app import ChatApp
from corpus.ingesting.report import Progress, Report
from embeddings.query.filters import FilterValues


class SampleIdentity(ArchiveIdentity):
    """The sample archive, with example questions that the fake archive answers."""

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
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeChat:
    """Makes a chat over a fake archive that answers with `respond`, or over `archive`."""
    for name in ("NO_COLOR", "DISPLAY", "WAYLAND_DISPLAY", "TMUX", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ARCHIVE_CONFIG", str(tmp_path / "config.toml"))

    def make_chat(
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
            identify=identify
            or (lambda: (SampleIdentity if sample else ArchiveIdentity)(Path("/archives/people"), "the archive")),
            update=update,
            loaded=Loaded(settings, dict.fromkeys(NAMES, "default"), file or tmp_path / "config.toml"),
            sessions=sessions,
            resume=resume,
            names=names,
        )

    return make_chat


@pytest.fixture
def over(make: MakeChat, tmp_path: Path) -> ChatOver:
    """Makes a chat over an archive of these articles."""
    return lambda listed: make(archive=lambda: ModelFreeAssistant.open(recorded(tmp_path / "archive", listed)))
