"""What a reader would look for in the passages that a question finds: see `embeddings.ranking.features.QueryCoverage`.

Search has a name's words and its pinyin as terms of their own, so that a passage that has it in the other language only has a
small part of it. A reader takes it for the same name: here it counts as one word, which stands there in any of its spellings.
"""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.index.inverted_index import InvertedIndex
from embeddings.ranking.features import NameCoverage, QueryCoverage, normalized, rarity, term_rarities
from embeddings.text.analyzer import Analyzer, Terms
from embeddings.text.names import CHINESE, ENGLISH, Name, without


def query_coverage(text: str, names: Sequence[Name], tokenizer: Analyzer, words: InvertedIndex) -> QueryCoverage:
    """The words of a question, and those of the `names` that stand in it."""

    def terms(part: str) -> Terms:
        return tokenizer.question_terms(part, lambda word: words.frequency("words", word) > 0)

    rest = without(text, names)
    raw = term_rarities(terms(rest), words) if not (names and tokenizer.only_asks(rest)) else {}
    names = [name for name in names if name.text in text]
    own = [rarity(words, "names", name.key) for name in names]
    total = sum(raw.values()) + sum(own)
    return QueryCoverage(
        words={key: weight / total for key, weight in raw.items()},
        names=tuple(
            _name(name, weight / total, normalized(term_rarities(terms(name.searched), words)))
            for name, weight in zip(names, own, strict=True)
        ),
    )


def _name(name: Name, weight: float, spelled: dict[tuple[str, str], float]) -> NameCoverage:
    """One in Latin letters stands for every Chinese name that is read so; one in characters for itself only."""
    if name.side == "en":
        return NameCoverage(weight, spelled, name.key)
    return NameCoverage(weight, spelled, ENGLISH + name.key, unless=CHINESE + name.key)
