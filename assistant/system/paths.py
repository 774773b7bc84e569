"""Folders and files of the program: archives, the sample, sessions, copies."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from assistant.text.i18n import translate

APP = "archive-assistant"
HOME_VARIABLE = "ARCHIVE_HOME"
SAMPLE_KEY = "sample"
SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"
"""The sample in the package: articles, the archive built from them, an evaluation set."""
EXAMPLES = (
    "Why did the dike hold in the great flood?",
    "How did the fire at the dye works start?",
    "夜校里有哪些人学认字？",
)
"""Questions that the sample archive answers."""


def default_archive() -> Path:
    """ARCHIVE_HOME, or the platform's user data folder."""
    named = os.environ.get(HOME_VARIABLE)
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def archive_key(folder: Path | None) -> str:
    """The archive's key in the sessions file: its folder, or `sample` for any version of the sample. `folder` is the option
    `--archive`."""
    default = default_archive()
    if folder is None and not os.environ.get(HOME_VARIABLE) and not (default / "archive.db").is_file():
        return SAMPLE_KEY
    return str((folder or default).expanduser().resolve())


@dataclass(frozen=True, slots=True)
class ArchiveIdentity:
    """The archive that is open."""

    folder: Path
    """Where `archive index` writes. For the sample: where the reader's own archive will be."""
    key: str
    """Its key in the sessions file."""

    @property
    def sample(self) -> bool:
        return self.key == SAMPLE_KEY

    @property
    def title(self) -> str:
        """Its name in the chat."""
        return translate("Sample archive") if self.sample else str(self.folder)

    @property
    def examples(self) -> tuple[str, ...]:
        return EXAMPLES if self.sample else ()


def identify(folder: Path | None) -> ArchiveIdentity:
    """The archive in `folder`; with None, the default one, or the sample if nothing was indexed yet."""
    return ArchiveIdentity((folder or default_archive()).expanduser(), archive_key(folder))


def sessions_file() -> Path:
    return _state() / "sessions.db"


def private_places() -> tuple[Path, ...]:
    """Where the program keeps what a reader asked, copied and set, and what it can make again. Not the archive."""
    from assistant.system.config import config_file
    from embeddings.cache_folder import default_cache_folder

    return _state(), config_file(), default_cache_folder()


def copies_file() -> Path:
    """The file that every copy is written to, besides the clipboard."""
    return _state() / "copied.txt"


def _state() -> Path:
    from platformdirs import user_state_path

    return user_state_path(APP, appauthor=False)


def sample_archive() -> Path:
    """The sample's archive in the cache, a folder for each version of the sample."""
    from platformdirs import user_cache_path

    # Its record names the files of this installation, and its indexes are of this version of the sample.
    version = (SAMPLE / "archive" / "CURRENT").read_text(encoding="utf-8")
    digest = hashlib.sha256(f"{SAMPLE} {version}".encode()).hexdigest()[:12]
    return user_cache_path(APP, appauthor=False) / f"sample-{digest}"
