"""Why a passage cannot be what a question asks for, although it is similar: it lacks the answer's type, or contradicts a detail.

Each check was measured on questions of five sets whose first passage is known to answer or not; what doubted more than one in
fifty right passages is left out (`tests/quality/measure_requirements.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.answering.requirements.answers import asked_types, missing_answer
from assistant.answering.requirements.contrasts import asked_contrasts, find_contrast
from assistant.answering.requirements.difference import Difference, Texts
from assistant.answering.requirements.names import find_other_name, names_of_a_sort
from assistant.answering.requirements.numbered import find_other_designation, find_other_year, names_one_of_many, names_year
from assistant.answering.requirements.places import find_other_place, names_place
from assistant.answering.requirements.ranks import find_other_rank
from assistant.facts import AmountMissing, AnswerKind, AnswerMissing, DetailDiffers, DetailKind
from corpus.model import SIDES, AlignedPassage, Article
from embeddings.query.question import Question, pasted
from embeddings.text.names import Name

Doubt = AmountMissing | AnswerMissing | DetailDiffers

_NAMED_KINDS = frozenset((AnswerKind.PERSON, AnswerKind.WINNER, AnswerKind.PLACE, AnswerKind.DATE, AnswerKind.REASON))


def find_doubt(question: Question, article: Article, passage: AlignedPassage, names: tuple[Name, ...] = ()) -> Doubt | None:
    """The first thing that a question requires and a passage does not fulfil; None if it may answer.

    Args:
        question: the question, in its own words.
        article: the article of the passage: its titles and its date count, too.
        passage: the passage.
        names: the Chinese names in the question, with the forms that the passages found have of them.
    """
    if pasted(question.text):
        return None
    texts = _texts(article, passage)
    if missing := missing_answer(question.text, question.language, _excerpts(passage)):
        return AnswerMissing(missing) if missing in _NAMED_KINDS else AmountMissing(missing)
    difference = next(filter(None, (check() for check in _checks(question, article, texts, names))), None)
    return DetailDiffers(difference.kind, difference.asked, difference.given) if difference else None


def requirements(question: Question, article: Article) -> set[AnswerKind | DetailKind]:
    """What a question requires of a passage of this article, as far as it can be checked."""
    text, language = question.text, question.language
    found: set[AnswerKind | DetailKind] = {*asked_types(text, language)}
    found |= {contrast.kind for contrast, _ in asked_contrasts(text, language)}
    details = {
        DetailKind.DESIGNATION: names_one_of_many(text, language),
        DetailKind.NAME: names_of_a_sort(text, language, article.title_zh),
        DetailKind.PLACE: names_place(text, language),
        DetailKind.YEAR: names_year(text),
    }
    return found | {kind for kind, required in details.items() if required}


def _checks(
    question: Question, article: Article, texts: Texts, names: tuple[Name, ...]
) -> Iterator[Callable[[], Difference | None]]:
    text, language = question.text, question.language
    yield lambda: find_contrast(text, language, texts)
    yield lambda: find_other_rank(text, language, texts)
    yield lambda: find_other_designation(text, language, texts)
    yield lambda: find_other_name(text, language, texts, article.title_zh, names)
    yield lambda: find_other_place(text, language, texts)
    yield lambda: find_other_year(text, texts, str(article.date.year) if article.date else "", _content(article))


def _texts(article: Article, passage: AlignedPassage) -> Texts:
    """The passage under its titles."""
    excerpts = _excerpts(passage)
    return {"en": f"{article.title_en}\n{excerpts['en']}", "zh": f"{article.title_zh}\n{excerpts['zh']}"}


def _excerpts(passage: AlignedPassage) -> Texts:
    return {side: (excerpt.text if (excerpt := passage.excerpt(side)) else "") for side in SIDES}


def _content(article: Article) -> str:
    return "\n".join(text.content for text in (article.english, article.chinese) if text)
