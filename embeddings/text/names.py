"""Chinese names in passages and questions, by their pinyin: `Chen Boda`, `Ch'en Po-ta` and 陈伯达 all have the key `chenboda`.

A passage is indexed with the names that its English spells and with its Chinese words that may be names: those tagged as
names in jieba's dictionary, those that look like a person's name and are in no dictionary, those of the article's glossary,
and those that match a name in its English. A question contains a name only if some passage has it. A single word in Latin
letters (`Shanghai`) is a name only if some passage has it in Chinese.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.model import GlossaryEntry, Side
from corpus.text.folding import fold, fold_characters
from embeddings.text.analyzer import HAN_RUN, Analyzer
from embeddings.text.pinyin import DOUBLE_SURNAMES, MAX_NAME_LENGTH, SURNAMES, Readings, WordReadings, is_person
from embeddings.text.romanization import Reading, conventional_pinyin, find_spellings, latin_key, name_keys

ENGLISH, CHINESE = "en:", "zh:"
"""Prefix of a key that the passage has in this language. A key without a prefix is in either, and a term in Chinese characters
is a form of a name."""
_SURNAME = re.compile("|".join((*DOUBLE_SURNAMES, f"[{''.join(sorted(SURNAMES))}]")))


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a question."""

    text: str
    """As typed."""
    key: str
    """The letters of its pinyin; a term of the inverted index."""
    pinyin: str
    """For display, `Chen Boda`."""
    side: Side
    """The language in which it is typed."""
    search_form: str
    """Replaces it in the text that is searched for: the name as typed, or its pinyin."""
    found_forms: tuple[str, ...] = ()
    """Its Chinese forms in the passages that were found; for a Chinese name, its pinyin if their English has it."""


class NameTerms:
    """Extracts the name terms of passages, for the inverted index."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._words = WordReadings()

    @property
    def readings(self) -> Readings:
        return self._words.characters

    def terms(self, english: str, chinese: str, words: Sequence[str], glossary: Sequence[GlossaryEntry]) -> tuple[str, ...]:
        """All name terms of a passage. `words` are its Chinese words as jieba segments them."""
        simplified, english_keys = fold(chinese), name_keys(english)
        forms = dict.fromkeys(self._forms(simplified, words, glossary))
        chinese_keys = dict.fromkeys(key for form in forms for key in self._words.keys(form))
        starts = [match.start() for match in _SURNAME.finditer(simplified)]
        for key in sorted(english_keys - chinese_keys.keys()):
            for form in filter(is_person, self.readings.find_forms(simplified, key, starts)):
                forms[form] = chinese_keys[key] = None
        prefixed = [*(ENGLISH + key for key in sorted(english_keys)), *(CHINESE + key for key in chinese_keys)]
        return (*prefixed, *sorted(english_keys | chinese_keys.keys()), *forms)

    def _forms(self, simplified: str, words: Sequence[str], glossary: Sequence[GlossaryEntry]) -> Iterator[str]:
        for word in words:
            tag = self._analyzer.pos_tags.get(word)
            if len(word) <= MAX_NAME_LENGTH and (tag.startswith(("nr", "ns", "nt")) if tag else is_person(word)):
                yield word
        for entry in glossary:
            name = fold(entry.name)
            if 2 <= len(name) <= MAX_NAME_LENGTH and HAN_RUN.fullmatch(name) and name in simplified:
                yield name


class NameFinder:
    """Finds names in questions."""

    def __init__(self, frequency: Callable[[str, str], int], load: Callable[[], Readings]) -> None:
        """`frequency` gives the number of passages with a term, by field and term; `load` is called at the first Chinese name."""
        self._frequency = frequency
        self._load = load

    @cached_property
    def _readings(self) -> Readings:
        return self._load()

    def find(self, text: str) -> tuple[Name, ...]:
        """The names in a question, each once. In a question all in lower case only the whole text can be a name."""
        found = [*self._latin(text), *self._chinese(text)]
        if not found and text == text.lower():
            found = [name for name in self._latin(text.title()) if len(name.text) == len(text.strip())]
            found = [replace(name, text=text.strip()) for name in found]
        return tuple({name.key: name for name in reversed(found)}.values())[::-1]

    def _latin(self, text: str) -> Iterator[Name]:
        previous_end = 0
        for spelling in find_spellings(text):
            typed = text[spelling.start : spelling.end]
            known = (reading for reading in spelling.readings if self._is_known(reading, typed))
            if spelling.start >= previous_end and (reading := next(known, None)):
                previous_end = spelling.end
                yield Name(typed, reading.key, reading.pinyin, "en", self._search_form(typed, reading))

    def _is_known(self, reading: Reading, typed: str) -> bool:
        single_word = not (reading.is_conventional or " " in typed)
        return self._frequency("names", (CHINESE if single_word else "") + reading.key) > 0

    def _search_form(self, typed: str, reading: Reading) -> str:
        """The pinyin, unless the archive's English has the typed words and not the pinyin. A conventional name stays as typed,
        unless the archive's English only has the pinyin."""
        if reading.is_conventional or not self._in_english(reading.pinyin):
            return reading.pinyin if self._in_english(reading.pinyin) and not self._in_english(typed) else typed
        return reading.pinyin

    def _in_english(self, name: str) -> bool:
        """Whether the archive's English has each word of a name."""
        return all(self._frequency("forms", latin_key(word)) for word in re.split(r"[\s\-]+", name))

    def _chinese(self, text: str) -> Iterator[Name]:
        """Chinese characters that are a name in some passage, or look like a person's name, and that the English of some
        passage spells. The longest name at each place wins."""
        simplified = fold_characters(text)
        for run in HAN_RUN.finditer(simplified):
            start = run.start()
            while start < run.end():
                ends = range(min(start + MAX_NAME_LENGTH, run.end()), start + 1, -1)
                name = next(filter(None, (self._chinese_name(simplified[start:end]) for end in ends)), None)
                if name:
                    typed = text[start : start + len(name.text)]
                    yield replace(name, text=typed, search_form=typed)
                start += len(name.text) if name else 1

    def _chinese_name(self, form: str) -> Name | None:
        if self._frequency("names", form) or (len(form) > 2 and is_person(form)):
            for key in sorted(self._readings.keys(form)):
                if self._frequency("names", ENGLISH + key):
                    joined = self._frequency("forms", key) > 0  # Guangzhou is not Mr Guang
                    pinyin = conventional_pinyin(key) or self._readings.to_pinyin(form, key, joined=joined)
                    return Name(form, key, pinyin, "zh", form)
        return None

    def with_found_forms(self, names: Sequence[Name], english: Sequence[str], chinese: Sequence[str]) -> tuple[Name, ...]:
        """The names with their forms in the texts of some passages, the most frequent first."""
        if not names:
            return ()
        english_keys = frozenset(key for text in english for key in name_keys(text))
        result, found = list[Name](), tuple[str, ...]()
        for name in names:
            if name.side == "zh":
                found = (name.pinyin,) if name.key in english_keys else ()
            else:
                forms = Counter(form for text in chinese for form in self._readings.find_forms(fold(text), name.key))
                found = tuple(form for form, _ in forms.most_common() if self._frequency("names", form))
            result.append(replace(name, found_forms=found))
        return tuple(result)


def replace_names(text: str, names: Sequence[Name]) -> str:
    """A text with every name in its search form."""
    for name in names:
        text = text.replace(name.text, name.search_form)
    return text


def remove_names(text: str, names: Sequence[Name]) -> str:
    """A text with a new line in place of every name: a blank between Chinese characters counts as nothing."""
    for name in names:
        text = text.replace(name.text, "\n")
    return text
