"""Imports libraries that would otherwise report to their makers or write outside this program's folders.

- onnxruntime's Linux wheels have a telemetry client. It contacts its maker's server and keeps a device id and a database of
  events in the user's cache folder. It reads `ORT_DISABLE_TELEMETRY` when the library is loaded.
- huggingface_hub, transformers, sentence-transformers and torch read their environment when they are imported.
- jieba caches its dictionary in the system's temporary folder, which all users share, and reads it with `marshal`: anyone who
  puts a file there can run code here.

`tests/test_nothing_leaves.py` runs the commands and checks every socket and every file.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from embeddings.cache_folder import default_cache_folder

_NO_TELEMETRY = {"HF_HUB_DISABLE_TELEMETRY": "1", "DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}


def import_onnxruntime() -> ModuleType:
    """onnxruntime, with its telemetry switched off."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # stays set: the library may read it again
    import onnxruntime

    return onnxruntime  # type: ignore[no-any-return]


@contextmanager
def hub_environment(*, offline: bool) -> Iterator[None]:
    """Set the environment in which the hub's libraries are imported and called: no telemetry, and no network if `offline`."""
    # torch makes a cache folder when it is imported, by default in the temporary folder.
    torch_cache = os.environ.get("TORCHINDUCTOR_CACHE_DIR") or str(default_cache_folder() / "torchinductor")
    variables = {**_NO_TELEMETRY, **(_OFFLINE if offline else {}), "TORCHINDUCTOR_CACHE_DIR": torch_cache}
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@cache
def jieba_tokenizer() -> Any:
    """The `jieba.Tokenizer` of this process, with its cache in our own cache folder. Its dictionary is loaded, in a second, at the
    first text; it is only read after that, so threads may share it."""
    from importlib.metadata import version

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba imports pkg_resources and has invalid escapes
        import jieba

    # Its log would overwrite the chat's screen, and a cache that cannot be written only costs time.
    jieba.setLogLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    # One folder for each version: jieba never checks its cache against the dictionary.
    folder = default_cache_folder() / f"jieba-{version('jieba')}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer.tmp_dir = str(folder)
    except OSError:
        # A file that can be neither read nor written, so that jieba does not fall back to the shared folder.
        tokenizer.cache_file = str(Path(os.devnull) / "jieba.cache")
    return tokenizer
