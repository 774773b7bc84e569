"""The report of an evaluation, byte for byte, and the command that prints it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import golden
import pytest
from click.testing import CliRunner, Result

from assistant.cli.main import archive
from assistant.evaluation import question_archive
from assistant.evaluation.figures import Ablation, Figures
from assistant.evaluation.gold import Kind
from assistant.evaluation.measures import Estimate
from assistant.evaluation.report import Evaluation, evaluation_json, evaluation_text
from assistant.system import paths

MADE = Evaluation(
    "mine/questions.jsonl",
    "/home/reader/rmrb",
    "multilingual-e5-small@000000000000",
    10_000,
    tuple(
        Figures(
            language=language,
            asked={Kind.ANSWERABLE: 30, Kind.NEAR: 0, Kind.OFF: 4},
            measures={
                "R@1": Estimate(0.8, 0.65, 0.9333, 30),
                "MRR@10": Estimate(0.85, 0.7, 0.95, 30),
                "off-topic AUROC": Estimate(1.0, 1.0, 1.0, 30),
            }
            | ({"garbled R@1": Estimate(0.5, 0.0, 1.0, 2)} if language == "zh" else {}),
            without=tuple(
                Ablation(name, {"MRR@10": Estimate(0.8, 0.6, 0.9, 30)}, {"MRR@10": Estimate(-0.05, -0.1, 0.004, 30)})
                for name in ("same_passage", "other_language", "something_new")
            ),
            median_ms=41.2,
            lost=("7",) if language == "en" else (),
        )
        for language in ("en", "zh")
    ),
)


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_forms(request: pytest.FixtureRequest, form: str) -> None:
    text = evaluation_text(MADE) if form == "text" else json.dumps(evaluation_json(MADE), ensure_ascii=False) + "\n"
    golden.check(f"eval-{form}", text, request.config.getoption("--update-golden"))


def test_a_report_fits_a_narrow_terminal() -> None:
    assert max(map(len, evaluation_text(MADE).splitlines())) <= 80


Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    return lambda *arguments: CliRunner().invoke(archive, ["eval", *map(str, arguments)], prog_name="archive")


def questions(folder: Path, *rows: dict[str, object]) -> Path:
    path = folder / "mine.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


MINE: tuple[dict[str, object], ...] = (
    {"question": "What stuffed the crack in the dike?", "answers_zh": ["把自己的棉袄塞进缝里"]},
    {"question": "What is the capital of Peru?", "kind": "off-topic"},
)


def test_questions_of_ones_own_to_the_archive_at_hand(run: Run, sample_archive: Path, tmp_path: Path) -> None:
    result = run(questions(tmp_path, *MINE), "--json", "--archive", sample_archive)
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["archive"], found["passages"]) == (str(sample_archive), 122)
    assert list(found["languages"]) == ["en"]
    english = found["languages"]["en"]
    assert english["asked"] == {"answerable": 1, "near-miss": 0, "off-topic": 1}
    assert english["measures"]["R@5"] == {"value": 1.0, "low": 0.2065, "high": 1.0, "n": 1}
    assert {row["without"] for row in english["ablation"]} >= {"same_passage", "coverage", "other_language"}


def test_without_ablation(run: Run, sample_archive: Path, tmp_path: Path) -> None:
    result = run(questions(tmp_path, *MINE), "--no-ablation", "--archive", sample_archive)
    assert result.exit_code == 0
    assert "R@1" in result.stdout
    assert "change of MRR@10" not in result.stdout


def test_documents_are_indexed_for_it_and_once_only(run: Run, sample_archive: Path, tmp_path: Path) -> None:
    documents = paths.SAMPLE / "articles" / "1952.07"
    path = questions(tmp_path, *MINE)
    first = run(path, documents, "--json", "--no-ablation")
    assert first.exit_code == 0, first.output
    found = json.loads(first.stdout)
    assert found["passages"] < 20
    assert Path(found["archive"]).name.startswith("eval-")
    rows = next(Path(found["archive"]).glob("vectors/*/rows.f16"))
    size = rows.stat().st_size
    assert json.loads(run(path, documents, "--json", "--no-ablation").stdout)["languages"]["en"]["asked"]
    assert rows.stat().st_size == size


def test_articles_beside_the_questions(run: Run, sample_archive: Path, tmp_path: Path) -> None:
    english, chinese = "The mill made paper from bamboo.\nIt burned down in May.", "纸厂用竹子造纸。\n五月失火烧毁了。"
    article = {"id": "a", "title_en": "Paper", "title_zh": "纸", "english": english, "chinese": chinese}
    (tmp_path / "articles.jsonl").write_text(json.dumps(article, ensure_ascii=False) + "\n", encoding="utf-8")
    row = {"question": "What burned?", "article": "a", "english": [33, 55], "chinese": [9, 17], "answers_en": ["burned"]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    result = run(tmp_path, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["languages"]["en"]["measures"]["answer@1"]["value"] == 1


def test_an_answer_that_nobody_printed_is_named(run: Run, sample_archive: Path, tmp_path: Path) -> None:
    path = questions(tmp_path, {"question": "Who?", "answers_zh": ["谁也没有印过的话"], "id": "q9"})
    result = run(path, "--no-ablation", "--archive", sample_archive)
    assert result.exit_code == 0
    assert "contains no answer to 1 question, e.g. q9: counted as missed" in result.stderr


def test_another_model_leaves_the_archive_alone(
    run: Run, sample_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record is copied to the cache, as it is now, and indexed there."""
    monkeypatch.setattr(question_archive, "up_to_date", lambda *_: False)
    monkeypatch.setattr(question_archive, "load_encoder", lambda *_: None)
    before = {path: path.stat().st_mtime_ns for path in sample_archive.rglob("*.faiss")}
    copy = question_archive.archive_for_model(sample_archive, "another")
    assert copy != sample_archive
    assert before == {path: path.stat().st_mtime_ns for path in sample_archive.rglob("*.faiss")}
    with closing(sqlite3.connect(copy / "archive.db")) as db:
        assert db.execute("SELECT count(*) FROM passage").fetchone() == (122,)
    stamp = (copy / "archive.db").stat().st_mtime_ns
    assert question_archive.archive_for_model(sample_archive, "another") == copy
    assert (copy / "archive.db").stat().st_mtime_ns == stamp


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (["no-such-file.jsonl"], 2, "no such file"),
        (["--model"], 2, "--model"),
        (["{mine}", "no-such-folder"], 2, "no-such-folder"),
        (["{mine}", "{folder}", "--archive", "{folder}"], 2, "DOCUMENTS and --archive"),
        (["{mine}", "--archive", "{folder}/none"], 3, "there is no archive"),
    ],
)
def test_failures(run: Run, tmp_path: Path, arguments: list[str], code: int, part: str) -> None:
    path = questions(tmp_path, *MINE)
    result = run(*(a.format(mine=path, folder=tmp_path) for a in arguments))
    assert (result.exit_code, result.stdout) == (code, "")
    assert part in result.stderr
    assert "Traceback" not in result.stderr
