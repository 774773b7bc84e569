"""Where archives lie: the folder that was named, the platform's usual one, or the sample's."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

APP = "archive-assistant"
HOME_VARIABLE = "ARCHIVE_HOME"
SAMPLE = Path(__file__).parent.parent / "corpus" / "sample"
"""The sample that the package carries: articles, the archive built from them, an evaluation set."""
EXAMPLES = (
    "Why did the dike hold in the great flood?",
    "How was the ferry crossing made safer?",
    "镇上的人晚上在哪里学认字？",
)
"""Questions that the sample archive answers."""


def default_archive() -> Path:
    """ARCHIVE_HOME, or the platform's user data folder."""
    named = os.environ.get(HOME_VARIABLE)
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def sample_archive() -> Path:
    """Where the sample is indexed: in the cache, in a folder of its own for each version of its files."""
    from platformdirs import user_cache_path

    # Its record names the files of this installation, and its indexes are of this version of the sample.
    version = (SAMPLE / "archive" / "CURRENT").read_text(encoding="utf-8")
    digest = hashlib.sha256(f"{SAMPLE} {version}".encode()).hexdigest()[:12]
    return user_cache_path(APP, appauthor=False) / f"sample-{digest}"
