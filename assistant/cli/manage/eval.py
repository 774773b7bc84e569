"""`archive eval`: measures on questions with known answers. The figures go to stdout, everything else to stderr."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.shared.help_i18n import command, option
from assistant.cli.shared.options import archive_option, model_option, readable_archive, say
from assistant.cli.shared.terminal import painted
from assistant.system.exit_codes import ExitCode
from corpus.errors import UsageError
from corpus.text.plurals import pluralize

if TYPE_CHECKING:
    from assistant.evaluation.report import Evaluation


@command("eval")
@click.argument("questions", required=False, type=click.Path(path_type=Path))
@click.argument("documents", nargs=-1, type=click.Path(path_type=Path, exists=True))
@option("--json", "as_json", is_flag=True, help="The figures as one JSON object.")
@option("--ablation/--no-ablation", default=True, show_default=True, help="Also rank without each kind of evidence.")
@archive_option
@model_option
def evaluate(
    questions: Path | None,
    documents: tuple[Path, ...],
    as_json: bool,
    ablation: bool,
    folder: Path | None,
    model: str | None,
) -> int:
    """Measure how well QUESTIONS with known answers are answered.

    QUESTIONS is a file of JSON Lines, or a folder with a questions.jsonl. They are asked of the archive; or of
    DOCUMENTS, or the articles.jsonl beside them, which are indexed in the cache folder. Without QUESTIONS, the sample is
    asked its own. --model tries another model without touching the archive.

    \b
    {"question": "Why did the dike hold?", "answers_en": ["..."], "answers_zh": ["..."]}
    {"question": "...", "passages": ["19560324-1-77a35a10:1"]}
    {"question": "What is the capital of Peru?", "kind": "off-topic"}

    Answers are words that the passage prints, copied exactly; kind is answerable, near-miss or off-topic.
    """
    from assistant.cli.shared.progress import ProgressDisplay
    from assistant.evaluation.gold import read_questions
    from assistant.evaluation.question_archive import prepare
    from assistant.evaluation.report import evaluation_json, evaluation_text
    from assistant.output.json_output import exact_json

    if documents and folder:
        raise UsageError(
            "DOCUMENTS and --archive cannot be combined",
            "Give either DOCUMENTS to index or an archive that is indexed already.",
        )
    if questions is not None:
        read_questions(questions)  # an unreadable file fails before anything is indexed
    display = ProgressDisplay()
    work = prepare(questions, documents, lambda: readable_archive(folder), model, display.encoded, display.say)
    try:
        while True:
            display.step(next(work))
    except StopIteration as stop:
        path, place = stop.value
    display.clear()
    found = _measure(path, place, model, ablation)
    for language in found.figures:
        if language.lost:
            say(
                f"The archive contains no answer to {pluralize(len(language.lost), 'question')}, e.g. {language.lost[0]}: counted as missed."
            )
    click.echo(exact_json(evaluation_json(found)) if as_json else evaluation_text(found), nl=as_json)
    return ExitCode.ANSWERED


def _measure(questions: Path, place: Path, model: str | None, ablation: bool) -> Evaluation:
    """Ask an archive whose indexes are ready."""
    from assistant.ask import Assistant
    from assistant.evaluation.figures import figures
    from assistant.evaluation.gold import read_questions
    from assistant.evaluation.report import Evaluation
    from assistant.evaluation.run import ablations, evaluate
    from embeddings.index.manifest import Manifest, current

    golds = read_questions(questions)
    with Assistant.open(place, model) as assistant:
        assistant.warm()
        with painted(), click.progressbar(length=len(golds), label="asked", file=sys.stderr, show_pos=True) as bar:
            results = evaluate(assistant, golds, without=ablations() if ablation else None, progress=lambda _: bar.update(1))
    card = Manifest.load(current(place))
    return Evaluation(str(questions), str(place), card.model, card.passages, tuple(figures(results)))
