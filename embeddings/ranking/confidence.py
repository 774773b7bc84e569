"""found | weak | nothing: how sure it is that the first hit answers the question.

A plain logistic model over evidence from both languages and from the words, kept apart from the ranking score. Its
coefficients are fitted, not below zero, by `tests/quality/fit_confidence.py`; no raw cosine enters, so they do not depend on
the model's scale.

Where the question asks for an amount of something and the passage gives none, it hardly answers: measured on three sets, 3
of 135 passages that answer such a question seem to lack it, and 19 of 32 that only come near.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields, replace

import numpy as np

from embeddings.index.passage_table import Rows
from embeddings.ranking.features import ABSENT, Features

_CJK = re.compile(r"[㐀-鿿]")
_LATIN_WORD = re.compile(r"[^\W_㐀-鿿]+(?:['’][^\W_㐀-鿿]+)*")

ALL_WORDS = 0.999
"""Share of a passage that holds every word, but for rounding."""
FOUND = 0.5
"""From this confidence on an answer is `found`."""
WEAK = 0.25
"""Below this one it is `nothing`."""
WORDING, MEANING = 2.5, 0.5
"""What a similarity in the question's own language can count: so many standard deviations, and so many more for each that
the other language has. What only repeats the question's wording is near it in one language, and not in the other."""
FEWEST_WORDS, USUAL_WORDS, MOST_WORDS = 7, 9, 20
"""Words of a question below which and above which its length changes nothing more, and those that speak neither for nor
against. One of three words is not held to more than one of seven: readers ask short questions."""
LACKING = 3.3
"""Log-odds that an answer loses whose first passage has not what the question asks for: log(19/32) - log(3/135)."""

_ROUNDING = 1e-3
"""Log-odds that the rounding of a confidence can make up for."""
MOST_DATED = 1.5
"""The most that a date can count for, and ..."""
NOT_THEN = -0.5
"""... what it costs where nothing near was printed on its days."""
MOST_LACKING = 0.45
"""Nor is it ever `found`."""


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures:
    """What the model looks at, all but the last of the first hit; the names are those of `embeddings.ranking.features`."""

    same_passage: float
    same_sentence: float
    other_sentence: float
    coverage: float
    length: float = 0.0
    """See `length_of`: the more a question says, the less near anything can be to all of it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The confidence and what it came from."""

    confidence: float
    """0 to 1."""
    features: ConfidenceFeatures | None
    """None where there was no hit at all."""

    odds: float = 0.0
    """Log-odds from what the indexes do not know, see `date_odds`."""
    held: float = 0.0
    """Share of what is wanted that the passage has, see `embeddings.ranking.features.QueryCoverage`."""

    def dated(self, odds: float) -> Judgement:
        """The same, knowing when the passages were printed."""
        return replace(self, confidence=confidence(self.features, odds), odds=odds) if self.features else self

    def lacking(self) -> Judgement:
        """The same, knowing that the first passage has not what the question asks for."""
        return replace(self, confidence=confidence(self.features, self.odds, lacking=True)) if self.features else self

    def looked_up(self) -> Judgement:
        """The same for a line that only names something: a passage that holds all of its words is what it looks for."""
        return replace(self, confidence=max(self.confidence, FOUND)) if self.held >= ALL_WORDS else self


NO_HIT = Judgement(0.0, None)

COEFFICIENTS = ConfidenceFeatures(same_passage=0.55, same_sentence=0.65, other_sentence=0.08, coverage=0.46, length=0.45)
"""That of the length is not fitted but halved: sets of questions differ in length for reasons of their own."""
INTERCEPT = -4.40


def judge(evidence: Features, ranked: Rows, length: float = 0.0) -> Judgement:
    """The confidence in the first of the ranked candidates, 0 where there is none; `length` is that of the question."""
    if not len(ranked):
        return NO_HIT
    first = int(ranked[0])
    features = ConfidenceFeatures(
        same_passage=float(evidence.same_passage[first]),
        same_sentence=float(evidence.same_sentence[first]),
        other_sentence=float(evidence.other_sentence[first]),
        coverage=float(evidence.coverage[first]),
        length=length,
    )
    return Judgement(confidence(features), features, held=float(evidence.held[first]))


def may_be_found(evidence: Features, length: float = 0.0) -> Rows:
    """The candidates whose confidence may reach FOUND, told for all of them at once: a similarity is never credited with more
    than it is, so that the others cannot."""
    names = ("same_passage", "same_sentence", "other_sentence", "coverage")
    most = INTERCEPT + COEFFICIENTS.length * length
    total = most + sum(getattr(COEFFICIENTS, name) * getattr(evidence, name) for name in names)
    return np.flatnonzero(total > math.log(FOUND / (1 - FOUND)) - _ROUNDING).astype(np.int64)


def length_of(text: str) -> float:
    """The root of a question's number of words, above or below that of a usual one. Chinese has 1.8 characters a word."""
    words = len(_LATIN_WORD.findall(text)) + len(_CJK.findall(text)) / 1.8
    return math.sqrt(min(max(words, FEWEST_WORDS), MOST_WORDS)) - math.sqrt(USUAL_WORDS)


def date_odds(behind: float, share: float) -> float:
    """Log-odds that a date in the question adds, where the first passage was printed on its days. `behind`: by how much it
    is behind the best passage of any day, 0 where it is the best, 1 where the date hardly outweighs that. `share`: the part
    of the archive that was printed on the days, and the probability that a passage was which is best by chance."""
    return min(MOST_DATED, -math.log(share)) * max(0.0, 1 - behind) if share > 0 else 0.0


def confidence(features: ConfidenceFeatures, odds: float = 0.0, *, lacking: bool = False) -> float:
    """The logistic model, rounded to four digits."""
    known = credited(features)
    total = INTERCEPT + odds + sum(getattr(COEFFICIENTS, f.name) * getattr(known, f.name) for f in fields(ConfidenceFeatures))
    probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, total - LACKING * lacking))))
    return round(min(probability, MOST_LACKING) if lacking else probability, 4)


def credited(features: ConfidenceFeatures) -> ConfidenceFeatures:
    """What the similarities in the question's own language may count for."""
    if features.other_sentence <= ABSENT:  # a passage of one language
        return features
    most = WORDING + MEANING * features.other_sentence
    near = {name: min(getattr(features, name), most) for name in ("same_passage", "same_sentence")}
    return replace(features, **near)
