"""Chinese names of passages and of questions, by their pinyin: `Chen Boda`, `Ch'en Po-ta` and 陈伯达 are the name chenboda.

The index has a passage's names as they are spelled in its English and as its Chinese words read: those that jieba's dictionary
has as names, those that look like a person's and are in no dictionary, those of the article's own list of names, and those
that its English spells. What a question may mean by a name is told by what the index has: nothing is a name that no passage
has, and a lone word (`Shanghai`) only where it is one in Chinese.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.model import GlossaryEntry, Side
from corpus.text.han_variants import fold_variants
from embeddings.text.analyzer import HAN_RUN, Analyzer
from embeddings.text.pinyin import DOUBLE, LONGEST, SURNAMES, Readings, WordReadings, is_person
from embeddings.text.romanization import Reading, customary, keys, letters, spelled

ENGLISH, CHINESE = "en:", "zh:"
"""Before a key: it is on that side. A key alone is on either; Chinese characters are a form of a name."""
_MAY_BE_PERSON = re.compile("|".join((*DOUBLE, f"[{''.join(sorted(SURNAMES))}]")))


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a question."""

    text: str
    """As typed."""
    key: str
    """The letters of its pinyin; a term of the word index."""
    pinyin: str
    """As it is printed, `Chen Boda`."""
    side: Side
    """Which language it is typed in."""
    searched: str
    """What stands for it in what is searched: itself, or its pinyin."""
    seen: tuple[str, ...] = ()
    """Its Chinese forms in the passages that were found; for a Chinese one, its pinyin if their English has it."""


class NameTerms:
    """The names of passages, for the word index."""

    def __init__(self, tokenizer: Analyzer) -> None:
        self._tokenizer = tokenizer
        self._words = WordReadings()

    @property
    def readings(self) -> Readings:
        return self._words.characters

    def terms(self, english: str, chinese: str, words: Sequence[str], glossary: Sequence[GlossaryEntry]) -> tuple[str, ...]:
        """Everything that a passage's names are found by. `words` are the Chinese words as jieba cut them."""
        plain, latin = fold_variants(chinese), keys(english)
        forms = dict.fromkeys(self._forms(plain, words, glossary))
        chinese_keys = dict.fromkeys(key for form in forms for key in self._words.keys(form))
        starts = [match.start() for match in _MAY_BE_PERSON.finditer(plain)]
        for key in sorted(latin - chinese_keys.keys()):
            for form in filter(is_person, self.readings.forms(plain, key, starts)):
                forms[form] = chinese_keys[key] = None
        every = [*(ENGLISH + key for key in sorted(latin)), *(CHINESE + key for key in chinese_keys)]
        return (*every, *sorted(latin | chinese_keys.keys()), *forms)

    def _forms(self, plain: str, words: Sequence[str], glossary: Sequence[GlossaryEntry]) -> Iterator[str]:
        for word in words:
            tag = self._tokenizer.tags.get(word)
            if len(word) <= LONGEST and (tag.startswith(("nr", "ns", "nt")) if tag else is_person(word)):
                yield word
        for entry in glossary:
            name = fold_variants(entry.name)
            if 2 <= len(name) <= LONGEST and HAN_RUN.fullmatch(name) and name in plain:
                yield name


class NameFinder:
    """Names of questions, by an index. `frequency` says how many passages hold a term of a field."""

    def __init__(self, frequency: Callable[[str, str], int], load: Callable[[], Readings]) -> None:
        self._frequency = frequency
        self._load = load

    @cached_property
    def _readings(self) -> Readings:
        return self._load()

    def names(self, text: str) -> tuple[Name, ...]:
        """The names in a question, each once. One of small letters only is a name as a whole or not at all."""
        found = [*self._latin(text), *self._chinese(text)]
        if not found and text == text.lower():
            found = [name for name in self._latin(text.title()) if len(name.text) == len(text.strip())]
            found = [replace(name, text=text.strip()) for name in found]
        return tuple({name.key: name for name in reversed(found)}.values())[::-1]

    def _latin(self, text: str) -> Iterator[Name]:
        behind = 0
        for one in spelled(text):
            typed = text[one.start : one.end]
            known = (reading for reading in one.readings if self._is_known(reading, typed))
            if one.start >= behind and (reading := next(known, None)):
                behind = one.end
                yield Name(typed, reading.key, reading.shown, "en", self._searched(typed, reading))

    def _is_known(self, reading: Reading, typed: str) -> bool:
        alone = not (reading.customary or " " in typed)
        return self._frequency("names", (CHINESE if alone else "") + reading.key) > 0

    def _searched(self, typed: str, reading: Reading) -> str:
        """The pinyin, unless the archive's English has the words that were typed and not those."""
        if reading.customary or not self._is_printed(reading.shown):
            return reading.shown if self._is_printed(reading.shown) and not self._is_printed(typed) else typed
        return reading.shown

    def _is_printed(self, name: str) -> bool:
        return all(self._frequency("forms", letters(word)) for word in re.split(r"[\s\-]+", name))

    def _chinese(self, text: str) -> Iterator[Name]:
        """Stretches that are a name somewhere, or look like a person's, and that some passage's English spells."""
        plain = fold_variants(text)
        for run in HAN_RUN.finditer(plain):
            at = run.start()
            while at < run.end():
                name = next(filter(None, (self._of(plain[at:end]) for end in self._ends(at, run.end()))), None)
                if name:
                    yield replace(name, text=text[at : at + len(name.text)], searched=text[at : at + len(name.text)])
                at += len(name.text) if name else 1

    @staticmethod
    def _ends(start: int, behind: int) -> range:
        return range(min(start + LONGEST, behind), start + 1, -1)

    def _of(self, form: str) -> Name | None:
        if self._frequency("names", form) or (len(form) > 2 and is_person(form)):
            for key in sorted(self._readings.keys(form)):
                if self._frequency("names", ENGLISH + key):
                    joined = self._frequency("forms", key) > 0  # Guangzhou is no Mr Guang
                    pinyin = customary(key) or self._readings.spelled(form, key, joined=joined)
                    return Name(form, key, pinyin, "zh", form)
        return None

    def seen(self, names: Sequence[Name], english: Sequence[str], chinese: Sequence[str]) -> tuple[Name, ...]:
        """The names with what stands for them in some passages, the most frequent first."""
        if not names:
            return ()
        printed = frozenset(key for text in english for key in keys(text))
        found, seen = list[Name](), tuple[str, ...]()
        for name in names:
            if name.side == "zh":
                seen = (name.pinyin,) if name.key in printed else ()
            else:
                forms = Counter(form for text in chinese for form in self._readings.forms(fold_variants(text), name.key))
                seen = tuple(form for form, _ in forms.most_common() if self._frequency("names", form))
            found.append(replace(name, seen=seen))
        return tuple(found)


def respelled(text: str, names: Sequence[Name]) -> str:
    """A text with each name as it is searched."""
    for name in names:
        text = text.replace(name.text, name.searched)
    return text


def without(text: str, names: Sequence[Name]) -> str:
    for name in names:
        text = text.replace(name.text, " ")
    return text
