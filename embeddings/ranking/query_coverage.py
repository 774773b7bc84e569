"""Builds the `embeddings.ranking.features.QueryCoverage` of a question.

Search has the words of a name and its pinyin as separate terms, so a passage that has the name in the other language only
matches a small part of it. To a reader it is the same name: here it counts as one word, found in any spelling.

Words weigh by the square of their rarity: what is missing where a passage does not answer is a rare word, and squared weights tell
such questions better on every set (tests/quality/MEASUREMENTS.md).
"""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.index.inverted_index import InvertedIndex
from embeddings.ranking.features import NameCoverage, QueryCoverage, normalized, rarity, term_rarities
from embeddings.text.analyzer import Analyzer, Terms
from embeddings.text.names import CHINESE, ENGLISH, Name, remove_names


def query_coverage(text: str, names: Sequence[Name], analyzer: Analyzer, words: InvertedIndex) -> QueryCoverage:
    """Weigh the words of a question, and those of `names` that occur in it."""

    def terms(part: str) -> Terms:
        return analyzer.query_terms(part, lambda word: words.frequency("words", word) > 0)

    rest = remove_names(text, names)
    rarities = term_rarities(terms(rest), words) if not (names and analyzer.only_stopwords(rest)) else {}
    names = [name for name in names if name.text in text]
    name_rarities = [rarity(words, "names", name.key) for name in names]
    total = sum(each**2 for each in (*rarities.values(), *name_rarities))
    return QueryCoverage(
        term_weights={key: each**2 / total for key, each in rarities.items()},
        names=tuple(
            _name_coverage(name, each**2 / total, normalized(term_rarities(terms(name.search_form), words)))
            for name, each in zip(names, name_rarities, strict=True)
        ),
    )


def _name_coverage(name: Name, weight: float, spelling_weights: dict[tuple[str, str], float]) -> NameCoverage:
    """A name in Latin letters matches every Chinese name with this pinyin; one in Chinese characters only itself."""
    if name.side == "en":
        return NameCoverage(weight, spelling_weights, name.key)
    return NameCoverage(weight, spelling_weights, ENGLISH + name.key, excluded_term=CHINESE + name.key)
