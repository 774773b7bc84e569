"""What the program can say about a question and its passages, as values.

Each class is one message, with a stable `code` for programs. `assistant.wording.messages` puts them into the reader's
language; sessions store them as they are.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Literal

from msgspec import Struct


class Fact(Struct, frozen=True, tag_field="code"):
    """Base of all facts."""

    @property
    def code(self) -> str:
        """A stable name in kebab case, e.g. `numbers-differ`."""
        return str(self.__struct_config__.tag)


class RecordedText(Fact, frozen=True, tag="recorded-text"):
    """A finished English sentence, from a session of a version that stored no facts."""

    sentence: str


# -- warnings about a passage -----------------------------------------------------------------------------------------


class NoTranslation(Fact, frozen=True, tag="no-translation"):
    """The file has an English half, but it does not translate this passage."""


class NoOriginal(Fact, frozen=True, tag="no-original"):
    """The file has a Chinese half, but nothing in it corresponds to this passage."""


class NumbersDiffer(Fact, frozen=True, tag="numbers-differ"):
    """A sentence and its translation contain contradictory numbers, given as written."""

    chinese: tuple[str, ...]
    english: tuple[str, ...]


class DatesDiffer(Fact, frozen=True, tag="dates-differ"):
    """A dateline names a day, and the translation adds the wrong month."""

    chinese: str
    """As written: 27日."""
    day: datetime.date
    """The day that it means, given the date of print."""
    english: str
    """As written: April 27th."""


class AlignmentUncertain(Fact, frozen=True, tag="alignment-uncertain"):
    """The two sides may not correspond."""


class SentencesUntranslated(Fact, frozen=True, tag="sentences-untranslated"):
    """Chinese sentences without an English counterpart."""

    count: int


class FileChanged(Fact, frozen=True, tag="file-changed"):
    """The source file no longer contains this text."""


class ArticleGone(Fact, frozen=True, tag="article-gone"):
    """The archive no longer has the article that a stored answer quotes."""


class PassageChanged(Fact, frozen=True, tag="passage-changed"):
    """The article no longer contains the passage as a stored answer quotes it."""


PassageWarning = (
    NoTranslation
    | NoOriginal
    | NumbersDiffer
    | DatesDiffer
    | AlignmentUncertain
    | SentencesUntranslated
    | FileChanged
    | ArticleGone
    | PassageChanged
    | RecordedText
)


# -- reasons why an answer is uncertain -------------------------------------------------------------------------------


class AnswerKind(StrEnum):
    """What a question can ask for."""

    MONEY = "money"
    SHARE = "share"
    AREA = "area"
    LENGTH = "length"
    WEIGHT = "weight"
    DURATION = "duration"
    PEOPLE = "people"
    NUMBER = "number"
    PERSON = "person"
    WINNER = "winner"
    PLACE = "place"
    DATE = "date"
    REASON = "reason"


class DetailKind(StrEnum):
    """A detail of a question that a passage can contradict."""

    RANK = "rank"
    """Head, deputy or acting head."""
    STAGE = "stage"
    """Of a competition: final, semifinal, draw."""
    EVENT = "event"
    """Of a competition: women's singles."""
    PERIOD = "period"
    """Season, quarter or half of a year."""
    SORT = "sort"
    """Early or late rice, import or export."""
    DIRECTION = "direction"
    PLACE = "place"
    YEAR = "year"
    DESIGNATION = "designation"
    """The number of one of many: Line 16, the Eighth Congress."""
    NAME = "name"
    """What the article is about."""


class KeywordPreview(Fact, frozen=True, tag="keyword-preview"):
    """Found by keywords alone while the model is loading."""


class WeakMatch(Fact, frozen=True, tag="weak-match"):
    """The best passage may not answer."""

    coverage: float
    """Share of the question's words that the best passage contains, by weight, 0 to 1."""


class OnlyDistantMatches(Fact, frozen=True, tag="only-distant-matches"):
    """No passage answers; the nearest ones are quoted."""

    coverage: float
    """As in WeakMatch."""


class UnknownWords(Fact, frozen=True, tag="unknown-words"):
    """Words of the question that no passage contains."""

    words: tuple[str, ...]


class AmountMissing(Fact, frozen=True, tag="amount-missing"):
    """The question asks for an amount, and the first passage has none of that kind."""

    kind: AnswerKind


class AnswerMissing(Fact, frozen=True, tag="answer-missing"):
    """The question asks for a person, a place, a date or the like, and the first passage has none."""

    kind: AnswerKind


class DetailDiffers(Fact, frozen=True, tag="detail-differs"):
    """The question names a detail that the first passage lacks, while it has others of the same kind."""

    kind: DetailKind
    asked: str
    """As typed."""
    given: tuple[str, ...]
    """What the passage has instead, as printed."""


class NothingFits(Fact, frozen=True, tag="nothing-fits"):
    """No passage matches the filters."""


class OnlyLinesFit(Fact, frozen=True, tag="only-lines-fit"):
    """No passage fits the filters, but lines outside the running text do, such as headlines."""


class ArchiveEmpty(Fact, frozen=True, tag="archive-empty"):
    """The archive has no passages."""


class MatchesOutsideFilters(Fact, frozen=True, tag="matches-outside-filters"):
    """Without its filters the question would have more passages that may answer."""

    passages: int
    filters: tuple[str, ...]
    """As typed."""
    within_articles: bool
    """Whether the question is limited to the articles of an earlier answer, too."""


class ArchiveCovers(Fact, frozen=True, tag="archive-covers"):
    """The first and the last day of the archive, where a filter may be why nothing better was found."""

    first: datetime.date
    last: datetime.date
    dates_outside: bool
    """Whether all the days that the question asks for lie outside."""
    days: int = 0
    """Days with an article; 0 where an older version did not count them."""


class ArticlesOfPeriod(Fact, frozen=True, tag="articles-of-period"):
    """The question only names a day, a month or a year: how many articles the archive has of it."""

    period: str
    """ISO 8601: 1960, 1960-04 or 1960-04-25."""
    articles: int


class NearestFollows(Fact, frozen=True, tag="nearest-follows"):
    """The quotes are the nearest passages, not an answer."""


Reason = (
    KeywordPreview
    | WeakMatch
    | OnlyDistantMatches
    | UnknownWords
    | AmountMissing
    | AnswerMissing
    | DetailDiffers
    | NothingFits
    | OnlyLinesFit
    | ArchiveEmpty
    | MatchesOutsideFilters
    | ArchiveCovers
    | ArticlesOfPeriod
    | NearestFollows
    | RecordedText
)


# -- reasons why a timeline is empty ----------------------------------------------------------------------------------


class MatchesFilteredOut(Fact, frozen=True, tag="matches-filtered-out"):
    """All passages that would count are outside the filters."""

    passages: int


class OnlyCommonWords(Fact, frozen=True, tag="only-common-words"):
    """The question has only question words and words that most passages contain."""


class NoWordFound(Fact, frozen=True, tag="no-word-found"):
    """No passage contains any word of the question."""


class CoverageTooLow(Fact, frozen=True, tag="coverage-too-low"):
    """Even the best passage contains too few of the question's words."""

    coverage: float
    """As in WeakMatch."""


EmptyTimelineReason = MatchesFilteredOut | OnlyCommonWords | NoWordFound | CoverageTooLow


# -- how a question was interpreted -----------------------------------------------------------------------------------


class DateApplied(Fact, frozen=True, tag="date-applied"):
    """A date in the question filters the passages."""

    phrase: str
    """The words of the question."""
    filters: tuple[str, ...]
    """What they mean as filters, e.g. `on:1960-04`."""
    lag_days: int = 0
    """Days after the date that are searched, too."""


class DateIgnored(Fact, frozen=True, tag="date-ignored"):
    """A date in the question was recognised, but is no filter."""

    phrase: str
    filters: tuple[str, ...]
    """What the date would have been as filters."""
    why: Literal["better-match-elsewhere", "nothing-printed", "archive-undated", "nothing-counted"]
    coverage: tuple[datetime.date, datetime.date] | None = None
    """nothing-printed: the first and the last day of the archive."""
    days: int = 0
    """nothing-printed: days of the archive with an article; 0 where an older version did not count them."""


class NameRead(Fact, frozen=True, tag="name-read"):
    """A name in the question, and its other forms that are searched for."""

    phrase: str
    forms: tuple[str, ...]
    """Its pinyin and its Chinese forms, other than the phrase itself."""


class QuotationNotFound(Fact, frozen=True, tag="quotation-not-found"):
    """The archive does not contain a pasted text, or a paragraph of it."""

    phrase: str
    """The beginning of the text."""


Interpretation = DateApplied | DateIgnored | NameRead | QuotationNotFound


# -- what a conversation added to a question --------------------------------------------------------------------------


class AskedTogether(Fact, frozen=True, tag="asked-together"):
    """Earlier questions count, too."""

    questions: tuple[str, ...]
    """The oldest first."""


class FiltersKept(Fact, frozen=True, tag="filters-kept"):
    """Filters of earlier questions still apply."""

    filters: tuple[str, ...]


class WithinArticles(Fact, frozen=True, tag="within-articles"):
    """Only the articles of an earlier answer are searched."""

    articles: int


class RelevanceFeedbackApplied(Fact, frozen=True, tag="relevance-feedback-applied"):
    """The reader asked for more passages like some, or unlike some."""

    like: tuple[str, ...]
    """Ids of passages."""
    unlike: tuple[str, ...]
    words: tuple[str, ...]
    """Words of these passages that were added to the search."""


class PassagesSkipped(Fact, frozen=True, tag="passages-skipped"):
    """Passages that were shown before these."""

    count: int


ContextNote = AskedTogether | FiltersKept | WithinArticles | RelevanceFeedbackApplied | PassagesSkipped
