"""Rebuild the archive inside the package for the sample: python tests/tools/make_sample.py

Run it after changing the sample's articles, the form of the record or the indexes, the default model, or what is encoded. Until
then a test fails.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

from assistant.system import paths
from assistant.system.archive import SAMPLE_NEWSPAPER, SAMPLE_ROOT, update
from corpus.storage import seal
from corpus.storage.store import FILE, Store
from embeddings.index.embedding_cache import KEYS


def main() -> None:
    target = paths.SAMPLE / "archive"
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive"
        for _ in update(archive, [paths.SAMPLE / "articles"], newspaper=SAMPLE_NEWSPAPER):
            pass
        with Store.open(archive) as store:
            store.move_folder(paths.SAMPLE / "articles", SAMPLE_ROOT)
        for database in [archive / FILE, *archive.rglob(KEYS)]:
            _checkpoint(database)
            seal.write(database)
        seal.remove(archive / FILE)  # its paths are replaced when the sample is installed
        (archive / ".lock").unlink(missing_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(archive, target)


def _checkpoint(database: Path) -> None:
    """Merge the write-ahead log into the database file."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("VACUUM")
    connection.close()


if __name__ == "__main__":
    main()
