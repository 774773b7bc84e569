"""A stored text that is no longer the one that was read is never quoted."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.ask import Assistant
from assistant.cli.main import archive
from assistant.exploring.concordance import Pattern, concordance
from corpus.errors import RecordBroken
from corpus.storage import seal
from corpus.storage.store import FILE, Store

READ: dict[str, Callable[[Assistant, Store], object]] = {
    "ask": lambda assistant, _: assistant.ask("染坊失火是什么原因？"),
    "paste": lambda assistant, _: assistant.ask("是屋顶漏下来的雨水浇在了生石灰上。"),
    "phrase": lambda assistant, _: assistant.ask('"生石灰"'),
    "show": lambda assistant, store: assistant.article(_id(store)),
    "find": lambda _, store: list(concordance(store, Pattern("生石灰"))),
}


def _id(store: Store) -> str:
    return str(store._db.execute("SELECT id FROM article WHERE chinese LIKE '%生石灰%'").fetchone()[0])


@pytest.fixture
def damaged(sample_archive: Path, tmp_path: Path) -> Path:
    """The sample with one character of a text changed, in place, as a failing disk does."""
    beside = shutil.ignore_patterns("*-wal", "*-shm")
    folder = Path(shutil.copytree(sample_archive, tmp_path / "archive", ignore=beside))
    with sqlite3.connect(folder / FILE) as db:
        db.execute("UPDATE article SET chinese = replace(chinese, '不是烟头', '就是烟头') WHERE chinese LIKE '%不是烟头%'")
    db.close()
    seal.remove(folder / FILE)
    return folder


@pytest.mark.parametrize("how", READ)
def test_it_is_said_and_not_quoted(damaged: Path, how: str) -> None:
    with Store.open(damaged) as store, Assistant(store) as assistant, pytest.raises(RecordBroken) as caught:
        READ[how](assistant, store)
    assert "not the one that was read from its file" in caught.value.message
    assert "archive verify --mend" in caught.value.hint


def test_other_articles_are_quoted_as_before(damaged: Path) -> None:
    with Store.open(damaged) as store, Assistant(store) as assistant:
        assert assistant.ask("亮灯的头一个星期，夜校到课的人数", 1).quotes


def test_the_commands_say_so_and_mend_it(damaged: Path) -> None:
    run = CliRunner()
    refused = run.invoke(archive, ["--archive", str(damaged), "find", "生石灰"])
    assert refused.exit_code == 3
    assert "nothing of it is quoted" in refused.output
    assert run.invoke(archive, ["--archive", str(damaged), "verify"]).exit_code == 3
    assert "`archive index` reads 1 file again" in run.invoke(archive, ["--archive", str(damaged), "verify", "--mend"]).output
    assert run.invoke(archive, ["--archive", str(damaged), "index"]).exit_code == 0
    assert run.invoke(archive, ["--archive", str(damaged), "find", "生石灰"]).exit_code == 0
