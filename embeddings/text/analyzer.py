"""Turns text into index terms, in the same way for passages and questions.

English words are folded to lower case without accents and stemmed (Snowball). Chinese is segmented by jieba in search mode;
every pair of neighbouring characters is a term too, so that a word can be found even if jieba segments it differently.
Digits, full-width or not, are terms of both languages. Chinese terms are in simplified characters. Stored text is never
changed: terms are for finding only.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from corpus.model import Span
from corpus.text import folding
from embeddings.third_party import jieba_tokenizer

WORD = re.compile(r"[^\W_㐀-鿿]+(?:['’][^\W_㐀-鿿]+)*")
HAN_RUN = re.compile(r"[㐀-鿿]+")

EN_STOPWORDS = frozenset(
    "a about above after again all also am an and any are as at be because been before being between both but by can "
    "could did do does doing done during each for from further had has have having he her here hers him his how i if in "
    "into is it its itself just kind many may me might more most much must my name named no nor not of off on once only or "
    "other our out over own same say said says shall she should so some such tell than that the their them then there "
    "these they this those through to too under until up upon use used very was we were what when where which while who "
    "whom whose why will with would you your".split()
)
"""Question words and function words. They are indexed, because phrases need them, but left out of queries."""

ZH_STOPWORDS = frozenset(
    "什么 甚么 多少 哪些 哪个 哪里 哪儿 哪一 哪位 哪年 哪天 哪家 哪种 怎么 怎样 怎么样 如何 为什么 为何 为啥 是否 是不是 有没有 "
    "几个 几年 几次 几天 几名 谁 吗 呢 么 的 了 是 在 有 和 与 及 或 也 都 就 而 把 被 对 从 到 向 为 以 于 由 这 那 这个 那个 这些 "
    "那些 他们 她们 它们 我们 你们 自己 一个 没有 可以 以及 还是 时候 什 么 哪 几 何 请问 告诉".split()
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a text, in order and with repetitions."""

    english: tuple[str, ...]
    words: tuple[str, ...]
    """Chinese words of two or more characters; they may overlap."""
    bigrams: tuple[str, ...]
    """Pairs of neighbouring Chinese characters; a character without a Chinese neighbour is a term by itself."""
    forms: tuple[str, ...] = ()
    """English words folded but not stemmed, each once, for exact phrases. Queries have none."""
    names: tuple[str, ...] = ()
    """Chinese names in either language, by their pinyin; see `embeddings.text.names`."""


class Analyzer:
    """Turns text into terms. jieba's dictionary (0.6 s) and the stemmer are loaded when they are first needed."""

    @cached_property
    def _jieba(self) -> Any:
        return jieba_tokenizer()

    @property
    def pos_tags(self) -> Mapping[str, str]:
        """Part-of-speech tags of words of two to four characters in jieba's dictionary: `nr` a person, `ns` a place, ..."""
        return _pos_tags()

    @cached_property
    def _stemmer(self) -> Any:
        import Stemmer

        return Stemmer.Stemmer("english")

    @cached_property
    def version(self) -> str:
        """Versions of the libraries that terms depend on: another release may give other terms for the same text."""
        from importlib import metadata

        libraries = [f"{name} {metadata.version(name)}" for name in ("jieba", "opencc", "pypinyin", "PyStemmer")]
        return ", ".join([*libraries, f"Unicode {unicodedata.unidata_version}"])

    def terms(self, text: str) -> Terms:
        """All terms of a text, stop words included."""
        return Terms(self.english(text), self.words(text), self.bigrams(text), self.forms(text))

    def forms(self, text: str) -> tuple[str, ...]:
        """English words, folded, each once."""
        return tuple(dict.fromkeys(_words(text)))

    def english(self, text: str) -> tuple[str, ...]:
        """English words, folded and stemmed."""
        return tuple(self._stemmer.stemWords(_words(text)))

    def english_with_spans(self, text: str) -> list[tuple[str, Span]]:
        """The terms of `english`, each with the place of its word in the text."""
        folded = folding.fold_with_offsets(text)
        found = WORD.finditer(folded.text)
        places = [(word, folded.span(*match.span())) for match in found if (word := fold(match[0]))]
        terms = self._stemmer.stemWords([word for word, _ in places])
        return [(term, span) for term, (_, span) in zip(terms, places, strict=True)]

    def surface_forms(self, text: str) -> dict[str, str]:
        """For each English term, the first word of the text that it comes from."""
        found: dict[str, str] = {}
        for match in WORD.finditer(text):
            for term in self.english(match[0]):
                found.setdefault(term, match[0])
        return found

    def unknown_words(self, text: str, frequency: Callable[[str, str], int]) -> tuple[str, ...]:
        """Words of a question, as typed, that no passage contains. `frequency` gives the number of passages with a term, by
        field and term. Chinese is unknown where no pair of its characters occurs in the archive."""
        english = [
            word
            for word in dict.fromkeys(match[0] for match in WORD.finditer(folding.fold(text)))
            if fold(word) not in EN_STOPWORDS and not any(frequency("english", term) for term in self.english(word))
        ]
        return (*english, *dict.fromkeys(self._unknown_runs(_ZH_STOP_RUN.sub(" ", folding.fold(text)), frequency)))

    @staticmethod
    def _unknown_runs(text: str, frequency: Callable[[str, str], int]) -> Iterator[str]:
        for run in HAN_RUN.findall(text):
            known = [False] * len(run)
            for at in range(len(run) - 1):
                if frequency("bigrams", run[at : at + 2]):
                    known[at] = known[at + 1] = True
            for covered, group in itertools.groupby(range(len(run)), key=known.__getitem__):
                indices = list(group)
                if not covered and len(indices) > 1:  # a single character may belong to a word beside it
                    yield run[indices[0] : indices[-1] + 1]

    def words(self, text: str) -> tuple[str, ...]:
        """Chinese words of two or more characters, segmented by jieba."""
        runs = HAN_RUN.findall(folding.to_simplified(folding.without_breaks(text)))
        return tuple(folding.fold(w) for run in runs for w in self._jieba.cut_for_search(run) if len(w) > 1)

    def bigrams(self, text: str) -> tuple[str, ...]:
        """Pairs of neighbouring Chinese characters."""
        pairs: list[str] = []
        for run in HAN_RUN.findall(folding.fold(text)):
            pairs += [run[i : i + 2] for i in range(len(run) - 1)] if len(run) > 1 else [run]
        return tuple(pairs)

    def query_terms(self, text: str, is_word: Callable[[str], bool]) -> Terms:
        """The terms to search for: each once, without stop words. A question of nothing but stop words keeps them.

        Args:
            text: the question.
            is_word: whether the index has a Chinese word. Every substring of the question that is one becomes a term, so jieba
                (a second to load) is needed for indexing only. Words that no passage contains are covered by their character
                pairs.
        """
        text = folding.fold(text)
        english = tuple(dict.fromkeys(self._stemmer.stemWords([w for w in _words(text) if w not in EN_STOPWORDS])))
        plain = _ZH_STOP_RUN.sub("\n", text)  # a blank would be folded away
        words = tuple(dict.fromkeys(w for w in _substrings(plain) if w not in ZH_STOPWORDS and is_word(w)))
        bigrams = tuple(dict.fromkeys(b for b in self.bigrams(plain) if b not in ZH_STOPWORDS))
        if not (english or words or bigrams):
            return Terms(self.english(text), tuple(w for w in _substrings(text) if is_word(w)), self.bigrams(text))
        return Terms(english, words, bigrams)

    def only_stopwords(self, text: str) -> bool:
        """Whether a question has nothing but stop words."""
        plain = _ZH_STOP_RUN.sub("\n", folding.fold(text))
        return all(w in EN_STOPWORDS for w in _words(text)) and all(b in ZH_STOPWORDS for b in self.bigrams(plain))


@lru_cache(maxsize=50_000)  # the same words occur again and again
def fold(word: str) -> str:
    """A word in lower case and compatibility form (NFKD), without accents and apostrophes."""
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    return "".join(c for c in decomposed if c.isalnum())


def _words(text: str) -> list[str]:
    """The folded words of a text, without those that fold to nothing, such as a lone kana mark."""
    return [word for match in WORD.finditer(folding.fold(text)) if (word := fold(match[0]))]


@cache
def _pos_tags() -> Mapping[str, str]:
    with jieba_tokenizer().get_dict_file() as file:
        rows = (line.decode("utf-8").split() for line in file)
        return {row[0]: row[2] for row in rows if len(row) == 3 and 2 <= len(row[0]) <= 4}


# Stop words are removed before pairs are formed, so that no pair has half of one.
_ZH_STOP_RUN = re.compile("|".join(sorted((re.escape(w) for w in ZH_STOPWORDS), key=len, reverse=True)))

_MAX_WORD_LENGTH = 8


def _substrings(text: str) -> Iterator[str]:
    """Every substring of two to eight Chinese characters, in order."""
    for run in HAN_RUN.findall(text):
        for start in range(len(run) - 1):
            for end in range(start + 2, min(start + _MAX_WORD_LENGTH, len(run)) + 1):
                yield run[start:end]
