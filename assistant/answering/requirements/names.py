"""Names in a question that a passage lacks, while it has another of the same sort: 晋江专区 against 龙溪专区, `in Cambridge` against
`in Oxford`, and an article about something that is called almost the same."""

from __future__ import annotations

import re

from assistant.answering.requirements.difference import MOST_GIVEN, Difference, Texts
from assistant.answering.requirements.places import names_place
from assistant.facts import DetailKind
from corpus.model import Side
from embeddings.text.names import Name

_SORTS_ZH = "专区|自治区|自治州|[省县]|市(?!场|民|区|政|委)|镇|乡(?!村|下|镇)|公社|学院|大学|中学|铁路|站(?!在|起|立|内)|电台|日报|村(?!民|里|庄)"
_NAMED_ZH = re.compile(rf"(?P<name>[一-鿿]{{2}})(?P<sort>{_SORTS_ZH})")
_NO_NAME_ZH = re.compile(
    r"[的在是和与了有个这那该哪几多各全本某每新大小一二三四五六七八九十什么从到由被把对于为上下中前后年月日座所两支]|"
    r"城市|都市|农村|乡村|车站|换乘站"
)
_PLACE_EN = re.compile(r"\b(?:in|at|from|near) (?:the )?((?:[A-Z][\w’'-]+ ?)+)")
_NO_NAME_EN = frozenset(
    "January February March April May June July August September October November December Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday The New Old North South East West World".split()
)
_BRACKETS = re.compile(r"[（(].*")
_SUBJECT_AFTER = "的|位于|是|在|有|于|由|又|流|受|属|可|主|来|始|建|$"
_NO_SUBJECT = frozenset("为此本这该第哪什")
_SHORTEST_TITLE, _LONGEST_TITLE = 4, 14
"""Chinese titles that are names: shorter ones are words, longer ones are sentences."""


def find_other_name(question: str, language: Side, texts: Texts, title: str, names: tuple[Name, ...]) -> Difference | None:
    """A name of the question that a passage lacks, while it has another of the same sort.

    Args:
        question: the question.
        language: its language.
        texts: the passage and its titles.
        title: the Chinese title alone.
        names: Chinese names in the question, with the forms that were found of them.
    """
    if not texts[language].strip():
        return None
    if language == "en":
        return _other_english(question, texts, names)
    return _other_subject(question, texts["zh"], title) or _other_chinese(question, texts["zh"])


def names_of_a_sort(question: str, language: Side, title: str) -> bool:
    """Whether a question has a name that can be compared."""
    if language == "en":
        return any(True for _ in _english_names(question))
    return any(not _NO_NAME_ZH.search(match[0]) for match in _NAMED_ZH.finditer(question)) or bool(_subject(question, title))


def _other_chinese(question: str, text: str) -> Difference | None:
    for match in _NAMED_ZH.finditer(question):
        if _NO_NAME_ZH.search(match[0]) or match["name"] in text:
            continue
        same_sort = (one[0] for one in _NAMED_ZH.finditer(text) if one["sort"] == match["sort"])
        if given := tuple(dict.fromkeys(name for name in same_sort if not _NO_NAME_ZH.search(name))):
            return Difference(DetailKind.NAME, match[0], given[:MOST_GIVEN])
    return None


def _other_subject(question: str, text: str, title: str) -> Difference | None:
    """The subject of a question, where the title differs from it in its beginning only: 银纹笛鲷 and 川纹笛鲷."""
    subject = _subject(question, title)
    return Difference(DetailKind.NAME, subject, (_name(title),)) if subject and subject not in text else None


def _subject(question: str, title: str) -> str | None:
    """What a question begins with, if it ends as the title does and is about as long."""
    name = _name(title)
    if not _SHORTEST_TITLE <= len(name) <= _LONGEST_TITLE or re.search(r"\d", name):
        return None
    match = re.match(rf"[《「“]?([一-鿿]{{{len(name) - 1},{len(name) + 1}}}?)(?={_SUBJECT_AFTER})", question)
    if not match or match[1][0] in _NO_SUBJECT:
        return None
    return match[1] if match[1][-max(2, len(name) // 3) :] == name[-max(2, len(name) // 3) :] else None


def _name(title: str) -> str:
    return _BRACKETS.sub("", title).strip()


def _other_english(question: str, texts: Texts, names: tuple[Name, ...]) -> Difference | None:
    found = [name.text for name in names if any(form in texts["zh"] for form in name.found_forms)]
    letters = _letters(texts["en"])
    for asked in _english_names(question):
        words = [word for word in re.split(r"[\s-]+", asked) if word not in _NO_NAME_EN]
        if any(_letters(word)[:5] in letters or _is_similar(word, texts["en"]) for word in words):
            continue
        if any(name in asked or asked in name for name in found):
            continue
        if given := tuple(dict.fromkeys(_english_names(texts["en"]))):
            return Difference(DetailKind.NAME, asked, given[:MOST_GIVEN])
    return None


def _english_names(text: str) -> list[str]:
    """Names of places that no list has, by the word before them."""
    names = (re.sub(r"['’]s?$", "", match[1].strip()) for match in _PLACE_EN.finditer(text))
    return [name for name in names if not set(name.split()) <= _NO_NAME_EN and not names_place(name, "en")]


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.lower()))


def _is_similar(word: str, text: str) -> bool:
    """Whether a text has a word with one letter more: names are often misspelled."""
    letters = _letters(word)
    variants = (letters[:i] + "." + letters[i:] for i in range(1, len(letters)))
    shorter = (letters[:i] + letters[i + 1 :] for i in range(len(letters)))
    pattern = "|".join(dict.fromkeys((*variants, *shorter)))
    return len(letters) > 3 and bool(re.search(rf"\b(?:{pattern})\b", text.lower()))
