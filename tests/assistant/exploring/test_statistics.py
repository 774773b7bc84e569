"""The numbers of an archive are those of its record, and an archive without indexes has numbers too."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.exploring.statistics import gather_statistics, statistics_text
from corpus.errors import RecordMissing
from corpus.storage.store import Store


def test_counts_are_those_of_the_record(sample_archive: Path, store: Store) -> None:
    found = gather_statistics(sample_archive)
    assert set(found) == {"archive", "files", "articles", "passages", "newspapers", "coverage", "index", "bytes"}
    assert (found["files"], found["articles"], found["passages"]) == (24, 24, store.count("passage"))
    assert found["index"]["passages"] == found["passages"]
    assert found["newspapers"] == [{"name": "Willow Ferry Gazette [invented] (柳渡报〔虚构〕)", "articles": 24}]
    assert sum(month["articles"] for month in found["coverage"]) == 24
    assert sum(month["passages"] for month in found["coverage"]) == found["passages"]
    assert [month["month"] for month in found["coverage"]] == sorted(month["month"] for month in found["coverage"])
    november = next(month for month in found["coverage"] if month["month"] == "1957-11")
    assert (november["days"], november["articles"]) == (1, 2)
    assert all(size > 1000 for size in found["bytes"].values())


def test_the_text_says_the_same(sample_archive: Path) -> None:
    found = gather_statistics(sample_archive)
    text = statistics_text(found)
    for part in (str(sample_archive), found["index"]["model"], "Articles    24", "1957-11", "Willow Ferry Gazette"):
        assert part in text
    assert len([line for line in text.splitlines() if "█" in line]) == len(found["coverage"])


def test_an_archive_that_was_never_indexed(tmp_path: Path) -> None:
    Store.create(tmp_path / "archive").close()
    found = gather_statistics(tmp_path / "archive")
    assert found["index"] is None
    assert "no index" in found["index_fault"]
    assert (found["articles"], found["coverage"], found["newspapers"]) == (0, [], [])
    assert found["bytes"]["vectors"] == found["bytes"]["index"] == 0
    assert "no index" in statistics_text(found)


def test_no_archive(tmp_path: Path) -> None:
    with pytest.raises(RecordMissing):
        gather_statistics(tmp_path / "none")
    assert not (tmp_path / "none").exists()
