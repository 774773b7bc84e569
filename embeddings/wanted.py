"""What a reader would look for in the passages that a question finds: see `embeddings.evidence.Wanted`.

Search has a name's words and its pinyin as terms of their own, so that a passage that has it in the other language only has a
small part of it. A reader takes it for the same name: here it counts as one word, which stands there in any of its spellings.
"""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.evidence import Wanted, WantedName, rarities, rarity, shared
from embeddings.naming import CHINESE, ENGLISH, Name, without
from embeddings.tokens import Terms, Tokenizer
from embeddings.words import WordIndex


def wanted(text: str, names: Sequence[Name], tokenizer: Tokenizer, words: WordIndex) -> Wanted:
    """The words of a question, and those of the `names` that stand in it."""

    def terms(part: str) -> Terms:
        return tokenizer.question_terms(part, lambda word: words.frequency("words", word) > 0)

    rest = without(text, names)
    raw = rarities(terms(rest), words) if not (names and tokenizer.only_asks(rest)) else {}
    names = [name for name in names if name.text in text]
    own = [rarity(words, "names", name.key) for name in names]
    total = sum(raw.values()) + sum(own)
    return Wanted(
        words={key: weight / total for key, weight in raw.items()},
        names=tuple(
            _name(name, weight / total, shared(rarities(terms(name.searched), words)))
            for name, weight in zip(names, own, strict=True)
        ),
    )


def _name(name: Name, weight: float, spelled: dict[tuple[str, str], float]) -> WantedName:
    """One in Latin letters stands for every Chinese name that is read so; one in characters for itself only."""
    if name.side == "en":
        return WantedName(weight, spelled, name.key)
    return WantedName(weight, spelled, ENGLISH + name.key, unless=CHINESE + name.key)
