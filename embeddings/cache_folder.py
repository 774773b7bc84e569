"""The folder of everything that can be made again: models and the caches of libraries."""

from __future__ import annotations

from pathlib import Path


def default_cache_folder() -> Path:
    """The user's cache folder on this platform."""
    from platformdirs import user_cache_path

    return user_cache_path("archive-assistant", appauthor=False)
