"""Fixtures of the assistant's tests: the sample archive, open, and its answers to all its questions."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Helpers are plain modules beside the tests; this finds them in every import mode.
sys.path.insert(0, str(Path(__file__).parent))

from hypothesis import HealthCheck, settings
from sample_questions import Asked

from assistant.ask import Assistant
from assistant.system import paths
from corpus.storage.store import Store

# Deadlines measure the machine; a run must not fail because another one shares it.
settings.register_profile("assistant", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
settings.load_profile("assistant")


@pytest.fixture(scope="session")
def assistant(sample_archive: Path) -> Iterator[Assistant]:
    with Assistant.open(sample_archive) as opened:
        opened.warm()
        yield opened


@pytest.fixture(scope="session")
def store(sample_archive: Path) -> Iterator[Store]:
    with Store.open(sample_archive) as opened:
        yield opened


@pytest.fixture(scope="session")
def answers(assistant: Assistant) -> list[Asked]:
    """The answers to all 84 questions in both languages."""
    found = []
    for line in (paths.SAMPLE / "evaluation" / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold = {"en": row.get("gold_en"), "zh": row.get("gold_zh")}
        for side in ("en", "zh"):
            found.append(Asked(row["id"], side, row["type"], row[side], gold, assistant.ask(row[side])))
    return found
