"""Text to index terms, the same for passages and questions.

English: words folded to lower case without accents and stemmed (Snowball). Chinese: jieba's words in search mode, and every
pair of neighbouring characters, so that no word is unfindable because jieba cut it otherwise. Figures of either width are
terms of both. Terms are in simplified characters, whichever script the text is in. Nothing here changes a stored text: terms
are for finding only.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from corpus.text.han_variants import same_script, simplified
from embeddings.third_party import jieba_tokenizer

WORD = re.compile(r"[^\W_㐀-鿿]+(?:['’][^\W_㐀-鿿]+)*")
HAN_RUN = re.compile(r"[㐀-鿿]+")

EN_STOP = frozenset(
    "a about above after again all also am an and any are as at be because been before being between both but by can "
    "could did do does doing done during each for from further had has have having he her here hers him his how i if in "
    "into is it its itself just kind many may me might more most much must my name named no nor not of off on once only or "
    "other our out over own same say said says shall she should so some such tell than that the their them then there "
    "these they this those through to too under until up upon use used very was we were what when where which while who "
    "whom whose why will with would you your".split()
)
"""Words that ask, or hold a sentence together. They are indexed (a phrase needs them) but no question is searched by them."""

ZH_STOP = frozenset(
    "什么 甚么 多少 哪些 哪个 哪里 哪儿 哪一 哪位 哪年 哪天 哪家 哪种 怎么 怎样 怎么样 如何 为什么 为何 为啥 是否 是不是 有没有 "
    "几个 几年 几次 几天 几名 谁 吗 呢 么 的 了 是 在 有 和 与 及 或 也 都 就 而 把 被 对 从 到 向 为 以 于 由 这 那 这个 那个 这些 "
    "那些 他们 她们 它们 我们 你们 自己 一个 没有 可以 以及 还是 时候 什 么 哪 几 何 请问 告诉".split()
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a text, in order, repeated as often as they occur."""

    english: tuple[str, ...]
    words: tuple[str, ...]
    """Chinese words of two characters or more, overlapping ones included."""
    bigrams: tuple[str, ...]
    """Pairs of neighbouring Chinese characters; a lone character stands for itself."""
    forms: tuple[str, ...] = ()
    """English words as they stand, folded but not stemmed, each once. For finding text word for word; no question has them."""
    names: tuple[str, ...] = ()
    """Chinese names of either side by their pinyin, see `embeddings.text.names`."""


@dataclass
class Analyzer:
    """Cuts text into terms. Loads jieba's dictionary at the first Chinese text (0.6 s), and the stemmer at the first English one."""

    _cut: dict[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def _jieba(self) -> Any:
        return jieba_tokenizer()

    @cached_property
    def tags(self) -> dict[str, str]:
        """What jieba's dictionary takes each word of two to four characters for: `nr` a person, `ns` a place, ..."""
        with self._jieba.get_dict_file() as file:
            rows = (line.decode("utf-8").split() for line in file)
            return {row[0]: row[2] for row in rows if len(row) == 3 and 2 <= len(row[0]) <= 4}

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
        """All terms of a text, function words included."""
        return Terms(self.english(text), self.words(text), self.bigrams(text), self.forms(text))

    def forms(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_words(text)))

    def english(self, text: str) -> tuple[str, ...]:
        return tuple(self._stemmer.stemWords(_words(text)))

    def spelled(self, text: str) -> dict[str, str]:
        """The first word of a text that each English term stands for, as it is printed."""
        found: dict[str, str] = {}
        for match in WORD.finditer(text):
            for term in self.english(match[0]):
                found.setdefault(term, match[0])
        return found

    def unknown(self, text: str, frequency: Callable[[str, str], int]) -> tuple[str, ...]:
        """The words of a question, as typed, that an archive does not have; `frequency` says how many passages hold a term of
        a field. A stretch of Chinese is unknown as far as no pair of its characters is found anywhere."""
        english = [
            word
            for word in dict.fromkeys(match[0] for match in WORD.finditer(text))
            if fold(word) not in EN_STOP and not any(frequency("english", term) for term in self.english(word))
        ]
        return (*english, *dict.fromkeys(self._unknown_runs(_ZH_STOP_RUN.sub(" ", same_script(text)), frequency)))

    @staticmethod
    def _unknown_runs(text: str, frequency: Callable[[str, str], int]) -> Iterator[str]:
        for run in HAN_RUN.findall(text):
            known = [False] * len(run)
            for at in range(len(run) - 1):
                if frequency("bigrams", run[at : at + 2]):
                    known[at] = known[at + 1] = True
            for covered, places in itertools.groupby(range(len(run)), key=known.__getitem__):
                stretch = list(places)
                if not covered and len(stretch) > 1:  # one character over may belong to a word beside it
                    yield run[stretch[0] : stretch[-1] + 1]

    def words(self, text: str) -> tuple[str, ...]:
        runs = HAN_RUN.findall(simplified(text))
        return tuple(same_script(w) for run in runs for w in self._jieba.cut_for_search(run) if len(w) > 1)

    def bigrams(self, text: str) -> tuple[str, ...]:
        pairs: list[str] = []
        for run in HAN_RUN.findall(same_script(text)):
            pairs += [run[i : i + 2] for i in range(len(run) - 1)] if len(run) > 1 else [run]
        return tuple(pairs)

    def question_terms(self, text: str, is_word: Callable[[str], bool]) -> Terms:
        """The terms that a question is searched by: each once, without words that only ask. A question of nothing but such
        words keeps them.

        `is_word` says whether the word index has a Chinese word. Every stretch of the question that is one is a term, so
        that jieba, which takes a second to load, is needed for indexing only; words that no passage has are told by their
        character pairs.
        """
        english = tuple(dict.fromkeys(self._stemmer.stemWords([w for w in _words(text) if w not in EN_STOP])))
        text = same_script(text)
        plain = _ZH_STOP_RUN.sub(" ", text)
        words = tuple(dict.fromkeys(w for w in _stretches(plain) if w not in ZH_STOP and is_word(w)))
        bigrams = tuple(dict.fromkeys(b for b in self.bigrams(plain) if b not in ZH_STOP))
        if not (english or words or bigrams):
            return Terms(self.english(text), tuple(w for w in _stretches(text) if is_word(w)), self.bigrams(text))
        return Terms(english, words, bigrams)

    def only_asks(self, text: str) -> bool:
        """Whether a question has no word but those that ask, or hold a sentence together."""
        plain = _ZH_STOP_RUN.sub(" ", same_script(text))
        return all(w in EN_STOP for w in _words(text)) and all(b in ZH_STOP for b in self.bigrams(plain))


@lru_cache(maxsize=50_000)  # the words of a language are few, and each is seen again and again
def fold(word: str) -> str:
    """A word in lower case, in compatibility form, without accents and apostrophes."""
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    return "".join(c for c in decomposed if c.isalnum())


def _words(text: str) -> list[str]:
    """The folded words of a text; a lone mark of kana, say, folds to nothing and is none."""
    return [word for match in WORD.finditer(text) if (word := fold(match[0]))]


# Words that only ask are cut out before pairs are formed, so that no pair is made of half of one.
_ZH_STOP_RUN = re.compile("|".join(sorted((re.escape(w) for w in ZH_STOP), key=len, reverse=True)))

_LONGEST_WORD = 8


def _stretches(text: str) -> Iterator[str]:
    """Every stretch of two to eight Chinese characters, in order."""
    for run in HAN_RUN.findall(text):
        for start in range(len(run) - 1):
            for end in range(start + 2, min(start + _LONGEST_WORD, len(run)) + 1):
                yield run[start:end]
